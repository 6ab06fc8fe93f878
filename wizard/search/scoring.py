"""From what a caller says to what answers it: "xt2 red 5", "doorbell ring blinking blue", "low
batery mini".

What was typed is read into a device and terms: looks (a colour, a rhythm or both), counts, and
other words. Each object of the guide gets a credit from -1 (says the opposite) to 1 for every term.
Their mean, weighted by how telling the terms are, times how well the device fits, is its score: 1
is "all that was said". The same words always give the same order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from math import log, sqrt

from wizard.knowledge.colours import COLOURS
from wizard.knowledge.rhythm import FAINT, NUMBERS, moves
from wizard.knowledge.values import (
    Cause,
    Device,
    Dispute,
    Faq,
    Knowledge,
    Pattern,
    Question,
    Source,
    Step,
)

Subject = Pattern | Step | Device | Cause | Question | Faq | Dispute | Source

MOST_WORDS = 20
"""More than this is not read."""

LEAST = 0.25
"""An object that fits less of what was said is not found."""

BEHIND = 0.5
"""Nor is one that fits so much less than the best of its kind."""

CLEAR, AHEAD = 0.6, 0.12
"""The best match is clear if it fits so much of what was said, and so much more than every other
object.
"""

COLOUR, RHYTHM, COUNT = 2.0, 1.5, 2.0
"""How much a term weighs; other words weigh from .6 to 1.5, the rarer the more."""

SLUG, TITLE = 1.0, 0.25
"""What is added where the object's own slug was typed, and, for lights and steps, where all that
was said stands in its title.
"""

OTHER_DEVICE, NO_DEVICE, DEVICE_ONLY, DEVICE_AND_MORE = 0.35, 0.8, 0.8, 0.5
"""Where a device was named: what is left of another one's light, of what belongs to none, of a
light nothing else was said
about, and of the device itself where more was said.
"""

PARTLY = 0.7
"""How much "flashing" is meant by a light that flashes and then stops, and "steady" by a faint
glow.
"""

STRANGE_COLOUR = 0.15
"""What a light loses for each colour that was not named although another was."""

SIBLING = 0.5
"""A device that fits less of its name than this, beside the best one, is another device."""

SEEN = {"very common": 0.04, "common": 0.03, "uncommon": 0.01}
"""Between lights that fit alike, the common one comes first."""

FREQUENCY = {"very common": 0.65, "common": 0.6, "uncommon": 0.4, "rare": 0.3}
"""How much of a light a cause is, for somebody who names the cause."""

BLINK, STEADY, DARK = "blink", "steady", "dark"

MIXED = dict.fromkeys(("purple", "violet", "pink"), ("red", "blue"))
"""What people call red and blue in turn."""

COLOUR_WORDS = {
    word: (colour.name,) for colour in COLOURS.values() for word in colour.words
} | MIXED
"""What people call a colour -> what they see it as."""

RHYTHMS = {
    BLINK: "blink blinking flash flashing flicker flickering pulse pulsing strobe winking",
    STEADY: (
        "steady solid constant constantly continuous continuously static still fixed permanent"
        " permanently stays"
    ),
    DARK: "dark off dead unlit black",
}

ALIKE = (
    "wifi wireless",
    "internet broadband online",
    "offline disconnected",
    "connect connection connecting",
    "low flat empty dying",
    "restart reboot",
    "stuck frozen hung hanging",
    "setup install installing installation pairing",
    "camera cam",
    "move moved",
    "glow glowing",
    "short brief quick",
    "account login sign",
)
"""Words that mean the same to a caller."""

INSTEAD = {
    "hub": "sync module",
    "bell": "doorbell",
    "sm": "sync module",
    "cam": "camera",
    "twice": "2",
    "once": "1",
}

PHRASES = (
    (r"\bwi[\s-]fi\b", "wifi"),
    (r"\bset[\s-]up\b", "setup"),
    (r"\bdoor bell\b", "doorbell"),
    (r"\bin the dark\b|\bwhen it is dark\b", "at night"),
    (r"\b(?:no|not any) (?:lights?|leds?|ring)\b|\bnot lit\b|\bnothing lit\b", " dark "),
    (r"\b(?:does ?n[o'’]?t|not) (?:blink|flash)\w*", " steady "),
    (r"\b(?:dead|flat|empty|dying) batter", "low batter"),
    (r"\bpower cycl\w+", "restart"),
)

TELL_NOTHING = """
    a an and any are as at be been but by can do does for from had has have how i if in is it
    its keep keeps led leds light lights lamp mean means my nd no not of on or please rd says
    show shows so st th than that the then there they this to up was we what when which why will
    with you your cant wont dont isnt doesnt t s re
