"""Real controls, pressed to the end of the road: the same way with scripts and without, and no
step comes twice.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

STRAIGHT, WANDERING = 0, 1
"""The seeds of two ways: with "No change" alone, and whatever chance presses."""

LIGHTS = [
    ("sync-module-2", "solid-red"),
    ("sync-module-1", "solid-blue-blinking-green"),
    ("sync-module-core", "any-light"),
    ("xt2", "five-or-six-red-flashes"),
    ("xt2", "red-every-3-seconds"),
    ("outdoor-4", "red-flashing"),
    ("indoor-1st-gen", "solid-red"),
    ("mini", "solid-red"),
    ("mini-2", "red-flashing"),
    ("mini-2k-plus", "any-light"),
    ("video-doorbell", "red-flashing"),
    ("video-doorbell", "solid-red"),
    ("wired-doorbell-2k-plus", "any-light"),
    ("wired-floodlight", "any-light"),
]
"""A light of every family, more where plans are long."""

STRAIGHT_ON = {
    ("sync-module-2", "solid-red"),
    ("xt2", "five-or-six-red-flashes"),
    ("mini", "solid-red"),
    ("video-doorbell", "red-flashing"),
    ("wired-floodlight", "any-light"),
}
"""Whose plan is pressed from its beginning to its end too. That the plan of every light ends with
support, and each family's by its buttons, `tests/guide/test_walk.py` knows without a browser.
"""

JOURNEYS = int(os.environ.get("JOURNEYS", "2"))
"""Seeds of ways from each light. More: `JOURNEYS=15`."""

LONGEST = 60
"""More presses than any road has; a road with more goes round in a circle."""


@pytest.fixture
def plain_page(new_context: Callable[..., Any]) -> Iterator[Page]:
    context = new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


class Walker:
    """One person, in two browsers: whatever is pressed in the one is pressed in the other."""

    def __init__(self, scripted: Page, plain: Page, seed: int) -> None:
        self.pages = (scripted, plain)
        self.random = random.Random(seed)
        self.steps: list[str] = []

    def open(self, address: str) -> None:
        for page in self.pages:
            page.goto(address)
        self.compare("the start")

    def compare(self, pressed: str) -> None:
        scripted, plain = self.pages
        assert scripted.url == plain.url, f"“{pressed}” leads to two addresses"
        expect(scripted.get_by_role("heading", level=1)).to_have_text(heading(plain))

    def press(self, find: Callable[[Page], Locator]) -> None:
        words = " ".join(find(self.pages[1]).inner_text().split())
        before = self.pages[1].url
        for page in self.pages:
            find(page).click()
        for page in self.pages:  # which open it side by side
            page.wait_for_url(lambda url: url != before, wait_until="domcontentloaded")
        self.compare(words)

    def named(self, outcome: int) -> str:
        """What the outcome judges: the plan's step, a sign, or a step before support."""
        return str(
            control(OUTCOMES, outcome)(self.pages[1]).evaluate(
                "button => button.closest('#sign, #do, details')"
                ".querySelector('h1, h2, summary b').innerText"
            )
        )

    def unfold(self, *selectors: str) -> None:
        """The first of each, where it is there."""
        for selector in selectors:
            if self.pages[1].locator(selector).count():
                for page in self.pages:
                    page.locator(selector).first.click()

    def go_back(self) -> None:
        for page in self.pages:
            page.go_back()
        self.compare("Back")

    def names(self, selector: str) -> list[str]:
        return [
            " ".join(text.split()) for text in self.pages[1].locator(selector).all_inner_texts()
        ]

    def ways_round(self) -> list[int]:
        """The places of the links that lead elsewhere; Change of the question that is asked
        leads to where it stands.
        """
        addresses: list[str] = (
            self.pages[1].locator(WAYS_ROUND).evaluate_all("links => links.map(link => link.href)")
        )
        return [place for place, address in enumerate(addresses) if address != self.pages[1].url]


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def control(selector: str, number: int) -> Callable[[Page], Locator]:
    return lambda page: page.locator(selector).nth(number)


ANSWERS = "main fieldset[id] button"
OUTCOMES = "main fieldset:not([id]) button:visible"
ONE_MORE = "details.one-more:not([open]) > summary"
TOLD = "details.known:not([open]) > summary"
FOLDED = "details:not([open], .one-more):has(fieldset) > summary:visible"
"""What is left before support, a step each."""
WAYS_ROUND = 'main .ways a[hx-get], main .known dd a[href*="=&"]'


