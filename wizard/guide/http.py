"""Between a request and a page: page or fragment, what may be cached, and what a query string
holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.guide import page_cache, results
from wizard.guide.page_cache import wants_fragment
from wizard.guide.visitors import is_stranger
from wizard.knowledge.values import Knowledge
from wizard.rendering.holes import put_together

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., Any])
PublishedView = Callable[Concatenate[HttpRequest, Knowledge, P], HttpResponse]

TYPED = "q"
"""The parameter that holds what somebody wrote."""

MOST_PARAMETERS = 200
"""More than this is not even read; replay() refuses far fewer, with a better message."""

INDENT = re.compile(r"\n\s+(?=<)")
"""What puts a tag at its depth in a template: it is for us, and a phone need not load it."""

APOSTROPHES = tuple(
    re.compile(f"{sign}(?<=[A-Za-z]{sign})(?=[a-z])")  # a search for letters would stop at each one
    for sign in ("&#x27;", "'")
)
"""As keyboards have it. People read the printed one."""

FRAME = "guide/frame.html"
"""Around the templates of pages that are made of a title and a `main` part only."""


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    knowledge: Knowledge | None = None,
    *,
    status: int = 200,
    framed: bool = False,
) -> HttpResponse:
    """The whole page, or for htmx its title and its `main` fragment, from one template.
    `knowledge`: what it is made of; None where something is wrong. `framed`: it stands in `FRAME`,
    which is put together once. Templates get no request, so a page depends on nothing but its
    address and the revision; only what staff read, which nobody keeps, has no script that counts.
    """
    if knowledge:
        context = {"guide": knowledge.guide, "colours": knowledge.colours, **context}
        if "typed" not in context and (typed := typed_words(request)):
            context["wrote"] = results.wrote(knowledge, typed)
    if wants_fragment(request):
        content = f"<title>{_part(template, 'title', context)}</title>"
        content += _part(template, "main", context)
    else:
        context = {**context, "counted": settings.COUNT and is_stranger(request)}
        content = _framed(template, context) if framed else render_to_string(template, context)
    content = INDENT.sub("\n", content)
    for sign in APOSTROPHES:
        content = sign.sub("’", content)
    response = HttpResponse(content, status=status)
    patch_vary_headers(response, page_cache.VARY[1:])
    return response


def _part(template: str, name: str, context: Mapping[str, Any]) -> SafeString:
    return render_to_string(f"{template}#{name}", dict(context))


def _framed(template: str, context: Mapping[str, Any]) -> SafeString:
    parts = {name: _part(template, name, context) for name in ("title", "main")}
    if "wrote" in context:
        return render_to_string(FRAME, {**context, **parts})
    return put_together(FRAME, parts, guide=context["guide"], counted=context["counted"])


def parameters(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The query string as (name, value) pairs in the given order. None: too many to read."""
    query = request.META.get("QUERY_STRING", "")
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None


def typed_words(request: HttpRequest) -> str:
    """What somebody wrote in the search box; empty where nothing can be read."""
    return next((value for name, value in parameters(request) or () if name == TYPED), "").strip()


def published_page(view: PublishedView[P]) -> Callable[P, HttpResponse]:
    """A public page: GET and HEAD only, the published knowledge as second argument, kept by
    revision and address (`wizard.guide.page_cache`) unless the view says otherwise in
    `Cache-Control`. Answers a plain page with status 503 while nothing is published. The view
    itself, to be called with another knowledge, is the page's `view_of_knowledge`.
    """

    @safe_only
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
        response = view(request, knowledge, *args, **kwargs)
        if typed_words(request):  # is nobody else's, so it is kept nowhere
            response.headers["Cache-Control"] = "private, no-cache"
        if response.status_code == 200 and "Cache-Control" not in response.headers:
            page_cache.mark(response, knowledge)
        else:
            patch_vary_headers(response, page_cache.VARY[1:])
        return response

    wrapped.view_of_knowledge = view  # type: ignore[attr-defined]  # a function may have attributes
    return wrapped  # type: ignore[return-value]  # require_safe is typed for views without extra arguments


def safe_only(view: V) -> V:
    """GET and HEAD only. Anything else is refused before a form's token is looked for."""
    return csrf_exempt(require_safe(view))
