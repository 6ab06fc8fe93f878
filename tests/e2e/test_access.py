"""Every kind of page, in both themes: no axe violation, no sideways scrolling, no target that a
thumb would miss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.e2e.axe import BOTH_THEMES, violations_in
from tests.kinds import PAGES

pytestmark = pytest.mark.browser


WINDOWS: list[ViewportSize] = [
    {"width": 320, "height": 256},  # 1280 pixels, seen at four times the size
    {"width": 320, "height": 740},
    {"width": 360, "height": 740},
    {"width": 1280, "height": 740},
]


def test_axe_finds_nothing(new_context: Callable[..., Any]) -> None:
    page: Page = new_context(
        reduced_motion="reduce", viewport={"width": 360, "height": 740}
    ).new_page()
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        if report := violations_in(page, *BOTH_THEMES):
            found[name] = report
    assert found == {}


def test_nothing_scrolls_sideways(page: Page) -> None:
    too_wide = {}
    for name, address in PAGES.items():
        page.goto(address)
        for window in WINDOWS:
            page.set_viewport_size(window)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                too_wide[name, window["width"], window["height"]] = beyond
    assert too_wide == {}


def test_every_target_is_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    small = {}
    for name, address in PAGES.items():
        page.goto(address)
        found = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
                .filter(e => e.checkVisibility() && e.className !== 'skip')
                .filter(e => !e.closest('p:not([class])'))
                .map(e => [e.textContent.trim().slice(0, 40), e.getBoundingClientRect()])
                .map(([text, { width, height }]) => [text, Math.round(width), Math.round(height)])
                .filter(([, width, height]) => width > 0 && Math.min(width, height) < 44)
                .map(([text, width, height]) => `${text}: ${width} x ${height}`)"""
        )
        if found:
            small[name] = found
    assert small == {}
