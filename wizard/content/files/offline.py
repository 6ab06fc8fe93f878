"""Rows of the files that stand for rows of the tables: content that is read without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

from django.db.models import ForeignKey, ManyToManyField

from wizard.content.files.format import Row, all_fields, file_of, name_of, plain_fields
from wizard.content.files.reading import Fault, FixtureError, read
from wizard.models import Content, Key, target_of
from wizard.models.base import Reference

Record: TypeAlias = SimpleNamespace
"""What stands for a row."""

Records: TypeAlias = dict[type[Content], dict[Key, Record]]


def linked(directory: Path) -> dict[type[Content], list[Record]]:
    """The files as objects that can be read like rows of the tables, relations in both directions
    included; each model's in its curated order. The database is not touched, and nothing is
    validated beyond what the tables could hold.

    Raises `FixtureError` with every row that cannot be understood or names one that is not there.
    """
    rows, faults = read(directory)
    records: Records = {
        model: {row.key: SimpleNamespace() for row in present} for model, present in rows.items()
    }
    for row in chain.from_iterable(rows.values()):
        faults += _link(row, records)
    if faults:
        raise FixtureError(list(dict.fromkeys(faults)))
    in_order = {
        model: sorted(present.values(), key=_place(model)) for model, present in records.items()
    }
    for model in records:
        for column in plain_fields(model):
            if isinstance(column, ForeignKey):
                link_back(column, in_order[model], records[target_of(column)].values())
        for relation in model._meta.many_to_many:
            for record in in_order[model]:
                getattr(record, relation.name).sort(key=_place(target_of(relation)))
    return in_order


class Related(list[Record]):
    """Stands for the manager of a relation."""

    def all(self) -> Related:
        return self


def _link(row: Row, records: Records) -> Iterator[Fault]:
    """Gives the record of a row its values; the faults are relations that lead nowhere."""
    for column in all_fields(row.model):
        value: Any = row.fields[column.name]
        if isinstance(column, (ForeignKey, ManyToManyField)):
            target, is_many = target_of(column), isinstance(column, ManyToManyField)
            keys = [tuple(key) for key in (value if is_many else [value]) if key is not None]
            for key in keys:
                if key not in records[target]:
                    message = (
                        f"There is no {target._meta.verbose_name} “{name_of(key)}” in"
                        f" {file_of(target)}. Add it there, or name another."
                    )
                    yield Fault.about(row, message, column.name)
            related = Related(records[target][key] for key in keys if key in records[target])
            value = related if is_many else next(iter(related), None)
        else:
            value = column.to_python(value)
        setattr(records[row.model][row.key], column.name, value)


def link_back(column: Reference, sources: Iterable[Record], targets: Iterable[Record]) -> None:
    """Gives each target the list of those that name it, in their order."""
    name = str(column.remote_field.get_accessor_name())
    for target in targets:
        setattr(target, name, Related())
    for source in sources:
        if (target := getattr(source, column.name)) is not None:
            getattr(target, name).append(source)


def _place(model: type[Content]) -> Callable[[Record], list[tuple[bool, Any]]]:
    """A sort key that does what the model's ordering does in the database; nothing comes first."""
    names = [
        entry if isinstance(entry, str) else entry.expression.name
        for entry in model._meta.ordering or ()
    ]

    def place(record: Record) -> list[tuple[bool, Any]]:
        values = [_followed(record, name.split("__")) for name in names]
        return [(value is not None, value) for value in values]

    return place


def _followed(record: object, names: list[str]) -> object:
    for name in names:
        record = getattr(record, name) if record is not None else None
    return record
