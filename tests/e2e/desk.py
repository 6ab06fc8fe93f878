"""Somebody at the staff desk, in a browser."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.site import PASSWORD

PATIENCE = 20.0
"""Seconds to wait for what takes one, on a machine that is busy."""


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


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def publish(page: Page, site: str, note: str) -> None:
    """All that is a draft."""
    page.goto(f"{site}/staff/publish/")
    page.get_by_label("What changed").fill(note)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile(r"Revision \d+ is live\."))).to_be_visible()


def read(address: str) -> str:
    """As a homeowner, on a connection of its own, so that any process may answer."""
    with urllib.request.urlopen(address, timeout=10) as response:  # our own server
        text: str = response.read().decode()
    return text


def becomes(true: Callable[[], bool]) -> bool:
    """Waits for it, and says whether it came."""
    end = time.monotonic() + PATIENCE
    while not (came := true()) and time.monotonic() < end:
        time.sleep(0.1)
    return came
