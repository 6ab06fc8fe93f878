"""Lights as SVG: what blinks, what rests, where it sits, and that nothing staff write becomes
markup.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.pages import visit
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Channel, Knowledge, Pattern
from wizard.models import Back
from wizard.rendering import devices, lights, rhythm_strip

ON = ((1.0, 1000),)
BLINK = ((1.0, 500), (0.0, 500))
FIVE_FLASHES = ((1.0, 200), (0.0, 300)) * 5 + ((0.0, 700),)


def channel(
    colour: str = "red", steps: tuple[tuple[float, int], ...] = ON, **changes: Any
) -> Channel:
    return replace(Channel(led="front light", colour=colour, steps=steps, repeat=True), **changes)


def pattern(*channels: Channel, **changes: Any) -> Pattern:
    made = Pattern(
        family="xt",
        slug="a-light",
        title="A light",
        description="It does something.",
        status="look",
        channels=channels,
        timing="sourced",
        flash_count=None,
        flash_count_max=None,
        normal_for_seconds=None,
        seen="common",
        look_alikes=(),
        causes=(),
        confidence="high",
        note="",
        reviewed="",
        sources=(),
        fact_rows=(),
    )
    return replace(made, **changes)


def circles(svg: str) -> list[str]:
    return re.findall(r'<circle class="lit.*?</circle>', svg)


def bars(svg: str) -> list[tuple[float, float]]:
    """(start ms, length ms) of the bars of a strip; the hollow ones have a class of their own."""
    found = re.findall(r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)"', svg)
    return [
        (round((float(x) - rhythm_strip.GUTTER) * 10), round(float(width) * 10))
        for x, width in found
    ]


def test_a_steady_light_is_lit_and_does_not_move() -> None:
    (circle,) = circles(devices.face("xt", pattern(channel())))
    assert 'class="lit steady"' in circle
    assert "<animate" not in circle


def test_a_blinking_light_follows_its_data_and_rests_dimmed() -> None:
    (circle,) = circles(devices.face("xt", pattern(channel(steps=((1.0, 180), (0.0, 2820))))))
    assert 'dur="3s" repeatDur="4.5s" keyTimes="0;.06" values="1;0"' in circle
    assert 'opacity=".7"' in circle
    assert 'begin=".4s;play.click" end="stop.click"' in circle


def test_a_light_that_plays_once_ends_within_five_seconds_whatever_its_data_says() -> None:
    long = channel(steps=((1.0, 400), (0.0, 400)) * 20, repeat=False)
    (circle,) = circles(devices.face("xt", pattern(long)))
    assert 'dur="4.5s"' in circle
    assert "repeatDur" not in circle
    assert all(
        start + length <= lights.SHOW
        for start, length in bars(rhythm_strip.strip(pattern(long), ORIGINAL))
    )


def test_a_faint_light_keeps_its_brightness_and_sits_in_the_lens() -> None:
    glow = pattern(channel(led="lens", steps=((0.25, 1000),)))
    (circle,) = circles(devices.face("xt", glow))
    assert 'cx="98" cy="72"' in circle
    assert 'opacity=".25"' in circle
    assert 'viewBox="45 34 106 80"' in devices.face("xt", glow, view="close")


def test_the_two_lights_of_a_sync_module_sit_side_by_side() -> None:
    blue, green = circles(
        devices.face(
            "sync",
            pattern(channel("blue", led="blue light"), channel("green", BLINK, led="green light")),
        )
    )
    assert 'cx="80"' in blue
    assert "url(#glow-blue)" in blue
    assert 'cx="120"' in green
    assert "<animate" in green


def test_a_light_of_no_particular_name_sits_in_the_first_place() -> None:
    (red,) = circles(devices.face("sync", pattern(channel("red", led="status light"))))
    assert 'cx="80"' in red


def test_colours_in_turn_are_two_dies_in_one_lamp() -> None:
    red, blue = circles(
        devices.face(
            "xt", pattern(channel(steps=BLINK), channel("blue", steps=((0.0, 500), (1.0, 500))))
        )
    )
    assert 'cx="95.5"' in red
    assert 'cx="100.5"' in blue


def test_of_colours_one_after_the_other_only_the_last_rests_lit() -> None:
    first = channel("blue", ((1.0, 1200), (0.0, 3100)), repeat=False)
    then = channel("red", ((0.0, 1500), *FIVE_FLASHES), repeat=False)
    blue, red = circles(devices.face("xt", pattern(first, then)))
    assert ' opacity="0"' in blue
    assert ' opacity=".7"' in red


def test_a_doorbell_shines_as_a_ring() -> None:
    (circle,) = circles(devices.face("doorbell", pattern(channel(led="ring"))))
    assert "url(#ring-red)" in circle
    assert 'id="ring-red"' in devices.defs(frozenset({"doorbell"}), ORIGINAL)
    assert 'id="ring-red"' not in devices.defs(frozenset({"xt"}), ORIGINAL)


def test_a_dark_light_is_not_drawn_on_the_device_and_is_a_line_in_the_strip() -> None:
    dark = pattern(channel(steps=((0.0, 1000),)))
    assert circles(devices.face("xt", dark)) == []
    strip = rhythm_strip.strip(dark, ORIGINAL)
    assert bars(strip) == []
    assert "<text" not in strip


def test_a_light_nobody_described_is_a_question_mark() -> None:
    unknown = pattern()
    assert str(devices.UNKNOWN.shapes) in devices.face("flood", unknown)
    assert ">?</text>" in rhythm_strip.strip(unknown, ORIGINAL)
    assert not lights.moves(unknown)


def test_a_lit_channel_without_a_place_on_the_device_is_left_to_the_strip() -> None:
    assert circles(devices.face("flood", pattern(channel()))) == []
    assert bars(rhythm_strip.strip(pattern(channel()), ORIGINAL)) == [(0, lights.SHOW)]


def test_the_strip_shows_every_flash_at_its_time() -> None:
    strip = rhythm_strip.strip(pattern(channel(steps=FIVE_FLASHES, repeat=False)), ORIGINAL)
    assert bars(strip) == [(0, 200), (500, 200), (1000, 200), (1500, 200), (2000, 200)]


def test_a_pulse_swells_and_fades_step_by_step() -> None:
    swell = pattern(channel("blue", ((0.25, 300), (1.0, 300), (0.5, 300), (0.0, 600))))
    strip = rhythm_strip.strip(swell, ORIGINAL)
    assert re.findall(r'width="30" height="(\d+)"', strip)[:3] == ["5", "20", "10"]
    (circle,) = circles(devices.face("xt", swell))
    assert 'dur="1.5s" repeatDur="4.5s" keyTimes="0;.2;.4;.6" values=".25;1;.5;0"' in circle


def test_a_steady_glow_is_as_high_as_any_and_fainter() -> None:
    assert 'height="20" rx="3" opacity=".25"' in rhythm_strip.strip(
        pattern(channel(steps=((0.25, 1000),))), ORIGINAL
    )


def test_a_repeating_rhythm_fills_the_strip_and_is_cut_at_its_end() -> None:
    strip = rhythm_strip.strip(pattern(channel(steps=((1.0, 700), (0.0, 700)))), ORIGINAL)
    assert bars(strip) == [(0, 700), (1400, 700), (2800, 700), (4200, 300)]


@pytest.mark.parametrize(
    ("least", "most", "hollow"), [(5, 6, 1), (5, 7, 2), (5, 5, 0), (5, None, 0), (None, None, 0)]
)
def test_flashes_that_may_come_are_hollow_bars(
    least: int | None, most: int | None, hollow: int
) -> None:
    flashes = pattern(
        channel(steps=FIVE_FLASHES, repeat=False), flash_count=least, flash_count_max=most
    )
    strip = rhythm_strip.strip(flashes, ORIGINAL)
    assert strip.count('class="hollow"') == hollow
    if hollow:
        assert f'x="{rhythm_strip.GUTTER + 250 + 1}"' in strip


def test_a_shortened_pause_is_two_slanted_lines() -> None:
    strip = rhythm_strip.strip(pattern(channel(steps=BLINK, cuts=(3780,))), ORIGINAL)
    assert f'class="cut" d="M{rhythm_strip.GUTTER + 378} ' in strip


def test_only_a_moving_light_has_a_playhead() -> None:
    assert 'class="playhead"' in rhythm_strip.strip(pattern(channel(steps=BLINK)), ORIGINAL)
    assert 'class="playhead"' not in rhythm_strip.strip(pattern(channel()), ORIGINAL)


def test_seconds_are_written_only_when_asked_for() -> None:
    assert ">4 s<" in rhythm_strip.strip(pattern(channel()), ORIGINAL, seconds=True)
    assert ">4 s<" not in rhythm_strip.strip(pattern(channel()), ORIGINAL)


def test_defs_hold_each_gradient_once_and_only_those_that_are_used() -> None:
    defs = devices.defs(frozenset({"indoor1", "solar", "cube"}), ORIGINAL)
    assert re.findall(r'(?:linear|radial)Gradient id="([\w-]+)"', defs) == [
        "body", "glass", "pale", "glow-red", "glow-blue", "glow-green",
    ]  # fmt: skip
    assert "pale" not in devices.defs(frozenset({"cube"}), ORIGINAL)


def test_the_places_of_the_lights_come_from_the_drawings() -> None:
    doorbell, sync, other = (devices.OUTLINES[name] for name in ("doorbell", "sync", "other"))
    assert (doorbell.lights, doorbell.lens, doorbell.ring) == (((100, 144),), (100, 58), True)
    assert (sync.lights, sync.lens, sync.ring) == (((80, 126), (120, 126)), None, False)
    assert (sync.centre, other.centre) == ((100, 126), (100, 100))
    assert [sync.glow(view) for view in ("whole", "close", "stage")] == [52, 74, 84]
    assert [doorbell.glow(view) for view in ("whole", "close", "stage")] == [70, 74, 96]


def test_defs_hold_each_outline_once_and_only_those_asked_for() -> None:
    defs = devices.defs(frozenset({"xt", "sync"}), ORIGINAL)
    assert re.findall(r'symbol id="([\w-]+)"', defs) == ["d-sync", "d-xt"]


def test_a_drawing_that_does_not_exist_is_the_question_mark() -> None:
    assert 'id="d-other"' in devices.defs(frozenset({"submarine"}), ORIGINAL)
    assert 'href="#d-other"' in devices.face("submarine", pattern(channel()))


@pytest.mark.parametrize("name", devices.OUTLINES)
@pytest.mark.parametrize("view", ["whole", "close", "stage"])
def test_every_outline_can_be_shown_in_every_view(name: str, view: str) -> None:
    face = devices.face(name, pattern(channel(steps=BLINK)), view=view)
    assert face.startswith("<svg")
    assert f'href="#d-{name}"' in face


def test_the_back_of_a_device_marks_where_to_look() -> None:
    for name in Back.values:
        assert 'stroke="#ffb31f"' in devices.back(name)
    assert devices.back("") == ""
    used = re.findall(r'href="#d-(\w+)"', devices.clue("sizes"))
    assert set(used) < set(devices.OUTLINES)


def test_what_staff_write_cannot_become_markup() -> None:
    hostile = pattern(channel(), slug='"><script>')
    assert "<script>" not in devices.face("xt", hostile)
    assert "&lt;script&gt;" in devices.face("xt", hostile)


def test_no_drawing_needs_a_style_attribute() -> None:
    everything = [
        devices.defs(frozenset(devices.OUTLINES), ORIGINAL),
        lights.lamp(ORIGINAL),
        *(devices.clue(name) for name in devices.CLUES),
        rhythm_strip.strip(pattern(channel(steps=BLINK)), ORIGINAL, seconds=True),
        devices.face("xt", pattern(channel(steps=BLINK))),
    ]
    assert all("style=" not in svg for svg in everything)


@pytest.mark.django_db
def test_each_family_has_drawings_of_its_own(content: Knowledge) -> None:
    of: dict[str, str] = {}
    for device in content.devices:
        assert of.setdefault(device.drawing, device.family) == device.family, (
            f"{device.name} looks like its cousins."
        )
    assert set(of) <= set(devices.OUTLINES)


@pytest.mark.django_db
def test_only_a_device_that_no_source_shows_has_a_broken_edge(
    client: Client, content: Knowledge
) -> None:
    guessed = {
        device.slug
        for device in content.devices
        if 'stroke-dasharray="7 5"' in devices.OUTLINES[device.drawing].drawing.shapes
    }
    assert guessed == {
        "outdoor-2k-plus", "mini-2k-plus", "wired-doorbell-2k-plus", "sync-module-xr",
        "sync-module-core", "any-battery-camera",
    }  # fmt: skip
    assert not any(device.documented for device in content.devices if device.slug in guessed)
    assert "A dashed outline marks a device we have no picture of" in visit(client, "/which/").text
