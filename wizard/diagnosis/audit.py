"""What is wrong with the content: every finding at once, in a stable order.

Each check is a function from knowledge to findings and stands in `CHECKS`. An error keeps content from being published;
a warning is worth a look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from wizard.diagnosis.facts import (
    ALL_QUESTIONS,
    LOOK,
    NORMAL,
    OTHER_LIGHT,
    RESERVED_NAMES,
    SOMETHING_ELSE,
    UNSURE,
    Knowledge,
    Pattern,
    PatternKey,
    Slug,
    Step,
)
from wizard.diagnosis.rhythm import ends_at, flashes_per_second

ERROR, WARNING = "error", "warning"

MOST_FLASHES = 3
"""In any second (WCAG 2.2, 2.3.1)."""

DEMONSTRATION = 4500
"""Milliseconds that a light is shown; every rhythm strip is as long."""

WIRED_DRAWINGS = frozenset({"doorbell", "flood"})
"""Devices that can hang on the house's wires."""

OPENING_WORDS = ("open the case", "battery case", "batteries out", "touch a wire", "look at the wires")
"""Where a wording says one of these, hands come near live contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `thing` names the row ("pattern mini/solid-red"), `field` the field of it that has to be mended."""

    code: str
    severity: str
    thing: str
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.thing}, {self.field}" if self.field else self.thing
        return f"{self.severity}: {place}: {self.message} {self.remedy} [{self.code}]"


Findings = Iterator[Finding]
error = partial(Finding, severity=ERROR)
warning = partial(Finding, severity=WARNING)


def audit(knowledge: Knowledge) -> tuple[Finding, ...]:
    """Every finding: errors first, then in the order of the checks and of the content."""
    findings = [finding for check in CHECKS for finding in check(knowledge)]
    return tuple(sorted(findings, key=lambda finding: finding.severity != ERROR))


def _name(pattern: Pattern | PatternKey) -> str:
    return "pattern " + "/".join(pattern.key if isinstance(pattern, Pattern) else pattern)


# Names


def unknown_references(knowledge: Knowledge) -> Findings:
    """Everything a row names exists."""
    known: dict[str, Iterable[object]] = {
        "source": knowledge.source,
        "family": knowledge.family,
        "pattern": knowledge.pattern,
        "cause": knowledge.cause,
        "question": knowledge.question,
        "step": knowledge.step,
    }
    for thing, field, kind, name in _references(knowledge):
        if name not in known[kind]:
            shown = "/".join(name) if isinstance(name, tuple) else name
            yield error(
                code="unknown-reference",
                thing=thing,
                field=field,
                message=f"There is no {kind} “{shown}”.",
                remedy="Name one that exists, or add it.",
            )


