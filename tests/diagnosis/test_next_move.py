"""Plans and moves: what goes before what, and when a question is not worth it."""

from __future__ import annotations

import pytest

from tests.builders import make_model, make_question_table, make_step_table
from wizard.diagnosis.model import Model, QuestionTable, StepTable
from wizard.diagnosis.next_move import BARE_RULES, Decision, Evidence, Rules, next_move
from wizard.diagnosis.step_order import known_cause_bound, plan

TELLING = make_question_table("telling", rows=[(0.97, 0.03), (0.03, 0.97)], minutes=0.25)
CURE_ONE = make_step_table("cure-one", fixes=(0.9, 0.0), minutes=10)
CURE_TWO = make_step_table("cure-two", fixes=(0.0, 0.9), minutes=10)


def model_of(*steps: StepTable, questions: tuple[QuestionTable, ...] = (TELLING,)) -> Model:
    return make_model(prior=[1, 1], questions=questions, steps=steps)


def order(model: Model) -> list[str]:
    return [step.slug for step in plan(model.prior, model.steps, model.support_minutes).steps]


def asked(decision: Decision) -> str | None:
    return decision.ask.slug if decision.ask else None


def test_the_step_that_fixes_most_a_minute_goes_first() -> None:
    quick = make_step_table("quick", fixes=(0.15, 0.15), minutes=1)
    assert order(model_of(CURE_ONE, quick, CURE_TWO)) == ["quick", "cure-one", "cure-two"]


def test_of_equal_steps_the_first_in_the_knowledge_goes_first() -> None:
    assert order(model_of(CURE_ONE, CURE_TWO)) == ["cure-one", "cure-two"]
    assert order(model_of(CURE_TWO, CURE_ONE)) == ["cure-two", "cure-one"]


def test_steps_are_ranked_again_after_each_failure() -> None:
    both = make_step_table("both", fixes=(0.9, 0.4), minutes=2)
    one = make_step_table("one", fixes=(0.7, 0.0), minutes=2)
    two = make_step_table("two", fixes=(0.0, 0.7), minutes=2)
    assert order(model_of(one, two, both)) == ["both", "two", "one"]


def test_a_step_worth_less_than_support_is_not_planned() -> None:
    assert order(model_of(make_step_table("long-shot", fixes=(0.15, 0.0), minutes=10))) == []


def test_planned_minutes_are_those_of_the_definition() -> None:
    planned = plan((0.5, 0.5), (CURE_ONE, CURE_TWO), 45)
    assert planned.minutes == pytest.approx(10 + 10 * 0.55 + 45 * 0.1)


def test_a_prerequisite_blocks_a_step_until_it_was_planned_tried_or_skipped() -> None:
    first = make_step_table("first", fixes=(0.15, 0.0), minutes=1)
    after = make_step_table("after", fixes=(0.9, 0.9), minutes=1, prerequisites=["first"])
    model = model_of(after, first, questions=())
    assert order(model) == ["first", "after"]
    for done in (Evidence(failed=("first",)), Evidence(skipped=("first",))):
        assert [step.slug for step in next_move(model, done).plan.steps] == ["after"]


def test_a_prerequisite_that_cannot_help_here_blocks_nothing() -> None:
    after = make_step_table(
        "after", fixes=(0.9, 0.9), minutes=1, prerequisites=["not-of-this-model"]
    )
    assert order(model_of(after)) == ["after"]


def test_what_could_not_be_done_says_nothing_and_is_not_planned_again() -> None:
    model = model_of(CURE_ONE, CURE_TWO, questions=())
    skipped, failed = (
        next_move(model, Evidence(skipped=("cure-one",))),
        next_move(model, Evidence(failed=("cure-one",))),
    )
    assert skipped.plan.steps == failed.plan.steps == (CURE_TWO,)
    assert skipped.plan.minutes > failed.plan.minutes


def test_the_known_cause_bound_plans_for_each_cause_alone() -> None:
    assert known_cause_bound(
        model_of(CURE_ONE, CURE_TWO), (0.5, 0.5), (CURE_ONE, CURE_TWO)
    ) == pytest.approx(14.5)
    assert known_cause_bound(
        model_of(CURE_ONE, CURE_TWO), (0.5, 0.5), (CURE_ONE,)
    ) == pytest.approx((14.5 + 45) / 2)


