"""Somebody without a light: from the front page to the list of problems, to the plan and to its
end, with scripts and without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

NO_LIGHT = "No light, but something is wrong"


@pytest.fixture
def plain_page(new_context: Callable[..., Any]) -> Iterator[Page]:
    context = new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def to_the_result(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Outdoor 4")).click()
    page.get_by_role("link", name=NO_LIGHT).click()
    expect(page.get_by_role("heading", name=NO_LIGHT)).to_be_in_viewport()
    page.get_by_role("link", name=re.compile("^No alerts, and nothing is recorded")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What does the home screen of the app show?"
    )
    page.get_by_role("button", name="“Disarmed” at the bottom").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The system is not armed, most likely"
    )


def test_from_no_light_to_the_step_that_helps(page: Page) -> None:
    to_the_result(page)
    expect_no_violation(page, *BOTH_THEMES)
    page.get_by_role("button", name="That fixed it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good. It is working again.")
    expect(page.locator("#report")).to_contain_text("Problem: No alerts, and nothing is recorded.")
    expect_no_violation(page, *BOTH_THEMES)


def test_the_same_without_scripts_and_nothing_helps(plain_page: Page) -> None:
    to_the_result(plain_page)
    pressed = 0
    while (button := plain_page.get_by_role("button", name="No change").first).count():
        button.click()
        plain_page.wait_for_load_state()
        pressed += 1
        assert pressed < 20
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Contact Blink support")
    assert "symptom=no-alerts" in plain_page.url
    assert len(re.findall("tried=", plain_page.url)) == pressed >= 4


@pytest.mark.parametrize(
    "address",
    [
        "/diagnose/?device=video-doorbell",
        "/answers/video-doorbell/",
        "/answers/video-doorbell/doorbell-silent/",
        "/diagnose/?device=mini&symptom=somebody-watching",
        "/diagnose/?device=mini&symptom=somebody-watching&why-worried=blue",
        "/diagnose/?device=pan-tilt-mount",
    ],
)
def test_no_page_of_a_problem_breaks_a_rule_or_its_width(page: Page, address: str) -> None:
    page.goto(address)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect_no_violation(page, *(BOTH_THEMES if width == 360 else ()))
