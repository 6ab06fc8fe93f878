"""Lights and devices as SVG, from data.

A light's motion is SMIL: it needs neither script nor style attribute, it survives a fragment swap, and the Play and Stop
keys of a page are ordinary buttons. It starts .4 s after the page, runs for `SHOW` and then rests dimmed, so that a
blinking light never ends up looking like a steady one. Outlines stand on a box of 200 x 200; the places of their lights
are data beside them, so that one outline serves every pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wizard.knowledge import rhythm
from wizard.knowledge.values import Channel, Pattern

SHOW = 4500
"""Milliseconds a light moves. With the .4 s before it, everything stands still 4.9 s after the page has come."""

BEGIN, END = ".4s;play.click", "stop.click"
REST = ".7"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A device seen from the front. `lights`: the main light first; a Sync Module has two, left and right.

    `ring`: the light is a ring around the button. `glow`: radius of a light when the whole device is shown.
    """

    body: SafeString
    lights: tuple[Point, ...] = ()
    lens: Point | None = None
    ring: bool = False
    glow: int = 62

    @property
    def centre(self) -> Point:
        """The middle of the lights, else the lens, else of the box: what a close-up looks at."""
        points = self.lights or ((self.lens,) if self.lens else ((100, 100),))
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


# Fills are attributes, strokes are classes: themes and print restyle the strokes.
# A broken edge (`gu`) is a guess: no source shows the device, so it is drawn from its name and what is said of it.
OUTLINES = {
    "cube": Outline(
        body=mark_safe(
            '<rect class="bo" x="32" y="26" width="136" height="148" rx="38" fill="url(#bd)"/>'
            '<circle class="bk" cx="100" cy="78" r="35"/><circle cx="100" cy="78" r="25" fill="url(#gl)"/>'
            '<circle class="ir" cx="100" cy="78" r="10"/><path class="hi" d="M81 70a22 22 0 0 1 13-13"/>'
            '<circle class="pi" cx="100" cy="149" r="13"/><path class="ln" d="M91 149h18M100 140v18"/>'
            '<circle class="of" cx="100" cy="123" r="5"/>'
        ),
        lights=((100, 123),),
        lens=(100, 78),
    ),
    "outdoor4": Outline(
        body=mark_safe(
            '<rect class="bo" x="30" y="30" width="140" height="140" rx="30" fill="url(#bd)"/>'
            '<rect class="bk" x="58" y="42" width="84" height="116" rx="42"/>'
            '<circle cx="100" cy="84" r="27" fill="url(#gl)"/><circle class="ir" cx="100" cy="84" r="11"/>'
            '<path class="hi" d="M79 76a24 24 0 0 1 14-14"/>'
            '<circle class="pi" cx="100" cy="141" r="10"/><circle class="of" cx="100" cy="121" r="4"/>'
        ),
        lights=((100, 121),),
        lens=(100, 84),
    ),
    "xt": Outline(
        body=mark_safe(
            '<rect class="bo" x="32" y="20" width="132" height="152" rx="20" fill="url(#bd)"/>'
            '<circle class="bk" cx="98" cy="72" r="38"/><circle cx="98" cy="72" r="25" fill="url(#gl)"/>'
            '<circle class="ir" cx="98" cy="72" r="10"/><path class="hi" d="M79 64a22 22 0 0 1 13-13"/>'
            '<rect class="pi" x="80" y="136" width="36" height="26" rx="10"/><path class="ln" d="M86 149h24M98 139v20"/>'
            '<circle class="of" cx="98" cy="122" r="5"/>'
        ),
        lights=((98, 122),),
        lens=(98, 72),
    ),
    "indoor1": Outline(
        body=mark_safe(
            '<linearGradient id="pa" x2=".5" y2="1"><stop stop-color="#a3abb2"/><stop offset=".5" stop-color="#737c84"/>'
            '<stop offset="1" stop-color="#474f56"/></linearGradient>'
            '<rect class="bo" x="32" y="32" width="136" height="136" rx="24" fill="url(#pa)"/>'
            '<circle class="bk" cx="100" cy="90" r="46"/><circle cx="100" cy="82" r="22" fill="url(#gl)"/>'
            '<circle class="ir" cx="100" cy="82" r="9"/><path class="hi" d="M83 76a19 19 0 0 1 11-12"/>'
            '<rect class="pi" x="84" y="147" width="32" height="11" rx="5.5"/><circle class="of" cx="100" cy="119" r="4"/>'
        ),
        lights=((100, 119),),
        lens=(100, 82),
    ),
    "outdoor2k": Outline(
        body=mark_safe(
            '<rect class="bo gu" x="30" y="30" width="140" height="140" rx="44" fill="url(#bd)"/>'
            '<rect class="bk" x="48" y="48" width="104" height="104" rx="32"/>'
            '<circle cx="100" cy="100" r="28" fill="url(#gl)"/><circle class="ir" cx="100" cy="100" r="11"/>'
            '<path class="hi" d="M79 92a24 24 0 0 1 14-14M63 77V67q0-4 4-4h10M123 63h10q4 0 4 4v10M137 123v10q0 4-4 4h-10M77 137H67q-4 0-4-4v-10"/>'
        ),
        lens=(100, 100),
    ),
    "mini": Outline(
        body=mark_safe(
            '<path class="bo" d="M88 140h24l5 34H83z" fill="url(#bd)"/>'
            '<ellipse class="bo" cx="100" cy="177" rx="46" ry="9" fill="url(#bd)"/>'
            '<rect class="bo" x="42" y="22" width="116" height="122" rx="42" fill="url(#bd)"/>'
            '<circle class="bk" cx="100" cy="83" r="48"/><circle cx="100" cy="74" r="21" fill="url(#gl)"/>'
            '<circle class="ir" cx="100" cy="74" r="9"/><path class="hi" d="M84 68a18 18 0 0 1 11-11"/>'
            '<circle class="of" cx="100" cy="113" r="4"/>'
        ),
        lights=((100, 113),),
        lens=(100, 74),
    ),
    "mini2k": Outline(
        body=mark_safe(
            '<path class="bo gu" d="M86 138h28l12 34H74z" fill="url(#bd)"/>'
            '<rect class="bo gu" x="60" y="170" width="80" height="14" rx="7" fill="url(#bd)"/>'
            '<rect class="bo gu" x="42" y="18" width="116" height="122" rx="30" fill="url(#bd)"/>'
            '<rect class="bk" x="56" y="32" width="88" height="94" rx="22"/><circle cx="100" cy="79" r="22" fill="url(#gl)"/>'
            '<circle class="ir" cx="100" cy="79" r="9"/>'
            '<path class="hi" d="M83 73a19 19 0 0 1 11-12M66 53V43q0-3 3-3h10M121 40h10q3 0 3 3v10M134 105v10q0 3-3 3h-10M79 118H69q-3 0-3-3v-10"/>'
        ),
        lens=(100, 79),
    ),
    "doorbell": Outline(
        body=mark_safe(
            '<rect class="bo" x="58" y="10" width="84" height="180" rx="30" fill="url(#bd)"/>'
            '<rect class="bk" x="66" y="18" width="68" height="84" rx="24"/>'
            '<circle cx="100" cy="58" r="20" fill="url(#gl)"/><circle class="ir" cx="100" cy="58" r="8"/>'
            '<path class="hi" d="M84 52a17 17 0 0 1 10-10"/><circle class="bk" cx="100" cy="144" r="29"/>'
            '<circle class="bo" cx="100" cy="144" r="21" fill="url(#bd)"/>'
        ),
        lights=((100, 144),),
        lens=(100, 58),
        ring=True,
        glow=70,
    ),
    "doorbellwired": Outline(
        body=mark_safe(
            '<path class="ca" d="M90 44V24q0-12-12-16M110 44V24q0-12 12-16"/>'
            '<rect class="bo gu" x="62" y="36" width="76" height="154" rx="18" fill="url(#bd)"/>'
            '<rect class="bk" x="70" y="44" width="60" height="62" rx="13"/>'
            '<circle cx="100" cy="75" r="19" fill="url(#gl)"/><circle class="ir" cx="100" cy="75" r="8"/>'
            '<path class="hi" d="M85 69a16 16 0 0 1 9-10"/><rect class="bk" x="76" y="122" width="48" height="48" rx="15"/>'
            '<rect class="bo" x="84" y="130" width="32" height="32" rx="9" fill="url(#bd)"/>'
        ),
        lens=(100, 75),
    ),
    "sync": Outline(
        body=mark_safe(
            '<path class="ca" d="M100 44c-6-22 14-28 34-30s30-6 34-14"/>'
            '<path class="bo" d="M24 104v20c0 9 5 12 11 16l50 31c10 6 20 6 30 0l50-31c6-4 11-7 11-16v-20z" fill="#0e1114"/>'
            '<path class="bo" d="M85 43c10-6 20-6 30 0l50 45c13 11 13 21 0 30l-50 33c-10 6-20 6-30 0l-50-33'
            'c-13-9-13-19 0-30z" fill="url(#bd)"/>'
            '<circle class="of" cx="80" cy="126" r="4"/><circle class="of" cx="120" cy="126" r="4"/>'
        ),
        lights=((80, 126), (120, 126)),
        glow=52,
    ),
    "syncxr": Outline(
        body=mark_safe(
            '<path class="hi" d="M58 44a60 60 0 0 1 84 0M72 58a40 40 0 0 1 56 0M86 72a20 20 0 0 1 28 0"/>'
            '<path class="bo gu" d="M24 122v22c0 9 5 12 11 16l50 27c10 5 20 5 30 0l50-27c6-4 11-7 11-16v-22z" fill="#0e1114"/>'
            '<path class="bo gu" d="M85 84c10-5 20-5 30 0l50 27c13 8 13 15 0 23l-50 26c-10 5-20 5-30 0l-50-26'
            'c-13-8-13-15 0-23z" fill="url(#bd)"/><path class="ln" d="M128 176l26-14"/>'
        ),
    ),
    "synccore": Outline(
        body=mark_safe(
            '<path class="ca" d="M100 70c-4-20 12-26 28-28s26-6 30-14"/>'
            '<path class="bo gu" d="M46 112v14c0 7 4 9 8 12l34 20c8 4 16 4 24 0l34-20c4-3 8-5 8-12v-14z" fill="#0e1114"/>'
            '<path class="bo gu" d="M88 70c8-4 16-4 24 0l34 26c9 8 9 14 0 20l-34 21c-8 4-16 4-24 0l-34-21c-9-6-9-12 0-20z" fill="url(#bd)"/>'
        ),
    ),
    "flood": Outline(  # no source shows a status light, so none is drawn
        body=mark_safe(
            '<path class="ca" d="M62 60l38-8 38 8M100 52v42"/>'
            '<rect class="bo" x="82" y="32" width="36" height="26" rx="8" fill="url(#bd)"/>'
            '<circle class="bo" cx="46" cy="70" r="35" fill="url(#bd)"/><circle class="fl" cx="46" cy="70" r="26"/>'
            '<path class="ln" d="M46 44v52M20 70h52M28 52l36 36M64 52L28 88"/>'
            '<circle class="bo" cx="154" cy="70" r="35" fill="url(#bd)"/><circle class="fl" cx="154" cy="70" r="26"/>'
            '<path class="ln" d="M154 44v52M128 70h52M136 52l36 36M172 52l-36 36"/>'
            '<rect class="bo" x="72" y="92" width="56" height="80" rx="24" fill="url(#bd)"/>'
            '<circle class="bk" cx="100" cy="121" r="21"/><circle cx="100" cy="121" r="15" fill="url(#gl)"/>'
            '<path class="hi" d="M88 116a13 13 0 0 1 8-8"/>'
        ),
        lens=(100, 121),
    ),
    "solar": Outline(
        body=mark_safe(
            '<path class="ca" d="M100 118v44M72 176c0-10 12-16 28-16s28 6 28 16"/>'
            '<path class="bo" d="M48 38h104l24 82H24z" fill="url(#bd)"/>'
            '<path d="M54 46h92l18 66H36z" fill="url(#gl)"/>'
            '<path class="ln" d="M45 79h110M77 46l-9 66M100 46v66M123 46l9 66"/>'
            '<path class="hi" d="M62 54h20"/>'
        ),
    ),
    "other": Outline(
        body=mark_safe(
            '<rect class="da" x="40" y="30" width="120" height="140" rx="34"/>'
            '<path class="qu" d="M80 84c0-28 42-28 42-2 0 18-22 18-22 38M100 140v2"/>'
        ),
    ),
}

