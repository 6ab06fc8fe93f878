"""Files into tables by the ownership rule (ADR 0002), with the outcome of every row.

The rule compares three states of a row: as files last wrote it (`LoadedContent`), as the files have
it now, and as the tables have it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import ForeignKey, ProtectedError
from django.db.models.deletion import Collector

from wizard import models
from wizard.content.files.format import (
    FILES,
    Row,
    calling,
    file_of,
    key_of,
    name_of,
    plain_fields,
    table_rows,
)
from wizard.content.files.outcomes import Loaded, Outcome, RowOutcome
from wizard.content.files.pictures import read_along
from wizard.content.files.reading import MOST_FAULTS, Fault, FixtureError, read, read_files
from wizard.content.pictures import keep
from wizard.content.retirement import people_know
from wizard.content.row_state import whole_columns
from wizard.models import (
    Addressed,
    Column,
    Content,
    Fields,
    FormerName,
    Key,
    LoadedContent,
    Wording,
    target_of,
)
from wizard.models.pictures import ALONG
from wizard.models.steps import worded_already

MOST_WRITTEN = 5_000
"""Rows that an import writes at once: twice what the shipped files hold, a few seconds."""

Base = dict[type[Content], dict[Key, Fields | None]]
"""Table and key of a row -> what files last wrote into it; None: nobody knows any more."""

Place = tuple[type[Content], int | None]
"""Table and number of a row."""

REASON = "It is no longer in this guide."
"""What links with the name of a row say that the files dropped without a word about it."""


class StaleFilesError(Exception):
    """The rows' outcomes are no longer those that somebody looked at. Nothing was written."""


@transaction.atomic
def load(directory: Path) -> Loaded:
    """Loads the files by the ownership rule, all or nothing.

    Raises `FixtureError` with every fault there is; then nothing was written.
    """
    with _all_in(directory) as (rows, faults, pictures):
        loaded = _whole(_run(partial(_Loader, rows, faults)))
        for data in pictures:
            keep(data)
    return loaded


@contextmanager
def _all_in(
    directory: Path,
) -> Iterator[tuple[dict[type[Content], list[Row]], list[Fault], Collection[bytes]]]:
    """Rows, faults, and pictures beside the files; within, rows may name those."""
    rows, faults = read(directory)
    pictures, more = read_along(directory, rows[models.Picture])
    token = ALONG.set(pictures.keys())
    try:
        yield rows, [*faults, *more], pictures.values()
    finally:
        ALONG.reset(token)


@transaction.atomic
def load_files(
    files: Mapping[str, bytes], *, expected: str = "", take: Collection[str] = ()
) -> Loaded:
    """Imports some files on the staff side, name -> what it holds; other tables are not touched.

    What it writes is the staff's work to `load`, but not to the next import (ADR 0013).
    `expected`: the digest of the outcomes that somebody looked at. `take`: places of rows that
    staff changed and that shall follow the file all the same.

    Raises `FixtureError`, and `StaleFilesError` if the outcomes are others by now. Nothing is
    written then.
    """
    loaded = _whole(_run(partial(_Import, *read_files(files), take)))
    if expected and loaded.digest != expected:
        raise StaleFilesError("The tables have changed since.")
    return loaded


def look(directory: Path) -> Loaded:
    """What `load` would do, faults included. Nothing is written."""
    with _all_in(directory) as (rows, faults, _):
        return _looked(partial(_Loader, rows, faults))


def look_at_files(files: Mapping[str, bytes], take: Collection[str] = ()) -> Loaded:
    """What `load_files` would do, faults included. Nothing is written."""
    return _looked(partial(_Import, *read_files(files), take))


def _whole(loaded: Loaded) -> Loaded:
    if loaded.faults:
        raise FixtureError(loaded.faults)
    return loaded


def _looked(make: Callable[..., _Loader]) -> Loaded:
    """A load that is taken back: nothing else says so exactly what a load does."""
    with transaction.atomic():
        loaded = _run(make)
        transaction.set_rollback(True)
    return loaded


