"""What a check says: one fault, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from wizard.diagnosis.address import Pairs
from wizard.knowledge.values import SYMPTOM, Knowledge, Pattern, PatternKey

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)
"""An error keeps content from being published; a warning is worth a look; a note is worth
knowing and asks for nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `subject` names the row ("pattern mini/solid-red"), `field` the field of it that
    has to be fixed. `address`: the wizard's address that shows it, as (name, value) pairs; empty
    where no address can.
    """

    code: str
    severity: str
    subject: str
    field: str
    message: str
    remedy: str
    address: Pairs = ()

    def __str__(self) -> str:
        place = f"{self.subject}, {self.field}" if self.field else self.subject
        return f"{self.severity}: {place}: {self.message} {self.remedy} [{self.code}]"


Findings = Iterator[Finding]
error = partial(Finding, severity=ERROR)
warning = partial(Finding, severity=WARNING)
note = partial(Finding, severity=NOTE)


Places = Iterable[tuple[str, ...]]
"""(object, field, what fills the gaps of the message …) of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleCheck:
    """A check that says the same of every place where something is wrong."""

    code: str
    message: str
    remedy: str
    places: Callable[[Knowledge], Places]
    severity: str = ERROR

    def __call__(self, knowledge: Knowledge) -> Findings:
        for subject, field, *gaps in self.places(knowledge):
            yield Finding(
                code=self.code,
                severity=self.severity,
                subject=subject,
                field=field,
                message=self.message.format(*gaps),
                remedy=self.remedy,
            )


def check(
    *, code: str, message: str, remedy: str, severity: str = ERROR
) -> Callable[[Callable[[Knowledge], Places]], SimpleCheck]:
    """Makes a check of a function that gives the places."""
    return lambda places: SimpleCheck(
        code=code, message=message, remedy=remedy, severity=severity, places=places
    )


def texts(subject: str, row: object, *fields: str) -> Iterator[tuple[str, str, str]]:
    """(subject, field, text) of these fields of the row."""
    yield from ((subject, field, getattr(row, field)) for field in fields)


def name(pattern: Pattern | PatternKey) -> str:
    """A symptom is one thing, whatever the family."""
    if isinstance(pattern, Pattern) and pattern.kind == SYMPTOM:
        return f"symptom {pattern.slug}"
    return "pattern " + "/".join(pattern.key if isinstance(pattern, Pattern) else pattern)
