"""The colours that lights have.

A new one is a row here, a rule in `static/guide/drawings.css` and a migration.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour of light, named as in addresses and tables.

    `core` and `glow`: the pale middle of a lit lamp and the light around it. `bar`: its bars in a
    rhythm strip, of enough contrast on the dark stage. `words`: what people call it.
    """

    name: str
    core: str
    glow: str
    bar: str
    words: tuple[str, ...]


COLOURS = {
    colour.name: colour
    for colour in (
        Colour(
            name="red",
            core="#ffc2b9",
            glow="#ff3b2d",
            bar="#ff5a4d",
            words=("red", "orange", "amber"),
        ),
        Colour(
            name="blue",
            core="#c6deff",
            glow="#2f7cff",
            bar="#5f9bff",
            words=("blue", "cyan", "turquoise", "teal"),
        ),
        Colour(
            name="green", core="#c8ffdb", glow="#22dd68", bar="#3ade78", words=("green", "lime")
        ),
    )
}
"""In the order in which two colours are named: "Red and blue"."""
