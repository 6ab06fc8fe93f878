"""The numbers behind a page, which homeowners are not shown: probabilities, weights of evidence,
and why this question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wizard.diagnosis.address import Progress
from wizard.diagnosis.diagnose import clues_of, evidence_of, likeliest_causes
from wizard.diagnosis.inference import (
    by_cause,
    dot,
    gain,
    normalised,
    posterior,
    times,
    weights_of_evidence,
)
from wizard.diagnosis.model import Model, QuestionTable, Row, StepTable, build_model
from wizard.diagnosis.next_move import (
    RULES,
    Decision,
    Evidence,
    ask_minutes,
    candidates_of,
    next_move,
    open_questions,
    open_steps,
    step_goes_first,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import Plan, known_cause_bound
from wizard.diagnosis.whole_plan import whole_plan
from wizard.knowledge.values import Cause, Knowledge, Question, Step

ASKED = "asked"
ENOUGH = "enough was asked"
TELLS_LITTLE = "tells too little"
NOT_EXAMINED = "others tell more in less time"
WORTH_NOTHING = "no answer is worth the time"
SAVES_LITTLE = "saves too little"
STEP_FIRST = "the step goes first"
OTHER_SAVES_MORE = "another saves more"
NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class CauseNumbers:
    """P(cause) before and after the evidence, and for each clue its weight of evidence in bits,
    in their order.
    """

    cause: Cause
    before: float
    after: float
    bits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QuestionNumbers:
    """What asking it now would be worth: `bits` (G), its `minutes` (t_Q), and expected minutes
    until it is fixed, if it is
    asked now (`ask`: ECR_Q) and if the plan's first step goes first (`step_first`: ECR_AQ).
    `verdict`: why it is asked or not.

    None: it was not computed, because no step helps, or there is none to go first.
    """

    question: Question
    bits: float
    minutes: float
    ask: float | None
    step_first: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """`minutes` with penalties; `reached`: P(all before it failed); `chance`: P(it fixes), given
    that they failed.
    """

    step: Step
    minutes: float
    reached: float
    chance: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the engine computed for one page.

    `clues`: what was said, in the order of each cause's `bits`. `expected_minutes`: ECR of the
    plan, support as the last resort; `known_cause_minutes`: what it would be if the cause were
    known, so no question saves more than the difference.
    """

    clues: tuple[str, ...]
    causes: tuple[CauseNumbers, ...]
    expected_minutes: float
    known_cause_minutes: float
    questions: tuple[QuestionNumbers, ...]
    plan: tuple[StepNumbers, ...]


def explain_numbers(knowledge: Knowledge, progress: Progress) -> Explanation:
    """The numbers for what is known so far; causes and questions with the largest first.

    ValueError while no light is known.
    """
    if progress.light is None:
        raise ValueError("There is no light yet, so the engine computes nothing.")
    model = build_model(knowledge, progress.family, progress.light, progress.colour)
    clues = clues_of(model, progress)
    factors = [clue.factor for clue in clues]
    evidence = evidence_of(model, progress)
    belief = posterior(model.prior, evidence.factors(model))
    decision = next_move(model, evidence)
    planned = decision.plan.steps
    whole = whole_plan(knowledge, progress.family.slug, model, evidence, planned)
    done = progress.fixed is not None
    return Explanation(
        clues=tuple(clue.said for clue in clues),
        causes=_causes(knowledge, model, factors),
        expected_minutes=0.0 if done else decision.plan.minutes,
        known_cause_minutes=0.0
        if done
        else known_cause_bound(model, belief, open_steps(model, evidence)),
        questions=() if done else _questions(knowledge, model, evidence, belief, decision),
        plan=() if done else _plan(knowledge, belief, whole.steps),
    )


def _causes(knowledge: Knowledge, model: Model, factors: list[Row]) -> tuple[CauseNumbers, ...]:
    before, after = by_cause(model, model.prior), by_cause(model, posterior(model.prior, factors))
    weights = weights_of_evidence(model, factors)
    return tuple(
        CauseNumbers(
            cause, before[cause.slug], probability, tuple(bits[cause.slug] for bits in weights)
        )
        for cause, probability in likeliest_causes(knowledge, after)
    )


def _questions(
    knowledge: Knowledge, model: Model, evidence: Evidence, belief: Row, decision: Decision
) -> tuple[QuestionNumbers, ...]:
    verdicts = _verdicts(model, evidence, belief, decision)
    rows = []
    for table in open_questions(model, evidence):
        ask, step_first = _minutes(model, evidence, belief, table, decision.plan)
        question = knowledge.question[table.slug]
        rows.append(
            QuestionNumbers(
                question, gain(table, belief), table.minutes, ask, step_first, verdicts[table.slug]
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.verdict != ASKED, -row.bits / row.minutes)))


def _minutes(
    model: Model, evidence: Evidence, belief: Row, table: QuestionTable, base: Plan
) -> tuple[float | None, float | None]:
    """(ECR_Q, ECR_AQ)"""
    if not model.steps:
        return None, None
    steps, support = open_steps(model, evidence), model.support_minutes
    ask = ask_minutes(table, belief, steps, support, base.minutes)
    if not base.steps or table.slug in base.steps[0].disturbs:
        return ask, None
    return ask, step_then_ask_minutes(base.steps[0], table, belief, base, steps, support)


def _verdicts(model: Model, evidence: Evidence, belief: Row, decision: Decision) -> dict[str, str]:
    """Question -> why it is asked or not, in the order in which the engine looks."""
    asked = len(evidence.answers)
    tables = open_questions(model, evidence)
    if not model.steps:
        found = dict.fromkeys((table.slug for table in tables), NOT_NEEDED)
    else:
        examined = {table.slug for table in candidates_of(belief, tables, RULES, asked)}
        found = {
            table.slug: _verdict(model, evidence, belief, decision.plan, table)
            if table.slug in examined
            else _why_not_examined(table, belief, asked)
            for table in tables
        }
    if decision.ask:
        found[decision.ask.slug] = ASKED
    elif examined_in_vain := [
        slug for slug, verdict in found.items() if verdict == OTHER_SAVES_MORE
    ]:
        found |= dict.fromkeys(examined_in_vain, WORTH_NOTHING)
    return found


def _why_not_examined(table: QuestionTable, belief: Row, asked: int) -> str:
    if asked >= RULES.question_cap:
        return ENOUGH
    return TELLS_LITTLE if gain(table, belief) < RULES.min_bits else NOT_EXAMINED


def _verdict(
    model: Model, evidence: Evidence, belief: Row, base: Plan, table: QuestionTable
) -> str:
    steps, support = open_steps(model, evidence), model.support_minutes
    now = ask_minutes(table, belief, steps, support, base.minutes)
    if now >= base.minutes - RULES.min_saving:
        return SAVES_LITTLE
    if step_goes_first(table, now, belief, base, steps, support):
        return STEP_FIRST
    return OTHER_SAVES_MORE


def _plan(knowledge: Knowledge, belief: Row, steps: Iterable[StepTable]) -> tuple[StepNumbers, ...]:
    rows, reached = [], 1.0
    for table in steps:
        chance = dot(belief, table.fixes)
        rows.append(StepNumbers(knowledge.step[table.slug], table.minutes, reached, chance))
        reached *= 1 - chance
        belief = normalised(times(belief, table.fails))
    return tuple(rows)
