"""Can a light or a step harm anybody, or anything they would miss?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from itertools import pairwise

from wizard.analysis.audit.findings import Findings, Places, SimpleCheck, check, error, name
from wizard.knowledge.names import step_title
from wizard.knowledge.rhythm import ends_at, flashes_per_second
from wizard.knowledge.values import Device, Knowledge, Pattern, Slug

MOST_FLASHES = 3
"""In any second (WCAG 2.2, 2.3.1)."""

DEMONSTRATION = 4500
"""Milliseconds that a light is shown; every rhythm strip is as long."""

WIRED_DRAWINGS = frozenset({"doorbell", "doorbellwired", "flood"})
"""Devices that can hang on the house's wires."""

MARKS = re.compile(r"[*_`\[\]\\]")

ADDED_AGAIN = re.compile(r"\b(remove|delete)\b[^.]*\badd\b[^.]*\bagain\b", re.IGNORECASE)
"""Removing loses settings and motion zones."""
"""What staff may set around words (`wizard.markdown`); “open the **case**” opens it, too."""

OPENING_WORDS = (
    "open the case",
    "battery case",
    "batteries out",
    "touch a wire",
    "look at the wires",
)
"""Where a wording says one of these, hands come near live contacts."""


def drawings(knowledge: Knowledge) -> Findings:
    for pattern in knowledge.patterns:
        yield from drawing(pattern, knowledge.reds)


def drawing(pattern: Pattern, reds: Collection[Slug]) -> Findings:
    """A light harms nobody, ends when its demonstration ends, and shows the flashes that are
    counted. `reds`: the colours whose flashes are the most dangerous ones.
    """
    if (fastest := flashes_per_second(pattern.channels, reds)) > MOST_FLASHES:
        yield error(
            code="flashes-too-fast",
            subject=name(pattern),
            field="channels",
            message=(
                f"It flashes {fastest} times in a second; more than {MOST_FLASHES} can cause"
                " seizures."
            ),
            remedy="Lengthen the flashes or the pauses.",
        )
    if (end := ends_at(pattern.channels)) > DEMONSTRATION:
        yield error(
            code="drawing-too-long",
            subject=name(pattern),
            field="channels",
            message=f"It ends after {end} ms; a light is shown for {DEMONSTRATION} ms.",
            remedy="Shorten its pauses and list them as cuts. Leave out no flash.",
        )
    drawn = max((_flashes(pattern, colour) for colour in pattern.colours), default=0)
    if pattern.flash_count and pattern.flash_count > drawn:
        yield error(
            code="flashes-not-drawn",
            subject=name(pattern),
            field="flash_count",
            message=f"It is said to flash {pattern.flash_count} times, but {drawn} are drawn.",
            remedy="Draw every flash that is counted.",
        )


def _flashes(pattern: Pattern, colour: str) -> int:
    """How often a colour lights up in one round."""
    return sum(
        now and not before
        for channel in pattern.channels
        if channel.colour == colour
        for before, now in pairwise([False, *(brightness > 0 for brightness, _ in channel.steps)])
    )


def wired_work(knowledge: Knowledge) -> Findings:
    """Nobody opens a device on the house's wires without a word of safety and the breaker."""
    wired = {device.family for device in knowledge.devices if _may_be_wired(device)}
    for step in knowledge.steps:
        for wording in step.wordings:
            subject = f"step {step.slug} for {wording.slug}"
            text = MARKS.sub("", wording.text).lower()
            if not wired.intersection(wording.families) or not any(
                words in text for words in OPENING_WORDS
            ):
                continue
            if not wording.safety.strip():
                yield error(
                    code="safety-missing",
                    subject=subject,
                    field="safety",
                    message="It opens a device that may be wired, without a safety line.",
                    remedy="Say that the power is switched off at the breaker first.",
                )
            elif "breaker" not in wording.safety.lower():
                yield error(
                    code="breaker-missing",
                    subject=subject,
                    field="safety",
                    message=(
                        "It opens a device that may be wired, and its safety line does not name the"
                        " breaker."
                    ),
                    remedy="Say that the power is switched off at the breaker first.",
                )


def _may_be_wired(device: Device) -> bool:
    power = device.power.lower()
    return device.drawing in WIRED_DRAWINGS or "wired" in power or "wiring" in power


@check(
    code="erases-first",
    message="It erases nothing, but has to wait for {}, which does.",
    remedy="Let the erasing step wait for this one.",
)
def harmless_first(knowledge: Knowledge) -> Places:
    """A step that erases nothing never waits for one that does: by then it is gone."""
    for step in knowledge.steps:
        erasing = [slug for slug in step.prerequisites if knowledge.step[slug].destructive]
        if erasing and not step.destructive:
            yield f"step {step.slug}", "prerequisites", step_title(knowledge, erasing[0])


SIMPLE_CHECKS = (
    SimpleCheck(
        code="removal-unsaid",
        message="It tells people to remove something and add it again, and says that it erases"
        " nothing.",
        remedy="Say what it erases, or send people to the step that removes and adds.",
        places=lambda knowledge: (
            (f"step {step.slug} for {wording.slug}", "text")
            for step in knowledge.steps
            if not step.erases.strip()
            for wording in step.wordings
            if ADDED_AGAIN.search(wording.text)
        ),
    ),
    SimpleCheck(
        code="erases-unsaid",
        message="It is destructive, but does not say what is lost.",
        remedy="Say what it erases.",
        places=lambda knowledge: (
            (f"step {step.slug}", "erases")
            for step in knowledge.steps
            if step.destructive and not step.erases.strip()
        ),
    ),
    SimpleCheck(
        code="erases-unmarked",
        message="It erases something, but is not marked as destructive.",
        remedy="Mark it, so that it is kept for the end and shown in stripes.",
        places=lambda knowledge: (
            (f"step {step.slug}", "destructive")
            for step in knowledge.steps
            if step.erases.strip() and not step.destructive
        ),
    ),
)

CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (
    drawings,
    *SIMPLE_CHECKS,
    wired_work,
    harmless_first,
)
