"""The numbers behind a page, for staff: probabilities, weights, and why this question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    belief_after,
    candidates_of,
    next_move,
    open_questions,
    open_steps,
    step_goes_first,
    step_then_ask_minutes,
)
from wizard.diagnosis.step_order import known_cause_bound
from wizard.diagnosis.whole_plan import whole_plan
from wizard.knowledge.values import Cause, Knowledge, Question, Step

ASKED = "asked"
ENOUGH = "enough was asked"
TELLS_LITTLE = "tells too little"
NOT_EXAMINED = "others tell more in less time"
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
    until it is fixed, if it is asked now (`ask`: ECR_Q) and if the plan's first step goes first
    (`step_first`: ECR_AQ); None where no step helps, or there is none to go first. `verdict`: why
    it is asked or not.
    """

    question: Question
    bits: float
    minutes: float
    ask: float | None
    step_first: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """`minutes` with penalties; `reached`: P(all before it failed); `chance`: it fixes then."""

    step: Step
    minutes: float
    reached: float
    chance: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the engine computed for one page. `clues`: what was said, in the order of each
    cause's `bits`. `expected_minutes`: ECR of the plan; `known_cause_minutes`: what it would be if
    the cause were known, so no question saves more than the difference.
    """

    clues: tuple[str, ...]
    causes: tuple[CauseNumbers, ...]
    expected_minutes: float
    known_cause_minutes: float
    questions: tuple[QuestionNumbers, ...]
    plan: tuple[StepNumbers, ...]


def explain_numbers(knowledge: Knowledge, progress: Progress) -> Explanation:
    """Causes and questions with the largest first. ValueError while no light is known."""
    if progress.light is None:
        raise ValueError("There is no light yet, so the engine computes nothing.")
    model = build_model(knowledge, progress.family, progress.light, progress.colour)
    clues = clues_of(model, progress)
    evidence = evidence_of(model, progress)
    belief = belief_after(model, evidence)
    decision = next_move(model, evidence)
    whole = whole_plan(knowledge, progress.family.slug, model, evidence, decision.plan.steps)
    found = Explanation(
        clues=tuple(clue.said for clue in clues),
        causes=_causes(knowledge, model, [clue.factor for clue in clues]),
        expected_minutes=decision.plan.minutes,
        known_cause_minutes=known_cause_bound(model, belief, open_steps(model, evidence)),
        questions=_questions(knowledge, model, evidence, belief, decision),
        plan=_plan(knowledge, belief, whole.steps),
    )
    if progress.fixed:  # nothing is left to ask or to do
        return replace(found, expected_minutes=0.0, known_cause_minutes=0.0, questions=(), plan=())
    return found


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
    base, support = decision.plan, model.support_minutes
    steps, tables = open_steps(model, evidence), open_questions(model, evidence)
    examined = candidates_of(belief, tables, RULES, len(evidence.answers))

    def verdict(table: QuestionTable, ask: float | None) -> str:
        """In the order in which the engine looks."""
        if decision.ask and decision.ask.slug == table.slug:
            return ASKED
        if ask is None:
            return NOT_NEEDED
        if len(evidence.answers) >= RULES.question_cap:
            return ENOUGH
        if table not in examined:
            return TELLS_LITTLE if gain(table, belief) < RULES.min_bits else NOT_EXAMINED
        if ask >= base.minutes - RULES.min_saving:
            return SAVES_LITTLE
        if step_goes_first(table, ask, belief, base, steps, support):
            return STEP_FIRST
        return OTHER_SAVES_MORE

    rows = []
    for table in tables:
        ask = step_first = None
        if model.steps:
            ask = ask_minutes(table, belief, steps, support, base.minutes)
        if base.steps and table.slug not in base.steps[0].disturbs:
            first = base.steps[0]
            step_first = step_then_ask_minutes(first, table, belief, base, steps, support)
        rows.append(
            QuestionNumbers(
                question=knowledge.question[table.slug],
                bits=gain(table, belief),
                minutes=table.minutes,
                ask=ask,
                step_first=step_first,
                verdict=verdict(table, ask),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.verdict != ASKED, -row.bits / row.minutes)))


def _plan(knowledge: Knowledge, belief: Row, steps: Iterable[StepTable]) -> tuple[StepNumbers, ...]:
    rows, reached = [], 1.0
    for table in steps:
        chance = dot(belief, table.fixes)
        rows.append(StepNumbers(knowledge.step[table.slug], table.minutes, reached, chance))
        reached *= 1 - chance
        belief = normalised(times(belief, table.fails))
    return tuple(rows)