CLUES = {
    "sizes": (
        "0 0 370 146",
        (
            '<use href="#d-doorbell" width="144" height="144" x="-30" y="3"/><use href="#d-cube" width="104" height="104" x="78" y="49"/>'
            '<use href="#d-mini" width="86" height="86" x="184" y="60"/><use href="#d-sync" width="90" height="90" x="274" y="67"/>'
            '<path class="ln" d="M0 142h370"/>'
        ),
    ),
    "screw": (
        "0 0 200 200",
        (
            '<rect class="bo" x="30" y="30" width="140" height="140" rx="30" fill="url(#bd)"/>'
            '<rect class="ln" x="42" y="42" width="116" height="116" rx="22"/>'
            '<circle class="at" cx="100" cy="130" r="13"/><path class="at" d="M92 138l16-16"/>'
        ),
    ),
    "slide": (
        "0 0 200 200",
        (
            '<rect class="bo" x="34" y="24" width="132" height="152" rx="20" fill="url(#bd)"/><path class="ln" d="M34 118h132"/>'
            '<rect class="at" x="72" y="128" width="56" height="18" rx="9"/><rect class="pi" x="100" y="130" width="26" height="14" rx="7"/>'
            '<path class="at" d="M62 137H48m6-6l-6 6 6 6"/><rect class="bk" x="88" y="156" width="24" height="9" rx="3"/>'
        ),
    ),
}
"""What tells devices apart: name -> (view box, drawing). `at` marks where to look. The sizes are roughly to scale."""

