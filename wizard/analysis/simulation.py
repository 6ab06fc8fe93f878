"""Visitors drawn from the knowledge meet the engine and its rivals: how good are the diagnoses, and what do they cost?

A visitor is drawn whole before anybody is asked anything: the light, the cause, every answer and the outcome of every step.
So all policies meet the same visitors, and the same seed gives the same figures. What is measured is how well the knowledge
and the engine do if the words in the tables are right; whether they are, only real visitors can say.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean

from wizard.analysis.baselines import OURS, POLICIES
from wizard.diagnosis.address import KnownLight, Light, UnsureLight
from wizard.diagnosis.inference import by_cause, posterior
from wizard.diagnosis.model import (
    Model,
    StepTable,
    answer_row,
    build_model,
    cause_weights,
    confusion_share,
    seen_weight,
)
from wizard.diagnosis.next_move import Decision, Evidence
from wizard.diagnosis.planning import plan
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import SOMETHING_ELSE, Family, Knowledge, Pattern, PatternKey, Question, Slug

Z = 1.96
"""Standard errors on either side of a mean for 95 % confidence."""

Answers = frozenset[tuple[Slug, Slug | None]]


class Mode(StrEnum):
    """What visitors know of their light."""

    LIGHT = "light"  # the right pattern
    MISTAKES = "mistakes"  # a pattern, mistaken for a look-alike or miscounted as often as the tables say
    COLOUR = "colour"  # its colour group only
    UNKNOWN = "unknown"  # nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with a light. `light` and `colour` are what they say of it, `pattern` what it is.

    `answers`: what they would say to each question (None: not sure); `works`: the steps that would fix it.
    """

    family: Family
    pattern: Pattern
    cause: Slug
    light: Light
    colour: str
    answers: Mapping[Slug, Slug | None]
    works: frozenset[Slug]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How it went for one visitor. Ranks are those when the questions stopped for the last time.

    `right_cure`: the first step against the cause ranked first helps sometimes or better against the true one, or neither
    has a step. `asked`: questions, and the minutes each promised to save. `questions_first`: how many came before the first
    step. `minutes` include support where no step of the plan helped.
    """

    ranked: tuple[Slug, ...]
    right_cure: bool
    fixed_by_first: bool
    fixed: bool
    asked: tuple[tuple[Slug, float], ...]
    questions_first: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares are 0..1; `ratio`: minutes over the minutes of the same visitors, had they been told their cause."""

    visitors: int
    first: Figure
    top_three: Figure
    right_cure: Figure
    fixed_by_first: Figure
    fixed: Figure
    questions_first: Figure
    questions: Figure
    minutes: Figure
    ratio: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Visitors who belong together, and how each policy did on them. `told_minutes`: had they been told their cause."""

    name: str
    told_minutes: float
    policies: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class QuestionUse:
    """`asked` and `unsure`: share of visitors asked, share of those who did not know; `saves_minutes`: each time it is asked,
    its own minutes taken off."""

    question: Slug
    asked: float
    unsure: float
    saves_minutes: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Share of the visitors who had `cause` and for whom `taken_for` was ranked first."""

    cause: Slug
    taken_for: Slug
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`groups`: visitors of families with a light table, of those without, and all. Lights, questions and confusions that need
    an editor most come first."""

    seed: int
    visitors: int
    slips: float
    mode: Mode
    groups: tuple[Group, ...]
    families: tuple[Group, ...]
    lights: tuple[Group, ...]
    questions: tuple[QuestionUse, ...]
    confused: tuple[Confusion, ...]


def simulate(
    knowledge: Knowledge,
    *,
    visitors: int = 10_000,
    seed: int = 1,
    slips: float = 0.05,
    mode: Mode = Mode.LIGHT,
    families: Sequence[Family] = (),
    on_progress: Callable[[int], None] = lambda met: None,
) -> Report:
    """Figures of every policy. Families (all that have lights, if none are named) get equal numbers of visitors.

    `slips`: share of answers that are another option at random. `on_progress` is told how many visitors have been met.
    Raises ValueError where there is nothing to simulate.
    """
    chosen = [family for family in families or knowledge.families if knowledge.patterns_of(family.slug)]
    if not chosen or visitors < len(chosen):
        raise ValueError("There must be a family with lights, and at least one visitor for each family.")
    met: list[_Met] = []
    for place, family in enumerate(chosen):
        count = visitors // len(chosen) + (place < visitors % len(chosen))
        desks = _Desks(knowledge)
        for visitor in draw_visitors(knowledge, family, count, seed=seed, slips=slips, mode=mode):
            met.append(desks.meet(visitor))
            on_progress(len(met))
    return Report(
        seed=seed,
        visitors=visitors,
        slips=slips,
        mode=mode,
        groups=(*_groups(met, _documentation), *_groups(met, lambda visitor: "all families")),
        families=_groups(met, lambda visitor: visitor.family.slug),
        lights=tuple(sorted(_groups(met, lambda visitor: "/".join(visitor.pattern.key)), key=_diagnosed_rightly)),
        questions=tuple(_question_uses(knowledge, chosen, met)),
        confused=tuple(_confusions(met)),
    )


# Visitors


def draw_visitors(
    knowledge: Knowledge, family: Family, count: int, *, seed: int, slips: float = 0.05, mode: Mode = Mode.LIGHT
) -> Iterator[Visitor]:
    """The first `count` visitors of a family. Each has a generator of their own: nobody's draw depends on who came before."""
    patterns = knowledge.patterns_of(family.slug)
    brought = [seen_weight(pattern) for pattern in patterns]
    questions = [question for question in knowledge.questions if family.slug in question.families]
    chances = _Chances(knowledge)
    for number in range(count):
        rng = random.Random(f"{seed}/{family.slug}/{number}")  # noqa: S311  (seeded on purpose)
        (pattern,) = rng.choices(patterns, brought)
        causes = cause_weights(pattern)
        (cause,) = rng.choices(list(causes), list(causes.values()))
        light, colour = _drawn(rng, what_they_say(patterns, pattern, mode))
        yield Visitor(
            family=family,
            pattern=pattern,
            cause=cause,
            light=light,
            colour=colour,
            answers={
                question.slug: _answer(rng, question, chances.answers(question, cause, pattern.key), slips)
                for question in questions
            },
            works=frozenset(step for step, chance in chances.effects(cause) if rng.random() < chance),
        )


