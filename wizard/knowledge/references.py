"""What things of a knowledge name, and whether everything that is named is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from typing import TypeAlias

from wizard.knowledge.changes import KINDS
from wizard.knowledge.colours import Colour
from wizard.knowledge.values import (
    Cause,
    Device,
    Family,
    Faq,
    Knowledge,
    Likelihood,
    Pattern,
    Question,
    Source,
    Step,
    Symptom,
    WordsPeopleUse,
)

Name: TypeAlias = tuple[str, str]
"""("pattern", "mini/solid-red"): what it is and what it is called."""


class MissingReferenceError(ValueError):
    """A knowledge names something that it does not hold."""


def check_references(knowledge: Knowledge) -> None:
    """Raises `MissingReferenceError` where a page could not be made: it names what is not there."""
    held = names_in(knowledge)
    for thing in things_of(knowledge):
        for table, key in named_by(thing):
            if (table, key) not in held:
                raise MissingReferenceError(
                    f"{_called(thing)} names the {table} {key!r}, which is gone."
                )


NAMED = {
    "family": "family",
    "families": "family",
    "wordings": "family",
    "cause": "cause",
    "causes": "cause",
    "effects": "cause",
    "patterns": "pattern",
    "only_patterns": "pattern",
    "shows": "pattern",
    "light": "pattern",
    "steps": "step",
    "step": "step",
    "offers": "step",
    "excludes": "step",
    "prerequisites": "step",
    "disturbs": "question",
    "questions": "question",
    "symptoms": "symptom",
    "sources": "source",
    "safety_sources": "source",
    "support_sources": "source",
    "devices": "device",
    "device": "device",
    "instead": "device",
    "disputes": "dispute",
    "faqs": "faq",
    "colour": "colour",
}
"""Field -> what it names, or what its parts are known by."""

ONE_LIGHT = ("shows", "light")
"""Fields that hold one family and light, not a list."""


def held_by(thing: object) -> Iterator[Name]:
    """The names under which others may name it or its parts."""
    if isinstance(thing, Pattern):
        yield "pattern", "/".join(thing.key)
    elif isinstance(thing, NAMEABLE):
        yield type(thing).__name__.lower(), thing.slug
    if isinstance(thing, Question):
        for option in thing.options:
            yield "option", f"{thing.slug}/{option.slug}"


NAMEABLE = Colour, Source, Family, Device, Symptom, Cause, Question, Step, Faq


def named_by(thing: object) -> Iterator[Name]:
    """Everything that it and its parts name and that has to be there."""
    match thing:
        case Likelihood():
            yield "question", thing.question
            for option, _ in thing.words:
                yield "option", f"{thing.question}/{option}"
            if thing.pattern:
                yield "pattern", "/".join(thing.pattern)
        case Pattern():
            yield from (("colour", channel.colour) for channel in thing.channels)
            yield from (("pattern", f"{thing.family}/{row.pattern}") for row in thing.look_alikes)
    kind: type = type(thing)
    for name in naming(kind):
        held = getattr(thing, name)
        for value in held if isinstance(held, tuple) and name not in ONE_LIGHT else (held,):
            if is_dataclass(value):
                yield from named_by(value)
            elif value is not None:
                yield NAMED[name], value if isinstance(value, str) else "/".join(value)


@cache
def naming(kind: type) -> tuple[str, ...]:
    """The fields of a value that name something, or whose parts do."""
    found = fields(kind) if is_dataclass(kind) else ()
    return tuple(field.name for field in found if field.name in NAMED or field.name == "options")


MEANT = {kind: kind for kind in ("colour", "cause", "device", "faq", "family", "step", "symptom")}
MEANT["answer"] = "option"
"""Kinds of `MEANINGS` that mean one thing -> what references call it."""


def mentioned_by(thing: object) -> Iterator[Name]:
    """What it means by name; that may be gone, and pages are made all the same."""
    if isinstance(thing, WordsPeopleUse):
        for meaning in thing.means:
            kind, _, name = meaning.partition(":")
            if kind in MEANT:
                yield MEANT[kind], name


def things_of(knowledge: Knowledge) -> Iterator[object]:
    """Everything that is published, one by one."""
    yield knowledge.guide
    for section in KINDS:
        yield from getattr(knowledge, section)


def names_in(knowledge: Knowledge) -> set[Name]:
    """Everything that can be named in it."""
    return set(chain.from_iterable(map(held_by, things_of(knowledge))))


def _called(thing: object) -> str:
    """How a message calls it: its own first name, else its sort."""
    own = next(held_by(thing), None)
    if own:
        return " ".join(own)
    slug = getattr(thing, "slug", "") or getattr(thing, "question", "")
    return f"{type(thing).__name__.lower()} {slug}".strip()
