"""The wizard: pick the light, one question a page, then the result with the whole plan, until it is
fixed.

For a light that is known the result comes after two questions; what is still worth asking stands on
the result.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)

from wizard.diagnosis.address import (
    AnswerError,
    Malformed,
    NoDevice,
    Progress,
    UnknownDevice,
    UnknownLight,
    light_value,
    replay,
)
from wizard.diagnosis.case_note import report
from wizard.diagnosis.diagnose import Ask, Diagnosis, Fixed, explained_by
from wizard.diagnosis.progress import pages_left, questions_left
from wizard.diagnosis.whole_plan import explains
from wizard.guide import links, presenters, short_code
from wizard.guide.forms import AnswerForm, OutcomeForm, counted
from wizard.guide.http import TYPED, page, parameters, published_page, typed_words
from wizard.guide.page_cache import kept_if_canonical
from wizard.guide.problems import unknown_device, unknown_light, unreadable
from wizard.knowledge.values import LIGHT, NORMAL, SYMPTOM, Knowledge, Question
from wizard.rendering import devices, phrases
from wizard.rendering.qr import qr_image

CAUSES_UNFOLDED = 2
"""Beside the likeliest one. None where there is a sign to look for, which takes their place."""


@published_page
def diagnose(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/diagnose/?device=…&light=…&<question>=<option>…`: the page that follows from this."""
    pairs = parameters(request)
    if pairs is None:
        return unreadable(
            request, "This address has too many parts to read. Start again from your device."
        )
    pairs = [pair for pair in pairs if pair[0] != TYPED]
    match replay(knowledge, pairs):
        case NoDevice():
            return (
                _devices(request, knowledge, pairs) if pairs else HttpResponseRedirect(links.home())
            )
        case UnknownDevice() as unknown:
            return unknown_device(
                request, unknown, lambda device: _with("device", device.slug, pairs)
            )
        case UnknownLight() as unknown:
            return unknown_light(
                request,
                unknown,
                lambda pattern: _with(unknown.kind, pattern.slug, pairs),
                _others(unknown, pairs),
            )
        case Malformed(message=message):
            return unreadable(request, message)
        case Progress() as progress:
            return _canonical(request, progress, pairs) or kept_if_canonical(
                request, progress, page_of(request, progress)
            )


