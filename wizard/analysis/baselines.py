"""Other ways to decide what comes next: what the engine is measured against.

A policy is a function of the model and the evidence, like `next_move`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wizard.diagnosis.inference import by_cause, gain
from wizard.diagnosis.model import Model, QuestionTable, Row
from wizard.diagnosis.next_move import (
    RULES,
    Decision,
    Evidence,
    belief_after,
    next_move,
    open_questions,
    open_steps,
)
from wizard.diagnosis.step_order import Plan, plan

Policy = Callable[[Model, Evidence], Decision]
Choice = Callable[[Model, Row, tuple[QuestionTable, ...]], QuestionTable | None]

SURE = 0.8
"""From this probability of a cause on, "ask until 80 %" asks no more."""


def no_questions(model: Model, evidence: Evidence) -> Decision:
    """The best plan for the light alone."""
    belief = belief_after(model, evidence)
    return Decision(plan(belief, open_steps(model, evidence), model.support_minutes))


def fixed_order(
    model: Model, belief: Row, questions: tuple[QuestionTable, ...]
) -> QuestionTable | None:
    """A call script: the questions in the staff's order, whatever is answered."""
    return questions[0]


def most_telling(
    model: Model, belief: Row, questions: tuple[QuestionTable, ...]
) -> QuestionTable | None:
    """What tells most bits a minute, until a cause has 80 %."""
    if max(by_cause(model, belief).values()) >= SURE:
        return None
    telling = [question for question in questions if gain(question, belief) >= RULES.min_bits]
    return max(
        telling, key=lambda question: gain(question, belief) / question.minutes, default=None
    )


def static_page(model: Model, evidence: Evidence) -> Decision:
    """A page read from top to bottom: causes by how common they are, under each its steps in the
    staff's order. A page lists no step that is worth less than calling support.
    """
    by_frequency = sorted(range(len(model.causes)), key=lambda hypothesis: -model.prior[hypothesis])
    listed = {
        step.slug: step
        for hypothesis in by_frequency
        for step in model.steps
        if any(slug == step.slug for slug, _, _ in model.cures[hypothesis])
    }
    return Decision(
        Plan(0.0, tuple(step for slug, step in listed.items() if slug not in evidence.failed))
    )


def _ask_first(choose: Choice, model: Model, evidence: Evidence) -> Decision:
    """Questions come before the first step, or not at all; then the plan."""
    decision = no_questions(model, evidence)
    questions = open_questions(model, evidence)
    if evidence.failed or not questions or len(evidence.answers) >= RULES.question_cap:
        return decision
    belief = belief_after(model, evidence)
    return Decision(decision.plan, choose(model, belief, questions))


OURS, NO_QUESTIONS = "Blinkdiag", "no questions"
POLICIES: dict[str, Policy] = {
    OURS: next_move,
    "fixed question order": partial(_ask_first, fixed_order),
    "ask until 80 %": partial(_ask_first, most_telling),
    NO_QUESTIONS: no_questions,
    "static page": static_page,
}
