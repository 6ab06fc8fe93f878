"""The fixture files in and out on the staff side: packed, unpacked, and imported with traces."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

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
from wizard.content.pictures import LARGEST, PictureError, check
from wizard.content.rollback import rows_of
from wizard.models import Content, Fields, Key
from wizard.staff.editing.bulk_edit import bulk_edit

MOST_BYTES = 8_000_000
"""What may come in at once, unpacked: sixteen times what the shipped files hold."""

MOST_PICTURE_BYTES = 50_000_000
"""The same of pictures, of which the largest has 200 kB."""

MOST_ENTRIES = 1_000
"""Entries in one zip."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in a zip, so that the same content makes the same bytes."""

COPY = re.compile(r" ?\(\d+\)(?=\.(json|webp)$)")
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


def pack(texts: Mapping[str, str], pictures: Mapping[str, bytes]) -> bytes:
    """A zip of files, and of pictures by their paths; the same content gives the same bytes."""
    packed = io.BytesIO()
    files = {name: text.encode() for name, text in texts.items()}
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in {**files, **pictures}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED if name in files else zipfile.ZIP_STORED
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


# In


@dataclass(frozen=True, slots=True)
class Sent:
    """Name -> what it holds, of fixture files and of pictures."""

    files: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


def unpack(uploads: Iterable[File[bytes]]) -> Sent:
    """The fixture files and pictures in what was sent: files, or zips of files.

    Nothing is written anywhere.

    Raises `FixtureError` if anything in it is neither, is damaged, stands there twice, or is too
    large.
    """
    found = Sent()
    faults: list[Fault] = []
    room = {False: MOST_BYTES, True: MOST_PICTURE_BYTES}
    for upload in uploads:
        try:
            for sent, data in _contents(upload, room):
                name = COPY.sub("", sent)
                if name in found.files or name in found.pictures:
                    raise _RefusedError(f"“{name}” was sent twice. Send it once.")
                if _is_picture(name):
                    check(name, data)
                    found.pictures[name] = data
                elif name in FILES:
                    found.files[name] = data
                else:
                    raise _RefusedError(
                        f"“{_short(sent)}” is no fixture file. Those are: {', '.join(FILES)}."
                    )
        except (_RefusedError, PictureError) as error:
            faults.append(Fault(file=_short(upload.name or "file"), message=str(error)))
    if faults:
        raise FixtureError(faults)
    return found


class _RefusedError(Exception):
    """What is wrong with an upload, and what to do."""


def _is_picture(name: str) -> bool:
    return name.endswith(".webp")


Room = dict[bool, int]
"""How many bytes may still be unpacked: of texts (False), and of pictures (True)."""


def _read(name: str, file: IO[bytes], room: Room) -> bytes:
    """What the file holds. No more of it is read than is allowed."""
    kind = _is_picture(name)
    data = file.read((min(room[kind], LARGEST) if kind else room[kind]) + 1)
    room[kind] -= len(data)
    if room[kind] < 0:
        most = MOST_PICTURE_BYTES if kind else MOST_BYTES
        raise _RefusedError(
            f"It is too large: more than {most // 1_000_000} MB of"
            f" {'pictures' if kind else 'texts'}. Send the files in parts."
        )
    return data


def _contents(upload: File[bytes], room: Room) -> Iterator[tuple[str, bytes]]:
    if upload.open("rb").read(2) == b"PK":
        yield from _unzipped(upload, room)
    else:
        upload.seek(0)
        name = upload.name or ""
        yield name, _read(name, upload, room)


def _unzipped(upload: File[bytes], room: Room) -> Iterator[tuple[str, bytes]]:
    """The files in a zip, without its folders; no more than is allowed, whatever its table says."""
    try:
        with zipfile.ZipFile(upload) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise _RefusedError(
                    f"There are more than {MOST_ENTRIES:,} entries in it. Pack the fixture files"
                    " alone."
                )
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename).name
                if entry.is_dir() or name.startswith(".") or entry.filename.startswith("__MACOSX/"):
                    continue
                if entry.flag_bits & 1:
                    raise _RefusedError("It is locked with a password. Pack it without one.")
                with archive.open(entry) as packed:
                    data = _read(name, packed, room)
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


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:80]}…"


def import_files(
    author: AbstractBaseUser,
    files: Mapping[str, bytes],
    *,
    expected: str,
    take: Collection[str] = (),
) -> Loaded:
    """Writes into the draft what was looked at (`load_files`); a line a row in the admin's log."""
    with bulk_edit(author) as act:
        loaded = load_files(files, expected=expected, take=take)
        for outcome in loaded.changes:
            if outcome.instance is not None:
                is_new = outcome.what is Outcome.ADDED
                fields = ", ".join(name.replace("_", " ") for name in outcome.changed)
                said = f"Imported from {outcome.place}{'' if is_new else f': {fields}'}."
                act.record(outcome.instance, said, ADDITION if is_new else CHANGE)
    return loaded