def _references(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Slug | PatternKey]]:
    """(thing, field, kind of what is named, its name) for everything that one row says of another."""
    for source in knowledge.guide.safety_sources:
        yield "guide", "safety_sources", "source", source
    for source in knowledge.guide.support_sources:
        yield "guide", "support_sources", "source", source
    for family in knowledge.families:
        yield from _many(f"family {family.slug}", "sources", "source", family.sources)
    for device in knowledge.devices:
        yield f"device {device.slug}", "family", "family", device.family
        yield from _many(f"device {device.slug}", "sources", "source", device.sources)
    for pattern in knowledge.patterns:
        yield _name(pattern), "family", "family", pattern.family
        yield from _many(_name(pattern), "sources", "source", pattern.sources)
        yield from _many(_name(pattern), "causes", "cause", (pair.cause for pair in pattern.causes))
        for pair in pattern.causes:
            yield from _many(f"{_name(pattern)}, cause {pair.cause}", "sources", "source", pair.sources)
        yield from _many(
            _name(pattern), "look_alikes", "pattern", ((pattern.family, alike.pattern) for alike in pattern.look_alikes)
        )
    for cause in knowledge.causes:
        yield from _many(f"cause {cause.slug}", "sources", "source", cause.sources)
    for question in knowledge.questions:
        thing = f"question {question.slug}"
        yield from _many(thing, "sources", "source", question.sources)
        yield from _many(thing, "families", "family", question.families)
        yield from _many(thing, "only_patterns", "pattern", question.only_patterns)
        yield from _many(thing, "options", "pattern", (option.shows for option in question.options if option.shows))
    for row in knowledge.likelihoods:
        thing = f"likelihood {row.question}/{row.cause}"
        yield thing, "question", "question", row.question
        yield thing, "cause", "cause", row.cause
        if row.pattern:
            yield thing, "pattern", "pattern", row.pattern
    for step in knowledge.steps:
        thing = f"step {step.slug}"
        yield from _many(thing, "sources", "source", step.sources)
        yield from _many(thing, "prerequisites", "step", step.prerequisites)
        yield from _many(thing, "disturbs", "question", step.disturbs)
        yield from _many(thing, "wordings", "family", (wording.family for wording in step.wordings))
        yield from _many(thing, "effects", "cause", (effect.cause for effect in step.effects))
    for dispute in knowledge.disputes:
        thing = f"dispute {dispute.slug}"
        yield from _many(thing, "sources", "source", dispute.sources)
        yield from _many(thing, "patterns", "pattern", dispute.patterns)
        yield from _many(thing, "causes", "cause", dispute.causes)
        yield from _many(thing, "steps", "step", dispute.steps)
        yield from _many(thing, "questions", "question", dispute.questions)
    for faq in knowledge.faqs:
        yield from _many(f"faq {faq.slug}", "patterns", "pattern", faq.patterns)
        yield from _many(f"faq {faq.slug}", "steps", "step", faq.steps)


def _many(
    thing: str, field: str, kind: str, names: Iterable[Slug] | Iterable[PatternKey]
) -> Iterator[tuple[str, str, str, Slug | PatternKey]]:
    for name in names:
        yield thing, field, kind, name


def names_taken(knowledge: Knowledge) -> Findings:
    """No row takes a name that means something else in an address."""
    questions, steps = set(knowledge.question), set(knowledge.step)
    taken = [
        *((f"question {slug}", slug) for slug in knowledge.question if slug in RESERVED_NAMES | {ALL_QUESTIONS}),
        *((f"step {slug}", slug) for slug in knowledge.step if slug == ALL_QUESTIONS),
        *((_name(pattern), pattern.slug) for pattern in knowledge.patterns if pattern.slug in (UNSURE, OTHER_LIGHT)),
        *((f"cause {slug}", slug) for slug in knowledge.cause if slug == SOMETHING_ELSE),
        *(
            (f"question {question.slug}, option {option.slug}", option.slug)
            for question in knowledge.questions
            for option in question.options
            if option.slug == UNSURE
        ),
    ]
    for thing, slug in taken:
        yield error(
            code="name-reserved",
            thing=thing,
            field="slug",
            message=f"In an address “{slug}” already means something else.",
            remedy="Choose another name.",
        )
    for step in knowledge.steps:
        if step.slug in questions & steps:
            yield error(
                code="name-shared",
                thing=f"step {step.slug}",
                field="slug",
                message=f"A question is called “{step.slug}” too, and “skipped={step.slug}” in an address names either.",
                remedy="Rename the step or the question.",
            )


def former_names(knowledge: Knowledge) -> Findings:
    """A former name leads to a living one, and is not itself alive."""
    options = {(question.slug, option.slug) for question in knowledge.questions for option in question.options}
    living: dict[str, Iterable[object]] = {
        "device": {("", slug) for slug in knowledge.device},
        "light": set(knowledge.pattern),
        "question": {("", slug) for slug in knowledge.question},
        "option": options,
        "step": {("", slug) for slug in knowledge.step},
    }
    for row in knowledge.former_names:
        thing = f"former name {row.old}"
        if row.new and (row.scope, row.new) not in living[row.kind]:
            yield error(
                code="former-name-leads-nowhere",
                thing=thing,
                field="new",
                message=f"There is no {row.kind} “{row.new}” to lead on to.",
                remedy="Name a living one, or leave it empty and say what became of it.",
            )
        if (row.scope, row.old) in living[row.kind]:
            yield error(
                code="former-name-in-use",
                thing=thing,
                field="old",
                message=f"A {row.kind} is called “{row.old}” now, so its links would be led astray.",
                remedy="Delete this former name, or rename the other.",
            )


