"""The public page on which the draft of a row is seen: it stands beside the row's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django.db.models import Model

from wizard import models
from wizard.analysis.answer_states import decide, start
from wizard.diagnosis.address import KnownLight
from wizard.guide import links
from wizard.knowledge.values import Knowledge

DEVICE = "device"
"""In the address of a form: the device on which its draft is shown."""

MOST_LIGHTS = 20
"""On so many lights it is tried whether a question is asked first."""


def page_of(row: object, content: Knowledge | None = None, on: str = "") -> str:
    """The public page of a row, as the draft has it: `on` the device of that name, else on the
    first that has it. `content`: the draft. Empty where people see nothing of the row.

    A cause is the diagnosis of somebody who recognises it, a question the one that asks it; words
    are what a search for them finds; a part is the page it stands on.
    """
    match row:
        case models.Step() if on:
            return links.how_to(row.slug, on)
        case models.Question() if content:
            return asking(content, row.slug)
        case models.WordsPeopleUse() if row.phrases:
            return links.search(str(row.phrases[0]).strip("“”\"'"))
        case models.Guide():
            return links.home()
        case models.FormerName():
            return _of_former_name(row)
    return _of_a_device(row) or next(
        (page for part in _where(row) if (page := page_of(part, content))), ""
    )


def _of_a_device(row: object) -> str:
    """Of what has a page on each of its devices."""
    match row:
        case models.Device():
            return links.device_lights(row.slug)
        case models.Family() if device := row.devices.first():
            return links.device_lights(device.slug)
        case models.Pattern() if device := row.family.devices.first():
            return links.answer(device.slug, row.slug)
        case models.Symptom() if device := _device(family__symptoms=row):
            return links.answer(device.slug, row.slug)
        case models.Step() if device := _device(family__wordings__step=row):
            return links.how_to(row.slug, device.slug)
        case models.Wording() if device := _device(family__wordings=row):
            return links.how_to(row.step.slug, device.slug)
        case models.Picture() if row.device and row.step:
            return links.how_to(row.step.slug, row.device.slug)
        case models.Picture() if row.device and row.light:
            return links.answer(row.device.slug, row.light.slug)
        case models.PatternCause() if device := row.pattern.family.devices.first():
            return _recognised(device, row.pattern, row.cause)
        case models.SymptomCause() if device := _device(family__symptoms=row.symptom):
            return _recognised(device, row.symptom, row.cause)
    return ""


def _device(**where: object) -> models.Device | None:
    return models.Device.objects.filter(**where).first()


def _where(row: object) -> Iterable[Model]:
    """The rows on whose pages it stands, those that tell most of it first."""
    match row:
        case models.Channel() | models.LookAlike():
            yield row.pattern
        case models.Cause():
            yield from row.pattern_causes.all()[:MOST_LIGHTS]
            yield from row.symptom_causes.all()[:1]
        case models.Option():
            yield row.question
        case models.Likelihood():
            yield row.option.question
        case models.Effect():
            yield row.step
        case models.Picture():
            yield from filter(None, (row.step, row.light, row.device))
        case models.Colour():
            yield from models.Pattern.objects.filter(channels__colour=row)[:1]
        case models.Faq():
            yield from row.patterns.all()[:1]
            yield from row.steps.all()[:1]
        case models.Dispute() | models.Source():
            for relation in (row.patterns, row.steps, row.causes, row.questions):
                yield from relation.all()[:1]
            if isinstance(row, models.Source):
                yield from row.symptoms.all()[:1]
                yield from row.devices.all()[:1]


def _recognised(
    device: models.Device, light: models.Pattern | models.Symptom, cause: models.Cause
) -> str:
    kind = "symptom" if isinstance(light, models.Symptom) else "light"
    pairs = [("device", device.slug), (kind, light.slug), ("cause", cause.slug)]
    return links.diagnose(pairs)


def _of_former_name(row: models.FormerName) -> str:
    """The old address: it leads on, or says what became of the thing."""
    device = _device(family__slug=row.scope) if row.kind == "light" else _device()
    match row.kind:
        case "device":
            return links.device_lights(row.old)
        case "light" | "symptom" if device:
            return links.answer(device.slug, row.old)
        case "step" if device:
            return links.how_to(row.old, device.slug)
    return ""


@lru_cache(maxsize=64)
def asking(content: Knowledge, slug: str) -> str:
    """The diagnosis that asks a question, at once if any does, else with all others set aside;
    empty where the engine asks it of nobody.
    """
    question = content.question.get(slug)
    if question is None:
        return ""
    lights = [
        pattern
        for pattern in content.ways_in
        if question.fits(pattern) and content.devices_of(pattern.family)
    ][:MOST_LIGHTS]
    starts = [
        start(content, content.devices_of(pattern.family)[0], KnownLight(pattern))
        for pattern in lights
    ]
    alone = [
        replace(
            first,
            set_aside=tuple(
                other for other in content.questions if other != question and other.fits(pattern)
            ),
        )
        for first, pattern in zip(starts, lights, strict=True)
    ]
    states = (decide(progress) for progress in (*starts, *alone))
    return next((links.diagnose(state.pairs) for state in states if state.question == question), "")
