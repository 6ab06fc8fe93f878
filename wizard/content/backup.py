"""Everything a site holds in one file, and back, on SQLite and PostgreSQL alike: people with their
passwords, roles and second factors, the content, its history, every revision, the audit log.

A line a row, as JSON, in the order of the tables and of their primary keys, then a line a picture;
the last line counts the rows of each table and has a digest of them. Sessions are left out: people
sign in again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from wizard.content.pictures import all_kept, digest_of, keep, kept
from wizard.content.snapshot import one_snapshot

LEFT_OUT = frozenset({"contenttypes.contenttype", "auth.permission", "sessions.session"})
"""What Django makes itself, and what nobody misses."""

FORMAT = 1

PICTURES = "pictures"
"""What the summary calls those of the storage, beside the tables."""


class BackupError(Exception):
    """The message says what is wrong with a file, or with what it was to be restored into."""


Summary = dict[str, tuple[int, str]]
"""Table -> (rows, digest of them)."""


def back_up(path: Path) -> Summary:
    """Writes the file, readable by its owner only, and returns what is in it.

    Raises `BackupError` if there is such a file, and `StorageAwayError`. Nothing is left behind
    when writing fails.
    """
    if path.exists():
        raise BackupError(f"{path} exists already.")
    beside = path.with_name(f"{path.name}.part")
    beside.touch(mode=0o600)
    try:
        with one_snapshot(), gzip.open(beside, "wt", encoding="utf-8") as file:
            file.write(_as_line({"format": FORMAT, "migrations": _migrations()}))
            written = _counted(_written(file))
            file.write(_as_line({"summary": written}))
        _compare(written, _verified(beside))
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    return written


def _written(file: TextIO) -> Iterator[tuple[str, str]]:
    """The lines of the database and of the storage, each once it stands in the file."""
    for label, line in chain(_lines(), _pictures(all_kept())):
        file.write(line)
        yield label, line


def restore(path: Path, *, replace: bool = False) -> Summary:
    """Makes the database hold what the file holds, and the storage its pictures, too, and proves it
    by reading them back.

    All or nothing, but that pictures nobody names may stay in the storage. Raises `BackupError` if
    the file is damaged or of another release, and, without `replace`, if the database holds
    revisions or people; and `StorageAwayError`.
    """
    with transaction.atomic():
        if not replace and _is_in_use():
            raise BackupError(
                "The database holds revisions or people. They would be lost: say --replace to mean"
                " that."
            )
        header = next(_file_lines(path), {})
        if header.get("format") != FORMAT:
            raise BackupError(f"{path} is no backup of this software.")
        if header["migrations"] != _migrations():
            raise BackupError(_other_release(header["migrations"]))
        expected = _verified(path)
        _load(path)
        pictures = _pictures(_keep_pictures(path))
        _compare(expected, _counted(chain(_lines(), pictures)))
        transaction.on_commit(_number_on)
    return expected


def _number_on() -> None:
    """The next rows get numbers above those that came. Not before they are there for certain:
    PostgreSQL takes no such step back, and after a refused backup new rows would meet old numbers.
    """
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _tables(all_of=True)):
            cursor.execute(statement)


def of_the_database() -> Summary:
    """What the database holds now."""
    return _counted(_lines())


def _counted(lines: Iterable[tuple[str, str]]) -> Summary:
    """Of (table, line), how many each table has, and a digest of them."""
    rows: Counter[str] = Counter()
    digests: defaultdict[str, Any] = defaultdict(hashlib.sha256)
    for label, line in lines:
        rows[label] += 1
        digests[label].update(line.encode())
    return {label: (rows[label], digests[label].hexdigest()) for label in rows}


def _tables(*, all_of: bool = False) -> list[type[models.Model]]:
    """Nothing comes before what it names. `all_of`: also those between two tables."""
    found = [
        (
            config,
            [
                model
                for model in config.get_models(include_auto_created=all_of)
                if model._meta.label_lower not in LEFT_OUT and model._meta.managed
            ],
        )
        for config in apps.get_app_configs()
    ]
    if all_of:
        return [model for _, those in found for model in those if not model._meta.proxy]
    return [
        model
        for model in serializers.sort_dependencies(found)
        if model._meta.label_lower not in LEFT_OUT and not model._meta.proxy
    ]


def _lines() -> Iterator[tuple[str, str]]:
    """(table, line) of every row of the database."""
    for model in _tables():
        rows = model._base_manager.order_by("pk").prefetch_related(*_named_by(model))
        for row in rows.iterator(chunk_size=200):
            found = serializers.serialize("python", [row], use_natural_foreign_keys=True)
            fields = found[0]["fields"]
            for name, value in fields.items():
                if isinstance(value, list) and model._meta.get_field(name).many_to_many:
                    fields[name] = sorted(value, key=repr)  # they have no order of their own
            yield model._meta.label_lower, _as_line(found[0])


def _named_by(model: type[models.Model]) -> Iterator[str]:
    """The relations of a table, and those by which what they lead to is named."""
    for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if column.is_relation:
            yield column.name
            for lookup in getattr(column.related_model, "natural_lookups", ()):
                if "__" in lookup:
                    yield f"{column.name}__{lookup.rpartition('__')[0]}"


def _pictures(digests: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(`PICTURES`, line) of each; none for what is damaged, which the log names."""
    for digest in digests:
        if (data := kept(digest)) is not None:
            yield PICTURES, _as_line({"picture": digest, "data": b64encode(data).decode()})


