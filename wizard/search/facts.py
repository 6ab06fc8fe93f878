"""From a text to facts: which device, what its light does, what was noticed, what is foreign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wizard.knowledge.values import Device, Knowledge, Slug
from wizard.search.looks import (
    FIRST,
    FOR_LONG,
    MIXED,
    NOW,
    RHYTHM_OF,
    Lexicon,
    Look,
    is_maker,
    looks_of,
)
from wizard.search.names import About, Mention, Names, about, owner_of, without_denied
from wizard.search.phrases import Meaning, Phrases
from wizard.search.vocabulary import Vocabulary
from wizard.search.words import COUNTED, Word, fold, listed, read_words, without_dressing, words_of

FINE, LANGUAGE = "fine", "language"

SETTLED = (FINE, LANGUAGE, "answer")
"""Their words say nothing else: "live view works" is no question about live view."""

STRANGE = ("other-brand", "accessory")
"""Their names may hold the name of a device: "floodlight mount", "ring doorbell"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was understood of a text.

    `looks`: of the light it is about. `aside`: the looks of devices that are only mentioned, each
    with these devices. `rest`: words that say something else. `no_colours`: colours that were named
    and that no light has.
    """

    text: str = ""
    words: tuple[Word, ...] = ()
    about: About = field(default_factory=About)
    looks: tuple[Look, ...] = ()
    aside: tuple[tuple[tuple[Device, ...], tuple[Look, ...]], ...] = ()
    meanings: tuple[Meaning, ...] = ()
    no_colours: tuple[str, ...] = ()
    rest: tuple[Word, ...] = ()
    spent: frozenset[int] = frozenset()
    names_maker: bool = False

    def meant(self, *kinds: str) -> tuple[Meaning, ...]:
        """The meanings of these kinds, the strongest first, each once."""
        best: dict[tuple[str, str], Meaning] = {}
        for meaning in sorted(self.meanings, key=lambda meaning: -meaning.strength):
            if meaning.kind in kinds:
                best.setdefault((meaning.kind, meaning.name), meaning)
        return tuple(best.values())

    @property
    def answers(self) -> dict[Slug, Slug]:
        """Question -> option, the strongest of each question."""
        found: dict[Slug, Slug] = {}
        for meaning in self.meant("answer"):
            question, _, option = meaning.name.partition("/")
            found.setdefault(question, option)
        return found

    @property
    def current(self) -> tuple[Look, ...]:
        """What the light does at the end of the story where that is said, else all it does."""
        begins = next((n for n, look in enumerate(self.looks) if look.when == NOW), None)
        now = () if begins is None else self.looks[begins:]
        present = tuple(look for look in self.looks if look.when != FIRST)
        return now or present or self.looks

    @property
    def says_nothing(self) -> bool:
        return not (
            self.about.devices or self.about.perhaps or self.looks or self.meanings or self.rest
        )


class Reader:
    """Reads texts with the words of one knowledge, which are prepared once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.names = Names(knowledge)
        self.phrases = Phrases(knowledge)
        self.lexicon = _lexicon(knowledge)
        self.vocabulary = Vocabulary(counts_of(knowledge), self.names.words)

    def read(self, text: str) -> Facts:
        """The facts in a text of any length."""
        read = without_dressing(text)
        words = read_words(read, self.vocabulary)
        mentions = self.names.mentions(words)
        words, mentions, denied = without_denied(words, mentions)
        meanings = self.phrases.meanings(words)
        strange = _places(meaning for meaning in meanings if meaning.kind in STRANGE)
        mentions = tuple(one for one in mentions if strange.isdisjoint(one.places))
        named = _places((*mentions, *denied))
        meanings = tuple(
            meaning
            for meaning in meanings
            if meaning.kind == LANGUAGE or not meaning.places <= named
        )
        looks = looks_of(words, self.lexicon, named)
        looks = looks or [
            Look(rhythm=meaning.name, clause=meaning.clause)
            for meaning in meanings
            if meaning.kind == "rhythm" and meaning.length > 1
        ]
        is_about = about(
            mentions,
            words,
            ((look.clause, look.place) for look in looks),
            (meaning.clause for meaning in meanings if meaning.kind == FINE),
        )
        own, aside = _shared_out(looks, mentions, is_about)
        return Facts(
            text=read,
            words=words,
            about=is_about,
            looks=own,
            aside=aside,
            meanings=meanings,
            no_colours=tuple(self._no_colours(words, named)),
            rest=tuple(
                word
                for word in words
                if word.tells
                and word.place not in named
                and not word.text.isdecimal()
                and word.text not in self.lexicon.colours
                and word.text not in self.lexicon.rhythms
                and word.text not in ONLY_DENIES
            ),
            spent=_places(meaning for meaning in meanings if meaning.kind in SETTLED),
            names_maker=any(
                word.text == "blink" and is_maker(words, word.place, self.lexicon, named)
                for word in words
            ),
        )

    def _no_colours(self, words: tuple[Word, ...], named: frozenset[int]) -> Iterator[str]:
        for word in words:
            colour = self.lexicon.no_colours.get(word.text)
            if not colour or word.denied:
                continue
            beside = words[word.place + 1 : word.place + 2]
            if any(other.place in named or other.text in NOT_LIT for other in beside):
                continue
            yield colour


