"""How many passwords are checked, so that strangers at the staff side's door do not stop the
public site. How many threads they may take: `blinkdiag.staff_threads`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings

BURST = 10
"""So many passwords are checked at once before the pace counts."""


class Brake:
    """Lets through so many a minute, after a burst. Safe to call from many threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._left, self._counted = float(BURST), clock()

    def allows(self) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(BURST, self._left + (now - self._counted) * self.per_minute / 60)
            self._counted = now
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def release(self) -> None:
        """As if nobody had come yet."""
        self._left, self._counted = float(BURST), self._clock()


password_checks = Brake(settings.SIGN_IN_CHECKS_PER_MINUTE)
"""Of browsers in which nobody has signed in before; in each process."""
