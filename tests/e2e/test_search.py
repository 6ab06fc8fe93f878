"""People's own words in a real browser: from a sentence to the plan, from a stranger's device to an
honest no, while typing, and without scripts.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

BOX = re.compile("own words")
PHONE: ViewportSize = {"width": 360, "height": 740}


def say(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name=BOX).fill(words)
    page.get_by_role("button", name="Search").click()


def to_the_plan(page: Page) -> None:
    """Says it on the front page, picks the light and goes on to the first step."""
    page.goto("/")
    say(page, "my xt2 blinks red five times since new batteries")
    page.wait_for_url(re.compile(r"/diagnose/\?device=xt2&light=.*when-it-began=after-power"))
    expect(page.get_by_text("You wrote")).to_be_visible()
    for _ in range(4):
        if page.locator("#do, .plan").count():
            return
        before = re.escape(page.url)
        page.get_by_role("button", name=re.compile("Not sure")).first.click()
        page.wait_for_url(re.compile(rf"^(?!{before}$)"))
    expect(page.locator("#do, .plan").first).to_be_visible()


def test_from_a_sentence_to_the_plan(page: Page) -> None:
    page.set_viewport_size(PHONE)
    to_the_plan(page)
    query = parse_qs(urlsplit(page.url).query)
    assert query["when-it-began"] == ["after-power"]
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect_no_violation(page, *BOTH_THEMES)


def test_from_a_sentence_to_the_plan_without_scripts(
    browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    to_the_plan(page)
    page.goto("/search/?q=arlo")
    expect(page.get_by_text("This guide knows Blink only.")).to_be_visible()
    context.close()


def test_a_strangers_device_gets_an_honest_no(page: Page) -> None:
    page.goto("/search/")
    say(page, "arlo")
    expect(
        page.get_by_text("This reads like an Arlo. This guide knows Blink only.")
    ).to_be_visible()
    expect(page.locator("#found .tile")).to_have_count(0)
    expect_no_violation(page, *BOTH_THEMES)


def test_results_follow_while_somebody_types_one_request_at_a_time(page: Page) -> None:
    under_way: set[Request] = set()
    most = 0

    def begins(request: Request) -> None:
        nonlocal most
        if "/search/" in request.url:
            under_way.add(request)
            most = max(most, len(under_way))

    page.goto("/search/")
    page.on("request", begins)
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))
    box = page.get_by_role("searchbox", name=BOX)
    box.press_sequentially("xt2 blinking blue", delay=60)
    expect(page.locator("#found")).to_contain_text("Blue, blinking")
    expect(page).to_have_url(re.compile(r"/search/\?q=xt2(\+|%20)blinking(\+|%20)blue$"))
    expect(box).to_be_focused()
    expect(box).to_have_value("xt2 blinking blue")
    assert most == 1


@pytest.mark.parametrize(
    "address",
    ["/search/?q=red+light+flashing", "/search/?q=all+cameras+offline", "/search/?q=arlo"],
)
def test_results_fit_every_width_in_both_themes(page: Page, address: str) -> None:
    page.goto(address)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect_no_violation(page, *(BOTH_THEMES if width == 320 else ()))
