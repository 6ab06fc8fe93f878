"""Words that the counts speak against: what the content says, what visitors say, and how sure that
is. Nothing here changes anything: staff decide.

A word is believed as if it had been seen in 20 cases. A proposal needs 30 cases of visitors, and
that the 80 % interval of both together lies outside the word's range.

**How often a step helps.** An outcome comes with the likeliest cause c, its probability π and the
chance f of a fix that the content expected. If the content is right, the fixes O add up to X = Σ f,
no matter who was asked, and a word that is wrong by d moves them by d Σ π. So the share that is
helped is the word's number + (O − X) / Σ π. Its error is that of (Σ π)² / n cases in which the
cause is known for certain (Kish's effective sample size).

**How often a light means a cause.** What is counted is the likeliest cause when a step has fixed
it. From the content follows how often each true cause is fixed and what it is then taken for
(`wizard.analysis.expected_quality`); people with a symptom are put together over its families,
because its words hold on all of them. The frequencies that explain the counts best are found by
expectation maximisation (Dempster, Laird & Rubin 1977), with the content's frequencies as 20 cases.
Weights are relative, so all are scaled until the middle cause is as the content says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import exp, log, sqrt
from statistics import median
from typing import TypeVar

from wizard.analysis.expected_quality import Mode, follow, together
from wizard.insight.estimates import Beta
from wizard.insight.keys import CAUSE, EXPECTED, FIXED, NO_CHANGE, SURE
from wizard.knowledge.scales import Effect, Frequency, ScaleWord
from wizard.knowledge.values import (
    SOMETHING_ELSE,
    SYMPTOM,
    Family,
    Knowledge,
    Pattern,
    PatternCause,
    PatternKey,
    Slug,
    SymptomCause,
)

PRIOR_CASES = 20.0
LEAST_CASES = 30.0

LEAST_SURE = 0.6
"""Where the likeliest cause is less likely than this on average, its steps tell of other causes."""

LEAST_OF_A_CAUSE = 15.0
"""Cases of a cause, as the content says or as the counts say, before its frequency is judged."""

LEAST_EXPECTED = 5.0
"""Causes that the counts should hold so often decide what the middle one is."""

FEWEST = 1e-3
"""Where fewer of a family's people have come, they are asked no more: half a second a family,
and not three, for one in a hundred who is taken for another cause.
"""

EFFECT, FREQUENCY = "effect", "frequency"

Sums = Mapping[tuple[str, str], int]
"""(kind, key) -> how many."""


T = TypeVar("T")
C = TypeVar("C", PatternCause, SymptomCause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another word for a row of the content. `of`: the step, "family/light", or the symptom.
    `number`: what the counts with the word make of it, a share 0..1 for an effect and a weight for
    a frequency, between `low` and `high` with 80 %. `people`: visitors behind it; `cases`: what
    they are worth, causes being uncertain.
    """

    kind: str
    cause: Slug
    of: str
    word: str
    proposed: str
    number: float
    low: float
    high: float
    people: int
    cases: float

    @property
    def key(self) -> str:
        return f"{self.of}/{self.cause}"

    @property
    def is_of_symptom(self) -> bool:
        return self.kind == FREQUENCY and "/" not in self.of


def proposals(knowledge: Knowledge, sums: Sums) -> list[Proposal]:
    """Every word the counts speak against, those with most visitors behind them first."""
    found = [*_effects(knowledge, sums), *_frequencies(knowledge, sums)]
    return sorted(found, key=lambda proposal: (-proposal.people, proposal.key))


def ranges(scale: type[ScaleWord], *, relative: bool) -> dict[str, tuple[float, float]]:
    """Word -> the numbers nearer to it than to any other; by proportion if `relative`."""
    words = sorted(scale, key=lambda word: word.number)
    cuts = [
        sqrt(low.number * high.number) if relative else (low.number + high.number) / 2
        for low, high in pairwise(words)
    ]
    ends = [0.0, *cuts, float("inf") if relative else 1.0]
    return {word.value: ends[place : place + 2] for place, word in enumerate(words)}  # type: ignore[misc]


EFFECTS = ranges(Effect, relative=False)
FREQUENCIES = ranges(Frequency, relative=True)


# ------------------------------------------------------------------------ how often a step helps
def _effects(knowledge: Knowledge, sums: Sums) -> Iterator[Proposal]:
    for step in knowledge.steps:
        for effect in step.effects:
            found = _effect(effect.cause, step.slug, effect.word, sums)
            if found:
                yield found


