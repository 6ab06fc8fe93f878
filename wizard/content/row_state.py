"""The state of a row with its parts, exactly as the tables have it, and which words differ between
two states.

For a form that must notice that somebody else has saved the row since it was opened. What was
published is compared by `wizard.content.row_history`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import (
    CharField,
    DateField,
    Field,
    ForeignKey,
    ManyToManyField,
    TextField,
    Value,
)

from wizard.knowledge.changes import ADDED, CHANGED, REMOVED, Edit, FieldEdit, LinesEdit
from wizard.models import Column, Content, Fields, target_of

State = dict[str, Fields]
"""“wizard.wording 12” -> the fields of that row: a relation is a number, many are a list of them.

The row itself comes first, then its parts.
"""

Names = dict[tuple[type[Content], int], str]
"""A row -> what people call it, also when it is gone."""

ONE_BY_ONE = "likelihoods"
"""Parts that are not in a state: a question has a hundred and more.

Each has a history of its own.
"""


def page_parts(model: type[Content]) -> tuple[str, ...]:
    """The relations whose rows are edited on the page of the whole."""
    return tuple(name for name in model.parts if name != ONE_BY_ONE)


# The state of the tables


def whole_columns(model: type[Content]) -> list[ForeignKey[Any, Any]]:
    """The columns that name a whole, of which a row of this table is a part."""
    columns = [column for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
    return [
        column
        for column in columns
        if column.remote_field.get_accessor_name() in target_of(column).parts
    ]


def _page_columns(model: type[Content]) -> list[ForeignKey[Any, Any]]:
    """Those that name a whole on whose page the row is edited."""
    return [
        column
        for column in whole_columns(model)
        if column.remote_field.get_accessor_name() in page_parts(target_of(column))
    ]


def units(row: Content) -> list[Content]:
    """Whose states the row is in: the rows on whose page it stands, else the row itself."""
    return [getattr(row, column.name) for column in _page_columns(type(row))] or [row]


def state_of(row: Content) -> State:
    """What the tables say of the row and its parts.

    The number of queries does not grow with the parts.
    """
    rows: list[Content] = list(type(row).rows().filter(pk=row.pk))
    for model, column in part_columns(type(row)).items():
        rows += model.rows().filter(**{column: row.pk})
    return state_in(rows)


def state_in(rows: Sequence[Content]) -> State:
    """The state of a row and its parts that have been read already.

    One query, for their many-to-many relations.
    """
    state: State = {
        row_name(type(row), row.pk): {
            column.name: column.value_from_object(row)
            for column in row._meta.concrete_fields
            if not column.primary_key
        }
        | {relation.name: [] for relation in row._meta.many_to_many}
        for row in rows
    }
    for label, relation, pk, other in _pairs(rows):
        state[f"{label} {pk}"][relation].append(other)
    as_json: State = json.loads(json.dumps(state, cls=DjangoJSONEncoder))
    return {name: _in_order(row_of(name)[0], fields) for name, fields in as_json.items()}


def lock(row: Content) -> None:
    """Nobody else changes the row before this transaction ends."""
    rows = type(row).rows().order_by()  # the curated order would lock what it joins
    list(rows.select_for_update().filter(pk=row.pk).values_list("pk"))


def part_columns(model: type[Content]) -> dict[type[Content], str]:
    """Table of parts -> its column that names the whole."""
    relations = {relation.name: relation for relation in model._meta.related_objects}
    parts = [relations[name].field for name in page_parts(model)]
    return {column.model: column.name for column in parts if issubclass(column.model, Content)}


def _pairs(rows: Sequence[Content]) -> Iterable[tuple[str, str, int, int]]:
    """(“wizard.step”, “sources”, row, the other row) of all many-to-many relations of these
    rows.
    """
    queries = []
    tables: dict[type[Content], None] = dict.fromkeys(type(row) for row in rows)
    for model in tables:
        pks = [row.pk for row in rows if type(row) is model]
        for relation in model._meta.many_to_many:
            source, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            through: Any = relation.remote_field.through
            pairs = through._default_manager.order_by().filter(**{f"{source}__in": pks})
            names = Value(model._meta.label_lower), Value(relation.name)
            queries.append(pairs.values_list(*names, f"{source}_id", f"{other}_id"))
    return queries[0].union(*queries[1:], all=True) if queries else ()


def _in_order(model: type[Content], fields: Fields) -> Fields:
    """Many-to-many relations have no order of their own."""
    many = {relation.name for relation in model._meta.many_to_many}
    return {name: sorted(value) if name in many else value for name, value in fields.items()}


def row_name(model: type[Content], pk: int) -> str:
    return f"{model._meta.label_lower} {pk}"


def row_of(name: str) -> tuple[type[Content], int]:
    """The table and the number of a row of a state."""
    label, _, pk = name.partition(" ")
    return cast("type[Content]", apps.get_model(label)), int(pk)


# What reads differently


def edits(before: State, after: State, names: Names) -> tuple[Edit, ...]:
    """Every row that differs, the row itself first: field by field, relations by their names and
    choices by their labels.
    """
    found = []
    for name in dict.fromkeys([*after, *before]):
        model, _ = row_of(name)
        old, new = before.get(name), after.get(name)
        fields = _field_edits(model, old or {}, new or {}, names)
        if fields:
            what = (
                CHANGED
                if old is not None and new is not None
                else ADDED
                if old is None
                else REMOVED
            )
            is_part = name != next(iter(after or before))
            title = _part_title(model, new or old or {}, names) if is_part else ""
            kind = str(model._meta.verbose_name) if is_part else ""
            found.append(Edit(kind=kind, subject=name, title=title, what=what, fields=fields))
    return tuple(found)


def _field_edits(
    model: type[Content], old: Fields, new: Fields, names: Names
) -> tuple[FieldEdit, ...]:
    found, wholes = [], _page_columns(model)
    columns = [
        column
        for column in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if column not in wholes
    ]
    for column in columns:
        before, after = (_text(column, fields.get(column.name), names) for fields in (old, new))
        if before != after:
            found.append(
                _kind_of_edit(column)(name=str(column.verbose_name), before=before, after=after)
            )
    return tuple(found)


def _kind_of_edit(column: Column) -> type[FieldEdit]:
    """Sentences are compared word by word; names, choices and lists line by line."""
    is_text = isinstance(column, (CharField, TextField)) and not column.flatchoices
    return FieldEdit if is_text else LinesEdit


def _part_title(model: type[Content], fields: Fields, names: Names) -> str:
    """What a part is called beside its whole: by its own words, else by what else it names."""
    own = fields.get("label") or fields.get("led")
    if own:
        return str(own)
    keys = dict.fromkeys(lookup.partition("__")[0] for lookup in model.natural_lookups)
    named = {column.name: column for column in model._meta.concrete_fields}
    columns = [named[name] for name in keys if named[name] not in _page_columns(model)]
    return ", ".join(
        filter(None, (_text(column, fields.get(column.name), names) for column in columns))
    )


def _text(column: Column, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(column, ManyToManyField):
        return "".join(f"{name}\n" for name in sorted(names[target_of(column), pk] for pk in value))
    if isinstance(column, ForeignKey):
        return names[target_of(column), value]
    if isinstance(column, Field) and column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, DateField):
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if isinstance(value, list):
        return "".join(f"{_line(item)}\n" for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _line(item: object) -> str:
    """A line of a list; a step of a lamp is its brightness and its length."""
    return f"{item[0]:.0%} bright for {item[1]} ms" if isinstance(item, list) else str(item)


def references(states: Iterable[State]) -> dict[type[Content], set[int]]:
    """Everything that rows of these states name."""
    named: dict[type[Content], set[int]] = defaultdict(set)
    for state in states:
        for name, fields in state.items():
            model, _ = row_of(name)
            for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
                if isinstance(column, (ForeignKey, ManyToManyField)):
                    value = fields.get(column.name)
                    named[target_of(column)].update(
                        value if isinstance(value, list) else [] if value is None else [value]
                    )
    return named


def names_in(states: Iterable[State]) -> Names:
    """What people call everything that these states name."""
    names: Names = {}
    for model, pks in references(states).items():
        rows = model.rows().filter(pk__in=pks).with_names()
        names |= {(model, row.pk): str(row) for row in rows}
        for pk in pks:
            names.setdefault((model, pk), f"a {model._meta.verbose_name} that is gone")
    return names
