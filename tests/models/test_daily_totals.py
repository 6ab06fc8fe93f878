"""Many processes write what they counted at once: nobody waits for ever, and every count is there.

On SQLite one writes after the other, and the visitors of tests/insight/test_driver.py see it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from wizard.insight.limits import today
from wizard.models import DailyTotal
from wizard.models.insight import AT_ONCE, Row

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]

PROCESSES, TIMES, ROWS = 8, 8, AT_ONCE + 200
"""Each writes so many rows so often, in more than one statement."""


def on_its_own(do: Callable[[], None]) -> None:
    """In a thread, and so over a connection that commits at once."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(closing_after(do)).result()


def closing_after(do: Callable[[], None]) -> Callable[[], None]:
    def done() -> None:
        try:
            do()
        finally:
            connection.close()

    return done


@pytest.fixture
def _rows_go_again() -> Iterator[None]:
    yield
    on_its_own(lambda: DailyTotal.objects.all().delete() and None)


@pytest.mark.usefixtures("_rows_go_again")
def test_processes_that_write_the_same_rows_at_once_add_up() -> None:
    rows: list[Row] = [
        (today() - timedelta(days=number % 3), "seen", f"page/{number}", "en")
        for number in range(ROWS)
    ]

    def write(chance: random.Random) -> None:
        for _ in range(TIMES):
            mine = chance.sample(rows, k=ROWS)  # each counted in another order
            DailyTotal.objects.add(Counter(dict.fromkeys(mine, 2)))

    with ThreadPoolExecutor(PROCESSES) as threads:
        written = [
            threads.submit(closing_after(partial(write, random.Random(seed))))
            for seed in range(PROCESSES)
        ]
        for each in written:
            each.result(60)  # raises what the database raised, such as a deadlock
    found = DailyTotal.objects.values_list("day", "kind", "key", "language", "count")
    assert {row[:4]: row[4] for row in found} == dict.fromkeys(rows, 2 * PROCESSES * TIMES)