ONLY_DENIES = listed("not no never without neither nor")
"""Alone they say nothing, and many subjects have them in their titles."""

NOT_LIT = listed(
    "camera cameras cam cams box case housing cover wall house door button cable wire wires screen"
    " paint spot spots line lines noise picture image page pages christmas list listed wine"
    " stuff powder crust residue foam crystals"
)
"""After "white": it is no light."""


def _places(found: Iterable[Meaning | Mention]) -> frozenset[int]:
    return frozenset(place for one in found for place in one.places)


def _shared_out(
    looks: Iterable[Look], mentions: Sequence[Mention], is_about: About
) -> tuple[tuple[Look, ...], tuple[tuple[tuple[Device, ...], tuple[Look, ...]], ...]]:
    """The looks of what it is about, and those of devices that are only mentioned."""
    own: list[Look] = []
    aside: dict[tuple[Device, ...], list[Look]] = {}
    for look in looks:
        owner = owner_of(mentions, look.clause, look.place)
        if owner is not None and owner in is_about.aside:
            aside.setdefault(owner.devices, []).append(look)
        else:
            own.append(look)
    return tuple(own), tuple((devices, tuple(seen)) for devices, seen in aside.items())


def _lexicon(knowledge: Knowledge) -> Lexicon:
    """The words for colours and rhythms: those of the colours, and those that staff keep."""
    own = {word: (colour.slug,) for colour in knowledge.colours for word in colour.words}
    mixed = {
        word: seen for word, seen in MIXED.items() if all(slug in knowledge.colour for slug in seen)
    }
    colours: dict[str, tuple[str, ...]] = mixed | own
    rhythms = dict(RHYTHM_OF)
    no_colours: dict[str, str] = {}
    for row in knowledge.words:
        meant = [(kind, name) for kind, _, name in (means.partition(":") for means in row.means)]
        lit = tuple(name for kind, name in meant if kind == "colour")
        phrases = map(words_of, row.phrases)
        for word in (words[0].text for words in phrases if len(words) == 1):
            if lit and word not in own | mixed:
                colours[word] = lit
            for kind, name in meant:
                if kind == "no-colour" and word not in own:
                    no_colours[word] = name
                elif kind == "rhythm":
                    rhythms[word] = name
    return Lexicon(colours, rhythms, no_colours)


def counts_of(knowledge: Knowledge) -> Counter[str]:
    """Every word of the guide that a mistyped one may be, with how often it stands there."""
    texts = [
        *(f"{device.name} {' '.join(device.aliases)}" for device in knowledge.devices),
        *(f"{pattern.title} {pattern.description}" for pattern in knowledge.patterns),
        *(f"{cause.name} {cause.explanation}" for cause in knowledge.causes),
        *(step.title for step in knowledge.steps),
        *(faq.question for faq in knowledge.faqs),
        *(phrase for row in knowledge.words for phrase in row.phrases),
        *(" ".join(colour.words) for colour in knowledge.colours),
        " ".join((*RHYTHM_OF, *MIXED, *FOR_LONG, *COUNTED, "light", "lights")),
    ]
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in fold(text).split() if word.isalpha())
    return counts
