"""Processes that share a Redis hold an address to one limit and put their searches in vain
together. Redis keeps nothing that names anybody, and without it each process goes on alone.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as base
from django.test import Client, override_settings

from blinkdiag.environment import REDIS
from tests import browser
from tests.faults.services import Process, program, redis
from wizard.guide import counting, page_cache, shared_limits
from wizard.guide.page_cache import Shared
from wizard.insight.limits import today
from wizard.insight.words import Vain
from wizard.models import DailyTotal

TODAY = datetime.now(UTC).date()
"""Redis forgets a day at its midnight, so none of the past."""

MANY = 300


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    if program("redis-server") is None:
        message = "There is no redis-server."
        pytest.fail(message) if browser.required() else pytest.skip(message)
    process = redis(tmp_path_factory.mktemp("redis"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
def shared(server: Process, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the Redis that the limits use; it is empty."""
    from redis import Redis

    client = Redis(port=server.port)
    client.flushdb()
    limits = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25}
    place = {"BACKEND": REDIS, "LOCATION": f"redis://127.0.0.1:{server.port}", "OPTIONS": limits}
    monkeypatch.setattr(page_cache, "shared", Shared(10**6))
    shared_limits._script.cache_clear()
    with override_settings(CACHES={**base.CACHES, "default": place}):
        yield client
    shared_limits._script.cache_clear()
    client.close()


def send_many(address: str) -> list[int | None]:
    return [shared_limits.sent(address, TODAY) for _ in range(MANY)]


def ask_many(browsers: list[int]) -> list[dict[date, int] | None]:
    return [shared_limits.asked("chime", TODAY, "192.0.2.1", f"{each}") for each in browsers]


@pytest.fixture
def two() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as processes:
        yield processes


def test_two_processes_count_an_address_together_and_none_of_its_messages_twice(
    shared: Any, two: ProcessPoolExecutor
) -> None:
    one, other = two.map(send_many, ["192.0.2.1", "192.0.2.1"])
    assert sorted([*one, *other], key=lambda n: n or 0) == list(range(1, 2 * MANY + 1))
    assert shared_limits.sent("192.0.2.2", TODAY) == 1


def test_five_browsers_meet_although_two_processes_hear_of_them(
    shared: Any, two: ProcessPoolExecutor
) -> None:
    heard = [*two.map(ask_many, [[0, 0, 1, 2], [3, 4, 5, 3]])]
    counted = sum(number for asked in heard for each in asked for number in (each or {}).values())
    assert counted == 8  # opened once, with all that were waited for


def test_words_are_opened_as_in_one_process(shared: Any) -> None:
    vain = Vain()
    for words, asks in (
        ("three days", [(0, 1), (0, 1), (3, 1), (3, 2), (9, 2), (9, 3), (10, 1)]),
        ("five browsers", [(0, number) for number in (1, 2, 2, 3, 4, 5, 6)]),
        ("too long ago", [(0, 1), (10, 1), (65, 1), (69, 1), (72, 1)]),
    ):
        for days, number in asks:
            day = TODAY + timedelta(days=days)
            mine = vain.ask(words, day, bytes([number]))
            assert shared_limits.asked(words, day, "192.0.2.1", str(number)) == mine


def test_redis_holds_nothing_that_can_be_read_and_lets_go_of_the_day_at_midnight(
    shared: Any,
) -> None:
    shared_limits.sent("192.0.2.1", TODAY)
    shared_limits.asked("chime", TODAY, "192.0.2.1", "Firefox")
    kept = {
        key: shared.hgetall(key) if shared.type(key) == b"hash" else shared.get(key)
        for key in shared.scan_iter()
    }
    for told in ("192.0.2", "chime", "Firefox"):
        assert told not in repr(kept)
    midnight = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), UTC)
    for key in kept:
        ends = time.time() + shared.ttl(key)
        if str(TODAY).encode() in key:
            assert ends == pytest.approx(midnight.timestamp(), abs=2)
        else:  # searches that are waited for
            assert ends == pytest.approx(time.time() + 60 * 24 * 3600, abs=5)


def test_a_flood_of_words_is_not_waited_for(shared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_limits, "MOST_NEW_WORDS", 2)
    for number in range(50):
        shared_limits.asked(f"word {number}", TODAY, "192.0.2.1", "Firefox")
    assert len(shared.keys()) == 2 + 2  # the day, the salt of words, and two of them


@pytest.mark.django_db
def test_an_address_counts_no_more_for_going_to_another_process(
    shared: Any, content: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting.limits, "per_address", 3)
    for _ in range(2):  # another process: its own limits know nothing of the address
        counting.limits.forget()
        for _ in range(2):
            Client().post("/count/", "en\nseen home", content_type="text/plain")
    counting.flush()
    assert DailyTotal.objects.sums() == {("seen", "home"): 3}


@pytest.mark.django_db
def test_while_redis_hangs_one_message_waits_and_each_process_goes_by_its_own_limits(
    server: Process, shared: Any, content: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting.limits, "per_address", 20)
    body = "en\nseen search\nvain zzyzx of the bell"
    with server.frozen():
        began = time.monotonic()
        for number in range(30):
            for address in ("192.0.2.1", f"198.51.100.{number}"):
                Client().post("/count/", body, content_type="text/plain", REMOTE_ADDR=address)
        assert time.monotonic() - began < 5
    counting.flush()
    counted = DailyTotal.objects.sums()
    assert counted["seen", "search"] == 20 + 30
    assert counted["vain", "zzyzx of the bell"] == 50
    assert {row.day for row in DailyTotal.objects.all()} == {today()}
