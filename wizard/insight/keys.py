"""What may be counted: the kinds, and the keys of each, all of them made of what the content holds.

A message is a few lines of text: its language, then "<kind> <key>" a line. Whatever is not known
makes the whole message count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from wizard.knowledge.values import OTHER_LIGHT, SOMETHING_ELSE, UNSURE, Knowledge

MOST_BYTES = 200
"""Of one message."""

LANGUAGES = frozenset({"en"})

PLAIN_PAGES = {
    "home": "Home",
    "which": "Which device is it?",
    "no-light": "No light, but something is wrong",
    "devices": "Devices to choose from",
    "answers": "All lights",
    "search": "Search",
    "code": "Type a code",
    "privacy": "Privacy",
}
"""Pages that are about nothing in particular; each is a kind of page of its own. Kind -> what staff
call it.
"""

PAGES = PLAIN_PAGES | {
    "device": "Light table of a device",
    "lights": "Lights to choose from",
    "light": "Answer page",
    "how-to": "How-to",
    "question": "Question",
    "result": "Result",
    "fixed": "Fixed",
    "support": "Support",
}
"""Kinds of pages. The key of one is its kind and what it is about, such as "light/mini/red"."""

SEEN, LEFT, CLEAR, UNCLEAR = "seen", "left", "clear", "unclear"
ASKED, ANSWERED, UNSURE_OF = "asked", "answered", "unsure"
SET_ASIDE, CHANGED = "set-aside", "changed"
STEP, FIXED, NO_CHANGE, CANNOT, CAUSE = "step", "fixed", "no-change", "cannot", "cause"
OPENED, LISTED, NOTHING, VAIN = "opened", "listed", "nothing", "vain"
EXPECTED, SURE = "expected", "sure"

ABOUT_QUESTIONS = (ASKED, UNSURE_OF, SET_ASIDE, CHANGED)
OUTCOMES = (FIXED, NO_CHANGE, CANNOT)
SEARCHES = (OPENED, LISTED, NOTHING)

MOST_EVENTS = 6
"""Of one message; pages send three at most."""

PERCENT = frozenset(map(str, range(101)))


@dataclass(frozen=True, slots=True)
class Total:
    """So many more of a kind and key."""

    kind: str
    key: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """What one page reports. `words`: of a search that found nothing, as they were typed."""

    language: str
    totals: tuple[Total, ...]
    words: str = ""


class UnknownError(Exception):
    """A message holds something that is not counted."""


class Keys:
    def __init__(self, knowledge: Knowledge) -> None:
        lights = {
            family.slug: {
                *(pattern.slug for pattern in knowledge.ways_in_of(family.slug)),
                UNSURE,
                OTHER_LIGHT,
            }
            for family in knowledge.families
        }
        causes = {*knowledge.cause, SOMETHING_ELSE}
        ways_in = [f"{family}/{light}" for family, those in lights.items() for light in those]
        asked = [
            (f"{family.slug}/{light}/{question.slug}", question)
            for question in knowledge.questions
            for family in knowledge.families
            if family.slug in question.families
            for light in lights[family.slug]
        ]
        pages = {*PLAIN_PAGES, *(f"question/{question.slug}" for question in knowledge.questions)}
        for device in knowledge.devices:
            pages.update(f"{kind}/{device.slug}" for kind in ("device", "lights"))
            pages.update(
                f"how-to/{step.slug}/{device.slug}" for step in knowledge.steps_of(device.family)
            )
            for light in lights[device.family]:
                pages.update(
                    f"{kind}/{device.slug}/{light}"
                    for kind in ("light", "result", "fixed", "support")
                )
        pairs = {f"{cause}/{step.slug}" for cause in causes for step in knowledge.steps}
        self._keys: dict[str, Collection[str]] = {
            **dict.fromkeys((SEEN, CLEAR, UNCLEAR), pages),
            LEFT: PAGES,
            **dict.fromkeys(ABOUT_QUESTIONS, frozenset(key for key, _ in asked)),
            ANSWERED: {
                f"{key}/{option.slug}" for key, question in asked for option in question.options
            },
            STEP: {step.slug for step in knowledge.steps},
            **dict.fromkeys(OUTCOMES, pairs),
            CAUSE: {f"{light}/{cause}" for light in ways_in for cause in causes},
            **dict.fromkeys(SEARCHES, ("search",)),
        }

    def __len__(self) -> int:
        """Rows that a day can have in one language, words of searches apart."""
        outcomes = 2 * len(self._keys[FIXED])  # `SURE` and `EXPECTED`
        return outcomes + sum(map(len, self._keys.values()))

    def read(self, body: bytes) -> Message:
        """The message that a body holds. Raises `UnknownError`."""
        if len(body) > MOST_BYTES:
            raise UnknownError("too long")
        try:
            language, *lines = body.decode().splitlines()
        except ValueError as error:  # no text, or none at all
            raise UnknownError("unreadable") from error
        if language not in LANGUAGES or not 0 < len(lines) <= MOST_EVENTS:
            raise UnknownError(language)
        words = ""
        if lines[-1].startswith(f"{VAIN} "):
            words = lines.pop().removeprefix(f"{VAIN} ")
        totals = tuple(total for line in lines for total in self._read(line))
        return Message(language, totals, words)

    def _read(self, line: str) -> Iterator[Total]:
        kind, _, rest = line.partition(" ")
        key, *numbers = rest.split(" ")
        if key not in self._keys.get(kind, ()):
            raise UnknownError(line)
        yield Total(kind, key)
        if kind not in OUTCOMES:
            if numbers:
                raise UnknownError(line)
            return
        if len(numbers) != 2 or not PERCENT.issuperset(numbers):
            raise UnknownError(line)
        if kind != CANNOT:
            sure, expected = map(int, numbers)
            yield Total(SURE, key, sure)
            yield Total(EXPECTED, key, expected)


@lru_cache(maxsize=2)
def keys_of(knowledge: Knowledge) -> Keys:
    return Keys(knowledge)