# Lights


def families_without_device(knowledge: Knowledge) -> Findings:
    for family in knowledge.families:
        if not knowledge.devices_of(family.slug):
            yield error(
                code="family-without-device",
                thing=f"family {family.slug}",
                field="devices",
                message="No device belongs to it, so nobody can reach it.",
                remedy="Put a device into it, or delete it.",
            )


def patterns_without_words(knowledge: Knowledge) -> Findings:
    for pattern in knowledge.patterns:
        for field, text in (("title", pattern.title), ("description", pattern.description)):
            if not text.strip():
                yield error(
                    code="pattern-without-words",
                    thing=_name(pattern),
                    field=field,
                    message="It has no words, so nobody can pick it without seeing it.",
                    remedy="Say what the eye sees.",
                )


def patterns_without_cause(knowledge: Knowledge) -> Findings:
    for pattern in knowledge.patterns:
        if not pattern.causes:
            yield error(
                code="pattern-without-cause",
                thing=_name(pattern),
                field="causes",
                message="It has no cause, so its page can say nothing.",
                remedy="Add at least one cause.",
            )


def statuses(knowledge: Knowledge) -> Findings:
    """The first line of a page agrees with the causes below it."""
    for pattern in knowledge.patterns:
        normal = [knowledge.cause[pair.cause].normal for pair in pattern.causes if pair.cause in knowledge.cause]
        if not normal:
            continue
        if (pattern.status == NORMAL and not any(normal)) or (pattern.status not in (NORMAL, LOOK) and all(normal)):
            yield warning(
                code="status-against-causes",
                thing=_name(pattern),
                field="status",
                message=f"Its first line says “{pattern.status}”, but "
                + ("none of its causes is normal." if pattern.status == NORMAL else "all of its causes are normal."),
                remedy="Change the status, or look at the causes.",
            )


def look_alikes(knowledge: Knowledge) -> Findings:
    for pattern in knowledge.patterns:
        if any(alike.pattern == pattern.slug for alike in pattern.look_alikes):
            yield error(
                code="look-alike-itself",
                thing=_name(pattern),
                field="look_alikes",
                message="It is listed as its own look-alike.",
                remedy="Name another pattern of the family.",
            )


def drawings(knowledge: Knowledge) -> Findings:
    """A light harms nobody, ends when its demonstration ends, and shows the flashes that are counted."""
    for pattern in knowledge.patterns:
        if (fastest := flashes_per_second(pattern.channels)) > MOST_FLASHES:
            yield error(
                code="flashes-too-fast",
                thing=_name(pattern),
                field="channels",
                message=f"It flashes {fastest} times in a second; more than {MOST_FLASHES} can cause seizures.",
                remedy="Lengthen the flashes or the pauses.",
            )
        if (end := ends_at(pattern.channels)) > DEMONSTRATION:
            yield error(
                code="drawing-too-long",
                thing=_name(pattern),
                field="channels",
                message=f"It ends after {end} ms; a light is shown for {DEMONSTRATION} ms.",
                remedy="Shorten its pauses and list them as cuts. Leave out no flash.",
            )
        drawn = max((_flashes(pattern, colour) for colour in pattern.colours), default=0)
        if pattern.flash_count and pattern.flash_count > drawn:
            yield error(
                code="flashes-not-drawn",
                thing=_name(pattern),
                field="flash_count",
                message=f"It is said to flash {pattern.flash_count} times, but {drawn} are drawn.",
                remedy="Draw every flash that is counted.",
            )


def _flashes(pattern: Pattern, colour: str) -> int:
    """How often a colour lights up in one round."""
    count = 0
    for channel in pattern.channels:
        lit = [brightness > 0 for brightness, _ in channel.steps]
        if channel.colour == colour:
            count += sum(now and not before for before, now in zip([False, *lit], lit, strict=False))
    return count


