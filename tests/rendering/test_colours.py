"""A colour of light is the same in the table and in the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from wizard.knowledge.colours import COLOURS, Colour

SHEET = Path(settings.BASE_DIR, "static/guide/drawings.css").read_text()
STAGE = "#090b0d"


def luminance(colour: str) -> float:
    """WCAG's relative luminance of "#rrggbb", 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", COLOURS.values(), ids=lambda colour: colour.name)
def test_the_sheet_has_the_bar_of_every_colour_and_it_can_be_seen_on_the_stage(
    colour: Colour,
) -> None:
    assert f"--{colour.name}: {colour.bar};" in SHEET
    assert re.search(rf"^\.{colour.name} {{\s+--c: var\(--{colour.name}\);", SHEET, re.MULTILINE)
    assert (luminance(colour.bar) + 0.05) / (luminance(STAGE) + 0.05) >= 3


def test_no_word_means_two_colours() -> None:
    words = [word for colour in COLOURS.values() for word in colour.words]
    assert len(words) == len(set(words))
