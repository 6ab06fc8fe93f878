"""Knowledge about one light turned into numbers.

A hypothesis is a (pattern, cause) pair. Pairs with the same cause and the same answers cannot be
told apart by anything, so they are one hypothesis that remembers which share of it belongs to which
pattern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from math import log2

from wizard.diagnosis.address import KnownLight, Light, OtherLight, selected_patterns
from wizard.knowledge.scales import Answer, Confusion, Effect, Frequency, ScaleWord, Seen
from wizard.knowledge.values import (
    ACT,
    SOMETHING_ELSE,
    Family,
    Knowledge,
    Likelihood,
    LookAlike,
    Pattern,
    PatternKey,
    Question,
    Slug,
    Step,
)

HARD_TO_TELL_NOISE = 0.2
"""Share of the answers to a question that is hard to tell that say nothing."""

DEFAULT_STEP_MINUTES = 5.0
LEAST_STEP_MINUTES = 0.25
DEFAULT_QUESTION_MINUTES = 0.5
LEAST_QUESTION_MINUTES = 0.1

IDLE_MINUTES = 0.5
"""A step that takes no more than this beside its wait is a wait and nothing else."""

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTable:
    """A question in numbers: `likelihoods[option][hypothesis]`; `entropies`: bits of the answer,
    each hypothesis given. `group`: questions of one group share what they say; empty for none.
    """

    slug: Slug
    minutes: float
    unknown_share: float
    options: tuple[Slug, ...]
    likelihoods: tuple[Row, ...]
    entropies: Row
    group: Slug = ""

    def likelihood(self, option: Slug) -> Row:
        return self.likelihoods[self.options.index(option)]


@dataclass(frozen=True, kw_only=True)
class StepTable:
    """A step in numbers: how often it fixes (`fixes`) and fails to fix (`fails`) each
    hypothesis. `is_look`: it asks what is seen; `is_wait`: there is nothing to do but to wait.
    """

    slug: Slug
    minutes: float
    fixes: Row
    fails: Row
    prerequisites: frozenset[Slug] = frozenset()
    disturbs: frozenset[Slug] = frozenset()
    destructive: bool = False
    stage: str = ""
    is_look: bool = False
    is_wait: bool = False

    __hash__ = object.__hash__
    """By identity: plans are kept by their steps, whose numbers need not be read for that."""

    @cached_property
    def helps(self) -> tuple[tuple[int, float, float], ...]:
        """(hypothesis, fixes, fails) of the few it helps against at all."""
        pairs = enumerate(zip(self.fixes, self.fails, strict=True))
        return tuple((hypothesis, fixes, fails) for hypothesis, (fixes, fails) in pairs if fixes)


@dataclass(frozen=True, kw_only=True)
class Model:
    """Everything the engine computes with. For each hypothesis: `causes`, `prior`; `patterns`:
    which share of it belongs to which pattern; `normal` (1 or 0): is nothing wrong then; `act`:
    which share belongs to patterns that call for action.
    """

    causes: tuple[Slug, ...]
    prior: Row
    questions: tuple[QuestionTable, ...]
    steps: tuple[StepTable, ...]
    support_minutes: float
    patterns: tuple[tuple[tuple[PatternKey, float], ...], ...] = ()
    normal: Row = ()
    act: Row = ()

    def __hash__(self) -> int:
        """By identity, as `build_model` keeps it: what follows from a model is kept, too, and
        hashing all its numbers would cost more than it saves. Equal are those of equal numbers.
        """
        return id(self)

    @cached_property
    def question(self) -> dict[Slug, QuestionTable]:
        return {question.slug: question for question in self.questions}

    @cached_property
    def step(self) -> dict[Slug, StepTable]:
        return {step.slug: step for step in self.steps}

    @cached_property
    def one_each(self) -> bool:
        """Is each hypothesis another cause?"""
        return len(set(self.causes)) == len(self.causes)

    @cached_property
    def cures(self) -> tuple[tuple[tuple[Slug, float, float], ...], ...]:
        """For each hypothesis (step, minutes, how often it fails) of the steps that beat calling
        support, best P(fix)/t first.
        """
        return tuple(self._cures(hypothesis) for hypothesis in range(len(self.causes)))

    def _cures(self, hypothesis: int) -> tuple[tuple[Slug, float, float], ...]:
        rates = [(step.fixes[hypothesis] / step.minutes, step) for step in self.steps]
        worth_it = sorted(
            (pair for pair in rates if pair[0] > 1 / self.support_minutes),
            key=lambda pair: -pair[0],
        )
        return tuple((step.slug, step.minutes, step.fails[hypothesis]) for _, step in worth_it)


def question_table(
    slug: Slug,
    *,
    minutes: float,
    unknown_share: float,
    options: Sequence[Slug],
    rows: Sequence[Row],
    group: Slug = "",
) -> QuestionTable:
    """`rows[hypothesis][option]`: how often each answer is given."""
    return QuestionTable(
        slug=slug,
        minutes=minutes,
        unknown_share=unknown_share,
        options=tuple(options),
        likelihoods=tuple(zip(*rows, strict=True)),
        entropies=tuple(-sum(p * log2(p) for p in row if p > 0) for row in rows),
        group=group,
    )


LIGHTS_KEPT = 1024
"""So many lights are kept in numbers: those of both contents while two are compared."""


@lru_cache(maxsize=LIGHTS_KEPT)
def build_model(knowledge: Knowledge, family: Family, light: Light, colour: str) -> Model:
    """The model of a light on a family: which patterns it may be, what may cause them, what to
    ask and what to do.
    """
    selected = selected_patterns(knowledge, family, light, colour)
    weights = _pair_weights(knowledge, light, selected)
    questions = [
        q
        for q in knowledge.questions
        if len(q.options_for(family.slug)) > 1 and any(q.fits(p) for p in selected)
    ]
    merged: dict[tuple[Slug, tuple[Row, ...]], dict[PatternKey, float]] = defaultdict(dict)
    for (pattern, cause), weight in weights.items():
        rows = tuple(answer_row(knowledge, question, cause, pattern) for question in questions)
        merged[cause, rows][pattern] = weight
    if not merged:
        merged[SOMETHING_ELSE, ((),) * len(questions)] = {}
    causes = tuple(cause for cause, _ in merged)
    sums = [sum(weight_of.values()) or 1.0 for weight_of in merged.values()]
    patterns = tuple(_shares(weight_of) for weight_of in merged.values())
    return Model(
        causes=causes,
        prior=tuple(weight / sum(sums) for weight in sums),
        questions=tuple(_question_tables(family, questions, [rows for _, rows in merged])),
        steps=tuple(_step_tables(knowledge, family, causes)),
        support_minutes=knowledge.guide.support_minutes,
        patterns=patterns,
        normal=tuple(
            float(cause in knowledge.cause and knowledge.cause[cause].normal) for cause in causes
        ),
        act=tuple(
            sum(share for key, share in shares if knowledge.pattern[key].status == ACT)
            for shares in patterns
        ),
    )


def answer_row(knowledge: Knowledge, question: Question, cause: Slug, pattern: PatternKey) -> Row:
    """P(answer | cause) over the question's options, 0 where the pattern's family cannot give it; a
    row of this pattern replaces the general one, no row says nothing.
    """
    known = knowledge.likelihood
    said = known.get((question.slug, cause, pattern)) or known.get((question.slug, cause, None))
    if cause == SOMETHING_ELSE:
        said = None
    rows, family = _rows(knowledge), pattern[0]
    place = (question.slug, family, *((cause, said.pattern) if said else ()))
    if place not in rows:
        rows[place] = _row(question, said, family)
    return rows[place]


@lru_cache(maxsize=16)
def _rows(knowledge: Knowledge) -> dict[tuple[Slug | PatternKey | None, ...], Row]:
    """What has been computed of it so far; lights share most of their rows."""
    return {}


def _row(question: Question, said: Likelihood | None, family: Slug) -> Row:
    """`family`: empty where no light is meant, so that every answer can be given."""
    given = [not family or option.fits(family) for option in question.options]
    count = max(sum(given), 1)
    if said is None:
        return tuple(fits / count for fits in given)
    words = dict(said.words)
    numbers = [
        fits and _number(Answer, words.get(option.slug, ""), Answer.SOMETIMES)
        for option, fits in zip(question.options, given, strict=True)
    ]
    total = sum(numbers) or 1.0
    noise = HARD_TO_TELL_NOISE if question.hard_to_tell else 0.0
    return tuple(
        (1 - noise) * number / total + noise * fits / count
        for number, fits in zip(numbers, given, strict=True)
    )


def cause_weights(pattern: Pattern, unlisted: Frequency = Frequency.RARE) -> dict[Slug, float]:
    """How often the pattern means each cause, something else among them (relative weights)."""
    listed = {
        row.cause: _number(Frequency, row.frequency, Frequency.COMMON) for row in pattern.causes
    }
    return {**listed, SOMETHING_ELSE: unlisted.number}


def seen_weight(pattern: Pattern) -> float:
    """How often the pattern is brought here, among those of its family (a relative weight)."""
    return _number(Seen, pattern.seen, Seen.COMMON)


def confusion_share(alike: LookAlike) -> float:
    """Of the people who see the look-alike, how many choose the pattern that lists it."""
    return _number(Confusion, alike.confusion, Confusion.RARELY)


def step_minutes(step: Step) -> float:
    """The person's minutes, without the penalty: 5 where nobody estimated them."""
    return DEFAULT_STEP_MINUTES if step.minutes is None else step.minutes


