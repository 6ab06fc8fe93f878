"""Files into tables by the ownership rule (ADR 0002), with the fate of every row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ForeignKey, ProtectedError
from django.db.models.deletion import Collector

from wizard import models
from wizard.content.files.format import FILES, Key, Row, file_of, key_of, name_of, plain_fields, table_rows, target_of
from wizard.content.files.reading import MOST_FAULTS, Fault, FixtureError, read, read_files
from wizard.models import Addressed, Content, FormerName, LoadedRow

MOST_WRITTEN = 5_000
"""Rows that an import on the staff side checks and writes: twice what the shipped files hold, a few seconds."""

Memory = dict[tuple[str, str], frozenset[str]]
"""A row's table and key -> the digests it had when it was written from a file."""


class What(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Staff have edited it since a load wrote it, or wrote it themselves, and the file says something else."""
    DELETED = "left deleted"
    """Staff have deleted it, or what it hangs on."""
    LEFT = "left"
    """An earlier load wrote it, and its file no longer has it."""
    WITHDRAWN = "withdrawn"
    """An earlier load wrote it, and a former name in the files says that it is withdrawn; nobody here had touched it."""
    OURS = "ours"
    """Staff have added it; its file never had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one row. `row` is the file's where the file has it, `before` the table's where the table has it."""

    what: What
    row: Row
    before: Row | None = None
    taken: bool = False
    """It is kept, but somebody asked for the file's version on purpose."""
    instance: Content | None = None
    """Of a row that was written: as the table has it now."""

    @property
    def place(self) -> str:
        """Its row in the files. Example: steps.json 3."""
        return f"{file_of(self.row.model)} {self.row.number}"

    @property
    def is_change(self) -> bool:
        return self.taken or self.what in {What.ADDED, What.UPDATED, What.WITHDRAWN}

    @property
    def changed(self) -> list[str]:
        """The names of the fields in which file and table differ."""
        before = self.before.fields if self.before else {}
        return [name for name, value in self.row.fields.items() if name not in before or before[name] != value]


class Stale(Exception):  # noqa: N818  (a state, said by its name)
    """The rows' fates are no longer those that somebody looked at. Nothing was written."""


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What a load did, or would do: the fate of every row, and all that stands in its way."""

    fates: list[Fate] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def created(self) -> int:
        return len(self.of(What.ADDED))

    @property
    def updated(self) -> int:
        return len(self.of(What.UPDATED))

    @property
    def unchanged(self) -> int:
        return len(self.of(What.UNCHANGED))

    @property
    def kept(self) -> list[str]:
        return self._names(What.KEPT)

    @property
    def deleted(self) -> list[str]:
        return self._names(What.DELETED)

    @property
    def left(self) -> list[str]:
        return self._names(What.LEFT)

    @property
    def withdrawn(self) -> list[str]:
        return self._names(What.WITHDRAWN)

    @property
    def changes(self) -> list[Fate]:
        """The rows that are written."""
        return [fate for fate in self.fates if fate.is_change]

    @property
    def changed(self) -> bool:
        return bool(self.changes)

    def of(self, what: What) -> list[Fate]:
        return [fate for fate in self.fates if fate.what is what]

    @property
    def digest(self) -> str:
        """The same while every row has the same fate, from the same table row to the same file row."""
        said = [
            (fate.what, fate.row.model._meta.label_lower, fate.row.digest, fate.before and fate.before.digest)
            for fate in self.fates
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _names(self, what: What) -> list[str]:
        return [fate.row.name for fate in self.of(what)]


@transaction.atomic
def load(directory: Path) -> Loaded:
    """Loads the files by the ownership rule, all or nothing.

    Raises `FixtureError` with every fault there is; then nothing was written.
    """
    return _whole(_Loader(*read(directory)).run())


@transaction.atomic
def load_files(
    files: Mapping[str, bytes],
    *,
    expected: str = "",
    take: Collection[str] = (),
    about_to_change: Callable[[Content], None] | None = None,
) -> Loaded:
    """Imports files on the staff side: some of them are enough, name -> what it holds; other tables are not touched.

    What it writes is the staff's work to `load`, but not to the next import (ADR 0013).
    `expected`: the digest of the fates that somebody looked at. `take`: places of rows that staff changed and that shall
    follow the file all the same. `about_to_change`: told of every row of the table before it is written.

    Raises `FixtureError`, and `Stale` if the fates are others by now. Nothing is written then.
    """
    loaded = _whole(_Import(*read_files(files), take, about_to_change).run())
    if expected and loaded.digest != expected:
        raise Stale("The tables have changed since.")
    return loaded


def look(directory: Path) -> Loaded:
    """What `load` would do, faults included. Nothing is written."""
    return _looked(_Loader(*read(directory)))


def look_at_files(files: Mapping[str, bytes], take: Collection[str] = ()) -> Loaded:
    """What `load_files` would do, faults included. Nothing is written."""
    return _looked(_Import(*read_files(files), take))


def _whole(loaded: Loaded) -> Loaded:
    if loaded.faults:
        raise FixtureError(loaded.faults)
    return loaded


def _looked(loader: _Loader) -> Loaded:
    """A load that is taken back: nothing else says so exactly what a load does."""
    with transaction.atomic():
        loaded = loader.run()
        transaction.set_rollback(True)
    return loaded


class _Loader:
    """One load: what the files say, what the tables hold, what the last load wrote."""

    remembers = "digest"
    """Where a `LoadedRow` keeps what this kind of load wrote."""
    most_written: int | None = None
    withdraws = True
    """Does what a former name withdraws go from the tables?"""

    def __init__(
        self,
        rows: dict[type[Content], list[Row]],
        faults: list[Fault],
        take: Collection[str] = (),
        about_to_change: Callable[[Content], None] | None = None,
    ) -> None:
        self.rows = rows
        self.faults = faults
        self.take = frozenset(take)
        self.about_to_change = about_to_change
        self.fates: list[Fate] = []
        self.checked = 0
        self.broken = {fault.file for fault in faults}
        self.written: dict[tuple[str, str], str] = {}

    def run(self) -> Loaded:
        """Writes until the first fault, and finds all others; whoever calls takes back what was written."""
        hold_still()
        self.in_table = {model: {row.key: row for row in present} for model, present in table_rows().items()}
        self.memory = self._memory()
        self.former = {(name.kind, name.scope, name.old): name.new for name in FormerName.objects.exclude(new="")}
        self.pks: dict[type[Content], dict[Key, Any]] = {
            model: {key: row.pk for key, row in present.items()} for model, present in self.in_table.items()
        }
        self._note_keys()
        self._call_by_todays_names()
        self._note_keys()
        for model in FILES.values():
            if model in self.rows:
                self._load(model)
        if self.withdraws and not self.faults:
            self._withdraw()
        self._remember_written()
        files = list(FILES)
        faults = sorted(self.faults, key=lambda fault: (files.index(fault.file), fault.row or 0))
        return Loaded(fates=self.fates, faults=faults)

    def _load(self, model: type[Content]) -> None:
        new: list[Fate] = []
        old: list[Fate] = []
        for row in self.rows[model]:
            if self.most_written is not None and self.checked >= self.most_written:
                self._fault(row, "", f"No more than {self.most_written} rows are written at once. Import it in parts.")
                break
            if len(self.faults) >= MOST_FAULTS:
                break
            fate = self._fate(self._without_deleted(row))
            if fate.is_change:
                fate = self._written(fate)
                if fate.instance is None:
                    continue  # it is refused, and the faults say why
            elif fate.what is What.UNCHANGED:
                self._adopt(fate.row)
            if fate.what is What.ADDED:
                new.append(fate)
            else:
                old.append(fate)
        if not self.faults:
            self._create(model, new)
            self._relate([fate for fate in old if fate.is_change])  # perhaps to one of the new
        self.fates += [*old, *new, *self._absent(model)]

    def _fate(self, row: Row) -> Fate:
        before = self.in_table[row.model].get(row.key)
        written = self.memory.get(_memory_key(row))
        fate = Fate(what=What.UNCHANGED, row=row, before=before)
        if before is None:
            gone = written is not None or self._hangs_on_deleted(row)
            return replace(fate, what=What.DELETED if gone else What.ADDED)
        if before.digest == row.digest:
            return fate
        if before.digest in (written or ()):
            return replace(fate, what=What.UPDATED)
        return replace(fate, what=What.KEPT, taken=fate.place in self.take)

    def _written(self, fate: Fate) -> Fate:
        """The fate with the row's instance. It is saved already if the table has the row; new ones are made together."""
        row, model, before = fate.row, fate.row.model, fate.before
        self.checked += 1
        instance = self._checked(row, self._stored(model, before) if before else model())
        if instance is not None and before and not self.faults:  # after a fault, what it names may not be there
            instance.save()
            self._remember(row)
        return replace(fate, instance=instance)

    def _stored(self, model: type[Content], before: Row) -> Content:
        instance = model._default_manager.get(pk=before.pk)
        if self.about_to_change is not None and not self.faults:
            self.about_to_change(instance)
        return instance

    def _absent(self, model: type[Content]) -> list[Fate]:
        """The rows that the file does not have, if all of it was understood."""
        if file_of(model) in self.broken:
            return []
        return [
            Fate(what=What.LEFT if _memory_key(row) in self.memory else What.OURS, row=row, before=row)
            for row in self.in_table[model].values()
            if row.key not in self.in_file[model]
        ]

    def _withdraw(self) -> None:
        """Takes out what the files withdraw, with its parts, where staff have touched none of them and nothing needs it."""
        names = [row.fields for row in self.rows.get(FormerName, ())]
        withdrawn = {(name["kind"], name["scope"], name["old"]) for name in names if not name["new"]}
        left = {(fate.row.model, fate.row.pk): fate for fate in self.fates if fate.what is What.LEFT}
        for (model, pk), fate in left.items():
            if not (issubclass(model, Addressed) and (model.kind, *model.link_name(fate.row.key)) in withdrawn):
                continue
            going = Collector(using=DEFAULT_DB_ALIAS)
            try:
                going.collect(list(model._default_manager.filter(pk=pk)))
            except ProtectedError:
                continue
            found = [*chain.from_iterable(going.data.values()), *chain.from_iterable(going.fast_deletes)]
            parts = [left.get((type(one), one.pk)) for one in found if isinstance(one, Content)]
            if all(part is not None and self._is_untouched(part.row) for part in parts):
                model._default_manager.filter(pk=pk).delete()
                gone = {id(part) for part in parts}
                self.fates = [replace(fate, what=What.WITHDRAWN) if id(fate) in gone else fate for fate in self.fates]

    def _is_untouched(self, row: Row) -> bool:
        return row.digest in self.memory.get(_memory_key(row), ())

    def _memory(self) -> Memory:
        rows = LoadedRow.objects.values_list("model", "key", "digest")
        return {(label, key): frozenset({digest}) for label, key, digest in rows}

    def _remember_written(self) -> None:
        """Notes what was written, for the next load."""
        LoadedRow.objects.bulk_create(
            [
                LoadedRow(model=label, key=key, **{self.remembers: digest})
                for (label, key), digest in self.written.items()
            ],
            update_conflicts=True,
            unique_fields=["model", "key"],
            update_fields=[self.remembers],
        )

    def _create(self, model: type[Content], new: list[Fate]) -> None:
        made = model._default_manager.bulk_create([fate.instance for fate in new if fate.instance is not None])
        self.pks[model] |= {fate.row.key: instance.pk for fate, instance in zip(new, made, strict=True)}
        if issubclass(model, Addressed):  # rows made in bulk do not come through `save()`
            model.take_names([fate.row.key for fate in new])
        self._relate(new)
        for fate in new:
            self._remember(fate.row)

    def _relate(self, fates: list[Fate]) -> None:
        """Writes the many-to-many relations of rows of one table that are in it now."""
        written = [(fate.row, fate.instance) for fate in fates if fate.instance is not None]
        for model in {row.model for row, _ in written}:
            for relation in model._meta.many_to_many:
                through: Any = relation.remote_field.through
                source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
                through.objects.filter(**{f"{source}__in": [instance.pk for _, instance in written]}).delete()
                through.objects.bulk_create(
                    through(
                        **{
                            f"{source}_id": instance.pk,
                            f"{target}_id": self.pks[target_of(relation)][tuple(key)],
                        }
                    )
                    for row, instance in written
                    for key in row.fields[relation.name]
                )

    def _checked(self, row: Row, instance: Content) -> Content | None:
        """The instance with the row's values, or None and its faults."""
        faults_before = len(self.faults)
        unresolved = set()
        for column in plain_fields(row.model):
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
        target, key = target_of(column), tuple(reference)
        if key in self.pks[target]:
            return self.pks[target][key]
        if key not in self.in_file[target] and file_of(target) not in self.broken:
            near = get_close_matches(name_of(key), map(name_of, self.in_file[target] | set(self.pks[target])), n=1)
            self._fault(
                row,
                column.name,
                f"There is no {target._meta.verbose_name} “{name_of(key)}” in {file_of(target)} or in the database. "
                + (f"Is it “{near[0]}”?" if near else "Add it there, or name another."),
            )
        return None

    def _fault(self, row: Row, name: str, message: str) -> None:
        self.faults.append(
            Fault(file=file_of(row.model), row=row.number, key=name_of(row.key), field=name, message=message)
        )

    def _is_deleted(self, target: type[Content], reference: list[Any]) -> bool:
        """Did an earlier load write it, and is it gone now?"""
        key = tuple(reference)
        return key not in self.pks[target] and (target._meta.label_lower, json.dumps(list(key))) in self.memory

    def _hangs_on_deleted(self, row: Row) -> bool:
        return any(
            row.fields[column.name] is not None and self._is_deleted(target_of(column), row.fields[column.name])
            for column in plain_fields(row.model)
            if isinstance(column, ForeignKey)
        )

    def _without_deleted(self, row: Row) -> Row:
        """The row without its many-to-many links to what staff deleted."""
        links = {
            relation.name: [key for key in row.fields[relation.name] if not self._is_deleted(target_of(relation), key)]
            for relation in row.model._meta.many_to_many
        }
        return replace(row, fields=row.fields | links)

    def _note_keys(self) -> None:
        self.in_file = {model: {row.key for row in self.rows.get(model, ())} for model in FILES.values()}

    def _call_by_todays_names(self) -> None:
        """What staff renamed since a load wrote it keeps its new name, in its own row and in those that name it."""
        for model, rows in self.rows.items():
            called = [self._called_today(row) for row in rows]
            for row, today in zip(rows, called, strict=True):
                if row.key != today.key and (written := self.memory.get(_memory_key(row))):
                    self.memory.setdefault(_memory_key(today), written)
            self.rows[model] = called

    def _called_today(self, row: Row) -> Row:
        fields = dict(row.fields)
        for column in plain_fields(row.model):
            if isinstance(column, ForeignKey) and fields[column.name] is not None:
                fields[column.name] = list(self._today(target_of(column), tuple(fields[column.name])))
        for relation in row.model._meta.many_to_many:
            fields[relation.name] = sorted(
                list(self._today(target_of(relation), tuple(k))) for k in fields[relation.name]
            )
        if issubclass(row.model, Addressed):
            fields["slug"] = self._today(row.model, row.key)[-1]
        return replace(row, key=key_of(row.model, fields), fields=fields)

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

    def _remember(self, row: Row) -> None:
        if row.digest not in self.memory.get(_memory_key(row), ()):
            self.written[_memory_key(row)] = row.digest

    def _adopt(self, row: Row) -> None:
        """An edit that has reached the files is theirs: from now on the row follows them again."""
        self._remember(row)


class _Import(_Loader):
    """A load on the staff side. A release's files are another stream: they must not undo what came in here."""

    remembers = "imported"
    withdraws = False
    most_written = MOST_WRITTEN

    def _memory(self) -> Memory:
        rows = LoadedRow.objects.values_list("model", "key", "digest", "imported")
        return {(label, key): frozenset(digests) - {""} for label, key, *digests in rows}

    def _adopt(self, row: Row) -> None:
        """A file that was exported here holds edits that no release has. They stay the staff's."""


def _memory_key(row: Row) -> tuple[str, str]:
    return row.model._meta.label_lower, json.dumps(list(row.key))


def hold_still() -> None:
    """Nobody else changes a row between looking at it and writing it, where the database can lock rows."""
    for model in FILES.values():
        list(model._default_manager.order_by().select_for_update().values_list("pk"))
