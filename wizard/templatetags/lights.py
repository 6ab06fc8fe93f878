"""Drawings and phrases in templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from wizard.knowledge import rhythm
from wizard.knowledge.colours import Colour
from wizard.knowledge.values import Pattern
from wizard.rendering import (
    devices,
    drawing_files,
    lights,
    phrases,
    rhythm_strip,
    step_pictures,
)
from wizard.rendering.holes import filled, with_holes

register = template.Library()

ICONS = {name: drawing.svg("i24") for name, drawing in drawing_files.load("icons").items()}
"""Name -> mark of the interface, 24 x 24, in the colour of the text around it."""

for phrase in (phrases.minutes, phrases.duration, phrases.clock):
    register.filter(phrase)

# The tags that paint read `colours` in the context: `Knowledge.colour`.


@register.simple_tag
@cache
def assets() -> SafeString:
    """What every page loads: files have the same names as long as a process lives."""
    return render_to_string("_assets.html")


@register.simple_tag
@lru_cache(maxsize=4096)
def address(name: str, *args: str) -> str:
    """`{% address "answer" device.slug pattern.slug %}`: a page of the guide. It is on nearly every
    page, and putting it together takes longer than looking it up.
    """
    return reverse(f"wizard:{name}", args=args)


@register.simple_tag(takes_context=True)
def light_defs(context: Context, *drawings: str, also: Iterable[str] | None = None) -> SafeString:
    """Gradients and outlines, once a page: `{% light_defs device.drawing also=form.drawings %}`."""
    return devices.defs({*drawings, *(also or ())}, context["colours"])


@register.simple_tag
def face(name: str, pattern: Pattern | None = None, view: str = "whole") -> SafeString:
    """A device with its light: `{% face device.drawing pattern "close" %}`."""
    return devices.face(name, pattern, view=view)


@register.simple_tag
def clue(name: str) -> SafeString:
    """What tells devices apart: sizes."""
    return devices.clue(name)


@register.filter
def from_behind(name: str) -> SafeString:
    """The drawing of a device's back: `{{ device.back|from_behind }}`."""
    return devices.back(name)


@register.simple_tag(takes_context=True)
def strip(context: Context, pattern: Pattern, seconds: bool = False) -> SafeString:  # noqa: FBT001, FBT002  # templates pass by position
    """The rhythm of a pattern; `seconds` writes the seconds under it."""
    return rhythm_strip.strip(pattern, context["colours"], seconds=seconds)


@register.simple_tag(takes_context=True)
def dot(context: Context, group: str) -> SafeString:
    """The colours of a colour group, small: `{% dot chip.key %}`."""
    return lights.dot(group, context["colours"])


@register.filter
def moves(pattern: Pattern) -> bool:
    """Is there anything to play?"""
    return lights.moves(pattern)


@register.filter
def moving(groups: Iterable[Any]) -> bool:
    """The same for groups of tiles (`rows.LightGroup`)."""
    return any(map(lights.moves, _patterns(groups)))


@register.filter
def tappable(groups: Iterable[Any]) -> bool:
    """Do their lights differ in rhythm, so that tapping along can tell them apart?"""
    return len({found for pattern in _patterns(groups) if (found := beats(pattern))}) > 1


@register.filter
def beats(pattern: Pattern) -> str:
    """What `tap.js` compares with taps: "[[gaps in ms], how many of them loop, flashes more]";
    empty without flashes.
    """
    found = rhythm.beats(pattern)
    return json.dumps([found.gaps, found.loop, found.more], separators=(",", ":")) if found else ""


def _patterns(groups: Iterable[Any]) -> Iterator[Pattern]:
    for group in groups:
        yield from (tile.pattern for tile in group.tiles)
        yield from (tile.pattern for pair in group.alike for tile in pair.tiles)


# What many pages show is put together once, with holes where they differ (`rendering.holes`).


@register.simple_tag(takes_context=True)
def choice(context: Mapping[str, Any], choice: Any, form: Any) -> SafeString:
    """One button of a form (`forms.Choice`), a form of its own."""
    colours = tuple(context["colours"].values()) if choice.pattern else ()
    kept = _choice(choice.face, colours, swaps=form.swaps, in_row=form.layout == "row")
    return filled(kept, hidden=choice.hidden, counts=escape(choice.counts))


