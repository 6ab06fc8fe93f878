"""What a browser reports to `/count/`: each page once, and nothing of anybody who did not see it or
does not want it.
"""

from __future__ import annotations

import re
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.e2e.desk import open_row
from tests.site import serve

pytestmark = pytest.mark.browser

QUESTION = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
RESULT = f"{QUESTION}&skipped=questions"
SEEN = 1000
"""Milliseconds after which a page that is seen is counted."""
LONG_ENOUGH = 1300
"""The same on a clock that nobody puts forward."""
ENTRIES = "window.measured = performance"
KEPT_ENTRIES = "performance.getEntriesByType = type => measured.getEntriesByType(type)"
"""How a page was loaded is known to the browser's own clock alone."""


class Reports:
    """The messages of a page to `/count/`, without their language."""

    def __init__(self, context: BrowserContext) -> None:
        self.sent: list[str] = []
        self.requests: list[Request] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/count/"):
            language, *lines = (request.post_data or "").split("\n")
            assert language == "en"
            self.sent += lines
            self.requests.append(request)


def with_a_clock(context: BrowserContext) -> None:
    """A test puts it forward: nobody waits for a second to pass."""
    context.add_init_script(ENTRIES)
    context.clock.install()
    context.add_init_script(KEPT_ENTRIES)


def opened(context: BrowserContext) -> tuple[Page, Reports]:
    reports = Reports(context)
    with_a_clock(context)
    return context.new_page(), reports


def passes(page: Page, ms: int = SEEN) -> None:
    """So much time, at once; what is sent in it has been noted."""
    page.clock.run_for(ms)
    page.evaluate("fetch('/healthz').catch(() => 'there is no network')")


def is_swapped_in(page: Page, press: Locator) -> None:
    """The step to which it leads, and it is seen for long enough."""
    press.click()
    expect(page.locator("#main h1")).to_be_focused()
    passes(page)


@pytest.fixture
def whole_context(whole: Browser, base_url: str) -> Iterator[BrowserContext]:
    with closing(whole.new_context(base_url=base_url, service_workers="block")) as context:
        yield context


@pytest.fixture
def reading(context: BrowserContext) -> tuple[Page, Reports]:
    return opened(context)


def test_a_page_is_counted_after_a_second_and_without_cookies(
    reading: tuple[Page, Reports],
) -> None:
    page, reports = reading
    page.context.add_cookies([{"name": "any", "value": "cookie", "url": "http://127.0.0.1"}])
    page.clock.pause_at(time.time() + 3600)  # it stands still from here on
    page.goto("/answers/mini/solid-red/")
    passes(page, SEEN - 1)
    assert reports.sent == []
    passes(page, 1)
    assert reports.sent == ["seen light/mini/solid-red"]
    assert [one.all_headers().get("cookie") for one in reports.requests] == [None]


def test_steps_that_are_swapped_in_count_as_the_pages_they_are(
    reading: tuple[Page, Reports],
) -> None:
    page, reports = reading
    page.goto(QUESTION)
    passes(page)
    asked = "battery-camera/five-or-six-red-flashes/when-it-began"
    assert reports.sent == ["seen question/when-it-began", f"asked {asked}"]
    reports.sent.clear()
    is_swapped_in(page, page.locator("button.opt").first)
    assert reports.sent[0].startswith(f"answered {asked}/")
    assert reports.sent[1].startswith("seen ")
    assert not [sent for sent in reports.sent if sent.startswith("left")]


def test_an_outcome_is_counted_when_it_is_pressed_and_the_cause_when_it_is_fixed(
    reading: tuple[Page, Reports],
) -> None:
    page, reports = reading
    page.goto(RESULT)
    is_swapped_in(page, page.locator(".ends button.yes").first)
    kinds = [sent.split()[0] for sent in reports.sent]
    assert kinds == ["seen", "step", "fixed", "seen", "cause"]
    assert reports.sent[3].startswith("seen fixed/xt2/")


