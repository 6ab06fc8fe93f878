"""The wizard: pick the light, one question a page, then the result with the whole plan, until it is fixed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse

from wizard.diagnosis.diagnose import Ask, AskSupport, Diagnosis, Fixed, Try
from wizard.diagnosis.diagnose import diagnose as diagnose_progress
from wizard.diagnosis.facts import Device, Knowledge, Pattern, Question, Step
from wizard.diagnosis.replay import (
    AnswerError,
    Malformed,
    NoDevice,
    Progress,
    UnknownDevice,
    UnknownLight,
    replay,
)
from wizard.diagnosis.report import report
from wizard.forms import AnswerForm, OutcomeForm
from wizard.http import page, parameters, published_page
from wizard.views import rows

COLOUR_FIRST = 6
"""A family with more patterns than this is shown by colour."""


@published_page
def diagnose(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/diagnose/?device=…&light=…&<question>=<option>…`: the page that follows from the address."""
    pairs = parameters(request)
    if pairs is None:
        return _malformed(request, "This address has too many parts to read. Start again from your device.")
    match replay(knowledge, pairs):
        case NoDevice():
            return HttpResponseRedirect(reverse("wizard:home"))
        case UnknownDevice() as unknown:
            return _unknown_device(request, unknown, pairs)
        case UnknownLight() as unknown:
            return _unknown_light(request, unknown, pairs)
        case Malformed(message=message):
            return _malformed(request, message)
        case Progress() as progress:
            return _canonical(request, progress) or _page_of(request, progress)


def _canonical(request: HttpRequest, progress: Progress) -> HttpResponse | None:
    """A redirect, if the address is not the one way to say this.

    An address that names something withdrawn stays as it is, because its page has to say so.
    """
    canonical = urlencode(progress.pairs())
    if canonical == request.META.get("QUERY_STRING", "") or progress.notices:
        return None
    address = f"{reverse('wizard:diagnose')}?{canonical}"
    return HttpResponsePermanentRedirect(address) if progress.renamed else HttpResponseRedirect(address)


def _page_of(request: HttpRequest, progress: Progress) -> HttpResponse:
    if progress.light is None:
        return _lights(request, progress)
    diagnosis = diagnose_progress(progress.knowledge, progress)
    if progress.errors:
        return _question(request, diagnosis, progress.errors[0].question, progress.errors[0])
    match diagnosis.move:
        case Ask(question=question):
            return _question(request, diagnosis, question)
        case Try(step=step):
            return _result(request, diagnosis, step)
        case Fixed(step=step):
            return page(request, "wizard/fixed.html", {**_context(diagnosis), "step": step})
        case AskSupport():
            return page(request, "wizard/support.html", _context(diagnosis))


def _context(diagnosis: Diagnosis) -> dict[str, Any]:
    """What every page with a known light shows."""
    progress = diagnosis.progress
    return {
        "knowledge": progress.knowledge,
        "guide": progress.knowledge.guide,
        "progress": progress,
        "diagnosis": diagnosis,
        "device": progress.device,
        "family": progress.family,
        "pattern": rows.shown_pattern(diagnosis),
        "light_words": rows.light_words(progress),
        "known": rows.known_rows(progress),
        "change_light_href": rows.change_light_href(progress),
        "plan": rows.plan_rows(diagnosis),
        "sources": rows.diagnosis_sources(diagnosis),
        "report": report(diagnosis),
        "canonical_href": rows.diagnose_href(progress),
    }


def _lights(request: HttpRequest, progress: Progress) -> HttpResponse:
    groups = rows.light_groups(progress)
    everything = rows.light_groups(replace(progress, colour=""))
    many = sum(group.count for group in everything) > COLOUR_FIRST
    context = {
        "knowledge": progress.knowledge,
        "guide": progress.knowledge.guide,
        "progress": progress,
        "device": progress.device,
        "family": progress.family,
        "groups": groups,
        "chips": rows.colour_chips(progress) if many else (),
        "unsure_href": rows.unsure_href(progress, progress.colour),
        "other_href": rows.other_href(progress),
        "known": rows.known_rows(progress),
        "cameras": progress.knowledge.devices if not everything else (),
    }
    return page(request, "wizard/lights.html", context)


def _question(
    request: HttpRequest, diagnosis: Diagnosis, question: Question, error: AnswerError | None = None
) -> HttpResponse:
    progress = diagnosis.progress
    context = {
        **_context(diagnosis),
        "question": question,
        "form": AnswerForm(progress, question, number=len(progress.answers) + 1),
        "error": error,
        "ask": diagnosis.move if isinstance(diagnosis.move, Ask) and not error else None,
        "another_href": rows.another_href(progress, question),
        "steps_href": rows.steps_href(progress),
    }
    return page(request, "wizard/question.html", context)


def _result(request: HttpRequest, diagnosis: Diagnosis, step: Step) -> HttpResponse:
    progress = diagnosis.progress
    context = {
        **_context(diagnosis),
        "step": step,
        "row": rows.plan_row(progress.device, step, "now"),
        "form": OutcomeForm(progress, step),
        "first": not (progress.tried or progress.skipped),
        "total_minutes": round(sum(planned.minutes for planned in diagnosis.plan)),
        "ask_more_href": rows.ask_more_href(progress),
    }
    return page(request, "wizard/result.html", context)


# ------------------------------------------------------------------------------------------------ addresses that lead nowhere
def _malformed(request: HttpRequest, message: str) -> HttpResponse:
    return page(
        request, "wizard/problem.html", {"title": "This address cannot be read", "message": message}, status=400
    )


def _unknown_device(request: HttpRequest, unknown: UnknownDevice, pairs: list[tuple[str, str]]) -> HttpResponse:
    context = {
        "title": "We do not know this device",
        "message": unknown.reason or f"There is no device called “{unknown.value}” in this guide.",
        "offers": [_offer(device, "device", pairs) for device in unknown.nearest],
    }
    return page(request, "wizard/problem.html", context, status=404)


def _unknown_light(request: HttpRequest, unknown: UnknownLight, pairs: list[tuple[str, str]]) -> HttpResponse:
    context = {
        "title": "We do not know this light",
        "message": f"The {unknown.device.name} has no light called “{unknown.value}” in this guide.",
        "offers": [_offer(pattern, "light", pairs) for pattern in unknown.nearest],
        "more": rows.Offer(name=f"All lights of the {unknown.device.name}", href=_with("light", None, pairs)),
    }
    return page(request, "wizard/problem.html", context, status=404)


def _offer(thing: Device | Pattern, name: str, pairs: list[tuple[str, str]]) -> rows.Offer:
    title = thing.name if isinstance(thing, Device) else thing.title
    return rows.Offer(name=title, href=_with(name, thing.slug, pairs))


def _with(name: str, value: str | None, pairs: list[tuple[str, str]]) -> str:
    """The wizard's address with one value put right, or left out; everything else is kept."""
    kept = [(given, value if given == name and value else old) for given, old in pairs if given != name or value]
    return f"{reverse('wizard:diagnose')}?{urlencode(kept)}"
