"""Somebody new follows the guide of the desk, word by word: what it names is there, and all of it
takes ten minutes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import sign_in
from tests.site import ROOT, Kind

pytestmark = pytest.mark.browser

GUIDE = (ROOT / "docs" / "staff.md").read_text()
SAID = " ".join(GUIDE.split())
MOST_SECONDS = 600

WORDS_A_MINUTE = 200
"""A careful reader of something new (Brysbaert 2019, 238 for English prose, less a margin)."""
PRESS, KEY = 1.35 + 1.1 + 0.2, 0.28
"""Seconds to make up one’s mind, to point and to press; and for a key (Card, Moran and Newell 1983,
the keystroke-level model, for an average typist).
"""
LOOK = 5.0
"""Seconds for a picture."""
LONG = 120_000
"""Milliseconds for a page that computes, on a machine that is busy."""


class Reader:
    """Does only what the guide names, where the screen shows it. `seconds`: of hands and waiting;
    `headings` read so far.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.seconds = page, 0.0
        page.set_default_timeout(LONG)

    def presses(self, name: str, where: Locator | None = None, *, starts: bool = False) -> None:
        """Whatever is called so, by its role, on the whole page or in one place of it."""
        assert f"*{name}" in SAID, f"The guide names no *{name}*."
        exactly = re.compile(f"^{re.escape(name)}" if starts else f"^{re.escape(name)}$")
        scope = where or self.page
        button = scope.get_by_role("button", name=exactly)
        found = button.or_(scope.get_by_role("link", name=exactly)).or_(
            scope.locator("summary").filter(has_text=exactly)
        )
        self._does(found.first.click)
        self.seconds += PRESS

    def types(self, text: str, into: Locator | None = None) -> None:
        if into is None:
            assert f"`{text}`" in SAID, f"The guide does not say to type “{text}”."
            self.page.keyboard.type(text)
        else:
            self.seconds += PRESS
            into.press_sequentially(text)
        self.seconds += KEY * len(text)

    def searches(self, words: str) -> None:
        assert "Press `/`" in SAID
        self.page.wait_for_load_state()
        self.seconds += PRESS
        self.page.keyboard.press("/")
        expect(self.page.get_by_role("searchbox", name="Search")).to_be_focused()
        self.types(words)
        self.enters()

    def enters(self) -> None:
        self.seconds += KEY
        with self.page.expect_navigation():
            self._does(lambda: self.page.keyboard.press("Enter"))

    def picks(self, field: str, choice: str) -> None:
        """Of the last part that was added, or of the form."""
        assert f"*{field}*" in SAID, f"The guide names no field *{field}*."
        self.field(field).select_option(choice)
        self.seconds += 2 * PRESS

    def field(self, name: str) -> Locator:
        """The last one that is called so: parts are added at the end."""
        exactly = re.compile(rf"^{re.escape(name)}:?$")
        found = self.page.get_by_label(exactly).locator("visible=true")
        expect(found.first).to_be_visible(timeout=LONG)
        return found.last

    def _does(self, act: Callable[[], None]) -> None:
        began = time.monotonic()
        act()
        self.page.wait_for_load_state()
        self.seconds += time.monotonic() - began


@pytest.fixture(scope="module")
def kind() -> Kind:
    """What the guide names."""
    return "staffed"


def test_somebody_new_follows_the_guide_in_ten_minutes(
    new_context: Callable[..., Any], site: str
) -> None:
    page: Page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    new = Reader(page)
    sign_in(page, site, "eve")
    expect(page.get_by_role("heading", name="What needs you")).to_be_in_viewport()

    new.searches("xt2 red 5")
    expect(page.get_by_role("link", name="Five or six red flashes").first).to_be_focused()
    new.enters()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Five or six red flashes")
    new.presses("Copy customer link")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url

    new.presses("Notes")
    new.presses("Add a note on this light")
    new.types("Callers say orange.", page.get_by_label("Text"))
    new.presses("Save")

    new.searches("restart router mini")
    new.presses("Edit this step")
    words = page.locator(".inline-related:target").get_by_label("Text")
    expect(words).to_be_in_viewport()
    new.types("Do it today. ", words)
    new.presses("Save")

    new.presses("1 unpublished change")
    expect(page.get_by_role("heading", name="Which words change")).to_be_visible()
    new.types("It is urgent.", new.field("What changed"))
    new.presses("Publish", page.locator("#act ~ form"))
    expect(page.get_by_text("is live. Everybody sees it")).to_be_visible(timeout=LONG)

    new.types("I only tried.", new.field("Why it is taken back"))
    new.presses("Take revision", starts=True)
    expect(page.get_by_text("is live", exact=False).first).to_be_visible(timeout=LONG)

    new.presses("Home")
    new.presses("Add", page.locator("#content .model-pattern"))
    new.picks("Family", "Mini and Mini 2")
    new.types("Green, slowly blinking", new.field("Title"))
    new.picks("Status", "look")
    new.picks("Timing", "approximate")
    new.picks("Seen", "uncommon")
    new.picks("Confidence", "low")
    new.types("Unconfirmed: one caller saw it.", new.field("Note"))
    new.presses("Add another Lamp")
    new.types("light", new.field("Lamp"))
    new.picks("Colour", "green")
    for cause in ("It needs a restart", "Weak signal"):
        new.presses("Add another Cause of a pattern")
        new.picks("Cause", cause)
        new.picks("Frequency", "common")
        new.picks("Confidence", "low")
    new.presses("Save")
    expect(page.locator(".messagelist .success")).to_contain_text("Green, slowly blinking")

    new.presses("1 unpublished change")
    new.presses("Throw the ticked drafts away")
    page.get_by_label("Throw 1 draft away").check()
    new.seconds += PRESS
    new.presses("Throw them away")
    expect(page.get_by_text("There is nothing to publish.")).to_be_visible(timeout=LONG)

    words_only, pictures = re.subn(r"!\[.*?\]\(.*?\)", "", GUIDE)
    reading = len(words_only.split()) / WORDS_A_MINUTE * 60 + pictures * LOOK
    assert reading + new.seconds <= MOST_SECONDS, f"reading {reading}, doing {new.seconds}"
