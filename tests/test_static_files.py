"""Static files as they are served: minified style sheets under names that follow what is in them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from blinkdiag.static_files import MinifiedManifestStaticFilesStorage, minified

SHEET = """/* Why the sheet is as it is. */
@media (min-width: 40em) {
  .a::before {
    width: calc(1rem + 2px);
    content: "a  b";
    background: url("dot.svg");
  }
}
"""
HASHED = re.compile(r"\w+\.[0-9a-f]{12}\.\w+")


@pytest.fixture
def source(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of static files, to be collected as they are in production."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "sheet.css").write_text(SHEET)
    (folder / "dot.svg").write_text("<svg/>")
    (folder / "script.js").write_text("// Why.\nalert(1);\n")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "blinkdiag.static_files.MinifiedManifestStaticFilesStorage"},
    }
    return folder


def collect(name: str) -> Path:
    """The file that this name leads to after collecting."""
    call_command("collectstatic", "--no-input", verbosity=0)
    storage = MinifiedManifestStaticFilesStorage()
    return Path(storage.path(storage.stored_name(name)))


def test_a_style_sheet_loses_what_is_written_for_people_and_nothing_else() -> None:
    expected = '@media (min-width:40em){.a::before{width:calc(1rem + 2px);content:"a  b";background:url("dot.svg")}}'
    assert minified("sheet.css", SHEET.encode()).decode() == expected


def test_no_other_file_is_changed() -> None:
    assert minified("script.js", SHEET.encode()) == SHEET.encode()


def test_the_served_sheet_is_minified_and_leads_to_hashed_files(source: Path) -> None:
    (source / "sheet.css").write_text(SHEET * 9)  # long enough to be worth compressing
    sheet = collect("sheet.css")
    assert HASHED.fullmatch(sheet.name)
    dot = collect("dot.svg").name
    assert HASHED.fullmatch(dot)
    assert sheet.read_text() == minified("sheet.css", SHEET.encode() * 9).decode().replace("dot.svg", dot)
    assert gzip.decompress(Path(f"{sheet}.gz").read_bytes()) == sheet.read_bytes()


@pytest.mark.usefixtures("source")
def test_a_script_is_served_as_it_is_written() -> None:
    assert collect("script.js").read_text() == "// Why.\nalert(1);\n"


def test_a_comment_changes_no_name_and_a_rule_does(source: Path, settings: LazySettings) -> None:
    first = collect("sheet.css").name
    sheet = source / "sheet.css"
    sheet.write_text(SHEET.replace("Why", "The reason why"))
    Path(settings.STATIC_ROOT, "sheet.css").unlink()  # collectstatic copies what is newer, to the second
    assert collect("sheet.css").name == first
    sheet.write_text(SHEET.replace("2px", "3px"))
    Path(settings.STATIC_ROOT, "sheet.css").unlink()
    assert collect("sheet.css").name != first
