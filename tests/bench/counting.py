"""What counting costs: a message to `/count/`, and a public page with counting on and off."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from urllib.parse import urlsplit

from django.conf import settings
from django.test import RequestFactory, override_settings

from blinkdiag import environment
from tests.bench.pages import Figure, asking, handler
from tests.faults.services import program, redis
from tests.site import serve, start
from wizard.guide import counting, page_cache, shared_limits
from wizard.guide.page_cache import Memory, Shared
from wizard.insight.limits import today

MESSAGES = 3000
PAGE = "/diagnose/?device=mini&light=solid-red"
BODY = b"en\nseen question/home-wifi\nasked mini/solid-red/home-wifi"

ROUNDS, AT_ONCE = 200, 20
"""Pages are asked for in turn, so many times so many."""


def measure() -> Iterator[Figure]:
    """Goals: a millisecond of processor time a message, and so 1,000 a second on one core; pages
    that cost the same, within a hundredth.
    """
    yield Figure("a message to /count/", _message(), 1.0, " ms")
    if program("redis-server"):
        yield Figure("the same, limits in Redis", _with_redis(), 1.0, " ms")
    yield Figure("the same, served: with gunicorn", _served(), 1.0, " ms")
    yield Figure("a kept page, counting on against off", _kept_pages(), 1.01, "x", tolerance=1)


def _message() -> float:
    """Milliseconds of processor time."""
    handle, factory = handler(), RequestFactory()
    messages = [
        factory.post(
            "/count/", BODY, content_type="text/plain", REMOTE_ADDR=f"10.0.{n >> 8}.{n & 255}"
        ).environ
        for n in range(MESSAGES + 1)
    ]
    handle(messages.pop())  # what is made once a process is made
    began = time.process_time()
    for message in messages:
        assert handle(message).status_code == 204
    spent = (time.process_time() - began) * 1000 / MESSAGES
    counting.counters.clear()
    counting.limits.forget()
    return spent


def _with_redis() -> float:
    with TemporaryDirectory() as folder:
        process = redis(Path(folder))
        process.start()
        place = environment.shared_cache(
            {"BACKEND": environment.REDIS, "LOCATION": f"redis://127.0.0.1:{process.port}/0"},
            seconds=0.25,
        )
        shared_limits._script.cache_clear()
        try:
            with (
                override_settings(CACHES={**settings.CACHES, "default": place}),
                mock.patch.object(page_cache, "shared", Shared(10**6)),
            ):
                assert shared_limits.sent("192.0.2.1", today()) == 1
                return _message()
        finally:
            process.stop()


def _served() -> float:
    """Of a site with one process, beyond what it spends without messages."""
    with TemporaryDirectory() as place, mock.patch.dict(os.environ, {"BEHIND_PROXY": "on"}):
        folder = Path(place)
        with serve(folder):
            pass
        return (_spent(folder, MESSAGES) - _spent(folder, 0)) * 1000 / MESSAGES


def _spent(folder: Path, messages: int) -> float:
    """Seconds of processor time of a site that gets so many messages."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with start(folder) as address:
        connection = HTTPConnection(urlsplit(address).netloc)
        for n in range(messages):
            headers = {"X-Forwarded-For": f"10.0.{n >> 8}.{n & 255}"}
            connection.request("POST", "/count/", BODY, headers)
            assert connection.getresponse().read() == b""
        connection.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _kept_pages() -> float:
    """A page with counting on against the same with counting off, in processor time."""
    runs = [_kept_page(count=True), _kept_page(count=False)]
    times: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for run, mine in zip(runs, times, strict=True):
            began = time.process_time()
            for _ in range(AT_ONCE):
                run()
            mine.append(time.process_time() - began)
    on, off = map(min, times)  # what disturbs a round only adds to it
    return on / off


def _kept_page(*, count: bool) -> Callable[[], object]:
    """Asks for a page that a process holds which counts, or does not."""
    held, site = Memory(10**6), handler()
    ask = asking(site, PAGE, "br")

    def run() -> object:
        page_cache.memory = held
        return ask()

    with override_settings(COUNT=count):
        run()
    return run
