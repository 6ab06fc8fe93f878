"""The map of a light in a browser: for eyes, for a keyboard, and for those who have it read to
them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation
from tests.site import Kind

pytestmark = pytest.mark.browser

MAP = "/staff/map/mini/?light=solid-red"
FOLLOWED = f"{MAP}&path=device%3Dmini%26light%3Dsolid-red%26home-wifi%3Ddown"


@pytest.fixture(scope="module")
def kind() -> Kind:
    """With a map that is wider than a page."""
    return "staffed"


@pytest.fixture
def desk(at_the_desk: Callable[..., Page]) -> Page:
    return at_the_desk("eve", viewport={"width": 360, "height": 800})


def test_axe_finds_nothing_and_only_the_drawing_scrolls_sideways(desk: Page, site: str) -> None:
    for address in (MAP, FOLLOWED):
        desk.goto(site + address)
        for width in (360, 1280):
            desk.set_viewport_size({"width": width, "height": 800})
            expect_no_violation(desk, *(BOTH_THEMES if width == 360 else ()))
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_drawing_is_moved_by_the_keyboard(desk: Page, site: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(site + MAP)
    scroller = desk.get_by_role("region", name="The map, wider than the page")
    scroller.focus()
    expect(scroller).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(scroller).not_to_have_js_property("scrollLeft", 0)


def test_every_box_stands_in_words_with_a_link_a_keyboard_reaches(desk: Page, site: str) -> None:
    desk.goto(site + MAP)
    drawn = desk.locator("svg.map g.question, svg.map g.end").count()
    links = desk.locator(".light-map #words ~ p a, .light-map .outline p a")
    expect(links).to_have_count(drawn)
    links.first.focus()
    expect(links.first).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/diagnose/?device=*")


def test_a_customers_way_is_marked_in_the_drawing_and_in_words(desk: Page, site: str) -> None:
    desk.goto(site + FOLLOWED)
    expect(desk.get_by_text("Amber: the address.")).to_be_visible()
    expect(desk.locator("svg.map g.answer.on-path")).to_have_count(1)
    expect(desk.locator(".outline > li.on-path").first).to_contain_text("in the address")
