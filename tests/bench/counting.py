"""What counting costs: a message to `/count/`, and a public page with counting on and off."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.test import RequestFactory, override_settings

from tests.bench.pages import Figure, asking, handler, middle
from wizard.guide import counting, page_cache
from wizard.guide.page_cache import Memory

MESSAGES = 3000
PAGE = "/diagnose/?device=mini&light=solid-red"
BODY = b"en\nseen question/home-wifi\nasked mini/solid-red/home-wifi"


def measure() -> list[Figure]:
    """Goals: a millisecond of processor time a message, and so 1,000 a second on one core; pages
    that cost the same.
    """
    handle, factory = handler(), RequestFactory()
    environ = factory.post("/count/", BODY, content_type="text/plain").environ
    messages = [
        factory.post(
            "/count/", BODY, content_type="text/plain", REMOTE_ADDR=f"10.0.{n >> 8}.{n & 255}"
        ).environ
        for n in range(MESSAGES)
    ]
    handle(environ)  # what is made once a process is made
    start = time.process_time()
    for message in messages:
        assert handle(message).status_code == 204
    spent = (time.process_time() - start) * 1000 / MESSAGES
    counting.counters.clear()

    with_counting, without = middle([_kept_page(count=True), _kept_page(count=False)])
    return [
        Figure("a message to /count/", spent, 1.0, " ms"),
        Figure("a kept page, counting on against off", with_counting / without, 1.01, "x"),
    ]


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
