"""The engine against figures that were computed by enumeration and dynamic programming,
independent of any engine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench.engine import followed_minutes, optimal_minutes
from tests.builders import make_model, make_question_table, make_step_table
from wizard.diagnosis.inference import by_cause, entropy, gain, posterior, weights_of_evidence
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import (
    BARE_RULES,
    Decision,
    Evidence,
    Rules,
    ask_minutes,
    next_move,
    open_questions,
    open_steps,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import known_cause_bound, plan
from wizard.knowledge.scales import Answer, Effect, Frequency

REFERENCE = Path(__file__).parent / "reference"
WORKED = json.loads((REFERENCE / "worked_example.json").read_text(encoding="utf-8"))
INSTANCES = json.loads((REFERENCE / "random_instances.json").read_text(encoding="utf-8"))[
    "instances"
]
STATES = [(instance, state) for instance in INSTANCES for state in instance["states"]]

Json = dict[str, Any]


def worked_model() -> Model:
    causes = list(WORKED["causes"])
    return make_model(
        causes=causes,
        prior=[Frequency.number_of(word) for word in WORKED["causes"].values()],
        questions=[
            make_question_table(
                question["id"],
                options=("yes", "no"),
                minutes=question["minutes"],
                unknown_share=question["unknown"],
                rows=[
                    (yes, 1 - yes)
                    for yes in (
                        Answer.number_of(question["yes"].get(cause, "sometimes"))
                        for cause in causes
                    )
                ],
            )
            for question in WORKED["questions"]
        ],
        steps=[
            make_step_table(
                step["id"],
                minutes=step["minutes"],
                fixes=[
                    Effect.number_of(step["fixes"][cause]) if cause in step["fixes"] else 0.0
                    for cause in causes
                ],
            )
            for step in WORKED["steps"]
        ],
        support_minutes=WORKED["support_minutes"],
    )


def random_model(instance: Json) -> Model:
    return make_model(
        prior=instance["prior"],
        questions=[
            make_question_table(str(number), rows=rows, minutes=minutes, unknown_share=unknown)
            for number, (rows, minutes, unknown) in enumerate(
                zip(
                    instance["tables"],
                    instance["question_minutes"],
                    instance["unknown"],
                    strict=True,
                )
            )
        ],
        steps=[
            make_step_table(str(number), fixes=fixes, minutes=minutes)
            for number, (fixes, minutes) in enumerate(
                zip(instance["fix"], instance["step_minutes"], strict=True)
            )
        ],
        support_minutes=instance["support_minutes"],
    )


def evidence_of(state: Json) -> Evidence:
    return Evidence(
        answers=tuple(
            (question, None if answer == "unknown" else str(answer))
            for question, answer in state["answers"].items()
        ),
        failed=tuple(str(step) for step in state["failed"]),
    )


def said(decision: Decision) -> str:
    if decision.ask:
        return f"ask {decision.ask.slug}"
    return f"try {decision.plan.steps[0].slug}" if decision.plan.steps else "support"


@pytest.mark.parametrize(
    "case", WORKED["cases"], ids=lambda case: f"{case['answers']} {case['failed']}"
)
def test_the_worked_example_comes_out_to_six_places(case: Json) -> None:
    model, evidence = worked_model(), evidence_of(case)
    belief = posterior(model.prior, evidence.factors(model))
    steps, support = open_steps(model, evidence), model.support_minutes
    base = plan(belief, steps, support)
    questions = {question.slug: question for question in open_questions(model, evidence)}
    now = {
        slug: ask_minutes(question, belief, steps, support, base.minutes)
        for slug, question in questions.items()
    }
    later = {
        slug: step_then_ask_minutes(base.steps[0], question, belief, base, steps, support)
        for slug, question in questions.items()
        if base.steps
    }
    assert by_cause(model, belief) == pytest.approx(case["posterior"], abs=1e-6)
    assert entropy(belief) == pytest.approx(case["entropy_bits"], abs=1e-6)
    assert {slug: gain(question, belief) for slug, question in questions.items()} == pytest.approx(
        case["gain_bits"], abs=1e-6
    )
    assert base.minutes == pytest.approx(case["ecr_minutes"], abs=1e-6)
    assert [step.slug for step in base.steps] == case["order"]
    assert now == pytest.approx(case["ask_minutes"], abs=1e-6)
    assert later == pytest.approx(case["step_then_ask_minutes"], abs=1e-6)
    assert known_cause_bound(model, belief, steps) == pytest.approx(
        case["oracle_bound_minutes"], abs=1e-6
    )
    assert said(next_move(model, evidence, BARE_RULES)) == case["decision"]
    assert said(next_move(model, evidence)) == case["decision_with_thresholds"]


def test_the_step_that_fixed_it_shares_the_session_out_among_its_causes() -> None:
    session, model = WORKED["learning"]["session"], worked_model()
    factors = [*evidence_of(session).factors(model), model.step[session["fixed_by"]].fixes]
    responsibilities = by_cause(model, posterior(model.prior, factors))
    assert responsibilities == pytest.approx(WORKED["learning"]["responsibilities"], abs=1e-6)


@pytest.mark.parametrize(
    ("answers", "failed", "cause", "bits"),
    [
        ({"new-batteries": "no"}, [], "low-battery", [1.735]),
        ({"new-batteries": "yes"}, [], "power-up", [2.588]),
        ({"new-batteries": "no", "app-offline": "yes"}, [], "low-battery", [1.671, -0.831]),
        (
            {"new-batteries": "no", "app-offline": "yes"},
            ["replace-batteries"],
            "wifi-lost",
            [2.333, 0.868, 2.676],
        ),
    ],
)
def test_each_answer_and_failure_weighs_as_much_as_without_it_the_odds_would_change(
    answers: dict[str, str], failed: list[str], cause: str, bits: list[float]
) -> None:
    model = worked_model()
    factors = evidence_of({"answers": answers, "failed": failed}).factors(model)
    weights = weights_of_evidence(model, factors)
    assert [weight[cause] for weight in weights] == pytest.approx(bits, abs=6e-4)


@pytest.mark.parametrize(
    ("instance", "state"),
    STATES,
    ids=[f"{instance['seed']}-{number % 6}" for number, (instance, _) in enumerate(STATES)],
)
def test_a_random_instance_comes_out_to_eight_places(instance: Json, state: Json) -> None:
    model, evidence = random_model(instance), evidence_of(state)
    belief = posterior(model.prior, evidence.factors(model))
    gains = {question.slug: gain(question, belief) for question in open_questions(model, evidence)}
    decision = next_move(model, evidence, BARE_RULES)
    move = f"{state['move']} {state['index']}" if state["move"] != "support" else "support"
    assert belief == pytest.approx(state["posterior"], abs=1e-8)
    assert gains == pytest.approx(state["gain_bits"], abs=1e-8)
    # The priors are printed to nine places, and support's 45 minutes multiply what that leaves out:
    # minutes can agree to 1e-8 of themselves, not to 1e-8 of a minute.
    assert decision.plan.minutes == pytest.approx(state["ecr_minutes"], rel=1e-8)
    assert said(decision) == move


@pytest.mark.parametrize("instance", INSTANCES[:4], ids=lambda instance: str(instance["seed"]))
def test_followed_to_the_end_each_policy_costs_what_enumeration_says(instance: Json) -> None:
    model = random_model(instance)
    two_step = followed_minutes(
        model, lambda model, evidence: next_move(model, evidence, BARE_RULES)
    )
    no_questions = followed_minutes(
        model, lambda model, evidence: next_move(model, evidence, Rules(question_cap=0))
    )
    assert two_step == pytest.approx(instance["two_step_minutes"], rel=1e-8)
    assert no_questions == pytest.approx(instance["no_question_minutes"], rel=1e-8)
    assert optimal_minutes(model) == pytest.approx(instance["optimal_minutes"], rel=1e-8)


def test_the_reference_holds_every_state_it_promises() -> None:
    assert (len(WORKED["cases"]), len(STATES)) == (20, 120)
