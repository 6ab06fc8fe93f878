"""Taking the report along: copied, shared, printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation
from tests.e2e.desk import becomes

pytestmark = pytest.mark.browser

LIGHT = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
RESULT = f"{LIGHT}&skipped=questions"
SUPPORT = f"{LIGHT}&batteries=lithium-old&blue-first=yes&tried=replace-batteries&skipped=questions"


def test_the_report_is_copied_with_everything_support_asks(
    page: Page, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(SUPPORT)
    page.get_by_text("Your report").click()
    page.get_by_role("button", name="Copy the report").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect_no_violation(page, *BOTH_THEMES)
    copied = page.evaluate("navigator.clipboard.readText()")
    for said in (
        "Device: XT2",
        "Light: Five or six red flashes",
        "What the customer said",
        "Ruled out",
        "Already tried",
        SUPPORT,
    ):
        assert said in copied
    assert "you" not in copied.split("The guide’s page")[0].lower().split()


def test_the_share_sheet_gets_the_report_where_a_phone_has_one(page: Page) -> None:
    page.goto(RESULT)
    expect(page.locator("[data-share=report]")).to_be_hidden()
    page.add_init_script(
        "navigator.share = what => { window.shared = what; return Promise.resolve() }"
    )
    page.goto(RESULT)
    page.get_by_text("Report for support").click()
    expect_no_violation(page)
    page.get_by_role("button", name="Share").click()
    assert becomes(lambda: "Device: XT2" in page.evaluate("window.shared?.text ?? ''"))


def test_the_report_and_its_code_are_printed(page: Page) -> None:
    page.goto(SUPPORT)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#report")).to_be_visible()
    expect(page.locator("img.qr")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the report")).to_be_hidden()
    expect_no_violation(page, *BOTH_THEMES)


def test_without_scripts_the_report_can_still_be_read_and_scanned(page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto(SUPPORT)
    page.get_by_text("Your report").click()
    page.locator(".share > summary").click()
    expect(page.locator("#report")).to_be_visible()
    expect(page.locator("img.qr")).to_be_visible()
    expect(page.locator("[data-copy=report]")).to_be_hidden()
    expect_no_violation(page)
