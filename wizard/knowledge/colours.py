"""The colours of lights: what staff say of each, and whether eyes can tell it from its ground."""

from __future__ import annotations

from dataclasses import dataclass

STAGE, PAPER = "#14171b", "#f2f2ee"
"""What lights are drawn on: the lightest dark of the pages, and the darkest light."""

LEAST_CONTRAST = 3.0
"""Of graphics (WCAG 2.2, 1.4.11)."""

SATURATED_RED = 0.8
"""The share of red from which a flash is a red one (WCAG 2.2, 2.3.1)."""

PALE = 0.65
"""How far the middle of a lamp is on the way to white, where staff chose none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour of light. Hues are "#rrggbb".

    `slug`: in addresses, which join those of several lamps with hyphens. `name`: in sentences.
    `letter`: beside its rhythm, for eyes that cannot tell it. `stage`, `paper`: its bars on the
    dark stage and on printed paper. `glow`, `core`: the light around a lit lamp and its pale
    middle; empty: made from `stage`. `words`: what people call it. `reviewed`: the day somebody
    last read these, as ISO has it.
    """

    slug: str
    name: str
    letter: str
    stage: str
    paper: str
    words: tuple[str, ...]
    glow: str = ""
    core: str = ""
    reviewed: str = ""

    def __hash__(self) -> int:
        """Drawings are kept by value: the words need not be read for that."""
        return hash(self.slug)

    @property
    def around(self) -> str:
        return self.glow or self.stage

    @property
    def middle(self) -> str:
        return self.core or _paler(self.stage)

    @property
    def is_red(self) -> bool:
        """Is its flash one that harms more easily than others?"""
        red, green, blue = _linear(self.around)
        return red > 0 and red / (red + green + blue) >= SATURATED_RED


ORIGINAL = (
    Colour(
        slug="red",
        name="red",
        letter="R",
        stage="#ff5a4d",
        paper="#c8281c",
        glow="#ff3b2d",
        core="#ffc2b9",
        words=("red", "orange", "amber"),
        reviewed="2026-11-28",
    ),
    Colour(
        slug="blue",
        name="blue",
        letter="B",
        stage="#5f9bff",
        paper="#1f5fd0",
        glow="#2f7cff",
        core="#c6deff",
        words=("blue", "cyan", "turquoise", "teal"),
        reviewed="2026-11-28",
    ),
    Colour(
        slug="green",
        name="green",
        letter="G",
        stage="#3ade78",
        paper="#16803f",
        glow="#22dd68",
        core="#c8ffdb",
        words=("green", "lime"),
        reviewed="2026-11-28",
    ),
)
"""What revisions mean that were published before colours were content."""


def contrast(one: str, other: str) -> float:
    """1 to 21, of two hues (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(hue: str) -> float:
    red, green, blue = _linear(hue)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(hue: str) -> tuple[float, float, float]:
    """Red, green and blue as light, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (share / 255 for share in _shares(hue))
    )
    return red, green, blue


def _shares(hue: str) -> tuple[int, int, int]:
    return int(hue[1:3], 16), int(hue[3:5], 16), int(hue[5:7], 16)


def _paler(hue: str) -> str:
    return "#" + "".join(f"{round(share + (255 - share) * PALE):02x}" for share in _shares(hue))
