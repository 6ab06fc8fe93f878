"""Is what is said sourced, and said as surely as its sources allow?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

from wizard.analysis.audit.findings import (
    WARNING,
    Findings,
    Places,
    SimpleCheck,
    check,
    name,
    warning,
)
from wizard.knowledge.changes import KINDS, subject_of
from wizard.knowledge.names import light_name
from wizard.knowledge.values import ACT, Cause, Device, Knowledge, Pattern, Slug, Step

HIGH_AUTHORITY = frozenset({"official", "official-mirror", "press", "blog-quoting-official"})
"""One of these has to stand behind a claim of high confidence."""

SAID = {
    "blog": "a blog",
    "blog-low": "a less reliable blog",
    "forum": "a forum post",
    "seed": "a founding document",
}
"""The other authorities in words."""


def _meanings(knowledge: Knowledge) -> Iterator[tuple[str, Pattern | Cause | Device]]:
    """Whatever has a note in which people read how sure it is. Of a device that is documented
    badly the pages say so by themselves; one that no source names has to say it.
    """
    yield from (
        (f"device {device.slug}", device) for device in knowledge.devices if not device.sources
    )
    yield from ((name(pattern), pattern) for pattern in knowledge.ways_in)
    yield from ((f"cause {cause.slug}", cause) for cause in knowledge.causes)


@check(
    code="confidence-above-sources",
    message="Its confidence is high, but all its sources are of low authority ({}).",
    remedy="Find a better source, or set the confidence to medium.",
)
def high_confidence(knowledge: Knowledge) -> Places:
    """A claim of high confidence has a source of authority; a step is done, not claimed."""
    for subject, confidence, sources in _claims(knowledge):
        authorities = {source.authority for source in knowledge.sources_of(sources)}
        if confidence == "high" and authorities and not authorities & HIGH_AUTHORITY:
            said = ", ".join(sorted(SAID.get(word, word) for word in authorities))
            yield subject, "confidence", said


def _claims(knowledge: Knowledge) -> Iterator[tuple[str, str, tuple[Slug, ...]]]:
    """(object, confidence, sources) of every device and meaning."""
    for device in knowledge.devices:
        yield f"device {device.slug}", device.confidence, device.sources
    for pattern in knowledge.ways_in:
        yield name(pattern), pattern.confidence, pattern.sources
        for pair in pattern.causes:
            yield f"{name(pattern)}, cause {pair.cause}", pair.confidence, pair.sources
    for cause in knowledge.causes:
        yield f"cause {cause.slug}", cause.confidence, cause.sources


@check(
    code="dispute-overclaimed",
    severity=WARNING,
    message="Its confidence is high, but “{}” is claimed and not settled.",
    remedy="Lower the confidence, or settle the dispute.",
)
def overclaimed(knowledge: Knowledge) -> Places:
    """Beside an unsettled dispute nothing is claimed with high confidence."""
    for dispute in knowledge.disputes:
        if dispute.confidence == "low":
            beside: list[tuple[str, Pattern | Cause | Step]] = [
                *((name(row), row) for row in knowledge.ways_in if row.key in dispute.patterns),
                *((f"cause {c.slug}", c) for c in knowledge.causes if c.slug in dispute.causes),
                *((f"step {s.slug}", s) for s in knowledge.steps if s.slug in dispute.steps),
            ]
            for subject, row in beside:
                if row.confidence == "high":
                    yield subject, "confidence", dispute.claim.strip()


@check(
    code="act-without-safety",
    message="The {} {} says “act now”, and no page has a word of safety.",
    remedy="Say what is dangerous and what to do then.",
)
def act_now(knowledge: Knowledge) -> Places:
    """Where people are told to act now, they are told first what not to touch."""
    urgent = [pattern for pattern in knowledge.ways_in if pattern.status == ACT]
    if urgent and not knowledge.guide.safety.strip():
        yield "guide", "safety", urgent[0].kind, light_name(knowledge, urgent[0].key)


def unread(knowledge: Knowledge, today: date, months: int) -> Findings:
    """Every source was read again, and every text held against its own, within these months."""
    for source in knowledge.sources:
        if said := _unread(source.checked, today, months):
            yield warning(
                code="source-unchecked",
                subject=f"source {source.slug}",
                field="checked",
                message=said,
                remedy="Read it again, fix what has changed, and set the day.",
            )
    for section in TEXTS:
        held = getattr(knowledge, section)
        for text in held if isinstance(held, tuple) else (held,):
            if said := _unread(last_read(knowledge, text), today, months):
                yield warning(
                    code="text-unread",
                    subject=subject_of(KINDS.get(section, ""), text),
                    field="reviewed",
                    message=said,
                    remedy="Read it against its sources, fix what has changed, and set the day.",
                )


TEXTS = (
    "guide",
    "families",
    "devices",
    "patterns",
    "symptoms",
    "causes",
    "questions",
    "steps",
    "disputes",
    "faqs",
    "words",
    "pictures",
    "colours",
)
"""Fields of `Knowledge` whose objects people read, and which have a day on which they were read."""


def last_read(knowledge: Knowledge, text: Text) -> str:
    """The day, as ISO has it; empty if nobody has noted it. Without a day of its own a text is as
    old as the oldest of its sources.
    """
    if text.reviewed:
        return text.reviewed
    return min(
        (source.checked for source in knowledge.sources_of(getattr(text, "sources", ()))),
        default="",
    )


class Text(Protocol):
    """What people read."""

    @property
    def reviewed(self) -> str: ...


def _unread(day: str, today: date, months: int) -> str:
    """What is wrong with the day; empty if it is not long ago."""
    if not day:
        return "Nobody has noted when it was last read."
    if _months_between(date.fromisoformat(day), today) < months:
        return ""
    return f"It was last read on {day}, more than {months} months ago."


def _months_between(earlier: date, later: date) -> int:
    """Whole months that have passed."""
    return (
        12 * (later.year - earlier.year) + later.month - earlier.month - (later.day < earlier.day)
    )


SIMPLE_CHECKS = (
    SimpleCheck(
        code="unconfirmed-unsaid",
        message="Its confidence is low, but its note does not say “unconfirmed”.",
        remedy="Say “Unconfirmed:” and why.",
        places=lambda knowledge: (
            (subject, "note")
            for subject, row in _meanings(knowledge)
            if row.confidence == "low" and "unconfirmed" not in row.note.lower()
        ),
    ),
    SimpleCheck(
        code="meaning-without-source",
        message="Its confidence is {}, but it names no source.",
        remedy="Name a source, or set the confidence to low.",
        places=lambda knowledge: (
            (subject, "sources", confidence)
            for subject, confidence, sources in _claims(knowledge)
            if not sources and confidence != "low"
        ),
    ),
    SimpleCheck(
        code="dispute-unsaid",
        message=(
            "It stands beside facts, but has no word about what is disputed or how it was settled."
        ),
        remedy="Say it in a sentence or two.",
        places=lambda knowledge: (
            (f"dispute {dispute.slug}", field)
            for dispute in knowledge.disputes
            for field, text in (("claim", dispute.claim), ("resolution", dispute.resolution))
            if not text.strip()
        ),
    ),
)

CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (
    *SIMPLE_CHECKS,
    high_confidence,
    overclaimed,
    act_now,
)
