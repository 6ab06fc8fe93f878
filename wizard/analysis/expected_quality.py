"""How good the diagnoses are, and what they cost: every answer and outcome with its probability.

The people are as the tables say: lights come as often as they are seen, causes by their frequency,
answers and outcomes by their words. Nobody is drawn, so there is no sampling error, and a change of
the content by a tenth of a per cent can be told from luck. What is measured is how well the
knowledge and the engine do if the words in the tables are right; whether they are, only real people
can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache, partial
from statistics import fmean

from wizard.analysis.baselines import NO_QUESTIONS, OURS, POLICIES
from wizard.diagnosis.address import KnownLight, Light, UnsureLight
from wizard.diagnosis.inference import by_cause, posterior
from wizard.diagnosis.model import (
    Model,
    QuestionTable,
    StepTable,
    answer_row,
    build_model,
    cause_weights,
    confusion_share,
    seen_weight,
)
from wizard.diagnosis.next_move import Evidence
from wizard.diagnosis.step_order import plan
from wizard.diagnosis.whole_plan import excluded_by, explains, is_about_normal, whole_plan
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import SOMETHING_ELSE, Family, Knowledge, Pattern, PatternKey, Slug

ERROR_RATE = 0.05
"""Share (0..1) of the answers that are another option at random."""

LEAST = 1e-6
"""Where fewer of a family's people (0..1) have come, they are asked no more and go through the
plan.
"""

People = dict[tuple[PatternKey, Slug], float]
"""(what the light is, cause) -> share 0..1 of the family's people."""

Answers = frozenset[tuple[Slug, Slug | None]]


class Mode(StrEnum):
    """What people know of their light."""

    LIGHT = "light"  # the right pattern
    MISTAKES = "mistakes"  # a pattern, mistaken for a look-alike or miscounted as the tables say
    COLOUR = "colour"  # its colour group only
    UNKNOWN = "unknown"  # nothing
    SYMPTOM = "symptom"  # no light at all, but what is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Means over everybody: shares 0..1, numbers of questions, minutes.

    `first`, `top_three`: the true cause is ranked so when the questions stop.
    `first_step_correct`: the first step against the cause ranked first helps sometimes or better
    against the true one, or neither has a step. `minutes` include support where no step helped;
    `oracle_minutes`: had they been told their cause. `followed`: the share that was followed to the
    end, whatever was asked on the way.
    """

    name: str
    first: float
    top_three: float
    first_step_correct: float
    fixed_by_first: float
    fixed: float
    questions_first: float
    questions: float
    minutes: float
    oracle_minutes: float
    followed: float

    @property
    def ratio(self) -> float:
        return self.minutes / self.oracle_minutes


FIGURES = tuple(field.name for field in fields(Quality) if field.name != "name")


@dataclass(frozen=True, slots=True)
class LightQuality:
    """`people`: share 0..1 of everybody who has this light. `first`: share of those whose true
    cause is ranked first.
    """

    light: str
    people: float
    first: float


@dataclass(frozen=True, slots=True)
class QuestionUse:
    """`asked`: share 0..1 of everybody; `unsure`: share of those; `saves_minutes`: each time it is
    asked, its own minutes taken off."""

    question: Slug
    asked: float
    unsure: float
    saves_minutes: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Share (0..1) of everybody who has `cause` and for whom `taken_for` is ranked first."""

    cause: Slug
    taken_for: Slug
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`groups`: families with a light table, those without, and all. `baselines`: ours and the
    other policies, for the first group. Lights, questions and confusions that need an editor most
    come first.
    """

    families: tuple[Quality, ...]
    groups: tuple[Quality, ...]
    baselines: tuple[Quality, ...]
    lights: tuple[LightQuality, ...]
    questions: tuple[QuestionUse, ...]
    confused: tuple[Confusion, ...]


def report(
    knowledge: Knowledge,
    *,
    error_rate: float = ERROR_RATE,
    mode: Mode = Mode.LIGHT,
    families: Sequence[Family] = (),
    on_progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Of these families, or of all that have lights; families have equal numbers of people.
    `on_progress` is called with the number of families and baselines that are done. Raises
    ValueError where no family has lights.
    """
    chosen = [
        family for family in families or knowledge.families if knowledge.patterns_of(family.slug)
    ]
    if not chosen:
        raise ValueError("There must be a family with lights.")
    totals = []
    for family in chosen:
        totals.append(follow(knowledge, family, error_rate=error_rate, mode=mode))
        on_progress(len(totals))
    found = [total.quality() for total in totals]
    groups: dict[str, list[Quality]] = {}
    for family, one in zip(chosen, found, strict=True):
        table = "with" if family.documented else "without"
        groups.setdefault(f"families {table} a light table", []).append(one)
    baselines = [together(OURS, next(iter(groups.values())))]
    for policy in POLICIES:
        if policy != OURS:
            each = [
                follow(knowledge, family, error_rate=error_rate, mode=mode, policy=policy).quality()
                for family in first_group(chosen)
            ]
            baselines.append(together(policy, each))
            on_progress(len(totals) + len(baselines) - 1)
    groups["all families"] = found
    return Report(
        families=tuple(found),
        groups=tuple(together(name, members) for name, members in groups.items()),
        baselines=tuple(baselines),
        lights=_lights(totals),
        questions=_question_uses(knowledge, chosen, totals),
        confused=_confusions(totals),
    )


