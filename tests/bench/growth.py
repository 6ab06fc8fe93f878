"""What a hundred times the content costs: reading a revision, in a thread beside others, the list
of addresses, and a name that is nowhere.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from tests.bench.pages import Figure, asking, handler, middle
from wizard.content.last_revision import Held
from wizard.content.live import published
from wizard.knowledge.serialise import freeze

TIMES = 100


def grown() -> str:
    """The published knowledge and 99 copies of it under other names, as JSON."""
    frozen = freeze(published())
    apart = {name: frozen.pop(name) for name in ("colours", "guide", "former_names")}
    # An answer may be called “blue”, too.
    names = set(_slugs(frozen)) - set(_slugs(apart["colours"]))

    def renamed(value: Any, number: int) -> Any:
        if isinstance(value, str):
            return f"{value}-x{number}" if number and value in names else value
        if isinstance(value, list):
            return [renamed(part, number) for part in value]
        if isinstance(value, dict):
            return {name: renamed(part, number) for name, part in value.items()}
        return value

    many = {
        name: [renamed(row, number) for number in range(TIMES) for row in rows]
        if isinstance(rows, list)
        else rows
        for name, rows in frozen.items()
    }
    return json.dumps({**many, **apart})


def _slugs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(slug := value.get("slug"), str):
            yield slug
        for part in value.values():
            yield from _slugs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _slugs(part)


def longest_wait(act: Callable[[], object]) -> float:
    """Milliseconds that this thread waited for another one that acts, at most, the three worst
    moments aside: those belong to the machine.
    """
    waits, done = [], threading.Event()

    def run() -> None:
        act()
        done.set()

    threading.Thread(target=run).start()
    last = time.perf_counter()
    while not done.is_set():
        time.sleep(0.001)
        waits.append(1000 * (time.perf_counter() - last))
        last = time.perf_counter()
    return sorted(waits)[-4]


def measure() -> Iterator[Figure]:
    """Goals: read within a second of processor time, while nobody waits for it; a warm page and an
    unknown name cost what they cost today; lists of at most 10,000 addresses.
    """
    published()
    shipped, text, now = published.__dict__["_held"], grown(), datetime.now(UTC)
    start = time.process_time()
    held = Held.of(1, "grown", now, text)
    yield Figure("reading a revision", time.process_time() - start, 1.0, " s")
    wait = longest_wait(lambda: Held.of(1, "grown", now, text))
    yield Figure("the longest wait meanwhile", wait, 100.0, " ms")
    for name, (address, goal) in ADDRESSES.items():
        asks = [_serving(one, asking(handler(), address, "br")) for one in (shipped, held)]
        asks[0](), asks[1]()
        before, after = middle(asks)
        yield Figure(f"{name}, against 1 x", after / before, goal, "x")
    page = _serving(held, asking(handler(), "/sitemap-1.xml"))()
    yield Figure("addresses in one sitemap", page.content.count(b"<loc>"), 10_000, "")
    published.__dict__.update(_held=shipped, _look_at=float("-inf"))


ADDRESSES = {
    "a warm page": ("/answers/xt2/", 1.3),
    "an unknown device": ("/answers/xt-22/", 2.0),
    "an unknown light": ("/diagnose/?device=xt2&light=five-or-sixx-red-flashes", 2.0),
}


def _serving(held: Held, ask: Callable[[], Any]) -> Callable[[], Any]:
    """Asks a process that holds this revision, and looks for no other one."""

    def run() -> Any:
        published.__dict__.update(_held=held, _look_at=float("inf"))
        return ask()

    return run
