"""A first day on the staff desk: change a step, see it, see what it does, publish it; be stopped
where it would harm, and
undo; answer customers; and sign in with a second factor.
"""

from __future__ import annotations

import re
import time
import urllib.request
from base64 import b32decode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, violations_in
from tests.e2e.desk import open_row, sign_in
from tests.site import start

pytestmark = pytest.mark.browser

HOW_TO = "/how-to/restart-router/xt2/"
WORDS = "Restart the modem, then the router"
LIGHT = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
PATIENCE = 10.0
"""Seconds to wait for what takes one, on a machine that is busy."""


@pytest.fixture(scope="module")
def other_process(folder: Path, site: str) -> Iterator[str]:
    """The same guide, served by processes that know of the first ones only through the database."""
    with start(folder, processes=2) as address:
        yield address


@pytest.fixture
def desk(page: Page, site: str) -> Page:
    """Eve, who edits and publishes."""
    sign_in(page, site, "eve")
    return page


@pytest.fixture
def agent(page: Page, site: str) -> Page:
    """Sam, who helps customers and changes nothing."""
    sign_in(page, site, "sam")
    return page


def read(address: str) -> str:
    """As a homeowner, on a connection of its own, so that any process may answer."""
    with urllib.request.urlopen(address, timeout=10) as response:
        text: str = response.read().decode()
    return text


def everybody_reads(address: str, words: str) -> bool:
    """Whichever process answers."""
    return all(words in read(address) for _ in range(6))


def nobody_reads(address: str, words: str) -> bool:
    return words not in read(address)


def becomes(true: Callable[[], bool]) -> bool:
    """Waits for it, and says whether it came."""
    end = time.monotonic() + PATIENCE
    while not (came := true()) and time.monotonic() < end:
        time.sleep(0.1)
    return came


def save(desk: Page) -> None:
    desk.get_by_role("button", name="Save", exact=True).click()


def publish(desk: Page, site: str, note: str) -> None:
    desk.goto(f"{site}/staff/publish/")
    desk.get_by_label("What changed").fill(note)
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text(re.compile(r"Revision \d+ is live\."))).to_be_visible()


# Changing what people read


def test_an_edit_is_previewed_understood_published_and_seen_by_everybody(
    desk: Page, site: str, other_process: str
) -> None:
    assert WORDS not in read(f"{other_process}{HOW_TO}")
    open_row(desk, site, "step", "restart-router")
    desk.get_by_label("Title", exact=False).first.fill(WORDS)
    save(desk)
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

    publish(desk, site, "The order is in the title")
    for server in (site, other_process):
        assert becomes(partial(everybody_reads, f"{server}{HOW_TO}", WORDS)), server

    desk.get_by_role("link", name="Compare with revision 1").click()
    expect(desk.locator("del").first).to_be_visible()


def test_what_was_published_is_taken_back_for_everybody(
    desk: Page, site: str, other_process: str
) -> None:
    open_row(desk, site, "cause", "low-battery")
    desk.get_by_label("Name", exact=False).last.fill("Batteries that are empty")
    save(desk)
    publish(desk, site, "A worse name")
    answer = "/answers/xt2/five-or-six-red-flashes/"
    assert becomes(lambda: "Batteries that are empty" in read(f"{other_process}{answer}"))

    desk.goto(f"{site}/staff/revisions/")
    newest = desk.locator("#content-main tbody tr").first
    newest.get_by_role("link").first.click()
    desk.get_by_label("Why it is taken back").fill("The old name was better")
    desk.get_by_role("button", name=re.compile(r"Take revision \d+ back")).click()
    expect(desk.get_by_text(re.compile(r"Revision \d+ is live\."))).to_be_visible()
    for server in (site, other_process):
        assert becomes(partial(nobody_reads, f"{server}{answer}", "Batteries that are empty")), (
            server
        )
    desk.goto(f"{site}/admin/wizard/cause/?q=low-battery")
    expect(desk.locator("#result_list")).to_contain_text("Low batteries")


