"""What every page of the staff side says at its top."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.db.models import Sum
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wizard.content.draft import unpublished_changes
from wizard.insight.figures import Figure
from wizard.insight.keys import ASKED, CAUSE, SEEN, STEP
from wizard.insight.limits import today
from wizard.knowledge.changes import GONE, NEW, Piece
from wizard.models import Cause, DailyTotal, Device, Pattern, Question, Step, Symptom
from wizard.rendering.phrases import counted
from wizard.staff import notes

register = template.Library()

MET_DAYS = 28
"""Days that a form says for how often its row was met."""

MARKS = {GONE: "<del>{}</del>", NEW: "<ins>{}</ins>"}


@register.simple_tag(takes_context=True)
def unpublished_link(context: Context) -> str:
    """A link to what is not published yet, else to all revisions; nothing for who may not look."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.has_perm("wizard.view_revision"):
        return ""
    changes = unpublished_changes(context.get("activity"))
    words = counted(changes, "unpublished change") if changes else "Revisions"
    return format_html(
        '<a href="{}">{}</a> / ',
        reverse("wizard:publish" if changes else "wizard:revisions"),
        words,
    )


@register.inclusion_tag("admin/wizard/_notes.html", takes_context=True)
def notes_panel(context: Context) -> dict[str, object]:
    """The notes on the row whose page this is, for who may read them; not every table has notes."""
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


@register.inclusion_tag("admin/wizard/_how_often.html", takes_context=True)
def how_often(context: Context) -> dict[str, object]:
    """How often visitors met the row whose page this is; nothing for who may not see numbers."""
    user, row = context["request"].user, context.get("original")
    if row is None or not user.has_perm("wizard.view_dailytotal"):
        return {}
    totals = DailyTotal.objects.filter(day__gt=today() - timedelta(days=MET_DAYS))
    match row:
        case Device():
            found = totals.filter(kind=SEEN, key__regex=rf"^(device|lights)/{row.slug}$")
            verb, name = "Its lights were seen", "devices"
        case Pattern():
            devices = "|".join(device.slug for device in row.family.devices.all())
            found = totals.filter(kind=SEEN, key__regex=rf"^(light|result)/({devices})/{row.slug}$")
            verb, name = "Looked up", "lights"
        case Symptom():
            found = totals.filter(kind=SEEN, key__regex=rf"^(light|result)/[^/]+/{row.slug}$")
            verb, name = "Looked up", "problems"
        case Question():
            found = totals.filter(kind=ASKED, key__endswith=f"/{row.slug}")
            verb, name = "Asked", "questions"
        case Step():
            found = totals.filter(kind=STEP, key=row.slug)
            verb, name = "Shown", "steps"
        case Cause():
            found = totals.filter(kind=CAUSE, key__endswith=f"/{row.slug}")
            verb, name = "The likeliest cause when it was fixed", "lights"
        case _:
            return {}
    number = found.aggregate(n=Sum("count"))["n"] or 0
    return {
        "verb": verb,
        "times": Figure(number),
        "days": MET_DAYS,
        "href": reverse("wizard:insight_table", args=[name]),
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
