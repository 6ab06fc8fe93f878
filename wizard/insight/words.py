"""Words that people searched in vain: what of them may be kept, and when.

Nothing is kept before the same words were asked on three days or by five browsers of one day.
Until then the memory of the process holds a hash of them, and never the words.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

DAYS, BROWSERS = 3, 5
"""So many days, or so many browsers of one day, have to say the same."""

MOST_PENDING = 20_000
"""Searches that a process waits for; the oldest go first."""

MOST_OF_A_DAY = 500
"""Different searches in vain that a process counts on one day, lest liars fill the table."""

WAITED_FOR = timedelta(days=60)
"""So long the days of a search are remembered."""

MOST_LETTERS, MOST_WORDS = 60, 8

ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*|\b[\w-]+(?:\.[\w-]+)+\b", re.IGNORECASE)
"""Mail addresses, links, and names of sites."""

WITH_DIGIT = re.compile(r"\S*\d\S*")
NO_LETTER = re.compile(r"[^\w\s’'-]|_")


def harmless(typed: str) -> str:
    """The words without digits, addresses and marks, in small letters; empty where none are left. A
    word with a digit goes as a whole: it may be part of a number of a house, a phone or a device.
    """
    text = ADDRESS.sub(" ", typed.lower())
    text = NO_LETTER.sub(" ", WITH_DIGIT.sub(" ", text))
    words = [word.strip("-’'") for word in text.split()]
    kept: list[str] = []
    for word in filter(None, words[:MOST_WORDS]):
        if len(" ".join([*kept, word])) > MOST_LETTERS:
            break
        kept.append(word)
    return " ".join(kept)


class Different:
    """At most so many different words on a day. Safe to call from many threads."""

    def __init__(self, most: int = MOST_OF_A_DAY) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._day = date.min
        self._words: set[str] = set()

    def admits(self, words: str, day: date) -> bool:
        """May these words be counted on this day?"""
        with self._lock:
            if day != self._day:
                self._day, self._words = day, set()
            if words not in self._words and len(self._words) >= self._most:
                return False
            self._words.add(words)
            return True


@dataclass(slots=True)
class _Pending:
    """Of one search: how often it was asked each day, and by which browsers of the last one."""

    days: dict[date, int] = field(default_factory=dict)
    browsers: set[bytes] = field(default_factory=set)
    open: bool = False


class Vain:
    """Which searches are asked often enough. Safe to call from many threads."""

    def __init__(self, most: int = MOST_PENDING) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._pending: OrderedDict[bytes, _Pending] = OrderedDict()

    def ask(self, words: str, day: date, browser: bytes) -> dict[date, int]:
        """How often these words are to be counted, by day: nothing until they are asked often
        enough; then what was waited for, and from then on once.
        """
        with self._lock:
            name = blake2b(words.encode(), key=self._key, digest_size=16).digest()
            pending = self._pending.pop(name, None) or _Pending()
            self._pending[name] = pending
            while len(self._pending) > self._most:
                self._pending.popitem(last=False)
            if day not in pending.days:
                pending.browsers.clear()
            pending.days = {
                asked: number for asked, number in pending.days.items() if day - asked < WAITED_FOR
            }
            pending.open = pending.open and bool(pending.days)
            pending.days[day] = pending.days.get(day, 0) + 1
            pending.browsers.add(browser)
            if pending.open:
                return {day: 1}
            if len(pending.days) < DAYS and len(pending.browsers) < BROWSERS:
                return {}
            pending.open, waited = True, dict(pending.days)
            pending.browsers.clear()
            return waited

    def forget_browsers(self) -> None:
        with self._lock:
            for pending in self._pending.values():
                pending.browsers.clear()