def walk(walker: Walker, *, straight: bool) -> None:
    """Presses one control after another until nothing is asked any more."""
    for _ in range(LONGEST):
        walker.unfold(FOLDED, FOLDED)  # what is folded lies in a fold
        answers, outcomes, ways = walker.names(ANSWERS), walker.names(OUTCOMES), walker.ways_round()
        chance = walker.random.random()
        if outcomes and (straight or not answers or chance < 0.5):
            no_change = next(
                number
                for word in ("No", "It does not")
                for number, name in enumerate(outcomes)
                if name.startswith(word)
            )
            cannot = [number for number, name in enumerate(outcomes) if name.startswith("I can")]
            pressed = cannot[0] if cannot and not straight and chance < 0.2 else no_change
            walker.steps.append(walker.named(pressed))
            walker.press(control(OUTCOMES, pressed))
        elif answers and (straight or chance < 0.85):
            walker.unfold(ONE_MORE)
            walker.press(
                control(
                    ANSWERS, len(answers) - 1 if straight else walker.random.randrange(len(answers))
                )
            )
        elif answers and ways:
            walker.unfold(TOLD)
            walker.press(control(WAYS_ROUND, walker.random.choice(ways)))
            if chance > 0.95:
                walker.go_back()
            elif chance > 0.9:
                walker.press(control("main .back", 0))
        else:
            return
    raise AssertionError(f"After {LONGEST} presses there is no end: {walker.steps}")


@pytest.mark.parametrize(("product", "light"), LIGHTS)
def test_every_road_ends_with_support_and_is_the_same_with_and_without_scripts(
    page: Page, plain_page: Page, product: str, light: str
) -> None:
    for seed in range(STRAIGHT if (product, light) in STRAIGHT_ON else WANDERING, JOURNEYS):
        walker = Walker(page, plain_page, seed)
        straight = seed == STRAIGHT
        walker.open(
            f"/diagnose/?device={product}&light={light}{'&skipped=questions' if straight else ''}"
        )
        walk(walker, straight=straight)
        assert len(walker.steps) == len(set(walker.steps)), f"A step came twice: {walker.steps}"
        assert plain_page.locator(FOLDED).count() == 0, "Something is left before support."
        expect(plain_page.get_by_role("link", name="Go to Blink support")).to_be_visible()
        if straight:
            tried = re.findall(r"(?<=tried=)[\w-]+", page.url)
            assert len(tried) == len(walker.steps), (
                "Every step that was tried stands in the address."
            )
            expect(plain_page.get_by_text("The steps did not help.")).to_be_visible()


def test_a_fix_that_did_not_last_goes_on_with_the_next_step(page: Page, plain_page: Page) -> None:
    walker = Walker(page, plain_page, seed=0)
    walker.open("/diagnose/?device=mini&light=solid-red&skipped=questions")
    walker.press(control(OUTCOMES, 1))
    walker.press(control(OUTCOMES, 0))
    assert "fixed=" in page.url
    walker.press(lambda at: at.get_by_role("link", name="It came back: show the next step"))
    assert page.url.count("tried=") == 2
    assert walker.names(OUTCOMES)


def test_a_cause_that_is_tapped_leads_to_its_cure_and_back_again(
    page: Page, plain_page: Page
) -> None:
    walker = Walker(page, plain_page, seed=0)
    result = "/diagnose/?device=mini&light=solid-red&skipped=questions"
    walker.open(result)
    for opened in walker.pages:
        opened.get_by_text("more, less likely").click()
    walker.press(lambda here: here.get_by_role("link", name="Your Wi-Fi has changed"))
    assert page.url.endswith("&cause=wifi-changed&skipped=questions")
    expect(page.get_by_role("heading", name="Connect Blink to your new Wi-Fi")).to_be_visible()
    walker.press(control("main .back", 0))
    assert page.url.endswith(result)


def test_another_device_keeps_what_was_said(page: Page, plain_page: Page) -> None:
    walker = Walker(page, plain_page, seed=0)
    walker.open("/diagnose/?device=mini&light=solid-red&home-wifi=works&tried=restart-camera")
    walker.unfold(TOLD)
    walker.press(lambda here: here.get_by_role("link", name="Change device"))
    walker.press(
        lambda here: here.get_by_role("link", name="Mini 2 Everything is kept", exact=True)
    )
    assert page.url.endswith(
        "/diagnose/?device=mini-2&light=solid-red&home-wifi=works&tried=restart-camera"
    )
