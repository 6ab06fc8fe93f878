"""What the templates list: small frozen rows with their addresses, made from knowledge and
progress.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from wizard.diagnosis.address import KnownLight, Pairs, Progress, UnknownLight, replay
from wizard.diagnosis.diagnose import Diagnosis, PlannedStep, RankedCause, diagnose
from wizard.diagnosis.whole_plan import RULED_OUT, explaining_step, explains
from wizard.guide import links
from wizard.guide.forms import OutcomeForm, counted
from wizard.guide.short_code import spoken
from wizard.knowledge.scales import Confusion, Frequency
from wizard.knowledge.values import (
    LIGHT,
    NORMAL,
    SYMPTOM,
    UNSURE,
    Cause,
    Device,
    Knowledge,
    Pattern,
    PatternCause,
    Picture,
    Slug,
    Source,
    Step,
    Wording,
)
from wizard.models import Shelf
from wizard.rendering import phrases

logger = logging.getLogger(__name__)

LOOK_ALIKE = {str(word): word.number for word in (Confusion.OFTEN, Confusion.SOMETIMES)}
"""Lights mixed up this often are shown side by side before anybody chooses; word -> share."""

FREQUENCY = {str(word): word.number for word in Frequency}

FAVOURED = 0.5
"""From this probability on, a look-alike of the picked light is called the closest match."""

COLOUR_FIRST = 6
"""A family with more lights than this has chips, one a colour."""

Worry = tuple[Cause, Step, str]
"""A fault that no sign of a normal cause speaks against, what to do about it, and where that is."""

TAGS = {
    "official": "Blink",
    "official-mirror": "Copy of a Blink page",
    "blog-quoting-official": "Quotes Blink",
    "press": "Magazine",
    "forum": "Owners’ forum",
    "blog": "Website",
    "blog-low": "Website, less reliable",
    "seed": "First source",
}
"""How much a source is worth, in a word or three."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A light to choose or to read about. `text`: what stands below its title."""

    pattern: Pattern
    text: str
    href: str
    means: str = ""
    """What it most often means, where that helps; empty elsewhere."""


@dataclass(frozen=True, slots=True)
class ClosestMatch:
    """The light that fits the answers better than the one that was picked, and how the eye tells it
    from that one.
    """

    tile: Tile
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LightGroup:
    """The lights of one colour group. `alike`: (how the eye tells them apart, two lights) that are
    often mixed up. `unsure_href`: "one of these", empty where there is only one.
    """

    key: str
    title: str
    tiles: tuple[Tile, ...]
    alike: tuple[tuple[str, tuple[Tile, Tile]], ...]
    unsure_href: str

    @property
    def is_single(self) -> bool:
        return len(self.all_tiles) == 1

    @property
    def all_tiles(self) -> tuple[Tile, ...]:
        return (*self.tiles, *(tile for _, pair in self.alike for tile in pair))


