"""The fixture files: read strictly, loaded by the ownership rule, written back byte for byte.

Files seed an empty database. Afterwards the database belongs to the staff: loading again adds what is new and updates
what staff have not touched; it never overwrites their work, never brings back what they deleted and knows what they renamed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, ForeignKey, ManyToManyField

from wizard import models
from wizard.models import Addressed, Content, FormerName, LoadedRow

FILES: dict[str, type[Content]] = {
    "sources.json": models.Source,
    "families.json": models.Family,
    "devices.json": models.Device,
    "patterns.json": models.Pattern,
    "channels.json": models.Channel,
    "look_alikes.json": models.LookAlike,
    "causes.json": models.Cause,
    "pattern_causes.json": models.PatternCause,
    "questions.json": models.Question,
    "options.json": models.Option,
    "likelihoods.json": models.Likelihood,
    "steps.json": models.Step,
    "wordings.json": models.Wording,
    "effects.json": models.Effect,
    "disputes.json": models.Dispute,
    "faqs.json": models.Faq,
    "former_names.json": models.FormerName,
    "guide.json": models.Guide,
}
"""One file a model, in an order in which everything a row names comes before it."""

LINE_LENGTH = 160
"""A row that fits stands on one line; a longer one has a line a field."""

Key = tuple[Any, ...]
Fields = dict[str, Any]
"""Field name -> JSON value; a relation is the other row's natural key, many are a sorted list of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table or of a file. `number` counts from 1 in its file, `pk` is None outside the database."""

    model: type[Content]
    key: Key
    fields: Fields
    number: int = 0
    pk: Any = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.verbose_name} {name_of(self.key)}".strip()

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a file that cannot be loaded."""

    file: str
    row: int | None
    key: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        key = f" ({self.key})" if self.key else ""
        return f"{place}{key}: {f'{self.field}: ' if self.field else ''}{self.message}"


class FixtureError(Exception):
    """The files cannot be loaded; nothing was. `faults` are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What a load did. The lists name rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    """Rows that staff have edited; the file says something else."""
    deleted: list[str] = field(default_factory=list)
    """Rows that staff have deleted, with what hangs on them."""
    left: list[str] = field(default_factory=list)
    """Rows that an earlier load wrote and the files no longer have."""

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated)


def name_of(key: Key) -> str:
    return " / ".join(str(part) for part in key if part is not None)


# Rows out of the tables


def table_rows() -> dict[type[Content], list[Row]]:
    """Every content row, table by table in the curated order. The number of queries does not grow with the content."""
    rows: dict[type[Content], list[Row]] = {}
    keys: dict[type[Content], dict[Any, Key]] = {}
    for model in FILES.values():
        plain = _plain_fields(model)
        records = list(model._default_manager.values("pk", *(field.attname for field in plain)))
        fields: dict[Any, Fields] = {
            record["pk"]: {field.name: _json_value(field, record[field.attname], keys) for field in plain}
            for record in records
        }
        keys[model] = {pk: _key_of(model, values) for pk, values in fields.items()}
        for relation in model._meta.many_to_many:
            for values in fields.values():
                values[relation.name] = []
            targets = keys[_target(relation)]
            pairs = model._default_manager.order_by().exclude(**{relation.name: None})
            for pk, other in pairs.values_list("pk", relation.name):
                fields[pk][relation.name].append(list(targets[other]))
            for values in fields.values():
                values[relation.name].sort()
        rows[model] = [Row(model=model, key=keys[model][pk], fields=values, pk=pk) for pk, values in fields.items()]
    return rows


@transaction.atomic
def replace_rows(wanted: dict[type[Content], dict[Key, Fields]]) -> None:
    """Makes the tables hold these rows and no others. Only what differs is written; a field nobody names stays as it is."""
    present = {model: {row.key: row for row in rows} for model, rows in table_rows().items()}
    pks = {model: {key: row.pk for key, row in rows.items()} for model, rows in present.items()}
    for model in FILES.values():
        for key, fields in wanted[model].items():
            row = present[model].get(key)
            changed = {name: value for name, value in fields.items() if row is None or row.fields[name] != value}
            if row is None or changed:
                pks[model][key] = _write(model, pks[model].get(key), changed, pks)
    for model in reversed(FILES.values()):
        gone = [row.pk for key, row in present[model].items() if key not in wanted[model]]
        for instance in model._default_manager.filter(pk__in=gone):
            instance.delete()