"""
STOP = frozenset(TELL_NOTHING.split())

MAKER = re.compile(r"\bBlink(?:[’']s)?\b")
"""In texts of the guide; a light that does it is never written so."""

ORDINALS = {"first": "1", "third": "3", "fourth": "4"}

GENERIC = frozenset({"camera", "gen", "generation", "original", "hub", "page", "older", "battery"})
"""Words in devices' names that tell no device from another."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that answers, and how well: `score` up to 1, above it where its very slug was
    typed.

    `device`: of a light or a step the device that was named, else the first that has it.
    `is_settled`: no other family's people would read something else.
    """

    subject: Subject
    device: Device | None
    score: float
    is_settled: bool


def search(knowledge: Knowledge, text: str) -> tuple[Match, ...]:
    """What answers these words, the best first; nothing where nothing does.

    A millisecond with the shipped content, two where words are mistyped, and 20 for the first
    question to a revision.
    """
    index = _index(knowledge)
    query = index.read(text)
    if not query.terms and not query.devices:
        return ()
    found = [match for entry in index.entries if (match := entry.match(query))]
    best: dict[type, float] = {}
    for match in found:
        best[type(match.subject)] = max(match.score, best.get(type(match.subject), 0.0))
    kept = [
        match for match in found if match.score >= max(LEAST, best[type(match.subject)] - BEHIND)
    ]
    return tuple(sorted(kept, key=lambda match: -match.score))  # alike: in the order of the guide


def clear(matches: Sequence[Match]) -> Match | None:
    """The one page that is meant beyond doubt: a light, a step or a device; None where a person has
    to choose.

    What only stands beside pages (frequent questions, disputes, sources) makes no doubt.
    """
    rivals = [match for match in matches if not isinstance(match.subject, Faq | Dispute | Source)]
    if (
        not rivals
        or rivals[0].score < CLEAR
        or (len(rivals) > 1 and rivals[0].score - rivals[1].score < AHEAD)
    ):
        return None
    return (
        rivals[0]
        if isinstance(rivals[0].subject, Pattern | Step | Device) and rivals[0].is_settled
        else None
    )


# ------------------------------------------------------------------------------------ what was said
@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """One thing that was said.

    `words`: it and what means the same, as texts of the guide may say it.
    """

    words: frozenset[str]
    weight: float = 0.0
    colours: tuple[str, ...] = ()
    rhythm: str = ""
    count: int = 0

    @property
    def is_look(self) -> bool:
        return bool(self.colours or self.rhythm)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """`devices`: how much each fits the device that was named, 1 for the best; empty where none
    was.

    `slug`: as it was typed; `said`: all its words.
    """

    slug: str
    said: tuple[str, ...]
    devices: Mapping[str, float]
    terms: tuple[_Term, ...]

    @property
    def weight(self) -> float:
        return sum(term.weight for term in self.terms)

    def device(self, choice: Sequence[Device]) -> tuple[Device | None, float]:
        """The best of these, and how much it fits; the first where none was named."""
        if not choice:
            return None, NO_DEVICE if self.devices else 1.0
        if not self.devices:
            return choice[0], 1.0
        best = max(choice, key=lambda device: self.devices.get(device.slug, 0.0))
        fits = self.devices.get(best.slug, 0.0)
        return best, fits if fits >= SIBLING else OTHER_DEVICE


def _words(text: str) -> list[str]:
    """Plain words and numbers as they are compared: "Five or six red flashes" -> 5, 6, red,
    flash.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for pattern, instead in PHRASES:
        plain = re.sub(pattern, instead, plain)
    found = re.findall(r"[a-z]+|\d+", plain)
    return [_stem(_number(word)) for word in found if word not in STOP]


def _number(word: str) -> str:
    if word in NUMBERS:
        return str(NUMBERS.index(word))
    return ORDINALS.get(word, word)


