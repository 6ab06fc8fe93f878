from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_knowledge,
    make_pattern,
    make_step,
)
from tests.knowledge.contents import contents
from wizard.knowledge import change_sets
from wizard.knowledge.change_sets import (
    ConflictError,
    apply,
    changes_between,
    freeze_changes,
    inverted,
    merged,
    rebased,
    thaw_changes,
)
from wizard.knowledge.changes import KINDS, edits, objects
from wizard.knowledge.references import check_references
from wizard.knowledge.values import Knowledge


def without_answers_order(content: Knowledge) -> Knowledge:
    rows = (replace(row, words=tuple(sorted(row.words))) for row in content.likelihoods)
    return replace(content, likelihoods=tuple(rows))


# Live with some of the draft


@given(contents(), contents())
def test_all_of_the_draft_is_the_draft_and_none_of_it_is_what_is_live(
    live: Knowledge, draft: Knowledge
) -> None:
    every = {change.subject for change in changes_between(live, draft)}
    assert merged(live, draft, every) == draft
    assert merged(live, draft, ()) == live


@given(contents(), contents(), st.data())
def test_what_is_not_chosen_stays_as_it_is_live(
    live: Knowledge, draft: Knowledge, data: st.DataObject
) -> None:
    every = [change.subject for change in changes_between(live, draft)]
    chosen = set(data.draw(st.lists(st.sampled_from(every)))) if every else set()
    made = without_answers_order(merged(live, draft, chosen))
    for section in KINDS:
        before, after = objects(without_answers_order(live), section), objects(made, section)
        wanted = objects(without_answers_order(draft), section)
        assert after.keys() == {
            name
            for name in {**before, **wanted}
            if (name in wanted if name in chosen else name in before)
        }
        assert after == {name: wanted[name] if name in chosen else before[name] for name in after}
        if section not in chosen:
            stay = [name for name in before if name in after]
            assert [name for name in after if name in before] == (
                stay if section != "likelihoods" else [name for name in after if name in before]
            )


@given(contents(), contents())
def test_what_can_be_chosen_is_what_reads_differently(live: Knowledge, draft: Knowledge) -> None:
    assert {change.subject for change in changes_between(live, draft)} >= {
        edit.subject for edit in edits(live, draft)
    }


@given(contents(), contents())
def test_changes_can_be_taken_back_and_kept_as_json(live: Knowledge, draft: Knowledge) -> None:
    changes = changes_between(live, draft)
    kept = thaw_changes(json.loads(json.dumps(freeze_changes(changes))))
    assert kept == changes
    assert apply(apply(live, kept), inverted(kept)) == live


def test_a_word_is_put_right_beside_a_light_that_is_half_done() -> None:
    live = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    draft = make_knowledge(
        patterns=[*live.patterns, make_pattern("blue", causes={"new": "common"})],
        steps=[replace(live.steps[0], title="Start it again")],
    )
    made = merged(live, draft, {"step restart"})
    assert made.steps[0].title == "Start it again"
    assert made.patterns == live.patterns


def test_a_changed_order_can_be_chosen_by_itself() -> None:
    live = make_knowledge(steps=[make_step(slug) for slug in "abc"])
    draft = make_knowledge(steps=[make_step(slug, minutes=9) for slug in "cxba"])
    assert [step.slug for step in merged(live, draft, {"steps"}).steps] == list("cba")
    assert [step.slug for step in merged(live, draft, {"step x"}).steps] == list("abcx")
    assert merged(live, draft, {"step b"}).steps[1].minutes == 9


# Onto another content


def test_what_was_changed_otherwise_in_the_meantime_is_a_conflict() -> None:
    live = make_knowledge(steps=[make_step("restart", minutes=1), make_step("wait", minutes=1)])
    planned = changes_between(
        live, replace(live, steps=(make_step("restart", minutes=2), live.steps[1]))
    )
    beside = replace(live, steps=(live.steps[0], make_step("wait", minutes=5)))
    assert [step.minutes for step in apply(beside, planned).steps] == [2, 5]
    over = replace(live, steps=(make_step("restart", minutes=3), live.steps[1]))
    with pytest.raises(ConflictError) as error:
        apply(over, planned)
    assert error.value.subjects == ("step restart",)
    assert apply(over, change_sets.forced(over, planned)).steps[0].minutes == 2


@given(contents(), contents(), contents())
def test_a_draft_stays_where_somebody_works_on_it(
    old: Knowledge, new: Knowledge, draft: Knowledge
) -> None:
    made = rebased(draft, old, new)
    check_references(made)
    for section in KINDS:
        was, mine = (objects(without_answers_order(content), section) for content in (old, draft))
        after = objects(without_answers_order(made), section)
        for subject, value in mine.items():
            if value != was.get(subject):
                assert after[subject] == value


@given(contents(), contents())
def test_without_drafts_the_tables_follow(old: Knowledge, new: Knowledge) -> None:
    assert rebased(old, old, new) == new
    assert rebased(new, old, new) == new


def test_what_a_draft_names_stays_in_the_tables_when_it_is_taken_back() -> None:
    old = make_knowledge(steps=[make_step("restart"), make_step("wait")])
    new = make_knowledge(steps=[make_step("restart")])
    draft = make_knowledge(
        steps=[make_step("restart"), make_step("wait"), make_step("x", prerequisites=["wait"])]
    )
    assert [step.slug for step in rebased(draft, old, new).steps] == ["restart", "wait", "x"]
