"""A light, a question or a family once more, with all that belongs to it, as a draft."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.models import ADDITION
from django.db.models import ManyToManyRel

from wizard.models import Content, Family, LookAlike, Pattern
from wizard.staff.editing.bulk_edit import Person, bulk_edit

C = TypeVar("C", bound=Content)

LOOK_ALIKES = "look_alikes"
"""They name two lights of one family, and so are copied only within it."""


def copy(row: C, person: Person, **said: Any) -> C:
    """A new row that says what `row` says, save what is `said` otherwise, with copies of its parts.

    It stands wherever the row stands: a light in the same questions and beside the same frequent
    questions, a family in the same wordings, questions and symptoms. A family's lights are copied,
    too. One act in the log.
    """
    with bulk_edit(person) as act:
        copied = _copy(row, **said)
        act.record(copied, f"Copied from “{row}”.", ADDITION)
        if isinstance(row, Family) and isinstance(copied, Family):
            for light in _copy_lights(row, copied):
                act.record(light, f"Copied with its family from “{row}”.", ADDITION)
    return copied


def _copy(row: C, **said: Any) -> C:
    own = {
        column.name: getattr(row, column.name)
        for column in row._meta.concrete_fields
        if not column.primary_key
    }
    copied = type(row)(**{**own, **said})
    copied.save()
    for relation in row._meta.many_to_many:
        getattr(copied, relation.name).set(getattr(row, relation.name).all())
    for named in row._meta.related_objects:
        if isinstance(named, ManyToManyRel):
            accessor = str(named.get_accessor_name())
            getattr(copied, accessor).set(getattr(row, accessor).all())
    moved = isinstance(row, Pattern) and isinstance(copied, Pattern) and row.family != copied.family
    for part in type(row).parts:
        if not (moved and part == LOOK_ALIKES):
            whole: Any = row._meta.get_field(part)
            for one in getattr(row, part).all():
                _copy(one, **{whole.field.name: copied})
    return copied


def _copy_lights(row: Family, copied: Family) -> list[Pattern]:
    lights = {light.pk: _copy(light, family=copied) for light in row.patterns.all()}
    for alike in LookAlike.objects.filter(pattern__in=lights, other__in=lights):
        _copy(alike, pattern=lights[alike.pattern_id], other=lights[alike.other_id])
    return list(lights.values())
