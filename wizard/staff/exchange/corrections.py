"""What becomes of proof-readers' corrections: judged, then written, nothing over newer words."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from wizard.content.files import StaleFilesError, locked
from wizard.models import Content
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.exchange.text_sheet import (
    EMPTY,
    KEY,
    MARK,
    NEW,
    TEXT,
    Entry,
    Text,
    one_way_to_end_lines,
    texts,
)

MARK_SHAPE = re.compile(r"t[0-9a-f]{12}")


class Verdict(StrEnum):
    """What becomes of a correction."""

    CHANGED = "changed"
    SAME = "same"
    """The tables say so already."""
    CONFLICT = "changed here since"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A line that came back, judged. `text`: what stands here now; None where there is none."""

    verdict: Verdict
    entry: Entry
    text: Text | None = None
    why: str = ""
    """What is wrong with it, and what to do."""


def judge(entries: Iterable[Entry]) -> list[Correction]:
    """What becomes of each correction. Nothing is written."""
    here, first = texts(), dict[str, Entry]()
    judged = [
        Correction(verdict=verdict, entry=entry, text=text, why=why)
        for entry in entries
        for text in [here.get(entry.key)]
        for verdict, why in [_verdict(entry, text, first.setdefault(entry.key, entry))]
    ]
    refused = dict(chain.from_iterable(_refused(row) for row in _by_row(judged)))
    return [
        replace(correction, verdict=Verdict.REFUSED, why=why) if why else correction
        for correction in judged
        for why in [refused.get(correction.entry.number, "")]
    ]


def _verdict(entry: Entry, text: Text | None, first: Entry) -> tuple[Verdict, str]:
    """What becomes of a correction, and why it is refused. `first`: the first of the same text."""
    wanted = entry.wanted
    if text is None:
        return Verdict.REFUSED, (
            f"Column “{KEY}”: there is no such text here. It was renamed or deleted since, or the"
            " cell was changed. Download the texts again."
        )
    if first.wanted != wanted:
        return Verdict.REFUSED, (
            f"Column “{KEY}”: row {first.number} corrects the same text. Keep one of the two."
        )
    if one_way_to_end_lines(text.said) == wanted:
        return Verdict.SAME, ""
    if entry.exported is None and entry.poor and _poor(text.said) == wanted:
        return Verdict.SAME, ""  # it was not corrected, its characters were lost
    if entry.poor and _poor(text.said) != text.said:
        return Verdict.REFUSED, (
            "The file’s encoding does not have all characters of this text. Save the table as “CSV"
            " UTF-8”, and send that."
        )
    if "\0" in wanted:
        return Verdict.REFUSED, (
            f"Column “{NEW}”: it holds something that is no character. Take it out."
        )
    if not MARK_SHAPE.fullmatch(entry.mark):
        return Verdict.REFUSED, (
            f"Column “{MARK}”: it was changed. Copy it from the table that was downloaded."
        )
    if text.mark != entry.mark:
        return Verdict.CONFLICT, ""
    if not entry.yours:
        return Verdict.REFUSED, (
            f"Column “{TEXT}”: the text is gone. Write {EMPTY} under “{NEW}” if you mean it."
        )
    return Verdict.CHANGED, ""


def _poor(text: str) -> str:
    return text.encode("cp1252", errors="replace").decode("cp1252")


def _by_row(judged: Iterable[Correction]) -> list[list[tuple[Text, Entry]]]:
    """What will be written, row of the tables by row."""
    rows = defaultdict[tuple[type[Content], int | None], list[tuple[Text, Entry]]](list)
    for correction in judged:
        if correction.verdict is Verdict.CHANGED and (text := correction.text) is not None:
            rows[text.row.model, text.row.pk].append((text, correction.entry))
    return list(rows.values())


def _refused(row: list[tuple[Text, Entry]]) -> Iterator[tuple[int, str]]:
    """(row of the spreadsheet, what is wrong) of the corrections that the table cannot hold."""
    try:
        _corrected(row).full_clean()
    except ValidationError as error:
        found = error.message_dict
        others = [
            message
            for name in set(found) - {text.field for text, _ in row}
            for message in found[name]
        ]
        for text, entry in row:
            if messages := [*found.get(text.field, []), *others]:
                yield entry.number, f"Column “{NEW}”: {' '.join(messages)}"


def _corrected(row: list[tuple[Text, Entry]]) -> Content:
    """The row of the tables with its new texts, not saved."""
    first, _ = row[0]
    instance = first.row.model._default_manager.get(pk=first.row.pk)
    for text, entry in row:
        lines = [line for line in entry.wanted.split("\n") if line.strip()]
        is_list = isinstance(text.row.fields[text.field], list)
        setattr(instance, text.field, lines if is_list else entry.wanted)
    return instance


def fingerprint(judged: Iterable[Correction]) -> str:
    """The same while every correction has the same verdict over the same text."""
    said = "\n".join(
        f"{one.entry.number} {one.verdict} {one.text.mark if one.text else ''}" for one in judged
    )
    return hashlib.sha256(said.encode()).hexdigest()


def correct(
    author: AbstractBaseUser, entries: Iterable[Entry], *, expected: str
) -> list[Correction]:
    """Writes the corrections into the draft, and nothing where the text was changed here since.

    `expected`: the fingerprint of what was looked at. Raises `StaleFilesError` if it is something
    else by now; nothing is written then.
    """
    with bulk_edit(author) as act:
        locked()
        judged = judge(entries)
        if fingerprint(judged) != expected:
            raise StaleFilesError("The tables have changed since.")
        for row in _by_row(judged):
            instance = _corrected(row)
            instance.save()
            fields = ", ".join(text.field.replace("_", " ") for text, _ in row)
            act.record(instance, f"Corrected from a table of texts: {fields}.")
    return judged
