"""Ask, or act? A question must pay for itself now, and more now than after the next step."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from wizard.diagnosis.inference import (
    Numbers,
    after_its_group,
    answer_factors,
    by_cause,
    dot,
    gain,
    posterior,
    times,
)
from wizard.diagnosis.model import Model, QuestionTable, Row, StepTable
from wizard.diagnosis.step_order import Plan, known_cause_bound, plan
from wizard.knowledge.values import Slug


@dataclass(frozen=True, slots=True)
class Rules:
    """When a question is worth a person's while. The defaults cost 0.02 % more minutes than the
    bare rule and spare questions nobody needs.

    `min_bits`: least gain. `min_saving`: least minutes saved. `lookahead`: how many questions, most
    bits a minute first, are examined; None for all. `question_cap`: after this many answered
    questions, "not sure" among them, nothing more is asked.
    """

    min_bits: float = 0.02
    min_saving: float = 0.05
    lookahead: int | None = 8
    question_cap: int = 6


RULES = Rules()
"""The rules in force. Anyone who needs the question cap reads it here."""

BARE_RULES = Rules(min_bits=0, min_saving=0, lookahead=None, question_cap=sys.maxsize)
"""The two-step rule of the literature, without thresholds."""

CONFIDENT_SHARE, WITHOUT_STEPS = 0.7, Rules(min_bits=0.05, question_cap=4)
"""Where no step helps against anything, minutes cannot decide: ask until a cause has this
probability, every question tells fewer bits, or so many are answered."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known. An answer of None is "not sure": it closes its question and says nothing.

    `closed`: questions not to be asked although they have no answer (set aside, or spoilt by a step
    that was tried). `cause`: the one that the person recognised, else empty.
    """

    answers: tuple[tuple[Slug, Slug | None], ...] = ()
    failed: tuple[Slug, ...] = ()
    skipped: tuple[Slug, ...] = ()
    closed: frozenset[Slug] = frozenset()
    cause: Slug = ""

    def factors(self, model: Model) -> list[Row]:
        """A likelihood for each piece of evidence the model knows."""
        said = answer_factors(model, self.told(model))
        if self.cause in model.causes:
            said.append(recognition(model, posterior(model.prior, said), self.cause))
        return said + [model.step[step].fails for step in self.failed if step in model.step]

    def told(self, model: Model) -> list[tuple[Slug, Slug]]:
        """The answers that say something: no "not sure", no question the model does not know."""
        return [
            (question, option)
            for question, option in self.answers
            if option is not None and question in model.question
        ]


@lru_cache(maxsize=256)
def belief_after(model: Model, evidence: Evidence) -> Row:
    """What to believe (probabilities): the move, the plan and the page ask for it."""
    return posterior(model.prior, evidence.factors(model))


RECOGNISED = 0.9
"""How often a person is right who says of a cause "that is it". Our own assumption."""


def recognition(model: Model, belief: Numbers, cause: Slug) -> Row:
    """The factor after which the cause has the probability `RECOGNISED`, unless it had more, and
    the others keep their proportions: Jeffrey's rule (Jeffrey 1965, ch. 11).

    1 for everything where the cause is impossible or certain.
    """
    before = by_cause(model, belief)[cause]
    if not 0 < before < RECOGNISED:
        return (1.0,) * len(model.causes)
    others = before * (1 - RECOGNISED) / ((1 - before) * RECOGNISED)
    return tuple(1.0 if hypothesis == cause else others for hypothesis in model.causes)


@dataclass(frozen=True, slots=True)
class Decision:
    """`ask` and the minutes it saves, else the plan's first step, else (an empty plan) support."""

    plan: Plan
    ask: QuestionTable | None = None
    saves_minutes: float = 0.0


def next_move(
    model: Model, evidence: Evidence, rules: Rules = RULES, *, any_question: bool = False
) -> Decision:
    """The two-step rule (Langseth & Jensen 2003, eq. 5): of the questions with ECR_Q < ECR and
    ECR_Q <= ECR_AQ, where A is the plan's first step, ask the one with the least ECR_Q; without
    one, try A. `any_question`: the first of them will do.
    """
    belief = belief_after(model, evidence)
    steps, questions = open_steps(model, evidence), open_questions(model, evidence)
    support = model.support_minutes
    base = plan(belief, steps, support)
    asked = len(evidence.answers)
    if not model.steps:
        is_clear = max(by_cause(model, belief).values()) >= CONFIDENT_SHARE
        telling = [] if is_clear else candidates_of(belief, questions, WITHOUT_STEPS, asked)
        return Decision(base, next(iter(telling), None))
    candidates = candidates_of(belief, questions, rules, asked)
    if not candidates:
        return Decision(base)
    perfect_information = base.minutes - known_cause_bound(model, belief, steps)
    if perfect_information <= min(question.minutes for question in candidates):
        return Decision(base)
    least = base.minutes - rules.min_saving
    weighed = (
        (ask_minutes(question, belief, steps, support, base.minutes), question)
        for question in candidates
    )
    saving: Iterable[tuple[float, QuestionTable]] = (pair for pair in weighed if pair[0] < least)
    for now, question in saving if any_question else sorted(saving, key=itemgetter(0)):
        if not step_goes_first(question, now, belief, base, steps, support):
            return Decision(base, question, base.minutes - now)
    return Decision(base)