def test_was_this_clear_is_asked_with_scripts_only_and_answered_once(
    reading: tuple[Page, Reports], new_context: Callable[..., Any]
) -> None:
    page, reports = reading
    page.goto("/how-to/restart-router/mini/")
    asked = page.locator("#clear")
    expect(asked).to_contain_text("Was this clear?")
    asked.get_by_role("button", name="No").click()
    expect(page.locator("#clear")).to_have_text("Thank you.")
    passes(page)
    assert reports.sent == [
        "seen how-to/restart-router/mini",
        "unclear how-to/restart-router/mini",
    ]
    bare = new_context(java_script_enabled=False).new_page()
    bare.goto("/how-to/restart-router/mini/")
    expect(bare.get_by_text("Was this clear?")).to_be_hidden()


KEEP = """const fetched = fetch; window.fetch = (address, options) => {
    if (address === "/count/") localStorage.sent = `${localStorage.sent ?? ""}${options.body}\n`;
    return fetched(address, options);
}"""
"""What a page sends while it goes is not told to who drives the browser."""


def test_leaving_is_counted_by_kind_and_going_on_is_not(page: Page) -> None:
    with_a_clock(page.context)
    page.add_init_script(KEEP)

    def left() -> list[str]:
        sent: str = page.evaluate("localStorage.sent ?? ''")
        return [line for line in sent.split("\n") if line.startswith("left")]

    page.goto("/answers/mini/solid-red/")
    passes(page)
    page.get_by_role("link", name="All lights").click()
    page.wait_for_url("**/answers/")
    passes(page)
    page.go_back()
    passes(page)
    page.reload()
    assert left() == []
    page.goto("/which/")
    passes(page)
    page.goto("about:blank")
    page.goto("/")
    assert left() == ["left which"]


def test_a_page_counts_once_although_it_comes_back_or_is_loaded_again(
    whole_context: BrowserContext,
) -> None:
    page, reports = opened(whole_context)
    page.goto("/answers/mini/solid-red/")
    passes(page)
    page.evaluate("window.kept = true")
    page.get_by_role("link", name="All lights").click()
    page.wait_for_url("**/answers/")
    passes(page)
    page.evaluate("history.back()")
    page.wait_for_url("**/answers/mini/solid-red/", wait_until="commit")
    passes(page)
    assert page.evaluate("window.kept") is True  # from the back/forward cache
    page.reload()
    passes(page)
    assert [sent for sent in reports.sent if sent.startswith("seen")] == [
        "seen light/mini/solid-red",
        "seen answers",
    ]


def test_a_page_that_is_fetched_ahead_counts_when_it_is_seen(whole_context: BrowserContext) -> None:
    page, reports = opened(whole_context)
    page.goto("/")
    tile = page.locator('a.dev[href$="device=mini"]')
    tile.scroll_into_view_if_needed()
    with page.expect_response(lambda answer: "device=mini" in answer.url):
        tile.hover()
    passes(page)
    assert reports.sent == ["seen home"]
    is_swapped_in(page, tile)
    assert reports.sent == ["seen home", "seen lights/mini"]


HIDDEN = """Object.defineProperty(document, "visibilityState",
    { configurable: true, get: () => window.shown ? "visible" : "hidden" })"""


def test_a_page_that_nobody_looks_at_is_not_counted_until_somebody_does(
    reading: tuple[Page, Reports],
) -> None:
    """A tab in the background, or a page that is made ahead: both are hidden until they are
    seen.
    """
    page, reports = reading
    page.add_init_script(HIDDEN)
    page.goto("/answers/mini/")
    passes(page)
    assert reports.sent == []
    page.evaluate("window.shown = true; document.dispatchEvent(new Event('visibilitychange'))")
    passes(page)
    assert reports.sent == ["seen device/mini"]


