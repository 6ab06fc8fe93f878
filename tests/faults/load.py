"""Visitors: so many requests a second, each on a connection of its own, whatever became of the ones
before; a fifth of them for pages that are in no cache.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 5.0
"""Seconds after which a visitor gives up."""

WARM = [
    "/",
    "/answers/xt2/",
    "/answers/xt2/five-or-six-red-flashes/",
    "/diagnose/?device=xt2&light=five-or-six-red-flashes",
    "/api/v1/diagnosis?device=xt2&light=five-or-six-red-flashes",
]
STEPS = ["restart-router", "replace-batteries", "move-closer"]


@dataclass
class Visits:
    """What became of all requests."""

    statuses: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len(self.wrong)

    def quantile(self, share: float) -> float:
        """Seconds."""
        times = sorted(self.times)
        return times[min(len(times) - 1, int(share * len(times)))]

    def __str__(self) -> str:
        return (
            f"{self.failed} of {len(self.times)} failed {dict(self.statuses)} {self.wrong[:5]},"
            f" p50 {self.quantile(0.5) * 1000:.0f} ms, p99 {self.quantile(0.99) * 1000:.0f} ms"
        )


UNTRUSTING = ssl.create_default_context()
UNTRUSTING.check_hostname, UNTRUSTING.verify_mode = False, ssl.CERT_NONE


async def ask(
    port: int, request: bytes, *, secure: bool = False, address: str = "127.0.0.1"
) -> str:
    """The status of an answer that came whole. `address`: of the visitor."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=UNTRUSTING if secure else None, local_addr=(address, 0)
    )
    try:
        writer.write(request)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line[16:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-l")]
    if not head or (lengths and int(lengths[0]) != len(body)):
        raise ConnectionError("half an answer")
    return head.split()[1].decode()


def page(address: str, *headers: str) -> bytes:
    lines = [f"GET {address} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode()


class Load:
    """Runs in a thread until it is stopped."""

    def __init__(
        self,
        port: int,
        rate: float,
        headers: tuple[str, ...],
        patience: float,
        *,
        secure: bool,
        visitors: int,
    ) -> None:
        self.port, self.rate, self.headers, self.patience = port, rate, headers, patience
        self.secure = secure
        self.visitors = visitors
        self.visits = Visits()
        self._stop = threading.Event()
        self._numbers = itertools.count()

    def run(self) -> None:
        asyncio.run(self._run())

    def stop(self) -> None:
        self._stop.set()

    async def _run(self) -> None:
        started, tasks = time.monotonic(), set()
        for number in itertools.count():
            await asyncio.sleep(max(0, started + number / self.rate - time.monotonic()))
            if self._stop.is_set():
                break
            task = asyncio.create_task(self._visit(number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    async def _visit(self, number: int) -> None:
        address = WARM[number % len(WARM)]
        if number % 5 == 0:  # never asked for before
            address = f"/api/v1/diagnosis?device=mini&light=solid-red&x={number}"
        began = time.monotonic()
        try:
            many = self.visitors > 1
            visitor = f"127.0.2.{number % self.visitors + 1}" if many else "127.0.0.1"
            request = page(address, *self.headers)
            answer = ask(self.port, request, secure=self.secure, address=visitor)
            status = await asyncio.wait_for(answer, self.patience)
        except Exception as error:
            status = type(error).__name__
        took = time.monotonic() - began
        self.visits.times.append(took)
        self.visits.statuses[status] += 1
        if status != "200":
            self.visits.wrong.append(f"{address}: {status} after {took:.1f} s")


@contextmanager
def load(
    port: int,
    *,
    rate: float = 40,
    headers: tuple[str, ...] = (),
    patience: float = PATIENCE,
    secure: bool = False,
    visitors: int = 1,
) -> Iterator[Visits]:
    """Visitors come while the block runs, from so many addresses; then the last of them are
    waited for.
    """
    running = Load(port, rate, headers, patience, secure=secure, visitors=visitors)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running.visits
    finally:
        running.stop()
        thread.join(30)
