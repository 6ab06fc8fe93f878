"""A light as SVG, from data: a glow that blinks.

Its motion is SMIL: it needs neither script nor style attribute, it survives a fragment swap, and
the Play and Stop keys of a page are ordinary buttons. It starts .4 s after the page, runs for
`SHOW` and then rests dimmed, so that a blinking light never ends up looking like a steady one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wizard.knowledge import rhythm
from wizard.knowledge.colours import Colour
from wizard.knowledge.values import Channel, Pattern
from wizard.rendering.drawing_files import Point, joined

SHOW = 4500
"""Milliseconds a light moves: with the .4 s before it, all stands still after 4.9 s."""

BEGIN, END = ".4s;play.click", "stop.click"
REST = ".7"
"""Opacity of a light that has stopped moving."""

CORE, OWN = 0, 1
GLOW = (
    (0, 1, CORE), (0.04, 1, CORE), (0.065, 1, OWN), (0.095, 0.72, OWN),
    (0.17, 0.4, OWN), (0.32, 0.17, OWN), (0.6, 0.05, OWN), (1, 0, OWN),
)  # fmt: skip
"""(share of the radius, opacity, which of its two colours): roughly an inverse square, blended with
`screen`, so a glow needs no filter."""

RING = (
    (0, 0.1, OWN), (0.28, 0.3, OWN), (0.33, 1, CORE), (0.38, 1, OWN), (0.46, 0.4, OWN), (1, 0, OWN),
)  # fmt: skip
"""The same for the light around the button of a doorbell."""

Colours = tuple[Colour, ...]
"""The colours of a content, in their order."""

WAVE = Channel(led="lamp", colour="red", steps=((1, 180), (0, 2820)), repeat=True)
"""The light on the front page: one short flash every three seconds, in the first colour."""


def moves(pattern: Pattern) -> bool:
    """Does any of its channels change while it is watched?"""
    return any(map(rhythm.moves, pattern.channels))


def lamp(colours: Colours) -> SafeString:
    """A light with no device around it: the opening picture."""
    wave = replace(WAVE, colour=colours[0].slug) if colours else WAVE
    return format_html(
        '<svg class="lamp" viewBox="-100 -100 200 200" aria-hidden="true">{}</svg>',
        lit(wave, (0, 0), 100, rest=""),
    )


def dot(group: str, colours: Colours) -> SafeString:
    """The colours of a colour group ("blue-red") as one dot; "none" is dark, "any" unknown."""
    named = [colour for colour in colours if colour.slug in group.split("-")]
    if not named:
        return format_html('<i class="dot {}"></i>', group)
    share = 100 / len(named)
    return format_html(
        '<svg class="dot" aria-hidden="true">{}</svg>',
        format_html_join(
            "",
            '<rect{} fill="{}"/>',
            (
                (format_html(' x="{}%"', number(share * place)) if place else "", colour.stage)
                for place, colour in enumerate(named)
            ),
        ),
    )


def gradients(colours: Colours, *, rings: bool) -> SafeString:
    """What lights are painted with: a glow of each colour, and a ring where one is shown."""
    made = [_gradient(f"glow-{colour.slug}", colour, GLOW) for colour in colours]
    if rings:
        made += [_gradient(f"ring-{colour.slug}", colour, RING) for colour in colours]
    return joined(made)


def _gradient(name: str, colour: Colour, stops: Iterable[tuple[float, float, int]]) -> SafeString:
    """A stop that names no colour has that of its gradient (drawings.css): ours repeat on every
    page.
    """
    return format_html(
        '<radialGradient id="{}" color="{}">{}</radialGradient>',
        name,
        colour.around,
        format_html_join(
            "",
            '<stop offset="{}"{}{}/>',
            (
                (
                    number(at),
                    format_html(' stop-color="{}"', colour.middle) if part == CORE else "",
                    format_html(' stop-opacity="{}"', number(opacity)) if opacity < 1 else "",
                )
                for at, opacity, part in stops
            ),
        ),
    )


def lit(
    channel: Channel, place: Point, radius: float, *, rest: str, ring: bool = False
) -> SafeString:
    """The circle of one channel, blinking if it does. `rest`: its opacity when it has stopped."""
    motion = _animate(channel)
    brightness = channel.steps[0][0]
    opacity = rest if motion else number(brightness) if brightness < 1 else ""
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}" fill="url(#{}-{})"{}>{}</circle>',
        "lit" if motion else "lit steady",
        number(place[0]),
        number(place[1]),
        number(radius),
        "ring" if ring else "glow",
        channel.colour,
        format_html(' opacity="{}"', opacity) if opacity else "",
        motion,
    )


def _animate(channel: Channel) -> SafeString:
    """The one element that makes a channel blink; empty for a steady one."""
    if not rhythm.moves(channel):
        return SafeString("")
    marks: list[tuple[int, float]] = []
    length = 0
    for brightness, stretch in groupby(channel.steps, key=itemgetter(0)):
        marks.append((length, brightness))
        length += sum(ms for _, ms in stretch)
        if not channel.repeat and length >= SHOW:
            length = SHOW
            break
    return format_html(
        '<animate attributeName="opacity" calcMode="discrete" dur="{}s"{} '
        'keyTimes="{}" values="{}" begin="{}" end="{}"/>',
        number(length / 1000),
        format_html(' repeatDur="{}s"', number(SHOW / 1000)) if channel.repeat else "",
        ";".join(number(start / length) for start, _ in marks),
        ";".join(number(brightness) for _, brightness in marks),
        BEGIN,
        END,
    )


def number(value: float) -> str:
    """Three decimals at most and nothing superfluous: 0.5 -> ".5", 3.0 -> "3"."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
