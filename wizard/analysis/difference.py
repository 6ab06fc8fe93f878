"""Which diagnoses change between two states of the content: not which sentences, but what people
are told.

A light is compared only where something the engine computes with differs. Then the answer states
that people meet with the old or with the new content are decided with both, except where a later
answer cannot be told apart any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, islice, repeat
from statistics import fmean

from wizard.analysis.answer_states import State, lights_of, start
from wizard.analysis.paired_walk import NEW, OLD, Both, SideBySide, inputs, plan_rules
from wizard.diagnosis.address import (
    KnownLight,
    OtherLight,
    Pairs,
    Progress,
    UnsureLight,
    light_value,
)
from wizard.knowledge.values import Device, Family, Knowledge, Likelihood, Slug

DEVICE, LIGHT = "device", "light"
"""What was added or is gone."""

FIRST_CAUSE, NEXT_MOVE, STATUS, PLAN = "first cause", "next move", "status", "plan"
"""What a diagnosis says differently."""

MOST_STATES = 2500
"""So many states are compared, those that most people meet first: less than two seconds’ work."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a diagnosis says of one thing: the name that is compared, and the words for people."""

    name: str
    words: str = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that diagnoses of one light say differently. `light`: a pattern's slug, "unsure" or
    "other"; empty for a device. `before` is empty where something was added, `after` where it is
    gone; then `states` is 0. `example` is the address of the state that most people meet, and
    `share` (0..1, of those who choose the light) how many those are.
    """

    family: Slug
    light: Slug
    place: str
    what: str
    before: str
    after: str
    states: int = 0
    share: float = 0.0
    example: Pairs


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change, in the order of the content. `states` were compared; `complete` is False where
    rarer ones were left out, and then `coverage` is the share of people (0..1, the mean over the
    compared lights) whose way was followed to its end.
    """

    changes: tuple[Change, ...]
    states: int
    complete: bool
    coverage: float


Pair = tuple[Progress, Progress]
"""One light on one device in the old and in the new content."""

Said = tuple[str, Answer, Answer]
"""What is said, and what either content says."""


def compare(old: Knowledge, new: Knowledge, most_states: int | None = MOST_STATES) -> Difference:
    """Which diagnoses change, by family and light, none where only sentences changed; and how many
    states were compared, at most `most_states` (None: every one there is).
    """
    pairs = [pair for pair in _pairs(old, new) if _differ(pair)]
    walks = [SideBySide(*pair) for pair in pairs]
    plans = [_ruled_otherwise(*pair) for pair in pairs]
    differ: list[list[tuple[Said, Both]]] = [[] for _ in pairs]
    met = _met(walks, one_by_one=most_states is None)
    states = 0
    for number, both in islice(met, most_states):
        states += 1
        said = _said(both, plans=plans[number])
        differ[number] += [(one, both) for one in said if one[1] != one[2]]
    complete = next(met, None) is None
    changes = [*_named(old, new)]
    for (_, first), changed in zip(pairs, differ, strict=True):
        changes += _changes(first, changed)
    order = {
        family.slug: place for place, family in enumerate([*new.families, *old.families][::-1])
    }
    return Difference(
        changes=tuple(sorted(changes, key=lambda change: -order.get(change.family, 0))),
        states=states,
        complete=complete,
        coverage=1.0
        if complete
        else min(fmean(walk.followed[side] for walk in walks) for side in (OLD, NEW)),
    )


def touched_families(old: Knowledge, new: Knowledge) -> tuple[Family, ...]:
    """The families of the new content of which a diagnosis can differ; none where only sentences
    changed. A light that was added or is gone touches its family.
    """
    touched = {pair[NEW].family.slug for pair in _pairs(old, new) if _differ(pair)}

    def has_other_lights(family: Slug) -> bool:
        before, after = ({light.slug for light in k.patterns_of(family)} for k in (old, new))
        return before != after

    return tuple(
        family
        for family in new.families
        if (family.slug in touched or has_other_lights(family.slug))
        and new.devices_of(family.slug)
        and new.patterns_of(family.slug)
    )


def _differ(pair: Pair) -> bool:
    return inputs(pair[OLD]) != inputs(pair[NEW])


def _ruled_otherwise(old: Progress, new: Progress) -> bool:
    """Do the rules of plans differ? Then whole plans are compared."""
    before, after = (plan_rules(side.knowledge, side.family.slug) for side in (old, new))
    return before != after


def _met(walks: Sequence[SideBySide], *, one_by_one: bool) -> Iterator[tuple[int, Both]]:
    """(number of the walk, what is met), most met first; one by one keeps least in memory."""
    numbered = [zip(repeat(number), walk) for number, walk in enumerate(walks)]
    return (
        chain.from_iterable(numbered)
        if one_by_one
        else merge(*numbered, key=lambda one: -one[1].share)
    )


