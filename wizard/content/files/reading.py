"""The fixture files, read strictly: into rows, and faults with file, row, field and remedy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ForeignKey, ManyToManyField

from wizard.content.files.format import FILES, Row, all_fields, file_of, key_of, name_of
from wizard.content.files.likelihoods import GROUP, cells
from wizard.models import Column, Content, Fields, Key, Likelihood, Wording, target_of

MOST_FAULTS = 100
"""So many faults of one file are told; nobody fixes more at once."""

LARGEST = 10**9
"""No column holds a larger number."""

MOST_DIGITS = 20

LONGEST_NAME = 100
"""Characters of something named in a message, which may be anything."""

KINDS: tuple[tuple[type[Column], tuple[type, ...], str], ...] = (
    (models.BooleanField, (bool,), "Write true or false, without quotes."),
    (models.IntegerField, (int,), "Write a whole number, without quotes."),
    (models.FloatField, (int, float), "Write a number, without quotes."),
    (models.DateField, (str,), 'Write a date in quotes, like "2026-11-20".'),
    (models.CharField, (str,), "Write a text in quotes."),
    (models.TextField, (str,), "Write a text in quotes."),
)
"""Kind of column -> what a value in JSON may be, and what to do about another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a file that cannot be loaded."""

    file: str
    row: int | None = None
    key: str = ""
    field: str = ""
    message: str

    @classmethod
    def about(cls, row: Row, message: str, field: str = "") -> Fault:
        """What is wrong with a row, or with one of its fields."""
        return cls(
            file=file_of(row.model),
            row=row.number,
            key=row.key_in_file,
            field=row.field_in_file(field),
            message=message,
        )

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        key = f" ({self.key})" if self.key else ""
        return f"{place}{key}: {f'{self.field}: ' if self.field else ''}{self.message}"


class FixtureError(Exception):
    """The files cannot be loaded; nothing was. `faults` are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def read(directory: Path) -> tuple[dict[type[Content], list[Row]], list[Fault]]:
    """Every row that can be understood, and what cannot. A file that is not there is a fault."""
    files = {file: (directory / file).read_bytes() for file in FILES if (directory / file).exists()}
    rows, faults = read_files(files)
    missing = [
        Fault(
            file=file,
            message=f"The file is not in {directory}. Write [] into it if it has no rows.",
        )
        for file in FILES
        if file not in files
    ]
    return {model: rows.get(model, []) for model in FILES.values()}, [*missing, *faults]


def read_files(files: Mapping[str, bytes]) -> tuple[dict[type[Content], list[Row]], list[Fault]]:
    """The same for some files, name -> what it holds; other tables are not among the rows."""
    rows: dict[type[Content], list[Row]] = {}
    faults: list[Fault] = []
    for file, model in FILES.items():
        if file in files:
            reader = _Reader(file, model)
            rows[model] = reader.read(files[file])
            faults += reader.faults
    return rows, faults


class _Reader:
    """Reads one file strictly: nothing is guessed, and nothing unknown is passed over."""

    def __init__(self, file: str, model: type[Content]) -> None:
        self.file = file
        self.model = model
        self.columns = {column.name: column for column in all_fields(model)}
        self.faults: list[Fault] = []

    def read(self, data: bytes) -> list[Row]:
        try:
            records = _parsed(data)
        except ValueError as error:
            self._fault(str(error))
            return []
        if not isinstance(records, list):
            self._fault("The file is not a list of rows. Begin it with [ and end it with ].")
            return []
        rows: dict[Key, Row] = {}
        for number, record in enumerate(records, start=1):
            for row in self._rows(number, record):
                if row.key in rows:
                    message = f"Row {rows[row.key].number} has the same key. Keep one of the two."
                    self._fault(message, number, row.key_in_file)
                    break
                rows[row.key] = row
            if len(self.faults) >= MOST_FAULTS:
                self._fault("There may be more to fix after this row. Fix these first.", number)
                break
        return list(rows.values())

    def _fault(
        self, message: str, number: int | None = None, key: str = "", field: str = ""
    ) -> None:
        fault = Fault(
            file=self.file, row=number, key=_short(key), field=_short(field), message=message
        )
        if fault not in self.faults:  # the words of one row share what is wrong with it
            self.faults.append(fault)

    def _rows(self, number: int, record: object) -> list[Row]:
        """What a row of the file stands for: one row, or one for each word of likelihoods."""
        fields = self._fields(number, record)
        if fields is None:
            return []
        if self.model is Wording:
            fields = _as_today(fields)
        if self.model is not Likelihood or "option" in fields:
            names = (lookup.partition("__")[0] for lookup in self.model.natural_lookups)
            return self._row(number, fields, _rough_key(fields, dict.fromkeys(names)))
        key = _rough_key(fields, GROUP[:-1])
        for name in fields.keys() - set(GROUP):
            self._fault(_no_field(name, GROUP), number, key, name)
        try:
            found = cells(fields)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._fault(" ".join(messages), number, key, name)
            return []
        rows = []
        for cell in found:
            rows += self._row(number, cell, key, f"answer {cell['option'][1]}")
        return rows

    def _fields(self, number: int, record: object) -> Fields | None:
        """The fields of a row. Files that were exported before also say the table in each row."""
        if not isinstance(record, dict):
            self._fault('A row is an object of its fields, like {"slug": "mini", …}.', number)
            return None
        if not {"model", "fields"} & record.keys():
            return record
        if set(record) != {"model", "fields"} or not isinstance(record["fields"], dict):
            self._fault(
                'A row is its fields, or {"model": …, "fields": {…}}, and nothing else: rows are'
                " named by their natural key.",
                number,
            )
            return None
        label = self.model._meta.label_lower
        if record["model"] != label:
            home = next(
                (
                    file
                    for file, model in FILES.items()
                    if model._meta.label_lower == record["model"]
                ),
                None,
            )
            named = _short(record["model"])
            self._fault(
                (
                    f"“{named}” belongs in {home}. Move the row there."
                    if home
                    else f"There is no table “{named}”. Rows of this file are “{label}”."
                ),
                number,
                field="model",
            )
            return None
        fields: Fields = record["fields"]
        return fields

    def _row(self, number: int, said: Fields, key: str, word: str = "word") -> list[Row]:
        """The row, or none and its faults. `key`, `word`: what messages call it and its word."""
        is_sound = True
        fields: Fields = {}
        for name, value in said.items():
            try:
                if name not in self.columns:
                    raise ValidationError(_no_field(name, list(self.columns)))
                fields[name] = _understood(self.columns[name], value)
            except ValidationError as error:
                is_sound = False
                field = word if name == "word" else name
                self._fault(" ".join(error.messages), number, key, field)
            if len(self.faults) >= MOST_FAULTS:
                break
        if not is_sound:
            return []
        complete = {
            name: fields.get(name, _default(column)) for name, column in self.columns.items()
        }
        return [
            Row(model=self.model, key=key_of(self.model, complete), fields=complete, number=number)
        ]


