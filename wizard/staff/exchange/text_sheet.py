"""All texts of the content as one table for proof-readers (CSV), and their corrections back.

A line is one text. What a reader writes under “new text” is the correction; the rest says which
text it is, and what it said when the table was written, so that nothing that was changed here since
is ever overwritten.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial

from django.db.models import CharField, JSONField, TextField, URLField

from wizard import models
from wizard.content.draft import draft
from wizard.content.files import Row, file_of, name_of, plain_fields, table_rows
from wizard.knowledge.values import Knowledge
from wizard.models import Column, Content, Key
from wizard.models.validators import validate_slug, validate_text_list
from wizard.staff.draft_page import may_be_asked, page

KEY, SEEN, TEXT, NEW, MARK = COLUMNS = "key", "seen at", "text", "new text", "fingerprint"

EMPTY = "(empty)"
"""Written under “new text” to say that there shall be none."""

NO_TEXT_FOR_READERS: dict[tuple[type[Content], str], str] = {
    (models.Device, "aliases"): "names for search, misspelt ones among them",
    (models.Symptom, "said"): "words that people type, misspelt ones among them",
    (models.WordsPeopleUse, "phrases"): "words that people type, misspelt ones among them",
    (models.WordsPeopleUse, "means"): "names of what they mean",
    (models.Pattern, "fact_rows"): "names of rows in the collected facts",
    (models.Colour, "slug"): "a name in addresses",
    (models.Colour, "letter"): "a letter",
    **{(models.Colour, hue): "a hue" for hue in ("stage", "paper", "glow", "core")},
    (models.Colour, "words"): "words that people type",
    (models.Picture, "digest"): "the name of a file",
}
"""Texts that nobody proof-reads, and what they are, beside slugs, addresses and words of a list."""

SEEN_NOWHERE = (models.Colour, models.FormerName, models.WordsPeopleUse)
"""They are said beside lights, at old addresses and in searches."""

DANGEROUS = "=+-@\t\r\n"
"""What a spreadsheet program takes for the beginning of a formula."""

MOST_BYTES = 8_000_000
MOST_ROWS = 100_000


# Which texts there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the tables. `said` is what it says; a list has one item a line."""

    key: str
    row: Row
    field: str
    said: str

    @property
    def mark(self) -> str:
        return mark(self.said)


def texts() -> dict[str, Text]:
    """Key -> text, also those that are empty, in the order of the files."""
    return {
        text.key: text for rows in table_rows().values() for row in rows for text in _texts_of(row)
    }


def _texts_of(row: Row) -> Iterator[Text]:
    name = name_of(row.key)
    for field in text_fields(row.model):
        parts = [file_of(row.model).removesuffix(".json"), name, field]
        held = row.fields[field]
        said = "\n".join(held) if isinstance(held, list) else held
        yield Text(key=" / ".join(part for part in parts if part), row=row, field=field, said=said)


def text_fields(model: type[Content]) -> list[str]:
    """The fields that people read as words."""
    return [
        column.name
        for column in plain_fields(model)
        if (_is_text(column) or _is_list(column))
        and (model, column.name) not in NO_TEXT_FOR_READERS
    ]


def _is_text(column: Column) -> bool:
    return (
        isinstance(column, (CharField, TextField))
        and not isinstance(column, URLField)
        and not column.choices
        and validate_slug not in column.validators
    )


def _is_list(column: Column) -> bool:
    return isinstance(column, JSONField) and validate_text_list in column.validators


def mark(text: str) -> str:
    """Tells whether a text is still the same. No spreadsheet program takes it for a number."""
    return "t" + hashlib.sha256(one_way_to_end_lines(text).encode()).hexdigest()[:12]


def one_way_to_end_lines(text: str) -> str:
    """With one way to end a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Out


def write_sheet(site: str) -> bytes:
    """All texts that are not empty, as CSV that spreadsheet programs read as it is.

    `site`: before each address, as in
    "https://guide.example.com".
    """
    out = io.StringIO()
    # Commas, and lines that end as on Windows. All cells in quotation marks: where a semicolon
    # parts cells, what stands behind one in a text is a formula otherwise.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    seen_at = cache(partial(_seen_at, draft()))
    for text in texts().values():
        if text.said:
            place = seen_at(text.row.model, text.row.key)
            cells = [text.key, f"{site}{place}" if place else "", text.said, "", text.mark]
            writer.writerow(map(escape, cells))
    return codecs.BOM_UTF8 + out.getvalue().encode()


def escape(text: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{text}" if text[:1] in {*DANGEROUS, "'"} else text


def unescape(cell: str) -> str:
    """What was escaped, and what people write themselves as it is."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {*DANGEROUS, "'"} else cell