@pytest.mark.parametrize("asked", ["doNotTrack", "globalPrivacyControl"])
def test_who_asks_not_to_be_tracked_sends_nothing_and_is_asked_nothing(
    reading: tuple[Page, Reports], asked: str
) -> None:
    page, reports = reading
    value = '"1"' if asked == "doNotTrack" else "true"
    page.add_init_script(f"Object.defineProperty(navigator, '{asked}', {{ get: () => {value} }})")
    page.goto(RESULT)
    is_swapped_in(page, page.locator(".ends button.yes").first)
    page.goto("/answers/mini/solid-red/")
    expect(page.get_by_text("Was this clear?")).to_be_hidden()
    passes(page)
    assert reports.sent == []


def test_without_scripts_nothing_is_counted(
    new_context: Callable[..., Any],
) -> None:
    context = new_context(java_script_enabled=False)  # nor does a clock of ours run there
    reports, page = Reports(context), context.new_page()
    page.goto(RESULT)
    page.locator(".ends button.yes").first.click()
    page.wait_for_timeout(LONG_ENOUGH)
    assert reports.sent == []


def test_what_is_read_without_a_network_is_not_counted_later(
    browser: Browser, base_url: str
) -> None:
    """On the browser's own clock, by which a saved copy is known."""
    with closing(browser.new_context(base_url=base_url, service_workers="allow")) as context:
        reports, page = Reports(context), context.new_page()
        page.goto("/answers/mini/")
        page.evaluate(
            """async () => {
              await navigator.serviceWorker.ready;
              while (!(await caches.match("/answers/mini/solid-red/", { ignoreVary: true })))
                await new Promise(resolve => setTimeout(resolve, 50));
            }"""
        )
        page.wait_for_timeout(LONG_ENOUGH)
        context.set_offline(True)
        page.goto("/answers/mini/solid-red/")
        expect(page.locator("#net")).to_contain_text("saved copy")
        page.wait_for_timeout(LONG_ENOUGH)
        with page.expect_event("load"):
            context.set_offline(False)
        page.wait_for_timeout(LONG_ENOUGH)
        assert [sent for sent in reports.sent if "solid-red" in sent] == []


def test_what_was_counted_is_written_when_the_site_stops(tmp_path: Path, pattern: Path) -> None:
    with serve(tmp_path, pattern=pattern) as address:
        message = urllib.request.Request(f"{address}/count/", b"en\nseen home")  # our own server
        with urllib.request.urlopen(message) as answer:  # likewise
            assert answer.status == 204
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        rows = database.execute("SELECT kind, key, language, count FROM wizard_dailytotal")
        assert rows.fetchall() == [("seen", "home", "en", 1)]


def test_what_staff_read_is_not_counted_and_neither_is_a_draft(eve: Page, site: str) -> None:
    """With the toolbar, without one, as a preview, and in the frame beside a form."""
    reports = Reports(eve.context)
    with_a_clock(eve.context)
    for address in (
        "/answers/camera-1/solid-red/",
        "/",
        "/privacy/",
        "/answers/camera-1/solid-red/?preview",
    ):
        eve.goto(f"{site}{address}")
        expect(eve.get_by_text("Was this clear?")).to_be_hidden()
        passes(eve)
    eve.goto(f"{site}/diagnose/?device=camera-1&light=solid-red&skipped=questions")
    is_swapped_in(eve, eve.locator(".ends button.yes").first)
    open_row(eve, site, "pattern", "solid red")
    draft = eve.frame_locator(".draft-frame iframe")
    expect(draft.locator("#main")).to_have_attribute("data-count", re.compile("^seen light/"))
    passes(eve)
    assert reports.sent == []
    eve.context.clear_cookies()
    eve.goto(f"{site}/privacy/")
    passes(eve)
    assert reports.sent == ["seen privacy"]


def test_a_search_in_vain_reports_its_words_once_nobody_types_any_more(
    reading: tuple[Page, Reports],
) -> None:
    page, reports = reading
    page.goto("/search/?q=zzyzx+qwerty")
    passes(page)
    assert reports.sent == ["seen search", "nothing search", "vain zzyzx qwerty"]
    reports.sent.clear()
    page.goto("/search/?q=mini+solid+red")
    passes(page)
    assert reports.sent == ["seen light/mini/solid-red", "opened search"]