class _Chances:
    """Rows of the tables, looked up once for each cause."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._rows: dict[tuple[Slug, Slug, PatternKey], tuple[float, ...]] = {}
        self._effects: dict[Slug, list[tuple[Slug, float]]] = {}

    def answers(self, question: Question, cause: Slug, pattern: PatternKey) -> tuple[float, ...]:
        key = question.slug, cause, pattern
        if key not in self._rows:
            self._rows[key] = answer_row(self._knowledge, question, cause, pattern)
        return self._rows[key]

    def effects(self, cause: Slug) -> list[tuple[Slug, float]]:
        """Of every step, so that an edit of one leaves the outcomes of the others alone."""
        if cause not in self._effects:
            self._effects[cause] = [
                (step.slug, helps(self._knowledge, step.slug, cause)) for step in self._knowledge.steps
            ]
        return self._effects[cause]


def helps(knowledge: Knowledge, step: Slug, cause: Slug) -> float:
    """How often the step fixes the cause, 0 where the tables say nothing."""
    return next((Effect.number_of(row.word) for row in knowledge.step[step].effects if row.cause == cause), 0.0)


def what_they_say(patterns: Sequence[Pattern], pattern: Pattern, mode: Mode) -> tuple[tuple[Light, str, float], ...]:
    """(light, colour, share 0..1) of those whose light is `pattern`."""
    if mode is Mode.COLOUR:
        return ((UnsureLight(), pattern.colour_group, 1.0),)
    if mode is Mode.UNKNOWN:
        return ((UnsureLight(), "", 1.0),)
    taken_for = [
        (KnownLight(picked), "", confusion_share(alike))
        for picked in patterns
        for alike in picked.look_alikes
        if alike.pattern == pattern.slug and mode is Mode.MISTAKES
    ]
    return (*taken_for, (KnownLight(pattern), "", 1 - sum(share for _, _, share in taken_for)))


def _drawn(rng: random.Random, sayings: Sequence[tuple[Light, str, float]]) -> tuple[Light, str]:
    draw = rng.random()
    for saying in sayings:
        draw -= saying[2]
        if draw < 0:
            break
    return saying[:2]


def _answer(rng: random.Random, question: Question, row: Sequence[float], slips: float) -> Slug | None:
    """Draws always the same number of times, so that what is said to one question changes no other."""
    unsure, slipped, other = rng.random() < question.unknown_share, rng.random() < slips, rng.random()
    options = [option.slug for option in question.options]
    (said,) = rng.choices(options, row)
    if unsure:
        return None
    if slipped and len(options) > 1:
        others = [option for option in options if option != said]
        return others[int(other * len(others))]
    return said


# Meeting the policies


@dataclass(frozen=True, slots=True)
class _Met:
    visitor: Visitor
    told_minutes: float
    courses: Mapping[str, Course]


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision in one state, and the causes there, likeliest first."""

    decision: Decision
    ranked: tuple[Slug, ...]