HUES = {"red": ("#ffc2b9", "#ff3b2d"), "blue": ("#c6deff", "#2f7cff"), "green": ("#c8ffdb", "#22dd68")}
"""Colour of a light -> its pale core and its own colour. The first letter names its gradient and its class."""

CORE = ((0, 1), (0.04, 1), (0.065, 1), (0.095, 0.72), (0.17, 0.4), (0.32, 0.17), (0.6, 0.05), (1, 0))
"""(share of the radius, opacity): roughly an inverse square, blended with `screen`, so a glow needs no filter."""

WAVE = Channel(led="lamp", colour="red", steps=((1, 180), (0, 2820)), repeat=True)
"""The light on the front page: one short red flash every three seconds."""

ICONS = {
    "play": '<path d="M7 4.5v15l12-7.5z" fill="currentColor"/>',
    "stop": '<rect x="5" y="5" width="14" height="14" rx="2" fill="currentColor"/>',
    "go": '<path class="st" d="M8 4l8 8-8 8"/>',
    "normal": '<path class="st" d="M4 13l5 5L20 6"/>',
    "look": '<path class="st" d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/>'
    '<circle cx="12" cy="12" r="3.4" fill="currentColor"/>',
    "act": '<path class="st" d="M8 2h8l6 6v8l-6 6H8l-6-6V8zM12 7v6M12 16.5v.5"/>',
}


