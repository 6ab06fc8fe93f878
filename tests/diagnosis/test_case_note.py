"""The case note support receives."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.builders import make_knowledge, make_progress
from tests.diagnosis.test_diagnose import KNOWLEDGE
from wizard.diagnosis.case_note import report
from wizard.diagnosis.diagnose import diagnose
from wizard.knowledge.values import Knowledge


def note(query: str, knowledge: Knowledge = KNOWLEDGE) -> str:
    return report(diagnose(knowledge, make_progress(knowledge, query)))


FULL = "light=flashing-red blue-first=yes new-batteries=unsure tried=wait skipped=restart-router"


def test_the_note_says_everything_in_the_order_support_needs_it() -> None:
    assert (
        note(FULL)
        == """\
Device: Camera 1
Light: Flashing red. The light shows flashing red.

What the customer said:
- Blue first: yes.
- Not sure: “New batteries?”

Already tried:
- Wait

Not possible:
- Restart router

What it may be:
- Most likely: Batteries"""
    )


def test_the_note_says_which_answer_rules_a_cause_out() -> None:
    said = note("light=flashing-red blue-first=yes new-batteries=no")
    assert said.endswith("Ruled out:\n- Starting: the customer said “No” to “New batteries?”.")


def test_what_a_look_showed_is_told_apart_from_what_was_tried() -> None:
    looks = [
        replace(step, asks="Is it flat?", seen="Yes", not_seen="No")
        if step.slug == "change-batteries"
        else step
        for step in KNOWLEDGE.steps
    ]
    knowledge = replace(KNOWLEDGE, steps=tuple(looks))
    light = "light=flashing-red"
    tried = note(f"{light} tried=change-batteries", knowledge)
    assert "What a look showed:\n- Is it flat? No" in tried
    assert "Tried, without success" not in tried
    fixed = note(f"{light} fixed=change-batteries", knowledge)
    assert "What a look showed:\n- Is it flat? Yes" in fixed
    assert "Fixed by" not in fixed


def test_the_note_speaks_of_the_customer_and_not_to_them() -> None:
    assert not re.search(r"\byou(r)?\b", note(FULL), re.IGNORECASE)


def test_the_note_has_no_percentages_and_is_always_the_same() -> None:
    assert "%" not in note(FULL)
    assert note(FULL) == note(" ".join(reversed(FULL.split())))


def test_the_step_that_fixed_it_is_named() -> None:
    assert "Fixed by:\n- Change batteries" in note("light=flashing-red fixed=change-batteries")


def test_a_light_the_customer_does_not_know_is_said_so() -> None:
    assert "Light: Not sure which one it is. Colour group: blue." in note(
        "light=unsure colour=blue"
    )
    assert "Light: Not sure which one it is.\n" in note("light=unsure colour=unsure")


def test_a_light_like_none_of_the_pictures_is_said_so() -> None:
    said = note("light=other colour=blue")
    assert "Light: None of the pictures matches the light. Colour group: blue." in said
    assert "The answers do not match a usual cause." in said


def test_what_was_not_said_has_no_heading() -> None:
    assert "What the customer said" not in note("light=flashing-red")
    assert "Ruled out" not in note("light=flashing-red")


def test_a_device_without_lights_still_has_a_note() -> None:
    assert note("light=unsure", make_knowledge()).startswith("Device: Camera 1\nLight: Not sure")
