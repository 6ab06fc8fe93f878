"""Pages for machines: the site map, robots.txt, and whether the site is alive and ready."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from wizard.content.live import published
from wizard.guide import links
from wizard.guide.http import published_page, safe_only
from wizard.knowledge.values import Knowledge


@published_page
def sitemap(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """Every permanent page: lights, answer pages and how-tos; never a step of the wizard."""
    paths = [links.home(), links.all_lights()]
    for device in knowledge.devices:
        paths += links.pages_of(knowledge, device)
    addresses = [request.build_absolute_uri(path) for path in paths]
    content = render_to_string(
        "guide/sitemap.xml", {"addresses": addresses, "published": knowledge.published}
    )
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


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


class Probes:
    """Middleware, the first one: `/healthz` and `/readyz`, asked by machines that know no name of
    the site, and answered from memory.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


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
        return _plain(f"serving nothing, {database}. {status.trouble}", status=503)
    return _plain(f"serving revision {status.revision}, {database}. {status.trouble}".strip())


def _plain(text: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
