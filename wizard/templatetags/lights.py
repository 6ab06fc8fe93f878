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
from wizard.knowledge.values import Pattern
from wizard.rendering import devices, drawing_files, lights, phrases, rhythm_strip, step_pictures
from wizard.rendering.holes import put_together

register = template.Library()

ICONS = {name: drawing.svg("i24") for name, drawing in drawing_files.load("icons").items()}
"""Name -> mark of the interface, 24 x 24, in the colour of the text around it."""

for shown in (phrases.minutes, phrases.duration, phrases.clock, lights.moves, step_pictures.drawn):
    register.filter(shown)
register.filter("from_behind", devices.back)  # {{ device.back|from_behind }}
register.simple_tag(devices.clue)
register.simple_tag(devices.face)  # {% face device.drawing pattern "close" %}

# The tags that paint in colours read those in the context: `Knowledge.colours`.


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
    return devices.defs(frozenset((*drawings, *(also or ()))), context["colours"])


@register.simple_tag(takes_context=True)
def strip(context: Context, pattern: Pattern, seconds: bool = False) -> SafeString:  # noqa: FBT001, FBT002  # templates pass by position
    """The rhythm of a pattern; `seconds` writes the seconds under it."""
    return rhythm_strip.strip(pattern, context["colours"], seconds=seconds)


@register.simple_tag(takes_context=True)
def dot(context: Context, group: str) -> SafeString:
    """The colours of a colour group, small: `{% dot chip.key %}`."""
    return lights.dot(group, context["colours"])


@register.filter
def moving(groups: Iterable[Any]) -> bool:
    """Does any light of these groups (`presenters.LightGroup`) move?"""
    return any(map(lights.moves, _patterns(groups)))


@register.filter
def approximate(groups: Iterable[Any]) -> bool:
    """Does any of their lights move in a rhythm that no source gives?"""
    return any(
        pattern.timing != "sourced" and lights.moves(pattern) for pattern in _patterns(groups)
    )


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
    return (tile.pattern for group in groups for tile in group.all_tiles)


# What many pages show is put together once, with holes where they differ (`rendering.holes`).


@register.simple_tag(takes_context=True)
def choice(context: Mapping[str, Any], choice: Any, form: Any) -> SafeString:
    """One button of a form (`forms.Choice`), a form of its own."""
    face = ("label", "look", "detail", "icon", "given", "pattern", "drawing")
    return put_together(
        "blinkdiag/_choice.html",
        {"hidden": choice.hidden, "counts": escape(choice.counts)},
        **{name: getattr(choice, name) for name in face},
        is_counted=bool(choice.counts),
        swaps=form.swaps,
        in_row=form.layout == "row",
        colours=context["colours"] if choice.pattern else (),
    )


@register.simple_tag
def outcomes(form: Any) -> SafeString:
    """How a step ended (`forms.OutcomeForm`): a heading and two or three buttons."""
    buttons = "".join(choice({}, one, form) for one in form.choices)
    own = {"choices": buttons}
    return put_together("blinkdiag/outcomes.html", own, asks=form.asks, level=form.level)


@register.simple_tag
def cause(row: Any) -> SafeString:
    """A cause that people may know to be it (`presenters.OtherCause`)."""
    name, sign = row.cause.name, row.cause.sign
    own = {"href": escape(row.href)}
    return put_together("guide/_cause.html", own, name=name, odds=row.odds, sign=sign)


@register.simple_tag(takes_context=True)
def step_to_do(context: Context, level: int) -> SafeString:
    """What the hands need to know about the step of the page, under a heading of this level."""
    names = ("step", "wording", "tools", "because", "step_pictures")
    values = {name: context.get(name) for name in names}
    return put_together("guide/_step.html", {}, level=level, **values)


@register.simple_tag
def plan_step(row: Any) -> SafeString:
    """One step of a plan, folded (`presenters.PlanRow`), with its form where it has one. Most pages
    of a device list the same ones.
    """
    own = {"form": outcomes(row.form) if row.form else ""}
    return put_together("guide/_plan_step.html", own, row=replace(row, form=None))


@register.simple_tag
def plan_item(row: Any) -> SafeString:
    """The same as a part of a list, without a form."""
    return put_together("guide/_plan_item.html", {}, row=row)


@register.simple_tag(takes_context=True)
def stage(context: Context, drawing: str, pattern: Pattern | None, known: Any) -> SafeString:
    """The light a person picked: `known[0]` is the device, `known[1]` the light."""
    device, light = known[:2]
    return put_together(
        "guide/_stage.html",
        {
            "change": escape(light.change_href),
            "strip": strip(context, pattern, seconds=True) if pattern else "",
        },
        drawing=drawing,
        pattern=pattern,
        device=device.value,
        light=light.value,
        way_in=light.change_hidden,
    )


@register.simple_tag(takes_context=True)
def lamp(context: Context) -> SafeString:
    """The bare light of the front page."""
    return lights.lamp(context["colours"])


@register.simple_tag
def icon(name: str) -> SafeString:
    """An interface mark: play, stop, go, normal, look, act."""
    return ICONS[name]


@register.simple_tag
def structured_data(data: Mapping[str, object]) -> SafeString:
    """What search engines read, as JSON-LD: data, in which nothing can end the element."""
    text = json.dumps(data, ensure_ascii=False).translate(
        {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
    )
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # escaped above


@register.filter
def unbroken(text: str) -> SafeString:
    """A plain text in which "Wi-Fi" is never broken at its hyphen."""
    return phrases.unbroken(escape(text))
