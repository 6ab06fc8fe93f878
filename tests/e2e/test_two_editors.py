"""Two editors on one step, and a sign-in that ends while somebody types: nothing is overwritten,
and no typing is lost.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import give_password, save

pytestmark = pytest.mark.browser


def open_step(page: Page, site: str, slug: str) -> None:
    page.goto(f"{site}/admin/wizard/step/?q={slug}")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#id_slug")).to_have_value(slug)


@pytest.fixture
def max_(at_the_desk: Callable[..., Page]) -> Page:
    """He edits."""
    return at_the_desk("max")


def test_the_second_editor_is_told_keeps_typing_and_overwrites_nothing(
    eve: Page, max_: Page, site: str
) -> None:
    for page in (eve, max_):
        open_step(page, site, "restart")
    eve.locator("#id_title").fill("Restart the modem first")
    max_.locator("#id_title").fill("Restart everything")
    max_.locator("#id_wordings-0-text").fill("My own movements.")
    save(eve)
    expect(eve.locator(".messagelist .success")).to_be_visible()

    save(max_)
    conflict = max_.get_by_role("alert")
    expect(conflict).to_contain_text("eve")
    expect(conflict).to_contain_text("saved this while you had it open")
    expect(conflict.locator("ins").first).to_be_visible()
    expect(max_.locator("#id_title")).to_have_value("Restart everything")
    expect(max_.locator("#id_wordings-0-text")).to_have_value("My own movements.")
    expect(max_.locator("#typing-kept")).to_be_hidden()
    open_step(eve, site, "restart")
    expect(eve.locator("#id_title")).to_have_value("Restart the modem first")

    max_.locator("#id_title").fill("Restart the modem first, then the rest")
    max_.get_by_label("Save mine over it").check()
    save(max_)
    expect(max_.locator(".messagelist .success")).to_be_visible()
    eve.reload()
    expect(eve.locator("#id_title")).to_have_value("Restart the modem first, then the rest")
    eve.get_by_role("link", name="History").click()
    draft = eve.locator(".act").nth(0)
    expect(draft).to_contain_text("Saved by max")
    expect(draft).to_contain_text("Saved by eve")


def test_a_sign_in_that_ends_while_somebody_types_loses_no_typing(eve: Page, site: str) -> None:
    open_step(eve, site, "move-closer")
    before = eve.locator("#id_title").input_value()
    eve.locator("#id_title").fill("Put in two new cells")
    eve.locator("#wordings-group .add-row a").click()
    number = int(eve.locator("#id_wordings-TOTAL_FORMS").input_value()) - 1
    eve.locator(f"#id_wordings-{number}-text").fill("A movement\nand another one.")
    eve.context.clear_cookies()
    save(eve)
    give_password(eve, "eve")

    expect(eve.locator("#id_title")).to_have_value(before)
    expect(eve.locator("#typing-kept")).to_contain_text("Your unsaved text of")
    eve.get_by_role("button", name="Put it back").click()
    expect(eve.get_by_text("Your text is back.")).to_be_visible()
    expect(eve.locator("#id_title")).to_have_value("Put in two new cells")
    expect(eve.locator(f"#id_wordings-{number}-text")).to_have_value("A movement\nand another one.")
    eve.locator(f"#id_wordings-{number}-text").fill("")
    save(eve)
    expect(eve.locator(".messagelist .success")).to_be_visible()
    open_step(eve, site, "move-closer")
    expect(eve.locator("#id_title")).to_have_value("Put in two new cells")
    expect(eve.locator("#typing-kept")).to_be_hidden()


def test_a_closed_tab_loses_no_typing_and_it_can_be_thrown_away(eve: Page, site: str) -> None:
    open_step(eve, site, "move-closer")
    address = eve.url
    eve.locator("#id_note").fill("Half a thought")
    eve.goto(f"{site}/admin/")
    eve.goto(address)
    expect(eve.locator("#typing-kept")).to_be_visible()
    eve.locator("#id_note").fill("Another thought")  # new typing does not push the old out
    eve.reload()
    expect(eve.locator("#typing-kept")).to_be_visible()
    eve.get_by_role("button", name="Throw it away").click()
    expect(eve.locator("#typing-kept")).to_be_hidden()
    eve.reload()
    expect(eve.locator("#typing-kept")).to_be_hidden()


def test_what_one_person_typed_is_not_offered_to_another(eve: Page, site: str) -> None:
    open_step(eve, site, "move-closer")
    address = eve.url
    eve.locator("#id_note").fill("Eve's thought")
    eve.goto(f"{site}/admin/")
    eve.context.clear_cookies()
    eve.goto(address)
    give_password(eve, "max")
    expect(eve.locator("#id_note")).to_be_visible()
    expect(eve.locator("#typing-kept")).to_be_hidden()
