"""No page is longer than a person on a ladder scrolls: the longest real page of each kind, in
screens of a small phone.
"""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.kinds import PAGES

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}

SCREENS = {
    "home": 3.0,
    "which one": 3.5,
    "lights": 3.5,
    "index": 3.5,
    "result": 3.5,
    "answer": 5.0,
    "how-to": 2.5,
    "support": 3.0,
}
"""Kind of page -> at most so many screens."""

DEVICES = ("xt2", "outdoor-4", "indoor-1st-gen", "mini", "video-doorbell", "sync-module-2")
FOLDED = re.compile(r"<details.*?</details>", re.DOTALL)

DEVICE_TILES = "a.dev, .others a"


def text_of(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        return str(response.read().decode())


def screens(page: Page, address: str) -> float:
    page.goto(address)
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return round(height / PHONE["height"], 2)


def pages_of(base_url: str, kind: str) -> list[str]:
    """All permanent pages of a kind, from the site map."""
    addresses = re.findall(r"<loc>([^<]+)</loc>", text_of(f"{base_url}/sitemap.xml"))
    paths = [urlsplit(address).path for address in addresses]
    return [path for path in paths if path.startswith(f"/{kind}/")]


def longest(base_url: str, paths: list[str], number: int) -> list[str]:
    """Those with most words before anything is unfolded."""
    words = {}
    for path in paths:
        main = FOLDED.sub(" ", text_of(base_url + path).split("<main", 1)[1])
        words[path] = len(re.sub(r"<[^>]+>", " ", main).split())
    return sorted(paths, key=lambda path: -words[path])[:number]


def unfolded(page: Page, selector: str) -> list[float]:
    """The length of this page in screens with each of these unfolded alone."""
    lengths: list[float] = page.locator(selector).evaluate_all(
        """(folds, height) => folds.map(fold => {
            fold.open = true;
            const length = document.documentElement.scrollHeight / height;
            fold.open = false;
            return length;
        })""",
        PHONE["height"],
    )
    return lengths


def too_long(page: Page, kind: str, addresses: list[str]) -> dict[str, float]:
    page.set_viewport_size(PHONE)
    found = {address: screens(page, address) for address in addresses}
    return {address: length for address, length in found.items() if length > SCREENS[kind]}


def test_home_has_three_screens(page: Page) -> None:
    assert too_long(page, "home", ["/"]) == {}


def test_what_one_has_is_found_within_its_budget_whatever_shape_is_unfolded(page: Page) -> None:
    assert too_long(page, "which one", ["/which/"]) == {}
    lengths = unfolded(page, "details.shelf")
    assert len(lengths) == 4
    assert max(lengths) <= SCREENS["which one"]


def test_no_list_of_lights_is_longer_than_its_budget(page: Page) -> None:
    page.goto("/")
    tiles = page.locator(DEVICE_TILES).evaluate_all("all => all.map(a => a.pathname + a.search)")
    assert len(tiles) >= 10
    assert too_long(page, "lights", tiles) == {}


def test_no_how_to_is_longer_than_its_budget(page: Page, base_url: str) -> None:
    how_tos = longest(base_url, pages_of(base_url, "how-to"), 8)
    assert too_long(page, "how-to", how_tos) == {}


def test_no_answer_and_no_result_is_longer_than_its_budget(page: Page, base_url: str) -> None:
    """One device of each family: the others have the same words."""
    answers = [
        path
        for path in pages_of(base_url, "answers")
        if re.fullmatch(rf"/answers/({'|'.join(DEVICES)})/[^/]+/", path)
    ]
    assert len(answers) > 100
    results = [
        f"/diagnose/?device={device}&light={light}&skipped=questions"
        for device, light in (path.split("/")[2:4] for path in answers)
    ]
    assert too_long(page, "answer", longest(base_url, answers, 5)) == {}
    assert too_long(page, "result", longest(base_url, results, 5)) == {}


def test_no_page_of_support_and_no_index_is_longer_than_its_budget(page: Page) -> None:
    assert too_long(page, "support", [PAGES["support"]]) == {}
    assert too_long(page, "index", ["/answers/", *(f"/answers/{name}/" for name in DEVICES)]) == {}


@pytest.mark.parametrize("shown_on", ["xt2", "mini", "sync-module-2", "any-battery-camera"])
def test_a_light_is_to_be_seen_on_the_first_screen(page: Page, shown_on: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"/diagnose/?device={shown_on}")
    expect(page.locator(".tile svg.face").first).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Not sure", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_play_and_stop_cover_nothing_wherever_one_is(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/diagnose/?device=xt2")
    for top in range(0, 2400, 300):
        page.evaluate("top => scrollTo(0, top)", top)
        covered = page.evaluate(
            """() => [...document.querySelectorAll(".keys button")].flatMap(key => {
                const k = key.getBoundingClientRect();
                return [...document.querySelectorAll(".tile, .alike p, .grp h2, .chips a")]
                    .map(other => [other, other.getBoundingClientRect()])
                    .filter(([, o]) => o.left < k.right && o.right > k.left
                        && o.top < k.bottom && o.bottom > k.top)
                    .map(([other]) => other.textContent.trim());
            })"""
        )
        assert covered == [], top


def test_no_row_of_lights_is_half_empty_on_a_wide_screen(page: Page) -> None:
    """The last card of every row ends where the list ends."""
    page.set_viewport_size({"width": 1280, "height": 900})
    for device in ("xt2", "mini", "outdoor-4", "video-doorbell", "sync-module-2"):
        page.goto(f"/diagnose/?device={device}")
        ends = page.evaluate(
            """() => {
                const rows = new Map();
                for (const tile of document.querySelectorAll(".groups .tile")) {
                    const { top, right } = tile.getBoundingClientRect();
                    rows.set(Math.round(top), Math.max(right, rows.get(Math.round(top)) || 0));
                }
                return [...rows.values()].map(Math.round);
            }"""
        )
        assert max(ends) - min(ends) <= 2, (device, ends)


def test_the_front_page_has_no_hole_on_a_wide_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/")
    rows = page.locator(".devs li").evaluate_all(
        "all => Object.values(Object.groupBy(all, li => li.offsetTop)).map(row => row.length)"
    )
    assert len(set(rows)) == 1, rows


def test_a_colour_filters_the_lights_and_the_address_says_so(page: Page) -> None:
    page.goto("/diagnose/?device=xt2")
    page.locator(".chips a", has_text="Blue").first.click()
    page.wait_for_url("**/diagnose/?device=xt2&colour=blue")
    expect(page.locator(".grp > h2")).to_have_text(["Blue", "None of these"])
    expect(page.locator("#main h1")).to_be_focused()
    page.locator(".chips a", has_text="All").click()
    page.wait_for_url("**/diagnose/?device=xt2")
    expect(page.locator(".grp").nth(3)).to_be_attached()
