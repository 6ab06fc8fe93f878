"""Pages as they are deployed: a process of gunicorn is asked over a connection that is kept, and
its processor time is read from the system. In turn with a bare view of the same bytes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.pages import COLD_PAGES, Figure, cold_addresses
from tests.site import ROOT, free_port

COLD_GOAL = 8.0
WARM_GOAL = 1.3
WARM_TIMES = 400
BETWEEN = 10
"""Cold pages that are asked for in a row, before the bare view has its turn."""


class Served:
    """A gunicorn of one process and one thread that answers."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.line = HTTPConnection("127.0.0.1", port, timeout=30)

    def worker(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])

    def spent(self) -> float:
        """Milliseconds of processor time so far, of all its threads."""
        tasks = Path(f"/proc/{self.worker()}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    def get(self, address: str) -> int:
        """The bytes of its body."""
        self.line.request("GET", address, headers={"Accept-Encoding": "gzip, br"})
        answer = self.line.getresponse()
        body = answer.read()
        assert answer.status == 200, (address, answer.status)
        return len(body)

    def cost(self, addresses: list[str]) -> float:
        """Milliseconds a page."""
        before = self.spent()
        for address in addresses:
            self.get(address)
        return (self.spent() - before) / len(addresses)


@contextmanager
def served(*arguments: str) -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:blinkdiag.gunicorn"]
    environment = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "1", "WEB_THREADS": "1"}
    process = subprocess.Popen(
        [*command, *arguments], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        found = Served(port, process)
        _wait_for(found)
        yield found
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(site: Served) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            site.line.connect()
            site.worker()
            return
        except (OSError, IndexError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def measure() -> Iterator[Figure]:
    """Times a bare view of the same bytes."""
    with served() as site, served("tests.bench.bare:application()") as plain:
        for kind, addresses in cold_addresses().items():
            site.cost(addresses[:BETWEEN])
            ratios = []
            for first in range(BETWEEN, COLD_PAGES, BETWEEN):
                some = addresses[first : first + BETWEEN]
                cold = site.cost(some)
                bare = plain.cost([f"/bare/{site.get(some[0])}/"] * WARM_TIMES)
                ratios.append(cold / bare)
            yield Figure(f"cold {kind}", statistics.median(ratios), COLD_GOAL, "x")
            page = addresses[BETWEEN]
            bare_pages = [f"/bare/{site.get(page)}/"] * WARM_TIMES
            warm = [site.cost([page] * WARM_TIMES) / plain.cost(bare_pages) for _ in range(5)]
            yield Figure(f"warm {kind}", statistics.median(warm), WARM_GOAL, "x")
