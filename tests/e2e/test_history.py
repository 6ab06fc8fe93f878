"""Back, Forward and reload at every step of a journey, from the first tap to the end of the
plan.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import expect_no_violation

pytestmark = pytest.mark.browser


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_back_forward_and_reload_at_every_step(page: Page) -> None:
    page.goto("/diagnose/?device=sync-module-2")
    steps = [(page.url, heading(page))]

    def went_on() -> None:
        page.wait_for_url(lambda url: url != steps[-1][0])
        expect(page.locator("#main h1")).to_be_focused()
        steps.append((page.url, heading(page)))
        expect_no_violation(page)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(steps[-1][1])

    page.get_by_role("link", name=re.compile("Blue steady, green blinking")).click()
    went_on()
    for _ in range(6):
        onward = page.get_by_role("button", name=re.compile("Not sure|No change")).first
        if not onward.count():
            break
        onward.click()
        went_on()
    assert len(steps) >= 5
    for address, words in reversed(steps[:-1]):
        page.go_back()
        expect(page).to_have_url(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        expect(page.locator("header.top")).to_be_visible()
    expect_no_violation(page)
    for address, words in steps[1:]:
        page.go_forward()
        expect(page).to_have_url(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