def is_idle_wait(step: Step) -> bool:
    """Is there nothing to do in this step but to wait?"""
    seconds = step.wait_seconds
    return seconds is not None and 0 <= step_minutes(step) - seconds / 60 <= IDLE_MINUTES


@lru_cache(maxsize=8192)
def step_table(step: Step, fixes: Row) -> StepTable:
    """`fixes`: how often it fixes each hypothesis. The same object for the same numbers, so that
    two contents share the plans in which nothing differs.
    """
    return StepTable(
        slug=step.slug,
        minutes=max(step_minutes(step) + step.penalty_minutes, LEAST_STEP_MINUTES),
        fixes=fixes,
        fails=tuple(1 - fix for fix in fixes),
        prerequisites=frozenset(step.prerequisites),
        disturbs=frozenset(step.disturbs),
        destructive=step.destructive,
        stage=step.stage,
        is_look=bool(step.asks),
        is_wait=is_idle_wait(step),
    )


def _number(scale: type[ScaleWord], word: str, default: ScaleWord) -> float:
    return scale.number_of(word or default)


def _pair_weights(
    knowledge: Knowledge, light: Light, selected: Sequence[Pattern]
) -> dict[tuple[PatternKey, Slug], float]:
    """Weight of each (pattern, cause): how often the pattern is brought here, shared out by
    frequency among its causes.
    """
    unlisted = Frequency.COMMON if isinstance(light, OtherLight) else Frequency.RARE
    brought = {pattern: seen_weight(pattern) for pattern in selected}
    if isinstance(light, KnownLight):
        brought |= _mistaken_for(knowledge, light.pattern)
    weights = {}
    for pattern, often in brought.items():
        causes = cause_weights(pattern, unlisted)
        total = sum(causes.values())
        for cause, frequency in causes.items():
            weights[pattern.key, cause] = often * frequency / total
    return weights