def _write(model: type[Content], pk: Any, fields: Fields, pks: dict[type[Content], dict[Key, Any]]) -> Any:
    instance = model._default_manager.get(pk=pk) if pk is not None else model()
    for column in _plain_fields(model):
        if column.name in fields:
            value = fields[column.name]
            if isinstance(column, ForeignKey) and value is not None:
                value = pks[_target(column)][tuple(value)]
            setattr(instance, column.attname, value)
    instance.save()
    for relation in model._meta.many_to_many:
        if relation.name in fields:
            getattr(instance, relation.name).set([pks[_target(relation)][tuple(key)] for key in fields[relation.name]])
    return instance.pk


def export() -> dict[str, str]:
    """File name -> the text of the file, from the tables."""
    rows = table_rows()
    return {file: as_text(rows[model]) for file, model in FILES.items()}


def as_text(rows: list[Row]) -> str:
    """Django's fixture format, made to be read in a diff."""
    if not rows:
        return "[]\n"
    return "[\n" + ",\n".join(map(_row_text, rows)) + "\n]\n"


def _row_text(row: Row) -> str:
    line = json.dumps({"model": row.model._meta.label_lower, "fields": row.fields}, ensure_ascii=False)
    if len(line) <= LINE_LENGTH:
        return line
    fields = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in row.fields.items()
    )
    return f'{{"model": {json.dumps(row.model._meta.label_lower)}, "fields": {{\n{fields}\n}}}}'


def _plain_fields(model: type[Content]) -> list[Field[Any, Any]]:
    """The columns, without the numeric key."""
    return [column for column in model._meta.concrete_fields if not column.primary_key]


def _target(relation: Any) -> type[Content]:
    target: type[Content] = relation.remote_field.model
    return target


def _json_value(column: Field[Any, Any], value: Any, keys: dict[type[Content], dict[Any, Key]]) -> Any:
    if isinstance(column, ForeignKey):
        return None if value is None else list(keys[_target(column)][value])
    return value.isoformat() if hasattr(value, "isoformat") else value


def _key_of(model: type[Content], fields: Fields) -> Key:
    """The natural key, read from a row's fields: `pattern__family__slug` is a part of the natural key of `pattern`."""
    key: list[Any] = []
    for lookup in model.natural_lookups:
        name, _, rest = lookup.partition("__")
        value = fields[name]
        if rest and value is not None:
            value = value[_target(model._meta.get_field(name)).natural_lookups.index(rest)]
        key.append(value)
    return tuple(key)


# Rows out of the files


def read(directory: Path) -> tuple[dict[type[Content], list[Row]], list[Fault]]:
    """Every row of the files that can be understood, and everything that cannot."""
    rows: dict[type[Content], list[Row]] = {}
    faults: list[Fault] = []
    for file, model in FILES.items():
        reader = _Reader(file, model)
        rows[model] = reader.read(directory)
        faults += reader.faults
    return rows, faults