@dataclass(frozen=True, slots=True)
class KnownRow:
    """One thing the person has told us. `change_hidden`: the hidden words that make its Change link
    unique. `counts`: of a question, the key it is counted under.
    """

    label: str
    value: str
    change_href: str
    change_hidden: str
    counts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One step of the plan. `state`: done, skipped, now or later. `because`: the answer that always
    offers it, in words. `form`: its outcomes, where they stand in the list.
    """

    step: Step
    wording: Wording
    state: str
    href: str
    because: str = ""
    pictures: tuple[Picture, ...] = ()
    form: OutcomeForm | None = None

    def __hash__(self) -> int:
        """It is kept by value: the texts need not be read for that."""
        return hash((self.step, self.state, self.because, self.href))

    @property
    def state_text(self) -> str:
        return phrases.state_text(self.state, self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignBox:
    """A normal cause that is likely, and whether its sign explains what the person sees."""

    cause: Cause
    form: OutcomeForm
    worries: tuple[Worry, ...]


@dataclass(frozen=True, slots=True)
class OtherCause:
    """A cause beside the likeliest: how likely in words, and where "that is it" leads."""

    cause: Cause
    odds: str
    href: str


@dataclass(frozen=True, slots=True)
class Share:
    """How a page is taken along. `code`: empty where it would be too long to read out. `typed_at`:
    the address where a code is typed, without its scheme.
    """

    code: str
    typed_at: str
    qr_href: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause of one light, with how often it is the one. `href`: where "that is it" leads.
    `doubt`: what people should know of a cause that is not confirmed.
    """

    cause: Cause
    odds: str
    href: str
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source with what kind it is. `own`: Blink's own page."""

    source: Source
    tag: str
    own: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A colour group, or all of them with an empty `key`: the page that shows only these, or their
    place on this one.
    """

    key: str
    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTile:
    """What people can tell apart by looking: one device, or several of one family that look the
    same. `pattern`: its healthy look where one is known, because a page full of red alarms people.
    """

    title: str
    device: Device
    pattern: Pattern | None
    href: str
    photo: Picture | None
    dropped: tuple[str, ...]
    """What was said of another device and does not fit this one, in words."""


def diagnosis_of(progress: Progress) -> Diagnosis | None:
    """None, with a line in the log, if the engine fails: pages then show what the knowledge says
    without it.
    """
    try:
        return diagnose(progress.knowledge, progress)
    except Exception:  # a fault of ours must not cost a person on a ladder the page
        logger.exception("The engine failed at %s", links.diagnosis(progress))
        return None


def static_steps(knowledge: Knowledge, pattern: Pattern) -> tuple[Step, ...]:
    """Steps that help against a cause of this light, in curated order."""
    return tuple(_against({row.cause for row in pattern.causes}, knowledge.steps))


def _against(causes: Collection[Slug], steps: Iterable[Step]) -> Iterator[Step]:
    """Those that help against one of these causes."""
    return (step for step in steps if any(effect.cause in causes for effect in step.effects))


def known_rows(progress: Progress) -> tuple[KnownRow, ...]:
    """Device, light and answers, each with a link that takes only it back."""
    rows = [KnownRow("Device", progress.device.name, links.change_device(progress), "device")]
    if progress.light is not None:
        way_in, given = phrases.way_in(progress), phrases.light_given(progress)
        rows.append(KnownRow(way_in.capitalize(), given, links.change_light(progress), way_in))
    for question, option in progress.answers:
        rows.append(
            KnownRow(
                question.text,
                option.label if option else phrases.NOT_SURE,
                links.change_answer(progress, question),
                f"the answer to: {question.text}",
                counted(progress, question),
            )
        )
    if cause := progress.cause:
        rows.append(
            KnownRow("You said: that is it", cause.name, links.any_cause(progress), "the cause")
        )
    return tuple(rows)


def shown_pattern(diagnosis: Diagnosis) -> Pattern | None:
    """The light to draw beside the sheet: the one the person chose."""
    light = diagnosis.progress.light
    return light.pattern if isinstance(light, KnownLight) else None


def light_groups(progress: Progress) -> tuple[LightGroup, ...]:
    """The family's lights to choose from, by colour; only those of a `progress.colour`."""
    knowledge = progress.knowledge
    patterns = knowledge.patterns_of(progress.family.slug)
    return _groups(
        knowledge,
        [p for p in patterns if progress.colour in ("", UNSURE, p.colour_group)],
        lambda pattern: Tile(
            pattern,
            pattern.description,
            links.pick_light(progress, pattern),
            means(knowledge, pattern) if pattern.status == NORMAL else "",
        ),
        lambda colour: links.unsure_of_light(progress, colour),
    )


def colour_chips(progress: Progress) -> tuple[Chip, ...]:
    """All lights, and every colour group on a page of its own; none where they are few."""
    everything = replace(progress, colour="")
    groups = light_groups(everything)
    if not (progress.colour or _are_many(groups)):
        return ()
    colours = (
        Chip(
            group.key,
            group.title,
            links.of_colour(progress, group.key),
            progress.colour == group.key,
        )
        for group in groups
    )
    every = Chip("", phrases.ALL_COLOURS, links.diagnosis(everything), not progress.colour)
    return (every, *colours)


def _are_many(groups: Iterable[LightGroup]) -> bool:
    return sum(len(group.all_tiles) for group in groups) > COLOUR_FIRST


