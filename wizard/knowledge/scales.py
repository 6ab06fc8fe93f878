"""The words staff choose, and the number that stands behind each of them.

Numbers: frequency words are each three of the next; answer words are evenly spaced in log-odds;
nothing is ever 0 or 1, because zeroes are the one thing that hurts a diagnosis (Onisko & Druzdzel
2013).
"""

from __future__ import annotations

from enum import StrEnum


class ScaleWord(StrEnum):
    """A word with a number. Compares and serialises as the word itself."""

    number: float

    def __new__(cls, word: str, number: float) -> ScaleWord:
        member = str.__new__(cls, word)
        member._value_ = word
        member.number = number
        return member

    @classmethod
    def number_of(cls, word: str) -> float:
        """Raises ValueError where the scale has no such word."""
        for member in cls:
            if member == word:
                return member.number
        raise ValueError(f"“{word}” is no word of {cls.__name__}: use one of {', '.join(cls)}.")

    @classmethod
    def with_number(cls, word: str) -> str:
        """As staff see it: "common (9)". What is no word of the scale stays as it is."""
        return next(
            (f"{member.value} ({member.number:g})" for member in cls if member == word), word
        )


class Frequency(ScaleWord):
    """Of the people who ask about this light, how many have this cause (relative weights)."""

    VERY_COMMON = "very common", 27
    COMMON = "common", 9
    UNCOMMON = "uncommon", 3
    RARE = "rare", 1


class Seen(ScaleWord):
    """How often this light is brought here, among those of its family (relative weights)."""

    VERY_COMMON = "very common", 27
    COMMON = "common", 9
    UNCOMMON = "uncommon", 3
    RARE = "rare", 1


class Answer(ScaleWord):
    """If this is the cause, how often people answer so (normalised over a question's options)."""

    ALWAYS = "always", 0.97
    USUALLY = "usually", 0.85
    SOMETIMES = "sometimes", 0.5
    RARELY = "rarely", 0.15
    NEVER = "never", 0.03


class Effect(ScaleWord):
    """If this is the cause, how often this step fixes it; never 1: people do steps wrongly."""

    ALMOST_ALWAYS = "almost always", 0.9
    USUALLY = "usually", 0.7
    SOMETIMES = "sometimes", 0.4
    RARELY = "rarely", 0.15


class Confusion(ScaleWord):
    """Of the people who see the other light, how many choose this one."""

    OFTEN = "often", 0.2
    SOMETIMES = "sometimes", 0.08
    RARELY = "rarely", 0.03
