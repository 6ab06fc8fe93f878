"""What a browser does for speed: it shows the page before at once, and fetches ahead what a person
is about to open.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.kinds import PAGES

pytestmark = pytest.mark.browser

DELIVERED = "performance.getEntriesByType('navigation')[0].deliveryType"


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
LINK = '.entries a[href="/which/"]'


def test_a_page_whose_link_is_under_the_pointer_is_fetched_ahead(
    whole: Browser, base_url: str
) -> None:
    page = opened(whole, base_url).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto("/", wait_until="load")
    rest_and_press(page, LINK)
    page.wait_for_url("**/which/")
    assert page.evaluate(DELIVERED) == "navigational-prefetch"
    assert [said for said in refused if "Content Security Policy" in said] == []


def test_so_it_is_with_the_pointer_on_a_drawing_in_the_link(whole: Browser, base_url: str) -> None:
    page = opened(whole, base_url).new_page()
    page.goto("/no-light/", wait_until="load")
    rest_and_press(page, ".dev svg.face >> nth=0")
    page.wait_for_url("**/diagnose/?device=outdoor-4&colour=none")
    assert page.evaluate(DELIVERED) == "navigational-prefetch"


XT2 = "/diagnose/?device=xt2"
LIGHT = '.tile a[href$="light=five-or-six-red-flashes"]'


@pytest.fixture
def asked_for(page: Page) -> list[str]:
    """What the page asks the network for, in order."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url.split("/diagnose/", 1)[-1]))
    return addresses


def test_a_light_that_a_pointer_rests_on_is_there_when_it_is_pressed(
    page: Page, asked_for: list[str]
) -> None:
    page.goto(XT2)
    with page.expect_response(lambda answer: "five-or-six" in answer.url) as coming:
        page.locator(LIGHT).hover()
    coming.value.finished()
    asked_for.clear()
    page.locator(LIGHT).click()
    page.wait_for_url("**light=five-or-six-red-flashes")
    expect(page.locator("#main h1")).to_be_focused()
    assert page.url.split("/diagnose/")[1] not in asked_for  # but what the pointer rests on now


def test_every_answer_comes_with_the_question_in_one_piece(
    page: Page, asked_for: list[str]
) -> None:
    with page.expect_response(lambda answer: "/diagnose/next/" in answer.url) as coming:
        page.goto(f"{XT2}&light=five-or-six-red-flashes")
    pages = coming.value.json()
    forms = page.locator("#main form.ask")
    assert len(pages) == forms.count() > 3
    asked_for.clear()
    title = page.title()
    forms.last.locator("button").click()
    expect(page.locator("#main h1")).to_be_focused()
    assert page.title() != title
    address = page.url.split("/diagnose/")[1]
    assert f"/diagnose/{address}" in pages
    assert [one for one in asked_for if one.startswith("?")] == []
    page.reload()
    assert page.title() != title


def test_a_device_that_a_pointer_rests_on_takes_the_place_of_the_front_page(
    page: Page, asked_for: list[str]
) -> None:
    page.goto("/")
    with page.expect_response(lambda answer: "device=mini" in answer.url) as coming:
        page.locator(TILE).hover()
    coming.value.finished()
    asked_for.clear()
    page.locator(TILE).click()
    page.wait_for_url("**/diagnose/?device=mini")
    expect(page.locator("#main h1")).to_be_focused()
    assert "?device=mini" not in asked_for  # but perhaps the light that the pointer rests on now
    page.get_by_role("link", name="Start again").click()
    page.wait_for_url(lambda address: urlsplit(address).path == "/")
    expect(page.get_by_role("link", name="Start again")).to_be_hidden()


def test_on_a_phone_a_journey_asks_for_what_comes_next_and_no_press_waits(
    browser: Browser, base_url: str
) -> None:
    """Devices, lights and answers each come in one piece, while the page before is read."""
    phone = browser.new_context(base_url=base_url, has_touch=True, is_mobile=True)
    page = phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    for press in ("/", 'a.dev[href$="device=xt2"]', LIGHT, "#main form.ask button"):
        with page.expect_response(lambda answer: "/diagnose/next/" in answer.url) as coming:
            if press == "/":
                page.goto(press)
            else:
                page.locator(press).last.tap()
                expect(page.locator("#main h1")).to_be_focused()
        assert coming.value.ok
        coming.value.finished()
    assert "/diagnose/" not in asked
    phone.close()


def test_what_was_not_fetched_ahead_is_asked_for_when_it_is_pressed(page: Page) -> None:
    page.route("**/diagnose/next/**", lambda route: route.abort())
    page.goto(f"{XT2}&light=five-or-six-red-flashes")
    page.locator("#main form.ask button").last.click()
    page.wait_for_url("**=unsure")
    expect(page.locator("#main h1")).to_be_focused()


def test_for_those_who_save_data_nothing_is(whole: Browser, base_url: str) -> None:
    page = opened(whole, base_url, **{"Save-Data": "on"}).new_page()
    page.goto("/", wait_until="load")
    rest_and_press(page, LINK)
    page.wait_for_url("**/which/")
    assert page.evaluate(DELIVERED) == ""


def test_a_phone_that_saves_data_asks_for_no_answer_ahead(page: Page, asked_for: list[str]) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    page.goto(f"{XT2}&light=five-or-six-red-flashes", wait_until="networkidle")
    page.locator("#main form.ask button").last.hover()
    page.wait_for_timeout(300)
    assert [address for address in asked_for if address.startswith(("?", "next/"))] == [
        "?device=xt2&light=five-or-six-red-flashes"
    ]
