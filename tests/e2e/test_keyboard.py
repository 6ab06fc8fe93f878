"""The journey for people who use keys, wide letters or colours of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation, violations_in
from tests.kinds import PAGES

pytestmark = pytest.mark.browser

FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const { outlineWidth, outlineStyle } = getComputedStyle(at);
    const inside = box.bottom > 0 && box.top < innerHeight;
    return { outline: parseFloat(outlineWidth), style: outlineStyle, name: at.tagName, inside };
}"""
SPACED = """* { line-height: 1.5 !important }
    * { letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until the object with these words has the focus; each stop on the way shows
    that it has it.
    """
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        assert found["name"] == "BODY" or (found["outline"] >= 3 and found["style"] == "solid"), (
            found
        )
        if words in page.evaluate("document.activeElement.textContent"):
            assert found["inside"], f"“{words}” has the focus and cannot be seen."
            return
    raise AssertionError(f"Tab never came to “{words}”.")


def test_the_whole_journey_by_keys_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "XT2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("light doing")
    tab_to(page, "Five or six red flashes")
    page.keyboard.press("Enter")
    for _ in range(6):
        heading = page.get_by_role("heading", level=1)
        if page.locator("#do").count():
            break
        expect(heading).to_be_focused()
        before = re.escape(page.url)
        tab_to(page, "Not sure")
        expect_no_violation(page)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"^(?!{before}$)"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to(page, "No change")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("tried="))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect_no_violation(page, *BOTH_THEMES)


def test_whoever_answers_as_soon_as_a_question_is_there_stays_in_the_journey(page: Page) -> None:
    """htmx takes new forms 20 ms after it has shown them, unless told not to wait; a press in
    between loaded the whole page, and no heading had the focus.
    """
    page.goto(PAGES["question"])
    page.evaluate(
        """() => {
            window.stayed = true;
            document.addEventListener("htmx:afterSwap", () => setTimeout(() =>
                [...document.querySelectorAll("#main form.ask button")].at(-1).click()
            ), { once: true });
        }"""
    )
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure.*=unsure"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.evaluate("window.stayed")


def test_a_swap_is_said_once(page: Page) -> None:
    page.goto(PAGES["question"])
    page.evaluate(
        """() => {
            const say = document.getElementById('say');
            window.said = [];
            new MutationObserver(() => said.push(say.textContent))
                .observe(say, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    assert page.evaluate("said") == [
        page.evaluate("document.querySelector('#main h1').textContent")
    ]
    assert page.locator("[aria-live=polite], [role=status]").count() == 1


def test_an_error_takes_the_focus_and_stands_in_the_title(page: Page) -> None:
    page.goto(PAGES["question with an error"])
    assert page.title().startswith("Error: ")
    expect(page.locator(".error")).to_be_focused()
    expect_no_violation(page, *BOTH_THEMES)
    page.locator(".error a").click()
    expect(page).to_have_url(re.compile("#q-blue-first"))


def test_axe_finds_nothing_without_scripts(new_context: Callable[..., Any]) -> None:
    """The page as it stands before any script has run; only axe itself is let in."""
    context = new_context(bypass_csp=True, viewport={"width": 360, "height": 740})
    context.route("**/*.js", lambda route: route.abort())
    page: Page = context.new_page()
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        if report := violations_in(page, *BOTH_THEMES):
            found[name] = report
    assert found == {}


def test_nothing_scrolls_sideways_when_text_is_set_wide(new_context: Callable[..., Any]) -> None:
    page: Page = new_context(viewport={"width": 320, "height": 740}, bypass_csp=True).new_page()
    beyond = {}
    for name, address in PAGES.items():
        page.goto(address)
        page.add_style_tag(content=SPACED)
        if (found := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            beyond[name] = found
    assert beyond == {}


@pytest.mark.parametrize("theme", BOTH_THEMES)
def test_own_colours_keep_borders_and_lights(new_context: Callable[..., Any], theme: str) -> None:
    context = new_context(forced_colors="active", color_scheme=theme)
    page: Page = context.new_page()
    page.goto(PAGES["result"])
    for edged in (".opt", ".btn", ".verdict"):
        assert (
            page.evaluate(f"getComputedStyle(document.querySelector('{edged}')).borderTopStyle")
            != "none"
        )
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('.hands li'), '::before').borderTopWidth"
        )
        == "2px"
    )
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.face')).forcedColorAdjust")
        == "none"
    )
    assert page.locator(".verdict b").inner_text().strip() != ""
