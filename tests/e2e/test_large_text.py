"""Text twice as large, letters set wide, words that never end: everything wraps, nothing is cut
off, nothing scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.axe import expect_no_violation
from tests.kinds import PAGES

pytestmark = pytest.mark.browser

TWICE = {"standard": 32, "fixed": 26}
"""The browser's own text size; 16 and 13 are usual."""

BEYOND = """() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`scrolls to ${scrollWidth}`);
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode, range = document.createRange();
        if (!data.trim() || !parentElement.checkVisibility()) continue;
        if (parentElement.closest("svg, .vh, .skip")) continue;
        range.selectNodeContents(texts.currentNode);
        for (const { left, right } of range.getClientRects())
            if (right > innerWidth + 1 || left < -1)
                found.push(`cut off: ${data.trim().slice(0, 40)}`);
    }
    return found;
}"""
LONG_WORDS = """() => {
    const named = "h1, h2, h3, main b, .crumb, .says, dt, dd:first-of-type, .tag";
    const word = "Donaudampfschifffahrtsüberwachungskamerasynchronisationsmodul";
    for (const part of document.querySelectorAll(named))
        if (part.childElementCount === 0) part.textContent = word;
}"""


def beyond_the_edge(
    page: Page, *widths: int, change: str = "", style: str = ""
) -> dict[tuple[str, int], list[str]]:
    """Kind of page, and width of the window -> what leaves it."""
    beyond = {}
    for name, address in PAGES.items():
        page.goto(address)
        if change:
            page.evaluate(change)
        if style:
            page.add_style_tag(content=style)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 740})
            if found := page.evaluate(BEYOND):
                beyond[name, width] = found
    return beyond


@pytest.fixture
def window(new_context: Callable[..., Any]) -> Page:
    """A page that takes styles from a test."""
    page: Page = new_context(viewport={"width": 360, "height": 740}, bypass_csp=True).new_page()
    return page


def test_text_of_twice_the_size_wraps(window: Page) -> None:
    window.context.new_cdp_session(window).send("Page.setFontSizes", {"fontSizes": TWICE})
    assert beyond_the_edge(window, 320, 360, 1280) == {}
    assert window.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


def test_text_of_twice_the_size_wraps_where_the_layout_does_not_know_of_it(window: Page) -> None:
    """A size set by a style of the reader's own changes no media query."""
    assert beyond_the_edge(window, 360, style="html { font-size: 200% !important }") == {}


def test_words_that_never_end_wrap(window: Page) -> None:
    assert beyond_the_edge(window, 320, 1280, change=LONG_WORDS) == {}


def test_axe_finds_nothing_in_large_text(window: Page) -> None:
    window.context.new_cdp_session(window).send("Page.setFontSizes", {"fontSizes": TWICE})
    for name in (
        "home",
        "lights",
        "question",
        "result with lights as answers",
        "how-to with a wait",
    ):
        window.goto(PAGES[name])
        expect_no_violation(window)