def first_group(families: Sequence[Family]) -> list[Family]:
    """Those that have a light table like the first one, or have none like it."""
    return [family for family in families if family.documented == families[0].documented]


def together(name: str, families: Sequence[Quality]) -> Quality:
    """Families with equal numbers of people."""
    means = {figure: fmean(getattr(one, figure) for one in families) for figure in FIGURES}
    return Quality(name=name, **means)


def without_each_question(
    knowledge: Knowledge,
    families: Sequence[Family],
    *,
    error_rate: float = ERROR_RATE,
    mode: Mode = Mode.LIGHT,
    on_progress: Callable[[int], None] = lambda done: None,
) -> dict[Slug, Quality]:
    """Question -> how good the diagnoses of these families together would be without it. Questions
    nobody there is asked are left out. `on_progress` is called with the number of questions that
    are done.
    """
    slugs = {family.slug for family in families}
    found: dict[Slug, Quality] = {}
    for done, question in enumerate(knowledge.questions, 1):
        if slugs.intersection(question.families):
            less = replace(
                knowledge,
                questions=tuple(one for one in knowledge.questions if one != question),
                likelihoods=tuple(
                    row for row in knowledge.likelihoods if row.question != question.slug
                ),
            )
            each = (follow(less, family, error_rate=error_rate, mode=mode) for family in families)
            found[question.slug] = together(question.text, [one.quality() for one in each])
        on_progress(done)
    return found


# Following people


