"""Against lies: how many messages an address may send in a day. Nothing here is ever written down.

An address is kept as a hash with a key that is thrown away at midnight, in the memory of the
process only.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

MESSAGES_PER_ADDRESS = 400
"""In a day: a household, or a few behind one address. Any further one is not counted."""

MOST_ADDRESSES = 200_000
"""That a process remembers, about 30 MB; on a day with more, the later ones are not counted."""

IPV6_HOME = 64
"""Bits of an IPv6 address that are one connection's: it has all the others to itself."""


def today() -> date:
    """The day that is counted: of Greenwich, like all times of the site."""
    return datetime.now(UTC).date()


def connection_of(address: str) -> str:
    """What stands for one connection: an address, of IPv6 its network; "" for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return f"{int(found) >> (128 - IPV6_HOME):x}"
    return str(getattr(found, "ipv4_mapped", None) or found)


class Limits:
    """Counts messages by hashed address, and gives the hash of a browser, until midnight. Safe to
    call from many threads.
    """

    def __init__(
        self,
        per_address: int = MESSAGES_PER_ADDRESS,
        most_addresses: int = MOST_ADDRESSES,
        clock: Callable[[], date] = today,
    ) -> None:
        self.per_address, self.most_addresses, self._clock = per_address, most_addresses, clock
        self._lock = threading.RLock()
        self._day, self._key = clock(), secrets.token_bytes(32)
        self._sent: Counter[bytes] = Counter()

    def admit(self, address: str) -> date | None:
        """The day to count for, or None where this address has sent enough."""
        with self._lock:
            self.turn_the_day()
            name = self._hash(connection_of(address))
            sent = self._sent.get(name, 0)
            if sent >= self.per_address or (not sent and len(self._sent) >= self.most_addresses):
                return None
            self._sent[name] = sent + 1
            return self._day

    def browser(self, address: str, agent: str) -> bytes:
        """A name for a browser that nobody can make again tomorrow."""
        with self._lock:
            self.turn_the_day()
            return self._hash(f"{connection_of(address)}\0{agent}")

    def turn_the_day(self) -> bool:
        """Throws yesterday's key and hashes away. True if that was not done yet."""
        with self._lock:
            day = self._clock()
            if day == self._day:
                return False
            self._day = day
            self.forget()
            return True

    def forget(self) -> None:
        with self._lock:
            self._key = secrets.token_bytes(32)
            self._sent.clear()

    def _hash(self, text: str) -> bytes:
        return blake2b(text.encode(errors="replace"), key=self._key, digest_size=12).digest()
