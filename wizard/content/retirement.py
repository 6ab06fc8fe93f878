"""Taking something out of the content: what still names it, and how its links live on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from wizard.content.errors import InUseError, NothingPublishedError
from wizard.content.live import published
from wizard.models import Addressed, Content, FormerName, Kind, Note


def users_of(rows: Sequence[Content]) -> list[Content]:
    """The rows that name one of these rows of one table and would stay behind.

    Parts go with what they belong to.

    The number of queries does not grow with the content.
    """
    if not rows:
        return []
    users: dict[Content, None] = {}
    for relation in rows[0]._meta.related_objects:
        table = relation.field.model
        if not issubclass(table, Content):
            continue
        named = _rows(table, relation.field.name, rows)
        is_part = relation.get_accessor_name() in rows[0].parts
        users |= dict.fromkeys(users_of(named) if is_part else named)
    return [user for user in users if user not in rows]


def _rows(table: type[Content], field: str, named: Sequence[Content]) -> list[Content]:
    rows = table.rows().filter(**{f"{field}__in": [row.pk for row in named]})
    return list(rows.distinct().with_names())


def people_know(row: Addressed) -> bool:
    """Does the published guide have something of its name, so that links carry it?"""
    try:
        knowledge = published()
    except NothingPublishedError:
        return False
    scope, name = row.link_name(row.natural_key())
    match row.kind:
        case Kind.DEVICE:
            return name in knowledge.device
        case Kind.LIGHT:
            return (scope, name) in knowledge.pattern
        case Kind.SYMPTOM:
            return any(symptom.slug == name for symptom in knowledge.symptoms)
        case Kind.QUESTION:
            return name in knowledge.question
        case Kind.OPTION:
            question = knowledge.question.get(scope)
            return question is not None and question.option(name) is not None
        case Kind.STEP:
            return name in knowledge.step
        case None:
            return False


@transaction.atomic
def retire(row: Addressed, reason: str, successor: Addressed | None = None) -> FormerName:
    """Deletes the row with its parts.

    Links with its name redirect to the successor, or say the reason.

    Raises `InUseError` if something else names it.
    """
    if users := users_of([row]):
        raise InUseError(users)
    scope, name = row.link_name(row.natural_key())
    if row.kind is None:
        raise ValueError(f"No link carries the name of {row}. Delete it.")
    row.delete()
    if row.parts_kind:
        FormerName.objects.filter(
            kind=row.parts_kind, scope=name
        ).delete()  # they have nothing to lead to
    new = successor.link_name(successor.natural_key())[1] if successor else ""
    if new:
        Note.objects.rename(row.kind, scope, name, new)
    return FormerName.redirect(row.kind, scope, name, new, reason)
