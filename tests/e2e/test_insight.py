"""A member of staff answers four questions from the desk alone: which light is looked up most,
which question is least clear, what people typed in vain, and which step disappoints. Then an editor
takes a proposal over.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.e2e.desk import sign_in
from tests.site import manage

pytestmark = pytest.mark.browser

COUNTED = """
from wizard.insight.limits import today
from wizard.models import DailyTotal
key = "internet-down/restart-router"
DailyTotal.objects.add({(today(), kind, name, "en"): number for kind, name, number in (
    ("seen", "light/mini/solid-red", 300), ("seen", "light/xt2/no-light", 120),
    ("asked", "mini/solid-red/home-wifi", 80), ("unsure", "mini/solid-red/home-wifi", 30),
    ("step", "restart-router", 90), ("fixed", key, 20), ("no-change", key, 60),
    ("sure", key, 7200), ("expected", key, 5200),
    ("nothing", "search", 40), ("vain", "no chime indoors", 33),
)})
"""


@pytest.fixture(scope="module")
def numbers(site: str, folder: Path) -> str:
    manage(folder, "shell", "-v", "0", "-c", COUNTED)
    return site


def test_the_desk_alone_answers_what_is_asked_most(page: Page, numbers: str) -> None:
    sign_in(page, numbers, "sam")
    page.get_by_role("link", name="Numbers").first.click()
    stands_out = page.get_by_role("region", name="What stands out")
    for said in (
        "Mini and Mini 2: Red, steady: looked up 300 times",
        "How is your Wi-Fi right now?: 38 % not sure or skipped it",
        "no chime indoors: searched 33 times",
        "−40 % against what was expected",
    ):
        expect(stands_out).to_contain_text(said)
    page.get_by_role("navigation", name="Numbers").get_by_role("link", name="Steps").click()
    expect(page.locator("#content tbody tr").first).to_contain_text("−40 %")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, numbers: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(page, numbers, "eve")
    for name in ("", "steps/", "pages/", "search/", "proposals/"):
        page.goto(f"{numbers}/staff/insight/{name}")
        assert not (found := violations_in(page, *BOTH_THEMES, options=WCAG)), (name, found)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_an_editor_takes_a_proposal_over_and_publishes_it(page: Page, numbers: str) -> None:
    sign_in(page, numbers, "eve")
    page.goto(f"{numbers}/staff/insight/proposals/")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", name="Which diagnoses change")).to_be_visible()
    page.get_by_role("button", name="into the draft").click()
    expect(page.get_by_text("Accepted into the draft.")).to_be_visible()
    page.get_by_role("link", name="unpublished change").click()
    expect(page.locator("#content")).to_contain_text("Our own visitors, 28 days, n = 80.")