class _Reader:
    """Reads one file strictly: nothing is guessed, and nothing unknown is passed over."""

    def __init__(self, file: str, model: type[Content]) -> None:
        self.file = file
        self.model = model
        self.faults: list[Fault] = []

    def read(self, directory: Path) -> list[Row]:
        try:
            records = json.loads((directory / self.file).read_text(encoding="utf-8"), object_pairs_hook=_no_name_twice)
        except FileNotFoundError:
            self._fault(None, "", "", f"The file is not in {directory}. Write [] into it if it has no rows.")
            return []
        except json.JSONDecodeError as error:
            self._fault(
                None, "", "", f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}. Mend it there."
            )
            return []
        except ValueError as error:
            self._fault(None, "", "", str(error))
            return []
        if not isinstance(records, list):
            self._fault(None, "", "", "The file is not a list of rows. Begin it with [ and end it with ].")
            return []
        rows: dict[Key, Row] = {}
        for number, record in enumerate(records, start=1):
            row = self._row(number, record)
            if row and row.key in rows:
                self._fault(
                    number, name_of(row.key), "", f"Row {rows[row.key].number} has the same key. Keep one of the two."
                )
            elif row:
                rows[row.key] = row
        return list(rows.values())

    def _fault(self, number: int | None, key: str, name: str, message: str) -> None:
        self.faults.append(Fault(file=self.file, row=number, key=key, field=name, message=message))

    def _row(self, number: int, record: Any) -> Row | None:
        if not isinstance(record, dict) or set(record) != {"model", "fields"} or not isinstance(record["fields"], dict):
            self._fault(
                number,
                "",
                "",
                'A row is {"model": …, "fields": {…}} and nothing else: rows are named by their natural key.',
            )
            return None
        label = self.model._meta.label_lower
        if record["model"] != label:
            home = next((file for file, model in FILES.items() if model._meta.label_lower == record["model"]), None)
            self._fault(
                number,
                "",
                "model",
                f"“{record['model']}” belongs in {home}. Move the row there."
                if home
                else f"There is no table “{record['model']}”. Rows of this file are “{label}”.",
            )
            return None
        faults_before = len(self.faults)
        key = self._rough_key(record["fields"])
        fields: Fields = {}
        for name, value in record["fields"].items():
            try:
                fields[name] = _understood(self._field(name), value)
            except ValidationError as error:
                self._fault(number, key, name, " ".join(error.messages))
        if len(self.faults) > faults_before:
            return None
        complete = {
            column.name: fields.get(column.name, _default(column))
            for column in [*_plain_fields(self.model), *self.model._meta.many_to_many]
        }
        return Row(model=self.model, key=_key_of(self.model, complete), fields=complete, number=number)

    def _field(self, name: str) -> Any:
        known = [column.name for column in [*_plain_fields(self.model), *self.model._meta.many_to_many]]
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValidationError(
                "There is no such field. " + (f"Is it “{near[0]}”?" if near else f"The fields are: {', '.join(known)}.")
            )
        return self.model._meta.get_field(name)

    def _rough_key(self, fields: Fields) -> str:
        """The key for a message about a row that may be broken."""
        names = dict.fromkeys(lookup.partition("__")[0] for lookup in self.model.natural_lookups)
        parts = [fields.get(name) for name in names]
        return name_of(tuple(name_of(tuple(part)) if isinstance(part, list) else part for part in parts))


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(
            f"“{twice}” stands twice in one row or object: {json.dumps(dict(pairs))[:200]}. Keep one of the two."
        )
    return dict(pairs)


def _default(column: Any) -> Any:
    """What a field left out holds. A field without a default is refused later, with its name."""
    default = [] if isinstance(column, ManyToManyField) else column.get_default()
    return None if default is None else _understood(column, default)


