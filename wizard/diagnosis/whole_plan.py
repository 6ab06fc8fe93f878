"""The whole plan: what to try, in which order, and what to keep until before support.

The engine orders steps by what they save (`step_order`). What a person is owed beyond that stands
here: what an answer always offers is in the plan, every cause that is still possible keeps its
remedies, what is long or erases something comes last, nobody waits or does the same twice, and no
step goes against what was said. A step that only explains what is normal is none: the page shows
the sign instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, product

from wizard.diagnosis.inference import by_cause, dot, times
from wizard.diagnosis.model import Model, Row, StepTable, step_minutes, step_table
from wizard.diagnosis.next_move import Evidence, belief_after
from wizard.knowledge.scales import Answer, Effect
from wizard.knowledge.values import (
    ACT,
    LOOK,
    LOOKS,
    NORMAL,
    RESTARTS,
    SOMETHING_ELSE,
    TYPES_WIFI,
    WAITING,
    Cause,
    Knowledge,
    Option,
    PatternKey,
    Slug,
    Step,
)

Answers = tuple[tuple[Slug, Slug | None], ...]

WORTH_A_REMEDY = 0.03
"""A cause that is at most this likely after the answers needs no remedy in the plan."""

RULED_OUT = 0.01
"""A cause is ruled out if an answer speaks against it and at most so much is left."""

POSSIBLE = 0.15
"""From here on people are told that a cause is possible."""

HELPS_NOBODY = 0.003
"""What helps against causes that together are less likely than this, by the answers, is not told
again for their sake."""

REMEDY = Effect.SOMETIMES.number
"""A step that fixes a cause at least this often is a remedy against it."""

USUAL = Effect.USUALLY.number
"""A step that fixes a cause at least this often is the usual remedy against it."""

FURTHER_OUT = 2.0
"""So many times as likely as a fault further in is one that the router's restart cures, where the
restarts go from the outside in."""

QUICK_LOOK = 2.0
"""A look of at most so many minutes comes first."""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """`steps`: what to try, in this order. `before_support`: what is left then, because it is long
    for what it may help or erases something; the erasing steps stand last. `offered`: step -> the
    answer that always offers it. `sign`: what to ask before anything is tried, the step that
    explains a normal light.
    """

    steps: tuple[StepTable, ...]
    before_support: tuple[StepTable, ...]
    offered: Mapping[Slug, Option]
    sign: Step | None = None

    @property
    def everything(self) -> tuple[StepTable, ...]:
        return self.steps + self.before_support


def whole_plan(
    knowledge: Knowledge,
    family: Slug,
    model: Model,
    evidence: Evidence,
    planned: Sequence[StepTable],
) -> WholePlan:
    """`planned`: the engine's plan, whose order holds wherever `_in_order` says nothing. Which
    steps there are follows from the answers alone, so the list shortens while they are tried.
    """
    at = _treatments(knowledge, family, model, evidence, planned)
    steps = at.steps
    late = [step for step in at.treatments if step.slug not in at.early]
    settled = at.done | _slugs(at.treatments)
    others = [step for step in model.steps if step.slug not in settled]
    before = (*at.tried, *at.treatments)
    repeats = tuple(step for step in others if _repeats(step, before, at.said.belief))
    settled |= at.chosen | _slugs(repeats)
    left = [step for step in others if step.slug not in settled]
    failed = after_failing(at.belief, at.treatments)
    late += _likely_after_all(knowledge, model, failed, left, repeats)
    late = list(_last_resorts(after_failing(at.belief, steps), late))
    return WholePlan(
        steps=steps,
        before_support=tuple(_without_repeats(late, (*at.tried, *steps), at.said)),
        offered=at.said.offered,
        sign=at.sign,
    )


def steps_to_try(
    knowledge: Knowledge,
    family: Slug,
    model: Model,
    evidence: Evidence,
    planned: Sequence[StepTable],
) -> tuple[StepTable, ...]:
    """`whole_plan(…).steps`, without working out what is left before support."""
    return _treatments(knowledge, family, model, evidence, planned).steps


@dataclass(frozen=True, slots=True)
class _Treatments:
    """`treatments`: what to try, in this order, and of it early or late; `chosen`: what they were
    taken from. `done`: what is not to be told. `belief`: what to believe now.
    """

    said: _SaidBy
    belief: Row
    sign: Step | None
    tried: tuple[StepTable, ...]
    treatments: tuple[StepTable, ...]
    early: set[Slug]
    chosen: set[Slug]
    done: set[Slug]

    @property
    def steps(self) -> tuple[StepTable, ...]:
        return tuple(step for step in self.treatments if step.slug in self.early)


def _treatments(
    knowledge: Knowledge,
    family: Slug,
    model: Model,
    evidence: Evidence,
    planned: Sequence[StepTable],
) -> _Treatments:
    said = _said_by(knowledge, family, model, evidence.answers)
    belief = belief_after(model, evidence)
    status = status_of(knowledge, model, belief)
    normal = likeliest(knowledge, by_cause(model, belief)) if status == NORMAL else None
    sign = explaining_step(knowledge, family, normal) if normal else None
    if sign and sign.slug in evidence.failed:
        sign = None
    judged = any(explains(knowledge, knowledge.step[slug]) for slug in evidence.failed)
    done = {*evidence.failed, *evidence.skipped, *said.excluded}
    done |= {
        step.slug
        for step in _about_normal(knowledge, model)
        if not step.is_look
        or sign is not None
        or judged
        or not helps_against(step, said.belief, POSSIBLE)
    }
    useful = [*(step for step in planned if step.slug in said.useful), *said.told]
    chosen = {step.slug: step for step in (*useful, *said.remedies) if step.slug not in done}
    early = {
        step.slug
        for step in useful
        if not step.destructive
        and not (status == NORMAL and step.slug not in said.offered and step.stage == TYPES_WIFI)
    }
    early |= {step.slug for step in chosen.values() if _restart_within(step, chosen.values(), said)}
    ordered = _offered_together(_in_order(chosen.values(), said), said.offered)
    cure = _cure_of(model, evidence.cause, ordered)
    early |= _slugs(step for step in ordered if step is cure)
    ordered.sort(key=lambda step: (step is not cure, step.slug not in early))
    if status == ACT and not evidence.failed:
        ordered = _not_waiting_first(ordered)
    tried = tuple(model.step[slug] for slug in evidence.failed if slug in model.step)
    treatments = tuple(
        _without_idle_waits(knowledge, _without_repeats(ordered, tried, said), evidence.failed)
    )
    return _Treatments(said, belief, sign, tried, treatments, early, {*chosen}, done)


@dataclass(frozen=True, slots=True)
class _SaidBy:
    """What follows from the answers alone, whatever was tried: `useful` are the steps that the
    engine may plan, `told` those that are `offered`, `remedies` those against what is possible.
    `from_outside`: do restarts go from the outside in?
    """

    belief: Row
    offered: dict[Slug, Option]
    excluded: frozenset[Slug]
    useful: frozenset[Slug]
    told: tuple[StepTable, ...]
    remedies: tuple[StepTable, ...]
    from_outside: bool


@lru_cache(maxsize=256)
def _said_by(knowledge: Knowledge, family: Slug, model: Model, answers: Answers) -> _SaidBy:
    """Kept while steps are tried: the answers stay."""
    belief = by_answers(model, answers)
    chances = by_cause(model, belief)
    offered = offers_of(knowledge, family, answers)
    helps_nothing = (0.0,) * len(model.causes)
    return _SaidBy(
        belief=belief,
        offered=offered,
        excluded=excluded_by(knowledge, answers),
        useful=frozenset(_useful(knowledge, model, answers, belief, chances)),
        told=tuple(
            model.step.get(slug) or step_table(knowledge.step[slug], helps_nothing)
            for slug in offered
        ),
        remedies=remedies_of(model, chances),
        from_outside=restarts_from_outside(knowledge, model, offered, belief),
    )


def _useful(
    knowledge: Knowledge, model: Model, answers: Answers, belief: Row, chances: Mapping[Slug, float]
) -> Iterator[Slug]:
    """Waits, looks, and what treats a fault that the answers do not rule out, if it is more than a
    remedy against what is normal and known by its sign. Time ends a start, and so does a restart;
    but nobody restarts the router for a camera that has just got batteries.
    """
    allowed = _allowed(knowledge, model, answers, chances)
    normal = [knowledge.cause.get(cause) for cause in model.causes]
    explained = tuple(
        share if cause is not None and has_sign(cause) else 0.0
        for share, cause in zip(belief, normal, strict=True)
    )
    faults = tuple(share - part for share, part in zip(belief, explained, strict=True))
    treatable = {
        place
        for place, cause in enumerate(model.causes)
        if faults[place] and chances[cause] > RULED_OUT
    }
    for step in model.steps:
        if dot(step.fixes, allowed) > 0 and (
            step.is_look
            or step.is_wait
            or (
                any(place in treatable for place, _, _ in step.helps)
                and (helps_against(step, faults) or not helps_against(step, explained))
            )
        ):
            yield step.slug


def _not_waiting_first(steps: list[StepTable]) -> list[StepTable]:
    """Who is to act is not told to wait first: waits stand behind the first treatment."""
    if not steps or not steps[0].is_wait:
        return steps
    waits = [step for step in steps if step.is_wait]
    others = [step for step in steps if not step.is_wait]
    return [*others[:1], *waits, *others[1:]]


def _cure_of(model: Model, cause: Slug, steps: Iterable[StepTable]) -> StepTable | None:
    """The harmless remedy against a cause that saves most for its time; None without one."""
    belief = tuple(
        prior if name == cause else 0.0
        for name, prior in zip(model.causes, model.prior, strict=True)
    )
    remedies = [
        step
        for step in steps
        if not step.destructive
        and any(fixes >= REMEDY and belief[place] for place, fixes, _ in step.helps)
    ]
    return max(remedies, key=lambda step: dot(belief, step.fixes) / step.minutes, default=None)


def _in_order(steps: Collection[StepTable], said: _SaidBy) -> list[StepTable]:
    """The order people would follow: quick looks, then what was said, then as the engine says.

    Restarts go from the inside out, or from the outside in where an answer offers that of more than
    the device, or where the fault is more likely outside. Nobody types Wi-Fi details before the
    router was restarted, if that may help and nothing was said of them.
    """
    first = list(_quick_looks(steps, said.belief))
    first += [
        step
        for step in steps
        if step.slug in said.offered
        and step not in first
        and (helps_against(step, said.belief) or not (step.helps or step.prerequisites))
    ]
    ordered = [*first, *(step for step in steps if step not in first)]
    ordered = _restart_before_more(ordered, said)
    ordered = _restarts_in_order(ordered, said)
    router = next((step for step in ordered if step.stage == RESTARTS[-1]), None)
    if router is not None and helps_against(router, said.belief, POSSIBLE):
        typing = [
            step
            for step in ordered[: ordered.index(router)]
            if step.slug not in said.offered and step.stage == TYPES_WIFI
        ]
        ordered = [step for step in ordered if step not in typing]
        after = ordered.index(router) + 1
        ordered[after:after] = typing
    return list(_after_prerequisites(ordered))


def _quick_looks(steps: Iterable[StepTable], belief: Row) -> Iterator[StepTable]:
    """Those that may well settle it, each after the ones before have settled nothing."""
    for step in steps:
        if step.stage == LOOKS and step.minutes <= QUICK_LOOK:
            if dot(belief, step.fixes) >= POSSIBLE * sum(belief):
                yield step
            belief = times(belief, step.fails)


def _offered_together(
    steps: Sequence[StepTable], offered: Mapping[Slug, Option]
) -> list[StepTable]:
    """A step that helps against nothing here stands right behind what its answer offers first:
    nobody asks the former owner before adding the device was tried. What has its place among looks
    and restarts stays there.
    """
    ordered = list(steps)
    for step in steps:
        if step.slug in offered and not step.helps:
            offers = offered[step.slug].offers
            late = [
                other
                for other in ordered[ordered.index(step) + 1 :]
                if other.slug in offers[: offers.index(step.slug)]
                and not (other.destructive or other.stage)
            ]
            ordered = [other for other in ordered if other not in late]
            place = ordered.index(step)
            ordered[place:place] = late
    return ordered


def helps_against(step: StepTable, belief: Row, least: float = WORTH_A_REMEDY) -> bool:
    """Do the causes that it is a remedy against have at least this chance together?"""
    return _cured(step, belief, REMEDY) >= least


def _cured(step: StepTable, belief: Row, least: float = USUAL) -> float:
    """The chance of the causes that it fixes at least this often."""
    return sum(belief[place] for place, fixes, _ in step.helps if fixes >= least)


def _restarts_in_order(steps: list[StepTable], said: _SaidBy) -> list[StepTable]:
    """Restarts change places among themselves only."""
    restarts = (step for step in steps if step.stage in RESTARTS)
    next_of = iter(
        sorted(restarts, key=lambda step: RESTARTS.index(step.stage), reverse=said.from_outside)
    )
    return [next(next_of) if step.stage in RESTARTS else step for step in steps]


def _restart_within(step: StepTable, steps: Iterable[StepTable], said: _SaidBy) -> StepTable | None:
    """The first of these that takes longer and does the same, where the step is the device's own
    restart, may well help, and the other was not offered.
    """
    if step.stage != RESTARTS[0] or _cured(step, said.belief) < WORTH_A_REMEDY:
        return None
    return next(
        (
            other
            for other in steps
            if other.minutes > step.minutes
            and other.slug not in said.offered
            and not other.destructive
            and does_the_same(other, step)
        ),
        None,
    )


def _restart_before_more(steps: list[StepTable], said: _SaidBy) -> list[StepTable]:
    """The device's own restart comes before what takes longer and does the same: batteries are put
    back before new ones are bought.
    """
    for step in steps:
        more = _restart_within(step, steps, said)
        if more is not None and steps.index(more) < steps.index(step):
            left = [other for other in steps if other is not step]
            place = left.index(more)
            return [*left[:place], step, *left[place:]]
    return steps


def restarts_from_outside(
    knowledge: Knowledge, model: Model, offered: Iterable[Slug], belief: Row
) -> bool:
    """Do restarts go from the outside in? Where an answer offers that of more than the device, or
    where what the router's usually cures is more than `FURTHER_OUT` times as likely as what the
    others do. `belief`: by the answers alone.
    """
    if any(knowledge.step[slug].stage in RESTARTS[1:] for slug in offered):
        return True
    outside = sum(_cured(step, belief) for step in model.steps if step.stage == RESTARTS[-1])
    inside = sum(_cured(step, belief) for step in model.steps if step.stage in RESTARTS[:-1])
    return outside > FURTHER_OUT * inside


def _after_prerequisites(steps: Iterable[StepTable]) -> Iterator[StepTable]:
    """Each step once those of the list that it waits for are through."""
    left = list(steps)
    while left:
        waiting = _slugs(left)
        ready = next((step for step in left if waiting.isdisjoint(step.prerequisites)), left[0])
        left.remove(ready)
        yield ready


def after_failing(belief: Row, steps: Iterable[StepTable]) -> Row:
    """What is left to believe once these have failed (weights, not normalised)."""
    for step in steps:
        belief = times(belief, step.fails)
    return belief


def _slugs(steps: Iterable[StepTable]) -> set[Slug]:
    return {step.slug for step in steps}


def _likely_after_all(
    knowledge: Knowledge,
    model: Model,
    belief: Row,
    left: Sequence[StepTable],
    repeats: tuple[StepTable, ...],
) -> list[StepTable]:
    """What is worth trying once all that is listed has failed, and once that has failed, too;
    whether or not the person says that what they see is normal, waits, or does the same again.
    """
    waits = tuple(step for step in model.steps if step.is_wait)
    known = [steps for steps in (_about_normal(knowledge, model), waits, repeats) if steps]
    passive = tuple(chain.from_iterable(known))
    names = _slugs(passive)
    left = [step for step in left if step.slug not in names]
    ways = [tuple(chain(*failing)) for failing in product(*(((), steps) for steps in known))]
    found: list[StepTable] = []
    while left:
        case = cache(partial(_Case.of, model, belief))
        more = [
            step
            for step in left
            if any(case(failing).speaks_for(step) for failing in _ways_for(step, passive, ways))
        ]
        if not more:
            break
        found += more
        names = _slugs(more)
        left = [step for step in left if step.slug not in names]
        belief = after_failing(belief, more)
    return found


def _ways_for(
    step: StepTable, passive: tuple[StepTable, ...], ways: Sequence[tuple[StepTable, ...]]
) -> Iterator[tuple[StepTable, ...]]:
    """What may have failed before the step; first, which is kindest to it, all but what helps
    against the same. Where nothing does, no other way is kinder.
    """
    own = {place for place, _, _ in step.helps}
    others = tuple(
        other for other in passive if own.isdisjoint(place for place, _, _ in other.helps)
    )
    yield others
    if others != passive:
        yield from ways


@dataclass(frozen=True, slots=True)
class _Case:
    """What may be left to believe (weights, not normalised), their sum, and the causes that are
    possible then.
    """

    model: Model
    belief: Row
    total: float
    possible: frozenset[Slug]

    @classmethod
    def of(cls, model: Model, belief: Row, failing: tuple[StepTable, ...]) -> _Case:
        belief = after_failing(belief, failing)
        total = sum(belief)
        chances = by_cause(model, belief)
        possible = [cause for cause in chances if chances[cause] >= POSSIBLE * total]
        return cls(model, belief, total, frozenset(possible))

    def speaks_for(self, step: StepTable) -> bool:
        """Would the engine plan it, or is it a remedy against a cause that is possible?"""
        chance = 0.0
        for hypothesis, fixes, _ in step.helps:
            if fixes >= REMEDY and self.model.causes[hypothesis] in self.possible:
                return True
            chance += self.belief[hypothesis] * fixes
        return chance / step.minutes > self.total / self.model.support_minutes


@lru_cache(maxsize=256)
def _about_normal(knowledge: Knowledge, model: Model) -> tuple[StepTable, ...]:
    return tuple(
        step for step in model.steps if is_about_normal(knowledge, knowledge.step[step.slug])
    )


def options_given(knowledge: Knowledge, answers: Answers) -> tuple[Option, ...]:
    """The answers that say something."""
    options = (knowledge.question[slug].option(given) for slug, given in answers if given)
    return tuple(filter(None, options))


def excluded_by(knowledge: Knowledge, answers: Answers) -> frozenset[Slug]:
    """The steps that one of the answers excludes."""
    options = options_given(knowledge, answers)
    return frozenset(slug for option in options for slug in option.excludes)


def offers_of(knowledge: Knowledge, family: Slug, answers: Answers) -> dict[Slug, Option]:
    """Step -> the answer that always offers it, of those that are worded for the family and that
    no other answer excludes.
    """
    excluded = excluded_by(knowledge, answers)
    return {
        slug: option
        for option in options_given(knowledge, answers)
        for slug in option.offers
        if slug not in excluded and knowledge.step[slug].wording(family)
    }


def has_sign(cause: Cause) -> bool:
    """Is it normal, known by its sign, and nothing to be done about?"""
    return cause.normal and bool(cause.sign) and not cause.waits


def is_about_normal(knowledge: Knowledge, step: Step) -> bool:
    """Does it help against nothing but what is normal? Then it treats nothing."""
    return step.slug in _steps_about_normal(knowledge)


@lru_cache(maxsize=16)
def _steps_about_normal(knowledge: Knowledge) -> frozenset[Slug]:
    return frozenset(
        step.slug
        for step in knowledge.steps
        if step.effects and all(has_sign(knowledge.cause[row.cause]) for row in step.effects)
    )


def explains(knowledge: Knowledge, step: Step) -> bool:
    """Is there nothing to do but to know a sign? Then it is a finding, not a treatment."""
    return is_about_normal(knowledge, step) and not (step.tools or step.wait_seconds)


def status_of(knowledge: Knowledge, model: Model, belief: Row) -> str:
    """The first line: normal if that is at least as likely as not and the likeliest cause, which
    must be possible, is so, or waiting if the device waits for the person then; else act if the
    lights call for it; else look.
    """
    causes = by_cause(model, belief)
    top = likeliest(knowledge, causes)
    if (
        top is not None
        and top.normal
        and causes[top.slug] >= POSSIBLE
        and dot(belief, model.normal) >= 0.5
    ):
        return WAITING if top.waits else NORMAL
    return ACT if dot(belief, model.act) >= 0.5 else LOOK


def likeliest(knowledge: Knowledge, causes: Mapping[Slug, float]) -> Cause | None:
    """None for something else. Of equals the first in the knowledge's order."""
    most, places = max(causes.values()), knowledge.place_of_cause
    equals = [slug for slug, chance in causes.items() if chance == most]
    slug = min(equals, key=lambda slug: places.get(slug, len(places)))
    return knowledge.cause.get(slug)


