"""The answer states people actually meet."""

from __future__ import annotations

from math import fsum, isclose
from typing import Any

import pytest

from tests.builders import (
    make_cause,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis.answer_states import State, decide, lights_of, start, walk
from wizard.diagnosis.address import KnownLight, Light, OtherLight, Progress, UnsureLight, replay
from wizard.diagnosis.diagnose import Ask, Try, diagnose
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import Decision, Evidence, next_move
from wizard.diagnosis.whole_plan import WholePlan, whole_plan
from wizard.knowledge.values import Knowledge


def two_causes() -> Knowledge:
    """One question worth asking: the steps are long, each helps one cause only."""
    return make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common", "far": "common"})],
        questions=[make_question("moved", unknown_share=0.1)],
        likelihoods=[
            make_likelihood("moved", "stuck", "never", "always"),
            make_likelihood("moved", "far", "always", "never"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "usually"}, minutes=10),
            make_step("move-closer", fixes={"far": "usually"}, minutes=10),
        ],
    )


def the_light(knowledge: Knowledge) -> Light:
    return KnownLight(knowledge.patterns[0])


def met(knowledge: Knowledge) -> tuple[State, ...]:
    return tuple(walk(start(knowledge, knowledge.devices[0], the_light(knowledge))))


def test_from_the_start_every_answer_and_not_sure_lead_on() -> None:
    assert [state.pairs[2:] for state in met(two_causes())] == [
        (),
        (("moved", "yes"),),
        (("moved", "no"),),
        (("moved", "unsure"),),
    ]


def test_what_several_walks_come_to_is_decided_and_planned_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided: list[Evidence] = []
    planned: list[Evidence] = []

    def deciding(model: Model, evidence: Evidence) -> Decision:
        decided.append(evidence)
        return next_move(model, evidence)

    def planning(*args: Any) -> WholePlan:
        planned.append(args[3])
        return whole_plan(*args)

    monkeypatch.setattr("wizard.analysis.answer_states.next_move", deciding)
    monkeypatch.setattr("wizard.analysis.answer_states.whole_plan", planning)
    knowledge = two_causes()
    first = start(knowledge, knowledge.devices[0], the_light(knowledge))
    walked = [[(state.decision, state.whole_plan) for state in walk(first)] for _ in range(2)]
    assert walked[0] == walked[1]
    assert len(decided) == len(set(decided)) == 4
    assert len(planned) == len(set(planned)) == 4


def test_the_step_to_try_is_the_first_of_the_whole_plan_whichever_is_looked_at_first() -> None:
    alone, planned = met(two_causes()), met(two_causes())
    plans = [state.whole_plan.steps for state in planned]
    steps = [state.step and state.step.slug for state in alone]
    assert [state.step and state.step.slug for state in planned] == steps
    assert steps == [
        None if state.question else steps_of[0].slug
        for state, steps_of in zip(planned, plans, strict=True)
    ]
    assert {*steps} == {None, "restart", "move-closer"}


def test_shares_are_those_of_the_tables() -> None:
    first, yes, no, unsure = met(two_causes())
    known = 9 * (0.97 + 0.03) + 1 * 0.5  # common, common, and something else that says nothing
    assert isclose(first.share, 1)
    assert isclose(unsure.share, 0.1)
    assert isclose(yes.share, 0.9 * known / 19)
    assert isclose(yes.share, no.share)


def test_the_first_to_come_is_the_one_most_people_meet() -> None:
    shares = [state.share for state in met(two_causes())]
    assert shares == sorted(shares, reverse=True)


def test_a_state_says_what_its_page_says() -> None:
    knowledge = two_causes()
    for state in met(knowledge):
        page = diagnose(knowledge, state.progress)
        assert state.first_cause == page.causes[0].cause
        assert [(cause.slug, p) for cause, p in state.causes] == [
            (c.cause.slug, c.probability) for c in page.causes
        ]
        assert state.status == page.status
        match page.move:
            case Ask(question=question):
                assert (state.question, state.step) == (question, None)
            case Try(step=step):
                assert (state.question, state.step) == (None, step)


def test_its_address_leads_back_to_it() -> None:
    knowledge = two_causes()
    for state in met(knowledge):
        assert replay(knowledge, state.pairs) == state.progress


def test_where_nothing_is_asked_there_is_one_state() -> None:
    knowledge = make_knowledge(patterns=[make_pattern(causes={"stuck": "common"})])
    (only,) = met(knowledge)
    assert (only.question, only.step, only.branches) == (None, None, ())


def test_a_light_without_a_model_of_steps_advises_the_curated_ones() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common"})], steps=[make_step("restart")]
    )
    (only,) = met(knowledge)
    assert only.step == knowledge.steps[0]


def test_nothing_can_be_decided_without_a_light() -> None:
    knowledge = two_causes()
    progress = Progress(knowledge, knowledge.devices[0], knowledge.families[0])
    with pytest.raises(ValueError, match="no light"):
        decide(progress)


def test_people_can_choose_every_pattern_or_none() -> None:
    knowledge = two_causes()
    assert lights_of(knowledge, knowledge.families[0]) == (
        the_light(knowledge),
        UnsureLight(),
        OtherLight(),
    )
    assert list(walk(start(knowledge, knowledge.devices[0], UnsureLight())))


def test_shipped_states_are_met_by_everybody_together(content: Knowledge) -> None:
    """At every question the branches share out the people who came; no address comes twice."""
    mini = content.device["mini"]
    for light in lights_of(content, content.family["mini"]):
        found = list(walk(start(content, mini, light)))
        assert len({state.pairs for state in found}) == len(found)
        assert isclose(fsum(state.share for state in found if not state.branches), 1)
        for state in found:
            assert not state.branches or isclose(fsum(branch.share for branch in state.branches), 1)


def test_a_cause_that_support_alone_can_help_is_no_step() -> None:
    causes = [make_cause("broken", support_only=True)]
    knowledge = make_knowledge(patterns=[make_pattern(causes={"broken": "common"})], causes=causes)
    (only,) = met(knowledge)
    assert only.step is None
