"""The pages that stay: the front page, the lights of every device, one light's answer, one
step's how-to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.dateparse import parse_date

from wizard.diagnosis.address import (
    KnownLight,
    Progress,
    UnknownDevice,
    UnknownLight,
    nearest,
    replay,
)
from wizard.diagnosis.diagnose import Ask
from wizard.guide import links, presenters, short_code
from wizard.guide.forms import AnswerForm
from wizard.guide.http import page, published_page
from wizard.guide.problems import (
    Link,
    problem,
    unknown_device,
    unknown_light,
    unreadable,
    withdrawn,
)
from wizard.knowledge.values import LIGHT, Device, Faq, Knowledge, Pattern, Slug, Step
from wizard.rendering import devices, phrases
from wizard.rendering.markdown import plain


@published_page
def home(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/`: pick your device, or what is wrong."""
    return _devices(request, knowledge, "guide/home.html", links.start)


@published_page
def without_light(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/no-light/`: pick the device that has a problem and shows no light."""
    return _devices(request, knowledge, "guide/without_light.html", links.start_without_light)


def _devices(
    request: HttpRequest, knowledge: Knowledge, template: str, href: Callable[[Slug], str]
) -> HttpResponse:
    """All devices, as tiles and by their names; each leads to its `href`."""
    tiles = presenters.device_tiles(knowledge, href)
    context = {
        "tiles": tiles,
        "others": presenters.devices_without_tile(knowledge, href),
        "drawings": [tile.device.drawing for tile in tiles],
    }
    return _page(request, template, context, knowledge)


@published_page
def which_one(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/which/`: how to know a device when one sees it."""
    shelves = presenters.described_devices(knowledge)
    context = {"shelves": shelves, "drawings": devices.OUTLINES}
    return _page(request, "guide/which_one.html", context, knowledge)


@published_page
def privacy(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/privacy/`: what is counted, and that nothing else is kept."""
    return _page(request, "guide/privacy.html", {"counts": settings.COUNT}, knowledge)


@published_page
def answers(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/answers/`: every light of every family, and what it means."""
    families = [
        (
            family,
            devices,
            [
                (
                    pattern,
                    links.answer(devices[0].slug, pattern.slug),
                    presenters.means(knowledge, pattern),
                )
                for pattern in knowledge.patterns_of(family.slug)
            ],
        )
        for family in knowledge.families
        if (devices := knowledge.devices_of(family.slug))
    ]
    return _page(request, "guide/answers.html", {"families": families}, knowledge)


@published_page
def device_lights(request: HttpRequest, knowledge: Knowledge, device: str) -> HttpResponse:
    """`/answers/<device>/`: the light table of one device."""
    match replay(knowledge, [("device", device)]):
        case Progress(renamed=True) as progress:
            return HttpResponsePermanentRedirect(links.device_lights(progress.device.slug))
        case Progress() as progress:
            return _device_lights(request, progress)
        case replayed:
            return _no_such_device(request, replayed)


def _device_lights(request: HttpRequest, progress: Progress) -> HttpResponse:
    knowledge, device, family = progress.knowledge, progress.device, progress.family
    groups = presenters.answer_groups(knowledge, device)
    context = {
        "device": device,
        "pictures": knowledge.pictures_of(device.slug),
        "family": family,
        "groups": groups,
        "problems": presenters.problem_tiles(
            knowledge, device, lambda symptom: links.answer(device.slug, symptom.slug)
        ),
        "fixes": presenters.fix_links(knowledge, device),
        "chips": presenters.colour_places(groups),
        "sources": presenters.source_rows(knowledge, (*family.sources, *device.sources)),
        "wizard_href": links.diagnosis(progress),
    }
    return _page(request, "guide/device_lights.html", context, knowledge)


@published_page
def answer(request: HttpRequest, knowledge: Knowledge, device: str, light: str) -> HttpResponse:
    """`/answers/<device>/<light>/`: the permanent page of one light or symptom on one device."""
    match replay(knowledge, [("device", device), ("light", light)]):
        case Progress(light=KnownLight(pattern=pattern), renamed=True) as progress:
            return HttpResponsePermanentRedirect(links.answer(progress.device.slug, pattern.slug))
        case Progress(light=KnownLight(pattern=pattern)) as progress:
            return _answer(request, progress, pattern)
        case Progress(notices=[notice, *_]) as progress:
            return withdrawn(request, notice.reason, _near_lights(progress, notice.name))
        case UnknownLight() as unknown:
            return _no_such_light(request, unknown)
        case Progress() as progress:
            return _no_such_light(request, UnknownLight(progress.device, light, ()))
        case replayed:
            return _no_such_device(request, replayed)


def _answer(request: HttpRequest, progress: Progress, pattern: Pattern) -> HttpResponse:
    knowledge, device = progress.knowledge, progress.device
    found = presenters.diagnosis_of(progress)
    steps = (
        [planned.step for planned in found.plan]
        if found
        else presenters.static_steps(knowledge, pattern)
    )
    last_resorts = [planned.step for planned in found.before_support] if found else []
    first = steps[0] if steps else None
    causes = {row.cause for row in pattern.causes}
    faqs = [faq for faq in knowledge.faqs if pattern.key in faq.patterns]
    disputes = [
        dispute
        for dispute in knowledge.disputes
        if pattern.key in dispute.patterns or causes & set(dispute.causes)
    ]
    note = pattern.note
    if pattern.kind == LIGHT:  # what is said of a device is about its lights
        note = note or device.note or progress.family.note
    rows = presenters.cause_rows(progress, pattern, found, note)
    most_frequent = presenters.most_frequent(knowledge, pattern, found)
    explanation = most_frequent[0].explanation if len(most_frequent) == 1 else ""
    description = (
        f"{phrases.meaning_on(device, pattern, most_frequent)} {plain(explanation)}".strip()
    )
    shown = {(step.title, links.how_to(step.slug, device.slug)) for step in (*steps, *last_resorts)}
    context = {
        "pictures": knowledge.pictures_of(device.slug, light=pattern.key),
        **(presenters.step_to_do(knowledge, device, first) if first else {}),
        "device": device,
        "pattern": pattern,
        "way_in": phrases.WAYS_IN[pattern.kind],
        "verdict": phrases.VERDICTS[found.status if found else pattern.status],
        "meaning": phrases.meaning(most_frequent),
        "description": description,
        "explanation": explanation,
        "normal": phrases.is_it_normal(pattern, [row.cause for row in rows if row.cause.normal]),
        "note": note,
        "unconfirmed": pattern.confidence == "low" or not device.documented,
        "form": AnswerForm(progress, found.move.question, in_place=True, swaps=False)
        if found and isinstance(found.move, Ask)
        else None,
        "causes": rows,
        "share": _share(request, knowledge),
        "plan": [
            *presenters.rows_of(knowledge, device, steps[:1], "now"),
            *presenters.rows_of(knowledge, device, steps[1:]),
        ],
        "before_support": presenters.rows_of(knowledge, device, last_resorts),
        "look_alikes": presenters.look_alike_tiles(knowledge, device, pattern),
        "faqs": faqs,
        "disputes": disputes,
        "fixes": [
            fix for fix in presenters.fix_links(knowledge, device, causes) if fix not in shown
        ],
        "all_fixes_href": f"{links.device_lights(device.slug)}#fixes",
        "sources": presenters.source_rows(knowledge, pattern.sources),
        "reviewed": parse_date(pattern.reviewed),
        "wizard_href": links.diagnosis(progress),
        "faq_page": _faq_page([(phrases.what_it_means(device, pattern), description)], faqs[:1]),
    }
    return _page(request, "guide/answer.html", context, knowledge)


@published_page
def how_to(request: HttpRequest, knowledge: Knowledge, step: str, device: str) -> HttpResponse:
    """`/how-to/<step>/<device>/`: one remediation step in the words for one device."""
    match replay(knowledge, [("device", device), ("tried", step)]):
        case Progress(tried=[named, *_], renamed=True) as progress:
            return HttpResponsePermanentRedirect(links.how_to(named.slug, progress.device.slug))
        case Progress(tried=[named, *_]) as progress:
            return _how_to(request, progress, named)
        case Progress(notices=[notice, *_]) as progress:
            return withdrawn(request, notice.reason, _near_steps(progress, notice.name))
        case Progress() as progress:
            return _no_such_step(request, progress, step)
        case replayed:
            return _no_such_device(request, replayed)


def _how_to(request: HttpRequest, progress: Progress, step: Step) -> HttpResponse:
    knowledge, device = progress.knowledge, progress.device
    wording = step.wording(device.family)
    faqs = [faq for faq in knowledge.faqs if step.slug in faq.steps]
    told = f"{wording.where} {plain(wording.text)} {wording.worked}" if wording else ""
    helps = [(knowledge.cause[effect.cause], effect.word) for effect in step.effects]
    before = [knowledge.step[slug] for slug in step.prerequisites if slug in knowledge.step]
    context = {
        "device": device,
        **presenters.step_to_do(knowledge, device, step),
        "prerequisites": presenters.rows_of(knowledge, device, before),
        "helps": helps,
        "share": _share(request, knowledge),
        "faqs": faqs,
        "disputes": [dispute for dispute in knowledge.disputes if step.slug in dispute.steps],
        "sources": presenters.source_rows(knowledge, step.sources),
        "wizard_href": links.start(device.slug),
        "faq_page": _faq_page(
            [(phrases.how_it_is_done(device, step), " ".join(told.split()))], faqs
        ),
    }
    return _page(request, "guide/how_to.html", context, knowledge)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], knowledge: Knowledge
) -> HttpResponse:
    """One that search engines know by its path."""
    canonical = request.build_absolute_uri(request.path)
    return page(request, template, {**context, "canonical": canonical}, knowledge)


def _share(request: HttpRequest, knowledge: Knowledge) -> presenters.Share:
    code = short_code.code_of(knowledge, request.path)
    return presenters.share(code, request.get_host(), links.qr_of_page(code) if code else "")


def _faq_page(asked: Iterable[tuple[str, str]], faqs: Iterable[Faq]) -> dict[str, Any]:
    """schema.org FAQPage."""
    pairs = [*asked, *((faq.question, plain(faq.answer)) for faq in faqs)]
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": text},
            }
            for question, text in pairs
        ],
    }


# Addresses that lead nowhere
def _no_such_device(request: HttpRequest, replayed: object) -> HttpResponse:
    if isinstance(replayed, UnknownDevice):
        return unknown_device(request, replayed, lambda device: links.device_lights(device.slug))
    return unreadable(request, "It is too long, or holds characters that no name has.", status=404)


def _no_such_light(request: HttpRequest, unknown: UnknownLight) -> HttpResponse:
    return unknown_light(
        request,
        unknown,
        lambda pattern: links.answer(unknown.device.slug, pattern.slug),
        _lights_link(unknown.device),
    )


def _no_such_step(request: HttpRequest, progress: Progress, value: str) -> HttpResponse:
    message = phrases.no_such_step(progress.device, value)
    return problem(request, "We do not know this step", message, _near_steps(progress, value))


def _near_lights(progress: Progress, name: str) -> list[Link]:
    device = progress.device
    lights = progress.knowledge.ways_in_of(device.family)
    near = nearest(name, [(light, (light.slug, light.title)) for light in lights])
    found = [(light.title, links.answer(device.slug, light.slug)) for light in near]
    return [*found, _lights_link(device)]


def _near_steps(progress: Progress, name: str) -> list[Link]:
    device = progress.device
    steps = progress.knowledge.steps_of(device.family)
    near = nearest(name, [(step, (step.slug, step.title)) for step in steps])
    found = [(step.title, links.how_to(step.slug, device.slug)) for step in near]
    return [*found, _lights_link(device)]


def _lights_link(device: Device) -> Link:
    return phrases.all_lights_of(device), links.device_lights(device.slug)
