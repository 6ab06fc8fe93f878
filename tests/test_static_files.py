"""Static files as they are served: one minified style sheet a page, under names that follow what
is in them.
"""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from blinkdiag import static_files
from blinkdiag.static_files import StaticFiles, served, sheet

SHEET = """/* Why the sheet is as it is. */
@import "parts.css";

@media (min-width: 40em) {
  .a::before {
    width: calc(1rem + 2px);
    content: "a  b";
  }
}
"""
PARTS = '/* url("nowhere.svg") */\n.face { background: url("dot.svg"); }\n'
HASHED = re.compile(r"\w+\.[0-9a-f]{12}\.\w+")


@pytest.fixture
def source(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of static files, to be collected as they are in production."""
    folder = tmp_path / "source" / "guide"
    folder.mkdir(parents=True)
    (folder / "sheet.css").write_text(SHEET)
    (folder / "parts.css").write_text(PARTS)
    (folder / "dot.svg").write_text("<svg/>")
    (folder / "script.js").write_text("// Why.\nalert(1);\n")
    settings.STATICFILES_DIRS = [folder.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "blinkdiag.static_files.StaticFiles"},
    }
    return folder


def collected(name: str) -> Path:
    """The file that this name leads to after collecting."""
    call_command("collectstatic", "--no-input", verbosity=0)
    storage = StaticFiles()
    return Path(storage.path(storage.stored_name(f"guide/{name}")))


def test_a_sheet_holds_what_it_imports_and_loses_what_is_written_for_people(source: Path) -> None:
    expected = (
        '.face{background:url("dot.svg")}@media (min-width:40em){.a::before{width:calc(1rem +'
        ' 2px);content:"a  b"}}'
    )
    assert served(SHEET, {"parts.css": PARTS}.__getitem__) == expected
    assert sheet(source / "sheet.css") == expected


def test_the_served_sheet_leads_to_hashed_files_and_is_compressed(source: Path) -> None:
    (source / "parts.css").write_text(PARTS * 9)  # long enough to be worth compressing
    found = collected("sheet.css")
    dot = collected("dot.svg").name
    assert HASHED.fullmatch(found.name)
    assert HASHED.fullmatch(dot)
    assert found.read_text() == sheet(source / "sheet.css").replace("dot.svg", dot)
    assert gzip.decompress(Path(f"{found}.gz").read_bytes()) == found.read_bytes()


def test_what_no_page_asks_for_is_not_compressed(source: Path) -> None:
    (source / "parts.css").write_text(PARTS * 9)
    folder = collected("sheet.css").parent
    compressed = [path.name for path in folder.iterdir() if path.suffix in {".gz", ".br"}]
    assert {name.split(".")[0] for name in compressed} == {"sheet", "parts"}
    assert all(HASHED.match(name) for name in compressed)
    assert (folder / "sheet.css").exists()


@pytest.mark.usefixtures("source")
def test_a_script_is_served_as_it_is_written() -> None:
    assert collected("script.js").read_text() == "// Why.\nalert(1);\n"


def test_a_comment_changes_no_name_and_a_rule_of_an_imported_sheet_does(
    source: Path, settings: LazySettings
) -> None:
    first = collected("sheet.css").name
    for before, after, same in (("nowhere", "no place", True), (".face", ".faces", False)):
        (source / "parts.css").write_text((source / "parts.css").read_text().replace(before, after))
        Path(
            settings.STATIC_ROOT, "guide/parts.css"
        ).unlink()  # collectstatic copies what is newer, to the second
        assert (collected("sheet.css").name == first) is same


# What a release leaves and takes


def left(folder: Path, name: str, *, days_ago: float) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    for found in (path, path.with_name(f"{path.name}.gz"), path.with_name(f"{path.name}.br")):
        found.write_text("x")
        os.utime(found, (NOW - days_ago * DAY,) * 2)
    return path


NOW, DAY = 1_800_000_000.0, 86_400


def test_a_sheet_is_served_for_a_week_after_its_last_release(tmp_path: Path) -> None:
    lately = left(tmp_path, "guide/a.0123456789ab.css", days_ago=6.9)
    long_ago = left(tmp_path, "guide/a.ba9876543210.css", days_ago=7.1)
    plain = left(tmp_path, "guide/a.css", days_ago=400)
    removed = static_files.remove_older(tmp_path, NOW - 7 * DAY)
    assert {path.name for path in removed} == {
        "a.ba9876543210.css",
        "a.ba9876543210.css.gz",
        "a.ba9876543210.css.br",
    }
    assert lately.exists()
    assert plain.exists()
    assert not long_ago.exists()


def test_what_is_in_use_is_never_old(tmp_path: Path) -> None:
    sheet = left(tmp_path, "guide/a.0123456789ab.css", days_ago=400)
    static_files.keep_until(tmp_path, ["guide/a.0123456789ab.css", "guide/gone.css"], NOW)
    assert static_files.remove_older(tmp_path, NOW - 7 * DAY) == []
    assert sheet.stat().st_mtime == NOW


@pytest.fixture
def serving(tmp_path: Path, settings: LazySettings) -> static_files.ServeStatic:
    """A process that has started, and listed its files."""
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.0123456789ab.txt").write_text("secret")
    settings.STATIC_ROOT = str(tmp_path / "static")
    return static_files.ServeStatic(lambda request: HttpResponse(status=404))


@pytest.mark.django_db
def test_a_process_serves_what_a_release_collects_after_its_start(
    serving: static_files.ServeStatic, tmp_path: Path
) -> None:
    request = RequestFactory().get("/static/new.0123456789ab.css")
    assert serving(request).status_code == 404
    (tmp_path / "static" / "new.0123456789ab.css").write_text("body{}")
    response = serving(request)
    assert response.status_code == 200
    assert b"".join(response) == b"body{}"
    response.close()


@pytest.mark.parametrize(
    "address",
    [
        "/static/../secret.0123456789ab.txt",
        "/static/%2e%2e/secret.0123456789ab.txt",
        "/static//secret.0123456789ab.txt",
        "/static/staticfiles.json",
        "/static/",
    ],
)
def test_nothing_else_is_served(
    serving: static_files.ServeStatic, tmp_path: Path, address: str
) -> None:
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    request = RequestFactory().get("/")
    request.path_info = address
    assert serving(request).status_code == 404
