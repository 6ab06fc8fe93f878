"""Plans and moves: what goes before what, and when a question is not worth it."""

from __future__ import annotations

import pytest

from tests.builders import make_model, make_question_table, make_step_table
from wizard.diagnosis.inference import gain, posterior
from wizard.diagnosis.model import Model, QuestionTable, StepTable
from wizard.diagnosis.next_move import (
    BARE_RULES,
    Decision,
    Evidence,
    Rules,
    ask_minutes,
    asks,
    candidates_of,
    next_move,
    recognition,
    step_goes_first,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import Plan, known_cause_bound, plan

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


# To the last place


def test_what_a_question_costs_is_what_its_answers_cost_and_who_is_unsure_is_as_before() -> None:
    table = make_question_table(
        "telling", rows=[(0.8, 0.2), (0.1, 0.9)], minutes=0.5, unknown_share=0.25
    )
    steps, weights = (CURE_ONE, CURE_TWO), (0.6, 0.2)
    answered = sum(
        plan((0.6 * row[0], 0.2 * row[1]), steps, 45).minutes for row in table.likelihoods
    )
    found = ask_minutes(table, weights, steps, 45, 7.0)
    assert found == pytest.approx(0.5 * 0.8 + 0.25 * 7.0 + 0.75 * answered)
    base = plan(weights, steps, 45)
    failed = (0.6 * 0.1, 0.2)
    assert step_then_ask_minutes(CURE_ONE, table, weights, base, steps, 45) == pytest.approx(
        10 + ask_minutes(table, failed, (CURE_TWO,), 45, base.minutes - 10)
    )


def test_the_questions_worth_examining_tell_enough_and_most_a_minute_first() -> None:
    def table(slug: str, sure: float, minutes: float = 1.0) -> QuestionTable:
        rows = [(sure, 1 - sure), (1 - sure, sure)]
        return make_question_table(slug, rows=rows, minutes=minutes, unknown_share=0)

    long, short, dull, same = (
        table("long", 0.97, 4),
        table("short", 0.9),
        table("dull", 0.55),
        table("same", 0.9),
    )
    belief = (0.5, 0.5)
    bits = gain(dull, belief)
    tables = (long, short, dull, same)

    def examined(rules: Rules, asked: int = 0) -> list[str]:
        return [one.slug for one in candidates_of(belief, tables, rules, asked)]

    everything = ["short", "same", "long", "dull"]
    assert examined(BARE_RULES) == everything
    assert examined(Rules(min_bits=bits)) == everything
    assert examined(Rules(min_bits=bits + 1e-9)) == everything[:3]
    assert examined(Rules(min_bits=0, lookahead=2)) == everything[:2]
    assert examined(Rules(min_bits=0, question_cap=3), asked=2) == everything
    assert examined(Rules(min_bits=0, question_cap=3), asked=3) == []


def test_who_would_do_as_well_without_knowing_the_cause_is_asked_nothing() -> None:
    """Perfect information is worth less than the quickest question takes."""
    model = model_of(CURE_ONE, CURE_TWO)
    worth = next_move(model, Evidence()).plan.minutes - known_cause_bound(
        model, model.prior, model.steps
    )
    for minutes, asks_it in ((worth, False), (worth * 0.5, True)):
        free = make_question_table(
            "free", rows=[(1.0, 0.0), (0.0, 1.0)], minutes=minutes, unknown_share=0
        )
        decided = next_move(model_of(CURE_ONE, CURE_TWO, questions=(free,)), Evidence(), BARE_RULES)
        assert (decided.ask is not None) is asks_it
        if asks_it:
            assert decided.saves_minutes == pytest.approx(worth * 0.5)


def test_of_two_questions_the_one_that_leaves_less_to_do_is_asked() -> None:
    dull = make_question_table("dull", rows=[(0.8, 0.2), (0.2, 0.8)], minutes=0.05)
    model = model_of(CURE_ONE, CURE_TWO, questions=(dull, TELLING))
    decided = next_move(model, Evidence())
    assert asked(decided) == "telling"
    now = ask_minutes(TELLING, model.prior, model.steps, 45, decided.plan.minutes)
    assert decided.saves_minutes == pytest.approx(decided.plan.minutes - now)
    first = next_move(model, Evidence(), any_question=True)
    assert asked(first) == "dull", "it tells most a minute, so it is looked at first"
    assert asks(model, Evidence())


def test_a_free_harmless_step_that_spoils_nothing_goes_first_and_else_the_minutes_decide() -> None:
    belief = (0.5, 0.5)

    def first(question: QuestionTable, step: StepTable, now: float = 0.0) -> bool:
        steps = (step, CURE_ONE, CURE_TWO)
        base = plan(belief, steps, 45)
        assert base.steps[0] is step
        return step_goes_first(question, now, belief, base, steps, 45)

    slow = make_question_table("slow", rows=[(0.97, 0.03), (0.03, 0.97)], minutes=2)
    just = make_step_table("free", fixes=(0.5, 0.5), minutes=1)  # 1 = 0.5 * 2
    assert first(slow, just)
    assert not first(slow, make_step_table("dear", fixes=(0.5, 0.5), minutes=1.001))
    assert not first(
        slow, make_step_table("erasing", fixes=(0.5, 0.5), minutes=1, destructive=True)
    )
    spoiling = make_step_table("spoiling", fixes=(0.5, 0.5), minutes=1, disturbs=["slow"])
    assert not first(slow, spoiling, now=999)
    dear = make_step_table("dear", fixes=(0.5, 0.5), minutes=1.001)
    steps = (dear, CURE_ONE, CURE_TWO)
    later = step_then_ask_minutes(dear, slow, belief, plan(belief, steps, 45), steps, 45)
    assert not first(slow, dear, now=later)
    assert first(slow, dear, now=later + 1e-6)
    nothing = plan(belief, (), 45)
    assert not step_goes_first(slow, 999, belief, nothing, (), 45)


def test_where_no_step_helps_a_cause_of_seven_in_ten_is_clear() -> None:
    for weight, clear in ((7, True), (6.9, False)):
        model = make_model(prior=[weight, 10 - weight], questions=(TELLING,))
        assert (asked(next_move(model, Evidence())) is None) is clear
        assert next_move(model, Evidence()).plan.minutes == pytest.approx(45)


def test_a_cause_recognised_already_believed_or_impossible_changes_nothing() -> None:
    model = make_model(prior=[1, 1], causes=("one", "two"))
    assert recognition(model, (0.5, 0.5), "one") == pytest.approx((1.0, 0.1 / 0.9))
    assert recognition(model, (0.2, 0.8), "one") == pytest.approx((1.0, 0.2 * 0.1 / (0.8 * 0.9)))
    for certain in ((0.0, 1.0), (1.0, 0.0), (0.9, 0.1)):
        assert recognition(model, certain, "one") == (1.0, 1.0)


def test_evidence_has_a_factor_for_each_thing_the_model_knows() -> None:
    model = make_model(
        prior=[1, 3], causes=("one", "two"), questions=(TELLING,), steps=(CURE_ONE, CURE_TWO)
    )
    evidence = Evidence(
        answers=(("telling", "0"), ("unknown", "0")), failed=("cure-two", "unknown"), cause="one"
    )
    told = posterior(model.prior, [(0.97, 0.03)])
    assert evidence.told(model) == [("telling", "0")]
    assert evidence.factors(model) == [
        (0.97, 0.03),
        recognition(model, told, "one"),
        CURE_TWO.fails,
    ]
    unsure = Evidence(answers=(("telling", None),), cause="three")
    assert (unsure.told(model), unsure.factors(model)) == ([], [])


def test_a_step_equal_to_support_is_not_planned_and_one_just_better_is() -> None:
    even = make_step_table("even", fixes=(0.5, 0.5), minutes=22.5)
    assert order(model_of(even)) == []
    assert order(model_of(make_step_table("better", fixes=(0.5, 0.5), minutes=22.4))) == ["better"]
    assert plan((0.5, 0.5), (even,), 45).minutes == pytest.approx(45)


def test_plans_of_weights_add_up_to_the_plan_of_their_sum() -> None:
    half, whole = (
        plan((0.3, 0.2), (CURE_ONE, CURE_TWO), 45),
        plan((0.6, 0.4), (CURE_ONE, CURE_TWO), 45),
    )
    assert whole.minutes == pytest.approx(2 * half.minutes)
    assert whole.steps == half.steps == (CURE_ONE, CURE_TWO)
    assert plan((0.0, 0.0), (CURE_ONE,), 45) == Plan(0.0, ())
