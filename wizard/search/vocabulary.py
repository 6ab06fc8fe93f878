"""Which words are ordinary English, and what a word that is none was meant to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

from symspellpy import SymSpell, Verbosity

SHORTEST = 4
"""Shorter words are never corrected."""

LONG = 7
"""From this length on two letters may be wrong."""


@cache
def ordinary_words() -> frozenset[str]:
    """82,000 English words, which symspellpy ships: 15 MB and 60 ms, once a process."""
    text = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    return frozenset(line.split(" ", 1)[0] for line in text.splitlines())


class Vocabulary:
    """The words of one knowledge, with how often each stands in it.

    A word is corrected only if it is in no ordinary vocabulary, and only into one of these that is,
    or into the name of a device: never into another maker's.
    """

    def __init__(self, counts: Mapping[str, int], names: Collection[str] = ()) -> None:
        self._spelling = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        self._ordinary = ordinary_words()
        self._known = frozenset((*counts, *names))
        for word, count in counts.items():
            if word in self._ordinary or word in names:
                self._spelling.create_dictionary_entry(word, count)
        self._by_use = sorted(counts, key=lambda word: (-counts[word], word))

    def corrected(self, word: str) -> Iterable[str]:
        """The word or words it was meant to be; the word itself where that is not known."""
        if len(word) < SHORTEST or self._is_right(word):
            return (word,)
        return self._in_two(word) or self._near(word) or (word,)

    def completed(self, word: str) -> Iterable[str]:
        """The same for a word that may be cut short, because it is still being typed."""
        (first, *others) = self.corrected(word)
        if first != word or others or len(word) < SHORTEST or self._is_right(word):
            return (first, *others)
        return self._begun(word) or (word,)

    def _is_right(self, word: str) -> bool:
        return word in self._known or word in self._ordinary

    def _near(self, word: str) -> tuple[str, ...]:
        distance = 2 if len(word) >= LONG else 1
        found = self._spelling.lookup(word, Verbosity.CLOSEST, max_edit_distance=distance)
        return next(
            (
                (near.term,)
                for near in found
                if near.term[0] == word[0] and abs(len(near.term) - len(word)) <= 1
            ),
            (),
        )

    def _in_two(self, word: str) -> tuple[str, ...]:
        """ "syncmodule" -> sync, module."""
        return next(
            (
                (word[:end], word[end:])
                for end in range(3, len(word) - 2)
                if word[:end] in self._known and word[end:] in self._known
            ),
            (),
        )

    def _begun(self, word: str) -> tuple[str, ...]:
        return next(((known,) for known in self._by_use if known.startswith(word)), ())
