"""The numbers behind a page: each is what its formula says, and every question has its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import make_likelihood, make_progress, make_question
from tests.diagnosis.test_diagnose import KNOWLEDGE
from wizard.diagnosis.diagnose import evidence_of
from wizard.diagnosis.explanation import (
    ASKED,
    ENOUGH,
    NOT_NEEDED,
    OTHER_SAVES_MORE,
    SAVES_LITTLE,
    TELLS_LITTLE,
    Explanation,
    explain_numbers,
)
from wizard.diagnosis.inference import by_cause, gain, posterior
from wizard.diagnosis.model import Model, build_model
from wizard.diagnosis.next_move import (
    ask_minutes,
    next_move,
    open_steps,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import known_cause_bound
from wizard.knowledge.values import Knowledge

ANSWERED = "light=flashing-red blue-first=yes"


def explained(query: str, knowledge: Knowledge = KNOWLEDGE) -> Explanation:
    return explain_numbers(knowledge, make_progress(knowledge, query))


def model_of(query: str) -> Model:
    progress = make_progress(KNOWLEDGE, query)
    assert progress.light is not None
    return build_model(KNOWLEDGE, progress.family, progress.light, progress.colour)


def verdicts(query: str, knowledge: Knowledge = KNOWLEDGE) -> dict[str, str]:
    return {row.question.slug: row.verdict for row in explained(query, knowledge).questions}


def test_causes_stand_with_their_probability_before_and_after_and_each_clues_bits() -> None:
    model, found = model_of(ANSWERED), explained(ANSWERED)
    evidence = evidence_of(model, make_progress(KNOWLEDGE, ANSWERED))
    after = by_cause(model, posterior(model.prior, evidence.factors(model)))
    before = by_cause(model, model.prior)
    assert {row.cause.slug: row.after for row in found.causes} == pytest.approx(after)
    assert {row.cause.slug: row.before for row in found.causes} == pytest.approx(before)
    assert [row.after for row in found.causes] == sorted(after.values(), reverse=True)
    assert {len(row.bits) for row in found.causes} == {len(found.clues)} == {1}
    bits = {row.cause.slug: row.bits[0] for row in found.causes}
    assert bits["batteries"] > 0 > bits["offline"]


def test_a_question_stands_with_its_formulas() -> None:
    model, found = model_of(ANSWERED), explained(ANSWERED)
    evidence = evidence_of(model, make_progress(KNOWLEDGE, ANSWERED))
    belief = posterior(model.prior, evidence.factors(model))
    steps, base = open_steps(model, evidence), next_move(model, evidence).plan
    (row,) = found.questions
    table = model.question["new-batteries"]
    now = ask_minutes(table, belief, steps, model.support_minutes, base.minutes)
    later = step_then_ask_minutes(base.steps[0], table, belief, base, steps, model.support_minutes)
    assert row.bits == pytest.approx(gain(table, belief))
    assert row.minutes == table.minutes
    assert row.ask == pytest.approx(now)
    assert row.step_first == pytest.approx(later)


def test_the_plan_says_how_likely_each_step_is_reached_and_helps() -> None:
    first, second, *_ = explained(ANSWERED).plan
    assert first.reached == 1
    assert second.reached == pytest.approx(1 - first.chance)
    assert (first.step.slug, first.minutes) == ("change-batteries", 10)
    assert 0.5 < first.chance < 0.9


def test_no_question_saves_more_than_knowing_the_cause() -> None:
    model, found = model_of(ANSWERED), explained(ANSWERED)
    evidence = evidence_of(model, make_progress(KNOWLEDGE, ANSWERED))
    belief = posterior(model.prior, evidence.factors(model))
    bound = known_cause_bound(model, belief, open_steps(model, evidence))
    assert found.known_cause_minutes == pytest.approx(bound)
    assert found.expected_minutes == pytest.approx(next_move(model, evidence).plan.minutes)


def test_one_question_is_asked_first_and_another_would_save_less() -> None:
    first, second = explained("light=flashing-red").questions
    assert [first.verdict, second.verdict] == [ASKED, OTHER_SAVES_MORE]
    assert first.ask is not None
    assert second.ask is not None
    assert first.ask < second.ask


def test_a_question_that_a_tried_step_spoils_is_not_weighed() -> None:
    assert set(verdicts("light=flashing-red tried=restart-router")) == {"new-batteries"}


def test_a_question_about_a_rare_cause_tells_too_little() -> None:
    knowledge = replace(
        KNOWLEDGE,
        questions=(*KNOWLEDGE.questions, make_question("dull")),
        likelihoods=(
            *KNOWLEDGE.likelihoods,
            make_likelihood("dull", "broken", "sometimes", "usually"),
        ),
    )
    assert verdicts("light=flashing-red", knowledge)["dull"] == TELLS_LITTLE


def test_a_question_that_takes_long_saves_too_little() -> None:
    slow = make_question("slow", minutes=30)
    rows = make_likelihood("slow", "batteries", "usually", "rarely")
    knowledge = replace(
        KNOWLEDGE,
        questions=(*KNOWLEDGE.questions, slow),
        likelihoods=(*KNOWLEDGE.likelihoods, rows),
    )
    assert verdicts("light=flashing-red", knowledge)["slow"] == SAVES_LITTLE


def test_after_the_question_cap_enough_was_asked() -> None:
    slugs = [f"dull-{number}" for number in range(6)]
    knowledge = replace(
        KNOWLEDGE, questions=(*KNOWLEDGE.questions, *(make_question(slug) for slug in slugs))
    )
    said = " ".join(f"{slug}=unsure" for slug in slugs)
    assert set(verdicts(f"light=flashing-red {said}", knowledge).values()) == {ENOUGH}
    assert ASKED in verdicts(f"light=flashing-red {said.partition(' ')[2]}", knowledge).values()


def test_without_any_step_minutes_are_not_computed() -> None:
    knowledge = replace(KNOWLEDGE, steps=())
    rows = explained("light=flashing-red", knowledge).questions
    assert {(row.ask, row.step_first) for row in rows} == {(None, None)}
    assert {row.verdict for row in rows} <= {ASKED, NOT_NEEDED}


def test_once_it_is_fixed_nothing_is_left_to_weigh() -> None:
    found = explained("light=flashing-red fixed=wait")
    assert (found.questions, found.plan) == ((), ())
    assert (found.expected_minutes, found.known_cause_minutes) == (0, 0)


def test_without_a_light_there_is_nothing_to_explain() -> None:
    with pytest.raises(ValueError, match="no light yet"):
        explained("")