@lru_cache(maxsize=2048)
def decision(model: Model, evidence: Evidence) -> Decision:
    """The same under the rules in force, kept by state: several pages of a state ask for it."""
    return next_move(model, evidence)


def asks(model: Model, evidence: Evidence) -> bool:
    """Does `next_move` ask anything?"""
    return next_move(model, evidence, any_question=True).ask is not None


def open_steps(model: Model, evidence: Evidence) -> tuple[StepTable, ...]:
    done = {*evidence.failed, *evidence.skipped}
    return tuple(step for step in model.steps if step.slug not in done)


def open_questions(model: Model, evidence: Evidence) -> tuple[QuestionTable, ...]:
    """As they stand: a question whose group has answers tells less than it did."""
    done = evidence.closed.union(question for question, _ in evidence.answers)
    answered = Counter(model.question[question].group for question, _ in evidence.told(model))
    return tuple(
        after_its_group(question, answered[question.group]) if question.group else question
        for question in model.questions
        if question.slug not in done
    )


def ask_minutes(
    question: QuestionTable,
    weights: Row,
    steps: tuple[StepTable, ...],
    support_minutes: float,
    unanswered: float,
) -> float:
    """ECR_Q = t_Q + u_Q ECR(E) + (1 - u_Q) sum_a P(a|E) ECR(E,a), times the sum of the weights
    (Heckerman et al. 1995, eq. 7).

    `unanswered`: ECR(E) times the same sum.
    """
    answered = sum(
        plan(times(weights, likelihood), steps, support_minutes).minutes
        for likelihood in question.likelihoods
    )
    return _with_unanswered(question, weights, unanswered, answered)


def _with_unanswered(
    question: QuestionTable, weights: Row, unanswered: float, answered: float
) -> float:
    share = question.unknown_share
    return question.minutes * sum(weights) + share * unanswered + (1 - share) * answered


def step_then_ask_minutes(
    first: StepTable,
    question: QuestionTable,
    belief: Row,
    base: Plan,
    steps: tuple[StepTable, ...],
    support: float,
) -> float:
    """ECR_AQ = t_A + (1 - p_A) ECR_Q(E, A failed), where `first` is the first step of the plan
    `base`; the rest of a plan is the plan once its first step has failed, so nothing that begins
    with A is planned again.
    """
    left = tuple(step for step in steps if step is not first)
    broken, answered = times(belief, first.fails), 0.0
    for likelihood in question.likelihoods:
        planned = plan(times(belief, likelihood), steps, support)
        if planned.steps and planned.steps[0] is first:
            answered += planned.minutes - first.minutes * dot(belief, likelihood)
        else:
            answered += plan(times(broken, likelihood), left, support).minutes
    return first.minutes + _with_unanswered(
        question, broken, base.minutes - first.minutes, answered
    )


def candidates_of(
    belief: Numbers, questions: Iterable[QuestionTable], rules: Rules, asked: int
) -> list[QuestionTable]:
    """The questions worth examining, most bits a minute first; equals in the knowledge's order."""
    if asked >= rules.question_cap:
        return []
    gains = [(gain(question, belief), question) for question in questions]
    telling = [
        (bits / question.minutes, question) for bits, question in gains if bits >= rules.min_bits
    ]
    telling.sort(key=lambda pair: -pair[0])
    return [question for _, question in telling[: rules.lookahead]]


def step_goes_first(
    question: QuestionTable,
    now: float,
    belief: Row,
    base: Plan,
    steps: tuple[StepTable, ...],
    support: float,
) -> bool:
    """Is it better to try the plan's first step A before the question?

    Never if A would spoil what the question asks about.

    A harmless A with t_A <= p_A t_Q is as good as a question that always solved everything: it is
    never worse to try it first. Otherwise the question has to wait if ECR_AQ < ECR_Q.
    """
    if not base.steps or question.slug in base.steps[0].disturbs:
        return False
    first = base.steps[0]
    if not first.destructive and first.minutes <= dot(belief, first.fixes) * question.minutes:
        return True
    return step_then_ask_minutes(first, question, belief, base, steps, support) < now - 1e-9
