"""A colour of light can be told from what it is drawn on, by hue, letter and word."""

from __future__ import annotations

import pytest

from wizard.knowledge.colours import (
    LEAST_CONTRAST,
    ORIGINAL,
    PAPER,
    STAGE,
    Colour,
    contrast,
)
from wizard.knowledge.serialise import freeze, thaw
from wizard.knowledge.values import Knowledge
from wizard.rendering import lights


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.django_db
def test_every_shipped_colour_can_be_told_on_the_stage_on_paper_and_by_words(
    content: Knowledge,
) -> None:
    for colour in content.colours:
        assert contrast(colour.stage, STAGE) >= LEAST_CONTRAST
        assert contrast(colour.paper, PAPER) >= LEAST_CONTRAST
    words = [word for colour in content.colours for word in colour.words]
    assert len(words) == len(set(words))


@pytest.mark.django_db
def test_a_revision_from_before_the_table_has_the_colours_that_ship(content: Knowledge) -> None:
    assert content.colours == ORIGINAL
    frozen = freeze(content)
    for colour in frozen["colours"]:
        del colour["reviewed"]
    assert thaw(frozen).colours == ORIGINAL, "a revision from before colours had a day"


@pytest.mark.parametrize(
    ("hue", "red"), [("#ff3b2d", True), ("#ffb31f", False), ("#22dd68", False)]
)
def test_a_saturated_red_is_known_by_its_hue(hue: str, red: bool) -> None:
    assert colour(stage=hue).is_red is red


def test_the_glow_of_a_lamp_follows_its_hue_where_nobody_chose_one() -> None:
    assert (colour().around, colour().middle) == ("#808080", "#d3d3d3")
    assert colour(glow="#111111", core="#eeeeee").middle == "#eeeeee"


def test_a_dot_shows_the_colours_of_its_group_side_by_side() -> None:
    assert lights.dot("red", ORIGINAL).count("<rect") == 1
    both = lights.dot("blue-red", ORIGINAL)
    assert '<rect fill="#ff5a4d"/><rect x="50%" fill="#5f9bff"/>' in both
    assert lights.dot("none", ORIGINAL) == '<i class="dot none"></i>'


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
