"""The day of a team at the desk: one half done, one urgent, one for Friday, and one mistake."""

from __future__ import annotations

import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import becomes, open_row
from tests.site import manage, start

pytestmark = pytest.mark.browser

RESTART, CLOSER = "/how-to/restart/camera-1/", "/how-to/move-closer/camera-1/"
CHANGE_SET = re.compile(r"/staff/change-sets/\d+/$")


def read(address: str) -> tuple[int, str]:
    """Status and text, as a homeowner gets them."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def retitle(page: Page, site: str, slug: str, words: str) -> None:
    open_row(page, site, "step", slug)
    page.locator("#id_title").fill(words)
    save(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def half_a_light(page: Page, site: str) -> None:
    """A light that nobody may publish: it has no cause yet."""
    page.goto(f"{site}/admin/")
    page.locator("#content .model-pattern .addlink").click()
    page.wait_for_load_state()  # a script puts the focus on the first field
    page.get_by_label("Family:").select_option(label="Camera")
    page.get_by_label("Title:").press_sequentially("Half done")
    for name, word in (("status", "look"), ("timing", "approximate"), ("seen", "rare")):
        page.locator(f"[name='{name}']").select_option(word)
    page.locator("[name='confidence']").select_option("low")
    save(page)
    expect(page.locator(".checks")).to_contain_text("It has no cause")


def pick(page: Page, site: str, *titles: str) -> None:
    """Of all that is a draft, only these are ticked and looked at."""
    page.goto(f"{site}/staff/publish/?pick=1")
    for title in titles:
        page.locator(".picks li", has_text=title).get_by_role("checkbox").check()
    page.get_by_role("button", name="Look at what is ticked").click()
    page.wait_for_url("**/staff/publish/?pick=1&o=*")


def publish(page: Page, note: str, at: str = "") -> None:
    page.get_by_label("What changed").fill(note)
    page.get_by_label("Goes live").fill(at)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_word_goes_live_while_a_light_is_half_done_and_its_revision_is_taken_back(
    at_the_desk: Callable[..., Page], eve: Page, site: str
) -> None:
    max_, pia = at_the_desk("max"), at_the_desk("pia")
    half_a_light(max_, site)
    retitle(eve, site, "restart", "Start both boxes again")

    pia.goto(f"{site}/staff/publish/")
    expect(pia.get_by_text("What has to be fixed first")).to_be_visible()
    expect(pia.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    pick(pia, site, "Start both boxes again")
    publish(pia, "A word put right")
    assert becomes(lambda: "Start both boxes again" in read(f"{site}{RESTART}")[1])
    expect(pia.locator("#user-tools")).to_contain_text("1 unpublished change")
    pia.goto(f"{site}/staff/publish/")
    expect(pia.locator(".picks li")).to_contain_text("Half done")

    pia.goto(f"{site}/staff/revisions/2/")
    pia.get_by_label("Why it is taken back").fill("It was right before")
    pia.get_by_role("button", name="Take revision 2 back").click()
    expect(pia.get_by_text("Revision 3 is live.")).to_be_visible()
    assert becomes(lambda: "Start both boxes again" not in read(f"{site}{RESTART}")[1])
    expect(pia.locator("#user-tools")).to_contain_text("1 unpublished change")

    max_.goto(f"{site}/staff/publish/?of=mine")
    expect(max_.get_by_text("By max")).to_be_visible()
    max_.get_by_text("Throw the ticked drafts away").click()
    max_.get_by_label("Throw 1 draft away.").check()
    max_.get_by_role("button", name="Throw them away").click()
    expect(max_.get_by_text("There is nothing to publish.")).to_be_visible()
    expect(max_.locator("#user-tools")).not_to_contain_text("unpublished")


def test_what_waits_for_its_time_lets_an_urgent_fix_pass(
    eve: Page, site: str, folder: Path
) -> None:
    retitle(eve, site, "move-closer", "Nearer, on Friday")
    eve.goto(f"{site}/staff/publish/")
    publish(eve, "For Friday", at="2099-01-01 09:00")
    expect(
        eve.get_by_text(re.compile(r"Change set \d+ goes live on 01 January 2099"))
    ).to_be_visible()
    address = eve.url

    retitle(eve, site, "restart", "Urgent: pull the plug")
    pick(eve, site, "Urgent: pull the plug")
    publish(eve, "Urgent")
    assert becomes(lambda: "Urgent: pull the plug" in read(f"{site}{RESTART}")[1])
    assert "on Friday" not in read(f"{site}{CLOSER}")[1]

    with closing(sqlite3.connect(folder / "site.sqlite3")) as database, database:
        database.execute("UPDATE wizard_changeset SET at = datetime() WHERE state = 'scheduled'")
    assert becomes(lambda: "Nearer, on Friday" in read(f"{site}{CLOSER}")[1])
    assert "Urgent: pull the plug" in read(f"{site}{RESTART}")[1]
    eve.goto(address)
    expect(eve.get_by_text("Live with Revision")).to_be_visible()


def test_an_editor_hands_over_a_publisher_gives_back_and_then_publishes(
    at_the_desk: Callable[..., Page], site: str
) -> None:
    max_, pia = at_the_desk("max"), at_the_desk("pia")
    retitle(max_, site, "move-closer", "Nearer to the module")
    max_.goto(f"{site}/staff/publish/?of=mine")
    max_.get_by_label("What changes, and why").fill("Said shorter")
    max_.get_by_label("Who is to look at it").select_option("pia")
    max_.get_by_role("button", name="Mark as ready").click()
    expect(max_).to_have_url(CHANGE_SET)

    pia.goto(f"{site}/admin/")
    pia.locator(".tasks").get_by_role("link", name="Look and decide").click()
    pia.get_by_label("What is missing").fill("Which module?")
    pia.get_by_role("button", name="Give it back").click()
    expect(pia.locator(".messagelist .success")).to_be_visible()

    max_.goto(f"{site}/admin/")
    expect(max_.locator(".tasks")).to_contain_text("was given back to you")
    retitle(max_, site, "move-closer", "Nearer to the Sync Module")
    max_.goto(f"{site}/admin/")
    max_.get_by_role("link", name="See what is missing").click()
    max_.get_by_role("button", name="Take the drafts as they are now").click()
    expect(max_.locator(".messagelist .success")).to_be_visible()
    expect(max_).to_have_url(CHANGE_SET)

    pia.goto(max_.url)
    pia.get_by_role("button", name="Publish", exact=True).click()
    expect(pia.get_by_text(re.compile(r"is live as Revision \d+"))).to_be_visible()


NEW_STEP = """
from wizard.models import Cause, Family, Step
step = Step.objects.create(
    slug="count-to-ten", title="Count to ten", minutes=1, confidence="low", note="Unconfirmed: so.",
)
wording = step.wordings.create(
    slug="all", where="At the camera.", text="Count to ten.", worked="The light is off."
)
wording.families.set(Family.objects.filter(slug="camera"))
step.effects.create(cause=Cause.objects.get(slug="stuck"), word="rarely")
"""


def test_a_link_to_what_was_taken_back_says_so_and_leads_on(
    eve: Page, site: str, folder: Path, page: Page
) -> None:
    manage(folder, "shell", "-v", "0", "-c", NEW_STEP)
    pick(eve, site, "Count to ten")
    if eve.get_by_label("Why in spite of the new warnings").count():
        eve.get_by_label("Why in spite of the new warnings").fill("It is only a try.")
    publish(eve, "A new step")
    address = f"{site}/how-to/count-to-ten/camera-1/"
    assert becomes(lambda: read(address)[0] == 200)
    number = int(re.findall(r"revisions/(\d+)", eve.url)[0])
    eve.get_by_label("Why it is taken back").fill("It helps nobody")
    eve.get_by_role("button", name=f"Take revision {number} back").click()
    expect(eve.get_by_text(f"Revision {number + 1} is live.")).to_be_visible()
    assert becomes(lambda: read(address)[0] == 410)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("“Count to ten” was taken out of the guide.")
    page.locator("main").get_by_role("link", name=re.compile("lights")).first.click()
    expect(page).to_have_url(f"{site}/answers/camera-1/")


def test_a_second_person_declines_and_nothing_has_moved(
    at_the_desk: Callable[..., Page], folder: Path
) -> None:
    with start(folder, PUBLISH_NEEDS_TWO="on") as site:
        eve, pia = at_the_desk("eve"), at_the_desk("pia")
        before = read(f"{site}{RESTART}")
        pia.goto(f"{site}/staff/revisions/")
        revisions = pia.locator("#content-main tbody tr").count()
        retitle(eve, site, "restart", "Start both boxes again")
        eve.goto(f"{site}/staff/publish/")
        eve.get_by_label("What changed").fill("A word put right")
        eve.get_by_role("button", name="Ask for it to be published").click()
        expect(eve.get_by_text("so somebody else has to publish it")).to_be_visible()
        pia.goto(eve.url)
        pia.get_by_role("button", name="Cancel it").click()
        expect(pia.locator(".messagelist")).to_contain_text("as they were")
        assert read(f"{site}{RESTART}") == before
        expect(pia.locator("#user-tools")).to_contain_text("1 unpublished change")
        pia.goto(f"{site}/staff/revisions/")
        expect(pia.locator("#content-main tbody tr")).to_have_count(revisions)
