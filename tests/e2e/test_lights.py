"""The lights as the browser shows them: their brightness over time against the data in
`fixtures/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation
from tests.site import ROOT

pytestmark = pytest.mark.browser

BEFORE, SHOW = 400, 4500
"""Milliseconds: a light starts so long after the page and moves so long."""

LATE = 35
"""A change may be off by so many milliseconds, two frames."""

SAMPLE = """async length => {
    const svgs = [...document.querySelectorAll('svg.face[data-light]')];
    const lamps = svgs.flatMap(svg => [...svg.querySelectorAll('.lit')].map((lamp, place) => ({
        light: svg.dataset.light, place, lamp, svg, samples: [],
    })));
    while (svgs[0].getCurrentTime() * 1000 < length) {
        for (const { lamp, svg, samples } of lamps)
            samples.push([svg.getCurrentTime() * 1000, Number(getComputedStyle(lamp).opacity)]);
        await new Promise(requestAnimationFrame);
    }
    return lamps.map(({ light, place, samples }) => ({ light, place, samples }));
}"""


@dataclass(frozen=True)
class Change:
    """A lamp was seen to have this brightness after `after` ms and at `by` ms at the latest."""

    after: float
    by: float
    brightness: float


def channels_of(family: str) -> dict[tuple[str, int], dict[str, Any]]:
    """(light, place among its channels that are ever lit) -> the channel as staff wrote it."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for fields in json.loads((ROOT / "fixtures/channels.json").read_text()):
        of, light = fields["pattern"]
        if of == family and any(brightness for brightness, _ in fields["steps"]):
            found[light, sum(key[0] == light for key in found)] = fields
    return found


def changes_in_the_data(channel: dict[str, Any]) -> list[tuple[float, float]]:
    """(ms after the start, brightness) while it is shown, without the rest that follows."""
    changes: list[tuple[float, float]] = []
    now, level = 0, None
    while now < SHOW:
        for brightness, ms in channel["steps"]:
            if brightness != level and now < SHOW:
                changes.append((now, brightness))
                level = brightness
            now += ms
        if not channel["repeat"]:
            break
    return changes


def changes_seen(samples: Iterable[tuple[float, float]]) -> list[Change]:
    seen: list[Change] = []
    before, level = 0.0, None
    for now, brightness in samples:
        if brightness != level:
            seen.append(Change(before, now, brightness))
            level = brightness
        before = now
    return seen


PLAYS = 3
"""A busy machine drops frames, which makes a change late but never early twice.

A rhythm that is wrong is wrong every time.
"""


@pytest.mark.parametrize(
    ("shown_on", "family"), [("xt2", "battery-camera"), ("sync-module-2", "sync-module")]
)
def test_every_lamp_keeps_the_rhythm_of_its_data_and_stands_still_within_five_seconds(
    page: Page, shown_on: str, family: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 3200})
    channels = channels_of(family)
    for _ in range(PLAYS):
        page.goto(f"/diagnose/?device={shown_on}")
        lamps = page.evaluate(SAMPLE, 5500)
        assert {(lamp["light"], lamp["place"]) for lamp in lamps} == set(channels)
        wrong = [
            f"{lamp['light']} {lamp['place']}: {difference}"
            for lamp in lamps
            for difference in off_the_data(
                channels[lamp["light"], lamp["place"]], changes_seen(lamp["samples"])
            )
        ]
        if not wrong:
            break
    assert wrong == []


def off_the_data(channel: dict[str, Any], seen: list[Change]) -> Iterator[str]:
    """Where what was seen is not what the channel says."""
    if len(channel["steps"]) == 1:
        if [change.brightness for change in seen] != channel["steps"][0][:1]:
            yield f"a steady lamp that changes: {seen}"
        return
    playing = [change for change in seen if change.by > BEFORE]
    expected = changes_in_the_data(channel)
    if (
        expected[0][1] == 0 and playing[0].brightness > 0
    ):  # it rested in the dark, so the start is no change
        expected = expected[1:]
    for (ms, brightness), change in zip(expected, playing, strict=False):
        if (
            change.brightness != brightness
            or not change.after - LATE <= BEFORE + ms <= change.by + LATE
        ):
            yield f"{brightness} at {BEFORE + ms} ms in the data, {change} on the screen"
    rest = playing[len(expected) :]
    if len(playing) < len(expected) or len(rest) > 1:
        yield f"{len(expected)} changes in the data, {len(playing)} on the screen"
    if playing[-1].after >= BEFORE + SHOW + LATE:
        yield f"not at rest: {playing[-1]}"
    rises = [now.by for before, now in pairwise(seen) if now.brightness > before.brightness]
    if any(sum(rise <= other < rise + 1000 for other in rises) > 3 for rise in rises):
        yield f"more than three flashes in a second: {rises}"


