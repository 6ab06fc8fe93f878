"""A homeowner with an XT2 that flashes red five or six times, with htmx and with scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

LIGHT = "Five or six red flashes"


def pick_device_and_light(page: Page) -> None:
    page.goto("/")
    page.get_by_role("list").get_by_role("link", name=re.compile(r"^XT2\b")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("light")
    page.get_by_role("link", name=re.compile(LIGHT)).click()
    expect(page.get_by_text("Question 1")).to_be_visible()


def answer_as_the_owner_of_worn_batteries(page: Page) -> None:
    """Answers whatever is asked until the result stands there: blue came first, and the
    batteries are old.
    """
    says = {
        "blue-first": "yes",
        "batteries": "lithium-old",
        "app-status": "low",
        "when-it-began": "still-works",
    }
    for _ in range(6):
        name = (page.locator("fieldset").first.get_attribute("id") or "").removeprefix("q-")
        if name not in says:
            return
        before = re.escape(page.url)
        page.locator(f'form:has([name="{name}"][value="{says[name]}"]) button').click()
        page.wait_for_url(re.compile(rf"^(?!{before}$)"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    raise AssertionError("The wizard asked more than five questions.")


def test_five_or_six_red_flashes_on_an_xt2_want_new_batteries(page: Page) -> None:
    pick_device_and_light(page)
    answer_as_the_owner_of_worn_batteries(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("batteries", ignore_case=True)
    expect(page.locator("#do")).to_contain_text("two new AA 1.5 volt lithium")
    expect(page.get_by_role("button", name="That fixed it")).to_be_visible()
    for fold in page.locator("summary").all():
        fold.click()
    expect_no_violation(page, *BOTH_THEMES)


def test_each_answer_swaps_the_step_pushes_the_address_and_moves_focus_to_the_heading(
    page: Page,
) -> None:
    loads: list[str] = []
    pick_device_and_light(page)
    page.on("load", lambda _: loads.append(page.url))
    title = page.title()
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.title() != title
    assert loads == []
    expect_no_violation(page)


def test_back_returns_to_the_question_and_forward_to_its_answer(page: Page) -> None:
    pick_device_and_light(page)
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    second = page.get_by_role("heading", level=1).inner_text()
    assert first != second
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.locator("header.top")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)


def test_reload_and_a_shared_link_show_the_same_page(page: Page, browser: Browser) -> None:
    pick_device_and_light(page)
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    heading, address = page.get_by_role("heading", level=1).inner_text(), page.url
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    second_phone = browser.new_page()
    second_phone.goto(address)
    expect(second_phone.get_by_role("heading", level=1)).to_have_text(heading)
    second_phone.close()


def test_no_change_leads_to_another_step_and_change_returns_to_the_answer(page: Page) -> None:
    pick_device_and_light(page)
    answer_as_the_owner_of_worn_batteries(page)
    first = page.locator("#do h1, #do h2").first.inner_text()
    page.get_by_role("button", name=re.compile("No change")).click()
    page.wait_for_url(re.compile("tried="))
    assert page.get_by_role("heading", level=1).inner_text() != first
    expect_no_violation(page, *BOTH_THEMES)
    page.get_by_role("link", name=re.compile("Start again")).first.click()
    expect(page).to_have_url(re.compile(r"/$"))


@pytest.fixture
def console(page: Page) -> list[str]:
    """Everything the browser complains about: errors, refused scripts and styles, failed
    requests.
    """
    said: list[str] = []

    def complaint(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "blocked by Playwright" not in message.text:
            said.append(message.text)

    page.on("console", complaint)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            said.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
        ),
    )
    return said


def test_the_browser_has_nothing_to_complain_about(page: Page, console: list[str]) -> None:
    pick_device_and_light(page)
    answer_as_the_owner_of_worn_batteries(page)
    for address in (
        "/answers/",
        "/answers/sync-module-2/solid-blue-blinking-green/",
        "/how-to/reset-mini/mini/",
    ):
        page.goto(address)
    assert console == []


@pytest.fixture
def plain_page(new_context: Callable[..., Any]) -> Page:
    """A page of a browser that runs no scripts."""
    context = new_context(java_script_enabled=False)
    page: Page = context.new_page()
    return page


@pytest.fixture
def page_without_its_scripts(new_context: Callable[..., Any]) -> Page:
    """The next best: axe, a script, is let in and the page's own are not."""
    context = new_context(bypass_csp=True)
    context.route("**/*.js", lambda route: route.abort())
    page: Page = context.new_page()
    return page


def test_the_same_journey_works_with_scripts_off(
    plain_page: Page, page_without_its_scripts: Page
) -> None:
    page, passed = plain_page, []
    page.on("framenavigated", lambda frame: passed.append(frame.url))
    pick_device_and_light(page)
    answer_as_the_owner_of_worn_batteries(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("batteries", ignore_case=True)
    page.get_by_role("button", name=re.compile("No change")).click()
    expect(page).to_have_url(re.compile("tried="))
    page.go_back()
    page.get_by_role("button", name="That fixed it").click()
    expect(page).to_have_url(re.compile("fixed="))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for address in dict.fromkeys(passed):
        page_without_its_scripts.goto(address)
        expect_no_violation(page_without_its_scripts)


def test_the_light_really_blinks(page: Page) -> None:
    page.goto("/diagnose/?device=xt2&light=red-every-3-seconds")
    lamp = page.locator("svg.face .lit").first
    seen = page.evaluate(
        """async lamp => {
            const seen = new Set(), end = performance.now() + 4000;
            while (performance.now() < end && !(seen.has("0") && seen.has("1"))) {
                seen.add(getComputedStyle(lamp).opacity);
                await new Promise(requestAnimationFrame);
            }
            return [...seen];
        }""",
        lamp.element_handle(),
    )
    assert {"0", "1"} <= set(seen)
