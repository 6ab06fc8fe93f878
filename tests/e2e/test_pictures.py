"""Pictures from the desk to a homeowner: uploaded, looked at beside the form, published, seen in
both themes and without a network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.content.test_pictures import flood, photo
from tests.e2e.axe import BOTH_THEMES, WCAG, expect_no_violation, violations_in
from tests.e2e.desk import becomes, publish, read, save

pytestmark = pytest.mark.browser

HOW_TO, ANSWER = "/how-to/restart/camera-1/", "/answers/camera-1/solid-red/"
DEVICE, WHICH = "/answers/camera-1/", "/which/"
SHOWN = """async (alt) => {
    const picture = document.querySelector(`img[alt="${alt}"]`);
    picture.scrollIntoView();
    for (let turn = 0; turn < 100 && !picture.naturalWidth; turn++) {
        await new Promise(go => setTimeout(go, 100));
    }
    return picture.naturalWidth;
}"""
MOVED = """() => new Promise(go => new PerformanceObserver((list) => {
    go(list.getEntries().reduce((sum, one) => sum + one.value, 0));
}).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => go(0), 500))"""


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def choose(page: Page, field: str, words: str) -> None:
    """In a list that is searched while one types."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").fill(words.rpartition(": ")[2])
    page.locator(".select2-results__option", has_text=words).first.click()


def add(page: Page, site: str, data: bytes, alt: str, **shows: str) -> None:
    page.goto(f"{site}/admin/wizard/picture/add/")
    page.get_by_label("Picture:").set_input_files(file("photo.jpg", data))
    page.get_by_label("What it shows, in words").press_sequentially(alt)
    for field, words in shows.items():
        choose(page, field, words)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")


def test_pictures_of_a_step_a_light_and_a_device_reach_a_homeowner(
    eve: Page, browser: Browser, new_context: Callable[..., Any], site: str
) -> None:
    plug, red, front = "The plug of the camera", "A red camera", "A camera on a shelf"
    eve.goto(f"{site}/admin/wizard/picture/add/")
    eve.get_by_label("Picture:").set_input_files(file("photo.jpg", flood()))
    eve.get_by_label("What it shows, in words").fill("What I typed")
    save(eve)
    expect(eve.locator(".field-file")).to_contain_text("more than 50 million pixels")
    expect(eve.get_by_label("What it shows, in words")).to_have_value("What I typed")

    add(eve, site, photo(1600, 1200), plug, step="Switch it off and on")
    draft = eve.frame_locator("iframe")
    expect(draft.get_by_role("img", name=plug)).to_be_visible()
    report = violations_in(eve, *BOTH_THEMES, options=WCAG, within=".draft-frame")
    assert not report, report
    add(eve, site, photo(900, 1200), red, light="Camera: Solid red", device="Camera 1")
    add(eve, site, photo(1000, 1000), front, device="Camera 1")

    visitor: Page = new_context(viewport={"width": 360, "height": 740}).new_page()
    visitor.goto(f"{site}{HOW_TO}")
    expect(visitor.locator("img.photo")).to_have_count(0)
    publish(eve, site, "Pictures of the camera")
    assert becomes(lambda: "photo" in read(f"{site}{HOW_TO}"))
    for address, alt in ((HOW_TO, plug), (ANSWER, red), (DEVICE, front), (WHICH, front)):
        visitor.goto(f"{site}{address}")
        assert visitor.evaluate(SHOWN, alt) > 0, address
        assert visitor.evaluate(MOVED) < 0.01, address
        assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        expect_no_violation(visitor, *BOTH_THEMES)
    reader = browser.new_context(service_workers="allow").new_page()
    reader.goto(f"{site}{HOW_TO}")
    reader.evaluate(KEPT)
    reader.context.set_offline(True)
    reader.goto(f"{site}{ANSWER}")
    assert reader.evaluate(SHOWN, red) > 0
    reader.context.close()


KEPT = """async () => {
    await navigator.serviceWorker.ready;
    const { pages } = await (await fetch("/offline/camera-1/")).json();
    for (let turn = 0; turn < 300; turn++) {
        const held = await Promise.all(pages.map(one => caches.match(one, { ignoreVary: true })));
        if (held.every(Boolean)) return;
        await new Promise(go => setTimeout(go, 100));
    }
    throw new Error("Not all pages and pictures are kept.");
}"""
