from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_channel,
    make_former_name,
    make_knowledge,
    make_pattern,
    make_picture,
    make_question,
    make_step,
    make_words,
)
from tests.knowledge.contents import contents
from wizard.knowledge.change_needs import Need, needs, with_needs
from wizard.knowledge.change_sets import changes_between, merged
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.references import check_references
from wizard.knowledge.values import Knowledge


@given(contents(), contents(), st.data())
def test_what_belongs_together_names_nothing_that_is_gone(
    live: Knowledge, draft: Knowledge, data: st.DataObject
) -> None:
    changes = changes_between(live, draft)
    every = [change.subject for change in changes]
    some = set(data.draw(st.lists(st.sampled_from(every)))) if every else set()
    check_references(merged(live, draft, with_needs(some, needs(changes))))


def test_a_new_light_belongs_together_with_its_new_cause_but_not_the_other_way_round() -> None:
    live = make_knowledge(patterns=[make_pattern("red", causes={"stuck": "common"})])
    draft = make_knowledge(
        patterns=[*live.patterns, make_pattern("blue", causes={"new": "common"})]
    )
    needed = needs(changes_between(live, draft))
    (need,) = needed["pattern camera/blue"]
    assert (need.subject, need.why) == ("cause new", "it names this, which is new")
    assert with_needs(["cause new"], needed) == {"cause new"}


def test_a_light_does_not_go_live_without_its_new_colour_nor_a_picture_without_its_light() -> None:
    live = make_knowledge(patterns=[make_pattern("red", causes={"stuck": "common"})])
    warm = replace(ORIGINAL[0], slug="warmwhite")
    light = make_pattern(
        "warm", causes={"stuck": "common"}, channels=[make_channel((1.0, 1000), colour="warmwhite")]
    )
    draft = replace(
        live,
        patterns=(*live.patterns, light),
        colours=(*live.colours, warm),
        pictures=(make_picture("front", light=light.key),),
    )
    together = with_needs(["picture front"], needs(changes_between(live, draft)))
    assert together == {"picture front", "pattern camera/warm", "colour warmwhite"}


def test_what_a_former_name_is_needed_for_is_said_on_both_sides() -> None:
    live = make_knowledge(steps=[make_step("old"), make_step("next", prerequisites=["old"])])
    draft = make_knowledge(
        steps=[make_step("new"), make_step("next", prerequisites=["new"])],
        former_names=[make_former_name("step", "old", "new")],
    )
    leads = "it says where links with its name lead"
    assert needs(changes_between(live, draft)) == {
        "step new": (
            Need(subject="former name step/old", why="it leads links with the earlier name here"),
        ),
        "step next": (Need(subject="step new", why="it names this, which is new"),),
        "step old": (
            Need(subject="step next", why="this names it as people see it now"),
            Need(subject="former name step/old", why=leads),
        ),
        "former name step/old": (
            Need(subject="step old", why="its links lead there only with it"),
            Need(subject="step new", why="it names this, which is new"),
        ),
    }
    assert needs(changes_between(draft, live)) == {
        "step old": (Need(subject="former name step/old", why=leads),),
        "step next": (Need(subject="step old", why="it names this, which is new"),),
        "step new": (
            Need(subject="step next", why="this names it as people see it now"),
            Need(subject="former name step/old", why="this names it as people see it now"),
        ),
        "former name step/old": (
            Need(subject="step old", why="its links lead there only with it"),
        ),
    }


def test_a_new_answer_goes_with_its_question_and_needs_nobody_else() -> None:
    """A question holds its answers: what names one of them needs the question that has it."""
    question = make_question("moved", options=("yes",))
    live = make_knowledge(questions=[question], causes=[make_cause("stuck")])
    draft = replace(
        live,
        questions=(make_question("moved"),),
        words=(make_words("we-did-not", "answer:moved/no"),),
    )
    assert needs(changes_between(live, draft)) == {
        "question moved": (),
        "words we-did-not": (Need(subject="question moved", why="it names this, which is new"),),
    }


def test_words_that_go_on_to_mean_an_answer_that_goes_need_not_go_with_it() -> None:
    words = make_words("we-did-not", "answer:moved/no")
    live = replace(make_knowledge(questions=[make_question("moved")]), words=(words,))
    draft = replace(
        live,
        questions=(make_question("moved", options=("yes",)),),
        words=(replace(words, phrases=("we did not", "we stayed")),),
    )
    assert needs(changes_between(live, draft)) == {"question moved": (), "words we-did-not": ()}


def test_what_names_a_thing_that_was_there_before_does_not_need_its_change() -> None:
    live = make_knowledge(steps=[make_step("wait")])
    draft = make_knowledge(
        steps=[make_step("wait", minutes=9), make_step("next", prerequisites=["wait"])]
    )
    assert needs(changes_between(live, draft)) == {"step wait": (), "step next": ()}


def test_an_order_needs_nothing() -> None:
    live = make_knowledge(steps=[make_step("a"), make_step("b")])
    assert needs(changes_between(live, replace(live, steps=live.steps[::-1]))) == {}


def test_what_is_needed_by_what_is_needed_is_needed() -> None:
    def need(subject: str) -> Need:
        return Need(subject=subject, why="so it is")

    needed = {"a": (need("b"), need("c")), "c": (need("d"), need("a")), "x": (need("y"),)}
    assert with_needs(["a"], needed) == {"a", "b", "c", "d"}
    assert with_needs(["a", "x", "z"], needed) == {"a", "b", "c", "d", "x", "y", "z"}
    assert with_needs([], needed) == frozenset()


def test_a_renamed_step_goes_with_its_old_name_and_with_what_names_it() -> None:
    live = make_knowledge(steps=[make_step("old"), make_step("next", prerequisites=["old"])])
    draft = make_knowledge(
        steps=[make_step("new"), make_step("next", prerequisites=["new"])],
        former_names=[make_former_name("step", "old", "new")],
    )
    together = {"step old", "step new", "step next", "former name step/old"}
    needed = needs(changes_between(live, draft))
    for subject in ("step old", "step next", "former name step/old"):
        assert with_needs([subject], needed) == together
