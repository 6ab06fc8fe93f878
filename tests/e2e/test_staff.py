"""A first day on the staff desk: take back what was published, be stopped where it would harm,
answer customers; and sign in with a second factor. What is edited and published is followed to
everybody in `test_shipped_desk.py`.
"""

from __future__ import annotations

import re
import urllib.request
from base64 import b32decode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.e2e.desk import becomes, open_row, publish, read, save, sign_in
from tests.site import manage, start

pytestmark = pytest.mark.browser

ANSWER = "/answers/camera-1/solid-red/"
LIGHT = "/diagnose/?device=camera-1&light=solid-red"


@pytest.fixture(scope="module")
def other_process(folder: Path, site: str) -> Iterator[str]:
    """The same guide, served by a process that knows of the first only through the database."""
    with start(folder) as address:
        yield address


@pytest.fixture
def agent(at_the_desk: Callable[..., Page]) -> Page:
    """Sam, who helps customers and changes nothing."""
    return at_the_desk("sam")


def nobody_reads(address: str, words: str) -> bool:
    return words not in read(address)


# Changing what people read


def test_what_was_published_is_taken_back_for_everybody(
    eve: Page, site: str, other_process: str
) -> None:
    open_row(eve, site, "cause", "stuck")
    eve.get_by_label("Name", exact=False).last.fill("It hangs")
    save(eve)
    publish(eve, site, "A worse name")
    assert becomes(lambda: "It hangs" in read(f"{other_process}{ANSWER}"))

    eve.goto(f"{site}/staff/revisions/")
    newest = eve.locator("#content-main tbody tr").first
    newest.get_by_role("link").first.click()
    eve.get_by_label("Why it is taken back").fill("The old name was better")
    eve.get_by_role("button", name=re.compile(r"Take revision \d+ back")).click()
    expect(eve.get_by_text(re.compile(r"Revision \d+ is live\."))).to_be_visible()
    for server in (site, other_process):
        assert becomes(partial(nobody_reads, f"{server}{ANSWER}", "It hangs")), server
    eve.goto(f"{site}/admin/wizard/cause/?q=stuck")
    expect(eve.locator("#result_list")).to_contain_text("Stuck")


def test_a_preview_goes_on_with_scripts(eve: Page, site: str) -> None:
    eve.goto(f"{site}{LIGHT}&preview")
    heading = eve.get_by_role("heading", level=1).inner_text()
    eve.locator("fieldset button").first.click()
    expect(eve.get_by_role("heading", level=1)).not_to_have_text(heading)
    assert "preview" in eve.url
    expect(eve.locator("#preview")).to_have_count(1)
    eve.get_by_role("link", name="Leave the preview").click()
    expect(eve).not_to_have_url(re.compile("preview"))


def test_an_edit_that_would_leave_people_without_help_is_stopped_with_an_example(
    eve: Page, site: str
) -> None:
    eve.goto(f"{site}/admin/wizard/guide/1/change/")
    eve.locator("#id_support_minutes").fill("1")
    save(eve)
    eve.goto(f"{site}/staff/publish/")
    expect(
        eve.get_by_text("Anyone who is not sure of anything ends without a step to try.").first
    ).to_be_visible()
    expect(eve.get_by_role("button", name="Publish")).to_have_count(0)
    eve.get_by_role("link", name="See it as a homeowner would").first.click()
    expect(eve.get_by_text("Draft. Not public.")).to_be_visible()

    eve.goto(f"{site}/staff/publish/")
    eve.get_by_text("Throw the ticked drafts away").click()
    eve.get_by_label("Throw 1 draft away.").check()
    eve.get_by_role("button", name="Throw them away").click()
    expect(eve.locator(".messagelist")).to_contain_text("1 draft thrown away")
    expect(eve.get_by_text("There is nothing to publish.")).to_be_visible()


def test_what_is_in_use_is_not_deleted_and_its_users_are_named(eve: Page, site: str) -> None:
    open_row(eve, site, "cause", "stuck")
    eve.get_by_role("link", name="Delete").click()
    expect(eve.get_by_text("This is in use and cannot be deleted.")).to_be_visible()
    users = eve.locator("#deleted-objects a")
    expect(users.first).to_be_visible()
    expect(eve.get_by_role("button", name=re.compile("Yes, I"))).to_have_count(0)
    name = users.first.inner_text()
    users.first.click()
    expect(eve.locator("#content")).to_contain_text(name)
    assert "Stuck" in read(f"{site}{ANSWER}")


def test_a_renamed_light_keeps_its_old_link(eve: Page, site: str) -> None:
    old, new = "/answers/camera-1/red-flashing/", "/answers/camera-1/red-blinking/"
    heading = re.findall("<h1.*?</h1>", read(f"{site}{old}"), re.DOTALL)[0]
    eve.goto(f"{site}/staff/search/?q=camera+red+flashing")
    eve.get_by_role("link", name="Red flashing", exact=True).click()
    eve.get_by_role("link", name="Edit this light").click()
    eve.locator("#id_slug").fill("red-blinking")
    save(eve)
    expect(
        eve.get_by_text("links with the old name “red-flashing” redirect to “red-blinking”")
    ).to_be_visible()
    assert heading in read(f"{site}{old}")  # nobody has published it yet
    publish(eve, site, "A better name")
    assert becomes(lambda: urllib.request.urlopen(f"{site}{old}", timeout=10).url.endswith(new))
    assert heading in read(f"{site}{old}")


