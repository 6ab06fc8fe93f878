"""The fixture files in and out on the staff side: packed, unpacked whatever was sent, and
imported with traces.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from django.contrib.admin.models import ADDITION, CHANGE
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File

from wizard.content.files import (
    FILES,
    Fault,
    FixtureError,
    Loaded,
    Outcome,
    Row,
    all_fields,
    as_text,
    export,
    load_files,
    table_rows,
)
from wizard.content.live import published_at_revision
from wizard.content.rollback import rows_of
from wizard.models import Content, Fields, Key
from wizard.staff.editing.bulk_edit import bulk_edit

MOST_BYTES = 8_000_000
"""What may come in at once, unpacked: sixteen times what the shipped files hold."""

MOST_ENTRIES = 100
"""Entries in one zip."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in a zip, so that the same content makes the same bytes."""

COPY = re.compile(r" ?\(\d+\)(?=\.json$)")
"""What browsers add to the name of a file that was downloaded before."""


# Out


def files_of(revision: int | None) -> dict[str, str]:
    """File name -> its text, of the draft (None) or of a revision.

    Raises `NothingPublishedError` if there is none of that number.
    """
    if revision is None:
        return export()
    wanted = rows_of(published_at_revision(revision))
    present = table_rows()
    return {
        file: as_text(
            list(_whole(model, wanted[model], {row.key: row.fields for row in present[model]}))
        )
        for file, model in FILES.items()
    }


def _whole(
    model: type[Content], wanted: dict[Key, Fields], present: dict[Key, Fields]
) -> Iterator[Row]:
    """Rows of a revision, with what the tables say where a revision says nothing."""
    for key, fields in wanted.items():
        known = present.get(key, {}) | fields
        in_order = {
            column.name: known[column.name] for column in all_fields(model) if column.name in known
        }
        yield Row(model=model, key=key, fields=in_order)


def pack(texts: Mapping[str, str]) -> bytes:
    """A zip of the files. The same texts give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return packed.getvalue()


# In


def unpack(uploads: Iterable[File[bytes]]) -> dict[str, bytes]:
    """Name -> what it holds, of the fixture files in what was sent: files, or zips of files.

    Nothing is written anywhere.

    Raises `FixtureError` if anything in it is no fixture file, stands there twice, or is too large.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    left = MOST_BYTES
    for upload in uploads:
        try:
            for sent, data in _contents(upload, left):
                left -= len(data)
                name = COPY.sub("", sent)
                if name in files:
                    raise _RefusedError(f"“{name}” was sent twice. Send it once.")
                if name not in FILES:
                    raise _RefusedError(
                        f"“{_short(sent)}” is no fixture file. Those are: {', '.join(FILES)}."
                    )
                files[name] = data
        except _RefusedError as error:
            faults.append(Fault(file=_short(upload.name or "file"), message=str(error)))
    if faults:
        raise FixtureError(faults)
    return files


class _RefusedError(Exception):
    """What is wrong with an upload, and what to do."""


def _contents(upload: File[bytes], left: int) -> Iterator[tuple[str, bytes]]:
    if upload.size > left:
        raise _too_large()
    if upload.open("rb").read(2) == b"PK":
        yield from _unzipped(upload, left)
    else:
        upload.seek(0)
        yield upload.name or "", upload.read()


def _unzipped(upload: File[bytes], left: int) -> Iterator[tuple[str, bytes]]:
    """The files in a zip; folders in it mean nothing.

    No more is unpacked than is allowed, whatever its table says.
    """
    try:
        with zipfile.ZipFile(upload) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise _RefusedError(
                    f"There are more than {MOST_ENTRIES} entries in it. Pack the fixture files"
                    " alone."
                )
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename).name
                if entry.is_dir() or name.startswith(".") or entry.filename.startswith("__MACOSX/"):
                    continue
                if entry.flag_bits & 1:
                    raise _RefusedError("It is locked with a password. Pack it without one.")
                with archive.open(entry) as packed:
                    data = packed.read(left + 1)
                if len(data) > left:
                    raise _too_large()
                left -= len(data)
                yield name, data
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OSError,
    ) as error:
        raise _RefusedError("The zip cannot be unpacked. Pack the files again.") from error


def _too_large() -> _RefusedError:
    return _RefusedError(
        f"It is too large: more than {MOST_BYTES // 1_000_000} MB. Send the files in parts."
    )


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:80]}…"


def import_files(
    author: AbstractBaseUser,
    files: Mapping[str, bytes],
    *,
    expected: str,
    take: Collection[str] = (),
) -> Loaded:
    """Writes into the draft what was looked at; see `load_files`.

    Every row that changes leaves a line in the admin's log.
    """
    with bulk_edit(author) as act:
        loaded = load_files(files, expected=expected, take=take)
        for outcome in loaded.changes:
            if outcome.instance is not None:
                is_new = outcome.what is Outcome.ADDED
                fields = (
                    ""
                    if is_new
                    else ": " + ", ".join(name.replace("_", " ") for name in outcome.changed)
                )
                act.record(
                    outcome.instance,
                    f"Imported from {outcome.place}{fields}.",
                    ADDITION if is_new else CHANGE,
                )
    return loaded
