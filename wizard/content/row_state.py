"""The state of a row with its parts, exactly as the tables have it, and which words differ between
two states.

For a form that must notice that somebody else has saved the row since it was opened. What was
published is compared by `wizard.content.row_history`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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
from wizard.models.base import Reference

State = dict[str, Fields]
"""“wizard.wording 12” -> its fields, relations as numbers. The row comes first, then its parts."""

ONE_BY_ONE = "likelihoods"
"""Parts with a history of their own: a question has a hundred and more."""


def page_parts(model: type[Content]) -> tuple[str, ...]:
    """The relations whose rows are edited on the page of the whole."""
    return tuple(name for name in model.parts if name != ONE_BY_ONE)


# The state of the tables


def whole_columns(model: type[Content]) -> list[Reference]:
    """The columns that name a whole, of which a row of this table is a part."""
    columns = [column for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
    return [
        column
        for column in columns
        if column.remote_field.get_accessor_name() in target_of(column).parts
    ]


def _page_columns(model: type[Content]) -> list[Reference]:
    """Those that name a whole on whose page the row is edited."""
    return [
        column
        for column in whole_columns(model)
        if column.remote_field.get_accessor_name() in page_parts(target_of(column))
    ]


def whole_of(row: Content) -> Content:
    """The row on whose page this one is edited; itself if it has a page of its own."""
    return next((getattr(row, column.name) for column in _page_columns(type(row))), row)


def state_of(row: Content) -> State:
    """What the tables say of the row and its parts. More parts take no more queries."""
    rows: list[Content] = list(type(row).rows().filter(pk=row.pk))
    for model, column in part_columns(type(row)).items():
        rows += model.rows().filter(**{column: row.pk})
    return state_in(rows)


def state_in(rows: Sequence[Content]) -> State:
    """Of a row and its parts that have been read already: one query, for their relations."""
    state: State = {
        f"{row._meta.label_lower} {row.pk}": {
            column.name: column.value_from_object(row)
            for column in row._meta.concrete_fields
            if not column.primary_key
        }
        | {relation.name: [] for relation in row._meta.many_to_many}
        for row in rows
    }
    for label, relation, pk, other in sorted(_pairs(rows)):
        state[f"{label} {pk}"][relation].append(other)
    as_json: State = json.loads(json.dumps(state, cls=DjangoJSONEncoder))
    return as_json


def _pairs(rows: Sequence[Content]) -> Iterable[tuple[str, str, int, int]]:
    """(“wizard.step”, “sources”, row, the other row) of all many-to-many relations of the rows."""
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


def lock(row: Content) -> None:
    """Nobody else changes the row before this transaction ends."""
    rows = type(row).rows().order_by()  # the curated order would lock what it joins
    list(rows.select_for_update().filter(pk=row.pk).values_list("pk"))


def part_columns(model: type[Content]) -> dict[type[Content], str]:
    """Table of parts -> its column that names the whole."""
    relations = {relation.name: relation for relation in model._meta.related_objects}
    parts = [relations[name].field for name in page_parts(model)]
    return {column.model: column.name for column in parts if issubclass(column.model, Content)}


# What reads differently


def edits(before: State, after: State) -> tuple[Edit, ...]:
    """Every row that differs, field by field: relations by their names, choices by their labels."""
    found = []
    first, *_ = after or before
    for name in dict.fromkeys([*after, *before]):
        model = cast("type[Content]", apps.get_model(name.partition(" ")[0]))
        old, new = before.get(name), after.get(name)
        if fields := tuple(_field_edits(model, old or {}, new or {})):
            what = ADDED if old is None else REMOVED if new is None else CHANGED
            kind = "" if name == first else str(model._meta.verbose_name)
            title = "" if name == first else _part_title(model, new or old or {})
            found.append(Edit(kind=kind, subject=name, title=title, what=what, fields=fields))
    return tuple(found)


def _field_edits(model: type[Content], old: Fields, new: Fields) -> Iterator[FieldEdit]:
    wholes = _page_columns(model)
    for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
        held = [fields.get(column.name) for fields in (old, new)]
        if column in wholes or held[0] == held[1]:
            continue
        before, after = (_text(column, value) for value in held)
        if before != after:
            # sentences are compared word by word; names, choices and lists line by line
            is_text = isinstance(column, (CharField, TextField)) and not column.flatchoices
            kind = FieldEdit if is_text else LinesEdit
            yield kind(name=str(column.verbose_name), before=before, after=after)


def _part_title(model: type[Content], fields: Fields) -> str:
    """What a part is called beside its whole: by its own words, else by what else it names."""
    own = fields.get("label") or fields.get("led")
    if own:
        return str(own)
    keys = dict.fromkeys(lookup.partition("__")[0] for lookup in model.natural_lookups)
    named = {column.name: column for column in model._meta.concrete_fields}
    columns = [named[name] for name in keys if named[name] not in _page_columns(model)]
    return ", ".join(filter(None, (_text(column, fields.get(column.name)) for column in columns)))


def _text(column: Column, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(column, ManyToManyField):
        return "".join(f"{name}\n" for name in _names(column, value))
    if isinstance(column, ForeignKey):
        return _names(column, [value])[0]
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


def _names(relation: Column, pks: Sequence[int]) -> list[str]:
    """What people call the rows that a relation names."""
    target = target_of(relation)
    there = {row.pk: str(row) for row in target.rows().filter(pk__in=pks).with_names()}
    gone = f"a {target._meta.verbose_name} that is gone"
    return sorted(there.get(pk, gone) for pk in pks)


def _line(item: object) -> str:
    """A line of a list; a step of a lamp is its brightness and its length."""
    return f"{item[0]:.0%} bright for {item[1]} ms" if isinstance(item, list) else str(item)
