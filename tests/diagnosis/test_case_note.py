"""The case note support receives."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.builders import make_knowledge, make_pattern, make_progress, make_step, make_symptom
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


# Everything that can stand in it


def home() -> Knowledge:
    """A sign, a look and a step that erases, beside what the other tests have."""
    sign = make_step("nothing", fixes={"starting": "almost always"}, minutes=1)
    look = replace(
        make_step("look", fixes={"offline": "rarely"}, minutes=1),
        asks="Is it flat?",
        seen="Yes",
        not_seen="No",
    )
    reset = make_step("reset", fixes={"batteries": "rarely"}, minutes=1, destructive=True)
    causes = [
        replace(cause, sign="It has just got power.") if cause.normal else cause
        for cause in KNOWLEDGE.causes
    ]
    return replace(KNOWLEDGE, causes=tuple(causes), steps=(sign, look, *KNOWLEDGE.steps, reset))


def test_every_section_stands_in_its_place_with_its_lines() -> None:
    said = (
        "light=flashing-red blue-first=yes new-batteries=unsure tried=look tried=nothing"
        " tried=change-batteries tried=restart-router skipped=wait"
    )
    assert note(said, home()).splitlines() == [
        "Device: Camera 1",
        "Light: Flashing red. The light shows flashing red.",
        "",
        "What the customer said:",
        "- Blue first: yes.",
        "- Not sure: “New batteries?”",
        "",
        "What a look showed:",
        "- Is it flat? No",
        "",
        "Already tried:",
        "- Change batteries",
        "- Restart router",
        "",
        "Not possible:",
        "- Wait",
        "",
        "Not tried: it takes long or deletes something:",
        "- Reset",
        "",
        "What it may be:",
        "- Likely: Batteries",
        "- Possible: Broken",
        "- Possible: Something else",
    ]


def test_while_something_is_left_to_try_nothing_is_said_to_be_left() -> None:
    found = diagnose(home(), make_progress(home(), "light=flashing-red"))
    assert found.plan
    assert found.before_support
    assert "Not tried" not in report(found)


def test_what_explains_it_is_told_apart_from_what_fixed_it() -> None:
    light = "light=flashing-red"
    assert note(f"{light} fixed=nothing", home()).splitlines()[2:5] == [
        "",
        "The customer says that this explains it:",
        "- Starting",
    ]
    fixed = note(f"{light} fixed=change-batteries", home()).splitlines()
    assert fixed[2:5] == ["", "Fixed by:", "- Change batteries"]
    looked = note(f"{light} fixed=look", home()).splitlines()
    assert looked[2:5] == ["", "What a look showed:", "- Is it flat? Yes"]
    assert "Fixed by:" not in looked


def test_where_no_cause_is_even_possible_the_three_likeliest_are_named() -> None:
    many = {f"cause-{number}": "common" for number in range(8)}
    knowledge = make_knowledge(patterns=[make_pattern("red", causes=many)])
    assert note("light=red", knowledge).splitlines()[2:] == [
        "",
        "What it may be:",
        "- Less likely: Cause 0",
        "- Less likely: Cause 1",
        "- Less likely: Cause 2",
    ]


def test_a_light_is_told_as_it_was_chosen() -> None:
    def light(query: str, knowledge: Knowledge = KNOWLEDGE) -> str:
        return note(query, knowledge).splitlines()[1]

    asked = replace(KNOWLEDGE.patterns[1], title="Blue?", description="It asks.")
    knowledge = replace(
        KNOWLEDGE,
        patterns=(KNOWLEDGE.patterns[0], asked),
        symptoms=(make_symptom("drains", causes={"batteries": "common"}),),
    )
    assert light("light=solid-blue", knowledge) == "Light: Blue? It asks."
    assert light("symptom=drains", knowledge) == "Problem: Drains. People say: drains."
    assert light("light=other") == "Light: None of the pictures matches the light."
    assert (
        light("light=other colour=red")
        == "Light: None of the pictures matches the light. Colour group: red."
    )
    assert (
        light("light=unsure")
        == light("light=unsure colour=unsure")
        == ("Light: Not sure which one it is.")
    )


def test_answers_that_fit_nothing_and_what_they_rule_out_stand_at_the_end() -> None:
    said = note("light=other blue-first=yes new-batteries=no tried=change-batteries").splitlines()
    assert said[said.index("What it may be:") :] == [
        "What it may be:",
        "- Likely: Recording",
        "- Likely: Something else",
        "- The answers do not match a usual cause.",
        "",
        "Ruled out:",
        "- Starting: the customer said “No” to “New batteries?”.",
    ]