def problem_tiles(
    knowledge: Knowledge, device: Device, href: Callable[[Pattern], str]
) -> tuple[Tile, ...]:
    """What people of this device notice without a light. `href`: where each leads."""
    return tuple(
        Tile(symptom, symptom.description, href(symptom))
        for symptom in knowledge.symptoms_of(device.family)
    )


def answer_groups(knowledge: Knowledge, device: Device) -> tuple[LightGroup, ...]:
    """The same lights with what they mean, each leading to its answer page."""
    return _groups(
        knowledge,
        knowledge.patterns_of(device.family),
        lambda pattern: Tile(
            pattern,
            pattern.description,
            links.answer(device.slug, pattern.slug),
            means(knowledge, pattern),
        ),
        lambda colour: "",
    )


def colour_places(groups: Sequence[LightGroup]) -> tuple[Chip, ...]:
    """The places of the groups on their page; none where the lights are few."""
    shown = groups if _are_many(groups) else ()
    return tuple(Chip(group.key, group.title, f"#{group.key}") for group in shown)


def means(knowledge: Knowledge, pattern: Pattern) -> str:
    """What a light most often means, in a few words."""
    return phrases.in_a_list(most_frequent(knowledge, pattern))


def _groups(
    knowledge: Knowledge,
    patterns: Iterable[Pattern],
    tile: Callable[[Pattern], Tile],
    unsure: Callable[[str], str],
) -> tuple[LightGroup, ...]:
    """Groups in the order of the knowledge: first those of several lights, the dark ones last."""
    by_key: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        by_key.setdefault(pattern.colour_group, []).append(pattern)
    groups = []
    for key, members in sorted(
        by_key.items(), key=lambda item: (item[0] in ("none", "any"), len(item[1]) == 1)
    ):
        tiles = {member.slug: tile(member) for member in members}
        alike = tuple(
            (how, (tiles.pop(first), tiles.pop(second)))
            for first, second, how in _look_alikes(members)
        )
        groups.append(
            LightGroup(
                key=key,
                title=phrases.colour_group(knowledge, key),
                tiles=tuple(tiles.values()),
                alike=alike,
                unsure_href=unsure(key) if len(members) > 1 else "",
            )
        )
    return tuple(groups)


def _look_alikes(patterns: Sequence[Pattern]) -> list[tuple[Slug, Slug, str]]:
    """(slug, slug, how to tell them apart), most confusing first; every light is in one pair at
    most.
    """
    slugs = {pattern.slug for pattern in patterns}
    found = [
        (LOOK_ALIKE[alike.confusion], pattern.slug, alike.pattern, alike.how_to_tell_apart)
        for pattern in patterns
        for alike in pattern.look_alikes
        if alike.pattern in slugs and alike.confusion in LOOK_ALIKE
    ]
    pairs: list[tuple[Slug, Slug, str]] = []
    taken: set[Slug] = set()
    for _, first, second, how in sorted(found, key=lambda pair: -pair[0]):
        if not taken & {first, second}:
            pairs.append((first, second, how))
            taken |= {first, second}
    return pairs


def device_tiles(knowledge: Knowledge, href: Callable[[Slug], str]) -> tuple[DeviceTile, ...]:
    """One tile for everything people can tell apart. `href`: where a device leads to."""
    shown: dict[str, Device] = {}
    for device in knowledge.devices:
        if device.tile:
            shown.setdefault(device.tile, device)
    return tuple(
        _device_tile(knowledge, device, title, href(device.slug)) for title, device in shown.items()
    )


def devices_without_tile(
    knowledge: Knowledge, href: Callable[[Slug], str]
) -> tuple[tuple[str, str], ...]:
    """(name, address) of what few people own: it is listed by its name."""
    return tuple((d.name, href(d.slug)) for d in knowledge.devices if not d.tile)


