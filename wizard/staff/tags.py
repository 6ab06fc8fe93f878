"""What every page of the staff side says at its top."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wizard.content.draft import unpublished_changes
from wizard.knowledge.changes import GONE, NEW, Piece
from wizard.rendering.phrases import counted
from wizard.staff import notes

register = template.Library()

MARKS = {GONE: "<del>{}</del>", NEW: "<ins>{}</ins>"}


@register.simple_tag(takes_context=True)
def unpublished_link(context: Context) -> str:
    """A link to the page of publishing while people do not see what the tables say; nothing for
    who may not look at it.
    """
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.has_perm("wizard.view_revision"):
        return ""
    changes = unpublished_changes()
    words = counted(changes, "unpublished change") if changes else "Revisions"
    return format_html(
        '<a href="{}">{}</a> / ',
        reverse("wizard:publish" if changes else "wizard:revisions"),
        words,
    )


@register.inclusion_tag("admin/wizard/_notes.html", takes_context=True)
def notes_panel(context: Context) -> dict[str, object]:
    """The notes on the row whose page this is; nothing for tables without notes, and for who may
    not read them.
    """
    user, row = context["request"].user, context.get("original")
    key = notes.key_of_row(row) if user.has_perm(notes.VIEW) else None
    if key is None:
        return {}
    return {
        "key": key,
        "notes": notes.rows(user, notes.about([key]), None),
        "add_href": notes.add_href(key, context["request"].path)
        if user.has_perm("wizard.add_note")
        else "",
    }


@register.filter
def percent(share: float) -> str:
    """A probability with a figure after the point: 0.1234 -> "12.3 %"."""
    return f"{100 * share:.1f} %"


@register.filter
def signed(bits: float) -> str:
    """Bits for (+) or against (−): 1.2345 -> "+1.23"."""
    return f"{bits:+.2f}".replace("-", "−")


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """The words of a changed field: what goes is marked as deleted, what comes as inserted."""
    marked = (format_html(MARKS.get(piece.kind, "{}"), piece.text) for piece in pieces)
    return mark_safe("".join(marked))  # noqa: S308  # each is escaped
