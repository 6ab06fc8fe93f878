"""Which devices a text names, and which of them it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wizard.knowledge.values import Device, Knowledge
from wizard.search.words import DENIES, Word, listed, words_of

FILLERS = listed("camera cameras cam cams model the blink")
"""May stand between the words of a name: "outdoor camera 4"."""

GENERIC = listed("camera gen original hub pages older in battery blink")
"""Words in names that tell no device from another."""

OUT_OR_IN = listed("indoors outdoors")

PLACE = listed(
    "to from near nearest via through by than reach reaches reaching behind beside in into against"
    " past find finds found between"
)
"""Before a device: there it is a place, or something compared with."""

BETWEEN = listed("my the our a an your its new old second other")
"""May stand between such a word and the device."""

FIRST_NAMED, PLACED, SHINES, FINE, SERVES = 0.5, -1.5, 1.5, -2.0, -0.5
"""What speaks for a device being the one with the problem: it is named first; it is a place; its
light is described; it is said to be fine; it is there for other devices that are named, too.
"""

BEHIND = 0.75
"""A device that so much less speaks for is only mentioned."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Named in the words from `start` to before `end`. `perhaps`: what they may mean as well.
    `is_nickname`: they are no device's own name.
    """

    devices: tuple[Device, ...]
    perhaps: tuple[Device, ...]
    clause: int
    start: int
    end: int
    is_nickname: bool

    @property
    def places(self) -> range:
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class About:
    """`devices`: those with the problem. `perhaps`: those that may be meant as well, or instead
    where no device was named. `mentioned`: the others that were named. `aside`: their mentions.
    """

    devices: tuple[Device, ...] = ()
    perhaps: tuple[Device, ...] = ()
    mentioned: tuple[Device, ...] = ()
    aside: tuple[Mention, ...] = ()


def _telling(name: str) -> tuple[str, ...]:
    """The words of a name that tell devices apart; all of "any battery camera"."""
    words = tuple(word for word in words_of(name) if word.text not in GENERIC)
    told = words if any(word.tells for word in words) else words_of(name)
    return tuple(word.text for word in told)


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    devices: tuple[Device, ...]
    perhaps: tuple[Device, ...] = ()
    is_nickname: bool = False


class Names:
    """What devices are called: their names, their other names and what people call them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        names = [
            _Name(words, (device,))
            for device in knowledge.devices
            for name in (device.name, device.slug.replace("-", " "), *device.aliases)
            if (words := _telling(name))
        ]
        names += [
            name
            for row in knowledge.words
            for phrase in row.phrases
            if (name := self._nickname(phrase, row.means))
        ]
        self._names = [_loosened(name, names) for name in _merged(names)]
        self.words = frozenset(word for name in names for word in name.words)

    def _nickname(self, phrase: str, means: Iterable[str]) -> _Name | None:
        exact: list[Device] = []
        perhaps: list[Device] = []
        for kind, _, name in (self._knowledge.todays(meaning).partition(":") for meaning in means):
            if kind == "device" and name in self._knowledge.device:
                exact.append(self._knowledge.device[name])
            elif kind == "family":
                exact += self._knowledge.devices_of(name)
            elif kind == "shelf":
                perhaps += [dev for dev in self._knowledge.devices if dev.group == name]
        words = tuple(word.text for word in words_of(phrase))
        if not words or not exact + perhaps:
            return None
        return _Name(words, tuple(exact), tuple(perhaps), is_nickname=True)

    def mentions(self, words: Sequence[Word]) -> tuple[Mention, ...]:
        """What is named, in order; longer names first where they overlap."""
        found: list[Mention] = []
        place = 0
        while place < len(words):
            best = self._at(words, place)
            found += [best] if best else []
            place = best.end if best else place + 1
        return tuple(one for one in found if not _is_named_better(one, found, words))

    def _at(self, words: Sequence[Word], start: int) -> Mention | None:
        """More words of the name go first, and a device before a shelf of them."""
        found = [(name, end) for name in self._names if (end := _end_of(name.words, words, start))]
        if not found:
            return None
        name, end = max(found, key=lambda pair: len(pair[0].words) + bool(pair[0].devices) / 2)
        return Mention(
            name.devices, name.perhaps, words[start].clause, start, end, name.is_nickname
        )


def _is_named_better(one: Mention, found: Iterable[Mention], words: Sequence[Word]) -> bool:
    """ "The doorbell" beside "Wired Doorbell 2K+" is that one and no other, as is "hub" right after
    "Extended range".
    """

    def said(mention: Mention) -> set[str]:
        return {words[place].text for place in mention.places}

    def groups(mention: Mention) -> set[str]:
        return {device.group for device in mention.devices}

    return one.is_nickname and any(
        said(one) < said(other) or (other.end == one.start and groups(one) == groups(other))
        for other in found
        if not other.is_nickname
    )


def _merged(names: Iterable[_Name]) -> list[_Name]:
    """The devices that share a name stand in one entry."""
    found: dict[tuple[str, ...], _Name] = {}
    for name in names:
        known = found.get(name.words, name)
        found[name.words] = _Name(
            name.words,
            tuple(dict.fromkeys((*known.devices, *name.devices))),
            tuple(dict.fromkeys((*known.perhaps, *name.perhaps))),
            name.is_nickname and known.is_nickname,
        )
    return list(found.values())


