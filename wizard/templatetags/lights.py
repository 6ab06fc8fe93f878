"""Drawings and phrases in templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from wizard.knowledge import rhythm
from wizard.knowledge.values import Pattern
from wizard.rendering import (
    devices,
    drawing_files,
    lights,
    phrases,
    rhythm_strip,
    step_pictures,
)

register = template.Library()

ICONS = {name: drawing.svg("i24") for name, drawing in drawing_files.load("icons").items()}
"""Name -> mark of the interface, 24 x 24, in the colour of the text around it."""

for phrase in (phrases.minutes, phrases.duration, phrases.clock):
    register.filter(phrase)

# The tags that paint read `colours` in the context: `Knowledge.colour`.


@register.simple_tag
def count_script() -> SafeString:
    """The script that reports to `/count/`; nothing where nothing is counted."""
    if not settings.COUNT:
        return SafeString()
    return format_html('<script type="module" src="{}"></script>', static("guide/count.js"))


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


@register.simple_tag
def plan_step(row: Any) -> SafeString:
    """One step of a plan, folded (`presenters.PlanRow`). Most pages of a device list the same ones,
    so only a row with a form of its own is put together each time.
    """
    return _plan_step.__wrapped__(row) if row.form else _plan_step(row)


@lru_cache(maxsize=2048)
def _plan_step(row: Any) -> SafeString:
    return render_to_string("guide/_plan_step.html", {"row": row})


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