def _pairs(old: Knowledge, new: Knowledge) -> Iterator[Pair]:
    """Each light on the first device that is in both; unedited families cost nothing."""
    there, here = _parts(old), _parts(new)
    for family in new.families:
        device = next((d for d in new.devices_of(family.slug) if _is_in(old, d)), None)
        if device is None or there.get(family.slug) == here[family.slug]:
            continue
        lights = {light_value(light): light for light in lights_of(old, family)}
        for light in lights_of(new, family):
            if before := lights.get(light_value(light)):
                yield start(old, old.device[device.slug], before), start(new, device, light)


def _parts(knowledge: Knowledge) -> dict[Slug, tuple[object, ...]]:
    """Family -> what its diagnoses depend on: its lights, their causes, what is said of them."""
    said: dict[Slug, list[Likelihood]] = {}
    for row in knowledge.likelihoods:
        said.setdefault(row.cause, []).append(row)
    place = knowledge.place_of_cause
    found: dict[Slug, tuple[object, ...]] = {}
    for family in knowledge.family:
        patterns = knowledge.ways_in_of(family)
        causes = {pair.cause for pattern in patterns for pair in pattern.causes}
        in_order = sorted(causes & place.keys(), key=place.__getitem__)
        found[family] = (
            patterns,
            [(knowledge.cause[cause], said.get(cause)) for cause in in_order],
            [question for question in knowledge.questions if family in question.families],
            knowledge.steps_of(family),
            knowledge.guide.support_minutes,
        )
    return found


def _is_in(knowledge: Knowledge, device: Device) -> bool:
    return device.slug in knowledge.device and knowledge.device[device.slug].family == device.family


def _changes(first: Progress, differ: Iterable[tuple[Said, Both]]) -> Iterator[Change]:
    found: dict[Said, list[Both]] = {}
    for said, both in differ:
        found.setdefault(said, []).append(both)
    rows = []
    for (what, before, after), changed in found.items():
        example = max(changed, key=lambda both: both.share)
        rows.append(
            Change(
                family=first.family.slug,
                light=light_value(first.light) if first.light else "",
                place=_place(first),
                what=what,
                before=before.words,
                after=after.words,
                states=len(changed),
                share=example.share,
                example=example.most_met.pairs,
            )
        )
    yield from sorted(rows, key=lambda change: -change.share)


def _said(both: Both, *, plans: bool) -> Iterator[Said]:
    """What either content says; with `plans` also the whole plan."""
    old, new = both.states
    yield FIRST_CAUSE, _first_cause(old), _first_cause(new)
    yield NEXT_MOVE, _move(old), _move(new)
    yield STATUS, Answer(old.status, old.status), Answer(new.status, new.status)
    if plans:
        yield PLAN, _plan(old), _plan(new)


def _plan(state: State) -> Answer:
    """Its steps in their order, and before them the sign that is asked about."""
    whole = state.whole_plan
    steps = [state.knowledge.step[table.slug] for table in whole.everything]
    told = [*([whole.sign] if whole.sign else []), *steps]
    return Answer(
        " ".join(step.slug for step in told), ", ".join(f"“{step.title}”" for step in told)
    )


def _first_cause(state: State) -> Answer:
    cause = state.first_cause
    return Answer(cause.slug, cause.name)


def _move(state: State) -> Answer:
    if question := state.question:
        return Answer(f"ask {question.slug}", f"ask “{question.text}”")
    if step := state.step:
        return Answer(f"try {step.slug}", f"try “{step.title}”")
    return Answer("support", "ask support")


def _place(first: Progress) -> str:
    """ "Mini and Mini 2: Steady red"."""
    match first.light:
        case KnownLight(pattern):
            light = pattern.title
        case None:
            light = first.device.name
        case UnsureLight():
            light = "not sure which light"
        case OtherLight():
            light = "another light"
    return f"{first.family.name}: {light}"


def _named(old: Knowledge, new: Knowledge) -> Iterator[Change]:
    sides = (new, old, True), (old, new, False)
    for there, elsewhere, added in sides:
        for device in there.devices:
            if not _is_in(elsewhere, device):
                yield _whole(there, device, None, added=added)
    for there, elsewhere, added in sides:
        for pattern in there.ways_in:
            owned = there.devices_of(pattern.family)
            if owned and pattern.key not in elsewhere.pattern:
                yield _whole(there, owned[0], KnownLight(pattern), added=added)


def _whole(
    knowledge: Knowledge, device: Device, light: KnownLight | None, *, added: bool
) -> Change:
    first = Progress(
        knowledge=knowledge, device=device, family=knowledge.family[device.family], light=light
    )
    name = light.pattern.title if light else device.name
    return Change(
        family=device.family,
        light=light.pattern.slug if light else "",
        place=_place(first),
        what=LIGHT if light else DEVICE,
        before="" if added else name,
        after=name if added else "",
        example=first.pairs(),
    )
