"""Is what people read written for them, in words that a twelve-year-old understands?"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from wizard.analysis.audit.findings import (
    WARNING,
    Findings,
    Places,
    SimpleCheck,
    check,
    name,
    texts,
)
from wizard.knowledge.values import EDITORS_FIELDS, Knowledge, Slug, Wording

EDITORS_LANGUAGE = re.compile(
    r"our (?:assumption|inference|own reading)|\bkept as\b|in the extra minutes|extra minute stands"
    r"|\bthe guide says\b|\bcarried over\b|\bno source\b|\bsources? (?:say|give|differ|do not)"
    r"|\(official\)|^official:|\bundocumented\b|\bfounding (?:document|text)s?\b|\bfact file\b"
    r"|\blow[- ](?:confidence|authority)\b|\blight tables?\b|\btable seen\b|\bfull text seen\b"
    r"|\btreat as\b|\bunsupported\b|\bgarbled\b|\bseed\b"
    r"|\bthe customer\b|\bit tells\b.+\b(?:from|apart)\b",
    re.IGNORECASE,
)
"""How editors speak among themselves: of sources, tables, minutes and customers, and of what a
question tells from what; and not of a light.
"""

NAMES = frozenset(
    {"slug", "confidence", "authority", "url", "status", "timing", "word", "frequency"}
)
"""Fields of text that hold no sentence."""

NO_SENTENCES = EDITORS_FIELDS | NAMES


@check(
    code="editors-language",
    severity=WARNING,
    message="People read “{}”, which is how editors speak.",
    remedy="Say it in plain words, or move it to the editors’ note.",
)
def editors_language(knowledge: Knowledge) -> Places:
    """What editors note for each other stands in a field that only they read."""
    for thing, field, text in public_texts(knowledge):
        if found := _as_editors_speak(text):
            yield thing, field, found


@lru_cache(maxsize=8192)
def _as_editors_speak(text: str) -> str:
    """The words of editors in it. Content is checked at every look at a form, and most of its texts
    are those of the last look.
    """
    found = EDITORS_LANGUAGE.search(text)
    return found[0] if found else ""


def public_texts(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(thing, field, text) of all that people may read, parts included."""
    for field in dataclasses.fields(Knowledge):
        held = getattr(knowledge, field.name)
        for value in held if isinstance(held, tuple) else (held,):
            if dataclasses.is_dataclass(value):
                kind = type(value).__name__.lower()
                yield from _texts_of(f"{kind} {getattr(value, 'slug', '')}".strip(), value)


def _texts_of(thing: str, value: Any) -> Iterator[tuple[str, str, str]]:
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.name in NO_SENTENCES:
            continue
        if isinstance(held, str):
            yield thing, field.name, held
        elif isinstance(held, tuple) and held and dataclasses.is_dataclass(held[0]):
            for part in held:
                of = f" for {part.slug}" if isinstance(part, Wording) else ""
                yield from _texts_of(f"{thing}{of}", part)


def _wordings(knowledge: Knowledge) -> Iterator[tuple[str, Wording]]:
    for step in knowledge.steps:
        for wording in step.wordings:
            yield f"step {step.slug} for {wording.slug}", wording


SIMPLE_CHECKS = (
    SimpleCheck(
        code="where-unsaid",
        message="It does not say where the hands or the eyes go.",
        remedy="Name the screen, or the side of the device.",
        severity=WARNING,
        places=lambda knowledge: (
            (thing, "where") for thing, wording in _wordings(knowledge) if not wording.where.strip()
        ),
    ),
    SimpleCheck(
        code="success-unsaid",
        message="It does not say what people see when it has worked.",
        remedy="Say what the light or the app shows then.",
        severity=WARNING,
        places=lambda knowledge: (
            (thing, "worked")
            for thing, wording in _wordings(knowledge)
            if not wording.worked.strip()
        ),
    ),
)

PARTS = {"batter": ("batter", "lithium"), "lithium": ("lithium",)}
"""What not every device has, as the words for it begin -> what says in its power that it has."""


@check(
    code="part-not-there",
    severity=WARNING,
    message="“{}” names what they do not have: {}.",
    remedy="Say it in words that fit, or leave these families out.",
)
def parts_not_there(knowledge: Knowledge) -> Places:
    """No light, cause, question, answer or step names batteries to owners of a device whose power
    names none, or lithium ones where nobody knows which it takes.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for family in knowledge.families:
        power = " ".join(device.power for device in knowledge.devices_of(family.slug)).lower()
        for part, has in PARTS.items():
            if power.strip() and not any(word in power for word in has):
                for thing, field, text in _told(knowledge, family.slug):
                    if part in text.lower():
                        found.setdefault((thing, field, text), []).append(family.name)
    for (thing, field, text), families in found.items():
        yield thing, field, text, ", ".join(families)


def _told(knowledge: Knowledge, family: Slug) -> Iterator[tuple[str, str, str]]:
    """(thing, field, text) of all that a plan may say to owners of the family."""
    ways_in = knowledge.ways_in_of(family)
    for pattern in ways_in:
        yield from texts(name(pattern), pattern, "title", "description")
    for slug in dict.fromkeys(pair.cause for pattern in ways_in for pair in pattern.causes):
        yield from texts(f"cause {slug}", knowledge.cause[slug], "name", "explanation", "sign")
    for question in knowledge.questions:
        if any(map(question.fits, ways_in)):
            subject = f"question {question.slug}"
            yield from texts(subject, question, "text")
            for option in question.options_for(family):
                yield from texts(f"{subject}, option {option.slug}", option, "label", "summary")
    for step in knowledge.steps:
        if wording := step.wording(family):
            subject = f"step {step.slug} for {wording.slug}"
            yield from texts(f"step {step.slug}", step, "title")
            yield from texts(subject, wording, "where", "text", "worked", "safety")
            yield from ((subject, "tools", tool) for tool in wording.tools)


WAIT = re.compile(r"\b(an?|\d+) (second|minute|hour)s?\b")
SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@check(
    code="countdown-differs",
    severity=WARNING,
    message="The countdown is {} seconds long; the last wait that the text names is {}.",
    remedy="Say in the text how long, or put the countdown right.",
)
def countdowns(knowledge: Knowledge) -> Places:
    """Below a text stands its countdown, at whose end people look whether it has worked."""
    for step in knowledge.steps:
        for wording in step.wordings if step.wait_seconds else ():
            waits = [
                (1 if number.startswith("a") else int(number)) * SECONDS[unit]
                for number, unit in WAIT.findall(wording.text)
            ]
            if waits[-1:] != [step.wait_seconds]:
                last = f"{waits[-1]} seconds" if waits else "none"
                thing = f"step {step.slug} for {wording.slug}"
                yield thing, "text", str(step.wait_seconds), last


CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (
    *SIMPLE_CHECKS,
    editors_language,
    parts_not_there,
    countdowns,
)