def _understood(column: Any, value: Any) -> Any:
    """The file's value as the tables would give it back. Raises `ValidationError` in words for the author."""
    if isinstance(column, ForeignKey):
        return None if value is None else _reference(column, value)
    if isinstance(column, ManyToManyField):
        if not isinstance(value, list):
            raise ValidationError('Write a list of natural keys, like [["mini"], ["outdoor-4"]].')
        references = sorted(_reference(column, item) for item in value)
        if any(one == other for one, other in pairwise(references)):
            raise ValidationError("The list names something twice. Name it once.")
        return references
    if value is None and not column.null:
        raise ValidationError("It cannot be null. Leave the field out, or give it a value.")
    value = column.to_python(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _reference(column: Any, value: Any) -> list[str]:
    lookups = _target(column).natural_lookups
    if not isinstance(value, list) or len(value) != len(lookups) or not all(isinstance(part, str) for part in value):
        raise ValidationError(
            f"Write the natural key of a {_target(column)._meta.verbose_name}: a list of its {' and '.join(lookups)}."
        )
    return value


# Rows of the files that stand for rows of the tables


def linked(directory: Path) -> dict[type[Content], list[Any]]:
    """The files as objects that can be read like rows of the tables, relations in both directions included; each model's in
    its curated order. The database is not touched, and nothing is validated beyond what the tables could hold.

    Raises `FixtureError` with every row that cannot be understood or names one that is not there.
    """
    rows, faults = read(directory)
    things: dict[type[Content], dict[Key, Any]] = {
        model: {row.key: SimpleNamespace() for row in present} for model, present in rows.items()
    }
    for row in chain.from_iterable(rows.values()):
        faults += _link(row, things)
    if faults:
        raise FixtureError(faults)
    in_order = {model: sorted(present.values(), key=_place(model)) for model, present in things.items()}
    for model in things:
        for column in _plain_fields(model):
            if isinstance(column, ForeignKey):
                _link_back(column, in_order[model], things[_target(column)].values())
        for relation in model._meta.many_to_many:
            for thing in in_order[model]:
                getattr(thing, relation.name).sort(key=_place(_target(relation)))
    return in_order


class Related(list[Any]):
    """Stands for the manager of a relation."""

    def all(self) -> Related:
        return self


def _link(row: Row, things: dict[type[Content], dict[Key, Any]]) -> list[Fault]:
    """Gives the thing that stands for a row its values; the faults are relations that lead nowhere."""
    thing, faults = things[row.model][row.key], []
    for column in [*_plain_fields(row.model), *row.model._meta.many_to_many]:
        value: Any = row.fields[column.name]
        if isinstance(column, (ForeignKey, ManyToManyField)):
            many = isinstance(column, ManyToManyField)
            references = value if many else [value] if value is not None else []
            known = things[_target(column)]
            faults += [
                Fault(
                    file=_file_of(row.model),
                    row=row.number,
                    key=name_of(row.key),
                    field=column.name,
                    message=f"There is no {_target(column)._meta.verbose_name} “{name_of(tuple(reference))}” in "
                    f"{_file_of(_target(column))}. Add it there, or name another.",
                )
                for reference in references
                if tuple(reference) not in known
            ]
            related = Related(known[tuple(reference)] for reference in references if tuple(reference) in known)
            value = related if many else next(iter(related), None)
        else:
            value = column.to_python(value)
        setattr(thing, column.name, value)
    return faults


def _link_back(column: ForeignKey[Any, Any], sources: list[Any], targets: Iterable[Any]) -> None:
    """Gives each target the list of those that name it, in their order."""
    name = column.remote_field.get_accessor_name()
    for target in targets:
        setattr(target, name, Related())
    for source in sources:
        if (target := getattr(source, column.name)) is not None:
            getattr(target, name).append(source)


def _place(model: type[Content]) -> Callable[[Any], list[tuple[bool, Any]]]:
    """A sort key that does what the model's ordering does in the database; nothing comes first."""
    names = [entry if isinstance(entry, str) else entry.expression.name for entry in model._meta.ordering or ()]

    def place(thing: Any) -> list[tuple[bool, Any]]:
        values = [_followed(thing, name.split("__")) for name in names]
        return [(value is not None, value) for value in values]

    return place


def _followed(thing: Any, names: list[str]) -> Any:
    for name in names:
        thing = getattr(thing, name) if thing is not None else None
    return thing


# Files into tables


@transaction.atomic
def load(directory: Path) -> Loaded:
    """Loads the files by the ownership rule, all or nothing.

    Raises `FixtureError` with every fault there is; then nothing was written.
    """
    rows, faults = read(directory)
    loader = _Loader(rows, faults)
    for model in FILES.values():
        loader.load(model)
    if loader.faults:
        files = list(FILES)
        raise FixtureError(sorted(loader.faults, key=lambda fault: (files.index(fault.file), fault.row or 0)))
    loader.remember()
    return loader.loaded


class _Loader:
    """One load: what the files say, what the tables hold, what the last load wrote."""

    def __init__(self, rows: dict[type[Content], list[Row]], faults: list[Fault]) -> None:
        self.rows = rows
        self.faults = faults
        self.loaded = Loaded()
        self.in_table = {model: {row.key: row for row in present} for model, present in table_rows().items()}
        self.in_file = {model: {row.key for row in present} for model, present in rows.items()}
        self.broken = {fault.file for fault in faults}
        self.memory = {
            (label, key): digest for label, key, digest in LoadedRow.objects.values_list("model", "key", "digest")
        }
        self.written: dict[tuple[str, str], str] = {}
        self.former = {(name.kind, name.scope, name.old): name.new for name in FormerName.objects.exclude(new="")}
        self.pks: dict[type[Content], dict[Key, Any]] = {
            model: {key: row.pk for key, row in present.items()} for model, present in self.in_table.items()
        }
        self._call_by_todays_names()

    def load(self, model: type[Content]) -> None:
        new: list[tuple[Row, Content]] = []
        for row in self.rows[model]:
            row = self._without_deleted(row)
            present = self.in_table[model].get(row.key)
            written = self.memory.get(_memory_key(row))
            if present is None and (written is not None or self._hangs_on_deleted(row)):
                self.loaded.deleted.append(row.name)
            elif present is None:
                instance = self._checked(row, model())
                if instance is not None:
                    new.append((row, instance))
            elif present.digest == row.digest:
                self.loaded.unchanged += 1
                self._remember(row, written)
            elif present.digest == written:
                instance = self._checked(row, model._default_manager.get(pk=present.pk))
                if instance is not None:
                    instance.save()
                    self._relate([(row, instance)])
                    self._remember(row, written)
                    self.loaded.updated += 1
            else:
                self.loaded.kept.append(row.name)
        if not self.faults:
            self._create(model, new)
        self._name_left(model)

    def remember(self) -> None:
        """Notes what was written, for the next load."""
        LoadedRow.objects.bulk_create(
            [LoadedRow(model=label, key=key, digest=digest) for (label, key), digest in self.written.items()],
            update_conflicts=True,
            unique_fields=["model", "key"],
            update_fields=["digest"],
        )

    def _create(self, model: type[Content], new: list[tuple[Row, Content]]) -> None:
        model._default_manager.bulk_create([instance for _, instance in new])
        self.pks[model] |= {row.key: instance.pk for row, instance in new}
        if issubclass(model, Addressed):  # rows made in bulk do not come through `save()`
            model.take_names([row.key for row, _ in new])
        self._relate(new)
        for row, _ in new:
            self._remember(row, None)
        self.loaded.created += len(new)

    def _relate(self, written: list[tuple[Row, Content]]) -> None:
        """Writes the many-to-many relations of rows that are in the table now."""
        for model in {row.model for row, _ in written}:
            for relation in model._meta.many_to_many:
                through: Any = relation.remote_field.through
                source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
                through.objects.filter(**{f"{source}__in": [instance.pk for _, instance in written]}).delete()
                through.objects.bulk_create(
                    through(
                        **{
                            f"{source}_id": instance.pk,
                            f"{target}_id": self.pks[_target(relation)][tuple(key)],
                        }
                    )
                    for row, instance in written
                    for key in row.fields[relation.name]
                )

    def _checked(self, row: Row, instance: Content) -> Content | None:
        """The instance with the row's values, or None and its faults."""
        faults_before = len(self.faults)
        unresolved = set()
        for column in _plain_fields(row.model):
            value = row.fields[column.name]
            if isinstance(column, ForeignKey) and value is not None:
                value = self._pk(row, column, value)
                if value is None:
                    unresolved.add(column.name)
            setattr(instance, column.attname, value)
        for relation in row.model._meta.many_to_many:
            for key in row.fields[relation.name]:
                self._pk(row, relation, key)
        try:
            instance.full_clean(exclude=unresolved)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self._fault(row, "" if name == "__all__" else name, message)
        return instance if len(self.faults) == faults_before else None

    def _pk(self, row: Row, column: Any, reference: list[Any]) -> Any:
        target, key = _target(column), tuple(reference)
        if key in self.pks[target]:
            return self.pks[target][key]
        if key not in self.in_file[target] and _file_of(target) not in self.broken:
            near = get_close_matches(name_of(key), [name_of(other) for other in self.in_file[target]], n=1)
            self._fault(
                row,
                column.name,
                f"There is no {target._meta.verbose_name} “{name_of(key)}” in {_file_of(target)} or in the database. "
                + (f"Is it “{near[0]}”?" if near else "Add it there, or name another."),
            )
        return None

    def _fault(self, row: Row, name: str, message: str) -> None:
        self.faults.append(
            Fault(file=_file_of(row.model), row=row.number, key=name_of(row.key), field=name, message=message)
        )

    def _is_deleted(self, target: type[Content], reference: list[Any]) -> bool:
        """Did an earlier load write it, and is it gone now?"""
        key = tuple(reference)
        return key not in self.pks[target] and (target._meta.label_lower, json.dumps(list(key))) in self.memory

    def _hangs_on_deleted(self, row: Row) -> bool:
        return any(
            row.fields[column.name] is not None and self._is_deleted(_target(column), row.fields[column.name])
            for column in _plain_fields(row.model)
            if isinstance(column, ForeignKey)
        )

    def _without_deleted(self, row: Row) -> Row:
        """The row without its many-to-many links to what staff deleted."""
        links = {
            relation.name: [key for key in row.fields[relation.name] if not self._is_deleted(_target(relation), key)]
            for relation in row.model._meta.many_to_many
        }
        return replace(row, fields=row.fields | links)

    def _call_by_todays_names(self) -> None:
        """What staff renamed since a load wrote it keeps its new name, in its own row and in those that name it."""
        for model, rows in self.rows.items():
            called = [self._called_today(row) for row in rows]
            for row, today in zip(rows, called, strict=True):
                if row.key != today.key and (written := self.memory.get(_memory_key(row))):
                    self.memory.setdefault(_memory_key(today), written)
            self.rows[model] = called
        self.in_file = {model: {row.key for row in rows} for model, rows in self.rows.items()}

    def _called_today(self, row: Row) -> Row:
        fields = dict(row.fields)
        for column in _plain_fields(row.model):
            if isinstance(column, ForeignKey) and fields[column.name] is not None:
                fields[column.name] = list(self._today(_target(column), tuple(fields[column.name])))
        for relation in row.model._meta.many_to_many:
            fields[relation.name] = sorted(
                list(self._today(_target(relation), tuple(k))) for k in fields[relation.name]
            )
        if issubclass(row.model, Addressed):
            fields["slug"] = self._today(row.model, row.key)[-1]
        return replace(row, key=_key_of(row.model, fields), fields=fields)

    def _today(self, model: type[Content], key: Key) -> Key:
        """The key of the row that an earlier load wrote under this one."""
        if not issubclass(model, Addressed) or not model.kind:
            return key
        was_loaded = (model._meta.label_lower, json.dumps(list(key))) in self.memory
        if model is models.Option:
            key = (*self._today(models.Question, key[:1]), key[1])
        new = self.former.get((model.kind, *model.link_name(key)))
        today = (*key[:-1], new)
        is_it = new and was_loaded and key not in self.pks[model] and today in self.pks[model]
        return today if is_it and today not in self.in_file[model] else key

    def _remember(self, row: Row, written: str | None) -> None:
        if row.digest != written:
            self.written[_memory_key(row)] = row.digest

    def _name_left(self, model: type[Content]) -> None:
        self.loaded.left += [
            row.name
            for row in self.in_table[model].values()
            if row.key not in self.in_file[model] and _memory_key(row) in self.memory
        ]


def _memory_key(row: Row) -> tuple[str, str]:
    return row.model._meta.label_lower, json.dumps(list(row.key))


def _file_of(model: type[Content]) -> str:
    return next(file for file, its_model in FILES.items() if its_model is model)
