"""At the form: a new light from nothing to everybody, the draft beside it, and Save in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.e2e.desk import becomes, open_row, sign_in

pytestmark = pytest.mark.browser

MOST_CLICKS, MOST_PAGES = 9, 5
"""From the first page until a new light is live: its form, once more with findings, the list, the
page Publish, and the revision.
"""
CAUSES = ["Stuck", "Too far away"]
PHONE: ViewportSize = {"width": 360, "height": 740}
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('typing:'))"
"""Names of what a browser keeps of a form that was not saved."""


class Hand:
    """Counts its clicks, and the pages that come."""

    def __init__(self, page: Page) -> None:
        self.clicks, self.pages = 0, 0
        page.on("domcontentloaded", self._came)

    def _came(self, _: Page) -> None:
        self.pages += 1

    def click(self, button: Locator) -> None:
        self.clicks += 1
        button.click()


def choose(page: Page, choices: dict[str, str]) -> None:
    for name, value in choices.items():
        page.locator(f"[name='{name}']").select_option(value)


def save(page: Page) -> Locator:
    return page.get_by_role("button", name="Save", exact=True)


def test_a_new_light_with_two_causes_goes_live_in_few_clicks(eve: Page, site: str) -> None:
    eve.goto(f"{site}/admin/")
    hand = Hand(eve)
    hand.click(eve.locator("#content .model-pattern .addlink"))
    eve.wait_for_load_state()  # a script puts the focus on the first field
    eve.get_by_label("Family:").select_option(label="Camera")
    eve.get_by_label("Title:").press_sequentially("Green, slowly blinking")
    expect(eve.get_by_label("Slug:")).to_have_value("green-slowly-blinking")
    choose(
        eve, {"status": "look", "timing": "approximate", "seen": "uncommon", "confidence": "low"}
    )

    hand.click(eve.get_by_role("button", name="Add another Lamp"))
    eve.locator("[name='channels-0-led']").fill("light")
    choose(eve, {"channels-0-colour": "green"})
    for number, cause in enumerate(CAUSES):
        hand.click(eve.get_by_role("button", name="Add another Cause of a pattern"))
        row = f"pattern_causes-{number}"
        eve.locator(f"[name='{row}-cause']").select_option(label=cause)
        choose(eve, {f"{row}-frequency": "common", f"{row}-confidence": "low"})

    hand.click(save(eve))
    note = eve.locator(".field-note")
    expect(note).to_contain_text("Its confidence is low, but its note does not say “unconfirmed”.")
    eve.get_by_label("Note:", exact=True).fill("Unconfirmed: one person saw it.")
    hand.click(save(eve))
    expect(eve.locator(".messagelist")).to_contain_text("Green, slowly blinking")

    hand.click(eve.get_by_role("link", name="unpublished change"))
    eve.get_by_label("What changed").fill("A light that one person saw")
    hand.click(eve.get_by_role("button", name="Publish"))
    expect(eve.locator(".messagelist")).to_contain_text("is live")
    assert hand.clicks <= MOST_CLICKS
    assert hand.pages <= MOST_PAGES
    eve.goto(f"{site}/answers/camera-1/green-slowly-blinking/")
    expect(eve.get_by_role("heading", level=1)).to_contain_text("Green, slowly blinking")


def test_the_draft_stands_beside_the_form_and_follows_what_is_saved(eve: Page, site: str) -> None:
    open_row(eve, site, "pattern", "solid-red")
    draft = eve.frame_locator("iframe")
    expect(draft.get_by_text("Draft. Not public.")).to_be_visible()
    expect(save(eve)).to_be_in_viewport()
    eve.get_by_label("Title:").fill("Red, and it stays")
    eve.get_by_role("button", name="Save and continue editing").click()
    expect(draft.get_by_role("heading", level=1)).to_contain_text("Red, and it stays")


def test_the_form_has_no_barriers_and_fits_a_phone(eve: Page, site: str) -> None:
    eve.set_viewport_size(PHONE)
    open_row(eve, site, "pattern", "solid-red")
    expect(save(eve)).to_be_in_viewport()
    assert eve.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for ours in (".draft-frame", ".submit-row"):
        report = violations_in(eve, *BOTH_THEMES, options=WCAG, within=ours)
        assert not report, report


def test_signing_out_leaves_no_unsaved_text_behind(page: Page, site: str) -> None:
    sign_in(page, site)
    open_row(page, site, "cause", "stuck")
    page.get_by_label("Name:").fill("Half a thought")
    assert becomes(lambda: page.evaluate(KEPT) != [])
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()
    assert becomes(lambda: page.evaluate(KEPT) == [])


def test_a_slash_leads_to_the_search_from_every_page_for_staff(eve: Page, site: str) -> None:
    eve.goto(f"{site}/admin/")
    eve.keyboard.press("/")
    eve.keyboard.type("camera")
    expect(eve.get_by_role("searchbox", name="Search")).to_have_value("camera")
    eve.goto(f"{site}/answers/camera-1/solid-red/")
    eve.keyboard.press("/")
    expect(eve).to_have_url(f"{site}/staff/search/")
