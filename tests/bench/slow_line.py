"""How long people wait on a bad line, and what a journey weighs there.

Five journeys of five pages (home, lights, two questions or what follows, result) in Chromium on a
processor slowed four times, through a line like slow 4G: a proxy of our own, because the browser's
own emulation leaves out what is fetched ahead. The pointer rests on a link before it is pressed, as
a reader's does.

`python -m tests.bench.slow_line`: needs a browser. `--save-data` asks to save data, `--quick`
presses at once, `--touch` reads as long and then taps, without a pointer that could rest anywhere.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from tests import browser
from tests.site import free_port, serve

ONE_WAY = 0.281
"""Seconds from one end of the line to the other; a new connection takes a round trip more."""

BYTES_A_SECOND = 180_000
SLOWED = 4
RESTS = 1000
"""Milliseconds that the pointer rests on what is pressed."""

PHONE: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 720}

LIGHTS = {
    "xt2": "five-or-six-red-flashes",
    "mini": "solid-red",
    "outdoor-4": "red-flashing",
    "video-doorbell": "red-flashing",
    "sync-module-2": "solid-blue-blinking-green",
}

WATCH = """
    const now = () => performance.timeOrigin + performance.now();
    addEventListener("pointerup", () => sessionStorage.setItem("pressed", now()), true);
    const look = () => {
        const said = location.href + document.querySelector("#main h1")?.textContent;
        if (document.querySelector("#main h1") && said !== sessionStorage.getItem("said")) {
            sessionStorage.setItem("said", said);
            sessionStorage.setItem("seen", now());
        }
        requestAnimationFrame(look);
    };
    look();
"""
SAVES = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
WAITED = """() => {
    const [pressed, seen] = ["pressed", "seen"].map((name) => +sessionStorage.getItem(name));
    return seen > pressed && seen - pressed;
}"""


@dataclass
class Line:
    """A slow line to a server: its own port, and the bytes that came through."""

    server: str
    port: int = field(default_factory=free_port)
    bytes: int = 0

    async def run(self) -> None:
        await (await asyncio.start_server(self._connect, "127.0.0.1", self.port)).serve_forever()

    async def _connect(self, to: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * ONE_WAY)
        at = urlsplit(self.server)
        try:
            answers, asks = await asyncio.open_connection(at.hostname, at.port)
        except OSError:
            back.close()
            return
        await asyncio.gather(self._carry(to, asks), self._carry(answers, back, counts=True))

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, counts: bool = False
    ) -> None:
        loop, free = asyncio.get_running_loop(), 0.0
        try:
            while chunk := await source.read(1400):
                self.bytes += len(chunk) * counts
                free = max(free, loop.time()) + len(chunk) / BYTES_A_SECOND
                loop.call_at(free + ONE_WAY, target.write, chunk)
        except ConnectionError:
            pass
        loop.call_at(max(free, loop.time()) + ONE_WAY, target.close)


@contextmanager
def slow(server: str) -> Iterator[Line]:
    line = Line(server)
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(line.run())
        loop.run_forever()
        task.cancel()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def journey(page: Page, device: str, light: str, rests: int, *, touch: bool = False) -> list[float]:
    """The milliseconds from each press to the next heading."""
    waits = []
    for selector in (
        f'a.dev[href$="device={device}"]',
        f'.tile a[href*="light={light}"]',
        ".opt",
        ".opt",
    ):
        target = page.locator(selector).first
        target.scroll_into_view_if_needed()
        if touch:
            page.wait_for_timeout(rests)
            target.tap()
        else:
            _rest_on(page, target, rests)
            page.mouse.down()
            page.mouse.up()
        waits.append(page.wait_for_function(WAITED, timeout=30_000).json_value())
        page.wait_for_load_state("load")
        page.wait_for_timeout(500)
    return waits


def _rest_on(page: Page, target: Locator, ms: int) -> None:
    """As a hand does, which is never quite still."""
    box = target.bounding_box()
    assert box, "It is not shown."
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 9, y, steps=3)
    for step in range(max(1, ms // 100)):
        page.mouse.move(x + step % 2, y)
        page.wait_for_timeout(min(ms, 100))


def main() -> int:
    rests = 0 if "--quick" in sys.argv else RESTS
    touch = "--touch" in sys.argv
    headers = {"Save-Data": "on"} if "--save-data" in sys.argv else {}
    links: list[float] = []
    forms: list[float] = []
    weights: list[int] = []
    with (
        tempfile.TemporaryDirectory() as site,
        serve(Path(site)) as address,
        slow(address) as line,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=browser.system_browser() or browser.own_browser(),
            args=browser.ARGUMENTS,
        )
        for device, light in LIGHTS.items():
            context = chromium.new_context(
                base_url=f"http://127.0.0.1:{line.port}",
                extra_http_headers=headers,
                service_workers="block",
                has_touch=touch,
                is_mobile=touch,
                viewport=PHONE if touch else WIDE,
            )
            context.add_init_script(WATCH + SAVES * bool(headers))
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            before = line.bytes
            page.goto("/", wait_until="load")
            page.wait_for_timeout(1000)
            waits = journey(page, device, light, rests, touch=touch)
            links += waits[:2]
            forms += waits[2:]
            weights.append(line.bytes - before)
            context.close()
        chromium.close()
    for name, waits in (("links", links), ("answers", forms), ("all", links + forms)):
        third = statistics.quantiles(waits, n=4)[2]
        sys.stdout.write(
            f"{name:10} press to heading: half {statistics.median(waits):5.0f} ms,"
            f" three quarters {third:5.0f} ms\n"
        )
    sys.stdout.write(f"{'journey':10} {statistics.mean(weights) / 1000:.1f} kB on average\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
