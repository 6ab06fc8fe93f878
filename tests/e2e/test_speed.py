"""What a browser does for speed: it shows the page before at once, and fetches ahead what a person
is about to open.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests import browser as browsers
from tests.kinds import PAGES

pytestmark = pytest.mark.browser

DELIVERED = "performance.getEntriesByType('navigation')[0].deliveryType"


@pytest.fixture(scope="module")
def whole(playwright: Playwright, browser: Browser) -> Iterator[Browser]:
    """A browser as people have it; the one of the other journeys has no back/forward cache."""
    assert browser.is_connected()
    launched = playwright.chromium.launch(
        executable_path=browsers.whole_browser(),
        args=["--no-sandbox", "--disable-gpu", "--headless=new"],
        ignore_default_args=["--disable-back-forward-cache", "--disable-background-networking"],
    )
    yield launched
    launched.close()


def opened(whole: Browser, base_url: str, **headers: str) -> BrowserContext:
    return whole.new_context(base_url=base_url, service_workers="block", extra_http_headers=headers)


def test_every_page_is_there_again_at_once_when_one_goes_back(
    whole: Browser, base_url: str
) -> None:
    page = opened(whole, base_url).new_page()
    made_anew = {}
    for name, address in PAGES.items():
        answer = page.goto(address)
        assert answer
        if not answer.ok:  # what is not there is never kept, by rule of the browsers
            continue
        opened_as = page.url  # where a search leads
        page.evaluate("window.left = true")
        page.goto("/" if address != "/" else "/answers/")
        page.evaluate("history.back()")
        page.wait_for_url(opened_as, wait_until="commit")
        page.wait_for_timeout(150)
        if not page.evaluate("window.left === true"):
            made_anew[name] = page.evaluate(
                "JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"
            )
    assert made_anew == {}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_the_style_sheet_comes_compressed(page: Page, base_url: str, encoding: str) -> None:
    page.goto("/")
    sheet = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    answer = page.request.get(f"{base_url}{sheet}", headers={"Accept-Encoding": encoding})
    assert answer.headers["content-encoding"] == encoding


def rest_and_press(page: Page, selector: str) -> None:
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box
    for step in range(15):
        page.mouse.move(box["x"] + 30 + step % 2, box["y"] + 30)
        page.wait_for_timeout(100)
    page.mouse.down()
    page.mouse.up()


TILE = 'a.dev[href$="device=mini"]'


def test_a_device_under_the_pointer_is_fetched_ahead(whole: Browser, base_url: str) -> None:
    page = opened(whole, base_url).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto("/", wait_until="load")
    rest_and_press(page, TILE)
    page.wait_for_url("**/diagnose/?device=mini")
    assert page.evaluate(DELIVERED) == "navigational-prefetch"
    assert [said for said in refused if "Content Security Policy" in said] == []


def test_for_those_who_save_data_nothing_is(whole: Browser, base_url: str) -> None:
    page = opened(whole, base_url, **{"Save-Data": "on"}).new_page()
    page.goto("/", wait_until="load")
    rest_and_press(page, TILE)
    page.wait_for_url("**/diagnose/?device=mini")
    assert page.evaluate(DELIVERED) == ""
