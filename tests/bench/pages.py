"""How much a warm page costs, as a ratio to a bare Django view that returns the same number of
bytes in the same run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from blinkdiag import urls
from wizard.content.live import published

ROUNDS = 400
PAGES = {
    "wizard page": "/diagnose/?device=xt2&light=five-or-six-red-flashes",
    "answer page": "/answers/xt2/five-or-six-red-flashes/",
    "JSON diagnosis": "/api/v1/diagnosis?device=xt2&light=five-or-six-red-flashes",
}


def bare(request: HttpRequest, size: int) -> HttpResponse:
    """What Django itself costs: the same middleware, the same number of bytes, nothing else."""
    return HttpResponse(b"x" * size)


def middle(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure() -> dict[str, tuple[float, float, float, int, float]]:
    """name -> (ratio to the bare view, warm ms, cold ms, bytes, queries of a warm page that
    looks for a new revision).
    """
    urls.urlpatterns.append(path("bare/<int:size>/", bare))  # type: ignore[arg-type]  # a pattern is as good as a resolver
    client, found = Client(), {}
    for name, address in PAGES.items():
        client.get(address)
        cache.clear()
        start = time.perf_counter()
        size = len(client.get(address).content)
        cold = (time.perf_counter() - start) * 1000
        handler, factory = client.handler, RequestFactory()

        def request(target: str) -> Callable[[], object]:
            return lambda: handler(factory.get(target).environ)  # noqa: B023

        # Alternating halves, so that a busy moment of the machine falls on both.
        plain = middle(request(f"/bare/{size}/"))
        warm = middle(request(address))
        plain = statistics.mean([plain, middle(request(f"/bare/{size}/"))])
        warm = statistics.mean([warm, middle(request(address))])
        published.look_again()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = warm / plain, warm, cold, size, float(len(queries))
    return found