def _stem(word: str) -> str:
    """A word without its ending, well enough for comparing: batteries -> battery, flashing ->
    flash, changed -> chang.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


COLOUR_OF = {_stem(word): colours for word, colours in COLOUR_WORDS.items()}
INSTEAD_OF = {_stem(word): tuple(map(_stem, words.split())) for word, words in INSTEAD.items()}
RHYTHM_OF = {_stem(word): rhythm for rhythm, words in RHYTHMS.items() for word in words.split()}
ALIKE_TO = {
    _stem(word): frozenset(map(_stem, words.split())) for words in ALIKE for word in words.split()
}


class _Index:
    """The words of one knowledge, prepared once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.names = {device.slug: tuple(_names(device)) for device in knowledge.devices}
        self.device_words = Counter(
            word for names in self.names.values() for word in frozenset[str]().union(*names)
        )
        self.entries: tuple[_Entry, ...] = tuple(_entries(knowledge))
        self.common = Counter(word for entry in self.entries for word in entry.says)
        self.known = {
            *self.common,
            *self.device_words,
            *RHYTHM_OF,
            *ALIKE_TO,
            *COLOUR_OF,
            *INSTEAD_OF,
        }
        self.by_length = sorted(filter(str.isalpha, self.known), key=lambda word: (len(word), word))

    def read(self, text: str) -> _Query:
        said = [word for given in _words(text)[:MOST_WORDS] for word in self._meant(given)]
        said = [word for place, word in enumerate(said) if not self._is_brand(said, place)]
        devices, rest = self._devices(said)
        return _Query(
            slug=text.strip().casefold(),
            said=tuple(said),
            devices=devices,
            terms=tuple(self._terms(rest)),
        )

    def _meant(self, word: str) -> list[str]:
        """A word of the guide for one that is cut short or mistyped."""
        if word in INSTEAD_OF:
            return list(INSTEAD_OF[word])
        if not word.isalpha() or len(word) < 3 or word in self.known:
            return [word]
        begun = sorted(
            (known for known in self.by_length if known.startswith(word)),
            key=lambda known: -self.common[known],
        )
        alike = [
            known for known in self.by_length if abs(len(known) - len(word)) <= 2 and len(word) > 3
        ]
        return begun[:1] or get_close_matches(word, alike, n=1, cutoff=0.75) or [word]

    def _is_brand(self, said: list[str], place: int) -> bool:
        """ "Blink" is the maker in "blink mini red", and what a light does in "mini blink blue"."""
        if said[place] != "blink":
            return False
        following = said[place + 1] if place + 1 < len(said) else ""
        return (
            following in self.device_words
            or following == "camera"
            or (place == 0 and following not in COLOUR_OF)
        )

    def _devices(self, said: list[str]) -> tuple[dict[str, float], list[str]]:
        """How much each device fits, and the words that name none."""
        counts = {place for place, word in enumerate(said) if word == "time" and place}
        named = [
            word
            for place, word in enumerate(said)
            if word in self.device_words and place + 1 not in counts
        ]
        fits: dict[str, float] = {}
        used: dict[str, frozenset[str]] = {}
        for slug, names in self.names.items():
            for name in names:
                held = name & set(named)
                if not any(word.isalpha() and word not in GENERIC for word in held):
                    continue
                all_of, part = sum(map(self._tells, name)), sum(map(self._tells, held))
                fit = part * (1 + part / all_of) / 2
                if fit > fits.get(slug, 0.0):
                    fits[slug], used[slug] = fit, held
        if not fits:
            return {}, said
        best = max(fits.values())
        spent = Counter(word for slug in fits if fits[slug] == best for word in used[slug])
        rest = []
        for place, word in enumerate(said):
            if spent[word] and place + 1 not in counts:
                spent[word] = 0
            else:
                rest.append(word)
        return {slug: fit / best for slug, fit in fits.items()}, rest

    def _tells(self, word: str) -> float:
        """How well a word of a name tells devices apart."""
        return 0.2 if word in GENERIC else log(1 + len(self.names) / self.device_words[word])

    def _terms(self, said: list[str]) -> Iterator[_Term]:
        place = 0
        while place < len(said):
            word, following = said[place], said[place + 1] if place + 1 < len(said) else ""
            colour, rhythm = COLOUR_OF.get(word, ()), RHYTHM_OF.get(word, "")
            pair = (colour and RHYTHM_OF.get(following)) or (rhythm and COLOUR_OF.get(following))
            if pair:
                yield _look(
                    {word, following},
                    colour or COLOUR_OF[following],
                    rhythm or RHYTHM_OF[following],
                )
            elif colour or rhythm:
                yield _look({word}, colour, rhythm)
            elif word.isdecimal():
                yield _Term(words=frozenset({word}), weight=COUNT, count=int(word[:4]))
            elif word not in {"time", "x"}:
                alike = ALIKE_TO.get(word, frozenset()) | {word}
                yield _Term(words=alike, weight=self._weight(alike))
            place += 2 if pair else 1

    def _weight(self, words: frozenset[str]) -> float:
        """From 0.6 to 1.5: the fewer objects say it, the more it tells."""
        return 0.6 + 0.9 / sqrt(max(1, sum(self.common[word] for word in words)))


