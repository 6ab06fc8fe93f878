"""What things of a knowledge name, and whether everything that is named is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from wizard.knowledge.changes import KINDS
from wizard.knowledge.colours import Colour
from wizard.knowledge.values import (
    Cause,
    Device,
    Dispute,
    Family,
    Faq,
    Guide,
    Knowledge,
    Likelihood,
    Pattern,
    PatternKey,
    Picture,
    Question,
    Slug,
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
    """Raises `MissingReferenceError` if something is named that is not there: its pages could not
    be made.
    """
    held = names_in(knowledge)
    for thing in things_of(knowledge):
        for name in named_by(thing):
            if name not in held:
                table, key = name
                raise MissingReferenceError(
                    f"{_called(thing)} names the {table} {key!r}, which is gone."
                )


def held_by(thing: object) -> Iterator[Name]:
    """The names under which others may name it or its parts."""
    match thing:
        case Colour():
            yield "colour", thing.slug
        case Source():
            yield "source", thing.slug
        case Family():
            yield "family", thing.slug
        case Device():
            yield "device", thing.slug
        case Pattern():
            yield "pattern", "/".join(thing.key)
        case Symptom():
            yield "symptom", thing.slug
        case Cause():
            yield "cause", thing.slug
        case Question():
            yield "question", thing.slug
            for option in thing.options:
                yield "option", f"{thing.slug}/{option.slug}"
        case Step():
            yield "step", thing.slug
        case Faq():
            yield "faq", thing.slug


def named_by(thing: object) -> Iterator[Name]:
    """Everything that it names and that has to be there."""
    match thing:
        case Guide():
            yield from _each("source", thing.safety_sources, thing.support_sources)
        case Family():
            yield from _each("source", thing.sources)
        case Device():
            yield "family", thing.family
            yield from _each("device", thing.instead)
            yield from _each("source", thing.sources)
        case Pattern():
            yield "family", thing.family
            yield from _each("colour", (channel.colour for channel in thing.channels))
            yield from _lights((thing.family, other.pattern) for other in thing.look_alikes)
            yield from _each("cause", (row.cause for row in thing.causes))
            yield from _each("source", thing.sources, *(row.sources for row in thing.causes))
        case Symptom():
            yield from _each("family", thing.families, *(row.families for row in thing.causes))
            yield from _each("cause", (row.cause for row in thing.causes))
            yield from _each("source", thing.sources, *(row.sources for row in thing.causes))
        case Cause():
            yield from _each("source", thing.sources)
        case Question():
            yield from _named_by_question(thing)
        case Likelihood():
            yield "question", thing.question
            yield "cause", thing.cause
            yield from _lights([thing.pattern] if thing.pattern else [])
            for option, _ in thing.words:
                yield "option", f"{thing.question}/{option}"
        case Step():
            yield from _each("step", thing.prerequisites)
            yield from _each("question", thing.disturbs)
            yield from _each("family", thing.families)
            yield from _each("cause", (effect.cause for effect in thing.effects))
            yield from _each("source", thing.sources)
        case Dispute():
            yield from _each("source", thing.sources)
            yield from _lights(thing.patterns)
            yield from _each("cause", thing.causes)
            yield from _each("step", thing.steps)
            yield from _each("question", thing.questions)
        case Faq():
            yield from _lights(thing.patterns)
            yield from _each("step", thing.steps)
        case Picture():
            yield from _each("device", [thing.device] if thing.device else [])
            yield from _lights([thing.light] if thing.light else [])
            yield from _each("step", [thing.step] if thing.step else [])


MEANT = {"device": "device", "family": "family", "symptom": "symptom", "answer": "option"} | {
    kind: kind for kind in ("colour", "cause", "step", "faq")
}
"""Kinds of `MEANINGS` that mean one thing -> what references call it."""


def mentioned_by(thing: object) -> Iterator[Name]:
    """What it means by name; that may be gone, and pages are made all the same."""
    if isinstance(thing, WordsPeopleUse):
        for meaning in thing.means:
            kind, _, name = meaning.partition(":")
            if kind in MEANT:
                yield MEANT[kind], name


def _named_by_question(question: Question) -> Iterator[Name]:
    options = question.options
    yield from _each("family", question.families, *(option.families for option in options))
    yield from _lights(question.only_patterns)
    yield from _lights(option.shows for option in options if option.shows)
    yield from _each("symptom", question.symptoms)
    yield from _each("step", *((*option.offers, *option.excludes) for option in options))
    yield from _each("source", question.sources)


def _each(table: str, *slugs: Iterable[Slug]) -> Iterator[Name]:
    return ((table, slug) for slug in chain.from_iterable(slugs))


def _lights(keys: Iterable[PatternKey]) -> Iterator[Name]:
    return (("pattern", "/".join(key)) for key in keys)


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
