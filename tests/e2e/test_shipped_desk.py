"""The desk over the shipped content: an edit from the form to everybody, and the pages that only
much content makes long and wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.e2e.desk import becomes, open_row, publish, read, save
from tests.site import Kind, start

pytestmark = pytest.mark.browser

HOW_TO = "/how-to/restart-router/xt2/"
WORDS = "Restart the modem, then the router"
LIGHT = "/diagnose/?device=xt2&light=five-or-six-red-flashes"


@pytest.fixture(scope="module")
def kind() -> Kind:
    return "staffed"


@pytest.fixture(scope="module")
def other_process(folder: Path, site: str) -> Iterator[str]:
    """The same guide, served by processes that know of the first ones only through the database."""
    with start(folder, processes=2) as address:
        yield address


def everybody_reads(address: str, words: str) -> bool:
    """Whichever process answers."""
    return all(words in read(address) for _ in range(6))


def test_an_edit_is_previewed_understood_published_and_seen_by_everybody(
    eve: Page, site: str, other_process: str
) -> None:
    assert WORDS not in read(f"{other_process}{HOW_TO}")
    open_row(eve, site, "step", "restart-router")
    eve.get_by_label("Title", exact=False).first.fill(WORDS)
    save(eve)
    eve.get_by_role("link", name="1 unpublished change").click()
    expect(eve.locator("ins").first).to_be_visible()
    expect(eve.locator("dt")).to_have_text(["title"])

    eve.get_by_role("link", name="See the draft as a homeowner would").click()
    expect(eve.get_by_text("Draft. Not public.")).to_be_visible()
    eve.get_by_role("link", name="All lights").click()
    eve.goto(f"{site}{HOW_TO}?preview")
    expect(eve.get_by_role("heading", level=1)).to_have_text(WORDS)
    assert WORDS not in read(f"{site}{HOW_TO}")
    assert WORDS not in read(f"{site}{HOW_TO}?preview")

    publish(eve, site, "The order is in the title")
    for server in (site, other_process):
        assert becomes(partial(everybody_reads, f"{server}{HOW_TO}", WORDS)), server

    eve.get_by_role("link", name="Compare with revision 1").click()
    expect(eve.locator("del").first).to_be_visible()


def test_a_step_opens_at_the_wording_that_was_read(eve: Page, site: str) -> None:
    eve.goto(f"{site}/how-to/restart-router/mini/")
    eve.get_by_role("link", name="Edit this step").click()
    families = eve.locator(".inline-related:target")
    expect(families).to_be_in_viewport()
    expect(families.get_by_label("Mini and Mini 2", exact=True)).to_be_checked()
    draft = eve.frame_locator("iframe").get_by_role("main")
    expect(draft).to_contain_text("Mini")


# For everybody's eyes and hands

PAGES = {
    "dashboard": "/admin/",
    "search": "/staff/search/?q=red&all",
    "search, nothing typed": "/staff/search/",
    "publish": "/staff/publish/",
    "change sets": "/staff/change-sets/",
    "revisions": "/staff/revisions/",
    "revision": "/staff/revisions/1/",
    "replay": f"/staff/replay/?address={LIGHT.replace('&', '%26').replace('?', '%3F')}",
    "guide": "/staff/guide/",
    "note": "/admin/wizard/note/add/",
}
BEYOND = "document.documentElement.scrollWidth - innerWidth"


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    at_the_desk: Callable[..., Page], site: str
) -> None:
    page = at_the_desk("eve", reduced_motion="reduce")
    open_row(page, site, "step", "restart-camera")  # so that there is something to publish
    page.get_by_label("Note", exact=False).first.fill("Seen")
    save(page)
    wrong = {}
    for name, address in PAGES.items():
        page.goto(f"{site}{address}")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            if (beyond := page.evaluate(BEYOND)) > 0:
                wrong[f"{name}, {width} px wide"] = f"{beyond} px too wide"
        if report := violations_in(page, *BOTH_THEMES, options=WCAG):
            wrong[name] = report
    assert not wrong, "\n".join(f"{name}: {report}" for name, report in wrong.items())
