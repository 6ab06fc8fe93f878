"""What is no matter of this guide, and what people must be told before anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.knowledge.values import Knowledge
from wizard.search.facts import LANGUAGE, Facts
from wizard.search.phrases import Meaning
from wizard.search.words import listed

SAFETY, OTHER_BRAND, NO_SUCH_COLOUR = "safety", "other-brand", "no-such-colour"
NOT_OF_DEVICE = "not-of-device"
OUTSIDE, ACCESSORY, OTHER_LANGUAGE = "outside", "accessory", "other-language"

SOLD_BY_OTHERS = listed("mini indoor outdoor")

LEAST_FOREIGN = 2
"""So many words of another language make a text one of that language, or half of its words."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`code`: one of the above; `name`: of the brand, the colour, the language, or what it is
    about. `text`: what staff want to be said, empty where the standard sentence will do.
    """

    code: str
    name: str
    text: str = ""


def notices_of(knowledge: Knowledge, facts: Facts) -> tuple[Notice, ...]:
    """The notices on what was said, danger first; each code at most once."""
    found: dict[str, Notice] = {}
    colours = (*_colours(facts), *_of_others(knowledge, facts))
    for notice in (*_meant(facts), *colours, *_language(facts)):
        found.setdefault(notice.code, notice)
    order = (SAFETY, OTHER_BRAND, OTHER_LANGUAGE, NO_SUCH_COLOUR, NOT_OF_DEVICE, ACCESSORY, OUTSIDE)
    return tuple(found[code] for code in order if code in found)


def is_foreign(facts: Facts, notices: tuple[Notice, ...]) -> bool:
    """Is it about another maker's device, and not about one of Blink's?"""
    other = any(notice.code == OTHER_BRAND for notice in notices)
    return other and not (facts.names_maker or _named_by_its_own_name(facts))


def _named_by_its_own_name(facts: Facts) -> bool:
    """A name that only Blink's devices have: not "doorbell" or "hub", which others sell, too, and
    not "mini" right after another maker's name.
    """
    brands = {place for brand in facts.meant(OTHER_BRAND) for place in brand.places}
    after = {word.text for word in facts.words if word.place - 1 in brands}
    groups = {device.group for device in facts.about.devices} - {"doorbells"}
    if not {"sync", "module"} & {word.text for word in facts.words}:
        groups.discard("sync-modules")
    return bool(groups) and not after & SOLD_BY_OTHERS


def _meant(facts: Facts) -> Iterator[Notice]:
    for meaning in facts.meant(SAFETY, OTHER_BRAND, ACCESSORY, OUTSIDE):
        if meaning.kind != OTHER_BRAND or not _only_compared(facts, meaning):
            yield Notice(meaning.kind, meaning.name, meaning.text)


def _only_compared(facts: Facts, brand: Meaning) -> bool:
    """ "My neighbour's Arlo works, but our Blink Outdoor 4 flashes red" is about the Outdoor 4."""
    is_own = facts.names_maker and _named_by_its_own_name(facts)
    return is_own and bool(facts.looks) and all(look.clause != brand.clause for look in facts.looks)


def _colours(facts: Facts) -> Iterator[Notice]:
    if facts.no_colours and not any(look.colours for look in facts.looks):
        yield Notice(NO_SUCH_COLOUR, facts.no_colours[0])


def _of_others(knowledge: Knowledge, facts: Facts) -> Iterator[Notice]:
    """A colour that only other devices show, where a source has a table of this one's lights."""
    families = {device.family for device in facts.about.devices}
    if families and all(knowledge.family[slug].documented for slug in families):
        shown = {
            colour
            for slug in families
            for pattern in knowledge.patterns_of(slug)
            for colour in pattern.colours
        }
        for look in facts.looks:
            if not look.denied:
                yield from (
                    Notice(NOT_OF_DEVICE, colour) for colour in look.colours if colour not in shown
                )


def _language(facts: Facts) -> Iterator[Notice]:
    foreign = facts.meant(LANGUAGE)
    counted = [meaning for meaning in facts.meanings if meaning.kind == LANGUAGE]
    for meaning in foreign:
        own = sum(other.name == meaning.name for other in counted)
        if own >= LEAST_FOREIGN or own * 2 >= max(1, len(facts.words)):
            yield Notice(OTHER_LANGUAGE, meaning.name, meaning.text)
