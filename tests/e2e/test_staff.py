"""A first day on the staff desk: change a step, see it, see what it does, publish it; and be stopped where it would harm."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.site import ROOT, serve

pytestmark = pytest.mark.browser

HOW_TO = "/how-to/restart-router/xt2/"
WORDS = "Restart the modem, then the router"
EVE = (
    "from django.contrib.auth.models import Group, User; "
    "eve = User.objects.create_user('eve', password='blue-moon-77', is_staff=True); "
    "eve.groups.set(Group.objects.filter(name__in=['editor', 'publisher']))"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own, because these journeys publish."""
    folder = tmp_path_factory.mktemp("desk")
    with serve(folder) as address:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "SECRET_KEY": "only-for-these-journeys",
        }
        subprocess.run([sys.executable, "manage.py", "shell", "-c", EVE], cwd=ROOT, env=environment, check=True)
        yield address


@pytest.fixture
def desk(page: Page, site: str) -> Page:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("eve")
    page.get_by_label("Password").fill("blue-moon-77")
    page.get_by_role("button", name="Log in").click()
    return page


def read(address: str) -> str:
    """As a homeowner, on a connection of its own, so that either process may answer."""
    with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310  # our own server
        text: str = response.read().decode()
    return text


def test_an_edit_is_previewed_understood_published_and_seen_by_everybody(desk: Page, site: str) -> None:
    desk.goto(f"{site}/admin/wizard/step/?q=restart-router")
    desk.locator("#result_list tbody th a").first.click()
    desk.get_by_label("Title", exact=False).first.fill(WORDS)
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("link", name="1 unpublished change").click()
    expect(desk.locator("ins").first).to_be_visible()
    expect(desk.locator("dt")).to_have_text(["title"])

    desk.get_by_role("link", name="See the draft as a homeowner would").click()
    expect(desk.get_by_text("Draft. Not public.")).to_be_visible()
    desk.get_by_role("link", name="All lights").click()
    desk.goto(f"{site}{HOW_TO}?preview")
    expect(desk.get_by_role("heading", level=1)).to_have_text(WORDS)
    assert WORDS not in read(f"{site}{HOW_TO}")
    assert WORDS not in read(f"{site}{HOW_TO}?preview")

    desk.goto(f"{site}/staff/publish/")
    desk.get_by_label("What changed").fill("The order is in the title")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("Revision 2 is live.")).to_be_visible()
    time.sleep(1)
    assert all(WORDS in read(f"{site}{HOW_TO}") for _ in range(12))

    desk.get_by_role("link", name="Compare with revision 1").click()
    expect(desk.locator("del").first).to_be_visible()


def test_a_preview_goes_on_with_scripts(desk: Page, site: str) -> None:
    desk.goto(f"{site}/diagnose/?device=xt2&light=five-or-six-red-flashes&preview")
    heading = desk.get_by_role("heading", level=1).inner_text()
    desk.locator("form.ask button").first.click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(heading)
    assert "preview" in desk.url
    expect(desk.locator("#preview")).to_have_count(1)
    desk.get_by_role("link", name="Leave the preview").click()
    assert "preview" not in desk.url


def test_an_edit_that_would_leave_people_without_help_is_stopped_with_an_example(desk: Page, site: str) -> None:
    desk.goto(f"{site}/admin/wizard/guide/1/change/")
    desk.locator("#id_support_minutes").fill("1")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.goto(f"{site}/staff/publish/")
    expect(desk.get_by_text("Whoever is not sure of anything ends without a step to try.").first).to_be_visible()
    expect(desk.get_by_role("button", name="Publish")).to_have_count(0)
    desk.get_by_role("link", name="See it as a homeowner would").first.click()
    expect(desk.get_by_text("Draft. Not public.")).to_be_visible()


def test_the_link_and_the_reply_are_copied_and_keep_up_with_the_answers(desk: Page, site: str) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    desk.goto(f"{site}/diagnose/?device=xt2&light=five-or-six-red-flashes")
    heading = desk.get_by_role("heading", level=1).inner_text()
    desk.locator("form.ask button").first.click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(desk.locator("#staff-bar")).to_have_count(1)
    desk.get_by_role("button", name="Copy customer link").click()
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == desk.url
    desk.get_by_role("button", name="Copy reply").click()
    expect(desk.get_by_role("button", name="Copied")).to_have_count(2)
    said = desk.evaluate("navigator.clipboard.readText()")
    assert said.startswith("Hello,")
    assert desk.url in said
    assert "staff-bar" not in read(desk.url)


def test_the_likelihoods_of_a_question_are_changed_by_keyboard(desk: Page, site: str) -> None:
    desk.goto(f"{site}/staff/likelihoods/batteries/")
    first, second = desk.locator(".grid select").nth(0), desk.locator(".grid select").nth(1)
    first.focus()
    desk.keyboard.press("n")
    expect(first).to_have_value("never")
    desk.keyboard.press("Tab")
    expect(second).to_be_focused()
    desk.get_by_role("button", name="Save", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("1 cell changed.")).to_be_visible()
    expect(desk.locator(".grid td.draft")).to_have_count(1)
    expect(desk.locator(".grid td.draft")).to_contain_text("Public:")


def test_people_see_what_is_typed_while_it_is_typed(desk: Page, site: str) -> None:
    desk.goto(f"{site}/admin/wizard/faq/")
    desk.locator("#result_list tbody th a").first.click()
    desk.get_by_label("Answer", exact=False).fill("It is **tired**.\n\n- <b>Wait.</b>")
    shown = desk.locator(".markdown-shown")
    expect(shown.locator("strong")).to_have_text("tired")
    expect(shown.locator("li")).to_have_text("<b>Wait.</b>")
