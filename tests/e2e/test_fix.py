"""The step in hand: what it costs stands before what is done, and its clock survives what
happens to phones.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

ROUTER = "/how-to/restart-router/xt2/"
RESET = "/how-to/reset-doorbell/video-doorbell/"


def a_clock_that_stands_still(page: Page) -> None:
    """Unless it is put forward: a machine that is busy takes no second of it. Axe needs one that
    goes on.
    """
    page.clock.install()
    page.clock.pause_at(time.time() + 60)


def test_the_clock_survives_a_reload_and_a_locked_screen(page: Page) -> None:
    a_clock_that_stands_still(page)
    page.goto(ROUTER)
    page.get_by_role("button", name="Start 5 minutes").click()
    expect(page.locator("#say")).to_have_text("5 minutes started")
    page.clock.fast_forward(
        "01:00"
    )  # timers stand still while a phone sleeps; then one of them fires
    expect(page.locator("#left")).to_have_text("4:00")
    page.reload()
    expect(page.locator("#left")).to_have_text("4:00")
    expect(page.get_by_role("button", name="Start the clock again")).to_be_visible()
    page.clock.resume()
    expect_no_violation(page, *BOTH_THEMES)


def test_the_end_of_the_wait_is_said_once_and_stands_in_the_title(page: Page) -> None:
    a_clock_that_stands_still(page)
    page.goto(ROUTER)
    page.locator("#wait").click()
    page.clock.fast_forward("05:01")
    expect(page.locator("#say")).to_have_text("Time is up. Look at the light now.")
    expect(page).to_have_title(re.compile("^Time is up – "))
    page.clock.resume()
    expect_no_violation(page)
    page.clock.pause_at(time.time() + 3600)
    page.locator("#wait").click()
    expect(page).not_to_have_title(re.compile("^Time is up"))
    expect(page.locator("#left")).to_have_text("5:00")


def test_the_clock_of_one_step_is_not_the_clock_of_another(page: Page) -> None:
    page.clock.install()
    page.goto(ROUTER)
    page.locator("#wait").click()
    page.goto("/how-to/restart-sync-module/xt2/")
    expect(page.locator("#left")).to_have_text("2:00")
    expect(page.get_by_role("button", name="Start 2 minutes")).to_be_visible()


def test_a_clock_keeps_nothing_but_its_end(page: Page) -> None:
    page.goto(ROUTER)
    page.locator("#wait").click()
    kept = page.evaluate("Object.entries(localStorage)")
    assert [key for key, _ in kept] == ["wait /how-to/restart-router/xt2/ restart-router"]
    assert re.fullmatch(r"\d{13}", kept[0][1])


def test_what_is_erased_and_what_is_dangerous_stands_before_the_first_movement(page: Page) -> None:
    page.goto(RESET)
    order = page.evaluate(
        """() => ['.facts', '.sheet p.stop', '.safe', '.drawn', '.hands'].map(
            what => document.querySelector(what).getBoundingClientRect().top)"""
    )
    assert order == sorted(order)
    expect(page.locator(".safe")).to_contain_text("breaker")
    expect_no_violation(page, *BOTH_THEMES)


def test_the_whole_plan_is_printed_open_and_in_ink(page: Page) -> None:
    page.goto("/diagnose/?device=xt2&light=five-or-six-red-flashes&skipped=questions")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".plan .lines").count() > 0
    assert page.locator(".plan .lines:visible").count() == page.locator(".plan .lines").count()
    expect(page.locator("fieldset").first).to_be_hidden()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.sheet h1')).color")
        == "rgb(0, 0, 0)"
    )
    expect_no_violation(page, *BOTH_THEMES)
