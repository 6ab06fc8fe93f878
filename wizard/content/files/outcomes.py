"""What becomes of each row of the files: what a load did, or would do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from wizard.content.files.format import Row, file_of
from wizard.content.files.reading import Fault
from wizard.models import Content


class Outcome(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Staff have edited it since a load, or wrote it themselves, and the file differs."""
    DELETED = "left deleted"
    """Staff have deleted it, or what it hangs on."""
    LEFT = "left"
    """Its file no longer has it, and staff have touched it or something that needs it."""
    REMOVED = "removed"
    """An earlier load wrote it, its file no longer has it, and nobody here had touched it."""
    STAFF_ONLY = "ours"
    """Staff have added it; its file never had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What becomes of a `row` of the file, else of the table; `before`: as the table has it."""

    what: Outcome
    row: Row
    before: Row | None = None
    forced: bool = False
    """It is kept, but somebody asked for the file's version on purpose."""
    instance: Content | None = None
    """Of a row that was written: as the table has it now."""

    @property
    def place(self) -> str:
        """Its row in the files. Example: steps.json 3."""
        return f"{file_of(self.row.model)} {self.row.number}"

    @property
    def after(self) -> Row | None:
        """The row as the table has it afterwards."""
        if self.what in {Outcome.DELETED, Outcome.REMOVED}:
            return None
        return self.row if self.is_write else self.before

    @property
    def is_write(self) -> bool:
        return self.forced or self.what in {Outcome.ADDED, Outcome.UPDATED, Outcome.REMOVED}

    @property
    def changed(self) -> list[str]:
        """The names of the fields in which file and table differ."""
        before = self.before.fields if self.before else {}
        return [
            name
            for name, value in self.row.fields.items()
            if name not in before or before[name] != value
        ]


def in_file_rows(outcomes: Iterable[RowOutcome]) -> list[list[RowOutcome]]:
    """Together what one row of a file says: a outcome, or one for each word of likelihoods."""
    rows: dict[str, list[RowOutcome]] = {}
    for outcome in outcomes:
        rows.setdefault(outcome.row.name, []).append(outcome)
    return list(rows.values())


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What a load did, or would do: the outcome of every row, and all that stands in its way."""

    outcomes: list[RowOutcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def created(self) -> int:
        return len(self.of(Outcome.ADDED))

    @property
    def updated(self) -> int:
        return len(self.of(Outcome.UPDATED))

    @property
    def unchanged(self) -> int:
        return len(self.of(Outcome.UNCHANGED))

    @property
    def kept(self) -> list[str]:
        return self._names(Outcome.KEPT)

    @property
    def deleted(self) -> list[str]:
        return self._names(Outcome.DELETED)

    @property
    def left(self) -> list[str]:
        return self._names(Outcome.LEFT)

    @property
    def removed(self) -> list[str]:
        return self._names(Outcome.REMOVED)

    @property
    def changes(self) -> list[RowOutcome]:
        """The rows that are written."""
        return [outcome for outcome in self.outcomes if outcome.is_write]

    @property
    def changed(self) -> bool:
        return bool(self.changes)

    def of(self, what: Outcome) -> list[RowOutcome]:
        return [outcome for outcome in self.outcomes if outcome.what is what]

    @property
    def digest(self) -> str:
        """The same while every row goes from the same to the same, with the same outcome."""
        said = [
            (
                outcome.what,
                outcome.row.model._meta.label_lower,
                outcome.row.digest,
                outcome.before and outcome.before.digest,
            )
            for outcome in self.outcomes
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _names(self, what: Outcome) -> list[str]:
        return list(dict.fromkeys(outcome.row.name for outcome in self.of(what)))
