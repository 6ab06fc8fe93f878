"""One light with two contents side by side: every set of answers that people give with either,
decided with both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count

from wizard.analysis.answer_states import Branch, State, decide, model_of
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.model import Model
from wizard.knowledge.values import Knowledge, Slug

OLD, NEW = 0, 1

Given = frozenset[tuple[Slug, Slug | None]]
"""(question, option), None for "not sure", in whatever order it was asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """The same answers with the old and with the new content. `shares`: how many of those who
    choose the light come here as either content asks (0..1, 0 if nobody does); complete when the
    walk is over.
    """

    states: tuple[State, State]
    shares: list[float] = field(default_factory=lambda: [0.0, 0.0])

    @property
    def share(self) -> float:
        return max(self.shares)

    @property
    def most_met(self) -> State:
        return self.states[self.shares[NEW] > self.shares[OLD]]


class SideBySide:
    """Walks what people meet on either side, the state that most people meet first; anyone who has
    enough may stop at any time. What lies behind answers after which the two contents cannot differ
    any more is left out, and counts as followed.
    """

    def __init__(self, old: Progress, new: Progress) -> None:
        self._firsts = old, new
        self.followed = [0.0, 0.0]
        """Share of the people (0..1) on each side whose way was followed to its end."""

    def __iter__(self) -> Iterator[Both]:
        models = model_of(self._firsts[OLD]), model_of(self._firsts[NEW])
        alike_after = _alike_after(*map(inputs, self._firsts))
        same = _decide_the_same(*models)
        met: dict[Given, Both] = {}
        order = count()
        ahead: list[tuple[float, int, int, Branch | None]]
        ahead = [(-1.0, next(order), side, None) for side in (OLD, NEW)]
        while ahead:
            less, _, side, way = heappop(ahead)
            progress = way.progress if way else self._firsts[side]
            given = _given(progress)
            if alike_after(given):
                self.followed[side] -= less
                continue
            both = met.get(given)
            is_new = both is None
            if both is None:
                other = _elsewhere(progress, self._firsts[1 - side])
                old, new = (progress, other) if side == OLD else (other, progress)
                before = decide(old, model=models[OLD])
                after = (
                    replace(before, progress=new, model=models[NEW])
                    if same
                    else decide(new, model=models[NEW])
                )
                both = met[given] = Both((before, after))
            both.shares[side] -= less
            branches = both.states[side].branches
            if not branches:
                self.followed[side] -= less
            for branch in branches:
                heappush(ahead, (less * branch.share, next(order), side, branch))
            if is_new:
                yield both


def _decide_the_same(old: Model, new: Model) -> bool:
    """They differ at most in what is normal or calls for action, which decides nothing."""
    return replace(old, patterns=(), normal=(), act=()) == replace(
        new, patterns=(), normal=(), act=()
    )


Inputs = tuple[Model, tuple[object, ...]]


def inputs(first: Progress) -> Inputs:
    """Everything that decides what is said about a light: equal inputs, equal diagnoses."""
    knowledge, model = first.knowledge, model_of(first)
    causes = tuple((c.slug, c.support_only) for c in knowledge.causes if c.slug in model.causes)
    rules = plan_rules(knowledge, first.family.slug)
    curated = () if model.steps else tuple(s.slug for s in knowledge.steps_of(first.family.slug))
    return model, (causes, curated, rules)


def plan_rules(knowledge: Knowledge, family: Slug) -> tuple[object, ...]:
    """What decides about plans beside numbers: offers, exclusions, signs and sorts of steps."""
    return (
        tuple(
            (question.slug, option.slug, option.offers, option.excludes)
            for question in knowledge.questions
            if family in question.families
            for option in question.options
            if option.offers or option.excludes
        ),
        tuple(
            (cause.slug, cause.waits, cause.worry, bool(cause.sign))
            for cause in knowledge.causes
            if cause.normal
        ),
        tuple(
            (step.slug, step.stage, bool(step.asks), step.wait_seconds, bool(step.tools))
            for step in knowledge.steps_of(family)
        ),
    )


def _alike_after(before: Inputs, after: Inputs) -> Callable[[Given], bool]:
    """When two contents say the same from now on: after one of the same answers to every question
    that differs; never if something else than questions differs, too.
    """
    (old, others), (new, new_others) = before, after
    slugs = dict.fromkeys([*old.question, *new.question])
    differ = [slug for slug in slugs if old.question.get(slug) != new.question.get(slug)]
    rest = [
        replace(model, questions=tuple(one for one in model.questions if one.slug not in differ))
        for model in (old, new)
    ]
    if (rest[OLD], others) != (rest[NEW], new_others):
        return lambda given: False
    same = {(slug, option) for slug in differ for option in _same_answers(old, new, slug)}
    return lambda given: len(same & given) == len(differ)


def _same_answers(old: Model, new: Model, slug: Slug) -> frozenset[Slug | None]:
    before, after = old.question.get(slug), new.question.get(slug)
    if before is None or after is None or before.group != after.group:
        return frozenset()
    rows = dict(zip(before.options, before.likelihoods, strict=True))
    same = (option for option in after.options if rows.get(option) == after.likelihood(option))
    return frozenset([None, *same])


def _given(progress: Progress) -> Given:
    return frozenset(
        [(question.slug, option.slug if option else None) for question, option in progress.answers]
    )


def _elsewhere(progress: Progress, first: Progress) -> Progress:
    """What somebody who opens the same address meets with the content of `first`."""
    there = first.knowledge
    answers = []
    for question, option in progress.answers:
        asked = there.question.get(question.slug)
        given = asked.option(option.slug) if asked and option else None
        if asked is None or (option and given is None):
            replayed = replay(there, progress.pairs())  # withdrawn or renamed
            assert isinstance(replayed, Progress)  # its device and its light are in both
            return replayed
        answers.append((asked, given))
    return replace(first, answers=tuple(answers))
