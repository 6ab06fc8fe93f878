"""Static files as they are served: one minified style sheet a page, under names that follow what
is in them.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

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
