"""Losing the network in mid-journey: nothing is lost, it is said, and it goes on when the
connection is back.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

LIGHT = "/diagnose/?device=sync-module-2&light=solid-blue-blinking-green"
PLAN = f"{LIGHT}&skipped=questions"
SKIP = "Skip this question"
# Playwright waits for a promise, but not for what it promises: we look again ourselves.
BECOMES_TRUE = """async (holds) => {
    for (let turn = 0; turn < 100; turn++) {
        if (await holds()) return;
        await new Promise(go => setTimeout(go, 100));
    }
    throw new Error(`Not true after ten seconds: ${holds}`);
}"""
KEPT = f"""async () => {{
    const {{ pages }} = await (await fetch("/offline/sync-module-2/")).json();
    const last = [location.href, ...pages].at(-1);
    await ({BECOMES_TRUE})(() => caches.match(last));
}}"""
THIS_PAGE_IS_KEPT = f"() => ({BECOMES_TRUE})(() => caches.match(location.href))"
OLD_CACHES_ARE_GONE = f"""() => ({BECOMES_TRUE})(async () => {{
    const names = await caches.keys();
    return names.length === 1 && !names[0].includes("long-ago");
}})"""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "service_workers": "allow"}


def test_a_step_that_fails_says_so_in_place_and_goes_on_when_the_connection_is_back(
    page: Page, context: BrowserContext
) -> None:
    page.goto(LIGHT)
    question = page.get_by_role("heading", level=1).inner_text()
    context.set_offline(True)
    page.get_by_role("link", name=SKIP).click()
    expect(page.locator("#net")).to_contain_text("You can still read this page")
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    expect(page.get_by_role("link", name=SKIP)).to_be_visible()
    expect_no_violation(page, *BOTH_THEMES)
    context.set_offline(False)
    expect(page).not_to_have_url(re.compile(f"{re.escape(LIGHT)}$"))
    expect(page.locator("#net")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)


def test_an_answer_that_came_with_its_question_needs_no_network(
    page: Page, context: BrowserContext
) -> None:
    with page.expect_response("**/diagnose/next/**") as coming:
        page.goto(LIGHT)
    coming.value.finished()
    question = page.get_by_role("heading", level=1).inner_text()
    context.set_offline(True)
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)


def test_the_first_page_of_all_is_kept_with_a_sheet_of_its_own(
    page: Page, context: BrowserContext
) -> None:
    page.goto("/answers/")
    sheet = page.locator("link[href*='guide/answers']").get_attribute("href")
    page.evaluate(f"() => ({BECOMES_TRUE})(() => caches.match('{sheet}'))")
    page.evaluate(THIS_PAGE_IS_KEPT)
    context.set_offline(True)
    page.reload()
    expect(page.locator(".dots").first).to_have_css("display", "flex")


def test_without_a_network_a_device_of_the_front_page_leads_to_what_is_kept(
    page: Page, context: BrowserContext
) -> None:
    page.goto("/answers/sync-module-2/")
    page.evaluate(KEPT)
    page.goto("/")
    page.evaluate(THIS_PAGE_IS_KEPT)
    page.wait_for_timeout(1100)  # a page that is younger than a second is no copy
    context.set_offline(True)
    page.locator('a.dev[href$="device=sync-module-2"]').click()
    page.wait_for_url("**/answers/sync-module-2/")
    expect(page.locator("#net")).to_contain_text("saved copy")


def test_a_server_that_does_not_answer_is_asked_again(page: Page) -> None:
    """The Wi-Fi is up and the router is not: the browser never says that it is offline."""
    page.goto(LIGHT)
    page.route("**/diagnose/**", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    page.get_by_role("link", name=SKIP).click()
    expect(page.locator("#net")).to_contain_text("You are offline")
    page.unroute_all()
    expect(page).not_to_have_url(re.compile(f"{re.escape(LIGHT)}$"), timeout=15_000)
    expect(page.locator("#net")).to_be_hidden()


def test_the_plan_the_clock_and_the_report_work_while_the_network_is_down(
    page: Page, context: BrowserContext
) -> None:
    page.goto(PLAN)
    page.evaluate(KEPT)
    context.set_offline(True)
    page.get_by_text("The whole plan").click()
    steps = page.locator(".plan summary")
    for number in range(steps.count()):
        steps.nth(number).click()
    assert page.locator(".plan .lines:visible").count() == page.locator(".plan .lines").count() > 0
    page.get_by_text("Report for support").click()
    expect(page.locator("#report")).to_contain_text("Sync Module 2")
    expect_no_violation(page, *BOTH_THEMES)
    heading = page.get_by_role("heading", level=1).inner_text()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("#net")).to_be_visible()


def test_a_step_that_was_swapped_in_survives_a_reload_without_network(
    page: Page, context: BrowserContext
) -> None:
    page.goto(LIGHT)
    page.evaluate(KEPT)
    page.get_by_role("button", name=re.compile("Not sure")).click()
    page.wait_for_url(re.compile("=unsure"))
    page.evaluate(THIS_PAGE_IS_KEPT)
    heading = page.get_by_role("heading", level=1).inner_text()
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_lights_answers_and_how_tos_of_the_device_are_read_offline(
    page: Page, context: BrowserContext
) -> None:
    page.goto(LIGHT)
    page.evaluate(KEPT)
    context.set_offline(True)
    page.goto("/answers/sync-module-2/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sync Module 2")
    page.locator(".tile a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/answers/sync-module-2/.+/"))
    page.goto("/how-to/restart-router/sync-module-2/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("router")
    page.goto(f"{LIGHT}&orange=green")
    expect(page).to_have_url(re.compile("/answers/sync-module-2/solid-blue-blinking-green/"))
    page.goto("/answers/mini/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.get_by_role("link", name="Sync Module 2: what the lights mean")).to_be_visible()
    expect_no_violation(page)


def test_nothing_out_of_date_is_shown_once_the_network_is_back(
    page: Page, context: BrowserContext
) -> None:
    page.goto("/answers/sync-module-2/")
    page.evaluate(KEPT)
    page.evaluate("""async () => {
            const cache = await caches.open((await caches.keys())[0]);
            const page = "<main id=main><h1>What it said last year</h1></main>";
            const old = new Response(page, { headers: { "Content-Type": "text/html" } });
            await cache.put(location.href, old);
        }""")
    page.goto("/answers/sync-module-2/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sync Module 2")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sync Module 2")
    expect(page.locator("#net")).to_have_text("You are offline. This is a saved copy of the page.")
    expect_no_violation(page)
    with page.expect_event("load"):
        context.set_offline(False)
    expect(page.locator("#net")).to_be_hidden()


def test_what_an_earlier_build_or_revision_kept_is_thrown_away(page: Page) -> None:
    page.goto("/robots.txt")  # no page, and so without a worker of its own
    page.evaluate("caches.open('blinkdiag 0-of-long-ago')")
    page.goto("/")
    page.evaluate(OLD_CACHES_ARE_GONE)


def test_the_staff_side_is_never_kept(page: Page) -> None:
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/admin/")
    assert not page.evaluate("caches.match(location.href)")