def brightness_over(page: Page, ms: int) -> set[str]:
    """The brightnesses of the first lamp from the next frame on; asked from outside, so that it
    works without scripts.
    """
    page.wait_for_timeout(100)
    seen = set()
    for _ in range(ms // 50):
        seen.add(
            str(page.evaluate("getComputedStyle(document.querySelector('svg.face .lit')).opacity"))
        )
        page.wait_for_timeout(50)
    return seen


BLINKING = "/diagnose/?device=xt2&light=blinking-blue"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_light_plays_rests_plays_again_and_stops_when_told(
    new_context: Callable[..., Any], scripts: bool
) -> None:
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(BLINKING)
    assert {"0", "1"} <= brightness_over(page, 1500)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("svg.face .lit").first).to_have_css("opacity", "0.7")
    assert brightness_over(page, 700) == {"0.7"}
    page.get_by_role("button", name="Play").click()
    assert {"0", "1"} <= brightness_over(page, 1100)
    if scripts:  # axe itself is one
        expect_no_violation(page)
    page.wait_for_timeout(3700)
    assert brightness_over(page, 700) == {"0.7"}


def test_under_reduced_motion_the_drawn_rhythm_stands_for_the_light(
    new_context: Callable[..., Any],
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(BLINKING)
    assert brightness_over(page, 1500) == {"1"}
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    expect(page.locator(".side svg.strip g rect").first).to_be_visible()
    expect(page.locator(".strip .playhead")).to_be_hidden()
    expect_no_violation(page, *BOTH_THEMES)


def test_two_lamps_of_one_device_shine_in_two_places(page: Page) -> None:
    page.goto("/diagnose/?device=sync-module-2&light=solid-blue-blinking-green")
    blue, green = (page.locator("svg.face .lit").nth(n).bounding_box() for n in (0, 1))
    assert blue
    assert green
    assert green["x"] - blue["x"] > 30
    assert blue["y"] == green["y"]


def test_look_alikes_stand_side_by_side_with_how_to_tell_them_apart(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/diagnose/?device=xt2")
    alike = page.locator(".alike").first
    expect(alike.locator("p").first).to_contain_text("Say “one” during a flash")
    one, other = (alike.locator(".tile").nth(n).bounding_box() for n in (0, 1))
    assert one
    assert other
    assert one["y"] == other["y"]
    assert other["x"] > one["x"] + one["width"]
    expect_no_violation(page, *BOTH_THEMES)


def test_answers_that_fit_the_look_alike_offer_it_and_keep_what_was_said(page: Page) -> None:
    page.goto("/diagnose/?device=xt2&light=solid-red&only-in-the-dark=yes&skipped=questions")
    expect(page.locator(".closest h2")).to_contain_text("This light may fit better")
    expect_no_violation(page, *BOTH_THEMES)
    page.locator(".closest .tile a").click()
    page.wait_for_url(re.compile("light=faint-red-glow-at-night&only-in-the-dark=yes"))
    expect(page.locator("#main h1")).to_be_focused()
    expect(page.locator(".closest")).to_have_count(0)
    expect_no_violation(page)


BOXES = """() => [".big", ".strip", ".keys"].map(part => {
    const box = document.querySelector(`.side ${part}`).getBoundingClientRect();
    return { top: box.top, bottom: box.bottom };
})"""


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1280, 800), (1440, 900)])
def test_beside_a_page_nothing_lies_on_the_rhythm_and_its_buttons_are_in_the_window(
    page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for address in (
        "/answers/xt2/five-or-six-red-flashes/",
        "/answers/sync-module-2/solid-blue-blinking-green/",
        "/diagnose/?device=outdoor-4&light=red-flashing&skipped=questions",
    ):
        page.goto(address)
        page.evaluate("scrollTo(0, document.querySelector('main').offsetTop)")
        drawing, rhythm, keys = page.evaluate(BOXES)
        assert drawing["bottom"] <= rhythm["top"], address
        assert rhythm["bottom"] <= keys["top"], address
        assert keys["bottom"] <= height, address
