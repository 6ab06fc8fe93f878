"""The SVG files: what they may hold, what a page takes from them, and that one legend holds."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from wizard.models import Back, Drawing
from wizard.models.steps import Picture
from wizard.rendering import devices, drawing_files, step_pictures
from wizard.rendering.drawing_files import FOLDER, DrawingError
from wizard.templatetags.lights import ICONS

FILES = sorted(FOLDER.rglob("*.svg"))
LEGEND = (FOLDER / "README.md").read_text("utf-8")
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def legend(heading: str) -> set[str]:
    """What is quoted in the first column of the table with this heading."""
    table = LEGEND.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return {
        name for row in table.splitlines() for name in re.findall("`([^`]+)`", row.split("|")[1])
    }


def elements() -> list[ET.Element]:
    return [element for file in FILES for element in ET.parse(file).iter()]


def test_each_choice_of_staff_has_its_file() -> None:
    assert {file.stem for file in FILES if file.parent.name == "devices"} == {
        *Drawing.values,
        "other",
    }
    assert {file.stem for file in FILES if file.parent.name == "backs"} == set(Back.values)
    assert {file.stem for file in FILES if file.parent.name == "steps"} == set(
        step_pictures.CAPTIONS
    )
    assert {panel for panels in step_pictures.PICTURES.values() for panel in panels} == set(
        step_pictures.CAPTIONS
    )
    assert set(step_pictures.PICTURES) == set(Picture.values)


@pytest.mark.parametrize(
    ("folder", "box"),
    [
        ("devices", "0 0 200 200"),
        ("backs", "0 0 200 200"),
        ("steps", "0 0 160 120"),
        ("icons", "0 0 24 24"),
    ],
)
def test_the_drawings_of_a_folder_share_one_box(folder: str, box: str) -> None:
    assert {drawing.box for drawing in drawing_files.load(folder).values()} == {box}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_stands_alone(file: Path) -> None:
    """Whatever it paints with is its own, and the drawings it shows are there."""
    text = file.read_text("utf-8")
    painted_with = set(re.findall(r"url\((.*?)\)", text))
    assert painted_with == {f"#{name}" for name in drawing_files.read(text, file.name).gradients}
    assert all((file.parent / shown).is_file() for shown in re.findall(r'href="([^"]+)"', text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_takes_no_more_than_it_needs(file: Path) -> None:
    shapes = drawing_files.read(file.read_text("utf-8"), file.name).shapes
    assert re.search(r">\s|\s/?>|xmlns|<svg|<defs|<!--| id=", shapes) is None
    assert "<" in shapes


def test_a_gradient_is_the_same_in_every_file() -> None:
    drawings = [drawing_files.read(file.read_text("utf-8"), file.name) for file in FILES]
    made = {
        (name, str(gradient))
        for drawing in drawings
        for name, gradient in drawing.gradients.items()
    }
    assert sorted(name for name, _ in made) == ["body", "glass", "pale"]


def test_every_fill_and_every_line_stands_in_the_legend() -> None:
    line = ("stroke", "stroke-width", "stroke-dasharray")
    lines = [" ".join(element.get(part, "") for part in line).strip() for element in elements()]
    assert {fill for element in elements() if (fill := element.get("fill"))} == legend("Fill")
    assert set(filter(None, lines)) == legend("Line: colour, width, dashes")


def test_every_class_has_a_rule() -> None:
    used = {name for element in elements() for name in element.get("class", "").split()}
    assert used == {"motion"}
    assert ".motion {" in Path("static/guide/blinkdiag.css").read_text("utf-8")


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<style>path { fill: red }</style>", "<style>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<a href="https://example.org"/>', "<a>"),
        ('<path d="M0 0" style="fill: red"/>', "<path style>"),
        ('<path d="M0 0" onclick="alert(1)"/>', "<path onclick>"),
        ('<path d="M0 0" xmlns:i="urn:i" i:layer="1"/>', "<path {urn:i}layer>"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "<{http://www.w3.org/1999/xhtml}p>"),
        ('<image href="https://example.org/x.svg"/>', "<image href>"),
        ("<g>Text</g>", "text at <g>"),
        ("<g/>Text", "text at <g>"),
    ],
)
def test_a_file_with_anything_else_is_refused(inside: str, found: str) -> None:
    with pytest.raises(DrawingError, match=re.escape(f"odd.svg holds {found}")):
        drawing_files.read(f"{OPEN}{inside}</svg>", "odd.svg")


def test_a_file_that_is_not_svg_is_refused() -> None:
    with pytest.raises(DrawingError, match=r"odd\.svg is not XML"):
        drawing_files.read(f"{OPEN}<path>", "odd.svg")
    with pytest.raises(DrawingError, match=re.escape("odd.svg holds <svg>")):
        drawing_files.read("<svg/>", "odd.svg")


def test_a_drawing_comes_without_its_spaces_names_and_comments() -> None:
    text = f"""{OPEN}
      <defs><linearGradient id="sky"><stop offset="1"/></linearGradient></defs>
      <!-- where the light sits -->
      <g>
        <circle id="lamp" cx="4" cy="5.5"
          r="2"/>
      </g>
    </svg>"""
    drawing = drawing_files.read(text, "small.svg")
    assert drawing.box == "0 0 9 9"
    assert drawing.shapes == '<g><circle cx="4" cy="5.5" r="2"/></g>'
    assert drawing.places == {"lamp": (4, 5.5)}
    assert drawing.gradients == {
        "sky": '<linearGradient id="sky"><stop offset="1"/></linearGradient>'
    }
    assert (
        drawing.svg("small")
        == f'<svg class="small" viewBox="0 0 9 9" aria-hidden="true">{drawing.shapes}</svg>'
    )


def test_what_a_file_says_is_never_markup() -> None:
    drawing = drawing_files.read(f'{OPEN}<path d="&quot;&gt;&lt;script&gt;"/></svg>', "odd.svg")
    assert drawing.shapes == '<path d="&quot;&gt;&lt;script&gt;"/>'


def test_a_drawing_that_shows_another_one_uses_its_symbol() -> None:
    assert (
        '<use x="-30" y="3" width="144" height="144" href="#d-doorbell"/>'
        in devices.CLUES["sizes"].shapes
    )


def test_the_interface_has_six_marks() -> None:
    assert set(ICONS) == {"act", "go", "look", "normal", "play", "stop"}
    assert ICONS["play"].startswith('<svg class="i24" viewBox="0 0 24 24" aria-hidden="true"><path')