def _look(words: set[str], colours: tuple[str, ...], rhythm: str) -> _Term:
    weight = (COLOUR if colours else 0.0) + (RHYTHM if rhythm else 0.0)
    return _Term(words=frozenset(words), weight=weight, colours=colours, rhythm=rhythm)


def _names(device: Device) -> Iterator[frozenset[str]]:
    """What it is called, without the maker's name."""
    for name in (device.name, device.slug, *device.aliases):
        if words := frozenset(_words(name)) - {"blink"}:
            yield words


@lru_cache(maxsize=4)
def _index(knowledge: Knowledge) -> _Index:
    return _Index(knowledge)


# ------------------------------------------------------------------------------------- what answers
@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An object that can be found. `says`: word -> how much the object is about it, from 0 to 1.

    `devices`: those that have it; empty for what belongs to none. `look`: of a light.
    """

    subject: Subject
    slug: str
    says: Mapping[str, float]
    devices: tuple[Device, ...] = ()
    look: _Look | None = None

    def match(self, query: _Query) -> Match | None:
        device, fits = query.device(self.devices)
        if isinstance(self.subject, Device):
            score = self._of_device(query, fits)
        elif not query.terms:
            score = fits * DEVICE_ONLY if self.look else 0.0
        else:
            score = fits * self._said(query.terms) / query.weight
        if self.look and score > 0:
            score += self.look.prior - self._strange(query)
        if isinstance(self.subject, Pattern | Step) and score > 0:
            score += TITLE * sum(self.says.get(word) == 1 for word in query.said) / len(query.said)
        if query.slug == self.slug:
            score += SLUG
        is_settled = bool(query.devices) or len({owner.family for owner in self.devices}) <= 1
        return Match(self.subject, device, score, is_settled) if score > 0 else None

    def _of_device(self, query: _Query, fits: float) -> float:
        """All lights of a device: what is meant where nothing more is said."""
        if not query.devices:
            return 0.0
        return fits if not query.terms else DEVICE_AND_MORE * (fits == 1)

    def _said(self, terms: Iterable[_Term]) -> float:
        return sum(term.weight * self._credit(term) for term in terms)

    def _credit(self, term: _Term) -> float:
        if self.look and term.is_look:
            return self.look.credit(term)
        if self.look and term.count and (counted := self.look.counted(term.count)):
            return counted
        told = [self.says.get(word, 0.0) for word in term.words]
        return sum(told) / len(told) if term.is_look else max(told)

    def _strange(self, query: _Query) -> float:
        named = {colour for term in query.terms for colour in term.colours}
        lit = set(self.look.rhythms) if self.look else set()
        return STRANGE_COLOUR * len(lit - named) if named else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the eye sees. `rhythms`: of each colour that is lit; empty for a dark light.

    `is_known`: is anything drawn?

    `partly`: rhythms that it has only in a way.
    """

    rhythms: Mapping[str, frozenset[str]]
    is_known: bool
    partly: frozenset[str]
    counts: range
    prior: float

    def credit(self, term: _Term) -> float:
        if not self.is_known:
            return 0.3
        colour = sum(1.0 if name in self.rhythms else -1.0 for name in term.colours) / max(
            1, len(term.colours)
        )
        if term.rhythm == DARK:
            if not term.colours:
                return -1.0 if self.rhythms else 1.0
            return -colour if self.rhythms else 0.5
        rhythm = self._rhythm(term)
        whole = (COLOUR * colour if term.colours else 0.0) + (
            RHYTHM * rhythm if term.rhythm else 0.0
        )
        return whole / term.weight

    def _rhythm(self, term: _Term) -> float:
        seen = [
            self.rhythms[colour]
            for colour in term.colours or self.rhythms
            if colour in self.rhythms
        ]
        if not any(term.rhythm in rhythms for rhythms in seen):
            return -1.0
        return PARTLY if term.rhythm in self.partly else 1.0

    def counted(self, number: int) -> float:
        """0 where nothing is counted."""
        if not self.counts:
            return 0.0
        return 1.0 if number in self.counts else -0.5