def described_devices(knowledge: Knowledge) -> tuple[tuple[str, str, tuple[DeviceTile, ...]], ...]:
    """(shelf, what shows it, devices that say how to know them), in the order of the shelves. A
    device that is described for all on its tile has the words of the tile, else its own name.
    """
    described = [device for device in knowledge.devices if device.looks]
    on_tile = Counter(device.tile for device in described)
    tiles = [
        _device_tile(
            knowledge,
            device,
            device.tile if device.tile and on_tile[device.tile] == 1 else device.name,
            links.start(device.slug),
        )
        for device in described
    ]
    shelves = ((shelf, [t for t in tiles if t.device.group == shelf]) for shelf in Shelf)
    return tuple(
        (shelf.label, phrases.SHAPES.get(shelf, ""), tuple(tiles))
        for shelf, tiles in shelves
        if tiles
    )


def _device_tile(
    knowledge: Knowledge, device: Device, title: str, href: str, dropped: tuple[str, ...] = ()
) -> DeviceTile:
    """The healthy look: the first light of the family that is normal, steady and not red."""
    healthy = (
        pattern
        for pattern in knowledge.patterns_of(device.family)
        if pattern.status == NORMAL
        and pattern.colours
        and not knowledge.reds & set(pattern.colours)
        and all(len(channel.steps) == 1 and channel.is_lit for channel in pattern.channels)
    )
    return DeviceTile(
        title=title,
        device=device,
        pattern=next(healthy, None),
        href=href,
        photo=_photo(knowledge, device),
        dropped=dropped,
    )


def _photo(knowledge: Knowledge, device: Device) -> Picture | None:
    """Of the device, or of one that looks the same: what shares a tile does."""
    alike = (one for one in knowledge.devices if device.tile and one.tile == device.tile)
    pictures = (knowledge.pictures_of(one.slug) for one in (device, *alike))
    return next(chain.from_iterable(pictures), None)


def devices_for(knowledge: Knowledge, pairs: Sequence[tuple[str, str]]) -> tuple[DeviceTile, ...]:
    """Every device, with what was said so far: where it leads, and what does not fit it."""
    tiles = []
    for device in knowledge.devices:
        kept = _kept(knowledge, [("device", device.slug), *pairs])
        dropped = tuple(
            phrases.said(knowledge, name, value)
            for name, value in pairs
            if (name, value) not in kept
        )
        href = links.diagnose(kept)
        tiles.append(_device_tile(knowledge, device, device.name, href, dropped))
    return tuple(tiles)


def _kept(knowledge: Knowledge, pairs: Sequence[tuple[str, str]]) -> Pairs:
    """What fits of an address whose device was exchanged."""
    match replay(knowledge, pairs):
        case Progress() as progress:
            return progress.pairs()
        case UnknownLight():
            return _kept(knowledge, [pair for pair in pairs if pair[0] not in (LIGHT, SYMPTOM)])
        case _:
            return (pairs[0],)


def camera_links(knowledge: Knowledge, device: Device) -> tuple[tuple[str, str], ...]:
    """(name, address) of the devices to pick instead of one without lights: those that staff
    named, else all that have lights.
    """
    return tuple(
        (other.name, links.start(other.slug))
        for other in knowledge.devices
        if (other.slug in device.instead if device.instead else knowledge.patterns_of(other.family))
    )


def plan_rows(diagnosis: Diagnosis) -> tuple[PlanRow, ...]:
    """What was done, then what is left; the first of what is left is the step to do now."""
    progress = diagnosis.progress
    done = (*progress.tried, *((progress.fixed,) if progress.fixed else ()))
    ended = (
        row
        for steps, state in ((done, "done"), (progress.skipped, "skipped"))
        for row in rows_of(progress.knowledge, progress.device, steps, state)
        if not explains(progress.knowledge, row.step)
    )
    return (
        *ended,
        *_planned(progress, diagnosis.plan[:1], "now"),
        *_planned(progress, diagnosis.plan[1:]),
    )


def before_support_rows(diagnosis: Diagnosis) -> tuple[PlanRow, ...]:
    """What is left before support, once the plan is at its end. People choose, so each step has its
    outcomes.
    """
    progress, left = diagnosis.progress, diagnosis.before_support
    rows = _planned(progress, left)
    if diagnosis.plan:
        return rows
    counts = {planned.step: counted_outcome(diagnosis, planned) for planned in left}
    return tuple(
        replace(row, form=OutcomeForm(progress, row.step, level=3, counts=counts[row.step]))
        for row in rows
    )


