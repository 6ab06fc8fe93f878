from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.builders import (
    make_device,
    make_former_name,
    make_knowledge,
    make_pattern,
    make_picture,
    make_question,
    make_step,
    make_symptom,
)
from tests.knowledge.contents import contents
from wizard.knowledge.former_names import with_ways_on
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import FormerName, Knowledge


def gone(kind: str, old: str, words: str, scope: str = "") -> FormerName:
    reason = f"“{words}” was taken out of the guide."
    return make_former_name(kind, old, scope=scope, reason=reason)


def test_what_was_live_and_is_live_no_more_says_so() -> None:
    live = make_knowledge(
        devices=[make_device(), make_device("arc")],
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        symptoms=[make_symptom(causes={"stuck": "common"})],
        questions=[make_question("when"), make_question("moved", options=("yes", "no", "maybe"))],
        steps=[make_step("restart")],
    )
    new = make_knowledge(causes=live.causes, questions=[make_question("moved")])
    assert with_ways_on(live, new).former_names == (
        gone("device", "arc", "Arc"),
        gone("light", "red", "Red", scope="camera"),
        gone("option", "maybe", "Maybe", scope="moved"),
        gone("question", "when", "When?"),
        gone("step", "restart", "Restart"),
        gone("symptom", "offline", "Offline"),
    )


def test_a_light_that_goes_with_its_family_has_no_former_name_of_its_own() -> None:
    """Links name it together with a device, and that says why itself; so for answers."""
    live = make_knowledge(
        devices=[make_device("bell-1", family="bell"), make_device()],
        patterns=[
            make_pattern("red", causes={}, family="bell"),
            make_pattern("blue", causes={}),
        ],
        questions=[make_question("when")],
    )
    assert with_ways_on(live, make_knowledge()).former_names == (
        gone("device", "bell-1", "Bell 1"),
        gone("light", "blue", "Blue", scope="camera"),
        gone("question", "when", "When?"),
    )


def test_a_long_title_is_cut_where_the_reason_has_no_more_room() -> None:
    step = replace(make_step("restart"), title="x" * 300)
    (row,) = with_ways_on(make_knowledge(steps=[step]), make_knowledge()).former_names
    assert row.reason == f"“{'x' * 199}"


def test_what_staff_say_of_a_former_name_stays() -> None:
    live = make_knowledge(steps=[make_step("a"), make_step("b")])
    said = make_former_name("step", "a", reason="It never helped.")
    led = make_former_name("step", "b", "c", reason="It has another name.")
    new = make_knowledge(steps=[make_step("c")], former_names=[led, said])
    assert with_ways_on(live, new) is new


def test_a_former_name_that_a_draft_no_longer_has_is_kept() -> None:
    before = [
        make_former_name("step", "z", "a"),
        make_former_name("step", "y", reason="It never helped."),
    ]
    live = make_knowledge(steps=[make_step("a")], former_names=before)
    new = make_knowledge(steps=[make_step("a"), make_step("b")])
    assert with_ways_on(live, new).former_names == (before[1], before[0])
    again = make_knowledge(steps=[make_step("a"), make_step("z"), make_step("y")])
    assert with_ways_on(live, again) is again, "names of things that are there again"


def test_links_lead_to_where_the_chain_of_names_ends() -> None:
    live = make_knowledge(
        steps=[make_step("c")],
        former_names=[make_former_name("step", "a", "b"), make_former_name("step", "b", "c")],
    )
    new = make_knowledge(
        steps=[make_step("d")],
        former_names=[make_former_name("step", "c", "d", reason="Renamed.")],
    )
    led = with_ways_on(live, new).former_names
    assert [(row.old, row.new, row.reason) for row in led] == [
        ("a", "d", ""),
        ("b", "d", ""),
        ("c", "d", "Renamed."),
    ]
    withdrawn = with_ways_on(live, make_knowledge()).former_names
    assert {(row.new, row.reason) for row in withdrawn} == {("", "“C” was taken out of the guide.")}


def test_a_chain_of_lights_stays_in_its_family() -> None:
    live = make_knowledge(
        patterns=[make_pattern("b", causes={})],
        former_names=[make_former_name("light", "a", "b", scope="camera")],
    )
    new = make_knowledge(
        patterns=[make_pattern("c", causes={})],
        former_names=[make_former_name("light", "b", "c", scope="camera")],
    )
    assert with_ways_on(live, new).former_names == (
        make_former_name("light", "a", "c", scope="camera"),
        make_former_name("light", "b", "c", scope="camera"),
    )


def test_names_that_lead_round_in_a_circle_end_somewhere() -> None:
    live = make_knowledge(
        former_names=[make_former_name("step", "a", "b"), make_former_name("step", "b", "a")]
    )
    made = with_ways_on(live, make_knowledge())
    assert [row.old for row in made.former_names] == ["a", "b"]
    assert {row.new for row in made.former_names} <= {"a", "b"}


def test_links_made_under_a_name_that_is_taken_back_lead_to_the_earlier_one() -> None:
    first = make_knowledge(steps=[make_step("a")])
    last = make_knowledge(
        steps=[make_step("c")],
        former_names=[make_former_name("step", "a", "c"), make_former_name("step", "b", "c")],
    )
    made = with_ways_on(last, first)
    assert made.former_names == (
        make_former_name("step", "b", "a"),
        make_former_name("step", "c", "a"),
    )
    both = make_knowledge(steps=[make_step("b"), make_step("a")])
    assert with_ways_on(last, both).former_names == (make_former_name("step", "c", "a"),)


def test_a_former_name_of_another_kind_or_family_is_no_way_back() -> None:
    last = make_knowledge(
        patterns=[make_pattern("c", causes={})],
        former_names=[
            make_former_name("light", "a", "c", scope="bell"),
            make_former_name("step", "b", "c"),
        ],
    )
    first = make_knowledge(
        devices=[make_device(), make_device("bell-1", family="bell")],
        patterns=[make_pattern("a", causes={}, family="bell")],
        steps=[make_step("b")],
    )
    made = with_ways_on(last, first)
    assert made.former_names == (gone("light", "c", "C", scope="camera"),)


def test_a_picture_that_was_ever_live_is_shown_or_known_to_have_been() -> None:
    a, b = (replace(make_picture(slug), digest=slug * 32) for slug in "ab")
    first, second, none = (replace(make_knowledge(), pictures=held) for held in ((a,), (b,), ()))
    second = with_ways_on(first, second)
    none = with_ways_on(second, none)
    assert second.former_pictures == (a.digest,)
    assert none.former_pictures == (a.digest, b.digest)
    assert with_ways_on(none, first).former_pictures == (b.digest,)


@given(contents(), contents())
def test_where_nothing_is_lost_nothing_is_added(live: Knowledge, new: Knowledge) -> None:
    made = with_ways_on(live, new)
    assert with_ways_on(live, made) == made
    assert with_ways_on(made, made) is made
    assert digest(replace(made, former_names=())) == digest(new)