# Meanings


def unconfirmed(knowledge: Knowledge) -> Findings:
    """Low confidence is said in words, where people read it."""
    rows = [(_name(pattern), pattern.confidence, pattern.note) for pattern in knowledge.patterns]
    rows += [(f"cause {cause.slug}", cause.confidence, cause.note) for cause in knowledge.causes]
    for thing, confidence, note in rows:
        if confidence == "low" and "unconfirmed" not in note.lower():
            yield error(
                code="unconfirmed-unsaid",
                thing=thing,
                field="note",
                message="Its confidence is low, but its note does not say “unconfirmed”.",
                remedy="Say “Unconfirmed:” and why.",
            )


def without_source(knowledge: Knowledge) -> Findings:
    """Every meaning has a source or low confidence."""
    rows = [(_name(pattern), pattern.confidence, pattern.sources) for pattern in knowledge.patterns]
    rows += [
        (f"{_name(pattern)}, cause {pair.cause}", pair.confidence, pair.sources)
        for pattern in knowledge.patterns
        for pair in pattern.causes
    ]
    rows += [(f"cause {cause.slug}", cause.confidence, cause.sources) for cause in knowledge.causes]
    for thing, confidence, sources in rows:
        if not sources and confidence != "low":
            yield error(
                code="meaning-without-source",
                thing=thing,
                field="sources",
                message=f"Its confidence is {confidence}, but it names no source.",
                remedy="Name a source, or set the confidence to low.",
            )


def causes_without_remedy(knowledge: Knowledge) -> Findings:
    """Whatever a light means, there is something to do on that device, or support."""
    steps = {
        (wording.family, effect.cause)
        for step in knowledge.steps
        for wording in step.wordings
        for effect in step.effects
    }
    for pattern in knowledge.patterns:
        for pair in pattern.causes:
            cause = knowledge.cause.get(pair.cause)
            if cause and not cause.support_only and (pattern.family, cause.slug) not in steps:
                yield error(
                    code="cause-without-remedy",
                    thing=f"{_name(pattern)}, cause {cause.slug}",
                    field="causes",
                    message=f"No step that helps against “{cause.name}” is worded for the family {pattern.family}.",
                    remedy="Word such a step for this family, or mark the cause as one for support only.",
                )


# Questions


def questions(knowledge: Knowledge) -> Findings:
    """A question has a choice, and somebody who can be asked."""
    for question in knowledge.questions:
        thing = f"question {question.slug}"
        if len(question.options) < 2:
            yield error(
                code="question-without-choice",
                thing=thing,
                field="options",
                message=f"It has {len(question.options)} of the two answers a question needs beside “not sure”.",
                remedy="Add an answer, or delete the question.",
            )
        if not any(question.fits(pattern.key) for pattern in knowledge.patterns):
            yield error(
                code="question-for-nobody",
                thing=thing,
                field="families",
                message="No pattern of its families may be asked about it, so nobody meets it.",
                remedy="Choose families whose patterns it fits, or empty “only patterns”.",
            )


def likelihoods(knowledge: Knowledge) -> Findings:
    """A row gives every answer a word, and not always the same one."""
    for row in knowledge.likelihoods:
        thing = f"likelihood {row.question}/{row.cause}" + (f" on {'/'.join(row.pattern)}" if row.pattern else "")
        question = knowledge.question.get(row.question)
        if question is None:
            continue
        words = dict(row.words)
        options = {option.slug for option in question.options}
        for slug in sorted(options ^ set(words)):
            yield error(
                code="likelihood-incomplete",
                thing=thing,
                field="words",
                message=f"The answer “{slug}” has no word." if slug in options else f"There is no answer “{slug}”.",
                remedy="Give every answer of the question one word.",
            )
        if len(words) > 1 and len(set(words.values())) == 1:
            yield warning(
                code="likelihood-says-nothing",
                thing=thing,
                field="words",
                message="Every answer has the same word, which says as much as no row.",
                remedy="Choose words that differ, or delete the row.",
            )


