"""The plain text that staff send a customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.builders import (
    make_cause,
    make_device,
    make_knowledge,
    make_pattern,
    make_progress,
    make_step,
)
from wizard.content.collect import collect
from wizard.content.revisions import publish
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.customer_reply import STANDARD, reply, reply_with_step
from wizard.diagnosis.diagnose import AskSupport, Diagnosis, Fixed, diagnose
from wizard.knowledge.placeholders import PLACEHOLDERS, fill, mistakes
from wizard.knowledge.serialise import freeze, thaw
from wizard.knowledge.values import Knowledge, Step
from wizard.models import Guide

LINK = "https://guide.example/diagnose/?device=xt2"
VALUES = {"device": "XT2", "light": "", "meaning": "All is well.", "steps": "1. Wait", "link": LINK}


def diagnosed(knowledge: Knowledge, *pairs: tuple[str, str]) -> Diagnosis:
    progress = replay(knowledge, [("device", "xt2"), ("light", "five-or-six-red-flashes"), *pairs])
    assert isinstance(progress, Progress)
    return diagnose(knowledge, progress)


def test_placeholders_are_filled_in() -> None:
    assert (
        fill("Your {device}.\n{meaning}\n\n{link}", VALUES) == f"Your XT2.\nAll is well.\n\n{LINK}"
    )


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    assert fill("Hello,\n\nyour light:\n{light}\n\n{meaning}", VALUES) == "Hello,\n\nAll is well."


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert fill("{meaning}", {**VALUES, "meaning": "Braces: {link}"}) == "Braces: {link}"


def test_line_breaks_of_a_browser_are_line_breaks() -> None:
    assert fill("Hello,\r\n\r\n{light}\r\n\r\nBye", VALUES) == "Hello,\n\nBye"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("Hello {name}. {link}", "“{name}” is no placeholder."),
        ("Hello {device.__class__}. {link}", "“{device.__class__}” is no placeholder."),
        ("Hello {device. {link}", "A brace stands alone."),
        ("Hello {}. {link}", "“{}” is no placeholder."),
        ("Hello.", "Without {link}"),
    ],
)
def test_an_editor_is_told_what_is_wrong(template: str, says: str) -> None:
    assert any(says in mistake for mistake in mistakes(template))


def test_a_good_template_has_no_mistakes() -> None:
    assert mistakes("Hello,\n\n{meaning}\n\n{steps}\n\n{link}") == ()
    assert mistakes("") == ()


@pytest.mark.django_db
def test_a_diagnosis_says_what_it_means_and_what_to_do_first(content: Knowledge) -> None:
    found = diagnosed(content)
    said = reply(found, LINK)
    top = found.causes[0]
    assert said.startswith("Hello,")
    assert top.cause.name in said
    assert f"1. {found.plan[0].step.title}\n   " in said
    assert f"2. {found.plan[1].step.title}" in said
    assert LINK in said
    assert "{" not in said
    assert "%" not in said
    assert "<" not in said


@pytest.mark.django_db
def test_warnings_come_with_the_step(content: Knowledge) -> None:
    device = content.device["xt2"]
    step = next(
        step for step in content.steps if (found := step.wording(device.family)) and found.safety
    )
    wording = step.wording(device.family)
    assert wording is not None
    said = reply_with_step(content.guide, device, step, LINK)
    assert said.index(wording.safety.splitlines()[0]) < said.index(wording.text.splitlines()[0])
    erasing = next(step for step in content.steps if step.erases and step.wording(device.family))
    assert f"This deletes: {erasing.erases}" in reply_with_step(
        content.guide, device, erasing, LINK
    )


@pytest.mark.django_db
def test_who_has_mended_it_is_told_no_steps(content: Knowledge) -> None:
    found = diagnosed(content, ("fixed", "replace-batteries"))
    assert isinstance(found.move, Fixed)
    said = reply(found, LINK)
    assert "We are glad it is working again." in said
    assert "1. " not in said


@pytest.mark.django_db
def test_where_only_support_is_left_it_says_how_to_reach_it(content: Knowledge) -> None:
    steps = [("tried", step.slug) for step in content.steps if step.wording("battery-camera")]
    found = diagnosed(content, *steps)
    assert isinstance(found.move, AskSupport)
    assert content.guide.support_url in reply(found, LINK)


# Word for word, in a small home

RESTART = make_step("restart", fixes={"stuck": "usually"}, minutes=4)
(WORDS,) = RESTART.wordings
RESET = replace(
    make_step("reset", fixes={"stuck": "sometimes"}, minutes=2, destructive=True),
    erases="Every setting.",
    wordings=(
        replace(
            WORDS,
            where="",
            text="Press it.\n\nWait.",
            worked="",
            safety="Switch it off.\nBe careful.",
        ),
    ),
)
LOOK = replace(
    make_step("look", fixes={"stuck": "sometimes"}, minutes=9),
    asks="Is it hot?",
    seen="Yes",
    not_seen="No",
)
SIGN = make_step("nothing", fixes={"idle": "almost always"}, minutes=1)
IDLE = replace(make_cause("idle", normal=True), sign="It is dark.")


def small(causes: dict[str, str], *steps: Step, status: str = "look", **cause: Any) -> Knowledge:
    made = make_knowledge(
        patterns=[make_pattern("red", causes=causes, status=status)],
        causes=[replace(IDLE, **cause)],
        steps=steps or (RESTART, SIGN),
    )
    support = replace(made.guide, support_text="Call Blink.", support_url="https://example.com")
    return replace(made, guide=support)


def replied(knowledge: Knowledge, query: str = "") -> str:
    return reply(diagnose(knowledge, make_progress(knowledge, f"light=red {query}".strip())), LINK)


RESTARTING = "1. Restart\n   Where: At the camera.\n   Restart.\n   It worked if: The light is off."


def test_what_is_likely_is_named_and_explained_with_how_serious_it_is() -> None:
    stuck = {"stuck": "common"}
    assert replied(small(stuck)) == (
        "Hello,\n\nIt is worth checking. It takes a few minutes. Most likely: Stuck. Stuck it is."
        f"\n\n{RESTARTING}\n\n{LINK}"
    )
    assert replied(small(stuck, status="act")).splitlines()[2] == (
        "It is best fixed today. Most likely: Stuck. Stuck it is."
    )
    both = {"stuck": "common", "far": "common"}
    assert replied(small(both)).splitlines()[2].endswith("minutes. Likely: Stuck. Stuck it is.")
    assert replied(small({"idle": "common"}, SIGN)).splitlines()[2] == (
        "Nothing seems to be wrong. Most likely: Idle. Idle it is."
    )
    assert replied(small({"idle": "common"}, SIGN, waits=True)).splitlines()[2] == (
        "Nothing seems to be wrong: it waits to be set up. Most likely: Idle. Idle it is."
    )


def test_where_nothing_is_likely_the_first_three_with_a_name_are_listed() -> None:
    causes = {"stuck": "common", "far": "common", "flat": "common", "wet": "common"}
    assert replied(small(causes)).splitlines()[2] == (
        "It is worth checking. It takes a few minutes. There are several possible causes: Stuck;"
        " Far; Flat."
    )
    other = reply(
        diagnose(
            small({"stuck": "rare", "far": "uncommon"}),
            make_progress(small({"stuck": "rare", "far": "uncommon"}), "light=other"),
        ),
        LINK,
    )
    assert other.splitlines()[2] == "Your answers do not match a problem we know well."


def test_two_steps_are_told_with_their_warnings_first() -> None:
    assert replied(small({"stuck": "common"}, RESTART, LOOK, RESET)).split("\n\n")[2] == (
        f"{RESTARTING}\n"
        "2. Look\n   Where: At the camera.\n   Look.\n   It worked if: The light is off."
    )
    late = replace(RESET, destructive=False, minutes=1)
    assert "\n".join(replied(small({"stuck": "common"}, RESTART, late)).splitlines()[4:10]) == (
        "1. Reset\n   This deletes: Every setting.\n   Switch it off.\n   Be careful.\n"
        "   Press it.\n   Wait."
    )


def test_a_step_alone_is_told_from_its_warnings_to_how_people_see_that_it_worked() -> None:
    guide, device = small({"stuck": "common"}).guide, make_device()
    assert reply_with_step(guide, device, RESTART, LINK) == (
        "Hello,\n\nRestart: what to do.\n\nWhere: At the camera.\nRestart.\n"
        f"It worked if: The light is off.\n\n{LINK}"
    )
    template = "{device}/{light}\n\n{device}: {meaning}\n{steps} {link}"
    assert reply_with_step(replace(guide, reply=template), device, RESET, "HERE") == (
        "Camera 1: Reset: what to do.\n"
        "This deletes: Every setting.\nSwitch it off.\nBe careful.\nPress it.\nWait. HERE"
    )
    elsewhere = make_device("hub-1", family="hub")
    assert reply_with_step(guide, elsewhere, RESTART, LINK) == (
        f"Hello,\n\nRestart: what to do.\n\n{LINK}"
    )


def test_what_has_ended_well_is_said_by_how_it_ended() -> None:
    knowledge = small({"stuck": "common", "idle": "common"}, RESTART, LOOK, SIGN)
    assert replied(knowledge, "fixed=restart") == (
        f"Hello,\n\nWe are glad it is working again. The cause: Stuck (most likely).\n\n{LINK}"
    )
    assert replied(knowledge, "fixed=look") == (
        f"Hello,\n\nGood to know what it is. Stuck. Stuck it is.\n\n{LINK}"
    )
    assert replied(knowledge, "fixed=nothing") == (
        f"Hello,\n\nNothing seems to be wrong. Idle. Idle it is.\n\n{LINK}"
    )


def test_where_only_support_is_left_its_address_is_given_if_there_is_one() -> None:
    knowledge = small({"stuck": "common"})
    assert replied(knowledge, "tried=restart").endswith(
        f"\n\nCall Blink.\nhttps://example.com\n\n{LINK}"
    )
    without = replace(knowledge, guide=replace(knowledge.guide, support_url=""))
    assert replied(without, "tried=restart").endswith(f"\n\nCall Blink.\n\n{LINK}")


def test_a_template_of_staff_is_filled_in_with_device_and_light() -> None:
    knowledge = small({"stuck": "common"})
    guide = replace(knowledge.guide, reply="{device}, {light}: {link}\n\n{nothing}")
    assert replied(replace(knowledge, guide=guide)) == f"Camera 1, Red: {LINK}\n\n{{nothing}}"
    unsure = replace(knowledge, guide=guide)
    assert reply(diagnose(unsure, make_progress(unsure, "light=unsure")), LINK) == "{nothing}"


@pytest.mark.django_db
def test_staff_edit_the_template_and_publish_it(admin_client: Client, content: Knowledge) -> None:
    Guide.objects.update(reply="Dear customer,\n\n{steps}\n\nSee {link}")
    before = admin_client.get("/answers/xt2/five-or-six-red-flashes/").content.decode()
    assert "Dear customer," not in before
    publish(None, "A warmer greeting")
    after = admin_client.get("/answers/xt2/five-or-six-red-flashes/").content.decode()
    assert "Dear customer," in after
    assert "See http://testserver/answers/xt2/five-or-six-red-flashes/</textarea>" in after


@pytest.mark.django_db
def test_a_template_that_cannot_be_filled_in_is_refused(content: Knowledge) -> None:
    guide = Guide.objects.get()
    guide.reply = "Hello {customer}"
    with pytest.raises(ValidationError) as refused:
        guide.full_clean()
    assert len(refused.value.message_dict["reply"]) == 2
    guide.reply = ""
    guide.full_clean()


@pytest.mark.django_db
def test_the_shipped_template_and_the_help_name_every_placeholder(content: Knowledge) -> None:
    help_text: Any = Guide._meta.get_field("reply").help_text
    for name in PLACEHOLDERS:
        assert f"{{{name}}}" in help_text
        assert f"{{{name}}}" in content.guide.reply
    assert mistakes(STANDARD) == ()


@pytest.mark.django_db
def test_a_revision_from_before_the_template_has_the_standard_one(content: Knowledge) -> None:
    frozen = freeze(collect())
    del frozen["guide"]["reply"]
    earlier = thaw(frozen)
    assert earlier.guide.reply == ""
    assert reply(diagnosed(earlier), LINK).startswith("Hello,\n\nIt is best fixed today.")