def explaining_step(knowledge: Knowledge, family: Slug, cause: Cause) -> Step | None:
    """The family's step that explains a normal cause."""
    return next(
        (
            step
            for step in knowledge.steps_of(family)
            if any(effect.cause == cause.slug for effect in step.effects)
            and explains(knowledge, step)
        ),
        None,
    )


def by_answers(model: Model, answers: Answers) -> Row:
    """What to believe given the answers alone, whatever was tried."""
    return belief_after(model, Evidence(answers=answers))


def remedies_of(model: Model, chances: Mapping[Slug, float]) -> tuple[StepTable, ...]:
    """The steps, tried or not, that help against a cause which the answers leave possible.

    `chances`: by the answers alone.
    """
    possible = [chances[cause] > WORTH_A_REMEDY for cause in model.causes]
    return tuple(
        step
        for step in model.steps
        if any(fixes >= REMEDY and possible[hypothesis] for hypothesis, fixes, _ in step.helps)
    )


def _allowed(
    knowledge: Knowledge, model: Model, answers: Answers, chances: Mapping[Slug, float]
) -> Row:
    """For each hypothesis 0 where the answers rule it out, or all but do so and one of them is
    never given with it, else 1.
    """
    given = [
        (question, option)
        for question, option in answers
        if option is not None
        and question in model.question
        and not knowledge.question[question].hard_to_tell
    ]
    return tuple(
        float(
            chances[cause] > WORTH_A_REMEDY
            or (
                chances[cause] > RULED_OUT
                and not any(
                    _never(knowledge, question, option, cause, shares) for question, option in given
                )
            )
        )
        for cause, shares in zip(model.causes, model.patterns, strict=True)
    )


