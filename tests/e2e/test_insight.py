"""A member of staff answers four questions from the desk alone: which light is looked up most,
which question is least clear, what people typed in vain, and which step disappoints. Then an editor
takes a proposal over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.site import manage

pytestmark = pytest.mark.browser

COUNTED = """
from wizard.insight.limits import today
from wizard.models import DailyTotal
key = "stuck/restart"
DailyTotal.objects.add({(today(), kind, name, "en"): number for kind, name, number in (
    ("seen", "light/camera-1/solid-red", 300), ("seen", "light/camera-1/red-flashing", 120),
    ("asked", "camera/solid-red/moved", 80), ("unsure", "camera/solid-red/moved", 30),
    ("step", "restart", 90), ("fixed", key, 20), ("no-change", key, 60),
    ("sure", key, 7200), ("expected", key, 5200),
    ("nothing", "search", 40), ("vain", "no chime indoors", 33),
)})
"""


@pytest.fixture(scope="module")
def numbers(site: str, folder: Path) -> str:
    manage(folder, "shell", "-v", "0", "-c", COUNTED)
    return site


def test_the_desk_alone_answers_what_is_asked_most(
    at_the_desk: Callable[..., Page], numbers: str
) -> None:
    page = at_the_desk("sam")
    page.goto(f"{numbers}/admin/")
    page.get_by_role("link", name="Numbers").first.click()
    stands_out = page.get_by_role("region", name="What stands out")
    for said in (
        "Camera: Solid red: looked up 300 times",
        "Was it moved?: 38 % not sure or skipped it",
        "no chime indoors: searched 33 times",
        "−40 % against what was expected",
    ):
        expect(stands_out).to_contain_text(said)
    page.get_by_role("navigation", name="Numbers").get_by_role("link", name="Steps").click()
    expect(page.locator("#content tbody tr").first).to_contain_text("−40 %")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(eve: Page, numbers: str) -> None:
    for name in ("", "steps/", "pages/", "search/", "proposals/"):
        eve.goto(f"{numbers}/staff/insight/{name}")
        for width in (360, 1280):
            eve.set_viewport_size({"width": width, "height": 740})
            themes = BOTH_THEMES if width == 360 else ()
            assert not (found := violations_in(eve, *themes, options=WCAG)), (name, found)
            assert eve.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_an_editor_takes_a_proposal_over_and_publishes_it(eve: Page, numbers: str) -> None:
    eve.goto(f"{numbers}/staff/insight/proposals/")
    eve.get_by_role("link", name="Look at it").click()
    expect(eve.get_by_role("heading", name="Which diagnoses change")).to_be_visible()
    eve.get_by_role("button", name="into the draft").click()
    expect(eve.get_by_text("Accepted into the draft.")).to_be_visible()
    eve.get_by_role("link", name="unpublished change").click()
    expect(eve.locator("#content")).to_contain_text("Our own visitors, 28 days, n = 80.")
