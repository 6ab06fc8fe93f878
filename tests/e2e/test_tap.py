"""Tapping the rhythm: what it makes of late, missed and doubled taps, and how a person gets from
taps to a light.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation

pytestmark = pytest.mark.browser

LIGHTS = "/diagnose/?device=xt2"

JITTER = 0.15
"""Standard deviation of a gap between two taps, as a share of it."""

WATCHED = 10_000
"""A person taps along for ten seconds, as the page asks."""

TRIALS, ENOUGH = 100, 0.95
DEVICES = ("outdoor-4", "xt2", "indoor-1st-gen", "mini", "video-doorbell", "sync-module-2")
"""One of each family whose lights flash."""

READ_TILES = """() => [...document.querySelectorAll('.grp [data-beats]')]
    .map(tile => [tile.querySelector('b').textContent, JSON.parse(tile.dataset.beats)])"""
RECOGNISE = """async ([address, batches]) => {
    const { recognise } = await import(address);
    return batches.map(([lights, taps]) =>
        recognise(
            taps, lights.map(([gaps, loop, more]) => ({ gaps, loop, more })), taps.at(-1) + 4500));
}"""
HEARD = "async ([address, taps]) => (await import(address)).heard(taps)"


@dataclass(frozen=True)
class Beat:
    """A light's beat as its tile carries it (see `wizard.diagnosis.rhythm.Beats`)."""

    gaps: tuple[int, ...]
    loop: int
    more: int


def address_of_the_script(page: Page) -> str:
    page.goto(LIGHTS)
    return f"{page.url.split('/diagnose')[0]}{page.locator('.tap').get_attribute('data-script')}"


def tiles_of(page: Page, device: str) -> list[tuple[str, Beat]]:
    page.goto(f"/diagnose/?device={device}")
    return [
        (title, Beat(tuple(gaps), loop, more))
        for title, (gaps, loop, more) in page.evaluate(READ_TILES)
    ]


def flashes_of(beat: Beat, chance: random.Random) -> list[float]:
    """Gaps between the flashes a person sees: a light that goes on is met anywhere, pauses of
    unknown length are drawn.
    """
    turns = beat.loop == len(beat.gaps) and beat.loop > 0
    start = chance.randrange(beat.loop) if turns else 0
    gaps, now = list(beat.gaps[start:]), 0.0
    if not beat.loop:
        return [*gaps, *([gaps[-1]] * chance.randint(0, beat.more) if gaps else [])]
    while sum(map(abs, gaps)) < WATCHED:
        gaps += beat.gaps[-beat.loop :]
    seen: list[float] = []
    for gap in gaps:
        real = gap if gap > 0 else chance.uniform(-gap, 4000)
        now += real
        if now > WATCHED:
            break
        seen.append(real)
    return seen


def tapped(beat: Beat, chance: random.Random) -> list[float]:
    """Ten seconds of tapping: every gap is off, a burst is sometimes joined late, and one tap in
    it is missed or doubled.
    """
    gaps = [gap * max(0.3, chance.gauss(1, JITTER)) for gap in flashes_of(beat, chance)]
    taps = list(accumulate(gaps, initial=chance.uniform(300, 900)))
    if len(taps) > 4 and chance.random() < 0.25:
        taps = taps[1:]
    if len(taps) > 2 and chance.random() < 0.5:
        del taps[chance.randrange(1, len(taps))]
    else:
        place = chance.randrange(len(taps))
        taps.insert(place + 1, taps[place] + chance.uniform(80, 180))
    return taps


def test_the_right_light_ranks_first_despite_jitter_and_a_slip(page: Page) -> None:
    """Of every family, at 15 % jitter and one slip; lights of one family with the same beat
    count as the same.
    """
    script = address_of_the_script(page)
    right: dict[str, float] = {}
    for device in DEVICES:
        tiles = tiles_of(page, device)
        lights = [beat for _, beat in tiles]
        chance = random.Random(device)
        trials = [
            (number, tapped(beat, chance))
            for number, (_, beat) in enumerate(tiles)
            for _ in range(TRIALS)
        ]
        data = [[beat.gaps, beat.loop, beat.more] for beat in lights]
        found = page.evaluate(RECOGNISE, [script, [[data, taps] for _, taps in trials]])
        for number, (title, beat) in enumerate(tiles):
            ranked = [
                ranking for (of, _), ranking in zip(trials, found, strict=True) if of == number
            ]
            hits = sum(bool(ranking) and lights[ranking[0]["light"]] == beat for ranking in ranked)
            right[f"{device}: {title}"] = hits / TRIALS
    assert {name: share for name, share in right.items() if share < ENOUGH} == {}