def _never(
    knowledge: Knowledge,
    question: Slug,
    option: Slug,
    cause: Slug,
    shares: tuple[tuple[PatternKey, float], ...],
) -> bool:
    """All patterns of a hypothesis have the same answers, so the first speaks for them."""
    if cause == SOMETHING_ELSE or not shares:
        return False
    rows = knowledge.likelihood
    row = rows.get((question, cause, shares[0][0])) or rows.get((question, cause, None))
    return row is not None and (option, Answer.NEVER) in row.words


def _last_resorts(belief: Row, steps: Sequence[StepTable]) -> Iterator[StepTable]:
    """Harmless steps first, then the erasing ones; of each kind what saves most for its time."""
    return _after_prerequisites(
        sorted(steps, key=lambda step: (step.destructive, -dot(belief, step.fixes) / step.minutes))
    )


def _without_repeats(
    steps: Iterable[StepTable], tried: tuple[StepTable, ...], said: _SaidBy
) -> Iterator[StepTable]:
    """What an earlier step did as well is left out, unless an answer offers it."""
    before = list(tried)
    for step in steps:
        if step.slug in said.offered or not _repeats(step, before, said.belief):
            yield step
            before.append(step)


def _repeats(step: StepTable, before: Iterable[StepTable], belief: Row) -> bool:
    """Did one of these do the same, or was it the device's restart, and what the step does beside
    it helps nobody? `belief`: by the answers alone.
    """
    return any(
        does_the_same(done, step)
        or (
            done.stage == RESTARTS[0]
            and not step.destructive
            and does_the_same(step, done)
            and not helps_against(step, _beside(done, belief), HELPS_NOBODY)
        )
        for done in before
    )