@lru_cache(maxsize=4096)
def _choice(
    face: Any, colours: tuple[Colour, ...], *, swaps: bool, in_row: bool
) -> tuple[str, ...]:
    return with_holes(
        "blinkdiag/_choice.html",
        {
            "face": face,
            "swaps": swaps,
            "in_row": in_row,
            "colours": {colour.slug: colour for colour in colours},
        },
        ("hidden", "counts"),
    )


@register.simple_tag
def outcomes(form: Any) -> SafeString:
    """How a step ended (`forms.OutcomeForm`): a heading and two or three buttons."""
    buttons = "".join(choice({}, one, form) for one in form.choices)
    return filled(_outcomes(form.asks, form.level), choices=buttons)


@lru_cache(maxsize=256)
def _outcomes(asks: str, level: int) -> tuple[str, ...]:
    return with_holes("blinkdiag/outcomes.html", {"asks": asks, "level": level}, ("choices",))


@register.simple_tag
def cause(row: Any) -> SafeString:
    """A cause that people may know to be it (`presenters.OtherCause`)."""
    return filled(_cause(row.cause.name, row.odds, row.cause.sign), href=escape(row.href))


@lru_cache(maxsize=2048)
def _cause(name: str, odds: str, sign: str) -> tuple[str, ...]:
    values = {"name": name, "odds": odds, "sign": sign}
    return with_holes("guide/_cause.html", values, ("href",))


@register.simple_tag(takes_context=True)
def step_to_do(context: Context, level: int) -> SafeString:
    """What the hands need to know about the step of the page, under a heading of this level."""
    names = ("step", "wording", "tools", "because", "step_pictures")
    return _step_to_do(level, *(context.get(name) for name in names))


@lru_cache(maxsize=1024)
def _step_to_do(
    level: int, step: Any, wording: Any, tools: Any, because: Any, step_pictures: Any
) -> SafeString:
    return render_to_string(
        "guide/_step.html",
        {
            "level": level,
            "step": step,
            "wording": wording,
            "tools": tools,
            "because": because,
            "step_pictures": step_pictures,
        },
    )


@register.simple_tag
def plan_step(row: Any) -> SafeString:
    """One step of a plan, folded (`presenters.PlanRow`), with its form where it has one. Most pages
    of a device list the same ones.
    """
    if row.form is None:
        return filled(_plan_step(row), form="")
    return filled(_plan_step(replace(row, form=None)), form=outcomes(row.form))


@lru_cache(maxsize=2048)
def _plan_step(row: Any) -> tuple[str, ...]:
    return with_holes("guide/_plan_step.html", {"row": row}, ("form",))


@register.simple_tag
@lru_cache(maxsize=2048)
def plan_item(row: Any) -> SafeString:
    """The same as a part of a list, without a form."""
    return render_to_string("guide/_plan_item.html", {"row": row})


@register.simple_tag(takes_context=True)
def stage(context: Context, drawing: str, pattern: Pattern | None, known: Any) -> SafeString:
    """The light a person picked: `known[0]` is the device, `known[1]` the light."""
    device, light = known[:2]
    kept = _stage(drawing, pattern, device.value, light.value, light.change_hidden)
    drawn = strip(context, pattern, seconds=True) if pattern else ""
    return filled(kept, change=escape(light.change_href), strip=drawn)


@lru_cache(maxsize=2048)
def _stage(
    drawing: str, pattern: Pattern | None, device: str, light: str, way_in: str
) -> tuple[str, ...]:
    values = {
        "drawing": drawing,
        "pattern": pattern,
        "device": device,
        "light": light,
        "way_in": way_in,
    }
    return with_holes("guide/_stage.html", values, ("change", "strip"))


@register.simple_tag(takes_context=True)
def lamp(context: Context) -> SafeString:
    """The bare light of the front page."""
    return lights.lamp(context["colours"])


@register.simple_tag
def icon(name: str) -> SafeString:
    """An interface mark: play, stop, go, normal, look, act."""
    return ICONS[name]


@register.filter
def drawn(picture: str) -> SafeString:
    """What the hands do, as a list of small drawings: `{{ wording.picture|drawn }}`."""
    return step_pictures.drawn(picture)


@register.simple_tag
def structured_data(data: Mapping[str, object]) -> SafeString:
    """What search engines read, as JSON-LD.

    Data, not a script: nothing in it can end the element.
    """
    text = json.dumps(data, ensure_ascii=False).translate(
        {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
    )
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # escaped above


@register.filter
def unbroken(text: str) -> SafeString:
    """A plain text in which "Wi-Fi" is never broken at its hyphen."""
    return phrases.unbroken(escape(text))