def _run(make: Callable[..., _Loader]) -> Loaded:
    """The tables hold their constraints by themselves. Asking about them row by row takes four
    fifths of a load, so that is done only after something went wrong, to say what and where.
    """
    with suppress(IntegrityError), transaction.atomic():
        loaded = make(asks_tables=False).run()
        if not loaded.faults:
            return loaded
        transaction.set_rollback(True)
    return make(asks_tables=True).run()


class _Loader:
    """One load: what the files say, what the tables hold, what the last load wrote."""

    stream = LoadedContent.Stream.SHIPPED
    """Which `LoadedContent` keeps what this kind of load wrote."""
    compared: tuple[LoadedContent.Stream, ...] = (LoadedContent.Stream.SHIPPED,)
    """A row is untouched if it says what one of these wrote."""
    most_written: int | None = None
    removes = True
    """Does what the files no longer have go from the tables?"""
    adopts = True
    """Does a row whose edit has reached the files follow them again?"""

    def __init__(
        self,
        rows: dict[type[Content], list[Row]],
        faults: Iterable[Fault],
        take: Collection[str] = (),
        *,
        asks_tables: bool,
    ) -> None:
        """`asks_tables`: are the tables' constraints checked row by row?"""
        self.asks_tables = asks_tables
        self.rows = rows
        self.faults = list(faults)
        self.take = frozenset(take)
        self.outcomes: list[RowOutcome] = []
        self.checked = 0
        self.broken = {fault.file for fault in self.faults}
        self.written: Base = {model: {} for model in FILES.values()}

    def run(self) -> Loaded:
        """Writes until the first fault, and finds all; the caller takes back what was written."""
        locked()
        self.in_table = {
            model: {row.key: row for row in present} for model, present in table_rows().items()
        }
        self.bases = {stream: _base(stream) for stream in {self.stream, *self.compared}}
        self.former = {
            (name.kind, name.scope, name.old): name.new
            for name in FormerName.objects.exclude(new="")
        }
        self.pks: dict[type[Content], dict[Key, int | None]] = {
            model: {key: row.pk for key, row in present.items()}
            for model, present in self.in_table.items()
        }
        self._note_keys()
        self._call_by_todays_names()
        self._note_keys()
        for model in FILES.values():
            if model in self.rows:
                self._load(model)
        if self.removes and not self.faults:
            self._remove()
        for row, message in _worded_twice(self.outcomes):
            self.faults.append(Fault.about(row, message, "families"))
        self._remember_written()
        files = list(FILES)
        faults = sorted(
            dict.fromkeys(self.faults), key=lambda fault: (files.index(fault.file), fault.row or 0)
        )
        return Loaded(outcomes=self.outcomes, faults=faults)

    def _load(self, model: type[Content]) -> None:
        new: list[RowOutcome] = []
        old: list[RowOutcome] = []
        for outcome in self._together(
            [self._outcome_of(self._without_deleted(row)) for row in self.rows[model]]
        ):
            row = outcome.row
            if self.most_written is not None and self.checked >= self.most_written:
                message = (
                    f"No more than {self.most_written} rows are written at once. Import it in"
                    " parts."
                )
                self.faults.append(Fault.about(row, message))
                break
            if len(self.faults) >= MOST_FAULTS:
                break
            if outcome.is_write:
                outcome = self._written(outcome)
                if outcome.instance is None:
                    continue  # it is refused, and the faults say why
            elif outcome.what is Outcome.UNCHANGED and self.adopts:
                self._remember(row)
            if outcome.what is Outcome.ADDED:
                new.append(outcome)
            else:
                old.append(outcome)
        if not self.faults:
            self._create(model, new)
            self._relate([one for one in old if one.is_write])  # perhaps to one of the new
        self.outcomes += [*old, *new, *self._absent(model)]

    def _outcome_of(self, row: Row) -> RowOutcome:
        before = self.in_table[row.model].get(row.key)
        outcome = RowOutcome(what=Outcome.UNCHANGED, row=row, before=before)
        if before is None:
            gone = self._was_loaded(row.model, row.key) or self._hangs_on_deleted(row)
            return replace(outcome, what=Outcome.DELETED if gone else Outcome.ADDED)
        if before.digest == row.digest:
            return outcome
        if self._is_untouched(before):
            return replace(outcome, what=Outcome.UPDATED)
        return self._kept(outcome)

    def _together(self, outcomes: list[RowOutcome]) -> list[RowOutcome]:
        """Words of one row of likelihoods belong together: staff edited one, and all are kept."""
        edited = {
            outcome.row.name
            for outcome in outcomes
            if outcome.what is Outcome.KEPT and outcome.row.model is models.Likelihood
        }
        return [
            self._kept(outcome)
            if outcome.what is Outcome.UPDATED and outcome.row.name in edited
            else outcome
            for outcome in outcomes
        ]

    def _kept(self, outcome: RowOutcome) -> RowOutcome:
        return replace(outcome, what=Outcome.KEPT, forced=outcome.place in self.take)

    def _written(self, outcome: RowOutcome) -> RowOutcome:
        """With the row's instance, saved if the table has the row; new ones are made together."""
        row, model, before = outcome.row, outcome.row.model, outcome.before
        self.checked += 1
        instance = self._checked(row, model.rows().get(pk=before.pk) if before else model())
        # after a fault, what it names may not be there
        if instance is not None and before and not self.faults:
            instance.save()
            self._remember(row)
        return replace(outcome, instance=instance)

    def _absent(self, model: type[Content]) -> list[RowOutcome]:
        """The rows that the file does not have, if all of it was understood."""
        if file_of(model) in self.broken:
            return []
        return [
            RowOutcome(
                what=Outcome.LEFT if self._was_loaded(model, row.key) else Outcome.STAFF_ONLY,
                row=row,
                before=row,
            )
            for row in self.in_table[model].values()
            if row.key not in self.in_file[model]
        ]

    def _remove(self) -> None:
        """Takes out what the files no longer have, each row with its parts or not at all."""
        left: dict[Place, RowOutcome] = {
            (outcome.row.model, outcome.row.pk): outcome
            for outcome in self.outcomes
            if outcome.what is Outcome.LEFT
        }
        keys = {(model, outcome.row.key) for (model, _), outcome in left.items()}
        todo = [
            place
            for place, outcome in left.items()
            if not any(  # a part goes with its whole
                (target_of(column), tuple(outcome.row.fields[column.name] or ())) in keys
                for column in whole_columns(outcome.row.model)
            )
        ]
        removed: set[Place] = set()
        while gone := {
            place: parts for place in todo if (parts := self._removable(left[place].row, left))
        }:
            for place, parts in gone.items():
                self._take_out(left[place].row)
                removed |= parts
            todo = [place for place in todo if place not in gone]  # they may have been in the way
        self.outcomes = [
            replace(outcome, what=Outcome.REMOVED) if (row.model, row.pk) in removed else outcome
            for outcome in self.outcomes
            for row in [outcome.row]
        ]

    def _removable(self, row: Row, left: Mapping[Place, RowOutcome]) -> set[Place]:
        """All that goes with it; none if staff have touched one, or need it."""
        going = Collector(using=DEFAULT_DB_ALIAS)
        instances = list(row.model.rows().filter(pk=row.pk))
        try:
            going.collect(instances)
        except ProtectedError:
            return set()
        found = chain.from_iterable([*going.data.values(), *going.fast_deletes])
        places: set[Place] = {(type(one), one.pk) for one in found if isinstance(one, Content)}
        is_ours = all(
            place in left and self._is_untouched(left[place].row) for place in places
        ) and not any(map(_is_listed, instances))
        return places if is_ours else set()

    def _take_out(self, row: Row) -> None:
        """Links with its name do not die: if no former name tells of it yet, one does now."""
        for instance in row.model.rows().filter(pk=row.pk):
            known = isinstance(instance, Addressed) and instance.kind and people_know(instance)
            instance.delete()
            if known and isinstance(instance, Addressed):
                scope, name = instance.link_name(row.key)
                FormerName.objects.get_or_create(
                    kind=instance.kind, scope=scope, old=name, defaults={"reason": REASON}
                )

    def _was_loaded(self, model: type[Content], key: Key) -> bool:
        return any(key in self.bases[stream][model] for stream in self.compared)

    def _is_untouched(self, row: Row) -> bool:
        """Does it say what files wrote? A field that came into the tables later tells nothing."""
        for stream in self.compared:
            written = self.bases[stream][row.model].get(row.key)
            if written is not None and all(
                row.fields[name] == value for name, value in written.items() if name in row.fields
            ):
                return True
        return False

    def _remember_written(self) -> None:
        """Notes what was written, for the next load."""
        removed = {
            (outcome.row.model, outcome.row.key)
            for outcome in self.outcomes
            if outcome.what is Outcome.REMOVED
        }
        base = self.bases[self.stream]
        rows = {
            model._meta.label_lower: [
                [list(key), fields]
                for key, fields in (base[model] | self.written[model]).items()
                if (model, key) not in removed
            ]
            for model in FILES.values()
        }
        digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
        if any(self.written.values()) or removed:
            LoadedContent.objects.update_or_create(
                stream=self.stream, defaults={"rows": rows, "digest": digest}
            )

    def _create(self, model: type[Content], new: list[RowOutcome]) -> None:
        made = model.rows().bulk_create(
            [outcome.instance for outcome in new if outcome.instance is not None]
        )
        self.pks[model] |= {
            outcome.row.key: instance.pk for outcome, instance in zip(new, made, strict=True)
        }
        if issubclass(model, Addressed):  # rows made in bulk do not come through `save()`
            model.take_names([outcome.row.key for outcome in new])
        self._relate(new)
        for outcome in new:
            self._remember(outcome.row)

    def _relate(self, outcomes: list[RowOutcome]) -> None:
        """Writes the many-to-many relations of rows of one table that are in it now."""
        written = [
            (outcome.row, outcome.instance) for outcome in outcomes if outcome.instance is not None
        ]
        for model in {row.model for row, _ in written}:
            for relation in model._meta.many_to_many:
                through: Any = relation.remote_field.through
                source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
                pks = [instance.pk for _, instance in written]
                through.objects.filter(**{f"{source}__in": pks}).delete()
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
        unchecked = set()
        for column in plain_fields(row.model):
            value = row.fields[column.name]
            if isinstance(column, ForeignKey) and value is not None:
                value = self._pk(row, column, value)
                if value is None or not self.asks_tables:
                    unchecked.add(column.name)
            setattr(instance, column.attname, value)
        for relation in row.model._meta.many_to_many:
            for key in row.fields[relation.name]:
                self._pk(row, relation, key)
        try:
            instance.full_clean(
                exclude=unchecked,
                validate_unique=self.asks_tables,
                validate_constraints=self.asks_tables,
            )
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    field = "" if name == "__all__" else name
                    self.faults.append(Fault.about(row, message, field))
        return instance if len(self.faults) == faults_before else None

    def _pk(self, row: Row, column: Column, reference: Sequence[str]) -> int | None:
        target, key = target_of(column), tuple(reference)
        if key in self.pks[target]:
            return self.pks[target][key]
        if key not in self.in_file[target] and file_of(target) not in self.broken:
            near = get_close_matches(
                name_of(key), map(name_of, self.in_file[target] | set(self.pks[target])), n=1
            )
            message = (
                f"There is no {target._meta.verbose_name} “{name_of(key)}” in {file_of(target)} or"
                " in the database. "
                + (f"Is it “{near[0]}”?" if near else "Add it there, or name another.")
            )
            self.faults.append(Fault.about(row, message, column.name))
        return None

    def _is_deleted(self, target: type[Content], reference: Sequence[str]) -> bool:
        """Did an earlier load write it, and is it gone now?"""
        key = tuple(reference)
        return key not in self.pks[target] and self._was_loaded(target, key)

    def _hangs_on_deleted(self, row: Row) -> bool:
        return any(
            row.fields[column.name] is not None
            and self._is_deleted(target_of(column), row.fields[column.name])
            for column in plain_fields(row.model)
            if isinstance(column, ForeignKey)
        )

    def _without_deleted(self, row: Row) -> Row:
        """The row without its many-to-many links to what staff deleted."""
        links = {
            relation.name: [
                key
                for key in row.fields[relation.name]
                if not self._is_deleted(target_of(relation), key)
            ]
            for relation in row.model._meta.many_to_many
        }
        return replace(row, fields=row.fields | links)

    def _note_keys(self) -> None:
        self.in_file = {
            model: {row.key for row in self.rows.get(model, ())} for model in FILES.values()
        }

    def _call_by_todays_names(self) -> None:
        """What staff renamed since a load wrote it keeps its name, wherever it is named."""
        rows = {
            model: [self._called_today(row) for row in found] for model, found in self.rows.items()
        }
        bases = {stream: self._base_today(base) for stream, base in self.bases.items()}
        self.rows, self.bases = rows, bases

    def _base_today(self, base: Base) -> Base:
        """The earlier names stay known, too: the files go on saying them."""
        today = {model: dict(found) for model, found in base.items()}
        for model, found in base.items():
            for key, fields in found.items():
                if fields is None:
                    continue
                row = self._called_today(Row(model=model, key=key, fields=fields))
                if row.key == key or row.key not in found:
                    # a new name is an edit of the row itself
                    own = {"slug": fields["slug"]} if issubclass(model, Addressed) else {}
                    today[model][row.key] = row.fields | own
        return today

    def _called_today(self, row: Row) -> Row:
        fields = calling(row.model, row.fields, self._today)
        if issubclass(row.model, Addressed):
            fields["slug"] = self._today(row.model, row.key)[-1]
        return replace(row, key=key_of(row.model, fields), fields=fields)

    def _today(self, model: type[Content], key: Key) -> Key:
        """The key of the row that an earlier load wrote under this one."""
        if not issubclass(model, Addressed) or not model.kind:
            return key
        was_loaded = self._was_loaded(model, key)
        if model is models.Option:
            key = (*self._today(models.Question, key[:1]), key[1])
        new = self.former.get((model.kind, *model.link_name(key)))
        today = (*key[:-1], new)
        is_it = new and was_loaded and key not in self.pks[model] and today in self.pks[model]
        return today if is_it and today not in self.in_file[model] else key

    def _remember(self, row: Row) -> None:
        if self.bases[self.stream][row.model].get(row.key) != row.fields:
            self.written[row.model][row.key] = row.fields


