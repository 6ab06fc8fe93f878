"""What a browser sees of a first load: nothing from elsewhere, and nothing that jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.kinds import PAGES

pytestmark = pytest.mark.browser

WATCH = """
    window.shift = 0;
    const add = entry => { window.shift += entry.value };
    new PerformanceObserver(list => list.getEntries().forEach(add))
        .observe({ type: "layout-shift", buffered: true });
"""

# Web Vitals call 0.1 good. A slow processor paints a page while it reads it, and what is read last
# moves its own line by some pixels (0.006 with a processor ten times slower); what comes after the
# page is read, a banner or a late style sheet, moves everything.
STILL = 0.01


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shifts_and_none_asks_another_site(
    new_context: Callable[..., Any], base_url: str, width: int
) -> None:
    context = new_context(viewport={"width": width, "height": 740})
    context.add_init_script(WATCH)
    page: Page = context.new_page()
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(base_url) else elsewhere.append(request.url),
    )
    shifted = {}
    for name, address in PAGES.items():
        page.goto(address, wait_until="load")
        page.wait_for_timeout(150)
        if (shift := page.evaluate("shift")) > STILL:
            shifted[name] = shift
    assert shifted == {}
    assert elsewhere == []
