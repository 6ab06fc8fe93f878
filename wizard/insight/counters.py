"""Counts in the memory of the process, until somebody writes them down."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from wizard.insight.keys import Total

Row = tuple[date, str, str, str]
"""(day, kind, key, language)"""


class Counters:
    """Safe to call from many threads; adding never waits for writing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: Counter[Row] = Counter()

    def add(self, day: date, language: str, totals: Iterable[Total]) -> None:
        with self._lock:
            for total in totals:
                self._counts[day, total.kind, total.key, language] += total.count

    def flush(self, write: Callable[[Mapping[Row, int]], object]) -> int:
        """Writes what there is, all of it or nothing, and returns the number of rows. If `write`
        fails, nothing is lost: it is there for the next time, and the error is raised.
        """
        with self._writing:
            with self._lock:
                counts, self._counts = self._counts, Counter()
            if not counts:
                return 0
            try:
                write(counts)
            except BaseException:
                with self._lock:
                    self._counts.update(counts)
                raise
            return len(counts)

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()