def _loosened(name: _Name, names: Iterable[_Name]) -> _Name:
    """ "Outdoor" is the name of one device and begins the names of others."""
    longer = {
        device.slug: device
        for other in names
        if len(other.words) > len(name.words) and set(name.words) <= set(other.words)
        for device in other.devices
        if device not in name.devices
    }
    perhaps = dict.fromkeys((*name.perhaps, *longer.values())) if name.devices else name.perhaps
    return replace(name, perhaps=tuple(perhaps))


def _end_of(name: Sequence[str], words: Sequence[Word], start: int) -> int:
    """The place after a name that begins here, in order or its last word first; 0 without it."""
    turned = name if name[-1].isdecimal() else (name[-1], *name[:-1])
    return _end(words, start, name) or _end(words, start, turned)


def _end(words: Sequence[Word], start: int, name: Sequence[str]) -> int:
    place = start
    for number, part in enumerate(name):
        while number and place < len(words) and words[place].text in FILLERS:
            if _is(words[place], part):
                break
            place += 1
        if place >= len(words) or not _is(words[place], part):
            return 0
        if part.isdecimal() and not words[place].is_model:
            return 0
        place += 1
    return place


def _is(word: Word, part: str) -> bool:
    """A name may stand in the plural; "outdoors" is where a device hangs."""
    if word.text == part or word.text in OUT_OR_IN:
        return word.text == part
    return len(part) > 2 and word.text in (f"{part}s", f"{part}es")


def about(
    mentions: Sequence[Mention],
    words: Sequence[Word],
    shining: Iterable[tuple[int, int]],
    fine: Iterable[int],
) -> About:
    """Which devices it is about. `shining`: (clause, place) of each light that is described;
    `fine`: clauses that say that all is well.
    """
    exact = [mention for mention in mentions if mention.devices]
    vague = [mention for mention in mentions if not mention.devices]
    lit = {id(mention) for place in shining if (mention := owner_of(mentions, *place))}
    well = frozenset(fine)
    scores = {
        id(mention): _speaks_for(mention, mentions, words, well, is_lit=id(mention) in lit)
        for mention in mentions
    }
    others = any(scores[id(mention)] > 0 for mention in vague)
    if not exact or (others and all(scores[id(mention)] <= 0 for mention in exact)):
        return _make((), vague, exact)
    best = max(scores[id(mention)] for mention in exact)
    chosen = [mention for mention in exact if scores[id(mention)] > best - BEHIND]
    families = {device.family for mention in chosen for device in mention.devices}
    chosen += [
        mention
        for mention in exact
        if mention not in chosen and {dev.family for dev in mention.devices} <= families
    ]
    return _make(chosen, [], [mention for mention in exact if mention not in chosen])


def _speaks_for(
    mention: Mention,
    mentions: Sequence[Mention],
    words: Sequence[Word],
    fine: frozenset[int],
    *,
    is_lit: bool,
) -> float:
    score = 1.0
    score += FIRST_NAMED if mention is mentions[0] else 0.0
    score += SHINES if is_lit else 0.0
    before = _before(mention, words)
    score += PLACED if before and before.text in PLACE else 0.0
    score += FINE if mention.clause in fine and not is_lit else 0.0
    if any(device.group == "sync-modules" for device in mention.devices) and len(mentions) > 1:
        score += SERVES
    return score


def _before(mention: Mention, words: Sequence[Word]) -> Word | None:
    """The word before it that is none of those between."""
    before = reversed(words[: mention.start])
    return next((word for word in before if word.text not in BETWEEN), None)


def without_denied(
    words: Sequence[Word], mentions: Sequence[Mention]
) -> tuple[tuple[Word, ...], tuple[Mention, ...], tuple[Mention, ...]]:
    """ "Outdoor 4, not the mini, is red": the words without this denial, which is one of the device
    and not of its light; the mentions; and those that are denied, where another one is left.
    """
    denied = tuple(mention for mention in mentions if _is_denied(mention, words))
    left = tuple(mention for mention in mentions if mention not in denied)
    if not denied or not left:
        return tuple(words), tuple(mentions), ()
    told = list(words)
    for mention in denied:
        for place in range(mention.start, len(told)):
            if told[place].clause != mention.clause or told[place].text in DENIES:
                break
            told[place] = replace(told[place], denied=False)
    return tuple(told), left, denied


def _is_denied(mention: Mention, words: Sequence[Word]) -> bool:
    """Does "not" stand right before it?"""
    before = _before(mention, words)
    return before is not None and before.text == "not" and before.clause == mention.clause


def owner_of(mentions: Sequence[Mention], clause: int, place: int) -> Mention | None:
    """The device whose light is described there: the last named before, else the clause's next."""
    before = [mention for mention in mentions if mention.start < place]
    here = [mention for mention in mentions if mention.clause == clause]
    if before and before[-1].clause == clause:
        return before[-1]
    return here[0] if here else (before[-1] if before else None)


def _make(chosen: Sequence[Mention], vague: Sequence[Mention], aside: Sequence[Mention]) -> About:
    devices = _devices(mention.devices for mention in chosen)
    perhaps = _devices(mention.perhaps for mention in (*chosen, *vague))
    mentioned = _devices(mention.devices for mention in aside)
    return About(
        devices,
        tuple(device for device in perhaps if device not in devices),
        tuple(device for device in mentioned if device not in devices),
        tuple(aside),
    )


def _devices(groups: Iterable[Iterable[Device]]) -> tuple[Device, ...]:
    return tuple(dict.fromkeys(device for group in groups for device in group))
