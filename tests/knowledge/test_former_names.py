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
)
from tests.knowledge.contents import contents
from wizard.knowledge.former_names import with_ways_on
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import Knowledge


def test_what_was_live_and_is_live_no_more_says_so() -> None:
    live = make_knowledge(
        devices=[make_device(), make_device("arc")],
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        questions=[make_question("when")],
        steps=[make_step("restart")],
    )
    new = make_knowledge(patterns=[], causes=live.causes)
    ways = {
        (row.kind, row.scope, row.old): row.reason for row in with_ways_on(live, new).former_names
    }
    assert ways == {
        ("device", "", "arc"): "“Arc” was taken out of the guide.",
        ("light", "camera", "red"): "“Red” was taken out of the guide.",
        ("question", "", "when"): "“When?” was taken out of the guide.",
        ("step", "", "restart"): "“Restart” was taken out of the guide.",
    }


def test_links_made_under_a_name_that_is_taken_back_lead_to_the_earlier_one() -> None:
    first = make_knowledge(steps=[make_step("a")])
    last = make_knowledge(
        steps=[make_step("c")],
        former_names=[make_former_name("step", "a", "c"), make_former_name("step", "b", "c")],
    )
    made = with_ways_on(last, first)
    assert [(row.old, row.new) for row in made.former_names] == [("b", "a"), ("c", "a")]


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