def _mistaken_for(knowledge: Knowledge, chosen: Pattern) -> dict[Pattern, float]:
    """Those who see another pattern and choose this one: no honest mistake locks them out."""
    others = (
        (knowledge.pattern[chosen.family, alike.pattern], alike) for alike in chosen.look_alikes
    )
    return {other: seen_weight(other) * confusion_share(alike) for other, alike in others}


def _shares(weight_of: dict[PatternKey, float]) -> tuple[tuple[PatternKey, float], ...]:
    total = sum(weight_of.values())
    return tuple((pattern, weight / total) for pattern, weight in weight_of.items())


def _question_tables(
    family: Family, questions: Sequence[Question], rows: Sequence[tuple[Row, ...]]
) -> Iterator[QuestionTable]:
    """Tables of the questions whose answer depends on the cause; the others can tell nothing
    apart. Answers that nobody of the family can give are left out.
    """
    for question, answers in zip(questions, zip(*rows, strict=True), strict=True):
        if len(set(answers)) > 1:
            options = question.options_for(family.slug)
            given = [option in options for option in question.options]
            minutes = DEFAULT_QUESTION_MINUTES if question.minutes is None else question.minutes
            yield question_table(
                question.slug,
                minutes=max(minutes, LEAST_QUESTION_MINUTES),
                unknown_share=question.unknown_share,
                options=[option.slug for option in options],
                rows=[tuple(compress(row, given)) for row in answers],
                group=question.group,
            )


def _step_tables(
    knowledge: Knowledge, family: Family, causes: Sequence[Slug]
) -> Iterator[StepTable]:
    """Of the steps that are worded for the family and help against one of the causes."""
    for step, helps in _worded(knowledge, family.slug):
        fixes = tuple(helps.get(cause, 0.0) for cause in causes)
        if any(fixes):
            yield step_table(step, fixes)


@lru_cache(maxsize=256)
def _worded(knowledge: Knowledge, family: Slug) -> tuple[tuple[Step, dict[Slug, float]], ...]:
    """The family's steps, and how often each fixes what."""
    return tuple(
        (step, {effect.cause: Effect.number_of(effect.word) for effect in step.effects})
        for step in knowledge.steps_of(family)
    )