class Desk:
    """One model and everything that was ever decided with it, so that each state is decided once."""

    def __init__(self, knowledge: Knowledge, model: Model) -> None:
        self._knowledge, self.model = knowledge, model
        self._turns: dict[tuple[str, Answers, frozenset[Slug]], Turn] = {}
        self._told: dict[Slug, tuple[StepTable, ...]] = {}

    def turn(self, policy: str, answers: Answers, failed: frozenset[Slug]) -> Turn:
        state = policy, answers, failed
        if state not in self._turns:
            self._turns[state] = self.decide(policy, answers, failed)
        return self._turns[state]

    def decide(self, policy: str, answers: Answers, failed: frozenset[Slug]) -> Turn:
        """The same, and it is not remembered."""
        evidence = Evidence(
            answers=tuple(sorted(answers, key=lambda pair: pair[0])),
            failed=tuple(sorted(failed)),
            closed=frozenset(question for step in failed for question in self.model.step[step].disturbs),
        )
        causes = by_cause(self.model, posterior(self.model.prior, evidence.factors(self.model)))
        ranked = sorted(causes, key=lambda cause: -causes[cause])
        return Turn(POLICIES[policy](self.model, evidence), tuple(ranked))

    def told(self, cause: Slug) -> tuple[StepTable, ...]:
        """The plan of somebody who is told the cause: nobody can do better."""
        if cause not in self._told:
            certain = [float(name == cause) for name in self.model.causes]
            self._told[cause] = (
                plan(certain, self.model.steps, self.model.support_minutes).steps if any(certain) else ()
            )
        return self._told[cause]

    def told_minutes(self, visitor: Visitor) -> float:
        minutes = 0.0
        for step in self.told(visitor.cause):
            minutes += step.minutes
            if step.slug in visitor.works:
                return minutes
        return minutes + self.model.support_minutes

    def is_right_cure(self, ranked_first: Slug, cause: Slug) -> bool:
        """Would the first step against what is ranked first help the true cause too, sometimes or better?"""
        cures = self.told(ranked_first)
        if cures:
            return helps(self._knowledge, cures[0].slug, cause) >= Effect.SOMETIMES.number
        known = self._knowledge.cause.get(cause)
        return known is None or known.support_only

    def course(self, policy: str, visitor: Visitor) -> Course:
        answers: Answers = frozenset()
        failed: frozenset[Slug] = frozenset()
        asked: list[tuple[Slug, float]] = []
        ranked: tuple[Slug, ...] = ()
        minutes, fixed, questions_first = 0.0, False, 0
        while not fixed:
            turn = self.turn(policy, answers, failed)
            if question := turn.decision.ask:
                minutes += question.minutes
                asked.append((question.slug, turn.decision.saves_minutes))
                answers |= {(question.slug, visitor.answers[question.slug])}
                ranked = ()
                continue
            ranked = ranked or turn.ranked
            questions_first = questions_first if failed else len(asked)
            if not turn.decision.plan.steps:
                minutes += self.model.support_minutes
                break
            step = turn.decision.plan.steps[0]
            minutes += step.minutes
            fixed = step.slug in visitor.works
            failed |= {step.slug}
        return Course(
            ranked=ranked,
            right_cure=self.is_right_cure(ranked[0], visitor.cause),
            fixed_by_first=fixed and len(failed) == 1,
            fixed=fixed,
            asked=tuple(asked),
            questions_first=questions_first,
            minutes=minutes,
        )