class Totals:
    """What adds up over the people of a family of this name; their shares add up to 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sums = dict.fromkeys(FIGURES, 0.0)
        self.people: dict[PatternKey, float] = defaultdict(float)
        self.ranked_first: dict[PatternKey, float] = defaultdict(float)
        self.confused: dict[tuple[Slug, Slug], float] = defaultdict(float)
        self.asked: dict[Slug, float] = defaultdict(float)
        self.unsure: dict[Slug, float] = defaultdict(float)
        self.saved: dict[Slug, float] = defaultdict(float)
        self.explained: dict[tuple[PatternKey, Slug, Slug], float] = defaultdict(float)
        """(light, true cause, the likeliest one once a step has fixed it) -> share."""

    def quality(self) -> Quality:
        return Quality(name=self.name, **self.sums)


def follow(
    knowledge: Knowledge,
    family: Family,
    *,
    error_rate: float = ERROR_RATE,
    mode: Mode = Mode.LIGHT,
    policy: str = OURS,
    least: float = LEAST,
    decides: Knowledge | None = None,
    explain: bool = False,
) -> Totals:
    """Everybody of one family, through one policy. `least`: fewer people (0..1) are asked no more;
    0 follows all. `decides`: another content that the engine decides by, while people are as this
    one says. `explain`: also what each cause is taken for once it is fixed. Raises ValueError
    without lights.
    """
    if not knowledge.patterns_of(family.slug):
        raise ValueError(f"{family.name} has no lights.")
    totals = Totals(family.name)
    oracle_minutes = cache(partial(_oracle_minutes, knowledge, family))
    answer_chances = cache(partial(_answer_chances, knowledge, error_rate))
    for light, colour, people in _descriptions(knowledge, family, mode):
        episodes = _Episodes(
            knowledge=knowledge,
            decides=decides or knowledge,
            model=build_model(decides or knowledge, family, light, colour),
            oracle_minutes=oracle_minutes,
            answer_chances=answer_chances,
            totals=totals,
            family=family.slug,
            policy=policy,
            least=least,
            explain=explain,
        )
        episodes.go_on(people, frozenset(), frozenset(), (), {})
    return totals


def _oracle_plan(knowledge: Knowledge, model: Model, cause: Slug) -> tuple[StepTable, ...]:
    """The plan of somebody who is told the cause: nobody can do better. Where that is normal, they
    are told its sign, and there is nothing to try.
    """
    certain = tuple(float(name == cause) for name in model.causes)
    if not any(certain):
        return ()
    steps = tuple(
        step
        for step in model.steps
        if explains(knowledge, knowledge.step[step.slug])
        or not is_about_normal(knowledge, knowledge.step[step.slug])
    )
    return plan(certain, steps, model.support_minutes).steps


def _oracle_minutes(knowledge: Knowledge, family: Family, key: PatternKey, cause: Slug) -> float:
    """Expected, with the best plan for who is told the cause."""
    model = build_model(knowledge, family, KnownLight(knowledge.pattern[key]), "")
    minutes, still_broken = 0.0, 1.0
    for step in _oracle_plan(knowledge, model, cause):
        minutes += still_broken * step.minutes
        still_broken *= 1 - helps(knowledge, step.slug, cause)
    return minutes + still_broken * model.support_minutes


def _answer_chances(
    knowledge: Knowledge, error_rate: float, question: Slug, key: PatternKey, cause: Slug
) -> dict[Slug | None, float]:
    """Option (None: not sure) -> how often it is given: rightly, or by error."""
    asked = knowledge.question[question]
    others = len(asked.options_for(key[0])) - 1
    sure, wrong = 1 - asked.unknown_share, error_rate / others if others else 0.0
    right = 1 - wrong * others
    rows = zip(asked.options, answer_row(knowledge, asked, cause, key), strict=True)
    given: dict[Slug | None, float] = {
        option.slug: sure * (right * p + wrong * (1 - p))
        for option, p in rows
        if option.fits(key[0])
    }
    return {**given, None: asked.unknown_share}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Episodes:
    """How it goes with everybody who says the same of their light."""

    knowledge: Knowledge
    decides: Knowledge
    family: Slug
    model: Model
    oracle_minutes: Callable[[PatternKey, Slug], float]
    answer_chances: Callable[[Slug, PatternKey, Slug], dict[Slug | None, float]]
    totals: Totals
    policy: str
    least: float
    explain: bool
    correct: dict[tuple[Slug, Slug], bool] = field(default_factory=dict)
    """(cause ranked first, true cause) -> does the first step against the one help the other?"""

    def go_on(
        self,
        people: People,
        answers: Answers,
        failed: frozenset[Slug],
        ranked: tuple[Slug, ...],
        spent: dict[str, float],
    ) -> None:
        """`spent`: what each of them has behind them, counted when their way ends."""
        few = sum(people.values()) <= self.least
        evidence = self._evidence(answers, failed)
        decision = POLICIES[NO_QUESTIONS if few else self.policy](self.model, evidence)
        if decision.ask:
            asked = _more(
                spent, questions=1, questions_first=not failed, minutes=decision.ask.minutes
            )
            for option, given in self._asked(people, decision.ask, decision.saves_minutes):
                self.go_on(given, answers | {(decision.ask.slug, option)}, failed, (), asked)
            return
        if not ranked:
            belief = posterior(self.model.prior, evidence.factors(self.model))
            causes = by_cause(self.model, belief)
            ranked = tuple(sorted(causes, key=lambda cause: -causes[cause]))
        whole = whole_plan(self.decides, self.family, self.model, evidence, decision.plan.steps)
        sign = (self.model.step[whole.sign.slug],) if whole.sign else ()
        steps = (*sign, *whole.everything)
        # Only ours asks again after a step; the rest of a plan is the plan once its first failed.
        to_the_end = few or self.policy != OURS
        for step in steps if to_the_end else steps[:1]:
            spent = _more(spent, minutes=step.minutes)
            works = {
                who: share * helps(self.knowledge, step.slug, who[1])
                for who, share in people.items()
            }
            if self.explain:
                self._explain(works, answers, failed, step)
            fixed = _more(spent, fixed=1, fixed_by_first=not failed, followed=not few)
            self._end(works, ranked, fixed)
            people = {who: share - works[who] for who, share in people.items()}
            failed |= {step.slug}
        if to_the_end or not steps:
            support = self.model.support_minutes
            self._end(people, ranked, _more(spent, minutes=support, followed=not few))
        else:
            self.go_on(people, answers, failed, ranked, spent)

    def _evidence(self, answers: Answers, failed: frozenset[Slug]) -> Evidence:
        given = tuple(sorted(answers, key=lambda pair: pair[0]))
        steps = self.decides.step
        return Evidence(
            answers=given,
            failed=tuple(sorted(failed)),
            skipped=tuple(sorted(excluded_by(self.decides, given))),
            closed=frozenset(question for step in failed for question in steps[step].disturbs),
        )

    def _asked(
        self, people: People, table: QuestionTable, saves_minutes: float
    ) -> Iterator[tuple[Slug | None, People]]:
        """Each answer, "not sure" last, and those who give it."""
        question = self.knowledge.question[table.slug]
        count = sum(people.values())
        self.totals.asked[table.slug] += count
        self.totals.unsure[table.slug] += count * question.unknown_share
        self.totals.saved[table.slug] += count * saves_minutes
        for option in (*table.options, None):
            yield (
                option,
                {
                    who: share * self.answer_chances(table.slug, *who)[option]
                    for who, share in people.items()
                },
            )

    def _explain(
        self, works: People, answers: Answers, failed: frozenset[Slug], step: StepTable
    ) -> None:
        """Notes what those whom a step has helped are told that it was. A sign fixes nothing."""
        if explains(self.knowledge, self.knowledge.step[step.slug]) or not any(works.values()):
            return
        evidence = self._evidence(answers, failed)
        belief = posterior(self.model.prior, [*evidence.factors(self.model), step.fixes])
        causes = by_cause(self.model, belief)
        likeliest = max(causes, key=lambda cause: causes[cause])
        for (key, cause), share in works.items():
            self.totals.explained[key, cause, likeliest] += share

    def _end(self, people: People, ranked: tuple[Slug, ...], spent: dict[str, float]) -> None:
        totals, first = self.totals, ranked[0]
        for (key, cause), share in people.items():
            amounts = {
                **spent,
                "first": cause == first,
                "top_three": cause in ranked[:3],
                "first_step_correct": self._is_first_step_correct(first, cause),
                "oracle_minutes": self.oracle_minutes(key, cause),
            }
            for figure, amount in amounts.items():
                totals.sums[figure] += share * amount
            totals.people[key] += share
            totals.ranked_first[key] += share * (cause == first)
            totals.confused[cause, first] += share

    def _is_first_step_correct(self, ranked_first: Slug, cause: Slug) -> bool:
        """Would the first step against what is ranked first help the true cause, sometimes or
        better?
        """
        pair = ranked_first, cause
        if pair not in self.correct:
            known = self.knowledge.cause.get(cause)
            self.correct[pair] = (
                helps(self.knowledge, steps[0].slug, cause) >= Effect.SOMETIMES.number
                if (steps := _oracle_plan(self.knowledge, self.model, ranked_first))
                else known is None or known.support_only
            )
        return self.correct[pair]


def helps(knowledge: Knowledge, step: Slug, cause: Slug) -> float:
    """How often the step fixes the cause, 0 where the tables say nothing."""
    rows = knowledge.step[step].effects
    return next((Effect.number_of(row.word) for row in rows if row.cause == cause), 0.0)


def _more(spent: dict[str, float], **amounts: float) -> dict[str, float]:
    return {name: spent.get(name, 0.0) + amounts.get(name, 0.0) for name in {**spent, **amounts}}


# What people say of their light


def _descriptions(
    knowledge: Knowledge, family: Family, mode: Mode
) -> list[tuple[Light, str, People]]:
    """(light, colour) as people say it, and who says it."""
    listed = knowledge.symptoms_of if mode is Mode.SYMPTOM else knowledge.patterns_of
    patterns = listed(family.slug)
    brought = sum(map(seen_weight, patterns))
    said: dict[tuple[Light, str], People] = defaultdict(dict)
    for pattern in patterns:
        causes = cause_weights(pattern)
        total = sum(causes.values()) * brought / seen_weight(pattern)
        for light, colour, share in _described(patterns, pattern, mode):
            said[light, colour] |= {
                (pattern.key, cause): share * weight / total for cause, weight in causes.items()
            }
    return [(light, colour, people) for (light, colour), people in said.items()]


def _described(
    patterns: Sequence[Pattern], pattern: Pattern, mode: Mode
) -> tuple[tuple[Light, str, float], ...]:
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


# Work for an editor


def _lights(totals: Sequence[Totals]) -> tuple[LightQuality, ...]:
    """Most wrong diagnoses first."""
    lights = [
        LightQuality("/".join(key), people / len(totals), total.ranked_first[key] / people)
        for total in totals
        for key, people in total.people.items()
    ]
    return tuple(sorted(lights, key=lambda light: light.people * (light.first - 1)))


def _question_uses(
    knowledge: Knowledge, families: Sequence[Family], totals: Sequence[Totals]
) -> tuple[QuestionUse, ...]:
    """Least minutes saved first; a question that nobody is asked saves none."""
    slugs = {family.slug for family in families}
    uses = []
    for question in knowledge.questions:
        if slugs.intersection(question.families):
            asked, unsure, saved = (
                sum(amounts[question.slug] for amounts in each) / len(totals)
                for each in zip(*((t.asked, t.unsure, t.saved) for t in totals), strict=True)
            )
            times = asked or 1.0
            uses.append(QuestionUse(question.slug, asked, unsure / times, saved / times))
    return tuple(sorted(uses, key=lambda use: use.saves_minutes))


def _confusions(totals: Sequence[Totals]) -> tuple[Confusion, ...]:
    """Most people first. Something else is left out: nothing speaks for it, so nobody can edit it
    better.
    """
    shares: dict[tuple[Slug, Slug], float] = defaultdict(float)
    for total in totals:
        for pair, share in total.confused.items():
            shares[pair] += share / len(totals)
    confused = [
        Confusion(cause, taken_for, share)
        for (cause, taken_for), share in shares.items()
        if cause not in (taken_for, SOMETHING_ELSE) and share > 0
    ]
    return tuple(sorted(confused, key=lambda pair: -pair.share))
