"""What machines ask for and send: the site map, robots.txt, whether the site is alive and ready,
and what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from wizard.content.live import published
from wizard.guide import links
from wizard.guide.counting import count
from wizard.guide.http import published_page, safe_only
from wizard.knowledge.values import Knowledge

SITEMAP_ADDRESSES = 10_000
"""In one document."""


@published_page
def sitemap(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """Every permanent page: lights, answer pages and how-tos; never a step of the wizard. Where
    they are too many for one document, the documents that list them.
    """
    parts = Paginator(links.permanent_pages(knowledge), SITEMAP_ADDRESSES)
    if parts.num_pages == 1:
        return _sitemap(request, knowledge, parts.object_list, "guide/sitemap.xml")
    documents = [links.sitemap_part(number) for number in parts.page_range]
    return _sitemap(request, knowledge, documents, "guide/sitemap_index.xml")


@published_page
def sitemap_part(request: HttpRequest, knowledge: Knowledge, number: int) -> HttpResponse:
    """One of the documents that a large site map consists of."""
    parts = Paginator(links.permanent_pages(knowledge), SITEMAP_ADDRESSES)
    if parts.num_pages == 1 or number not in parts.page_range:
        return _plain("There is no such part of the site map.", status=404)
    return _sitemap(request, knowledge, parts.page(number).object_list, "guide/sitemap.xml")


def _sitemap(
    request: HttpRequest, knowledge: Knowledge, paths: Iterable[str], template: str
) -> HttpResponse:
    site = request.build_absolute_uri("/").removesuffix("/")
    context = {"site": site, "paths": paths, "day": knowledge.published[:10]}
    kind = "application/xml; charset=utf-8"
    return HttpResponse(render_to_string(template, context), content_type=kind)


@safe_only
def robots(request: HttpRequest) -> HttpResponse:
    """The wizard's steps stay crawlable so that their `noindex` is seen; only the staff side is
    closed.
    """
    usual = settings.ADMIN_URL == settings.USUAL_ADMIN_URL  # another one is not told to everybody
    lines = [
        "User-agent: *",
        *([f"Disallow: {reverse('admin:index')}"] if usual else []),
        "Disallow: /staff/",
        f"Sitemap: {request.build_absolute_uri(links.sitemap())}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@safe_only
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon on pages that name none, such as the staff side's."""
    return HttpResponseRedirect(static("guide/icon.svg"))


@safe_only
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return _plain("alive")


@safe_only
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while there is a revision to serve, with or without the database; else 503 with the
    reason.
    """
    status = published.status()
    looked = (
        "never" if status.looked_seconds_ago is None else f"{status.looked_seconds_ago:.1f} s ago"
    )
    database = f"looked {looked}, database {'yes' if status.database else 'no'}"
    if status.revision is None:
        return _plain(f"serving nothing, {database}. {status.fault}", status=503)
    return _plain(f"serving revision {status.revision}, {database}. {status.fault}".strip())


def _plain(text: str, *, status: int = 200) -> HttpResponse:
    plain, headers = "text/plain; charset=utf-8", {"Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type=plain, status=status, headers=headers)


COUNT = "/count/"
PROBES = {"/healthz": healthz, "/readyz": readyz, COUNT: count}
"""Answered from memory, before anything else: who asks may know no name of the site."""
