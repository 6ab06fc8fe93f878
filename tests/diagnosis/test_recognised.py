"""A person says of a cause "that is it": what the engine believes then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_cause, make_knowledge, make_pattern, make_progress, make_step
from tests.diagnosis.test_properties import models
from wizard.diagnosis.diagnose import Diagnosis, diagnose
from wizard.diagnosis.inference import by_cause, posterior
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import RECOGNISED, Evidence, recognition
from wizard.knowledge.values import Knowledge


@pytest.fixture
def knowledge() -> Knowledge:
    return make_knowledge(
        patterns=[
            make_pattern(
                "solid-red", causes={"router": "very common", "batteries": "common", "far": "rare"}
            )
        ],
        causes=[make_cause("router"), make_cause("batteries"), make_cause("far")],
        steps=[
            make_step("restart", fixes={"router": "usually"}),
            make_step("replace", fixes={"batteries": "usually"}),
            make_step("move", fixes={"far": "usually"}),
        ],
    )


def test_the_recognised_cause_has_nine_in_ten_and_the_others_keep_their_proportions(
    knowledge: Knowledge,
) -> None:
    before = {r.cause.slug: r.probability for r in at(knowledge, "").causes}
    after = {r.cause.slug: r.probability for r in at(knowledge, "cause=far").causes}
    assert after["far"] == pytest.approx(0.9)
    assert after["router"] / after["batteries"] == pytest.approx(
        before["router"] / before["batteries"]
    )
    assert sum(after.values()) == pytest.approx(1)


def test_its_cure_comes_first_and_the_cures_of_the_others_stay_in_the_plan(
    knowledge: Knowledge,
) -> None:
    diagnosis = at(knowledge, "cause=far")
    listed = [planned.step.slug for planned in (*diagnosis.plan, *diagnosis.before_support)]
    assert listed[0] == "move"
    assert {"restart", "replace"} <= set(listed)
    assert diagnosis.causes[0].supports == ("you said that this is it",)


def test_once_its_cure_has_failed_the_others_are_believed_again(knowledge: Knowledge) -> None:
    believed = at(knowledge, "cause=far").causes[0].probability
    failed = at(knowledge, "cause=far&tried=move")
    far = next(ranked for ranked in failed.causes if ranked.cause.slug == "far")
    assert far.probability < believed
    assert failed.plan[0].step.slug == "restart"


def test_a_cause_that_the_light_does_not_have_is_dropped(knowledge: Knowledge) -> None:
    progress = make_progress(knowledge, "light=solid-red cause=haunted")
    assert progress.cause is None
    assert progress.dropped == ("haunted",)


@given(models(), st.data())
def test_whatever_the_model_the_cause_has_at_least_what_people_are_right(
    model: Model, data: st.DataObject
) -> None:
    cause = data.draw(st.sampled_from(model.causes))
    before = by_cause(model, posterior(model.prior))
    after = by_cause(model, posterior(model.prior, Evidence(cause=cause).factors(model)))
    if 0 < before[cause] < 1:
        assert after[cause] == pytest.approx(max(before[cause], RECOGNISED))
    else:
        assert after == pytest.approx(before)
    assert set(recognition(model, model.prior, cause)) >= {1.0}


def at(knowledge: Knowledge, query: str) -> Diagnosis:
    words = f"light=solid-red {query.replace('&', ' ')}"
    return diagnose(knowledge, make_progress(knowledge, words))