def _planned(
    progress: Progress, plan: Iterable[PlannedStep], state: str = "later"
) -> tuple[PlanRow, ...]:
    """Each with why it stands there."""
    because = {planned.step: phrases.because(progress, planned.answer) for planned in plan}
    return tuple(rows_of(progress.knowledge, progress.device, because, state, because))


def counted_outcome(diagnosis: Diagnosis, planned: PlannedStep) -> str:
    """What the outcome of a step is counted for: the likeliest cause and the step, and in per cent
    how likely that cause is and how often the content expects the step to help here.
    """
    likeliest = diagnosis.causes[0]
    percents = f"{100 * likeliest.probability:.0f} {100 * planned.chance:.0f}"
    return f"{likeliest.cause.slug}/{planned.step.slug} {percents}"


def sign_box(diagnosis: Diagnosis) -> SignBox | None:
    """Where what is seen is most likely normal: the sign of the likeliest cause, until the
    person has judged it.
    """
    if diagnosis.sign is None:
        return None
    form = OutcomeForm(diagnosis.progress, diagnosis.sign)
    return SignBox(cause=diagnosis.causes[0].cause, form=form, worries=worries_of(diagnosis))


def worries_of(diagnosis: Diagnosis) -> tuple[Worry, ...]:
    """What a normal sign cannot rule out, with the first step that a page tells about it."""
    progress = diagnosis.progress
    steps = progress.knowledge.steps_of(progress.family.slug)
    return tuple(
        (ranked.cause, step, links.how_to(step.slug, progress.device.slug))
        for ranked in diagnosis.causes
        if ranked.cause.worry and (step := next(_against({ranked.cause.slug}, steps), None))
    )


def step_to_do(knowledge: Knowledge, device: Device, step: Step) -> dict[str, Any]:
    """What the tag of this name shows."""
    wording = step.wording(device.family)
    return {
        "step": step,
        "wording": wording,
        "tools": phrases.tools(step, wording),
        "step_pictures": knowledge.pictures_of(device.slug, step=step.slug),
    }


def rows_of(
    knowledge: Knowledge,
    device: Device,
    steps: Iterable[Step],
    state: str = "later",
    because: Mapping[Step, str] | None = None,
) -> list[PlanRow]:
    """Those steps that have words for this device. `because`: why each stands there."""
    return [
        PlanRow(
            step=step,
            wording=wording,
            state=state,
            href=links.how_to(step.slug, device.slug),
            because=because[step] if because else "",
            pictures=knowledge.pictures_of(device.slug, step=step.slug),
        )
        for step in steps
        if (wording := step.wording(device.family))
    ]


def share(code: str, host: str, qr_href: str) -> Share:
    return Share(spoken(code), host + links.type_code().removesuffix("/"), qr_href)


def other_causes(diagnosis: Diagnosis) -> tuple[OtherCause, ...]:
    """Every cause beside the one that is named, if one stands out, without those that are ruled
    out, likeliest first.
    """
    progress = diagnosis.progress
    named = phrases.named_cause(diagnosis) if phrases.stands_out(diagnosis) else None
    out = {ruled_out.cause for ruled_out in diagnosis.ruled_out}
    return tuple(
        OtherCause(
            ranked.cause, phrases.chance(ranked.probability), _that_is_it(progress, ranked.cause)
        )
        for ranked in diagnosis.causes
        if ranked != named
        and ranked.cause.slug in progress.knowledge.cause
        and ranked.cause not in out
        and (ranked.probability > RULED_OUT or ranked.cause.worry)
    )


def _that_is_it(progress: Progress, cause: Cause) -> str:
    """A fault leads to its cure, what is normal to the page that says so."""
    step = (
        explaining_step(progress.knowledge, progress.family.slug, cause) if cause.normal else None
    )
    recognised = links.recognised(progress, cause)
    return links.diagnosis(progress.after(step, "fixed")) if step else recognised


def reasons(diagnosis: Diagnosis) -> tuple[RankedCause, ...]:
    """The causes that something that was said speaks for or against, those not ruled out."""
    out = {ruled_out.cause for ruled_out in diagnosis.ruled_out}
    return tuple(
        ranked
        for ranked in diagnosis.causes
        if ranked.cause not in out and (ranked.supports or ranked.opposes)
    )


