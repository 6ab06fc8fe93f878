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
from tests.e2e.desk import sign_in

pytestmark = pytest.mark.browser

LONG = 60_000
"""Milliseconds, where the draft is drawn or diagnoses are compared on a machine that is busy."""
HOW_TO, ANSWER = "/how-to/restart-router/mini-2/", "/answers/mini-2/solid-red/"
DEVICE, WHICH = "/answers/mini-2/", "/which/"
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
    expect(page.locator(".messagelist")).to_contain_text("was added successfully", timeout=LONG)


def publish(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/publish/")
    page.get_by_label("What changed").fill("Pictures of the Mini 2")
    page.get_by_role("button", name="Publish").click(timeout=LONG)
    expect(page.locator(".messagelist")).to_contain_text("live", timeout=LONG)


def test_pictures_of_a_step_a_light_and_a_device_reach_a_homeowner(
    page: Page, browser: Browser, new_context: Callable[..., Any], site: str
) -> None:
    sign_in(page, site)
    router, red, front = "The power plug of a router", "A red Mini 2", "A Mini 2 on a shelf"
    page.goto(f"{site}/admin/wizard/picture/add/")
    page.get_by_label("Picture:").set_input_files(file("photo.jpg", flood()))
    page.get_by_label("What it shows, in words").fill("What I typed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-file")).to_contain_text("more than 50 million pixels")
    expect(page.get_by_label("What it shows, in words")).to_have_value("What I typed")

    add(page, site, photo(1600, 1200), router, step="Restart your modem and router")
    draft = page.frame_locator("iframe")
    expect(draft.get_by_role("img", name=router)).to_be_visible(timeout=LONG)
    report = violations_in(page, *BOTH_THEMES, options=WCAG, within=".draft-frame")
    assert not report, report
    add(page, site, photo(900, 1200), red, light="Mini and Mini 2: Red, steady", device="Mini 2")
    add(page, site, photo(1000, 1000), front, device="Mini 2")

    visitor: Page = new_context(viewport={"width": 360, "height": 740}).new_page()
    visitor.goto(f"{site}{HOW_TO}")
    expect(visitor.locator("img.photo")).to_have_count(0)
    publish(page, site)
    for _ in range(60):  # until the process has looked for the new revision
        visitor.goto(f"{site}{HOW_TO}")
        if visitor.locator("img.photo").count():
            break
        visitor.wait_for_timeout(500)
    for address, alt in ((HOW_TO, router), (ANSWER, red), (DEVICE, front), (WHICH, front)):
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
    const { pages } = await (await fetch("/offline/mini-2/")).json();
    for (let turn = 0; turn < 300; turn++) {
        const held = await Promise.all(pages.map(one => caches.match(one, { ignoreVary: true })));
        if (held.every(Boolean)) return;
        await new Promise(go => setTimeout(go, 100));
    }
    throw new Error("Not all pages and pictures are kept.");
}"""