def _seen_at(content: Knowledge, model: type[Content], key: Key) -> str:
    """The first page on which the words of a row are seen, or nothing."""
    if model in SEEN_NOWHERE:
        return ""
    if model in (models.Question, models.Option):
        return may_be_asked(content, key[0])
    return page(content, model, key)


# In


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a table that came back, if there is something to do about it.

    `number`: its row in the spreadsheet, whose first row names the columns. `exported`: what the
    text said when the table was written, if the table still tells. `yours`: the correction.
    """

    number: int
    key: str
    mark: str
    yours: str
    exported: str | None = None
    poor: bool = False
    """The table came in an encoding that does not have every character."""

    @property
    def wanted(self) -> str:
        """What the text shall say."""
        return "" if self.yours.strip() == EMPTY else self.yours


class SheetError(Exception):
    """The table cannot be read at all. The message says what to do."""


def read_sheet(data: bytes) -> list[Entry]:
    """The lines with a correction, in the table's order. Raises `SheetError`."""
    if len(data) > MOST_BYTES:
        raise SheetError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Send the table that was"
            " downloaded here."
        )
    text, poor = _decoded(data)
    records = _records(text)
    _, names = next(records, (0, []))
    place = {name.strip().casefold(): number for number, name in enumerate(names)}
    missing = [name for name in (KEY, MARK) if name not in place]
    if NEW not in place and TEXT not in place:
        missing.append(NEW)
    if missing:
        raise SheetError(
            f"There is no column “{missing[0]}”. The first row names the columns:"
            f" {', '.join(COLUMNS)}. Leave it as it was downloaded, and save the table as CSV."
        )

    def cell(record: list[str], name: str) -> str | None:
        if name not in place:
            return None
        return (
            one_way_to_end_lines(unescape(record[place[name]])) if place[name] < len(record) else ""
        )

    entries = []
    for number, record in records:
        text_here, new, key = cell(record, TEXT), cell(record, NEW) or "", cell(record, KEY) or ""
        said = (cell(record, MARK) or "").strip()
        is_as_exported = text_here is None or mark(text_here) == said
        if new or not is_as_exported:
            entries.append(
                Entry(
                    number=number,
                    key=key.strip(),
                    mark=said,
                    yours=new or text_here or "",
                    exported=text_here if is_as_exported else None,
                    poor=poor,
                )
            )
    return entries


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether it came in an encoding that does not have every character."""
    if data.startswith(b"PK"):
        raise SheetError("It is a workbook. Save the table as “CSV UTF-8”, and send that.")
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding, poor in (("utf-16" if is_wide else "utf-8-sig", False), ("cp1252", True)):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), poor
    raise SheetError("The file is no text. Save the table as “CSV UTF-8”, and send that.")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) as the spreadsheet counts rows. Blank rows are left out."""
    first, _, rest = text.lstrip("\n").partition("\n")
    skipped = 0
    if first.casefold().startswith("sep="):  # a line that some programs write before the table
        text, skipped = rest, 1
        first = rest.partition("\n")[0]
    delimiter = max(",;\t", key=lambda sign: len(_names(first, sign) & {*COLUMNS}))
    number = skipped
    try:
        for number, record in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1 + skipped
        ):
            if number > MOST_ROWS:
                raise SheetError(
                    f"The table has more than {MOST_ROWS} rows. Send the table that was downloaded"
                    " here."
                )
            if any(record):
                yield number, record
    except csv.Error as error:
        raise SheetError(
            f"After row {number} a quotation mark is missing or out of place, so the cells cannot"
            " be told apart. Open the table in a spreadsheet program, and save it as “CSV UTF-8”."
        ) from error


def _names(line: str, sign: str) -> set[str]:
    return {name.strip().strip('"').casefold() for name in line.strip().split(sign)}
