"""Other ways to decide what comes next: what the engine is measured against.

A policy is a function of the model and the evidence, like `next_move`.
"""

from __future__ import annotations

from collections.abc import Callable

from wizard.diagnosis.inference import by_cause, gain, posterior
from wizard.diagnosis.model import Model, QuestionTable, StepTable
from wizard.diagnosis.next_move import (
    RULES,
    Decision,
    Evidence,
    next_move,
    open_questions,
    open_steps,
)
from wizard.diagnosis.step_order import Plan, plan

Policy = Callable[[Model, Evidence], Decision]

SURE = 0.8
"""From this probability of a cause on, "ask until 80 %" asks no more."""


def no_questions(model: Model, evidence: Evidence) -> Decision:
    """The best plan for the light alone."""
    belief = posterior(model.prior, evidence.factors(model))
    return Decision(plan(belief, open_steps(model, evidence), model.support_minutes))


def fixed_order(model: Model, evidence: Evidence) -> Decision:
    """A call script: the light's questions one after the other as the staff ordered them,
    whatever is answered; then the plan.
    """
    return _ask_first(model, evidence, lambda belief, questions: questions[0])


def until_sure(model: Model, evidence: Evidence) -> Decision:
    """Ask what tells most bits a minute until a cause has 80 %; then the plan."""

    def most_telling(
        belief: tuple[float, ...], questions: tuple[QuestionTable, ...]
    ) -> QuestionTable | None:
        if max(by_cause(model, belief).values()) >= SURE:
            return None
        telling = [question for question in questions if gain(question, belief) >= RULES.min_bits]
        return max(
            telling, key=lambda question: gain(question, belief) / question.minutes, default=None
        )

    return _ask_first(model, evidence, most_telling)


def static_page(model: Model, evidence: Evidence) -> Decision:
    """A page read from top to bottom: causes by how common they are, under each its steps in the
    staff's order. A page lists no step that is worth less than calling support.
    """
    by_frequency = sorted(range(len(model.causes)), key=lambda hypothesis: -model.prior[hypothesis])
    listed: dict[str, StepTable] = {}
    for hypothesis in by_frequency:
        worth_it = {slug for slug, _, _ in model.cures[hypothesis]}
        listed |= {
            step.slug: step
            for step in model.steps
            if step.slug in worth_it and step.slug not in listed
        }
    return Decision(
        Plan(0.0, tuple(step for slug, step in listed.items() if slug not in evidence.failed))
    )


def _ask_first(
    model: Model,
    evidence: Evidence,
    choose: Callable[[tuple[float, ...], tuple[QuestionTable, ...]], QuestionTable | None],
) -> Decision:
    """Questions come before the first step, or not at all."""
    decision = no_questions(model, evidence)
    questions = open_questions(model, evidence)
    if evidence.failed or not questions or len(evidence.answers) >= RULES.question_cap:
        return decision
    return Decision(
        decision.plan, choose(posterior(model.prior, evidence.factors(model)), questions)
    )


OURS, NO_QUESTIONS = "Blinkdiag", "no questions"
POLICIES: dict[str, Policy] = {
    OURS: next_move,
    "fixed question order": fixed_order,
    "ask until 80 %": until_sure,
    NO_QUESTIONS: no_questions,
    "static page": static_page,
}
