"""`?preview`: any public page as it would be with the draft, for signed-in staff; `?preview=12`:
with revision 12.

The page is made by the same view as the public one. What is different is added to its HTML here and
nowhere else: a bar that says so, and `preview` in every link and form that leads further.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.html import escape

from wizard.content.change_sets import changes_of
from wizard.content.draft import draft
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published, published_at_revision
from wizard.content.review import content_after
from wizard.knowledge.change_sets import ConflictError
from wizard.knowledge.changes import summary
from wizard.knowledge.names import edits_in_words
from wizard.knowledge.values import Knowledge
from wizard.models import ChangeSet
from wizard.staff.access.permissions import is_staff

NAME = "preview"
PERMISSION = "wizard.view_revision"

SET = "set-"
WANTED = re.compile(r"(?:set-)?[0-9]{1,9}")

LINK = re.compile(r"<a\b[^>]*>")
ADDRESS = re.compile(r'(?<=\s)(href|hx-get)="(/[^"#]*)(#[^"]*)?"')
FORM = re.compile(r"<form\b[^>]*>")
TOP = '<header class="top">'
"""A bar stands before it."""


def wants_preview(request: HttpRequest) -> bool:
    """Does the address say `preview`? Costs a public page next to nothing."""
    return NAME in request.META["QUERY_STRING"] and _wanted(request) is not None


def previewed(
    request: HttpRequest, view: Callable[[HttpRequest, Knowledge], HttpResponse]
) -> HttpResponse:
    """What the view makes of the draft, marked; who may not see it is led to the public page."""
    public = _without_preview(request)
    if not may_preview(request):
        response: HttpResponse = HttpResponseRedirect(public.get_full_path())
    else:
        wanted = _wanted(request) or ""
        knowledge = _knowledge(wanted)
        response = _marked(view(public, knowledge), wanted, knowledge, public)
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store, private"
    # The page of a row shows its draft in a frame; nobody else may.
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    setattr(response, "_csp_replace", {"frame-ancestors": [SELF]})  # noqa: B010  # as django-csp does
    return response


def may_preview(request: HttpRequest) -> bool:
    return is_staff(request) and request.user.has_perm(PERMISSION)


def address(path: str, wanted: str = "") -> str:
    """A public address, previewed: `wanted` is the number of a revision, `set-` and that of a
    change set, or empty for the draft.
    """
    name = f"{NAME}={wanted}" if wanted else NAME
    return f"{path}{'&' if '?' in path else '?'}{name}"


def _wanted(request: HttpRequest) -> str | None:
    """The number of a revision, `set-` and that of a change set, or empty for the draft. None: the
    address does not ask.
    """
    parts = (part.partition("=") for part in request.META["QUERY_STRING"].split("&"))
    return next(
        (value if WANTED.fullmatch(value) else "" for name, _, value in parts if name == NAME), None
    )


def _without_preview(request: HttpRequest) -> HttpRequest:
    """The request as it would have been without `preview`; views see nothing else."""
    parts = request.META["QUERY_STRING"].split("&")
    public = copy.copy(request)
    public.META = {
        **request.META,
        "QUERY_STRING": "&".join(part for part in parts if part.partition("=")[0] != NAME),
    }
    return public


def _knowledge(wanted: str) -> Knowledge:
    try:
        if wanted.startswith(SET):
            return content_after(changes_of(_change_set(int(wanted.removeprefix(SET)))))
        return published_at_revision(int(wanted)) if wanted else draft()
    except (NothingPublishedError, ConflictError) as error:
        raise Http404(str(error)) from error


def _change_set(pk: int) -> ChangeSet:
    found = ChangeSet.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(f"There is no change set {pk}.")
    return found


def _marked(
    response: HttpResponse, wanted: str, knowledge: Knowledge, public: HttpRequest
) -> HttpResponse:
    if location := response.headers.get("Location"):
        response.headers["Location"] = address(location, wanted)
    elif response.headers["Content-Type"].startswith("text/html"):
        html = response.content.decode()
        leave = public.headers.get("Sec-Fetch-Dest") != "iframe"
        context = {
            "knowledge": knowledge,
            "changes": _changes(knowledge),
            "leave": public.get_full_path() if leave else "",
        }
        html = FORM.sub(rf'\g<0><input type="hidden" name="{NAME}" value="{wanted}">', html)
        html = LINK.sub(lambda link: ADDRESS.sub(lambda found: _kept(found, wanted), link[0]), html)
        response.content = with_bar(html, "staff/_preview.html", context)
    return response


def with_bar(html: str, template: str, context: dict[str, object]) -> str:
    """A page with the bar over it; a fragment with the bar behind it, which htmx puts there."""
    swap = TOP not in html
    bar = render_to_string(template, {**context, "swap": swap})
    return html + bar if swap else html.replace(TOP, bar + TOP, 1)


def _kept(found: re.Match[str], wanted: str) -> str:
    name, path, fragment = found[1], found[2], found[3] or ""
    if path.startswith(settings.STATIC_URL):
        return found[0]
    return f'{name}="{escape(address(path.replace("&amp;", "&"), wanted))}{fragment}"'


def _changes(knowledge: Knowledge) -> str:
    try:
        return summary(edits_in_words(published(), knowledge))
    except NothingPublishedError:
        return ""
