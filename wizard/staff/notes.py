"""Notes of the staff: whose they are, how they are found, and how they follow an object that gets
another name.

A note names its object by kind, scope and name, as links do. Whatever saves a row under a new name,
its notes go along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.urls import reverse

from wizard.guide import links as guide_links
from wizard.knowledge import values
from wizard.models import About, Cause, Content, Note, Pattern, Step, Symptom

Key = tuple[str, str, str]
"""(kind, scope, name): ("light", "mini", "solid-red"), ("step", "", "restart-router")."""

TABLES: dict[About, type[Content]] = {
    About.LIGHT: Pattern,
    About.SYMPTOM: Symptom,
    About.CAUSE: Cause,
    About.STEP: Step,
}

VIEW = "wizard.view_note"


def key_of(subject: values.Pattern | values.Cause | values.Step) -> Key:
    match subject:
        case values.Pattern(kind=kind, family=family, slug=slug):
            return kind, family if kind == values.LIGHT else "", slug
        case values.Cause(slug=slug):
            return About.CAUSE.value, "", slug
        case values.Step(slug=slug):
            return About.STEP.value, "", slug


def key_of_row(row: object) -> Key | None:
    """The same of a row; None for a row of a table whose rows have no notes."""
    kind = next((kind for kind, table in TABLES.items() if isinstance(row, table)), None)
    if kind is None or not isinstance(row, Content):
        return None
    *scope, name = row.natural_key()
    return kind.value, "".join(scope), name


def about(keys: Iterable[Key]) -> QuerySet[Note]:
    """The notes on all of these, the newest first."""
    wanted = [Q(kind=kind, scope=scope, name=name) for kind, scope, name in keys]
    return Note.objects.filter(reduce(or_, wanted)) if wanted else Note.objects.none()


def saying(words: Iterable[str]) -> QuerySet[Note]:
    """The notes in which all of these words stand, the newest first."""
    wanted = [Q(text__icontains=word) for word in words]
    return Note.objects.filter(*wanted) if wanted else Note.objects.none()


def may_change(user: User | AnonymousUser, note: Note, action: str = "change") -> bool:
    """Everybody may fix or delete what they wrote themselves; others need the permission."""
    own = note.author_id is not None and note.author_id == user.pk
    return user.is_active and (own or user.has_perm(f"wizard.{action}_note"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note as pages list it.

    `title`: what it is about, in words, and `thing_href` its page, where that is another page.

    `href`: where the note is fixed, empty for who may not.
    """

    note: Note
    title: str
    thing_href: str
    href: str


def rows(
    user: User | AnonymousUser, notes: Iterable[Note], knowledge: values.Knowledge | None
) -> list[NoteRow]:
    """With their titles in this content; None: without, where the page is about the object."""
    return [
        NoteRow(
            note=note,
            title=title,
            thing_href=thing_href,
            href=reverse("admin:wizard_note_change", args=[note.pk])
            if may_change(user, note)
            else "",
        )
        for note in notes
        for title, thing_href in [_thing(knowledge, note) if knowledge else ("", "")]
    ]


def add_href(key: Key, back: str) -> str:
    """The form for a note on this, which leads back to where somebody came from."""
    return f"{reverse('admin:wizard_note_add')}?{urlencode({'about': ' '.join(key), 'next': back})}"


def _thing(knowledge: values.Knowledge, note: Note) -> tuple[str, str]:
    """(title, a page that shows it to staff); its plain name where the content has none such."""
    if way := next((way for way in knowledge.ways_in if key_of(way) == note.key), None):
        family = f" ({knowledge.family[way.family].name})" if way.kind == values.LIGHT else ""
        pages = (guide_links.answer(d.slug, way.slug) for d in knowledge.devices_of(way.family))
        return f"{way.title}{family}", next(pages, "")
    match note.key:
        case About.CAUSE, _, slug if cause := knowledge.cause.get(slug):
            query = urlencode({"q": slug})
            return cause.name, f"{reverse('admin:wizard_cause_changelist')}?{query}"
        case About.STEP, _, slug if step := knowledge.step.get(slug):
            devices = (d.slug for d in knowledge.devices if step.wording(d.family))
            return step.title, next((guide_links.how_to(slug, device) for device in devices), "")
    return note.subject, ""
