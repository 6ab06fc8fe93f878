"""The guide for staff, on the staff side, from the same files as in the repository."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wizard.staff.access.permissions import staff_page

PAGES = {
    "desk": "staff.md",
    "reference": "staff-reference.md",
    "access": "staff-access.md",
    "files": "exchange.md",
}
"""Name in the address -> file in docs/."""

NAMES = {file: name for name, file in PAGES.items()}

PICTURES = "../static/"
"""How the files name a picture, so that it is seen in the repository, too."""


@require_safe
@staff_page("wizard.view_pattern")
def guide(request: HttpRequest, name: str = "desk") -> HttpResponse:
    """`/staff/guide/`: the desk in ten minutes; `…/reference/`: the desk, thing by thing;
    `…/access/`: people and roles; `…/files/`: files and texts.
    """
    if name not in PAGES:
        raise Http404("There is no such page of the guide.")
    title, html = _read(name)
    return render(
        request,
        "staff/guide.html",
        {**admin.site.each_context(request), "title": title, "guide": html},
    )


@cache
def _read(name: str) -> tuple[str, SafeString]:
    """The title and the rest as HTML, not sanitised: the files are the project's own."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse((settings.BASE_DIR / "docs" / PAGES[name]).read_text(encoding="utf-8"))
    title = tokens[1].content
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slugify(inline.content))
        for token in inline.children or []:
            _lead_here(token)
    return title, mark_safe(markdown.renderer.render(tokens[3:], markdown.options, {}))  # noqa: S308  # our own file


def _lead_here(token: Token) -> None:
    """A picture to where it is served, a link to another page of the guide to its address here."""
    if token.type == "image":
        token.attrSet("src", static(str(token.attrGet("src")).removeprefix(PICTURES)))
    if token.type == "link_open":
        file, _, place = str(token.attrGet("href")).partition("#")
        if here := NAMES.get(PurePosixPath(file).name):
            fragment = f"#{place}" if place else ""
            token.attrSet("href", reverse("wizard:guide", args=[here]) + fragment)