def _beside(done: StepTable, belief: Row) -> Row:
    """The belief without what this step is the usual remedy against."""
    cured = {place for place, fixes, _ in done.helps if fixes >= USUAL}
    return tuple(0.0 if place in cured else share for place, share in enumerate(belief))


def does_the_same(done: StepTable, step: StepTable) -> bool:
    """Who has done the first has done the second, too: both are of one sort, or the second is the
    device's own restart, and the first helps at least as often against all that it helps against.

    So new batteries restart the camera, and the new Wi-Fi comes with its password.
    """
    if not step.stage or step.stage not in (done.stage, RESTARTS[0]):
        return False
    return done is not step and all(done.fixes[place] >= fixes for place, fixes, _ in step.helps)


def _without_idle_waits(
    knowledge: Knowledge, steps: Iterable[StepTable], tried: Iterable[Slug]
) -> Iterator[StepTable]:
    """A wait is left out after a step that made people wait, if only half as long, and where more
    than one step has taken that time anyway: after one, the device may have just got power.
    """
    before = [knowledge.step[slug] for slug in tried]
    for table in steps:
        step = knowledge.step[table.slug]
        seconds = step.wait_seconds or 0
        waited = max((done.wait_seconds or 0 for done in before), default=0)
        passed = 60 * sum(map(step_minutes, before[:-1]))
        if not (table.is_wait and seconds <= max(2 * waited, passed)):
            yield table
            before.append(step)