def _effect(cause: Slug, step: Slug, word: str, sums: Sums) -> Proposal | None:
    key = f"{cause}/{step}"
    fixed = sums.get((FIXED, key), 0)
    people = fixed + sums.get((NO_CHANGE, key), 0)
    sure, expected = (sums.get((kind, key), 0) / 100 for kind in (SURE, EXPECTED))
    if not people or sure < LEAST_SURE * people:
        return None
    cases = sure * sure / people
    said = Effect.number_of(word)
    share = min(1.0, max(0.0, said + (fixed - expected) / sure))
    belief = Beta(
        PRIOR_CASES * said + cases * share, PRIOR_CASES * (1 - said) + cases * (1 - share)
    )
    low, high = belief.interval()
    return _proposal(
        Proposal(
            kind=EFFECT, cause=cause, of=step, word=word, proposed=word, number=belief.mean,
            low=low, high=high, people=people, cases=cases,
        ),
        EFFECTS,
    )  # fmt: skip


def _proposal(found: Proposal, known: Mapping[str, tuple[float, float]]) -> Proposal | None:
    """With its word, if the interval is outside the range of the content's."""
    least, most = known[found.word]
    if found.cases < LEAST_CASES or not (found.high < least or found.low > most):
        return None
    proposed = next(word for word, (a, b) in known.items() if a <= found.number <= b)
    return replace(found, proposed=proposed)


# --------------------------------------------------------------- how often a light means a cause
def _frequencies(knowledge: Knowledge, sums: Sums) -> Iterator[Proposal]:
    counted: dict[PatternKey, dict[Slug, int]] = defaultdict(dict)
    for (kind, key), number in sums.items():
        if kind == CAUSE:
            family, light, cause = key.split("/")
            counted[family, light][cause] = number
    for pattern in knowledge.patterns:
        yield from _of_rows(knowledge, "/".join(pattern.key), pattern.causes, [pattern], counted)
    for symptom in knowledge.symptoms:
        patterns = [symptom.on(family) for family in symptom.families]
        yield from _of_rows(knowledge, symptom.slug, symptom.causes, patterns, counted)


def _of_rows(
    knowledge: Knowledge,
    of: str,
    rows: Sequence[PatternCause | SymptomCause],
    patterns: Sequence[Pattern],
    counted: Mapping[PatternKey, Mapping[Slug, int]],
) -> Iterator[Proposal]:
    """Of a light, or of a symptom, whose words hold on all its families together."""
    counts: Counter[Slug] = Counter()
    for pattern in patterns:
        counts.update(counted.get(pattern.key, {}))
    people = counts.total()
    if people < LEAST_CASES:
        return
    taken_for = _together(knowledge, patterns, counted)
    fixed = {cause: sum(row.values()) for cause, row in taken_for.items()}
    known = [cause for cause in fixed if fixed[cause] > 0 and cause != SOMETHING_ELSE]
    if len(known) < 3:  # of two nobody can say which one is wrong
        return
    chance = {
        cause: {seen: share / fixed[cause] for seen, share in taken_for[cause].items()}
        for cause in known
    }
    total = sum(fixed[cause] for cause in known)
    before = {cause: fixed[cause] / total for cause in known}
    shares, cases = _unmixed(before, chance, counts)
    # Relative to what the content says; the middle one of those that are often enough decides
    ratio = {cause: shares[cause] / before[cause] for cause in known}
    usual = [ratio[cause] for cause in known if before[cause] * people >= LEAST_EXPECTED]
    if not usual:
        return
    scale = exp(median(map(log, usual)))
    words = {row.cause: row.frequency for row in rows}
    for cause in known:
        word = words.get(cause, "")
        if not word:
            continue
        behind = people * chance[cause].get(cause, 0.0) ** 2
        if behind * max(before[cause], cases[cause]) < LEAST_OF_A_CAUSE:
            continue
        belief = Beta(
            PRIOR_CASES * before[cause] + behind * cases[cause],
            PRIOR_CASES * (1 - before[cause]) + behind * (1 - cases[cause]),
        )
        low, high = belief.interval()
        unit = Frequency.number_of(word) / before[cause] / scale
        found = _proposal(
            Proposal(
                kind=FREQUENCY, cause=cause, of=of, word=word, proposed=word,
                number=belief.mean * unit, low=low * unit, high=high * unit, people=people,
                cases=behind,
            ),
            FREQUENCIES,
        )  # fmt: skip
        if found:
            yield found


def _together(
    knowledge: Knowledge,
    patterns: Sequence[Pattern],
    counted: Mapping[PatternKey, Mapping[Slug, int]],
) -> dict[Slug, dict[Slug, float]]:
    """True cause -> what it is taken for once a step has fixed it -> people counted there."""
    found: dict[Slug, dict[Slug, float]] = defaultdict(lambda: defaultdict(float))
    for pattern in patterns:
        people = sum(counted.get(pattern.key, {}).values())
        mode = Mode.SYMPTOM if pattern.kind == SYMPTOM else Mode.LIGHT
        family = knowledge.family[pattern.family]
        taken_for = explained(knowledge, family, mode).get(pattern.key, {}) if people else {}
        total = sum(sum(row.values()) for row in taken_for.values())
        for cause, row in taken_for.items():
            for seen, share in row.items():
                found[cause][seen] += people * share / total
    return found


