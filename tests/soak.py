"""`make soak`: an hour under load, a fault every minute. No request fails, and memory is flat."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.faults.load import load
from tests.faults.services import NEEDED, children
from tests.faults.world import World, made, missing, well

FAULT_SECONDS, PAUSE_SECONDS = 10, 50
MOST_GROWTH = 1.05
"""Times the memory after the first ten minutes, or after half of a shorter run."""


def faults(world: World) -> list[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    return [
        ("PostgreSQL hangs", world.postgres.frozen),
        ("Redis hangs", world.redis.frozen),
        ("PostgreSQL is stopped", world.postgres.stopped),
        ("Redis is stopped", world.redis.stopped),
        ("packets to PostgreSQL are dropped", world.to_postgres.drops),
        ("packets to Redis are dropped", world.to_redis.drops),
    ]


def memory(world: World) -> float:
    """MB that the workers have to themselves."""
    kilobytes = 0
    for pid in children(world.site.pid):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Private"))
    return kilobytes / 1024


def main() -> int:
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    say = sys.stdout.write
    if why := missing(*NEEDED):
        sys.exit(why)
    with made() as world:
        well(world)
        with load(world.site.port) as visits:
            sizes, deadline = [], time.monotonic() + 60 * minutes
            for name, fault in itertools.cycle(faults(world)):
                with fault():
                    time.sleep(FAULT_SECONDS)
                time.sleep(PAUSE_SECONDS)
                sizes.append(memory(world))
                say(f"{name}: {visits.failed} of {len(visits.times)} failed, {sizes[-1]:.0f} MB\n")
                sys.stdout.flush()
                if time.monotonic() >= deadline:
                    break
    growth = sizes[-1] / sizes[min(10, len(sizes) // 2)]
    say(f"{visits}\nMemory at the end is {growth:.2f} times what it was (goal {MOST_GROWTH:.2f})\n")
    return 1 if visits.failed or growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
