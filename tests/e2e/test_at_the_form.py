"""At the form: a new light from nothing to everybody, the draft beside it, and Save in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.e2e.desk import open_row, sign_in

pytestmark = pytest.mark.browser

MOST_CLICKS, MOST_PAGES = 9, 5
"""From the first page until a new light is live: its form, once more with findings, the list, the
page Publish, and the revision.
"""
CAUSES = ["It needs a restart", "Weak signal"]
PATIENCE = 20_000
"""Milliseconds to wait for a page in a frame, on a machine that is busy."""
LONG = 120_000
"""The same where the ways of a family are walked."""
PHONE: ViewportSize = {"width": 360, "height": 740}


class Hand:
    """Counts its clicks, and the pages that come."""

    def __init__(self, page: Page) -> None:
        self.clicks, self.pages = 0, 0
        page.on("domcontentloaded", self._came)

    def _came(self, _: Page) -> None:
        self.pages += 1

    def click(self, button: Locator) -> None:
        self.clicks += 1
        button.click(timeout=LONG)


def choose(page: Page, choices: dict[str, str]) -> None:
    for name, value in choices.items():
        page.locator(f"[name='{name}']").select_option(value)


def save(page: Page) -> Locator:
    return page.get_by_role("button", name="Save", exact=True)


def test_a_new_light_with_two_causes_goes_live_in_few_clicks(page: Page, site: str) -> None:
    sign_in(page, site)
    page.wait_for_load_state()
    hand = Hand(page)
    hand.click(page.locator("#content .model-pattern .addlink"))
    page.wait_for_load_state()  # a script puts the focus on the first field
    page.get_by_label("Family:").select_option(label="Mini and Mini 2")
    page.get_by_label("Title:").press_sequentially("Green, slowly blinking")
    expect(page.get_by_label("Slug:")).to_have_value("green-slowly-blinking")
    choose(
        page, {"status": "look", "timing": "approximate", "seen": "uncommon", "confidence": "low"}
    )

    hand.click(page.get_by_role("button", name="Add another Lamp"))
    page.locator("[name='channels-0-led']").fill("light")
    choose(page, {"channels-0-colour": "green"})
    for number, cause in enumerate(CAUSES):
        hand.click(page.get_by_role("button", name="Add another Cause of a pattern"))
        row = f"pattern_causes-{number}"
        page.locator(f"[name='{row}-cause']").select_option(label=cause)
        choose(page, {f"{row}-frequency": "common", f"{row}-confidence": "low"})

    hand.click(save(page))
    note = page.locator(".field-note")
    expect(note).to_contain_text("Its confidence is low, but its note does not say “unconfirmed”.")
    page.get_by_label("Note:", exact=True).fill("Unconfirmed: one person saw it.")
    hand.click(save(page))
    expect(page.locator(".messagelist")).to_contain_text("Green, slowly blinking")

    hand.click(page.get_by_role("link", name="unpublished change"))
    page.get_by_label("What changed").fill("A light that one person saw")
    hand.click(page.get_by_role("button", name="Publish"))
    expect(page.locator(".messagelist")).to_contain_text("is live", timeout=LONG)
    assert hand.clicks <= MOST_CLICKS
    assert hand.pages <= MOST_PAGES
    page.goto(f"{site}/answers/mini/green-slowly-blinking/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Green, slowly blinking")


def test_the_draft_stands_beside_the_form_and_follows_what_is_saved(page: Page, site: str) -> None:
    sign_in(page, site)
    open_row(page, site, "pattern", "solid-red")
    draft = page.frame_locator("iframe")
    expect(draft.get_by_text("Draft. Not public.")).to_be_visible(timeout=PATIENCE)
    expect(save(page)).to_be_in_viewport()
    page.get_by_label("Title:").fill("Red, and it stays")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(draft.get_by_role("heading", level=1)).to_contain_text(
        "Red, and it stays", timeout=PATIENCE
    )


def test_the_form_has_no_barriers_and_fits_a_phone(page: Page, site: str) -> None:
    sign_in(page, site)
    page.set_viewport_size(PHONE)
    open_row(page, site, "pattern", "solid-red")
    expect(save(page)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for ours in (".draft-frame", ".submit-row"):
        report = violations_in(page, *BOTH_THEMES, options=WCAG, within=ours)
        assert not report, report


def test_a_step_opens_at_the_wording_that_was_read(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}/how-to/restart-router/mini/")
    page.get_by_role("link", name="Edit this step").click()
    families = page.locator(".inline-related:target")
    expect(families).to_be_in_viewport()
    expect(families.get_by_label("Mini and Mini 2", exact=True)).to_be_checked()
    draft = page.frame_locator("iframe").get_by_role("main")
    expect(draft).to_contain_text("Mini", timeout=PATIENCE)


def test_signing_out_leaves_no_unsaved_text_behind(page: Page, site: str) -> None:
    sign_in(page, site)
    open_row(page, site, "cause", "stuck")
    page.get_by_label("Name:").fill("Half a thought")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_load_state()
    assert not page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('typing:'))")


def test_a_slash_leads_to_the_search_from_every_page_for_staff(page: Page, site: str) -> None:
    sign_in(page, site)
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("xt2")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("xt2")
    page.goto(f"{site}/answers/mini/solid-red/")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{site}/staff/search/")
