"""Somebody at the staff desk, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.site import PASSWORD


def sign_in(page: Page, site: str, name: str = "eve") -> None:
    page.goto(f"{site}/admin/")
    give_password(page, name)


def give_password(page: Page, name: str = "eve") -> None:
    """On the page that asks for it."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def open_row(page: Page, site: str, table: str, words: str) -> None:
    """The first row of a table that these words find."""
    page.goto(f"{site}/admin/wizard/{table}/?q={words}")
    page.locator("#result_list tbody th a").first.click()