def _as_line(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_as_text)
    return f"{text}\n"


def _as_text(value: object) -> str:
    """Dates as ISO has them, to the microsecond."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _migrations() -> list[list[str]]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied)


def _other_release(migrations: list[list[str]]) -> str:
    here, there = ({tuple(pair) for pair in found} for found in (_migrations(), migrations))
    differing = ", ".join(".".join(pair) for pair in sorted(here ^ there)[:3])
    return (
        "The file was made by another release: its tables differ from those here"
        f" ({differing}). Restore it with that release, then run: manage.py release"
    )


def _is_in_use() -> bool:
    return any(
        apps.get_model(label)._base_manager.exists() for label in ("wizard.Revision", "auth.User")
    )


def _file_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Raises `BackupError` if the file is damaged."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:
        raise BackupError(f"{path} cannot be read: {error}") from error


def _verified(path: Path) -> Summary:
    """What the file holds. Raises `BackupError` if that is not what its last line says."""
    summary = None

    def told() -> Iterator[tuple[str, str]]:
        nonlocal summary
        for line in _file_lines(path):
            if "model" in line or "picture" in line:
                yield line.get("model", PICTURES), _as_line(line)
            summary = line.get("summary")

    found = _counted(told())
    if summary is None:
        raise BackupError(f"{path} is not whole: its last line is missing.")
    _compare({label: (rows, digest) for label, (rows, digest) in summary.items()}, found)
    return found


def _load(path: Path) -> None:
    """Replaces every row by those of the file."""
    for model in reversed(_tables(all_of=True)):
        manager = model._base_manager
        manager.all()._raw_delete(manager.db)  # in one statement a table
    for line in _file_lines(path):
        if "model" in line:
            _save(line, path)


def _keep_pictures(path: Path) -> list[str]:
    """Puts those of the file into the storage, beside what lies there; returns their digests."""
    digests = []
    for line in _file_lines(path):
        if "picture" in line:
            data = b64decode(line["data"])
            if digest_of(data) != line["picture"]:
                raise BackupError(
                    f"{path} is damaged: the picture {line['picture']} is another one."
                )
            keep(data)
            digests.append(line["picture"])
    return digests


def _save(line: dict[str, Any], path: Path) -> None:
    try:
        for row in serializers.deserialize("python", [line]):
            row.save()
    except (DeserializationError, KeyError, TypeError) as error:
        raise BackupError(f"{path} cannot be read: {error}") from error


def _compare(expected: Summary, found: Summary) -> None:
    """Raises `BackupError`, which names the tables, if they differ."""
    names: Iterable[str] = sorted(
        label for label in {*expected, *found} if expected.get(label) != found.get(label)
    )
    if names:
        raise BackupError(f"These tables hold something else than was written: {', '.join(names)}.")
