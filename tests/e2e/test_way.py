"""The whole way on a phone: from a tile to the cure of a cause that was tapped, back again, another
device in mid-plan, and the code that takes it to another phone.
"""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
WIDTHS = (320, 360, 1280)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def follow(
    page: Page, name: str | re.Pattern[str], *, role: Literal["link", "button"] = "link"
) -> None:
    before = page.url
    page.get_by_role(role, name=name).first.click()
    expect(page).not_to_have_url(before)


def back_to(page: Page, title: str) -> None:
    follow(page, "Back")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def expect_fit(page: Page) -> None:
    """No sideways scrolling at any width, and nothing that axe finds in either theme."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(PHONE)
    expect_no_violation(page, *BOTH_THEMES)


def test_from_a_tile_to_the_cure_of_a_tapped_cause_and_back_from_everywhere(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    passed = []
    for name in (re.compile(r"^Mini or Mini 2"), re.compile("^Red, steady")):
        passed.append(heading(page))
        follow(page, name)
    for _ in range(2):
        passed.append(heading(page))
        follow(page, re.compile("Not sure"), role="button")
    passed.append(heading(page))
    page.locator("summary", has_text="less likely").click()
    follow(page, re.compile("^Your Wi-Fi has changed"))
    assert "&cause=wifi-changed" in page.url
    expect(page.get_by_role("heading", name="Connect Blink to your new Wi-Fi")).to_be_visible()
    expect_fit(page)
    for title in reversed(passed):
        back_to(page, title)
    assert page.url.endswith("/")


def test_from_not_sure_which_by_its_shape_to_its_lights(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    follow(page, re.compile("^Not sure which device"))
    page.locator("summary", has_text="Doorbells").click()
    expect_fit(page)
    follow(page, re.compile("Video Doorbell It has a big button"))
    assert page.url.endswith("/diagnose/?device=video-doorbell")
    page.go_back()
    back_to(page, "What does that light mean?")


def test_another_device_in_mid_plan_and_the_code_typed_on_another_phone(
    page: Page, browser: Browser
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/diagnose/?device=mini&light=solid-red&home-wifi=works&skipped=questions")
    follow(page, "No change", role="button")
    page.get_by_text("What you told us").click()
    follow(page, "Change device")
    expect_fit(page)
    follow(page, re.compile("^Mini 2 Everything is kept"))
    assert re.search(r"device=mini-2&light=solid-red&home-wifi=works&tried=[\w-]+", page.url)
    page.locator("summary", has_text="Share").click()
    expect_fit(page)
    code = page.locator(".code").inner_text()
    other = browser.new_page()
    other.goto(f"{page.url.split('/diagnose')[0]}/c/")
    other.get_by_role("textbox").fill(code.lower())
    other.get_by_role("button", name="Open the page").click()
    other.wait_for_url(page.url)
    assert heading(other) == heading(page)
    other.close()