def _unmixed(
    before: Mapping[Slug, float],
    chance: Mapping[Slug, Mapping[Slug, float]],
    counts: Mapping[Slug, int],
) -> tuple[dict[Slug, float], dict[Slug, float]]:
    """(shares of the causes with the prior, and by the counts alone) among those who were fixed."""
    people = sum(counts.values())
    shares, alone = dict(before), dict(before)
    for _ in range(200):
        behind = dict.fromkeys(before, 0.0)
        for seen, number in counts.items():
            weights = {cause: shares[cause] * chance[cause].get(seen, 0.0) for cause in before}
            total = sum(weights.values())
            for cause, weight in weights.items():
                behind[cause] += number * (weight / total if total else shares[cause])
        alone = {cause: number / people for cause, number in behind.items()}
        shares = {
            cause: (PRIOR_CASES * before[cause] + behind[cause]) / (PRIOR_CASES + people)
            for cause in before
        }
    return shares, alone


@lru_cache(maxsize=64)
def explained(
    knowledge: Knowledge, family: Family, mode: Mode = Mode.LIGHT
) -> dict[PatternKey, dict[Slug, dict[Slug, float]]]:
    """Light, or symptom -> true cause -> what it is taken for when a step has fixed it -> share of
    the people of the family, as the content says. Seconds, once for each content.
    """
    if not knowledge.patterns_of(family.slug):
        return {}
    totals = follow(knowledge, family, mode=mode, least=FEWEST, explain=True)
    found: dict[PatternKey, dict[Slug, dict[Slug, float]]] = defaultdict(lambda: defaultdict(dict))
    for (key, cause, taken_for), share in totals.explained.items():
        found[key][cause][taken_for] = share
    return found


# ------------------------------------------------------------------------------- what it is worth
def applied(knowledge: Knowledge, proposal: Proposal) -> Knowledge:
    word, cause = proposal.proposed, proposal.cause

    def causes(rows: tuple[C, ...]) -> tuple[C, ...]:
        return tuple(replace(row, frequency=word) if row.cause == cause else row for row in rows)

    if proposal.kind == EFFECT:
        step = knowledge.step[proposal.of]
        effects = tuple(
            replace(effect, word=word) if effect.cause == cause else effect
            for effect in step.effects
        )
        steps = _with(knowledge.steps, step, replace(step, effects=effects))
        return replace(knowledge, steps=steps)
    if proposal.is_of_symptom:
        symptom = next(one for one in knowledge.symptoms if one.slug == proposal.of)
        changed = replace(symptom, causes=causes(symptom.causes))
        return replace(knowledge, symptoms=_with(knowledge.symptoms, symptom, changed))
    family, light = proposal.of.split("/")
    pattern = knowledge.pattern[family, light]
    lit = replace(pattern, causes=causes(pattern.causes))
    return replace(knowledge, patterns=_with(knowledge.patterns, pattern, lit))


def _with(rows: tuple[T, ...], old: T, new: T) -> tuple[T, ...]:
    return tuple(new if row is old else row for row in rows)


@dataclass(frozen=True, slots=True)
class Worth:
    """A person's minutes if the word is right: as the content decides now, and as it would."""

    now: float
    then: float
    families: tuple[str, ...]

    @property
    def gain(self) -> float:
        return self.now - self.then


def touched(knowledge: Knowledge, proposal: Proposal) -> list[Family]:
    """The families whose people it concerns: with the light, or with the step and the cause."""
    if proposal.is_of_symptom:
        symptom = next(one for one in knowledge.symptoms if one.slug == proposal.of)
        return [family for family in knowledge.families if family.slug in symptom.families]
    if proposal.kind == FREQUENCY:
        return [knowledge.family[proposal.of.split("/")[0]]]
    step = knowledge.step[proposal.of]
    return [
        family
        for family in knowledge.families
        if step.wording(family.slug)
        and any(
            row.cause == proposal.cause
            for pattern in knowledge.patterns_of(family.slug)
            for row in pattern.causes
        )
    ]


def worth(knowledge: Knowledge, proposal: Proposal) -> Worth | None:
    """What accepting it saves; None where no light means the cause. People are as the proposed word
    says; only the decisions differ.
    """
    families = touched(knowledge, proposal)
    if not families:
        return None
    better = applied(knowledge, proposal)
    mode = Mode.SYMPTOM if proposal.is_of_symptom else Mode.LIGHT

    def minutes(decides: Knowledge) -> float:
        each = (
            follow(better, family, mode=mode, least=FEWEST, decides=decides) for family in families
        )
        return together("", [totals.quality() for totals in each]).minutes

    return Worth(minutes(knowledge), minutes(better), tuple(family.name for family in families))
