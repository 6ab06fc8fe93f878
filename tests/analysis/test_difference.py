"""Which diagnoses change between two contents."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

from tests.builders import (
    make_device,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis.difference import (
    DEVICE,
    FIRST_CAUSE,
    LIGHT,
    NEXT_MOVE,
    PLAN,
    STATUS,
    Change,
    compare,
    touched_families,
)
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Diagnosis, Try, diagnose
from wizard.knowledge.values import Knowledge


def content(stuck: str = "very common", far: str = "common", moved: str = "never") -> Knowledge:
    """A camera whose steady red means stuck or too far away; `moved`: how often the stuck one
    was moved.
    """
    return make_knowledge(
        patterns=[
            make_pattern(causes={"stuck": stuck, "far": far}),
            make_pattern("blinking-blue", causes={"hung": "common"}),
        ],
        questions=[make_question("moved")],
        likelihoods=[
            make_likelihood("moved", "stuck", moved, "always"),
            make_likelihood("moved", "far", "always", "never"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "usually", "hung": "usually"}, minutes=10),
            make_step("move-closer", fixes={"far": "usually"}, minutes=10),
        ],
    )


def at(knowledge: Knowledge, change: Change) -> Diagnosis:
    """What somebody is told who clicks on the example."""
    progress = replay(knowledge, change.example)
    assert isinstance(progress, Progress)
    return diagnose(knowledge, progress)


def changes_between(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    return compare(old, new).changes


def of(changes: tuple[Change, ...], light: str, what: str) -> list[Change]:
    return [change for change in changes if (change.light, change.what) == (light, what)]


def test_the_same_content_changes_nothing() -> None:
    assert changes_between(content(), content()) == ()


def test_a_changed_sentence_changes_no_diagnosis() -> None:
    old = content()
    new = replace(
        old,
        patterns=tuple(replace(pattern, description="It glows red.") for pattern in old.patterns),
        causes=tuple(
            replace(cause, name=f"{cause.name}!", explanation="Indeed.") for cause in old.causes
        ),
        questions=tuple(replace(question, text="Moved, was it?") for question in old.questions),
        steps=tuple(replace(step, title=f"Please: {step.title}") for step in old.steps),
    )
    assert changes_between(old, new) == ()


def test_a_changed_word_lists_the_first_cause_and_an_address_that_shows_it() -> None:
    old, new = content("very common", "rare"), content("rare", "very common")
    (change,) = [
        c for c in of(changes_between(old, new), "solid-red", FIRST_CAUSE) if len(c.example) == 2
    ]
    assert (change.before, change.after) == ("Stuck", "Far")
    assert at(old, change).causes[0].cause.name == "Stuck"
    assert at(new, change).causes[0].cause.name == "Far"


def test_a_changed_word_lists_the_next_move_from_what_to_what() -> None:
    old, new = content(moved="never"), content(moved="always")
    changes = of(changes_between(old, new), "solid-red", NEXT_MOVE)
    assert changes
    for change in changes:
        told = [at(knowledge, change).move for knowledge in (old, new)]
        assert told[0] != told[1]
        for words, move in zip((change.before, change.after), told, strict=True):
            assert words == (
                f"try “{move.step.title}”" if isinstance(move, Try) else "ask “Moved?”"
            )


def test_states_are_counted_and_the_example_is_the_one_most_people_meet() -> None:
    old, new = content("very common", "common"), content("common", "very common")
    (change,) = of(changes_between(old, new), "solid-red", FIRST_CAUSE)
    assert change.states == 2, (
        "the first question and “not sure”; an answer tells the causes apart in both"
    )
    assert change.example == (("device", "camera-1"), ("light", "solid-red"))
    assert isclose(change.share, 1)


def test_a_changed_status_is_listed() -> None:
    old = content()
    new = replace(old, patterns=(replace(old.patterns[0], status="act"), old.patterns[1]))
    (change,) = of(changes_between(old, new), "solid-red", STATUS)
    assert (change.before, change.after, change.states) == ("look", "act", 4)


def excluding(knowledge: Knowledge, *steps: str) -> Knowledge:
    """“Yes” excludes these steps."""
    (question,) = knowledge.questions
    yes, no = question.options
    options = (replace(yes, excludes=steps), no)
    return replace(knowledge, questions=(replace(question, options=options),))


def test_what_an_answer_excludes_is_listed_as_a_changed_plan() -> None:
    old, new = content(), excluding(content(), "restart")
    changes = of(changes_between(old, new), "solid-red", PLAN)
    assert {(change.before, change.after) for change in changes} == {
        ("“Move closer”, “Restart”", "“Move closer”")
    }


def test_whole_plans_are_compared_only_where_their_rules_differ() -> None:
    old, new = content(moved="never"), content(moved="always")
    assert of(changes_between(old, new), "solid-red", PLAN) == []


def test_every_family_that_a_change_can_touch_is_named() -> None:
    old = content()
    assert touched_families(old, replace(old, revision=9)) == ()
    assert touched_families(old, excluding(old, "restart")) == old.families
    assert touched_families(old, replace(old, patterns=old.patterns[:1])) == old.families


def test_only_the_light_whose_causes_changed_is_listed() -> None:
    old, new = content("very common", "rare"), content("rare", "very common")
    assert {change.light for change in changes_between(old, new)} == {
        "solid-red",
        "unsure",
        "other",
    }


def test_added_and_removed_lights_and_devices_are_named() -> None:
    old = content()
    new = replace(old, patterns=old.patterns[:1], devices=(*old.devices, make_device("camera-2")))
    (gone,) = of(changes_between(old, new), "blinking-blue", LIGHT)
    assert (gone.before, gone.after, gone.states) == ("Blinking blue", "", 0)
    assert gone.example == (("device", "camera-1"), ("light", "blinking-blue"))
    (added,) = of(changes_between(old, new), "", DEVICE)
    assert (added.before, added.after, added.example) == ("", "Camera 2", (("device", "camera-2"),))


def test_backwards_it_says_the_same_the_other_way_round() -> None:
    old, new = content(), content("rare", "common", moved="usually")
    new = replace(new, patterns=(*new.patterns, make_pattern("green", causes={"far": "common"})))
    there, back = changes_between(old, new), changes_between(new, old)
    assert there
    assert {swapped(change) for change in back} == {rounded(change) for change in there}


def rounded(change: Change) -> Change:
    return replace(change, share=round(change.share, 9))


def swapped(change: Change) -> Change:
    return rounded(replace(change, before=change.after, after=change.before))


def test_an_address_whose_question_is_gone_is_compared_too() -> None:
    old = content("common", "very common")
    new = replace(old, questions=(), likelihoods=())
    changes = of(changes_between(old, new), "solid-red", FIRST_CAUSE)
    assert [(change.before, change.after) for change in changes] == [("Stuck", "Far")]
    assert changes[0].example[-1] == ("moved", "no")


def test_it_says_whether_every_state_was_compared() -> None:
    old, new = content(), content("rare", "very common")
    everything, most_met = compare(old, new), compare(old, new, most_states=3)
    assert everything.complete
    assert everything.coverage == 1
    assert not most_met.complete
    assert most_met.states == 3
    assert most_met.coverage < 1


def test_a_family_none_of_whose_devices_stayed_has_new_devices_and_nothing_to_compare() -> None:
    old = content("very common", "rare")
    new = replace(content("rare", "very common"), devices=(make_device("camera-2"),))
    found = compare(old, new)
    assert [(one.what, one.before, one.after) for one in found.changes] == [
        (DEVICE, "", "Camera 2"),
        (DEVICE, "Camera 1", ""),
    ]
    assert (found.states, found.complete, found.coverage) == (0, True, 1.0)
    assert touched_families(old, new) == ()


def test_where_nobody_said_what_helps_the_order_of_the_steps_counts() -> None:
    old = make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common"})],
        steps=[make_step("wipe"), make_step("shake")],
    )
    new = replace(old, steps=old.steps[::-1])
    (change,) = of(changes_between(old, new), "solid-red", NEXT_MOVE)
    assert (change.before, change.after) == ("try “Wipe”", "try “Shake”")
    assert change.place == "Camera: Solid red"


def test_of_two_questions_that_tell_the_same_the_first_of_the_guide_is_asked() -> None:
    once = content()
    again = replace(once.questions[0], slug="shifted", text="Shifted?")
    rows = [replace(row, question="shifted") for row in once.likelihoods]
    old = replace(once, questions=(*once.questions, again), likelihoods=(*once.likelihoods, *rows))
    new = replace(old, questions=old.questions[::-1])
    changes = of(changes_between(old, new), "solid-red", NEXT_MOVE)
    assert ("ask “Moved?”", "ask “Shifted?”") in {(one.before, one.after) for one in changes}


def test_changes_stand_in_the_order_of_the_families_the_new_ones_first() -> None:
    lights = [make_pattern(family=family, causes={"stuck": "common"}) for family in ("a", "b", "c")]
    devices = [make_device(f"{family}-1", family=family) for family in ("a", "b", "c")]
    old = make_knowledge(patterns=lights[1:], devices=devices[1:])
    new = make_knowledge(patterns=lights[:2], devices=devices[:2])
    assert [(one.family, one.what, one.light) for one in changes_between(old, new)] == [
        ("a", DEVICE, ""),
        ("a", LIGHT, "solid-red"),
        ("c", DEVICE, ""),
        ("c", LIGHT, "solid-red"),
    ]
    assert [family.slug for family in touched_families(old, new)] == ["a"]


def test_shipped_content_against_itself_and_one_word_later(content: Knowledge) -> None:
    again = replace(content, revision=99)
    assert changes_between(content, again) == ()
    pattern = content.pattern["mini", "solid-red"]
    causes = tuple(replace(pair, frequency="rare") for pair in pattern.causes[:1])
    edited = replace(pattern, causes=(*causes, *pattern.causes[1:]))
    new = replace(content, patterns=tuple(edited if p is pattern else p for p in content.patterns))
    changes = changes_between(content, new)
    assert {change.family for change in changes} == {"mini"}
    assert of(changes, "solid-red", FIRST_CAUSE) or of(changes, "solid-red", NEXT_MOVE)
