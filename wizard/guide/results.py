"""What a search found, as pages: an address for each subject, and the rows that templates list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from wizard.guide import links
from wizard.guide.presenters import Tile
from wizard.knowledge.values import SYMPTOM, Cause, Device, Faq, Knowledge, Pattern, Step
from wizard.rendering import phrases
from wizard.search.ranking import EFFECT, Match
from wizard.search.search import Found, answers_of, progress_of, search

FEW, MOST = 3, 6
"""Lights and symptoms that are listed: the best ones, or all that a question is between."""

NAMED = 0.6
"""From this score on a light or a symptom was named in other words than its look."""

OF_A_KIND = 4
"""Steps, causes, questions and devices that are listed, each."""

OTHERS = 3
"""Other results above a page that opened."""


@dataclass(frozen=True, slots=True)
class Result:
    """One subject that answers. `kind`: light, symptom, how-to, cause, device or faq. `text`: what
    else tells people what it is.
    """

    kind: str
    slug: str
    title: str
    text: str
    href: str
    score: float


def results(knowledge: Knowledge, found: Found) -> Iterator[Result]:
    """Everything that was found and has a page, the best first."""
    for match in found.matches:
        named, href = _named(knowledge, found, match), href_of(knowledge, found, match)
        if named and href:
            yield Result(*named, href, min(1.0, round(match.score, 3)))


def _named(knowledge: Knowledge, found: Found, match: Match) -> tuple[str, str, str, str] | None:
    """(kind, slug, title, text) of a match; None for what stands in the tables only."""
    device = match.device
    match match.subject:
        case Pattern() as pattern if device:
            text = _whose(knowledge, found, pattern, device)
            return pattern.kind, f"{pattern.family}/{pattern.slug}", pattern.title, text
        case Step() as step if device:
            named = device.name if found.facts.about.devices else ""
            return "how-to", step.slug, step.title, named
        case Device() as subject:
            return "device", subject.slug, subject.name, subject.hint
        case Cause() as cause:
            return "cause", cause.slug, cause.name, cause.explanation
        case Faq() as faq:
            return "faq", faq.slug, faq.question, ""
    return None


def href_of(knowledge: Knowledge, found: Found, match: Match) -> str:
    """Where a match leads: to the wizard, where answers were given with a light or symptom, else to
    its permanent page; empty where it has none. A symptom of a device that was not named leads to
    the devices.
    """
    device = match.device or next(iter(found.facts.about.devices), None)
    match match.subject:
        case Pattern() as pattern if match.device:
            progress = progress_of(knowledge, found.facts, match)
            if _needs_device(found, pattern):
                named = [(SYMPTOM, pattern.slug)]
                return links.pick_device(progress) if progress else links.diagnose(named)
            answer = links.answer(match.device.slug, pattern.slug)
            return links.diagnosis(progress) if progress else answer
        case Step() as step if match.device:
            return links.how_to(step.slug, match.device.slug)
        case Device() as named:
            return links.device_lights(named.slug)
        case Cause() as cause:
            return _of_cause(knowledge, cause, device)
        case Faq() as faq:
            return _of_faq(knowledge, faq, device)
    return ""


def _whose(knowledge: Knowledge, found: Found, pattern: Pattern, device: Device) -> str:
    """What stands below a light or a symptom: the device where one was named, else all that have
    this light; of a symptom what is noticed.
    """
    if _needs_device(found, pattern):
        return pattern.description
    is_named = device in found.facts.about.devices
    return device.name if is_named else knowledge.family[pattern.family].name


def _needs_device(found: Found, pattern: Pattern) -> bool:
    """A symptom is that of any device; the match has the first that has it."""
    return pattern.kind == SYMPTOM and not found.facts.about.devices


def _of_cause(knowledge: Knowledge, cause: Cause, device: Device | None) -> str:
    """Its best cure, else a light or symptom that it makes: on this device, else on any."""
    for known in _first(device, knowledge):
        cures = [
            (EFFECT.get(effect.word, 0.0), step)
            for step in knowledge.steps_of(known.family)
            for effect in step.effects
            if effect.cause == cause.slug
        ]
        if cures:
            best = max(cures, key=lambda cure: cure[0])[1]
            return links.how_to(best.slug, known.slug)
    for known in _first(device, knowledge):
        for pattern in knowledge.ways_in_of(known.family):
            if any(row.cause == cause.slug for row in pattern.causes):
                return links.answer(known.slug, pattern.slug)
    return ""


def _of_faq(knowledge: Knowledge, faq: Faq, device: Device | None) -> str:
    """The page it stands on: of this device, else of any."""
    for known in _first(device, knowledge):
        for family, light in faq.patterns:
            if family == known.family:
                return links.answer(known.slug, light)
    for known in _first(device, knowledge):
        for slug in faq.steps:
            if (step := knowledge.step.get(slug)) and step.wording(known.family):
                return links.how_to(slug, known.slug)
    return ""


def _first(device: Device | None, knowledge: Knowledge) -> Iterable[Device]:
    return dict.fromkeys((*((device,) if device else ()), *knowledge.devices))


def ways_in(knowledge: Knowledge, found: Found) -> list[tuple[Device | None, Tile]]:
    """The best lights and symptoms, each on the device it is drawn on, or all that one question is
    between. Where no light was described, only those that were named; where a device was named,
    those of no other. A symptom of a device that was not named is drawn on none.
    """
    facts = found.facts
    least = 0.0 if facts.looks else NAMED
    on = (*facts.about.devices, *facts.about.perhaps) if facts.about.devices else knowledge.devices
    best = (
        (match.device, pattern, href_of(knowledge, found, match))
        for match in found.matches
        if isinstance(pattern := match.subject, Pattern)
        and match.device in on
        and match.score >= least
    )
    return [
        (
            None if _needs_device(found, pattern) else device,
            Tile(pattern, _whose(knowledge, found, pattern, device), href),
        )
        for device, pattern, href in islice(best, MOST if found.asks else FEW)
        if device
    ]


def unknown_look_of(found: Found, listed: Sequence[tuple[Device | None, Tile]]) -> list[Device]:
    """The devices that were named with a light, where none of theirs does that."""
    is_unknown = bool(found.facts.looks and found.matches and not listed)
    return list(found.facts.about.devices) if is_unknown else []


def groups(knowledge: Knowledge, found: Found) -> list[tuple[str, list[Result]]]:
    """(heading, results) of what is no light and no symptom, in the order of the best of each."""
    headings = {
        "how-to": "What to do",
        "cause": "What it may be",
        "faq": "Questions people ask",
        "device": "All lights of a device",
    }
    listed: dict[str, list[Result]] = {}
    for result in results(knowledge, found):
        if result.kind in headings and len(listed.setdefault(result.kind, [])) < OF_A_KIND:
            listed[result.kind].append(result)
    return [(headings[kind], rows) for kind, rows in listed.items()]


def understood(knowledge: Knowledge, found: Found) -> list[str]:
    """What was understood, in words: devices, looks, symptoms, answers."""
    facts = found.facts
    titles = {symptom.slug: symptom.title for symptom in knowledge.symptoms}
    said = [
        *(device.name for device in facts.about.devices),
        *filter(None, map(phrases.look_said, facts.looks)),
        *(titles[m.name] for m in facts.meant(SYMPTOM) if m.name in titles),
        *(option.label for _, option in answers_of(knowledge, facts)),
    ]
    return list(dict.fromkeys(said))


def opened_href(knowledge: Knowledge, found: Found) -> str:
    """The page that is meant beyond doubt; empty where there is none."""
    return href_of(knowledge, found, found.opens) if found.opens else ""


def wrote(knowledge: Knowledge, typed: str) -> dict[str, object]:
    """What stands above a page that opened for these words: them, where everything that they may
    mean is listed, and the next results, each address once. The lights of the device whose page
    opened are none: the page itself leads back to them.
    """
    found = search(knowledge, typed)
    others: dict[str, str] = {}
    for result in results(knowledge, found):
        is_device = result.kind == "device"
        title = phrases.all_lights_of(knowledge.device[result.slug]) if is_device else result.title
        others.setdefault(result.href, title)
    others.pop(opened_href(knowledge, found), None)
    if found.opens and found.opens.device:
        others.pop(links.device_lights(found.opens.device.slug), None)
    all_href = links.search(typed, everything=True)
    return {"typed": typed, "all_href": all_href, "others": [*islice(others.items(), OTHERS)]}