class _Desks:
    """The desks of a family, one for each thing visitors say of their light."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._desks: dict[tuple[Slug, str], Desk] = {}

    def meet(self, visitor: Visitor) -> _Met:
        said, truth = (
            self._desk(visitor, visitor.light, visitor.colour),
            self._desk(visitor, KnownLight(visitor.pattern)),
        )
        courses = {policy: said.course(policy, visitor) for policy in POLICIES}
        return _Met(visitor, truth.told_minutes(visitor), courses)

    def _desk(self, visitor: Visitor, light: Light, colour: str = "") -> Desk:
        key = (light.pattern.slug if isinstance(light, KnownLight) else "", colour)
        if key not in self._desks:
            self._desks[key] = Desk(self._knowledge, build_model(self._knowledge, visitor.family, light, colour))
        return self._desks[key]


# Figures


def share(hits: int, of: int) -> Figure:
    """A share with Wilson's interval, which holds near 0 and 1 too."""
    value, spread = hits / of, Z * Z / of
    middle = (value + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(value * (1 - value) / of + spread / (4 * of))
    return Figure(value, max(0.0, middle - half), min(1.0, middle + half))


def mean(values: Sequence[float]) -> Figure:
    """A mean with the normal interval."""
    middle = fmean(values)
    half = Z * _standard_error([value - middle for value in values])
    return Figure(middle, middle - half, middle + half)


def ratio(above: Sequence[float], below: Sequence[float]) -> Figure:
    """A ratio of two means over the same visitors, with the normal interval of its linearisation (delta method)."""
    value = sum(above) / sum(below)
    half = Z * _standard_error([a - value * b for a, b in zip(above, below, strict=True)]) / fmean(below)
    return Figure(value, value - half, value + half)


def _standard_error(residuals: Sequence[float]) -> float:
    count = len(residuals)
    return sqrt(sum(residual * residual for residual in residuals) / (count - 1) / count) if count > 1 else 0.0


def _groups(met: Iterable[_Met], name_of: Callable[[Visitor], str]) -> tuple[Group, ...]:
    members: dict[str, list[_Met]] = {}
    for one in met:
        members.setdefault(name_of(one.visitor), []).append(one)
    return tuple(
        Group(
            name=name,
            told_minutes=fmean(one.told_minutes for one in group),
            policies={policy: _figures(group, policy) for policy in POLICIES},
        )
        for name, group in members.items()
    )


def _diagnosed_rightly(group: Group) -> float:
    """Minus the number of wrong diagnoses."""
    ours = group.policies[OURS]
    return (ours.first.value - 1) * ours.visitors


def _figures(met: Sequence[_Met], policy: str) -> Figures:
    courses = [one.courses[policy] for one in met]
    count = len(met)
    return Figures(
        visitors=count,
        first=share(sum(one.visitor.cause == one.courses[policy].ranked[0] for one in met), count),
        top_three=share(sum(one.visitor.cause in one.courses[policy].ranked[:3] for one in met), count),
        right_cure=share(sum(course.right_cure for course in courses), count),
        fixed_by_first=share(sum(course.fixed_by_first for course in courses), count),
        fixed=share(sum(course.fixed for course in courses), count),
        questions_first=mean([course.questions_first for course in courses]),
        questions=mean([len(course.asked) for course in courses]),
        minutes=mean([course.minutes for course in courses]),
        ratio=ratio([course.minutes for course in courses], [one.told_minutes for one in met]),
    )


def _documentation(visitor: Visitor) -> str:
    return "families with a light table" if visitor.family.documented else "families without a light table"


def _question_uses(knowledge: Knowledge, families: Iterable[Family], met: Sequence[_Met]) -> list[QuestionUse]:
    """Least minutes saved first; a question that nobody was asked saved none."""
    saved: dict[Slug, list[float]] = {
        question.slug: []
        for question in knowledge.questions
        if any(family.slug in question.families for family in families)
    }
    unsure: Counter[Slug] = Counter()
    for one in met:
        for question, minutes in one.courses[OURS].asked:
            saved[question].append(minutes)
            unsure[question] += one.visitor.answers[question] is None
    uses = [
        QuestionUse(
            question=question,
            asked=len(minutes) / len(met),
            unsure=unsure[question] / len(minutes) if minutes else 0.0,
            saves_minutes=fmean(minutes) if minutes else 0.0,
        )
        for question, minutes in saved.items()
    ]
    return sorted(uses, key=lambda use: use.saves_minutes)


def _confusions(met: Sequence[_Met]) -> list[Confusion]:
    """Something else is left out: nothing speaks for it, so nobody can edit it better."""
    pairs = Counter((one.visitor.cause, one.courses[OURS].ranked[0]) for one in met)
    return [
        Confusion(cause, taken_for, count / len(met))
        for (cause, taken_for), count in pairs.most_common()
        if cause not in (taken_for, SOMETHING_ELSE)
    ]