def _rough_key(fields: Fields, names: Iterable[str]) -> str:
    """The key for a message about a row that may be broken."""
    parts = [fields.get(name) for name in names]
    return name_of(
        tuple(
            _short(name_of(tuple(part)) if isinstance(part, list) else part)
            for part in parts
            if part
        )
    )


def _no_field(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(_short(name), known, n=1)
    remedy = f"Is it “{near[0]}”?" if near else f"The fields are: {', '.join(known)}."
    return f"There is no such field. {remedy}"


def _parsed(data: bytes) -> object:
    """Raises `ValueError` in words for the author."""
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_no_name_twice,
            parse_constant=_no_number,
            parse_int=_whole_number,
        )
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(f"Line {line} is not UTF-8 text. Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise ValueError(
            f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}. Fix it there."
        ) from error
    except RecursionError as error:
        raise ValueError(
            "The lists in it are nested too deep. A file is one list of rows."
        ) from error


def _no_name_twice(pairs: list[tuple[str, object]]) -> Fields:
    named = dict(pairs)
    if len(named) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(
            f"“{_short(twice)}” stands twice in one row or object: {json.dumps(named)[:200]}. Keep"
            " one of the two."
        )
    return named


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"“{text}” is no number. Write one, or null where nobody knows it.")


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"“{_short(digits)}” has too many digits. Write a smaller number.")
    return int(digits)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


def _default(column: Column) -> object:
    """What a field left out holds. A field without a default is refused later, with its name."""
    default = [] if isinstance(column, ManyToManyField) else column.get_default()
    return None if default is None else _understood(column, default)


def _understood(column: Column, value: object) -> object:
    """As the tables would give it back. Raises `ValidationError` in words for the author."""
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
    if value is not None:
        _check_kind(column, value)
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")  # as the tables keep it
    value = column.to_python(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _check_kind(column: Column, value: object) -> None:
    """Raises `ValidationError` for what the column would bend, or what no database holds."""
    for field, kinds, remedy in KINDS:
        if isinstance(column, field) and (
            not isinstance(value, kinds) or isinstance(value, bool) is not (bool in kinds)
        ):
            raise ValidationError(remedy)
    if isinstance(value, int | float) and abs(value) > LARGEST:
        raise ValidationError("The number is too large. Write a smaller one.")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\0" in text or "\\u0000" in text or not _is_text(text):
        raise ValidationError("It holds something that is no character, such as NUL. Take it out.")


def _is_text(text: str) -> bool:
    """JSON can name halves of characters, which no database keeps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reference(column: Column, value: object) -> list[str]:
    lookups = target_of(column).natural_lookups
    if (
        not isinstance(value, list)
        or len(value) != len(lookups)
        or not all(isinstance(part, str) for part in value)
    ):
        raise ValidationError(
            f"Write the natural key of a {target_of(column)._meta.verbose_name}: a list of its"
            f" {' and '.join(lookups)}."
        )
    return value


def _as_today(fields: Fields) -> Fields:
    """The row of a file that may have been exported when each wording belonged to one family."""
    family = fields.get("family")
    if not isinstance(family, list) or "families" in fields:
        return fields
    rest = {name: value for name, value in fields.items() if name != "family"}
    return {**rest, "slug": "-".join(map(str, family)), "families": [family]}
