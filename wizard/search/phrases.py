"""What people say for what the guide knows: the phrases that staff keep, found in a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wizard.knowledge.values import Knowledge, Symptom, WordsPeopleUse
from wizard.search.words import Word, words_of

LONGEST_GAP = 2
"""So many other telling words may stand between the words of a phrase."""

MOST_REPEATS = 5
"""A word that is said more often begins no further phrase."""

ONE_WORD, EACH_MORE, MOST, NEXT_MEANING = 0.78, 0.06, 0.96, 0.04
"""How strongly a phrase of one word means its first meaning; longer ones more, others less."""

NO_PHRASE = frozenset({"device", "family", "shelf", "colour", "no-colour"})
"""Kinds of meanings that single words of names and looks have; they are read elsewhere."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means. `strength`: 0 to 1. `text`: what staff want people to be told. `clause`:
    where it was said. `length`: words of the phrase, which stand at `places`.
    """

    kind: str
    name: str
    strength: float
    text: str = ""
    clause: int = 0
    length: int = 1
    places: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`words`: (stem, is it denied). `exact`: side by side, in this order."""

    words: tuple[tuple[str, bool], ...]
    exact: bool
    means: tuple[Meaning, ...]

    @property
    def says_language(self) -> bool:
        """Every word of a language counts, in whatever phrase it stands."""
        return self.means[0].kind == "language"

    @property
    def hides(self) -> bool:
        """Anyone who says a symptom may say a cause or an answer with the same words."""
        return self.means[0].kind != "symptom"

    def is_said_by(self, word: Word, stem: str, *, denied: bool) -> bool:
        """Is this its word? Those of a language are compared as they stand: "batterie" is none of
        the forms of "battery".
        """
        if self.says_language:
            return word.text == stem
        return word.stem == stem and word.denied == denied


class Phrases:
    """The phrases of one knowledge, prepared once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_word: dict[str, list[_Phrase]] = {}
        for row in (*knowledge.words, *map(_of_symptom, knowledge.symptoms)):
            for phrase in row.phrases:
                if made := _phrase(phrase, row, knowledge):
                    rarest = max(made.words, key=lambda word: len(word[0]))[0]
                    self._by_word.setdefault(rarest, []).append(made)

    def meanings(self, words: Sequence[Word]) -> tuple[Meaning, ...]:
        """What the phrases in a text mean; one within a longer one says nothing of its own."""
        telling = [word for word in words if not word.is_small]
        found = []
        for some in (telling, words):
            said: Counter[str] = Counter()
            for place, word in enumerate(some):
                said[word.stem] += 1
                if said[word.stem] > MOST_REPEATS:
                    continue
                for phrase in self._begun_by(word):
                    if phrase.exact != (some is words):
                        continue
                    if places := _places(phrase, some, place):
                        own = frozenset(some[place].place for place in places)
                        found.append((own, phrase, word.clause))
        return tuple(
            replace(meaning, clause=clause, places=places)
            for places, phrase, clause in found
            if phrase.says_language
            or not any(places < longer for longer, other, _ in found if other.hides)
            for meaning in phrase.means
        )

    def _begun_by(self, word: Word) -> list[_Phrase]:
        forms = dict.fromkeys((word.stem, word.text))
        return [phrase for form in forms for phrase in self._by_word.get(form, ())]


def _of_symptom(symptom: Symptom) -> WordsPeopleUse:
    """What people say for a symptom stands with it."""
    return WordsPeopleUse(
        slug=symptom.slug,
        phrases=(symptom.title, *symptom.said),
        means=(f"symptom:{symptom.slug}",),
    )


def _phrase(phrase: str, row: WordsPeopleUse, knowledge: Knowledge) -> _Phrase | None:
    exact = phrase.startswith('"')
    words = [word for word in words_of(phrase) if exact or not word.is_small]
    literal = row.means[0].startswith("language:")
    telling = tuple((word.text if literal else word.stem, word.denied) for word in words)
    meant = (knowledge.todays(meaning).partition(":") for meaning in row.means)
    kept = [(kind, name) for kind, _, name in meant if kind not in NO_PHRASE]
    if not telling or not kept:
        return None
    base = min(MOST, ONE_WORD + EACH_MORE * (len(telling) - 1))
    means = tuple(
        Meaning(kind, name, round(base - NEXT_MEANING * place, 3), row.text, length=len(telling))
        for place, (kind, name) in enumerate(kept)
    )
    return _Phrase(telling, exact, means)


def _places(phrase: _Phrase, words: Sequence[Word], anchor: int) -> tuple[int, ...]:
    """Where its words stand, about the word at `anchor`; empty if they do not."""
    if phrase.exact:
        return next(_side_by_side(phrase, words, anchor), ())
    clause = words[anchor].clause
    reach = len(phrase.words) - 1 + LONGEST_GAP
    nearby = [
        place
        for place in range(max(0, anchor - reach), min(len(words), anchor + reach + 1))
        if words[place].clause == clause
    ]
    taken: list[int] = []
    for stem, denied in phrase.words:
        best = min(
            (
                place
                for place in nearby
                if place not in taken and phrase.is_said_by(words[place], stem, denied=denied)
            ),
            key=lambda place: abs(place - anchor),
            default=None,
        )
        if best is None:
            return ()
        taken.append(best)
    return tuple(taken) if max(taken) - min(taken) <= reach and anchor in taken else ()


def _side_by_side(phrase: _Phrase, words: Sequence[Word], anchor: int) -> Iterator[tuple[int, ...]]:
    length = len(phrase.words)
    for start in range(max(0, anchor - length + 1), anchor + 1):
        span = words[start : start + length]
        if len(span) == length and all(
            word.stem == stem and word.clause == span[0].clause
            for word, (stem, _) in zip(span, phrase.words, strict=True)
        ):
            yield tuple(range(start, start + length))
