"""Workers that die and restarts, under load."""

from __future__ import annotations

import os
import signal
import time

from tests.faults.load import load
from tests.faults.services import children, until
from tests.faults.world import World


def test_a_worker_is_killed_three_times(world: World) -> None:
    with load(world.site.port) as visits:
        for _ in range(3):
            time.sleep(1)
            world.site.replace_a_worker()
        time.sleep(1)
    # Nothing can save what a killed worker was answering at that moment.
    assert visits.failed <= 6, str(visits)
    assert not visits.statuses.keys() & {"500", "502", "503"}, str(visits)


def test_the_workers_are_replaced_one_by_one(world: World) -> None:
    """While they start they keep people waiting, on a busy machine for seconds; none is refused."""
    before = children(world.site.pid)
    with load(world.site.port, patience=20) as visits:
        os.kill(world.site.pid, signal.SIGHUP)
        until(lambda: not {*before} & {*children(world.site.pid)}, "New workers", 60)
        time.sleep(1)
    assert visits.failed == 0, str(visits)