class _Import(_Loader):
    """A load on the staff side, which the files of a release must not undo."""

    stream = LoadedContent.Stream.IMPORTED
    compared = (LoadedContent.Stream.SHIPPED, LoadedContent.Stream.IMPORTED)
    removes = False
    adopts = False  # a file that was exported here holds edits that no release has
    most_written = MOST_WRITTEN


def _base(stream: LoadedContent.Stream) -> Base:
    """What files of this stream last wrote. Rows of tables that are no more are forgotten."""
    held = LoadedContent.objects.filter(stream=stream).values_list("rows", flat=True).first() or {}
    return {
        model: {tuple(key): fields for key, fields in held.get(model._meta.label_lower, ())}
        for model in FILES.values()
    }


def _is_listed(row: Content) -> bool:
    """Does another row name it in a list, which would get shorter without a word?"""
    lists = [relation.field for relation in row._meta.related_objects if relation.many_to_many]
    return any(
        column.model._default_manager.filter(**{column.name: row.pk}).exists() for column in lists
    )


def locked() -> None:
    """Nobody else changes a row between the look and the writing, if the database can lock rows."""
    for model in FILES.values():
        list(model.rows().order_by().select_for_update().values_list("pk"))


def _worded_twice(outcomes: Iterable[RowOutcome]) -> Iterator[tuple[Row, str]]:
    """(row of the file, what is wrong) where the load would word a step twice for a family."""
    worded: dict[tuple[str, str], list[RowOutcome]] = {}
    for outcome in outcomes:
        if outcome.row.model is Wording and (after := outcome.after):
            for (family,) in after.fields["families"]:
                worded.setdefault((after.fields["step"][0], family), []).append(outcome)
    for (_, family), several in worded.items():
        written = [outcome for outcome in several if outcome.is_write]
        if len(several) > 1 and written:
            other = next(outcome.after for outcome in several if outcome is not written[-1])
            yield written[-1].row, worded_already(family, other.fields["text"] if other else "")
