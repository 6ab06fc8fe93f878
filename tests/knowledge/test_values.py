"""What values say of themselves: pictures in their place, answers by family, things by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import (
    make_channel,
    make_device,
    make_family,
    make_former_name,
    make_knowledge,
    make_pattern,
    make_picture,
    make_question,
    make_step,
)
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import (
    Knowledge,
    Option,
    Pattern,
    Source,
    Symptom,
    SymptomCause,
    SymptomPattern,
)


@pytest.mark.parametrize(
    ("size", "shown", "small"),
    [
        ((40, 30), (40, 30), (40, 30)),
        ((640, 416), (640, 416), (215, 140)),
        ((1280, 416), (640, 208), (300, 98)),
        ((641, 832), (320, 416), (108, 140)),
        ((300, 140), (300, 140), (300, 140)),
        ((3000, 10), (640, 2), (300, 1)),
    ],
)
def test_a_picture_keeps_its_shape_within_the_room_it_has(
    size: tuple[int, int], shown: tuple[int, int], small: tuple[int, int]
) -> None:
    picture = replace(make_picture("front"), width=size[0], height=size[1])
    assert picture.shown == shown
    assert picture.shown_small == small


def cause_of_symptom(slug: str, *families: str) -> SymptomCause:
    return SymptomCause(
        cause=slug,
        frequency="rare",
        rationale="So people write.",
        confidence="low",
        sources=("forum",),
        families=families,
    )


def test_a_symptom_on_a_family_says_all_it_says_and_shows_no_light() -> None:
    rows = (cause_of_symptom("stuck"), cause_of_symptom("flat", "bell"))
    symptom = Symptom(
        slug="offline",
        title="Offline",
        description="The app says so.",
        said=("it is gone",),
        status="act",
        families=("camera", "bell"),
        causes=rows,
        confidence="medium",
        note="Often at night.",
        reviewed="2026-02-03",
        sources=("forum", "table"),
        editors_note="Ask Ana.",
    )
    on_camera = SymptomPattern(
        family="camera",
        slug="offline",
        title="Offline",
        description="The app says so.",
        status="act",
        channels=(),
        timing="sourced",
        flash_count=None,
        flash_count_max=None,
        normal_for_seconds=None,
        seen="",
        look_alikes=(),
        causes=rows[:1],
        confidence="medium",
        note="Often at night.",
        reviewed="2026-02-03",
        sources=("forum", "table"),
        fact_rows=(),
    )
    assert symptom.on("camera") == on_camera
    assert symptom.on("bell") == replace(on_camera, family="bell", causes=rows)


def test_what_is_kept_by_value_is_found_by_its_name_whatever_is_written_of_it() -> None:
    for one, other in (
        (make_pattern("red", causes={}), make_pattern("blue", causes={})),
        (make_step("restart"), make_step("wait")),
    ):
        assert hash(one) == hash(replace(one, title="Another"))
        assert hash(one) != hash(other)
    content = make_knowledge()
    assert hash(content) != hash(make_knowledge()), "by identity"
    assert hash(content) == hash(content)


# Answers and questions


def option(slug: str, *families: str) -> Option:
    return Option(slug=slug, label=slug, summary="", shows=None, families=families)


def test_only_owners_of_its_families_can_give_an_answer() -> None:
    yes, no, never = option("yes"), option("no", "bell", "camera"), option("never", "bell")
    question = replace(make_question("moved"), options=(yes, no, never))
    assert question.options_for("camera") == (yes, no)
    assert question.options_for("bell") == (yes, no, never)
    assert question.options_for("plug") == (yes,)
    assert question.option("no") is no
    assert question.option("perhaps") is None


def test_a_question_about_some_lights_is_asked_beside_these_only() -> None:
    red, blue = make_pattern("red", causes={}), make_pattern("blue", causes={})
    question = make_question("moved", only_patterns=[red.key])
    assert question.fits(red)
    assert not question.fits(blue)
    assert not question.fits(replace(red, family="bell"))
    assert make_question("moved").fits(blue)
    assert not replace(question, about_lights=False).fits(red)


def test_a_step_is_worded_for_the_families_of_its_wordings() -> None:
    step = make_step("restart", families=("camera", "bell"))
    assert step.families == ("camera", "bell")
    assert step.wording("bell") == step.wordings[1]
    assert step.wording("plug") is None


def test_a_step_lasts_as_long_as_its_wait() -> None:
    step = make_step("restart", minutes=2)
    assert step.lasts == 2
    assert replace(step, wait_seconds=90).lasts == 2
    assert replace(step, wait_seconds=300).lasts == 5
    assert replace(step, minutes=None, wait_seconds=300).lasts is None


def test_the_colours_of_a_light_are_those_that_can_be_seen() -> None:
    def light(*colours: str, dark: str = "green") -> Pattern:
        channels = [make_channel((1.0, 500), (0.0, 500), colour=colour) for colour in colours]
        unlit = make_channel((0.0, 1000), colour=dark)
        return make_pattern(causes={}, channels=[*channels, unlit])

    assert (light("red", "blue", "red").colours, light("red", "blue").colour_group) == (
        ("red", "blue"),
        "blue-red",
    )
    assert light().colour_group == "none"
    assert make_pattern(causes={}, channels=[]).colour_group == "any"


# Things of a knowledge by name


def source(slug: str) -> Source:
    return Source(
        slug=slug, title=slug, publisher="", url="", authority="blog", checked="", note=""
    )


def fresh() -> Knowledge:
    """Anew for each test: what was asked of a content once is kept by it."""
    return replace(
        make_knowledge(
            devices=[make_device(), make_device("bell-1", family="bell"), make_device("camera-2")],
            patterns=[
                make_pattern("red", causes={"stuck": "common"}),
                make_pattern("blue", causes={}, family="bell"),
                make_pattern("green", causes={}),
            ],
            steps=[
                make_step("restart", families=("camera", "bell")),
                make_step("ring", families=("bell",)),
                make_step("wait"),
            ],
        ),
        sources=(source("table"), source("forum"), source("blog")),
    )


def test_lights_devices_and_steps_of_a_family_stand_in_their_order() -> None:
    content = fresh()
    assert [light.slug for light in content.patterns_of("camera")] == ["red", "green"]
    assert [light.slug for light in content.ways_in_of("bell")] == ["blue"]
    assert [device.slug for device in content.devices_of("camera")] == ["camera-1", "camera-2"]
    assert [step.slug for step in content.steps_of("camera")] == ["restart", "wait"]
    assert [step.slug for step in content.steps_of("bell")] == ["restart", "ring"]
    for things in (
        content.patterns_of,
        content.symptoms_of,
        content.ways_in_of,
        content.devices_of,
        content.steps_of,
    ):
        assert things("plug") == ()


def test_sources_stand_in_the_order_in_which_they_are_named() -> None:
    found = fresh().sources_of(["blog", "gone", "table"])
    assert [one.slug for one in found] == ["blog", "table"]


def test_the_colours_of_a_group_are_named_in_their_own_order() -> None:
    called = tuple(replace(one, name=f"a warm {one.name}") for one in ORIGINAL)
    content = replace(fresh(), colours=called)
    assert content.colours_of("green-red") == ("a warm red", "a warm green")
    assert content.colours_of("blue") == ("a warm blue",)
    assert content.colours_of("none") == ()


def test_pictures_of_a_light_or_a_step_are_those_of_all_devices_and_of_this_one() -> None:
    red = ("camera", "red")
    content = replace(
        fresh(),
        pictures=(
            make_picture("red-on-2", light=red, device="camera-2"),
            make_picture("front", device="camera-1"),
            make_picture("red", light=red),
            make_picture("red-on-1", light=red, device="camera-1"),
            make_picture("restart", step="restart"),
            make_picture("restart-2", step="restart", device="camera-2"),
            make_picture("nowhere"),
        ),
    )

    def of(device: str, *, light: tuple[str, str] | None = None, step: str = "") -> list[str]:
        found = content.pictures_of(device, light=light, step=step or None)
        return [picture.slug for picture in found]

    assert of("camera-1") == ["front"]
    assert of("camera-2") == []
    assert of("camera-1", light=red) == ["red", "red-on-1"]
    assert of("camera-2", light=red) == ["red-on-2", "red"]
    assert of("camera-1", step="restart") == ["restart"]
    assert of("camera-2", step="restart") == ["restart", "restart-2"]
    assert of("camera-1", light=("camera", "green")) == []


@pytest.mark.parametrize(
    ("meaning", "today"),
    [
        ("step:reboot", "step:restart"),
        ("step:restart", "step:restart"),
        ("step:gone", "step:gone"),
        ("device:old", "device:camera-1"),
        ("answer:walked/yes", "answer:moved/yes"),
        ("answer:walked/maybe", "answer:walked/maybe"),
        ("answer:moved/yeah", "answer:moved/yes"),
        ("answer:lost/yes", "answer:lost/yes"),
        ("safety:fire", "safety:fire"),
    ],
)
def test_words_mean_what_their_thing_is_called_today(meaning: str, today: str) -> None:
    content = make_knowledge(
        questions=[make_question("moved")],
        steps=[make_step("restart")],
        former_names=[
            make_former_name("step", "reboot", "restart"),
            make_former_name("step", "gone", reason="Nobody needs it."),
            make_former_name("device", "old", "camera-1"),
            make_former_name("question", "walked", "moved"),
            make_former_name("question", "lost", "found"),
            make_former_name("option", "yeah", "yes", scope="moved"),
        ],
    )
    assert content.todays(meaning) == today


def test_everything_is_found_by_its_name() -> None:
    content = fresh()
    assert content.family["bell"] == make_family("bell")
    assert content.source["forum"] == source("forum")
    assert content.step["ring"].title == "Ring"
    assert content.place_of_cause == {"stuck": 0}
    assert content.reds == {"red"}
