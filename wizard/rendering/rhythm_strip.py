"""The rhythm of a light, drawn as bars: what reduced motion, print and eyes that cannot tell the
colours use.

One row a channel, in the hues of its colour (`color` on the stage, `fill` and `stroke`
on paper), `SHOW` milliseconds, one tick a second. A lower bar is a dimmer moment of a
pulse, a hollow one a flash that may or may not come ("five or six"), two slanted lines are a pause
that was shortened. Its classes stand in static/guide/drawings.css.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle, groupby
from operator import itemgetter

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wizard.knowledge import rhythm
from wizard.knowledge.colours import Colour
from wizard.knowledge.values import SYMPTOM, Channel, Pattern
from wizard.rendering.drawing_files import joined
from wizard.rendering.lights import BEGIN, END, SHOW, Colours, moves, number

GUTTER = 34
"""Room for the letter of the colour at the left of a row; ten milliseconds are one unit."""

WIDTH = SHOW // 10
BAR = 20
"""Height of a bar at full brightness."""


@lru_cache(maxsize=1024)
def strip(pattern: Pattern, colours: Colours, *, seconds: bool = False) -> SafeString:
    """The rhythm as a picture; empty for a symptom, which has none. `seconds`: with the seconds
    written under it.
    """
    if pattern.kind == SYMPTOM:
        return SafeString("")
    rows = list(_rows(pattern, colours))
    base = _top_of_row(len(pattern.channels) if _is_ever_lit(pattern) else 1) - 2
    rows.append(_time_line(base))
    if seconds:
        rows.append(_seconds(base))
    if moves(pattern):
        rows.append(_playhead(base))
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        "strip wide" if seconds else "strip",
        GUTTER + WIDTH + 6,
        base + (28 if seconds else 8),
        joined(rows),
    )


def _is_ever_lit(pattern: Pattern) -> bool:
    return any(channel.is_lit for channel in pattern.channels)


def _top_of_row(n: int) -> int:
    return n * (BAR + 6) + 2


def _rows(pattern: Pattern, colours: Colours) -> Iterator[SafeString]:
    """A row a channel and the flashes that may come; one dark row if no channel is ever lit."""
    if not _is_ever_lit(pattern):
        yield _dark_row(pattern)
        return
    flashing = max(
        (channel for channel in pattern.channels if channel.is_lit),
        key=lambda channel: len(_bars(channel)) if rhythm.moves(channel) else 0,
    )
    by_slug = {colour.slug: colour for colour in colours}
    for n, channel in enumerate(pattern.channels):
        colour = by_slug[channel.colour]
        yield format_html(
            '<g color="{}" fill="{}" stroke="{}">{}{}</g>',
            colour.stage,
            colour.paper,
            colour.paper,
            _row(channel, colour, _top_of_row(n)),
            _flashes_that_may_come(pattern, channel, _top_of_row(n)) if channel is flashing else "",
        )


def _row(channel: Channel, colour: Colour, top: int) -> SafeString:
    letter = format_html('<text x="0" y="{}">{}</text>', top + BAR - 1, colour.letter)
    hairline = SafeString("") if channel.is_lit else _hairline(top)
    bars = (_bar(channel, top, *bar) for bar in _bars(channel))
    cuts = (_cut(GUTTER + cut / 10, top) for cut in channel.cuts)
    return joined([letter, hairline, *bars, *cuts])


def _bar(channel: Channel, top: int, start: int, length: int, brightness: float) -> SafeString:
    """Of a moving light brightness is height; a steady faint one is as high as any, and fainter."""
    moving = rhythm.moves(channel)
    height = BAR * brightness if moving else BAR
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3"{}/>',
        number(GUTTER + start / 10),
        number(top + BAR - height),
        number(length / 10),
        number(height),
        format_html(' opacity="{}"', number(brightness)) if brightness < 1 and not moving else "",
    )


def _cut(x: float, top: int) -> SafeString:
    return format_html(
        '<path class="cut" d="M{} {}l6-{}m4 {}l6-{}"/>', number(x), top + BAR, BAR, BAR, BAR
    )


def _dark_row(pattern: Pattern) -> SafeString:
    """A line and nothing on it; dashed with a question mark where nobody knows the rhythm."""
    if pattern.channels:
        return _hairline(2)
    mark = format_html('<text x="0" y="{}">?</text>', BAR + 1)
    return joined([mark, _hairline(2, "line unknown")])


def _hairline(top: int, css: str = "line") -> SafeString:
    return format_html('<path class="{}" d="M{} {}h{}"/>', css, GUTTER, top + BAR // 2, WIDTH)


def _time_line(base: int) -> SafeString:
    ticks = "".join(f"M{GUTTER + second * 100} {base}v6" for second in range(5))
    return format_html('<path class="line" d="M{} {}h{}{}"/>', GUTTER, base, WIDTH, ticks)


def _seconds(base: int) -> SafeString:
    return format_html_join(
        "",
        '<text class="second" x="{}" y="{}">{} s</text>',
        ((GUTTER + second * 100, base + 25, second) for second in range(5)),
    )


def _playhead(base: int) -> SafeString:
    return format_html(
        '<rect class="playhead" x="-9" y="0" width="3" height="{}"><animate attributeName="x" '
        'from="{}" to="{}" dur="{}s" begin="{}" end="{}"/></rect>',
        base,
        GUTTER,
        GUTTER + WIDTH,
        number(SHOW / 1000),
        BEGIN,
        END,
    )


def _flashes_that_may_come(pattern: Pattern, channel: Channel, top: int) -> SafeString:
    """Those between `flash_count` and `flash_count_max`, in the rhythm of the last two."""
    bars = _bars(channel)
    extra = (pattern.flash_count_max or 0) - (pattern.flash_count or 0)
    if extra <= 0 or len(bars) < 2:
        return SafeString("")
    (before, _, _), (last, length, _) = bars[-2:]
    starts = [last + (last - before) * (n + 1) for n in range(extra)]
    return format_html_join(
        "",
        '<rect class="hollow" x="{}" y="{}" width="{}" height="{}" rx="3"/>',
        (
            (number(GUTTER + start / 10 + 1), top + 1, number(length / 10 - 2), BAR - 2)
            for start in starts
            if start + length <= SHOW
        ),
    )


def _bars(channel: Channel) -> list[tuple[int, int, float]]:
    """(start ms, length ms, brightness) of all that is lit within `SHOW`. Neighbours of one
    brightness are joined.
    """
    if not rhythm.moves(channel):
        return [(0, SHOW, channel.steps[0][0])] if channel.is_lit else []
    bars, now = [], 0
    steps = cycle(channel.steps) if channel.repeat else channel.steps
    for brightness, stretch in groupby(steps, key=itemgetter(0)):
        length = min(sum(ms for _, ms in stretch), SHOW - now)
        if brightness > 0:
            bars.append((now, length, brightness))
        now += length
        if now >= SHOW:
            break
    return bars