def ruled_out(diagnosis: Diagnosis) -> dict[str, list[Cause]]:
    """The sentence that speaks most against them -> causes that are out of the question."""
    by_reason: dict[str, list[Cause]] = {}
    for found in diagnosis.ruled_out:
        by_reason.setdefault(found.because, []).append(found.cause)
    return by_reason


def by_frequency(
    knowledge: Knowledge, pattern: Pattern, found: Diagnosis | None = None
) -> list[PatternCause]:
    """The causes of a light, most frequent first; within one word as the wizard ranks them, or in
    the order staff gave them.
    """
    ranks = {ranked.cause.slug: place for place, ranked in enumerate(found.causes if found else ())}
    return sorted(
        (row for row in pattern.causes if row.cause in knowledge.cause),
        key=lambda row: (-FREQUENCY.get(row.frequency, 0), ranks.get(row.cause, 0)),
    )


def cause_rows(
    progress: Progress, pattern: Pattern, found: Diagnosis | None = None, note: str = ""
) -> tuple[CauseRow, ...]:
    """The causes of a light, most frequent first, and where each leads, beside the page's note."""
    knowledge = progress.knowledge
    listed = by_frequency(knowledge, pattern, found)
    causes = [knowledge.cause[row.cause] for row in listed]
    doubts = phrases.doubts(causes, note)
    return tuple(
        CauseRow(
            cause,
            row.frequency.capitalize() or "We do not know how often",
            _that_is_it(progress, cause),
            doubts[cause.slug],
        )
        for row, cause in zip(listed, causes, strict=True)
    )


def most_frequent(
    knowledge: Knowledge, pattern: Pattern, found: Diagnosis | None = None
) -> list[Cause]:
    """The causes with the most frequent word."""
    listed = by_frequency(knowledge, pattern, found)
    return [knowledge.cause[row.cause] for row in listed if row.frequency == listed[0].frequency]


def fix_links(
    knowledge: Knowledge, device: Device, causes: Collection[Slug] | None = None
) -> tuple[tuple[str, str], ...]:
    """(title, address) of everything that can be done on a device; with `causes`, of what helps
    against one of them.
    """
    steps = links.how_to_steps(knowledge, device)
    helpful = steps if causes is None else _against(causes, steps)
    return tuple((step.title, links.how_to(step.slug, device.slug)) for step in helpful)


def look_alike_tiles(knowledge: Knowledge, device: Device, pattern: Pattern) -> tuple[Tile, ...]:
    """The lights this one is mistaken for; the text says how to tell them apart."""
    return tuple(
        Tile(other, alike.how_to_tell_apart, links.answer(device.slug, other.slug))
        for alike in pattern.look_alikes
        if (other := knowledge.pattern.get((pattern.family, alike.pattern)))
    )


def closest_match(diagnosis: Diagnosis) -> ClosestMatch | None:
    """The look-alike that the answers favour, with an address that switches to it and keeps
    everything else. None where nothing was answered, for then the eye knows better.
    """
    progress, picked = diagnosis.progress, shown_pattern(diagnosis)
    if picked is None or not any(option for _, option in progress.answers):
        return None
    likeliest, probability = diagnosis.patterns[0]
    if likeliest == picked or probability < FAVOURED:
        return None
    how = next(
        alike.how_to_tell_apart for alike in picked.look_alikes if alike.pattern == likeliest.slug
    )
    tile = Tile(likeliest, likeliest.description, links.pick_light(progress, likeliest))
    return ClosestMatch(tile, how)


def source_rows(knowledge: Knowledge, slugs: Iterable[Slug]) -> tuple[SourceRow, ...]:
    """Each source once; Blink's own pages first."""
    rows = [
        SourceRow(
            source=source,
            tag=TAGS.get(source.authority, source.authority.replace("-", " ").capitalize()),
            own=source.authority == "official",
        )
        for source in knowledge.sources_of(dict.fromkeys(slugs))
    ]
    return tuple(sorted(rows, key=lambda row: not row.own))
