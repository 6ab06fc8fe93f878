"""How much a page costs: a warm one as a ratio to a bare Django view that sends the same number of
bytes in the same run, a cold one in milliseconds of processor time.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.test import RequestFactory, override_settings
from django.test.client import ClientHandler
from django.urls import path

from blinkdiag import urls
from tests.bench.bare import BARE_MIDDLEWARE, bare
from wizard.content.live import published
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Ask, diagnose
from wizard.diagnosis.next_move import decision
from wizard.diagnosis.progress import ahead
from wizard.guide import page_cache
from wizard.guide.page_cache import Shared, memory

ROUNDS = 300
COLD_PAGES = 60
WARM_GOAL = 1.3
"""Times a bare view, in every encoding, from memory and with the shared cache behind it."""
COLD_GOALS = {"result": 2.0, "question": 3.0}
"""Milliseconds of processor time."""
TOLERANCE = 1.1

PAGES = {
    "question": "/diagnose/?device=xt2&light=five-or-six-red-flashes",
    "answer page": "/answers/xt2/five-or-six-red-flashes/",
    "JSON diagnosis": "/api/v1/diagnosis?device=xt2&light=five-or-six-red-flashes",
    "home": "/",
}
ENCODINGS = {"plain": "", "gzip": "gzip", "brotli": "gzip, deflate, br"}


@dataclass(frozen=True)
class Figure:
    """Something measured, beside its goal, and how many times the goal is not missed yet."""

    name: str
    found: float
    goal: float
    unit: str
    tolerance: float = TOLERANCE

    @property
    def is_missed(self) -> bool:
        return self.found > self.goal * self.tolerance

    def __str__(self) -> str:
        said = "  MISSED" if self.is_missed else ""
        return f"  {self.name:48}{self.found:9.2f}{self.unit} (goal {self.goal:g}){said}"


def handler() -> ClientHandler:
    made = ClientHandler(enforce_csrf_checks=False)
    made.load_middleware()
    return made


def middle(runs: list[Callable[[], object]]) -> list[float]:
    """The median milliseconds of each, taken in turn, so that a busy moment of the machine falls on
    all of them.
    """
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, mine in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            mine.append(time.perf_counter() - start)
    return [statistics.median(mine) * 1000 for mine in times]


def asking(handle: ClientHandler, address: str, accepted: str = "") -> Callable[[], Any]:
    factory = RequestFactory()
    headers: dict[str, Any] = {"HTTP_ACCEPT_ENCODING": accepted} if accepted else {}
    return lambda: handle(factory.get(address, **headers).environ)


def warm() -> Iterator[Figure]:
    """Warm pages in every encoding."""
    urls.urlpatterns.append(path("bare/<int:size>/", bare))  # type: ignore[arg-type]  # a pattern is as good as a resolver
    site = handler()
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE):
        plain = handler()
    for name, address in PAGES.items():
        for encoding, accepted in ENCODINGS.items():
            ask = asking(site, address, accepted)
            size = len(ask().content)
            bare_time, warm_time = middle([asking(plain, f"/bare/{size}/"), ask])
            yield Figure(f"{name}, {encoding}, {size} bytes", warm_time / bare_time, WARM_GOAL, "x")


def shared() -> Iterator[Figure]:
    """The same with a shared cache that holds the pages, as a process finds them after a while."""
    held: dict[str, Any] = {}

    class Server:
        get = staticmethod(held.get)
        set = staticmethod(lambda key, value, seconds: held.__setitem__(key, value))

    with (
        mock.patch.object(page_cache, "cache", Server),
        mock.patch.object(page_cache, "shared", Shared(10**9)),
        override_settings(SHARED_CACHE=True),
    ):
        memory.clear()
        for figure in warm():
            yield Figure(f"shared: {figure.name}", figure.found, figure.goal, figure.unit)


def cold() -> Iterator[Figure]:
    """Pages that nobody has asked for: a process that is warm makes them. No other page of the same
    state was asked for either, but in the last figure.
    """
    site = handler()
    for kind, addresses in cold_addresses().items():
        times = [_cold_time(site, address) for address in addresses[: COLD_PAGES + 10]]
        yield Figure(f"cold {kind}", statistics.median(times[10:]), COLD_GOALS[kind], " ms")
        if kind == "question":
            again = [_cold_time(site, address, forget=False) for address in addresses[:COLD_PAGES]]
            name = "cold question, its state met before"
            yield Figure(name, statistics.median(again), COLD_GOALS[kind], " ms")


def _cold_time(site: ClientHandler, address: str, *, forget: bool = True) -> float:
    """Milliseconds of processor time. `forget`: also what was decided."""
    memory.clear()
    if forget:
        decision.cache_clear()
        ahead.cache_clear()
    ask = asking(site, address, "gzip, br")
    start = time.process_time()
    response = ask()
    took = (time.process_time() - start) * 1000
    assert response.status_code == 200, address
    return took


def cold_addresses() -> dict[str, list[str]]:
    """Of questions and of results."""
    found: dict[str, list[str]] = {"question": [], "result": []}
    for progress in walks():
        move = diagnose(progress.knowledge, progress).move
        kind = "question" if isinstance(move, Ask) and not progress.just_steps else "result"
        query = "&".join(f"{name}={value}" for name, value in progress.pairs())
        found[kind].append(f"/diagnose/?{query}")
    return found


def walks() -> Iterator[Progress]:
    """Every light of the first devices, with its questions and without them."""
    knowledge = published()
    for device in itertools.islice(knowledge.devices, 12):
        for pattern in knowledge.patterns_of(device.family):
            for more in ([], [("skipped", "questions")]):
                pairs = [("device", device.slug), ("light", pattern.slug), *more]
                progress = replay(knowledge, pairs)
                if isinstance(progress, Progress) and progress.light is not None:
                    yield progress


def measure() -> list[Figure]:
    """Every figure of this file."""
    return [*warm(), *shared(), *cold()]
