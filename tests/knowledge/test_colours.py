"""A colour of light can be told from what it is drawn on, by hue, letter and word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wizard.knowledge.colours import (
    LEAST_CONTRAST,
    ORIGINAL,
    PAPER,
    STAGE,
    Colour,
    contrast,
)
from wizard.knowledge.values import Knowledge


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#808080", "#808080", 1),
        ("#ff0000", "#ffffff", 1.05 / 0.2626),
        ("#00ff00", "#ffffff", 1.05 / 0.7652),
        ("#0000ff", "#ffffff", 1.05 / 0.1222),
        ("#777777", "#ffffff", 4.47808945),
        ("#0a0a0a", "#000000", 1.06070540),  # so dark that light is a straight line
        ("#0b0b0b", "#000000", 1.06693072),  # and so bright that it is none
        ("#1f5fd0", "#f2f2ee", 5.18888737),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, rel=1e-6)
    assert contrast(other, one) == contrast(one, other)


def test_every_shipped_colour_can_be_told_on_the_stage_on_paper_and_by_words(
    content: Knowledge,
) -> None:
    for colour in content.colours:
        assert contrast(colour.stage, STAGE) >= LEAST_CONTRAST
        assert contrast(colour.paper, PAPER) >= LEAST_CONTRAST
    words = [word for colour in content.colours for word in colour.words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("hue", "red"),
    [("#ff3b2d", True), ("#ffb31f", False), ("#22dd68", False), ("#000000", False)],
)
def test_a_saturated_red_is_known_by_its_hue(hue: str, red: bool) -> None:
    assert colour(stage=hue).is_red is red


def test_the_glow_of_a_lamp_follows_its_hue_where_nobody_chose_one() -> None:
    assert (colour().around, colour().middle) == ("#808080", "#d3d3d3")
    assert colour(stage="#0010ff").middle == "#a6abff"
    assert colour(glow="#111111", core="#eeeeee").middle == "#eeeeee"


def test_a_drawing_that_is_kept_by_its_colour_is_found_whatever_people_call_it() -> None:
    red, blue, _ = ORIGINAL
    assert hash(red) == hash(replace(red, words=("scarlet",)))
    assert hash(red) != hash(blue)


def colour(stage: str = "#808080", glow: str = "", core: str = "") -> Colour:
    return Colour(
        slug="grey",
        name="grey",
        letter="E",
        stage=stage,
        paper="#707070",
        words=("grey",),
        glow=glow,
        core=core,
    )
