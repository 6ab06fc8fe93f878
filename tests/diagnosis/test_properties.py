"""What holds for every knowledge and every evidence."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import make_model, make_question_table, make_step_table
from wizard.diagnosis.inference import by_cause, dot, gain, posterior, times, weights_of_evidence
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import (
    Evidence,
    ask_minutes,
    next_move,
    open_questions,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import known_cause_bound, plan
from wizard.knowledge.scales import Answer, Effect, Frequency

answers = st.sampled_from([word.number for word in Answer])
effects = st.sampled_from([0.0, 0.0, *(word.number for word in Effect)])
frequencies = st.sampled_from([word.number for word in Frequency])


@st.composite
def models(draw: st.DrawFn) -> Model:
    causes = draw(st.integers(2, 5))
    questions = []
    for number in range(draw(st.integers(1, 4))):
        options = draw(st.integers(2, 3))
        words = [[draw(answers) for _ in range(options)] for _ in range(causes)]
        questions.append(
            make_question_table(
                f"question-{number}",
                rows=[[chance / sum(row) for chance in row] for row in words],
                minutes=draw(st.sampled_from([0.1, 0.25, 1.0, 5.0])),
                unknown_share=draw(st.sampled_from([0.0, 0.1, 0.4])),
            )
        )
    steps = [
        make_step_table(
            f"step-{number}",
            fixes=[draw(effects) for _ in range(causes)],
            minutes=draw(st.sampled_from([0.25, 1.0, 4.0, 30.0])),
            prerequisites=[f"step-{number - 1}"] if number and draw(st.booleans()) else [],
            disturbs=["question-0"] if draw(st.integers(0, 3)) == 0 else [],
            destructive=draw(st.integers(0, 3)) == 0,
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return make_model(
        prior=[draw(frequencies) for _ in range(causes)], questions=questions, steps=steps
    )


@st.composite
def states(draw: st.DrawFn) -> tuple[Model, Evidence]:
    """A model and evidence that need not make sense together."""
    model = draw(models())
    given_answers = []
    for question in model.questions:
        answer = draw(st.sampled_from([*question.options, None, "open"]))
        if answer != "open":
            given_answers.append((question.slug, answer))
    failed = tuple(step.slug for step in model.steps if draw(st.booleans()))
    return model, Evidence(tuple(given_answers), failed)


def belief_of(model: Model, evidence: Evidence) -> tuple[float, ...]:
    return posterior(model.prior, evidence.factors(model))


@given(states())
def test_probabilities_sum_to_one_whatever_contradicts(state: tuple[Model, Evidence]) -> None:
    belief = belief_of(*state)
    assert math.isclose(sum(belief), 1, abs_tol=1e-12)
    assert all(0 < probability < 1 for probability in belief)


@given(states())
def test_sixty_contradictory_answers_still_leave_probabilities(
    state: tuple[Model, Evidence],
) -> None:
    model, evidence = state
    factors = evidence.factors(model) * 60
    assert math.isclose(sum(posterior(model.prior, factors[:60])), 1, abs_tol=1e-12)


@given(states())
def test_the_order_of_evidence_does_not_matter(state: tuple[Model, Evidence]) -> None:
    model, evidence = state
    first = belief_of(model, evidence)
    for factors in list(permutations(evidence.factors(model)))[:24]:
        assert posterior(model.prior, factors) == pytest.approx(first)
    backwards = Evidence(evidence.answers[::-1], evidence.failed[::-1])
    assert next_move(model, backwards).ask == next_move(model, evidence).ask


@given(states())
def test_not_sure_changes_no_probability_and_closes_its_question(
    state: tuple[Model, Evidence],
) -> None:
    model, evidence = state
    still_open = open_questions(model, evidence)
    assume(still_open)
    unsure = Evidence((*evidence.answers, (still_open[0].slug, None)), evidence.failed)
    assert belief_of(model, unsure) == belief_of(model, evidence)
    assert open_questions(model, unsure) == still_open[1:]
    assert next_move(model, unsure).ask != still_open[0]


@given(states(), st.data())
def test_an_answer_more_typical_for_a_cause_than_for_all_others_raises_it(
    state: tuple[Model, Evidence], data: st.DataObject
) -> None:
    model, evidence = state
    question = data.draw(st.sampled_from(model.questions))
    row = data.draw(st.sampled_from(question.likelihoods))
    top = max(range(len(row)), key=lambda hypothesis: row[hypothesis])
    assume(sum(math.isclose(chance, row[top]) for chance in row) == 1)
    factors = evidence.factors(model)
    before, after = (
        posterior(model.prior, factors)[top],
        posterior(model.prior, [*factors, row])[top],
    )
    assert after > before or math.isclose(before, 1)
    assert weights_of_evidence(model, [*factors, row])[-1][model.causes[top]] > 0 or math.isclose(
        before, 1
    )


@given(states())
def test_a_question_never_takes_information_away(state: tuple[Model, Evidence]) -> None:
    model, evidence = state
    assert all(gain(question, belief_of(model, evidence)) >= -1e-12 for question in model.questions)


@given(states())
def test_a_plan_never_costs_less_than_knowing_the_cause_nor_more_than_support(
    state: tuple[Model, Evidence],
) -> None:
    model, evidence = state
    belief = belief_of(model, evidence)
    planned = plan(belief, model.steps, model.support_minutes)
    assert known_cause_bound(model, belief, model.steps) <= planned.minutes + 1e-9
    assert planned.minutes <= model.support_minutes + 1e-9


@given(states())
def test_a_question_after_a_step_costs_what_planning_anew_says(
    state: tuple[Model, Evidence],
) -> None:
    model, evidence = state
    belief, support = belief_of(model, evidence), model.support_minutes
    base = plan(belief, model.steps, support)
    assume(base.steps)
    first = base.steps[0]
    left = tuple(step for step in model.steps if step is not first)
    unanswered = base.minutes - first.minutes
    for question in model.questions:
        assert step_then_ask_minutes(
            first, question, belief, base, model.steps, support
        ) == pytest.approx(
            first.minutes
            + ask_minutes(question, times(belief, first.fails), left, support, unanswered),
            rel=1e-12,
        )


@given(states())
def test_a_step_never_comes_before_its_prerequisite(state: tuple[Model, Evidence]) -> None:
    model, evidence = state
    order = [
        step.slug
        for step in plan(belief_of(model, evidence), model.steps, model.support_minutes).steps
    ]
    for step in model.steps:
        for prerequisite in step.prerequisites:
            assert step.slug not in order or prerequisite in order[: order.index(step.slug)]


@settings(max_examples=300)
@given(states())
def test_no_question_is_asked_while_a_free_fix_waits(state: tuple[Model, Evidence]) -> None:
    """The theorem: harmless, spoiling nothing, and t_A <= p_A t_Q."""
    model, evidence = state
    decision = next_move(model, evidence)
    if decision.ask and decision.plan.steps:
        first = decision.plan.steps[0]
        if not first.destructive and decision.ask.slug not in first.disturbs:
            assert (
                first.minutes > dot(belief_of(model, evidence), first.fixes) * decision.ask.minutes
            )


@given(states())
def test_a_question_is_asked_once_and_saves_what_it_promises(state: tuple[Model, Evidence]) -> None:
    model, evidence = state
    decision = next_move(model, evidence)
    if decision.ask:
        assert decision.ask in open_questions(model, evidence)
        assert not model.steps or decision.saves_minutes > 0.05


@given(states())
def test_causes_share_out_what_their_hypotheses_have(state: tuple[Model, Evidence]) -> None:
    model, evidence = state
    assert math.isclose(sum(by_cause(model, belief_of(model, evidence)).values()), 1, abs_tol=1e-12)