def test_a_preview_goes_on_with_scripts(desk: Page, site: str) -> None:
    desk.goto(f"{site}{LIGHT}&preview")
    heading = desk.get_by_role("heading", level=1).inner_text()
    desk.locator("fieldset button").first.click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(heading)
    assert "preview" in desk.url
    expect(desk.locator("#preview")).to_have_count(1)
    desk.get_by_role("link", name="Leave the preview").click()
    assert "preview" not in desk.url


def test_an_edit_that_would_leave_people_without_help_is_stopped_with_an_example(
    desk: Page, site: str
) -> None:
    desk.goto(f"{site}/admin/wizard/guide/1/change/")
    desk.locator("#id_support_minutes").fill("1")
    save(desk)
    desk.goto(f"{site}/staff/publish/")
    expect(
        desk.get_by_text("Anyone who is not sure of anything ends without a step to try.").first
    ).to_be_visible()
    expect(desk.get_by_role("button", name="Publish")).to_have_count(0)
    desk.get_by_role("link", name="See it as a homeowner would").first.click()
    expect(desk.get_by_text("Draft. Not public.")).to_be_visible()

    desk.goto(f"{site}/staff/publish/")
    desk.get_by_text("Throw the ticked drafts away").click()
    desk.get_by_label("Throw 1 draft away.").check()
    desk.get_by_role("button", name="Throw them away").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 draft thrown away")
    expect(desk.get_by_text("There is nothing to publish.")).to_be_visible()


def test_what_is_in_use_is_not_deleted_and_its_users_are_named(desk: Page, site: str) -> None:
    open_row(desk, site, "cause", "low-battery")
    desk.get_by_role("link", name="Delete").click()
    expect(desk.get_by_text("This is in use and cannot be deleted.")).to_be_visible()
    users = desk.locator("#deleted-objects a")
    expect(users.first).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile("Yes, I"))).to_have_count(0)
    name = users.first.inner_text()
    users.first.click()
    expect(desk.locator("#content")).to_contain_text(name)
    assert "Low batteries" in read(f"{site}/answers/xt2/five-or-six-red-flashes/")


def test_a_renamed_light_keeps_its_old_link(desk: Page, site: str) -> None:
    old, new = "/answers/outdoor-4/solid-blue/", "/answers/outdoor-4/steady-blue/"
    heading = re.findall("<h1.*?</h1>", read(f"{site}{old}"), re.DOTALL)[0]
    desk.goto(f"{site}/staff/search/?q=outdoor+4+solid+blue")
    desk.get_by_role("link", name="Edit this light").click()
    desk.locator("#id_slug").fill("steady-blue")
    save(desk)
    expect(
        desk.get_by_text("links with the old name “solid-blue” redirect to “steady-blue”")
    ).to_be_visible()
    assert heading in read(f"{site}{old}")  # nobody has published it yet
    publish(desk, site, "A better name")
    assert becomes(lambda: urllib.request.urlopen(f"{site}{old}", timeout=10).url.endswith(new))
    assert heading in read(f"{site}{old}")


# Helping customers


def test_the_answer_page_is_two_keys_and_a_few_words_away(agent: Page, site: str) -> None:
    agent.goto(f"{site}/staff/revisions/")
    agent.keyboard.press("/")
    agent.keyboard.type("mini red blinking")
    agent.keyboard.press("Enter")
    expect(agent).to_have_url(f"{site}/answers/mini/red-flashing/")
    expect(agent.locator("#staff-bar")).to_be_visible()

    agent.get_by_role("link", name="Search").click()
    expect(agent.locator("#desk-search")).to_be_focused()
    agent.keyboard.type("xt2 red 5")
    agent.keyboard.press("Enter")
    expect(
        agent.get_by_role("link", name="Five or six red flashes, then nothing", exact=True)
    ).to_be_focused()
    agent.keyboard.press("Enter")
    expect(agent).to_have_url(f"{site}/answers/xt2/five-or-six-red-flashes/")


