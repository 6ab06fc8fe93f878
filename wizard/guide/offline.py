"""Reading without a network: the service worker, what it keeps for a device, and the page where
it has nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from wizard.guide import links
from wizard.guide.http import page, published_page
from wizard.guide.page_cache import build
from wizard.knowledge.values import Knowledge

MOST_PICTURES = 20
"""Of one device: those of steps have 200 kB at most, four megabytes in all."""


@published_page
def service_worker(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/sw.js`: at the root, so that every page is in its scope. A new build or revision makes it
    another file.
    """
    script = render_to_string("guide/sw.js", {"version": f"{build()}-{knowledge.revision}"})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@published_page
def kept_pages(request: HttpRequest, knowledge: Knowledge, device: str) -> HttpResponse:
    """`/offline/<device>/`: the addresses of its light table, its answer pages and its how-tos, and
    of the pictures on them, `MOST_PICTURES` at most; none if it is unknown.
    """
    known = knowledge.device.get(device)
    if known is None:
        return JsonResponse({"pages": []}, status=404)
    pictures = links.pictures_on(knowledge, known)[:MOST_PICTURES]
    return JsonResponse({"pages": links.pages_of(knowledge, known) + pictures})


@published_page
def offline(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/offline/`: what the service worker shows instead of a page it does not hold."""
    return page(request, "guide/offline.html", {}, knowledge)
