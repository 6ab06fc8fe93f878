"""Devices with their lights on: an outline from a file, a light where the outline has a lamp.

All outlines are drawn from the front on a box of 200 x 200. A circle named `lamp` is where the
light sits; a Sync Module has a `second-lamp` to the right, the light of a doorbell is a `ring`
around its button, and some lights are seen in the `lens`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wizard.knowledge.values import LIGHT, Channel, Pattern
from wizard.rendering import drawing_files, lights
from wizard.rendering.drawing_files import Drawing, Point, joined
from wizard.rendering.lights import Colours, number

CLUES = drawing_files.load("clues")
"""What tells devices apart: sizes, roughly to scale."""

BACKS = drawing_files.load("backs")
"""A device from behind or from below; amber marks where to look. The names are the choices of
`models.Back`.
"""

UNKNOWN = drawing_files.load("marks")["unknown"]
"""A light nobody has described: a dashed ring with a question mark where a light would be."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A device seen from the front, and where its lights sit."""

    drawing: Drawing

    @property
    def lights(self) -> tuple[Point, ...]:
        """The main light first; a Sync Module has two, left and right."""
        places = self.drawing.places
        return tuple(places[name] for name in ("ring", "lamp", "second-lamp") if name in places)

    @property
    def lens(self) -> Point | None:
        return self.drawing.places.get("lens")

    @property
    def ring(self) -> bool:
        """Is its light a ring around the button?"""
        return "ring" in self.drawing.places

    @property
    def centre(self) -> Point:
        """The middle of the lights, else the lens, else of the box: what a close-up looks at."""
        points = self.lights or ((self.lens,) if self.lens else ((100, 100),))
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)

    def glow(self, view: str) -> int:
        """The radius of a light in this view; two lights side by side leave each other room."""
        if view == "close":
            return 74
        if view == "stage":
            return 84 if len(self.lights) > 1 else 96
        return 70 if self.ring else 52 if len(self.lights) > 1 else 62


OUTLINES = {name: Outline(drawing) for name, drawing in drawing_files.load("devices").items()}
"""The names are the choices of `models.Drawing`, and `other`: a question mark. A broken edge is a
guess: no source shows the device, so it is drawn from its name and from what is said of it. No
source shows a status light on the floodlight, so none is drawn.
"""


def known(drawing: str) -> str:
    """The outline staff chose; the question mark where they named one that does not exist."""
    return drawing if drawing in OUTLINES else "other"


def clue(name: str) -> SafeString:
    """One thing to look for on a device whose name is not known. KeyError if not in `CLUES`. Its
    gradients and the devices it shows are those of `defs`.
    """
    return CLUES[name].svg("face")


def back(name: str) -> SafeString:
    """A device from behind; nothing where staff chose none. Its gradients are those of `defs`."""
    return BACKS[name].svg("face") if name in BACKS else SafeString("")


@lru_cache(maxsize=256)
def defs(drawings: frozenset[str], colours: Colours) -> SafeString:
    """The gradients and the outlines a page uses, once a page and inside what htmx swaps."""
    shown = {name: OUTLINES[name] for name in sorted(set(map(known, drawings)))}
    gradients: dict[str, SafeString] = {}
    for shape in shown.values():
        gradients |= shape.drawing.gradients
    parts = [
        *gradients.values(),
        lights.gradients(colours, rings=any(shape.ring for shape in shown.values())),
        *(
            format_html(
                '<symbol id="d-{}" viewBox="0 0 200 200">{}</symbol>', name, shape.drawing.shapes
            )
            for name, shape in shown.items()
        ),
    ]
    return format_html(
        '<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>',
        joined(parts),
    )


@lru_cache(maxsize=2048)
def face(drawing: str, pattern: Pattern | None = None, view: str = "whole") -> SafeString:
    """A device with its light on: the outline from `defs`, one circle a channel. `view`: "whole"
    (device tile), "close" (light tile: the device around its light), "stage" (beside the sheet).
    """
    name = known(drawing)
    shape = OUTLINES[name]
    shown = () if pattern is None else _lights(shape, pattern, shape.glow(view))
    return format_html(
        '<svg class="{}"{} viewBox="{}" aria-hidden="true">{}{}</svg>',
        "face big" if view == "stage" else "face",
        format_html(' data-light="{}"', pattern.slug) if pattern else "",
        _close_up(shape, pattern) if view == "close" else "0 0 200 200",
        format_html('<use href="#d-{}" width="200" height="200"/>', name),
        joined(shown),
    )


def _lights(shape: Outline, pattern: Pattern, glow: int) -> Iterator[SafeString]:
    """One circle for every channel that is ever lit and has a place on the device."""
    if not pattern.channels and pattern.kind == LIGHT:
        yield _question_mark(shape)
    placed = [(channel, _place(shape, channel)) for channel in pattern.channels if channel.is_lit]
    for n, (channel, place) in enumerate(placed):
        if place is None:
            continue
        sharing = [m for m, (_, other) in enumerate(placed) if other == place]
        x, y = place
        rest = lights.REST
        if len(sharing) > 1 and channel.repeat:  # colours in turn: two dies in one lamp
            x += 5 * (sharing.index(n) - (len(sharing) - 1) / 2)
        elif len(sharing) > 1 and n != sharing[-1]:  # one after the other: the last rests lit
            rest = "0"
        ring = shape.ring and channel.led != "lens"
        yield lights.lit(channel, (x, y), glow, rest=rest, ring=ring)


def _place(shape: Outline, channel: Channel) -> Point | None:
    """Where a light of this name sits. The second light of a Sync Module is the green one."""
    if channel.led == "lens":
        return shape.lens
    if not shape.lights:
        return None
    return shape.lights[-1] if channel.led == "green light" else shape.lights[0]


def _question_mark(shape: Outline) -> SafeString:
    x, y = shape.centre
    return format_html(
        '<g transform="translate({} {})">{}</g>', number(x), number(y), UNKNOWN.shapes
    )


def _close_up(shape: Outline, pattern: Pattern | None) -> str:
    """A box of 106 x 80 around what the pattern shows."""
    x, y = shape.centre
    channels = pattern.channels if pattern else ()
    if shape.lens and channels and all(channel.led == "lens" for channel in channels):
        x, y = shape.lens
    return f"{number(x - 53)} {number(y - 38)} 106 80"