# Helping customers


def test_the_answer_page_is_two_keys_and_a_few_words_away(agent: Page, site: str) -> None:
    agent.goto(f"{site}/staff/revisions/")
    agent.keyboard.press("/")
    agent.keyboard.type("camera 1 solid red")
    agent.keyboard.press("Enter")
    expect(agent).to_have_url(f"{site}{ANSWER}")
    expect(agent.locator("#staff-bar")).to_be_visible()

    agent.get_by_role("link", name="Search").click()
    expect(agent.locator("#desk-search")).to_be_focused()
    agent.keyboard.type("camera red 3 seconds")
    agent.keyboard.press("Enter")
    expect(agent.get_by_role("link", name="Red every 3 seconds", exact=True)).to_be_focused()
    agent.keyboard.press("Enter")
    expect(agent).to_have_url(f"{site}/answers/camera-1/red-every-3-seconds/")


def test_the_search_needs_no_scripts(at_the_desk: Callable[..., Page], site: str) -> None:
    page = at_the_desk("sam", java_script_enabled=False)
    page.goto(f"{site}/admin/")
    page.get_by_label("Search", exact=True).fill("camera 1 solid red")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{ANSWER}")


def test_a_note_is_left_for_the_next_agent_and_no_customer_reads_it(agent: Page, site: str) -> None:
    answer = f"{site}{ANSWER}"
    agent.goto(answer)
    agent.locator("summary", has_text="Notes").click()
    agent.get_by_role("link", name="Add a note on this light").click()
    expect(agent.get_by_label("About")).to_have_value("light camera solid-red")
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
    eve: Page, site: str
) -> None:
    eve.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    eve.goto(f"{site}{LIGHT}")
    heading = eve.get_by_role("heading", level=1).inner_text()
    eve.locator("fieldset button").first.click()
    expect(eve.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(eve.locator("#staff-bar")).to_have_count(1)
    eve.get_by_role("button", name="Copy customer link").click()
    expect(eve.get_by_role("button", name="Copied")).to_be_visible()
    link = eve.evaluate("navigator.clipboard.readText()")
    assert link == eve.url
    eve.get_by_role("button", name="Copy reply").click()
    expect(eve.get_by_role("button", name="Copied")).to_have_count(2)
    said = eve.evaluate("navigator.clipboard.readText()")
    assert said.startswith("Hello,")
    assert link in said
    assert "staff-bar" not in read(link)

    eve.goto(f"{site}/staff/search/")
    eve.get_by_label("Search", exact=True).fill(link)  # as the customer sends it back
    eve.keyboard.press("Enter")
    expect(eve).to_have_url(link)
    eve.get_by_role("link", name="Show the numbers").click()
    expect(eve.get_by_role("heading", name="What it was most likely")).to_be_visible()
    eve.get_by_text("The engine’s numbers").click()
    expect(eve.get_by_role("heading", name="What it may be")).to_be_visible()


# Typing


def test_the_likelihoods_of_a_question_are_changed_by_keyboard(eve: Page, site: str) -> None:
    eve.goto(f"{site}/staff/likelihoods/moved/")
    first, second = eve.locator(".grid select").nth(0), eve.locator(".grid select").nth(1)
    first.focus()
    eve.keyboard.press("n")
    expect(first).to_have_value("never")
    eve.keyboard.press("Tab")
    expect(second).to_be_focused()
    eve.get_by_role("button", name="Save", exact=True).focus()
    eve.keyboard.press("Enter")
    expect(eve.get_by_text("1 cell changed.")).to_be_visible()
    expect(eve.locator(".grid td.draft")).to_have_count(1)
    expect(eve.locator(".grid td.draft")).to_contain_text("Public:")


def test_people_see_what_is_typed_while_it_is_typed(eve: Page, site: str) -> None:
    eve.goto(f"{site}/admin/wizard/faq/")
    eve.locator("#result_list tbody th a").first.click()
    eve.get_by_label("Answer", exact=False).fill("It is **tired**.\n\n- <b>Wait.</b>")
    shown = eve.locator(".markdown-shown")
    expect(shown.locator("strong")).to_have_text("tired")
    expect(shown.locator("li")).to_have_text("<b>Wait.</b>")


# Signing in

WITHOUT_ONE = """
from django.contrib.auth.models import User
from wizard.staff.access.second_factor import forget
forget(User.objects.get(username="tom"))
"""


def test_a_second_factor_is_set_up_and_asked_for_and_a_backup_code_helps(
    page: Page, site: str, folder: Path
) -> None:
    manage(folder, "shell", "-v", "0", "-c", WITHOUT_ONE)  # whoever presses this once more, too
    sign_in(page, site, "tom")
    page.get_by_role("link", name="Two-factor sign-in").click()
    key = b32decode("".join(page.locator("p code").inner_text().split()))
    page.get_by_role("textbox", name="Code").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()

    sign_in(page, site, "tom")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    page.goto(f"{site}/staff/search/?q=camera+1+solid+red")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This is not the right code.")).to_be_visible()

    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site}{ANSWER}")
    page.goto(f"{site}/admin/")
    expect(page.get_by_text("You have used a backup code. 9 of them are left.")).to_be_visible()