def test_the_taps_are_heard_without_their_slips(page: Page) -> None:
    script = address_of_the_script(page)

    def heard(*taps: float) -> Any:
        return page.evaluate(HEARD, [script, taps])

    assert heard(500) == {"flashes": [500], "bursts": [1], "apart": 0, "pause": 0}
    assert heard(0, 1000, 2000, 3000) == {
        "flashes": [0, 1000, 2000, 3000],
        "bursts": [4],
        "apart": 1000,
        "pause": 0,
    }
    assert heard(0, 1000, 1120, 2000)["flashes"] == [0, 1000, 2000]
    burst = heard(0, 700, 1400, 2100, 2800, 5800, 8800)
    assert burst["bursts"] == [5, 1, 1]
    assert (burst["apart"], burst["pause"]) == (700, 3000)


def test_taps_that_fit_nothing_and_no_taps_at_all_offer_nothing(page: Page) -> None:
    script = address_of_the_script(page)
    every_three_seconds = [[3000], 1, 0]
    hectic = [n * 130 for n in range(20)]
    assert page.evaluate(
        RECOGNISE, [script, [[[every_three_seconds], hectic], [[every_three_seconds], []]]]
    ) == [
        [],
        [],
    ]


@pytest.fixture
def tap_along(page: Page) -> Callable[..., None]:
    """Opens the extra and taps with these gaps, on a clock that the test holds."""

    def do(*gaps: int, key: str = "") -> None:
        page.clock.install(time=0)
        page.goto(LIGHTS)
        page.get_by_text("Tap the rhythm").click()
        pad = page.get_by_role("button", name="Tap with the light")
        pad.focus()
        page.clock.pause_at(600)  # seconds; from here on it stands still unless it is moved
        for gap in (0, *gaps):
            page.clock.run_for(gap)
            if key:
                page.keyboard.press(key)
            else:
                pad.dispatch_event("pointerdown", {"isPrimary": True})
        page.clock.run_for(5000)
        page.clock.resume()

    return do


def test_five_quick_taps_offer_the_five_quick_flashes_first(
    page: Page, tap_along: Callable[..., None]
) -> None:
    tap_along(480, 530, 510, 470)
    expect(page.locator(".heard")).to_contain_text("5 flashes, about 0.5 seconds apart")
    expect(page.locator(".tap ol b").first).to_have_text("Five or six red flashes, then nothing")
    expect(page.locator(".tap ol b").last).to_have_text("None of these")
    expect(page.locator("#say")).to_contain_text("Fits best: Five or six red flashes")
    assert page.locator(".taps rect").count() == 5
    assert "Five or six" in page.locator(".grp .fits b").first.inner_text()


def test_the_keys_do_what_the_finger_does(page: Page, tap_along: Callable[..., None]) -> None:
    tap_along(3100, 2900, 3000, key="Space")
    expect(page.locator(".tap ol b").first).to_have_text("Short red flash about every 3 seconds")
    page.get_by_role("button", name="Start over").press("Enter")
    expect(page.locator(".heard")).to_be_empty()
    expect_no_violation(page)
    expect(page.get_by_role("button", name="Tap with the light")).to_be_focused()
    assert page.locator(".fits").count() == 0


def test_a_light_found_by_tapping_is_picked_like_any_other(
    page: Page, tap_along: Callable[..., None]
) -> None:
    tap_along(1000, 1000, 1000)
    page.locator(".tap ol a").first.click()
    page.wait_for_url(re.compile("light=blinking-blue"))
    expect(page.locator("#main h1")).to_be_focused()
    expect_no_violation(page)


def test_where_all_lights_share_one_rhythm_there_is_nothing_to_tap(page: Page) -> None:
    page.goto("/diagnose/?device=sync-module-2")
    assert page.locator(".tap").count() == 0


def test_without_scripts_there_is_nothing_to_tap(new_context: Callable[..., Any]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(LIGHTS)
    expect(page.locator(".tap")).to_be_hidden()


def test_after_a_change_of_light_one_can_tap_too(page: Page) -> None:
    """The light page came as a fragment, and its script with it."""
    page.goto(f"{LIGHTS}&light=blinking-blue")
    page.get_by_role("link", name="Change", exact=True).first.click()
    page.get_by_text("Tap the rhythm").click()
    page.get_by_role("button", name="Tap with the light").click()
    expect(page.locator(".taps rect")).to_have_count(1)


def test_axe_finds_nothing_when_lights_are_offered(
    page: Page, tap_along: Callable[..., None]
) -> None:
    tap_along(1000, 1000)
    expect(page.locator(".tap ol")).to_be_visible()
    expect_no_violation(page, *BOTH_THEMES)
