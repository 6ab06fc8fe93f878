"""Sentences that Python builds, each exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.safestring import mark_safe

from tests.builders import make_cause, make_knowledge, make_pattern, make_step
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
    assert phrases.colour_group(make_knowledge(), group) == words


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
        ([], "We do not know what it means."),
        (["stuck"], "Most often, this is the cause: Stuck."),
        (["stuck", "too-far"], "There are two common causes: Stuck; Too far."),
        (["stuck", "too-far", "flat"], "There are three common causes."),
    ],
)
def test_a_light_means_its_most_frequent_causes(names: list[str], words: str) -> None:
    assert phrases.meaning([make_cause(name) for name in names]) == words


@pytest.mark.parametrize(
    ("status", "seconds", "normal", "begins"),
    [
        ("look", 120, [], "Yes, for up to 2 minutes after switching on"),
        ("normal", None, ["at-rest"], "Yes, as long as everything else works."),
        ("look", None, ["at-rest"], "Sometimes. This cause is normal: At rest."),
        ("act", None, ["at-rest"], "Usually not. This cause is normal: At rest."),
        ("act", None, ["at-rest", "new"], "Usually not. These causes are normal: At rest; New."),
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


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["stuck"], "Stuck"), (["stuck", "too-far"], "Stuck; or Too far")],
)
def test_a_list_of_lights_says_what_each_means(names: list[str], words: str) -> None:
    assert phrases.in_a_list([make_cause(name) for name in names]) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["stuck"], "Solid red on a Blink Camera 1. Most often, this is the cause: Stuck."),
        (["a", "b", "c"], "Solid red on a Blink Camera 1. Common causes: A; B; C."),
    ],
)
def test_search_engines_read_the_light_the_device_and_its_causes(
    names: list[str], words: str
) -> None:
    knowledge = make_knowledge()
    causes = [make_cause(name) for name in names]
    assert phrases.meaning_on(knowledge.devices[0], make_pattern(causes={}), causes) == words


def test_wi_fi_is_not_broken_at_its_hyphen_and_addresses_are_left_alone() -> None:
    html = mark_safe('<a href="/Wi-Fi/">Wi-Fi</a>')
    assert phrases.unbroken(html) == '<a href="/Wi-Fi/"><span class="nb">Wi-Fi</span></a>'


def test_the_tools_of_a_step_and_of_its_wording_are_named_together() -> None:
    step = replace(make_step("reset"), tools=("phone",))
    wording = replace(step.wordings[0], tools=("opening key", "pin"))
    assert phrases.tools(step, wording) == "phone, opening key, pin"
    assert phrases.tools(step, None) == "phone"