@published_page
def qr_of_diagnosis(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/diagnose/qr.svg?…`: the address of this diagnosis, for another phone's camera."""
    pairs = parameters(request)
    progress = replay(knowledge, pairs) if pairs else None
    if not isinstance(progress, Progress):
        return unreadable(request, "This address names no diagnosis. Start again from your device.")
    address = request.build_absolute_uri(links.diagnosis(progress))
    response = HttpResponse(qr_image(address), content_type="image/svg+xml")
    return kept_if_canonical(request, progress, response)


def _canonical(
    request: HttpRequest, progress: Progress, pairs: list[tuple[str, str]]
) -> HttpResponse | None:
    """A redirect, if the address is not the one way to say this. What somebody wrote to get here
    makes no difference. An address that names something withdrawn stays as it is, because its page
    has to say so.
    """
    canonical = links.query(progress.pairs())
    given = urlencode(pairs) if typed_words(request) else request.META.get("QUERY_STRING", "")
    if canonical == given or progress.notices:
        return None
    redirect = HttpResponsePermanentRedirect if progress.renamed else HttpResponseRedirect
    return redirect(links.diagnosis(progress))


def page_of(request: HttpRequest, progress: Progress) -> HttpResponse:
    """What comes next for somebody who has said this."""
    if progress.light is None:
        return _lights(request, progress)
    diagnosis = presenters.diagnosis_of(progress)
    if diagnosis is None:
        return HttpResponseRedirect(links.without_engine(progress))
    if (progress.errors or progress.again) and (question := question_of(diagnosis)):
        wrong = next(iter(progress.errors), None)
        return _question(request, diagnosis, Ask(question, saves_minutes=0), wrong)
    match diagnosis.move:
        case Ask() as ask if pages_left(progress):
            return _question(request, diagnosis, ask)
        case Fixed():
            return _fixed(request, diagnosis)
    if diagnosis.plan or diagnosis.sign:
        return _result(request, diagnosis)
    return _support(request, diagnosis)


def question_of(diagnosis: Diagnosis) -> Question | None:
    """The question on the page of this diagnosis."""
    progress = diagnosis.progress
    asked = [*(error.question for error in progress.errors), *progress.again]
    if isinstance(diagnosis.move, Ask):
        asked.append(diagnosis.move.question)
    return next(iter(asked), None)


def _context(request: HttpRequest, diagnosis: Diagnosis) -> dict[str, Any]:
    """What every page with a light shows."""
    progress = diagnosis.progress
    return {
        "progress": progress,
        "pattern": presenters.shown_pattern(diagnosis),
        "known": presenters.known_rows(progress),
        "ruled_out": presenters.ruled_out(diagnosis),
        "reasons": presenters.reasons(diagnosis),
        "back_href": links.back(progress),
        "back_swaps": True,
        "share": _share(request, progress),
    }


def _outcome(request: HttpRequest, diagnosis: Diagnosis) -> dict[str, Any]:
    """The same, and what follows once no question is a page of its own."""
    progress = diagnosis.progress
    sign, others = presenters.sign_box(diagnosis), presenters.other_causes(diagnosis)
    unfolded = 0 if sign else CAUSES_UNFOLDED
    return {
        **_context(request, diagnosis),
        **_one_more(diagnosis),
        "light": light_value(progress.light) if progress.light else "",
        "closest": presenters.closest_match(diagnosis),
        "other_causes": others[:unfolded],
        "less_likely": others[unfolded:],
        "plan": presenters.plan_rows(diagnosis),
        "sign": sign,
        "before_support": presenters.before_support_rows(diagnosis),
        "ask_more_href": links.ask_more(progress),
        "report": report(diagnosis),
        "address": request.build_absolute_uri(links.diagnosis(progress)),
    }


def _share(request: HttpRequest, progress: Progress) -> presenters.Share:
    return presenters.share(
        short_code.code_of_diagnosis(progress), request.get_host(), links.qr_of_diagnosis(progress)
    )


def _one_more(diagnosis: Diagnosis) -> dict[str, Any]:
    """The question that is still worth asking: it stands before the first step, some of which
    spoil what it asks about.
    """
    if not isinstance(diagnosis.move, Ask):
        return {}
    question = diagnosis.move.question
    return {
        **_asking(diagnosis, diagnosis.move),
        "one_more": AnswerForm(diagnosis.progress, question, in_place=True),
        "spoiler": next(
            (plan.step for plan in diagnosis.plan if question.slug in plan.step.disturbs), None
        ),
    }


def _asking(diagnosis: Diagnosis, ask: Ask) -> dict[str, Any]:
    """Why it is asked, and the two ways around it."""
    return {
        "ask": ask,
        "asked": counted(diagnosis.progress, ask.question),
        "another_href": links.another_question(diagnosis.progress, ask.question),
        "steps_href": links.just_steps(diagnosis.progress),
    }


def _devices(
    request: HttpRequest, knowledge: Knowledge, pairs: list[tuple[str, str]]
) -> HttpResponse:
    """Another device, with everything else that was said and fits it."""
    said = [pair for pair in pairs if pair[0] != links.CHANGED_FROM]
    context = {
        "tiles": presenters.devices_for(knowledge, said),
        "drawings": devices.OUTLINES,
        "back_href": links.back_from_devices(knowledge, pairs),
    }
    return page(request, "guide/devices.html", context, knowledge)


def _lights(request: HttpRequest, progress: Progress) -> HttpResponse:
    knowledge, device = progress.knowledge, progress.device
    groups = presenters.light_groups(progress)
    problems = presenters.problem_tiles(
        knowledge, device, lambda symptom: links.pick_light(progress, symptom)
    )
    has_lights = knowledge.patterns_of(device.family)
    context = {
        "device": device,
        "family": progress.family,
        "groups": groups,
        "problems": problems if progress.colour == "none" else (),
        "chips": presenters.colour_chips(progress),
        "unsure_href": links.unsure_of_light(progress, progress.colour),
        "other_href": links.other_light(progress),
        "without_light_href": "" if progress.colour else links.of_colour(progress, "none"),
        "back_href": links.back(progress),
        "back_swaps": bool(progress.colour),
        "share": _share(request, progress),
        "change_device_href": links.change_device(progress),
        "cameras": () if has_lights else presenters.camera_links(knowledge, device),
        "notices": progress.notices,
    }
    return page(request, "guide/lights.html", context, knowledge, framed=True)


def _question(
    request: HttpRequest, diagnosis: Diagnosis, ask: Ask, error: AnswerError | None = None
) -> HttpResponse:
    progress = diagnosis.progress
    others = {question for question, _ in progress.answers if question != ask.question}
    left = questions_left(progress.knowledge, progress) if ask is diagnosis.move else None
    context = {
        **_context(request, diagnosis),
        **_asking(diagnosis, ask),
        "error": error,
        "form": AnswerForm(progress, ask.question, number=len(others) + 1, left=left),
    }
    return page(request, "guide/question.html", context, progress.knowledge, framed=True)


def _result(request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
    """With a plan, or with a sign that may explain it all."""
    progress = diagnosis.progress
    context = {
        **_outcome(request, diagnosis),
        **(_first_step(diagnosis) if diagnosis.plan else {}),
        "first": not (progress.tried or progress.skipped),
        "total_minutes": round(
            sum(planned.step.lasts or planned.minutes for planned in diagnosis.plan)
        ),
        "headline": phrases.result_headline(diagnosis),
        "verdict": phrases.VERDICTS[diagnosis.status],
    }
    return page(request, "guide/result.html", context, progress.knowledge, framed=True)


def _first_step(diagnosis: Diagnosis) -> dict[str, Any]:
    progress, planned = diagnosis.progress, diagnosis.plan[0]
    counts = presenters.counted_outcome(diagnosis, planned)
    return {
        **presenters.step_to_do(progress.knowledge, progress.device, planned.step),
        "sources": presenters.source_rows(progress.knowledge, planned.step.sources),
        "because": phrases.because(progress, planned.answer),
        "form": OutcomeForm(progress, planned.step, counts=counts),
    }


def _fixed(request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
    progress = diagnosis.progress
    explained = progress.fixed is not None and explains(progress.knowledge, progress.fixed)
    cause = explained_by(diagnosis) if explained else diagnosis.causes[0].cause
    shown = _outcome(request, diagnosis)
    context = {
        **shown,
        "explained": explained,
        "found": "" if explained else f"{progress.family.slug}/{shown['light']}/{cause.slug}",
        "verdict": phrases.VERDICTS[NORMAL].title if explained else phrases.DONE,
        "came_back_href": links.came_back(progress),
        "subject": cause.name if explained or progress.fixed is None else progress.fixed.title,
        "worries": presenters.worries_of(diagnosis) if cause.normal else (),
        "headline": phrases.fixed_headline(diagnosis, cause, explained=explained),
    }
    return page(request, "guide/fixed.html", context, progress.knowledge, framed=True)


def _support(request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
    context = {
        **_outcome(request, diagnosis),
        "shown": "".join(f";step {planned.step.slug}" for planned in diagnosis.before_support),
        "lead": phrases.support_lead(diagnosis, asks=isinstance(diagnosis.move, Ask)),
        "verdict": phrases.VERDICTS[diagnosis.status],
    }
    return page(request, "guide/support.html", context, diagnosis.progress.knowledge, framed=True)


def _others(unknown: UnknownLight, pairs: list[tuple[str, str]]) -> tuple[str, str]:
    """Where to pick another light or another problem; everything else that was given is kept."""
    device = unknown.device
    if unknown.kind == LIGHT:
        return phrases.all_lights_of(device), _with(LIGHT, None, pairs)
    kept = [(given, value) for given, value in pairs if given not in {SYMPTOM, "colour"}]
    return phrases.all_problems_of(device), links.diagnose([*kept, ("colour", "none")])


def _with(name: str, value: str | None, pairs: list[tuple[str, str]]) -> str:
    """The wizard's address with one value put right, or left out; everything else is kept."""
    kept = [
        (given, value if given == name and value else old)
        for given, old in pairs
        if given != name or value
    ]
    return links.diagnose(kept)
