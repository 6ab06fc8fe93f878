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


def beyond_the_edge(page: Page, change: str = "", style: str = "") -> dict[str, list[str]]:
    """Kind of page -> what leaves the window."""
    beyond = {}
    for name, address in PAGES.items():
        page.goto(address)
        if change:
            page.evaluate(change)
        if style:
            page.add_style_tag(content=style)
        if found := page.evaluate(BEYOND):
            beyond[name] = found
    return beyond


@pytest.fixture
def window(new_context: Callable[..., Any]) -> Callable[[int], Page]:
    """A page of this width, 740 pixels high, that takes styles from a test."""

    def made(width: int) -> Page:
        page: Page = new_context(
            viewport={"width": width, "height": 740}, bypass_csp=True
        ).new_page()
        return page

    return made


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_text_of_twice_the_size_wraps(window: Callable[[int], Page], width: int) -> None:
    page = window(width)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE})
    assert beyond_the_edge(page) == {}
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


def test_text_of_twice_the_size_wraps_where_the_layout_does_not_know_of_it(
    window: Callable[[int], Page],
) -> None:
    """A size set by a style of the reader's own changes no media query."""
    assert beyond_the_edge(window(360), style="html { font-size: 200% !important }") == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_words_that_never_end_wrap(window: Callable[[int], Page], width: int) -> None:
    assert beyond_the_edge(window(width), change=LONG_WORDS) == {}


def test_axe_finds_nothing_in_large_text(window: Callable[[int], Page]) -> None:
    page = window(360)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE})
    for name in (
        "home",
        "lights",
        "question",
        "result with lights as answers",
        "how-to with a wait",
    ):
        page.goto(PAGES[name])
        expect_no_violation(page)
