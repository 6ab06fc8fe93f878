"""The public page on which a row is seen: for the draft beside its form, and for its readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice

from wizard import models
from wizard.analysis.answer_states import decide, start
from wizard.content.draft import draft
from wizard.content.errors import NothingPublishedError
from wizard.diagnosis.address import KnownLight
from wizard.guide import links
from wizard.knowledge.values import Device, Dispute, Faq, Knowledge, Pattern, Picture, Slug
from wizard.models import Content, Key

DEVICE = "device"
"""In the address of a form: the device on which its draft is shown."""

MOST_LIGHTS = 20
"""On so many lights it is tried whether a question is asked first."""

BESIDE: dict[str, type[Content]] = {
    "patterns": models.Pattern,
    "steps": models.Step,
    "causes": models.Cause,
    "questions": models.Question,
    "symptoms": models.Symptom,
    "devices": models.Device,
}
"""What a text can stand beside, what tells most of it first."""


def page_of(row: Content, content: Knowledge | None = None, on: Slug = "") -> str:
    """The public page of a row; see `page`. `content`: the draft, where somebody has read it."""
    try:
        return page(content or draft(), type(row), row.natural_key(), on)
    except NothingPublishedError:
        return ""


def page(content: Knowledge, model: type[Content], key: Key, on: Slug = "") -> str:
    """The public page of the row with this natural key, as `content` has it: `on` the device of
    that name, else on the first that has it. Empty where people see nothing of the row.

    A cause is the diagnosis of somebody who recognises it, a question the one that asks it; words
    are what a search for them finds; a part is the page it stands on.
    """
    match model, *key:
        case models.Device, slug:
            return links.device_lights(slug)
        case models.Family, slug:
            return next((links.device_lights(one.slug) for one in content.devices_of(slug)), "")
        case ((models.Pattern | models.Channel | models.LookAlike), family, slug, *_):
            return _answer(content, _lights(content, family, slug))
        case models.Symptom, slug:
            return _answer(content, _symptom(content, slug))
        case models.PatternCause, family, slug, cause:
            return _answer(content, _lights(content, family, slug), cause)
        case models.SymptomCause, slug, cause:
            return _answer(content, _symptom(content, slug), cause)
        case models.Cause, slug:
            symptoms = (way for one in content.symptoms for way in _symptom(content, one.slug))
            return _answer(content, chain(content.patterns, symptoms), slug)
        case ((models.Question | models.Option | models.Likelihood), slug, *_):
            return asking(content, slug)
        case models.Step, slug if on:
            return links.how_to(slug, on)
        case ((models.Step | models.Effect), slug, *_) if step := content.step.get(slug):
            return _how_to(content, slug, step.families)
        case models.Wording, slug, name if step := content.step.get(slug):
            wordings = (one for one in step.wordings if one.slug == name)
            return _how_to(content, slug, (family for one in wordings for family in one.families))
        case models.Colour, slug:
            lamps = ((way, lamp) for way in content.patterns for lamp in way.channels)
            return _answer(content, (way for way, lamp in lamps if lamp.colour == slug))
        case models.WordsPeopleUse, slug:
            phrases = (one.phrases[0] for one in content.words if one.slug == slug and one.phrases)
            return next((links.search(phrase.strip("“”\"'")) for phrase in phrases), "")
        case models.FormerName, kind, scope, old:
            return _of_former_name(content, kind, scope, old)
        case models.Picture, slug:
            pictures = (one for one in content.pictures if one.slug == slug)
            return next((_of_picture(content, picture) for picture in pictures), "")
        case models.Faq, slug:
            return _first(content, _beside(content.faqs, slug))
        case models.Dispute, slug:
            return _first(content, _beside(content.disputes, slug))
        case models.Source, slug:
            return _first(content, _citing(content, slug))
        case models.Guide, *_:
            return links.home()
    return ""


def _first(content: Knowledge, rows: Iterable[tuple[type[Content], Key]]) -> str:
    """The first page on which one of these rows is seen."""
    return next(filter(None, (page(content, *row) for row in rows)), "")


def _of_picture(content: Knowledge, picture: Picture) -> str:
    if picture.step:
        return page(content, models.Step, (picture.step,), picture.device or "")
    if picture.light and picture.device:
        return links.answer(picture.device, picture.light[-1])
    if picture.light:
        return page(content, models.Pattern, picture.light)
    return links.device_lights(picture.device) if picture.device else ""


def _beside(texts: Iterable[Faq | Dispute], slug: Slug) -> Iterator[tuple[type[Content], Key]]:
    for field, model in BESIDE.items():
        for text in texts:
            for name in getattr(text, field, ()) if text.slug == slug else ():
                yield model, name if isinstance(name, tuple) else (name,)


def _citing(content: Knowledge, source: Slug) -> Iterator[tuple[type[Content], Key]]:
    for field, model in BESIDE.items():
        for one in getattr(content, field):
            if source in one.sources:
                yield model, getattr(one, "key", (one.slug,))


def _lights(content: Knowledge, family: Slug, slug: Slug) -> list[Pattern]:
    return [way for way in content.patterns_of(family) if way.slug == slug]


def _symptom(content: Knowledge, slug: Slug) -> list[Pattern]:
    """The symptom on each of its families, those of the first devices first."""
    families = dict.fromkeys(device.family for device in content.devices)
    return [way for one in families for way in content.symptoms_of(one) if way.slug == slug]


def _answer(content: Knowledge, ways: Iterable[Pattern], cause: Slug = "") -> str:
    """The page of the first of these that a device has; with a `cause` the diagnosis of somebody
    who recognises it.
    """
    for way, device in _met(content, ways):
        if not cause:
            return links.answer(device.slug, way.slug)
        if any(pair.cause == cause for pair in way.causes):
            return links.diagnose([("device", device.slug), (way.kind, way.slug), ("cause", cause)])
    return ""


def _met(content: Knowledge, ways: Iterable[Pattern]) -> Iterator[tuple[Pattern, Device]]:
    """Each with the first device that has it; what no device has is left out."""
    for way in ways:
        for device in content.devices_of(way.family)[:1]:
            yield way, device


def _how_to(content: Knowledge, step: Slug, families: Iterable[Slug]) -> str:
    worded = set(families)
    devices = (device.slug for device in content.devices if device.family in worded)
    return next((links.how_to(step, device) for device in devices), "")


def _of_former_name(content: Knowledge, kind: str, scope: Slug, old: Slug) -> str:
    """The old address: it leads on, or says what became of the thing."""
    devices = content.devices_of(scope) if kind == "light" else content.devices
    match kind:
        case "device":
            return links.device_lights(old)
        case "light" | "symptom" if devices:
            return links.answer(devices[0].slug, old)
        case "step" if devices:
            return links.how_to(old, devices[0].slug)
    return ""


def may_be_asked(content: Knowledge, slug: Slug) -> str:
    """The diagnosis, with nothing said yet, in which a question may be asked."""
    question = content.question.get(slug)
    ways = filter(question.fits, content.ways_in) if question else ()
    pairs = ([("device", device.slug), (way.kind, way.slug)] for way, device in _met(content, ways))
    return next(map(links.diagnose, pairs), "")


@lru_cache(maxsize=64)
def asking(content: Knowledge, slug: Slug) -> str:
    """The diagnosis that asks a question, at once or after all others; empty if none does."""
    question = content.question.get(slug)
    if question is None:
        return ""
    met = islice(_met(content, filter(question.fits, content.ways_in)), MOST_LIGHTS)
    starts = {way: start(content, device, KnownLight(way)) for way, device in met}
    alone = [
        replace(
            first,
            set_aside=tuple(one for one in content.questions if one != question and one.fits(way)),
        )
        for way, first in starts.items()
    ]
    states = (decide(progress) for progress in (*starts.values(), *alone))
    return next((links.diagnose(state.pairs) for state in states if state.question == question), "")
