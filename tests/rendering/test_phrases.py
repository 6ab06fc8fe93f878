"""Sentences that Python builds, each exact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import make_cause, make_pattern
from wizard.rendering import phrases


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("red", "Red"),
        ("blue-red", "Red and blue"),
        ("blue-green", "Blue and green"),
        ("none", "No light"),
        ("any", "Any light"),
    ],
)
def test_a_colour_group_has_a_heading(group: str, words: str) -> None:
    assert phrases.colour_group(group) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "a few minutes"),
        (0.5, "under a minute"),
        (1, "1 minute"),
        (2.5, "2 minutes"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (85, "1½ hours"),
        (120, "2 hours"),
    ],
)
def test_minutes_are_said_as_people_say_them(number: float | None, words: str) -> None:
    assert phrases.minutes(number) == words


@pytest.mark.parametrize(
    ("seconds", "words", "figures"),
    [
        (30, "30 seconds", "0:30"),
        (60, "1 minute", "1:00"),
        (120, "2 minutes", "2:00"),
        (3600, "1 hour", "60:00"),
    ],
)
def test_a_wait_is_said_in_words_and_in_figures(seconds: int, words: str, figures: str) -> None:
    assert phrases.duration(seconds) == words
    assert phrases.clock(seconds) == figures


@pytest.mark.parametrize(
    ("number", "plural", "words"),
    [(0, "", "0 rows"), (1, "", "1 row"), (2, "", "2 rows"), (2, "rowlets", "2 rowlets")],
)
def test_things_are_counted_in_the_singular_and_the_plural(
    number: int, plural: str, words: str
) -> None:
    assert phrases.counted(number, "row", plural) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "What it means is not known."),
        (["stuck"], "Most often: Stuck."),
        (["stuck", "too-far"], "Most often one of these: Stuck; Too far."),
    ],
)
def test_a_light_means_its_most_frequent_causes(names: list[str], words: str) -> None:
    assert phrases.meaning([make_cause(name) for name in names]) == words


@pytest.mark.parametrize(
    ("status", "seconds", "normal", "begins"),
    [
        ("look", 120, [], "For up to 2 minutes, yes"),
        ("normal", None, ["at-rest"], "Yes."),
        ("look", None, ["at-rest"], "It can be. These are normal: At rest."),
        ("act", None, ["at-rest"], "Seldom. Only these are normal: At rest."),
        ("act", None, [], "No."),
    ],
)
def test_it_is_said_whether_a_light_is_normal(
    status: str, seconds: int | None, normal: list[str], begins: str
) -> None:
    pattern = replace(make_pattern(causes={}, status=status), normal_for_seconds=seconds)
    assert phrases.is_it_normal(pattern, [make_cause(name) for name in normal]).startswith(begins)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, ""),
        ((1, 1), ", the last before the result"),
        ((1, 2), ", perhaps one more"),
        ((1, 3), ", perhaps two more"),
        ((1, 6), ", and it may be the last"),
        ((2, 2), ", then one more"),
        ((2, 3), ", then one or two more"),
        ((2, 6), ", then at least one more"),
        ((3, 6), ", then at least two more"),
        ((6, 6), ", then five more"),
        ((7, 7), ", then 6 more"),
        ((8, 12), ", then at least 7 more"),
    ],
)
def test_how_many_questions_follow_is_said_as_far_as_it_is_certain(
    left: tuple[int, int] | None, words: str
) -> None:
    assert phrases.questions_ahead(left) == words
