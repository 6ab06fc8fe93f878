"""The way back for one row: to an earlier state, or from its deletion. Its parts come with it; nothing is published by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from reversion.models import Version

from wizard.content.files import FILES
from wizard.content.retirement import people_know
from wizard.content.row_history import (
    Fields,
    Gone,
    State,
    gone,
    kept_rows,
    kept_states,
    lock,
    names_in,
    references,
    row_name,
    row_of,
    state_of,
    target,
    whole_columns,
)
from wizard.models import Addressed, Content, FormerName


@dataclass(frozen=True)
class Obstacle:
    """Why something cannot come back. `model`: where what is missing may be recovered."""

    words: str
    model: type[Content] | None = None


class CannotComeBack(Exception):  # noqa: N818  (a state, said by its name)
    """Nothing was written. `obstacles` are all that is known to stand in the way."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacle.words for obstacle in obstacles))


@transaction.atomic
def restore(row: Content, number: int) -> None:
    """Makes the tables say of a row and its parts what the reversion of this number kept.

    Raises `CannotComeBack` if something it names is gone or its name is taken; nothing is written then.
    """
    lock(row)
    present, wanted = state_of(row), kept_states(row, [number])[number]
    for name in [name for name in wanted if name not in present]:
        wanted = _with_what_fell(*row_of(name)) | wanted
    for name in [name for name in present if name not in wanted]:
        _take_back(*row_of(name))
    _write(wanted, present)


@transaction.atomic
def recover(model: type[Content], pk: Any) -> Content:
    """Brings a deleted row back with everything that went with it; links with its name mean it again.

    Raises `CannotComeBack`, as `restore` does, and `model.DoesNotExist` if nothing of it was kept.
    """
    state = _with_what_fell(model, pk)
    if not state:
        raise model.DoesNotExist
    _write(state, {})
    row = model._default_manager.get(pk=pk)
    for former in _names_that_led_to(row):
        FormerName.objects.lead_on(former["kind"], former["scope"], former["old"], former["new"])
    return row


def to_recover(model: type[Content], pk: Any) -> tuple[Gone, State] | None:
    """A deleted row with everything that would come back; None if it is not gone."""
    found = next((row for row in gone(model) if str(row.pk) == str(pk)), None)
    return (found, _with_what_fell(model, pk)) if found else None


def _newest(model: type[Content], pk: Any) -> State:
    """Everything that was kept together with the newest version of a row."""
    versions = Version.objects.get_for_object_reference(model, pk)
    number = versions.values_list("revision_id", flat=True).first()
    return kept_rows([number])[number] if number is not None else {}


def _with_what_fell(model: type[Content], pk: Any) -> State:
    """The row as it was kept last, with the parts, and their parts, that were kept with it."""
    kept = _newest(model, pk)
    found = {name: fields for name, fields in kept.items() if name == row_name(model, pk)}
    for name in _in_order(kept):
        if _wholes(name, kept[name]) & found.keys():
            found[name] = kept[name]
    return found


def _wholes(name: str, fields: Fields) -> set[str]:
    """The rows of which this one is a part."""
    return {row_name(target(column), fields[column.name]) for column in whole_columns(row_of(name)[0])}


def _names_that_led_to(row: Content) -> list[Fields]:
    if not isinstance(row, Addressed):
        return []
    scope, name = row.link_name(row.natural_key())
    return [
        fields
        for of, fields in _newest(type(row), row.pk).items()
        if row_of(of)[0] is FormerName
        and (
            (fields["kind"], fields["scope"], fields["new"]) == (row.kind, scope, name)
            or (fields["kind"], fields["scope"]) == (row.parts_kind, name)
        )
    ]


def _in_order(state: State) -> list[str]:
    """Everything a row names comes before it."""
    models = list(FILES.values())
    return sorted(state, key=lambda name: models.index(row_of(name)[0]))


def _take_back(model: type[Content], pk: Any) -> None:
    """Deletes a part that was added later. Links that carry its name say so."""
    part = model._default_manager.get(pk=pk)
    known = isinstance(part, Addressed) and people_know(part)
    part.delete()
    if isinstance(part, Addressed) and part.kind and known:
        scope, name = part.link_name(part.natural_key())
        reason = f"“{getattr(part, 'label', name)}” was taken back."
        FormerName.objects.lead_on(part.kind, scope, name, "", reason[:200])


def _write(wanted: State, present: State) -> None:
    if missing := _missing(wanted):
        raise CannotComeBack(missing)
    changed = [name for name in _in_order(wanted) if present.get(name) != wanted[name]]
    for name in changed:
        model, pk = row_of(name)
        if name in present and not model.parts and name != next(iter(present)):
            model._default_manager.filter(pk=pk).delete()  # two parts may have changed places
    obstacles = [obstacle for name in changed if (obstacle := _write_row(*row_of(name), wanted[name]))]
    if obstacles:
        raise CannotComeBack(obstacles)


def _write_row(model: type[Content], pk: Any, fields: Fields) -> Obstacle | None:
    row: Any = model._default_manager.filter(pk=pk).first() or model(**{model._meta.pk.attname: pk})
    for column in model._meta.concrete_fields:
        if column.name in fields:
            setattr(row, column.attname, column.to_python(fields[column.name]))
    try:
        row.full_clean()
    except ValidationError as error:
        return Obstacle(_said(row, error))
    row.save()
    for relation in model._meta.many_to_many:
        if relation.name in fields:
            getattr(row, relation.name).set(fields[relation.name])
    return None


def _said(row: Content, error: ValidationError) -> str:
    words = [
        message if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}: {message}"  # type: ignore[union-attr]
        for name, messages in error.message_dict.items()
        for message in messages
    ]
    return f"{row}: {' '.join(words)}"


def _missing(wanted: State) -> list[Obstacle]:
    """What these rows name and no table has."""
    obstacles = []
    names = names_in([wanted])
    for model, pks in references([wanted]).items():
        there = set(model._default_manager.filter(pk__in=pks).values_list("pk", flat=True))
        for pk in sorted(pks - there):
            if row_name(model, pk) not in wanted:
                obstacles.append(Obstacle(f"The {model._meta.verbose_name} “{names[model, pk]}” is gone.", model))
    return obstacles
