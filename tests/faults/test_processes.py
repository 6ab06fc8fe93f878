"""A restart of the processes, under load. Workers that die: with the proxy, which asks the other
master (`test_deployment.py`).
"""

from __future__ import annotations

import os
import signal
import time

from tests.faults.load import load
from tests.faults.services import children, until
from tests.faults.world import World


def test_the_workers_are_replaced_one_by_one(world: World) -> None:
    """While they start they keep people waiting, on a busy machine for seconds; none is refused."""
    before = children(world.site.pid)
    with load(world.site.port, patience=20) as visits:
        os.kill(world.site.pid, signal.SIGHUP)
        until(lambda: not {*before} & {*children(world.site.pid)}, "New workers", 60)
        time.sleep(1)
    assert visits.failed == 0, str(visits)