# Steps


def prerequisites_in_a_circle(knowledge: Knowledge) -> Findings:
    for step in knowledge.steps:
        if step.slug in _before(knowledge, step):
            yield error(
                code="prerequisites-in-a-circle",
                thing=f"step {step.slug}",
                field="prerequisites",
                message="It has to wait for itself, so it can never be done.",
                remedy="Take one prerequisite out of the circle.",
            )


def _before(knowledge: Knowledge, step: Step) -> set[Slug]:
    """Every step that has to come before, near and far."""
    found: set[Slug] = set()
    ahead = list(step.prerequisites)
    while ahead:
        slug = ahead.pop()
        if slug not in found and slug in knowledge.step:
            found.add(slug)
            ahead += knowledge.step[slug].prerequisites
    return found


def idle_steps(knowledge: Knowledge) -> Findings:
    """A step helps somebody, and every cause it is for can meet it."""
    causes = {
        family.slug: {pair.cause for pattern in knowledge.patterns_of(family.slug) for pair in pattern.causes}
        for family in knowledge.families
    }
    for step in knowledge.steps:
        met = set().union(*(causes.get(wording.family, set()) for wording in step.wordings))
        for effect in step.effects:
            if effect.cause not in met:
                yield warning(
                    code="effect-idle",
                    thing=f"step {step.slug}",
                    field="effects",
                    message=f"It helps against {effect.cause}, but no family it is worded for has that cause.",
                    remedy="Word it for such a family, or delete the effect.",
                )


def erasing_steps(knowledge: Knowledge) -> Findings:
    """What a step erases is said before it is done."""
    for step in knowledge.steps:
        if step.destructive and not step.erases.strip():
            yield error(
                code="erases-unsaid",
                thing=f"step {step.slug}",
                field="erases",
                message="It is destructive, but does not say what is lost.",
                remedy="Say what it erases.",
            )
        if step.erases.strip() and not step.destructive:
            yield error(
                code="erases-unmarked",
                thing=f"step {step.slug}",
                field="destructive",
                message="It erases something, but is not marked as destructive.",
                remedy="Mark it, so that it is kept for the end and shown in stripes.",
            )


def safety(knowledge: Knowledge) -> Findings:
    """Nobody opens a device that can hang on the house's wires without a word of safety."""
    wired = {device.family for device in knowledge.devices if device.drawing in WIRED_DRAWINGS}
    for step in knowledge.steps:
        for wording in step.wordings:
            text = wording.text.lower()
            if wording.family in wired and not wording.safety.strip() and any(words in text for words in OPENING_WORDS):
                yield error(
                    code="safety-missing",
                    thing=f"step {step.slug} for {wording.family}",
                    field="safety",
                    message="It opens a device that may be wired, without a safety line.",
                    remedy="Say that the power is switched off at the breaker first.",
                )


# Things said beside the lights


def shown_nowhere(knowledge: Knowledge) -> Findings:
    for dispute in knowledge.disputes:
        if not (dispute.patterns or dispute.causes or dispute.steps or dispute.questions):
            yield error(
                code="dispute-nowhere",
                thing=f"dispute {dispute.slug}",
                field="patterns",
                message="It is shown beside nothing, so nobody reads it.",
                remedy="Choose a pattern, cause, step or question.",
            )
    for faq in knowledge.faqs:
        if not (faq.patterns or faq.steps):
            yield error(
                code="faq-nowhere",
                thing=f"faq {faq.slug}",
                field="patterns",
                message="It stands on no page, so nobody reads it.",
                remedy="Choose a pattern or a step.",
            )


CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (
    unknown_references,
    names_taken,
    former_names,
    families_without_device,
    patterns_without_words,
    patterns_without_cause,
    statuses,
    look_alikes,
    drawings,
    unconfirmed,
    without_source,
    causes_without_remedy,
    questions,
    likelihoods,
    prerequisites_in_a_circle,
    idle_steps,
    erasing_steps,
    safety,
    shown_nowhere,
)
