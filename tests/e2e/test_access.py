"""Every kind of page, in both themes: no axe violation, no sideways scrolling, no target that a
thumb would miss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.axe import BOTH_THEMES, expect_no_violation
from tests.kinds import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(new_context: Callable[..., Any], name: str) -> None:
    page: Page = new_context(
        reduced_motion="reduce", viewport={"width": 360, "height": 740}
    ).new_page()
    page.goto(PAGES[name])
    expect_no_violation(page, *BOTH_THEMES)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    too_wide = {}
    for name, address in PAGES.items():
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            too_wide[name] = beyond
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
