"""Search on tiny knowledge: what counts, how much, and where the limits are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import (
    make_channel,
    make_device,
    make_knowledge,
    make_pattern,
    make_step,
)
from wizard.knowledge.rhythm import FAINT
from wizard.knowledge.values import Knowledge, Pattern
from wizard.search.scoring import LEAST, _words, clear, search


def steps(*titles: str) -> Knowledge:
    return make_knowledge(
        patterns=[make_pattern(causes={})],
        steps=[
            replace(make_step(f"step-{number}", families=()), title=title)
            for number, title in enumerate(titles)
        ],
    )


def found(knowledge: Knowledge, text: str) -> list[str]:
    return [match.subject.slug for match in search(knowledge, text)]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Change the battery", "batteries"),
        ("Check the switches", "switch"),
        ("Open both boxes", "box"),
        ("Change the glasses", "glass"),
        ("Press the buttons", "button"),
        ("The button is pressed", "press"),
        ("Stop pressing it", "press"),
        ("It is stopped", "stop"),
        ("It is installed", "install"),
        ("The status says so", "status"),
        ("Restart the modem", "reboot"),
        ("Wait three minutes", "3 minutes"),
    ],
)
def test_a_word_is_found_in_its_other_forms(title: str, typed: str) -> None:
    assert found(steps(title, "Quite another object"), typed) == ["step-0"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("batteries", "battery"),
        ("flashes", "flash"),
        ("switches", "switch"),
        ("boxes", "box"),
        ("flashing", "flash"),
        ("flashed", "flash"),
        ("stopped", "stop"),
        ("changed", "change"),
        ("devices", "device"),
        ("three", "3"),
        ("Wi-Fi", "wifi"),
        ("Café", "cafe"),
    ],
)
def test_forms_of_a_word_are_the_same_word(one: str, other: str) -> None:
    assert _words(one) == _words(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("red", "red"),
        ("ring", "ring"),
        ("bed", "bed"),
        ("ties", "tie"),
        ("axes", "axe"),
        ("bus", "bus"),
        ("glass", "glass"),
    ],
)
def test_short_words_keep_their_ending(typed: str, kept: str) -> None:
    assert _words(typed) == [kept]


def test_words_that_tell_nothing_find_nothing() -> None:
    assert found(steps("The light is on"), "the light of your lamp") == []


def light(slug: str, brightness: float, colour: str = "red") -> Pattern:
    return replace(
        make_pattern(slug, causes={}, channels=[make_channel((brightness, 1000), colour=colour)]),
        title="It shows something",
        description="",
    )


def test_a_faint_glow_is_only_partly_steady() -> None:
    knowledge = make_knowledge(
        patterns=[light("glow", FAINT - 0.01), light("bright", FAINT)],
        devices=[make_device()],
    )
    bright, glow = search(knowledge, "steady red")
    assert (bright.subject.slug, glow.subject.slug) == ("bright", "glow")
    assert bright.score > glow.score >= LEAST


def test_an_opposite_rhythm_is_not_found_beside_the_right_one() -> None:
    blinking = make_pattern("blinks", causes={}, channels=[make_channel((1.0, 500), (0.0, 500))])
    knowledge = make_knowledge(patterns=[light("steady", 1.0), blinking])
    assert found(knowledge, "red blinking")[0] == "blinks"
    assert found(knowledge, "red steady")[0] == "steady"


def test_the_best_match_is_clear_only_well_ahead_of_the_next() -> None:
    knowledge = steps("Restart the modem", "Restart the module")
    assert clear(search(knowledge, "restart")) is None
    best = search(knowledge, "restart modem")[0]
    assert best.subject.slug == "step-0"
