"""Pictures travel with the content: in a zip, beside the files, and in a backup; what is damaged
or too large is refused.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from tests.content.test_pictures import photo
from tests.desk import person
from tests.rows import empty_tables, picture, small, write
from tests.staff.exchange.test_files_page import (
    DOWNLOAD,
    confirm,
    send,
    upload,
    zip_of,
)
from wizard.content import backup, files
from wizard.content.live import forget, published
from wizard.content.pictures import all_kept, digest_of, encode, kept, path_of
from wizard.models import LoadedContent, Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest(tmp_path: Path, _own_storage: None) -> str:
    """Of the one picture of a little site."""
    empty_tables()
    folder = tmp_path / "release"
    folder.mkdir()
    write(folder, small() | {"pictures.json": [picture()]})
    call_command("load_content", "--from", str(folder), verbosity=0)
    return Picture.objects.get().digest


def another_machine(settings: LazySettings, tmp_path: Path) -> None:
    """The same tables, which never had the picture, and a storage with nothing in it."""
    settings.MEDIA_ROOT = tmp_path / "another"
    Picture.objects.all().delete()
    LoadedContent.objects.all().delete()
    assert all_kept() == []


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(client: Client, **query: str) -> dict[str, bytes]:
    response = client.get(DOWNLOAD, query)
    assert response.status_code == 200
    return entries(response.content)


def test_a_zip_brings_its_pictures_to_another_site(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    editor = person("eve", "editor")
    before = zipped(editor)
    assert before[path_of(digest)] == kept(digest)
    assert zipped(editor, of="1") == before
    another_machine(settings, tmp_path)
    page = send(editor, upload("draft.zip", zip_of(before)))
    assert not Picture.objects.exists()
    assert confirm(editor, page).status_code == 302
    assert Picture.objects.get().digest == digest
    assert zipped(editor) == before


def test_pictures_alone_make_good_what_a_site_lost(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    data = kept(digest)
    assert data is not None
    settings.MEDIA_ROOT = tmp_path / "another"
    editor = person("eve", "editor")
    refused = editor.get(DOWNLOAD)
    assert refused.status_code == 503
    assert f"{path_of(digest)} (from-below). Upload them again." in refused.content.decode()
    assert editor.get(DOWNLOAD, {"file": "pictures.json"}).status_code == 200
    send(editor, upload(f"{digest} (1).webp", data), status=302)
    assert kept(digest) == data


def test_a_zip_without_pictures_still_loads(digest: str) -> None:
    editor = person("eve", "editor")
    new = zipped(editor)
    without = {name: data for name, data in new.items() if name != path_of(digest)}
    older = {name: data for name, data in without.items() if name != "pictures.json"}
    for old in (without, older):  # the picture is here already; there was no such table yet
        page = send(editor, upload("old.zip", zip_of(old)))
        assert "There is nothing to write." in page.text
        assert "fault" not in page.text


def test_a_row_whose_picture_did_not_come_along_is_refused(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    editor = person("eve", "editor")
    rows = zipped(editor)["pictures.json"]
    another_machine(settings, tmp_path)
    page = send(editor, upload("pictures.json", rows))
    assert f"Bring pictures/{digest}.webp along, in the zip or beside the files" in page.text


def made() -> tuple[str, bytes]:
    encoded = encode(io.BytesIO(photo()))
    return f"{encoded.digest}.webp", encoded.data


def tail() -> tuple[str, bytes]:
    """A script behind the picture, named rightly."""
    return named(made()[1] + b"<script>alert(1)</script>")


def told() -> tuple[str, bytes]:
    """A script in a part of the picture that programs pass over."""
    chunk = b"EXIF" + struct.pack("<I", 8) + b"<script>"
    data = made()[1] + chunk
    return named(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])


def named(data: bytes) -> tuple[str, bytes]:
    return f"{digest_of(data)}.webp", data


BAD: dict[str, tuple[tuple[str, bytes], str]] = {
    "damaged": ((made()[0], made()[1][:-9] + b"x" * 9), "is damaged"),
    "another name": (("cat.webp", made()[1]), "is no name of a picture"),
    "a bomb": (named(b"RIFF" + b"\0" * 5_000_000), "is larger than 200 kB"),
    "a script behind it": (tail(), "holds more than a picture"),
    "a script within it": (told(), "holds more than a picture"),
    "no picture": (named(b"<svg onload=alert(1)>"), "holds more than a picture"),
    "nothing to decode": (
        named(b"RIFF\x20\0\0\0WEBPVP8 \x14\0\0\0" + b"\0" * 20),
        "damaged or cut short",
    ),
}


@pytest.mark.parametrize(("entry", "words"), BAD.values(), ids=BAD)
def test_what_is_no_picture_of_ours_is_refused_in_words(
    digest: str, entry: tuple[str, bytes], words: str
) -> None:
    name, data = entry
    before = all_kept()
    page = send(
        person("eve", "editor"), upload("in.zip", zip_of({f"pictures/{name}": data})), status=400
    )
    assert words in page.text
    assert all_kept() == before


def test_no_more_pictures_are_unpacked_than_is_allowed(
    digest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.staff.exchange.files.MOST_PICTURE_BYTES", 100)
    name, data = made()
    page = send(person("eve", "editor"), upload(name, data), status=400)
    assert "more than 0 MB of pictures. Send the files in parts." in page.text


# Beside the files


def test_an_export_lays_the_pictures_beside_the_files_and_a_load_takes_them(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    call_command("export_content", "--to", str(folder))
    beside = folder / path_of(digest)
    assert beside.read_bytes() == kept(digest)
    call_command("export_content", "--to", str(folder), "--check")
    another_machine(settings, tmp_path)
    empty_tables()
    looked = files.look(folder)
    assert not looked.faults
    assert all_kept() == []
    call_command("load_content", "--from", str(folder), verbosity=0)
    assert kept(Picture.objects.get().digest) == beside.read_bytes()
    forget()
    assert [one.digest for one in published().pictures] == [digest]


def test_a_damaged_picture_beside_the_files_is_refused_with_its_row(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    call_command("export_content", "--to", str(folder))
    (folder / path_of(digest)).write_bytes(b"x")
    another_machine(settings, tmp_path)
    with pytest.raises(CommandError, match=r"pictures.json, row 1 \(from-below\): .* is damaged"):
        call_command("load_content", "--from", str(folder), verbosity=0)
    assert not Picture.objects.exists()


# In a backup


def test_a_backup_brings_the_pictures_to_another_machine(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    file = tmp_path / "monday.backup"
    before = backup.back_up(file)
    assert before["pictures"][0] == 1
    picture = kept(digest)
    another_machine(settings, tmp_path)
    assert backup.restore(file, replace=True) == before
    assert kept(digest) == picture
    assert backup.back_up(tmp_path / "again.backup") == before


def rewritten(file: Path, change: Any) -> Path:
    with gzip.open(file, "rt") as opened:
        lines = [change(json.loads(line)) for line in opened]
    other = file.with_suffix(".changed")
    with gzip.open(other, "wt") as opened:
        opened.writelines(json.dumps(line, sort_keys=True) + "\n" for line in lines if line)
    return other


def test_a_backup_whose_pictures_are_damaged_changes_nothing(
    digest: str, settings: LazySettings, tmp_path: Path
) -> None:
    file = tmp_path / "monday.backup"
    backup.back_up(file)
    before = backup.of_the_database()
    shutil.rmtree(settings.MEDIA_ROOT)
    lost = rewritten(file, lambda line: None if "picture" in line else line)
    other = rewritten(file, lambda line: line | {"data": "AAAA"} if "picture" in line else line)
    for damaged in (lost, other):
        with pytest.raises(backup.BackupError, match="something else than was written: pictures"):
            backup.restore(damaged, replace=True)
        assert backup.of_the_database() == before
        assert all_kept() == []