def _entries(knowledge: Knowledge) -> Iterator[_Entry]:
    for device in knowledge.devices:
        yield _Entry(
            subject=device, slug=device.slug, says=_says((0.5, device.hint)), devices=(device,)
        )
    words = {symptom.slug: " ".join(symptom.said) for symptom in knowledge.symptoms}
    for pattern in knowledge.ways_in:
        yield _way_in(knowledge, pattern, words.get(pattern.slug, ""))
    for step in knowledge.steps:
        yield _Entry(
            subject=step,
            slug=step.slug,
            says=_of_step(knowledge, step),
            devices=_worded(knowledge, step),
        )
    for cause in knowledge.causes:
        said = _says((1.0, cause.name), (1.0, cause.slug), (0.5, cause.explanation))
        yield _Entry(subject=cause, slug=cause.slug, says=said)
    for question in knowledge.questions:
        labels = " ".join(option.label for option in question.options)
        said = _says((1.0, question.text), (1.0, question.slug), (0.6, labels))
        yield _Entry(subject=question, slug=question.slug, says=said)
    for faq in knowledge.faqs:
        yield _Entry(subject=faq, slug=faq.slug, says=_says((1.0, faq.question), (0.5, faq.answer)))
    for dispute in knowledge.disputes:
        yield _Entry(
            subject=dispute,
            slug=dispute.slug,
            says=_says((1.0, dispute.claim), (0.5, dispute.resolution)),
        )
    for source in knowledge.sources:
        yield _Entry(
            subject=source,
            slug=source.slug,
            says=_says((1.0, f"{source.title} {source.publisher}")),
        )


def _way_in(knowledge: Knowledge, pattern: Pattern, words: str) -> _Entry:
    """Of a light or a symptom. `words`: what people also say."""
    causes = (
        (FREQUENCY.get(row.frequency, 0.5), knowledge.cause.get(row.cause))
        for row in pattern.causes
    )
    faqs = " ".join(faq.question for faq in knowledge.faqs if pattern.key in faq.patterns)
    said = _says(
        (1.0, pattern.title),
        (1.0, pattern.slug),
        (0.8, f"{pattern.description} {words}"),
        (0.6, faqs),
        *((share, f"{cause.name} {cause.slug}") for share, cause in causes if cause),
    )
    return _Entry(
        subject=pattern,
        slug=pattern.slug,
        says=said,
        devices=knowledge.devices_of(pattern.family),
        look=_Look(
            rhythms=_rhythms(pattern),
            is_known=bool(pattern.channels),
            partly=_partly(pattern),
            counts=range(
                pattern.flash_count or 0, (pattern.flash_count_max or pattern.flash_count or -1) + 1
            ),
            prior=SEEN.get(pattern.seen, 0.0),
        ),
    )


def _rhythms(pattern: Pattern) -> dict[str, frozenset[str]]:
    """Of each lit colour. A light of one colour does also what its words say: "is on or blinks"."""
    of = {
        channel.colour: frozenset({BLINK if moves(channel) else STEADY})
        for channel in pattern.channels
        if channel.is_lit
    }
    if len(of) == 1:
        told = frozenset(
            RHYTHM_OF[word]
            for word in _words(f"{pattern.title} {pattern.description}")
            if word in RHYTHM_OF
        )
        of = {colour: rhythms | told for colour, rhythms in of.items()}
    return of


def _partly(pattern: Pattern) -> frozenset[str]:
    """The rhythms it has only in a way."""
    lit = [channel for channel in pattern.channels if channel.is_lit]
    ends = not any(channel.repeat for channel in lit)
    faint = all(brightness < FAINT for channel in lit for brightness, _ in channel.steps)
    return frozenset(rhythm for rhythm, so in ((BLINK, ends), (STEADY, faint)) if so)


def _of_step(knowledge: Knowledge, step: Step) -> dict[str, float]:
    helped = " ".join(
        knowledge.cause[effect.cause].name
        for effect in step.effects
        if effect.cause in knowledge.cause
    )
    texts = " ".join(wording.text for wording in step.wordings)
    return _says((1.0, step.title), (1.0, step.slug), (0.6, helped), (0.4, texts))


def _worded(knowledge: Knowledge, step: Step) -> tuple[Device, ...]:
    return tuple(device for device in knowledge.devices if device.family in step.families)


def _says(*texts: tuple[float, str]) -> dict[str, float]:
    said: dict[str, float] = {}
    for weight, text in texts:
        for word in _words(MAKER.sub(" ", text)):
            said[word] = max(weight, said.get(word, 0.0))
    return said