def icon(name: str) -> SafeString:
    """An interface mark, 24 x 24, in the colour of the text around it. KeyError for a name that is not in `ICONS`."""
    return format_html('<svg class="i24" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308


def clue(name: str) -> SafeString:
    """One thing to look for on a device whose name is not known. KeyError for a name that is not in `CLUES`."""
    box, drawn = CLUES[name]
    return format_html('<svg class="face" viewBox="{}" aria-hidden="true">{}</svg>', box, mark_safe(drawn))  # noqa: S308


def outline(drawing: str) -> Outline:
    """The outline staff chose for a device; the question mark where they named one that does not exist."""
    return OUTLINES.get(drawing, OUTLINES["other"])


def defs(drawings: Iterable[str]) -> SafeString:
    """The gradients and the outlines a page uses, once a page and inside what htmx swaps."""
    names = [name for name in OUTLINES if name in set(drawings) or (name == "other" and set(drawings) - set(OUTLINES))]
    gradients = [
        mark_safe(
            '<linearGradient id="bd" x2=".5" y2="1"><stop stop-color="#59626b"/><stop offset=".5" stop-color="#2c3238"/>'
            '<stop offset="1" stop-color="#14171a"/></linearGradient><radialGradient id="gl" cx=".36" cy=".3">'
            '<stop stop-color="#33485e"/><stop offset=".5" stop-color="#0d131a"/><stop offset="1" stop-color="#030506"/>'
            "</radialGradient>"
        ),
        *(_glow(colour) for colour in HUES),
        *(_ring(colour) for colour in HUES if any(OUTLINES[name].ring for name in names)),
    ]
    symbols = format_html_join(
        "",
        '<symbol id="d-{}" viewBox="0 0 200 200">{}</symbol>',
        ((name, OUTLINES[name].body) for name in names),
    )
    return format_html(
        '<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{}{}</defs></svg>',
        format_html_join("", "{}", ((gradient,) for gradient in gradients)),
        symbols,
    )


def face(drawing: str, pattern: Pattern | None = None, *, view: str = "whole") -> SafeString:
    """A device with its light on: the outline from `defs`, one circle a channel.

    `view`: "whole" (device tile), "close" (light tile: the device around its light), "stage" (beside the sheet).
    """
    shape = outline(drawing)
    name = drawing if drawing in OUTLINES else "other"
    box, css, glow = "0 0 200 200", "face", shape.glow
    if view == "close":
        box, glow = _close_up(shape, pattern), 74
    elif view == "stage":
        css, glow = "face big", 84 if len(shape.lights) > 1 else 96
    lights: Iterable[SafeString] = ()
    if pattern is not None:
        lights = _lights(shape, pattern, glow) if pattern.channels else (_question_mark(shape),)
    return format_html(
        '<svg class="{}"{} viewBox="{}" aria-hidden="true"><use href="#d-{}" width="200" height="200"/>{}</svg>',
        css,
        format_html(' data-light="{}"', pattern.slug) if pattern else "",
        box,
        name,
        format_html_join("", "{}", ((light,) for light in lights)),
    )


def moves(pattern: Pattern) -> bool:
    """Does any of its channels change while it is watched?"""
    return any(map(rhythm.moves, pattern.channels))


def lamp() -> SafeString:
    """A light with no device around it: the opening picture."""
    return format_html(
        '<svg class="lamp" viewBox="-100 -100 200 200" aria-hidden="true">{}</svg>', _lit(WAVE, (0, 0), 100, rest="")
    )


def strip(pattern: Pattern, *, seconds: bool = False) -> SafeString:
    """The rhythm, drawn: one row a channel, `SHOW` milliseconds, one tick a second.

    A lower bar is a dimmer moment of a pulse, a hollow one a flash that may or may not come ("five or six"), two slanted
    lines are a pause that was shortened.
    It is what reduced motion, print and eyes that cannot tell the colours use.
    """
    lit = [channel for channel in pattern.channels if channel.is_lit]
    rows = [_row(channel, _row_top(n)) for n, channel in enumerate(pattern.channels)] if lit else [_dark_row(pattern)]
    base = _row_top(len(rows)) - 2
    if lit:
        flashing = max(lit, key=lambda channel: len(_bars(channel)) if rhythm.moves(channel) else 0)
        rows.append(_hollow_bars(pattern, flashing, _row_top(pattern.channels.index(flashing))))
    ticks = "".join(f"M{GUTTER + second * 100} {base}v6" for second in range(5))
    rows.append(format_html('<path class="tk" d="M{} {}h{}{}"/>', GUTTER, base, SHOW // 10, ticks))
    if seconds:
        rows += [
            format_html('<text class="s" x="{}" y="{}">{}</text>', GUTTER + second * 100, base + 30, f"{second} s")
            for second in range(5)
        ]
    if moves(pattern):
        rows.append(
            format_html(
                '<rect class="head" x="-9" y="0" width="3" height="{}"><animate attributeName="x" from="{}" to="{}" '
                'dur="{}s" begin="{}" end="{}"/></rect>',
                base,
                GUTTER,
                GUTTER + SHOW // 10,
                _number(SHOW / 1000),
                BEGIN,
                END,
            )
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        "strip wide" if seconds else "strip",
        GUTTER + SHOW // 10 + 6,
        base + (34 if seconds else 8),
        format_html_join("", "{}", ((row,) for row in rows)),
    )


# ------------------------------------------------------------------------------------------------ the strip
GUTTER = 34
"""Room for the letter of the colour at the left of a row; a tenth of a millisecond is one unit."""

BAR = 20


def _row_top(n: int) -> int:
    return n * (BAR + 6) + 2


def _row(channel: Channel, top: int) -> SafeString:
    letter = channel.colour[0]
    parts = [format_html('<text class="k {}" x="0" y="{}">{}</text>', letter, top + BAR - 1, letter.upper())]
    if not channel.is_lit:
        parts.append(_hairline(top))
    for start, length, brightness in _bars(channel):
        moving = rhythm.moves(channel)
        height = BAR * brightness if moving else BAR
        parts.append(
            format_html(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"{}/>',
                letter,
                _number(GUTTER + start / 10),
                _number(top + BAR - height),
                _number(length / 10),
                _number(height),
                format_html(' opacity="{}"', _number(brightness)) if brightness < 1 and not moving else "",
            )
        )
    for cut in channel.cuts:
        x = _number(GUTTER + cut / 10)
        parts.append(format_html('<path class="cut" d="M{} {}l6-{}m4 {}l6-{}"/>', x, top + BAR, BAR, BAR, BAR))
    return format_html_join("", "{}", ((part,) for part in parts))


def _dark_row(pattern: Pattern) -> SafeString:
    """A line and nothing on it; dashed with a question mark where nobody knows the rhythm."""
    if pattern.channels:
        return _hairline(2)
    return format_html('<text class="k" x="0" y="{}">?</text>{}', BAR + 1, _hairline(2, "tk un"))


def _hairline(top: int, css: str = "tk") -> SafeString:
    return format_html('<path class="{}" d="M{} {}h{}"/>', css, GUTTER, top + BAR // 2, SHOW // 10)


def _hollow_bars(pattern: Pattern, channel: Channel, top: int) -> SafeString:
    """The flashes between `flash_count` and `flash_count_max`, set on in the rhythm of the last two."""
    bars = _bars(channel)
    extra = (pattern.flash_count_max or 0) - (pattern.flash_count or 0)
    if extra <= 0 or len(bars) < 2:
        return SafeString("")
    (before, _, _), (last, length, _) = bars[-2:]
    starts = [last + (last - before) * (n + 1) for n in range(extra)]
    return format_html_join(
        "",
        '<rect class="{} may" x="{}" y="{}" width="{}" height="{}" rx="3"/>',
        (
            (channel.colour[0], _number(GUTTER + start / 10 + 1), top + 1, _number(length / 10 - 2), BAR - 2)
            for start in starts
            if start + length <= SHOW
        ),
    )


def _bars(channel: Channel) -> list[tuple[int, int, float]]:
    """(start ms, length ms, brightness) of everything lit within `SHOW`, neighbours of one brightness joined."""
    bars: list[tuple[int, int, float]] = []
    for start, end, brightness in _spans(channel):
        if brightness > 0:
            bars.append((start, end - start, brightness))
    return bars


def _spans(channel: Channel) -> Iterator[tuple[int, int, float]]:
    """(start, end, brightness) from 0 to `SHOW` at most: what the light does, wherever its brightness changes."""
    if not rhythm.moves(channel):
        yield 0, SHOW, channel.steps[0][0]
        return
    begun, level, now = 0, channel.steps[0][0], 0
    while now < SHOW:
        for brightness, ms in channel.steps:
            if brightness != level:
                if now > begun:
                    yield begun, min(now, SHOW), level
                begun, level = now, brightness
            now += ms
            if now >= SHOW:
                break
        if not channel.repeat:
            break
    yield begun, min(now, SHOW), level


# ------------------------------------------------------------------------------------------------ the light
def _lights(shape: Outline, pattern: Pattern, glow: int) -> Iterator[SafeString]:
    """One circle for every channel that is ever lit and has a place on the device."""
    placed = [(channel, _place(shape, channel)) for channel in pattern.channels if channel.is_lit]
    for n, (channel, place) in enumerate(placed):
        if place is None:
            continue
        sharing = [m for m, (_, other) in enumerate(placed) if other == place]
        x, y = place
        rest = REST
        if len(sharing) > 1 and channel.repeat:  # colours in turn: two dies side by side in one lamp
            x += 5 * (sharing.index(n) - (len(sharing) - 1) / 2)
        elif len(sharing) > 1 and n != sharing[-1]:  # one after the other: at rest only the last is seen
            rest = "0"
        ring = shape.ring and channel.led != "lens"
        yield _lit(channel, (x, y), glow, rest=rest, ring=ring)


def _place(shape: Outline, channel: Channel) -> Point | None:
    """Where a light of this name sits. The second light of a Sync Module is the green one."""
    if channel.led == "lens":
        return shape.lens
    if not shape.lights:
        return None
    return shape.lights[-1] if channel.led == "green light" else shape.lights[0]


def _lit(channel: Channel, place: Point, radius: float, *, rest: str, ring: bool = False) -> SafeString:
    paint = ("o" if ring else "l") + channel.colour[0]
    motion = _animate(channel)
    brightness = channel.steps[0][0]
    opacity = rest if motion else _number(brightness) if brightness < 1 else ""
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}" fill="url(#{})"{}>{}</circle>',
        "lit" if motion else "lit on",
        _number(place[0]),
        _number(place[1]),
        _number(radius),
        paint,
        format_html(' opacity="{}"', opacity) if opacity else "",
        motion,
    )


def _animate(channel: Channel) -> SafeString:
    """The one element that makes a channel blink; empty for a steady one."""
    if not rhythm.moves(channel):
        return SafeString("")
    marks: list[tuple[int, float]] = []
    length = 0
    for brightness, ms in channel.steps:
        if not marks or marks[-1][1] != brightness:
            marks.append((length, brightness))
        length += ms
        if not channel.repeat and length >= SHOW:
            length = SHOW
            break
    return format_html(
        '<animate attributeName="opacity" calcMode="discrete" dur="{}s"{} keyTimes="{}" values="{}" begin="{}" end="{}"/>',
        _number(length / 1000),
        format_html(' repeatDur="{}s"', _number(SHOW / 1000)) if channel.repeat else "",
        ";".join(_number(start / length) for start, _ in marks),
        ";".join(_number(brightness) for _, brightness in marks),
        BEGIN,
        END,
    )


def _question_mark(shape: Outline) -> SafeString:
    """A light nobody has described: a dashed ring with a question mark where a light would be."""
    x, y = shape.centre
    return format_html(
        '<g class="un" transform="translate({} {})"><circle r="19"/><path d="M-6-4c0-10 13-10 13-1 0 6-7 6-7 12M0 12v.5"/></g>',
        _number(x),
        _number(y),
    )


def _close_up(shape: Outline, pattern: Pattern | None) -> str:
    """A box of 106 x 80 around what the pattern shows."""
    x, y = shape.centre
    if shape.lens and pattern and pattern.channels and all(channel.led == "lens" for channel in pattern.channels):
        x, y = shape.lens
    return f"{_number(x - 53)} {_number(y - 38)} 106 80"


def _glow(colour: str) -> SafeString:
    core, own = HUES[colour]
    stops = format_html_join(
        "",
        '<stop offset="{}" stop-color="{}" stop-opacity="{}"/>',
        ((_number(at), core if at <= 0.04 else own, _number(opacity)) for at, opacity in CORE),
    )
    return format_html('<radialGradient id="l{}">{}</radialGradient>', colour[0], stops)


def _ring(colour: str) -> SafeString:
    core, own = HUES[colour]
    stops = ((own, 0, 0.1), (own, 0.28, 0.3), (core, 0.33, 1), (own, 0.38, 1), (own, 0.46, 0.4), (own, 1, 0))
    return format_html(
        '<radialGradient id="o{}">{}</radialGradient>',
        colour[0],
        format_html_join(
            "",
            '<stop offset="{}" stop-color="{}" stop-opacity="{}"/>',
            ((_number(at), paint, _number(opacity)) for paint, at, opacity in stops),
        ),
    )


def _number(value: float) -> str:
    """Three decimals at most and nothing superfluous: 0.5 -> ".5", 3.0 -> "3"."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
