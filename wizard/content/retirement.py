"""Taking something out of the content: what still names it, and how its links live on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from wizard.content.errors import InUseError, NothingPublishedError
from wizard.content.live import published
from wizard.knowledge.values import Knowledge
from wizard.models import Addressed, Content, FormerName, Kind, Note


def users_of(rows: Sequence[Content]) -> list[Content]:
    """The rows that name one of these rows of one table and would stay behind; parts go along.

    The number of queries does not grow with the content.
    """
    if not rows:
        return []
    users: dict[Content, None] = {}
    for relation in rows[0]._meta.related_objects:
        table = relation.field.model
        if not issubclass(table, Content):
            continue
        naming = table.rows().filter(**{f"{relation.field.name}__in": [row.pk for row in rows]})
        named = list(naming.distinct().with_names())
        is_part = relation.get_accessor_name() in rows[0].parts
        users |= dict.fromkeys(users_of(named) if is_part else named)
    return [user for user in users if user not in rows]


def people_know(row: Addressed) -> bool:
    """Does the published guide have something of its name, so that links carry it?"""
    try:
        return (row.kind, *row.link_name(row.natural_key())) in set(link_names(published()))
    except NothingPublishedError:
        return False


def link_names(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Kind, scope and name of everything links carry."""
    yield from ((Kind.DEVICE, "", device.slug) for device in knowledge.devices)
    yield from ((Kind.LIGHT, *pattern.key) for pattern in knowledge.patterns)
    yield from ((Kind.SYMPTOM, "", symptom.slug) for symptom in knowledge.symptoms)
    yield from ((Kind.STEP, "", step.slug) for step in knowledge.steps)
    for question in knowledge.questions:
        yield Kind.QUESTION, "", question.slug
        yield from ((Kind.OPTION, question.slug, option.slug) for option in question.options)


@transaction.atomic
def retire(row: Addressed, reason: str, successor: Addressed | None = None) -> FormerName:
    """Deletes the row with its parts. Links with its name lead to the successor, or say the reason.

    Raises `InUseError` if something else names it.
    """
    if users := users_of([row]):
        raise InUseError(users)
    scope, name = row.link_name(row.natural_key())
    if row.kind is None:
        raise ValueError(f"No link carries the name of {row}. Delete it.")
    row.delete()
    if row.parts_kind:
        # they have nothing to lead to
        FormerName.objects.filter(kind=row.parts_kind, scope=name).delete()
    new = successor.link_name(successor.natural_key())[1] if successor else ""
    if new:
        Note.objects.move(row.kind, (scope, name), (scope, new))
    return FormerName.redirect(row.kind, scope, name, new, reason)
