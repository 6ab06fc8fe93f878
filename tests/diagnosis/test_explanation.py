"""The numbers behind a page: each is what its formula says, and every question has its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import make_likelihood, make_progress, make_question
from tests.diagnosis.test_diagnose import KNOWLEDGE, diagnosis_of
from wizard.diagnosis.diagnose import evidence_of
from wizard.diagnosis.explanation import (
    ASKED,
    ENOUGH,
    NOT_EXAMINED,
    NOT_NEEDED,
    OTHER_SAVES_MORE,
    SAVES_LITTLE,
    STEP_FIRST,
    TELLS_LITTLE,
    Explanation,
    explain_numbers,
)
from wizard.diagnosis.inference import by_cause, gain, posterior
from wizard.diagnosis.model import Model, build_model
from wizard.diagnosis.next_move import (
    RULES,
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


def test_the_ninth_question_by_bits_a_minute_is_not_examined() -> None:
    many = [make_question(f"more-{number}", minutes=0.2) for number in range(6)]
    last = make_question("last", minutes=0.45)
    rows = [
        make_likelihood(question.slug, "batteries", "usually", "rarely")
        for question in (*many, last)
    ]
    knowledge = replace(
        KNOWLEDGE,
        questions=(*KNOWLEDGE.questions, *many, last),
        likelihoods=(*KNOWLEDGE.likelihoods, *rows),
    )
    found = verdicts("light=flashing-red", knowledge)
    assert found.pop("last") == NOT_EXAMINED
    assert NOT_EXAMINED not in found.values()
    assert RULES.lookahead == 8
    assert len(found) == 8


def test_a_step_that_is_better_first_is_said_to_go_first() -> None:
    quick = replace(KNOWLEDGE.steps[0], minutes=0.3)
    knowledge = replace(KNOWLEDGE, steps=(quick, *KNOWLEDGE.steps[1:]))
    (row,) = [
        row
        for row in explained("light=flashing-red new-batteries=unsure", knowledge).questions
        if row.question.slug == "blue-first"
    ]
    assert row.verdict == STEP_FIRST
    assert row.ask is not None
    assert row.step_first is not None
    assert row.step_first < row.ask


def test_what_is_asked_stands_first_and_the_others_by_bits_a_minute() -> None:
    slow = replace(KNOWLEDGE.questions[0], slug="slow", minutes=9)
    rows = [
        replace(row, question="slow")
        for row in KNOWLEDGE.likelihoods
        if row.question == "blue-first"
    ]
    knowledge = replace(
        KNOWLEDGE,
        questions=(slow, make_question("dull"), *KNOWLEDGE.questions),
        likelihoods=(
            *rows,
            *KNOWLEDGE.likelihoods,
            make_likelihood("dull", "broken", "sometimes", "usually"),
        ),
    )
    found = explained("light=flashing-red", knowledge).questions
    assert [row.question.slug for row in found] == ["blue-first", "new-batteries", "slow", "dull"]
    rates = [row.bits / row.minutes for row in found[1:]]
    assert rates == sorted(rates, reverse=True)


def test_where_the_first_step_spoils_a_question_it_cannot_go_first() -> None:
    """The router is restarted first, and then nobody can say what was blue before."""
    query = "light=flashing-red new-batteries=unsure skipped=wait skipped=change-batteries"
    (row,) = explained(query).questions
    assert (row.question.slug, row.step_first) == ("blue-first", None)
    assert row.ask is not None


def test_each_step_of_the_plan_is_reached_by_those_whom_none_before_it_has_helped() -> None:
    plan = explained("light=flashing-red").plan
    assert len(plan) == 3
    reached = 1.0
    for row in plan:
        assert row.reached == pytest.approx(reached)
        reached *= 1 - row.chance
    found = diagnosis_of("light=flashing-red").plan
    assert [row.step for row in plan] == [planned.step for planned in found]
    assert [row.chance for row in plan] == pytest.approx([planned.chance for planned in found])
