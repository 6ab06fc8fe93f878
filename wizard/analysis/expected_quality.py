"""How good the diagnoses are, without drawing anybody: every answer and every outcome followed with its probability.

The same people as in the simulation, the same desk that decides, and no sampling error; so a change of the content by a
tenth of a per cent can be told from luck. Where fewer than `least` of a family's people have come, they are asked no more and
go through the plan; how many were followed to the end of their way is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from statistics import fmean

from wizard.analysis.baselines import NO_QUESTIONS, OURS
from wizard.analysis.simulation import Answers, Desk, Mode, helps, what_they_say
from wizard.diagnosis.address import KnownLight, Light
from wizard.diagnosis.model import answer_row, build_model, cause_weights, seen_weight
from wizard.knowledge.values import Family, Knowledge, PatternKey, Question, Slug

LEAST = 1e-6

People = dict[tuple[PatternKey, Slug], float]
"""(what the light is, cause) -> share 0..1 of the family's people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Means over everybody: shares 0..1, numbers of questions, minutes. `told_minutes`: had they been told their cause.
    `followed`: the share that was followed to the end, whatever was asked on the way."""

    name: str
    first: float
    top_three: float
    right_cure: float
    fixed_by_first: float
    fixed: float
    questions_first: float
    questions: float
    minutes: float
    told_minutes: float
    followed: float

    @property
    def ratio(self) -> float:
        return self.minutes / self.told_minutes


def quality(
    knowledge: Knowledge,
    family: Family,
    *,
    slips: float = 0.05,
    mode: Mode = Mode.LIGHT,
    policy: str = OURS,
    least: float = LEAST,
) -> Quality:
    """Of one family. `least`: fewer people (0..1) are asked no more; 0 follows all. ValueError without lights."""
    if not knowledge.patterns_of(family.slug):
        raise ValueError(f"{family.name} has no lights.")
    told = _Told(knowledge, family)
    sums = _Sums()
    for light, colour, people in _sayings(knowledge, family, mode):
        desk = Desk(knowledge, build_model(knowledge, family, light, colour))
        _Course(knowledge, desk, told, sums, slips=slips, policy=policy, least=least).follow(people)
    return sums.means(family.name)


def together(name: str, families: Sequence[Quality]) -> Quality:
    """Families with equal numbers of people."""
    means = {field.name: fmean(getattr(one, field.name) for one in families) for field in fields(Quality)[1:]}
    return Quality(name=name, **means)


def qualities(
    knowledge: Knowledge,
    *,
    slips: float = 0.05,
    mode: Mode = Mode.LIGHT,
    families: Sequence[Family] = (),
    on_progress: Callable[[int], None] = lambda done: None,
) -> tuple[tuple[Quality, ...], tuple[Quality, ...]]:
    """(each family that has lights, the groups they make). `on_progress` is told how many families are done."""
    chosen = [family for family in families or knowledge.families if knowledge.patterns_of(family.slug)]
    if not chosen:
        raise ValueError("There must be a family with lights.")
    found = []
    for family in chosen:
        found.append(quality(knowledge, family, slips=slips, mode=mode))
        on_progress(len(found))
    groups: dict[str, list[Quality]] = {}
    for family, one in zip(chosen, found, strict=True):
        groups.setdefault(f"families {'with' if family.documented else 'without'} a light table", []).append(one)
    groups["all families"] = found
    return tuple(found), tuple(together(name, members) for name, members in groups.items())


def without(knowledge: Knowledge, question: Slug) -> Knowledge:
    """The same knowledge, had nobody thought of the question."""
    return replace(
        knowledge,
        questions=tuple(one for one in knowledge.questions if one.slug != question),
        likelihoods=tuple(row for row in knowledge.likelihoods if row.question != question),
    )


def without_each_question(
    knowledge: Knowledge,
    families: Sequence[Family],
    *,
    slips: float = 0.05,
    mode: Mode = Mode.LIGHT,
    on_progress: Callable[[int], None] = lambda done: None,
) -> dict[Slug, Quality]:
    """Question -> how good the diagnoses of these families together would be without it; questions nobody there is asked are
    left out. `on_progress` is told how many questions are done."""
    slugs = {family.slug for family in families}
    found: dict[Slug, Quality] = {}
    for done, question in enumerate(knowledge.questions, 1):
        if slugs.intersection(question.families):
            less = without(knowledge, question.slug)
            found[question.slug] = together(
                question.text, [quality(less, family, slips=slips, mode=mode) for family in families]
            )
        on_progress(done)
    return found


def _sayings(knowledge: Knowledge, family: Family, mode: Mode) -> Iterator[tuple[Light, str, People]]:
    """What people say of their light, and who says it."""
    patterns = knowledge.patterns_of(family.slug)
    brought = sum(map(seen_weight, patterns))
    said: dict[tuple[Slug, str], tuple[Light, str, People]] = {}
    for pattern in patterns:
        causes = cause_weights(pattern)
        total = sum(causes.values()) * brought / seen_weight(pattern)
        for light, colour, share in what_they_say(patterns, pattern, mode):
            key = light.pattern.slug if isinstance(light, KnownLight) else "", colour
            people = said.setdefault(key, (light, colour, {}))[2]
            people.update({(pattern.key, cause): share * weight / total for cause, weight in causes.items()})
    yield from said.values()


class _Told:
    """Expected minutes of somebody who is told the cause."""

    def __init__(self, knowledge: Knowledge, family: Family) -> None:
        self._knowledge, self._family = knowledge, family
        self._minutes: dict[tuple[PatternKey, Slug], float] = {}

    def minutes(self, key: PatternKey, cause: Slug) -> float:
        if (key, cause) not in self._minutes:
            light = KnownLight(self._knowledge.pattern[key])
            desk = Desk(self._knowledge, build_model(self._knowledge, self._family, light, ""))
            minutes, still_broken = 0.0, 1.0
            for step in desk.told(cause):
                minutes += still_broken * step.minutes
                still_broken *= 1 - helps(self._knowledge, step.slug, cause)
            self._minutes[key, cause] = minutes + still_broken * desk.model.support_minutes
        return self._minutes[key, cause]


class _Sums:
    """What adds up over everybody."""

    def __init__(self) -> None:
        self.of = {field.name: 0.0 for field in fields(Quality)[1:]}

    def add(self, **amounts: float) -> None:
        for name, amount in amounts.items():
            self.of[name] += amount

    def means(self, name: str) -> Quality:
        return Quality(name=name, **self.of)


class _Course:
    """How it goes with everybody who says the same of their light."""

    def __init__(
        self,
        knowledge: Knowledge,
        desk: Desk,
        told: _Told,
        sums: _Sums,
        *,
        slips: float,
        policy: str,
        least: float,
    ) -> None:
        self._knowledge, self._desk, self._told, self._sums = knowledge, desk, told, sums
        self._slips, self._policy, self._least = slips, policy, least
        self._answers: dict[tuple[Slug, PatternKey, Slug], dict[Slug | None, float]] = {}

    def follow(self, people: People) -> None:
        self._go_on(people, frozenset(), frozenset(), (), {})

    def _go_on(
        self,
        people: People,
        answers: Answers,
        failed: frozenset[Slug],
        ranked: tuple[Slug, ...],
        spent: dict[str, float],
    ) -> None:
        """`spent`: what each of them has behind them, counted when their way ends."""
        few = sum(people.values()) <= self._least
        turn = self._desk.decide(NO_QUESTIONS if few else self._policy, answers, failed)
        if table := turn.decision.ask:
            question = self._knowledge.question[table.slug]
            asked = _more(spent, questions=1, questions_first=not failed, minutes=table.minutes)
            for option in (*table.options, None):
                given = {who: share * self._chance(question, option, *who) for who, share in people.items()}
                self._go_on(given, answers | {(table.slug, option)}, failed, (), asked)
            return
        ranked = ranked or turn.ranked
        for step in turn.decision.plan.steps if few else turn.decision.plan.steps[:1]:
            spent = _more(spent, minutes=step.minutes)
            works = {who: share * helps(self._knowledge, step.slug, who[1]) for who, share in people.items()}
            self._end(works, ranked, _more(spent, fixed=1, fixed_by_first=not failed, followed=not few))
            people = {who: share - works[who] for who, share in people.items()}
            failed |= {step.slug}
        if few or not turn.decision.plan.steps:
            self._end(people, ranked, _more(spent, minutes=self._desk.model.support_minutes, followed=not few))
        else:
            self._go_on(people, answers, failed, ranked, spent)

    def _end(self, people: People, ranked: tuple[Slug, ...], spent: dict[str, float]) -> None:
        for (key, cause), share in people.items():
            self._sums.add(
                first=share * (cause == ranked[0]),
                top_three=share * (cause in ranked[:3]),
                right_cure=share * self._desk.is_right_cure(ranked[0], cause),
                told_minutes=share * self._told.minutes(key, cause),
                **{figure: share * amount for figure, amount in spent.items()},
            )

    def _chance(self, question: Question, option: Slug | None, key: PatternKey, cause: Slug) -> float:
        """How often somebody with this cause says so: unsure, or an answer, or another answer by a slip."""
        place = question.slug, key, cause
        if place not in self._answers:
            row = answer_row(self._knowledge, question, cause, key)
            sure, slip = 1 - question.unknown_share, self._slips / (len(row) - 1) if len(row) > 1 else 0.0
            right = 1 - slip * (len(row) - 1)
            chances = [sure * (right * p + slip * (1 - p)) for p in row]
            slugs = [each.slug for each in question.options]
            self._answers[place] = {**dict(zip(slugs, chances, strict=True)), None: question.unknown_share}
        return self._answers[place][option]


def _more(spent: dict[str, float], **amounts: float) -> dict[str, float]:
    return {name: spent.get(name, 0.0) + amounts.get(name, 0.0) for name in {**spent, **amounts}}