def test_a_question_that_saves_a_wrong_step_is_asked() -> None:
    decision = next_move(model_of(CURE_ONE, CURE_TWO), Evidence())
    assert asked(decision) == "telling"
    assert decision.saves_minutes > 2


def test_a_question_that_changes_nothing_to_do_is_not_asked() -> None:
    cures_both = make_step_table("cure", fixes=(0.9, 0.9), minutes=10)
    assert asked(next_move(model_of(cures_both), Evidence())) is None


def test_a_closed_question_is_not_asked() -> None:
    model = model_of(CURE_ONE, CURE_TWO)
    assert asked(next_move(model, Evidence(closed=frozenset({"telling"})))) is None
    assert asked(next_move(model, Evidence(answers=(("telling", None),)))) is None


def test_a_free_fix_goes_before_a_question() -> None:
    slow = make_question_table("telling", rows=[(0.97, 0.03), (0.03, 0.97)], minutes=2)
    harmless = make_step_table("free", fixes=(0.4, 0.4), minutes=0.25)
    assert (
        asked(next_move(model_of(harmless, CURE_ONE, CURE_TWO, questions=(slow,)), Evidence()))
        is None
    )


def test_a_step_that_spoils_a_question_never_goes_before_it() -> None:
    quick = make_question_table(
        "telling", rows=[(0.97, 0.03), (0.03, 0.97)], minutes=0.5, unknown_share=0
    )
    harmless = make_step_table("first", fixes=(0.7, 0.0), minutes=0.25)
    spoiling = make_step_table("first", fixes=(0.7, 0.0), minutes=0.25, disturbs=["telling"])
    costly = make_step_table("costly", fixes=(0.0, 0.9), minutes=12)
    assert (
        asked(next_move(model_of(harmless, CURE_ONE, costly, questions=(quick,)), Evidence()))
        is None
    )
    assert (
        asked(next_move(model_of(spoiling, CURE_ONE, costly, questions=(quick,)), Evidence()))
        == "telling"
    )


def test_patience_ends_after_six_answers_not_sure_among_them() -> None:
    model = model_of(CURE_ONE, CURE_TWO)
    others = tuple((f"question-{number}", None) for number in range(6))
    assert asked(next_move(model, Evidence(answers=others[:5]))) == "telling"
    assert asked(next_move(model, Evidence(answers=others))) is None
    assert asked(next_move(model, Evidence(answers=others), BARE_RULES)) == "telling"


def test_a_question_has_to_save_the_least_that_is_worth_a_tap() -> None:
    model = model_of(CURE_ONE, CURE_TWO)
    saves = next_move(model, Evidence()).saves_minutes
    assert asked(next_move(model, Evidence(), Rules(min_saving=saves - 0.01))) == "telling"
    assert asked(next_move(model, Evidence(), Rules(min_saving=saves + 0.01))) is None


def test_a_question_has_to_tell_the_fewest_bits() -> None:
    assert asked(next_move(model_of(CURE_ONE, CURE_TWO), Evidence(), Rules(min_bits=0.9))) is None


def test_nothing_left_to_try_is_an_empty_plan() -> None:
    decision = next_move(model_of(CURE_ONE, questions=()), Evidence(failed=("cure-one",)))
    assert decision == Decision(plan=decision.plan)
    assert decision.plan.steps == ()
    assert decision.plan.minutes == pytest.approx(45)


def test_where_no_step_helps_questions_are_asked_until_a_cause_is_clear() -> None:
    vague = make_question_table("vague", rows=[(0.6, 0.4), (0.4, 0.6)])
    model = model_of(questions=(vague, TELLING))
    assert asked(next_move(model, Evidence())) == "telling"
    assert asked(next_move(model, Evidence(answers=(("telling", "0"),)))) is None
    assert asked(next_move(model, Evidence(answers=(("telling", None),)))) is None, (
        "the other says less than .05 bit"
    )


def test_where_no_step_helps_four_questions_are_enough() -> None:
    questions = tuple(
        make_question_table(f"q{number}", rows=[(0.7, 0.3), (0.3, 0.7)]) for number in range(6)
    )
    unsure = tuple((question.slug, None) for question in questions[:4])
    assert asked(next_move(model_of(questions=questions), Evidence(answers=unsure[:3]))) == "q3"
    assert asked(next_move(model_of(questions=questions), Evidence(answers=unsure))) is None