def test_the_search_needs_no_scripts(new_context: Callable[..., Any], site: str) -> None:
    page: Page = new_context(java_script_enabled=False).new_page()
    sign_in(page, site, "sam")
    page.get_by_label("Search", exact=True).fill("doorbell ring blinking blue")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/answers/video-doorbell/blinking-blue/")


def test_a_note_is_left_for_the_next_agent_and_no_customer_reads_it(agent: Page, site: str) -> None:
    answer = f"{site}/answers/mini/solid-red/"
    agent.goto(answer)
    agent.locator("summary", has_text="Notes").click()
    agent.get_by_role("link", name="Add a note on this light").click()
    expect(agent.get_by_label("About")).to_have_value("light mini solid-red")
    agent.get_by_label("Text").fill("Callers say orange and mean this red")
    save(agent)
    expect(agent).to_have_url(answer)
    expect(agent.locator("#staff-bar")).to_contain_text("Callers say orange and mean this red")
    assert "orange and mean" not in read(answer)
    agent.goto(f"{site}/admin/")
    expect(agent.locator("#content-related")).to_contain_text(
        "Callers say orange and mean this red"
    )


def test_the_link_and_the_reply_are_copied_and_keep_up_with_the_answers(
    desk: Page, site: str
) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    desk.goto(f"{site}{LIGHT}")
    heading = desk.get_by_role("heading", level=1).inner_text()
    desk.locator("fieldset button").first.click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(desk.locator("#staff-bar")).to_have_count(1)
    desk.get_by_role("button", name="Copy customer link").click()
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    link = desk.evaluate("navigator.clipboard.readText()")
    assert link == desk.url
    desk.get_by_role("button", name="Copy reply").click()
    expect(desk.get_by_role("button", name="Copied")).to_have_count(2)
    said = desk.evaluate("navigator.clipboard.readText()")
    assert said.startswith("Hello,")
    assert link in said
    assert "staff-bar" not in read(link)

    desk.goto(f"{site}/staff/search/")
    desk.get_by_label("Search", exact=True).fill(link)  # as the customer sends it back
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(link)
    desk.get_by_role("link", name="Show the numbers").click()
    expect(desk.get_by_role("heading", name="What it was most likely")).to_be_visible()
    desk.get_by_text("The engine’s numbers").click()
    expect(desk.get_by_role("heading", name="What it may be")).to_be_visible()


# Typing


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


# Signing in


def test_a_second_factor_is_set_up_and_asked_for_and_a_backup_code_helps(
    page: Page, site: str
) -> None:
    sign_in(page, site, "tom")
    page.get_by_role("link", name="Two-factor sign-in").click()
    key = b32decode("".join(page.locator("p code").inner_text().split()))
    page.get_by_role("textbox", name="Code").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Set up").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()

    sign_in(page, site, "tom")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    page.goto(f"{site}/staff/search/?q=xt2")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This is not the right code.")).to_be_visible()

    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site}/answers/xt2/")
    page.goto(f"{site}/admin/")
    expect(page.get_by_text("You have used a backup code. 9 of them are left.")).to_be_visible()


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


def test_axe_finds_nothing_on_the_desk(new_context: Callable[..., Any], site: str) -> None:
    page: Page = new_context(reduced_motion="reduce").new_page()
    sign_in(page, site, "eve")
    open_row(page, site, "step", "restart-camera")  # so that there is something to publish
    page.get_by_label("Note", exact=False).first.fill("Seen")
    save(page)
    wrong = {}
    for name, address in PAGES.items():
        page.goto(f"{site}{address}")
        if report := violations_in(page, *BOTH_THEMES, options=WCAG):
            wrong[name] = report
    assert not wrong, "\n".join(f"{name}: {report}" for name, report in wrong.items())


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_on_the_desk_scrolls_sideways(desk: Page, site: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 740})
    too_wide = {}
    for name, address in PAGES.items():
        desk.goto(f"{site}{address}")
        beyond = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            too_wide[name] = beyond
    assert too_wide == {}
