"""Between a request and a page: page or fragment, what may be cached, and what a query string
holds.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache as rendered
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.knowledge.values import Knowledge

P = ParamSpec("P")
PublishedView = Callable[Concatenate[HttpRequest, Knowledge, P], HttpResponse]

CACHE_CONTROL = "public, max-age=1, stale-if-error=86400"
"""One second, so that nobody sees an old revision for longer; a proxy may go on serving while
the site is away.
"""

MOST_PARAMETERS = 200
"""More than this is not even read; replay() refuses far fewer, with a better message."""

logger = logging.getLogger(__name__)


@cache
def build() -> str:
    """A digest of the code, templates and static files that make a page: a new release starts
    with an empty cache.
    """
    digest = hashlib.sha256()
    for folder in ("wizard", "templates", "static"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def wants_fragment(request: HttpRequest) -> bool:
    """True if htmx asks for a step to swap in; restoring history asks for the whole page."""
    return request.headers.get("HX-Request") == "true" and (
        request.headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The whole page, or for htmx its title and its `main` fragment, from one template.

    Templates get no request, so a page depends on nothing but its address and the revision.
    """
    if wants_fragment(request):
        title = render_to_string(f"{template}#title", dict(context))
        content = f"<title>{title}</title>{render_to_string(f'{template}#main', dict(context))}"
    else:
        content = render_to_string(template, dict(context))
    response = HttpResponse(content, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def parameters(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The query string as (name, value) pairs in the given order. None: too many to read."""
    query = request.META.get("QUERY_STRING", "")
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None


def published_page(view: PublishedView[P]) -> Callable[P, HttpResponse]:
    """A public page: GET and HEAD only, the published knowledge as second argument, cached by
    revision and address.

    Answers 304 to an unchanged page, and a plain page with status 503 while nothing is published.
    The view itself, to be called with another knowledge, is the page's `view_of_knowledge`.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            knowledge = published()
        except NothingPublishedError:  # /readyz and the log say why
            context = {
                "title": "The guide is not ready yet",
                "message": "Its content has not been loaded. Come back in a few minutes.",
            }
            response = page(request, "guide/problem.html", context, status=503)
            response.headers["Retry-After"] = "5"
            return response
        address = request.build_absolute_uri()
        kind = "fragment" if wants_fragment(request) else "page"
        # With its date: a database brought back from a backup counts its revisions from one again.
        revision = f"{knowledge.revision} {knowledge.published}"
        key = hashlib.sha256(f"{build()} {revision} {kind} {address}".encode()).hexdigest()[:32]
        etag = f'W/"{key}"'
        if etag in request.headers.get("If-None-Match", ""):
            return _public(HttpResponse(status=304), etag)
        if found := _look_up(key):
            return _public(HttpResponse(found[0], content_type=found[1]), etag)
        response = view(request, knowledge, *args, **kwargs)
        if response.status_code != 200:
            patch_vary_headers(response, ["HX-Request"])
            return response
        _keep(key, (response.content, response.headers["Content-Type"]))
        return _public(response, etag)

    wrapped.view_of_knowledge = view  # type: ignore[attr-defined]
    return wrapped  # type: ignore[return-value]  # require_safe is typed for views without extra arguments


def _public(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["HX-Request"])
    return response


def _look_up(key: str) -> tuple[bytes, str] | None:
    try:
        found: tuple[bytes, str] | None = rendered.get(key)
    except (
        Exception
    ):  # whatever a cache server's client raises: without its cache the site is slower, not broken
        logger.exception("The page cache cannot be read (CACHE_URL)")
        return None
    return found


def _keep(key: str, entry: tuple[bytes, str]) -> None:
    try:
        rendered.set(key, entry)
    except Exception:  # as above
        logger.exception("The page cache cannot be written (CACHE_URL)")
