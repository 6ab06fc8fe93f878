"""The JSON interface (docs/api.md): the same knowledge and the same engine as the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse

from wizard.diagnosis.address import (
    AnswerError,
    KnownLight,
    Malformed,
    NoDevice,
    Progress,
    UnknownDevice,
    UnknownLight,
    replay,
)
from wizard.diagnosis.case_note import report
from wizard.diagnosis.diagnose import Ask, Diagnosis, PlannedStep, diagnose
from wizard.guide import links, results
from wizard.guide.http import parameters, published_page, typed_words
from wizard.guide.page_cache import kept_if_canonical
from wizard.knowledge.values import LIGHT, SYMPTOM, UNSURE, Device, Knowledge, Pattern, Slug, Step
from wizard.rendering.markdown import plain
from wizard.rendering.phrases import NOT_SURE, search_notice
from wizard.search.search import Found, answers_of
from wizard.search.search import search as find

P = ParamSpec("P")


def open_to_all(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Pages of any origin may read the answer, whatever its status and wherever it was cached."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return wrapped


def _json(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _fields(value: object, *names: str) -> dict[str, Any]:
    """What a value says under its own names."""
    return {name: getattr(value, name) for name in names}


def _errors(*errors: tuple[str, str, str], status: int = 400) -> JsonResponse:
    """`errors`: (name, value, message) each."""
    listed = [{"name": name, "value": value, "message": message} for name, value, message in errors]
    return _json({"errors": listed}, status=status)


def _not_an_answer(error: AnswerError, family: Slug) -> tuple[str, str, str]:
    options = error.question.options_for(family)
    choices = ", ".join([*(option.slug for option in options), UNSURE])
    return (
        error.question.slug,
        error.value,
        f"Not an answer to “{error.question.text}” Use one of: {choices}.",
    )


def _offer(names: Sequence[Device | Pattern]) -> str:
    return f" Did you mean {', '.join(name.slug for name in names)}?" if names else ""


@open_to_all
@published_page
def diagnosis(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """GET /api/v1/diagnosis?…: the wizard's query string, answered in JSON."""
    pairs = parameters(request)
    if pairs is None:
        return _errors(
            ("", "", "There are too many parameters to read. Send the wizard's own names only.")
        )
    match replay(knowledge, pairs):
        case NoDevice():
            return _errors(
                ("device", "", "Say which device: device=<slug>. All are in /api/v1/knowledge.")
            )
        case UnknownDevice(value=value, nearest=nearest):
            return _errors(
                ("device", value, f"There is no such device.{_offer(nearest)}"), status=404
            )
        case UnknownLight(kind=kind, value=value, nearest=near):
            return _errors(
                (kind, value, f"There is no such {kind} on this device.{_offer(near)}"), status=404
            )
        case Malformed(name=name, value=value, message=message):
            return _errors((name, value, message))
        case Progress(errors=[_, *_] as errors) as progress:
            return _errors(*(_not_an_answer(error, progress.family.slug) for error in errors))
        case Progress(light=None):
            return _errors(
                ("light", "", f"Say which: light=<slug>, light={UNSURE} or symptom=<slug>.")
            )
        case Progress() as progress:
            response = _json(diagnosis_as_json(diagnose(knowledge, progress)))
            return kept_if_canonical(request, progress, response)


def diagnosis_as_json(found: Diagnosis) -> dict[str, Any]:
    """The diagnosis in the shape of docs/api.md; numbers are the engine's own, unrounded."""
    progress, device = found.progress, found.progress.device
    pattern = progress.light.pattern if isinstance(progress.light, KnownLight) else None
    said = dict(progress.pairs())
    signs = [found.causes[0].cause] if found.sign else []
    return {
        "revision": str(progress.knowledge.revision),
        "url": links.diagnosis(progress),
        "answer_url": links.answer(device.slug, pattern.slug) if pattern else None,
        "device": device.slug,
        "light": said.get(LIGHT),
        "symptom": said.get(SYMPTOM),
        "colour": pattern.colour_group if pattern and LIGHT in said else progress.colour,
        "status": found.status,
        "answers": [
            {"question": question.slug, "option": option.slug if option else UNSURE}
            for question, option in progress.answers
        ],
        "tried": [step.slug for step in progress.tried],
        "dropped": progress.dropped,
        "causes": [
            {
                **_fields(ranked.cause, "slug", "name", "normal"),
                "probability": ranked.probability,
                "for": ranked.supports,
                "against": ranked.opposes,
            }
            for ranked in found.causes
        ],
        "normal_signs": [{"cause": cause.slug, "sign": plain(cause.sign)} for cause in signs],
        "next_question": _question_as_json(found.move, progress.family.slug)
        if isinstance(found.move, Ask)
        else None,
        "plan": [_planned_as_json(planned, device, "plan") for planned in found.plan],
        "before_support": [
            _planned_as_json(planned, device, "before-support") for planned in found.before_support
        ],
        "expected_minutes": found.expected_minutes,
        "report": report(found),
    }


def _planned_as_json(planned: PlannedStep, device: Device, block: str) -> dict[str, Any]:
    wording = planned.step.wording(device.family)
    return {
        "step": planned.step.slug,
        "title": planned.step.title,
        "block": block,
        "minutes": planned.minutes,
        "chance": planned.chance,
        "where": wording.where if wording else "",
        "expect": wording.worked if wording else "",
        "url": links.how_to(planned.step.slug, device.slug),
    }


def _question_as_json(ask: Ask, family: Slug) -> dict[str, Any]:
    options = [_fields(option, "slug", "label") for option in ask.question.options_for(family)]
    return {
        **_fields(ask.question, "slug", "text", "why"),
        "options": [*options, {"slug": UNSURE, "label": NOT_SURE}],
        "saves_minutes": ask.saves_minutes,
    }


@open_to_all
@published_page
def knowledge(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """GET /api/v1/knowledge: all published content as one document."""
    return _json(knowledge_as_json(knowledge))


@open_to_all
@published_page
def search(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """GET /api/v1/search?q=…: what these words lead to."""
    typed = typed_words(request)
    return _json(search_as_json(knowledge, typed, find(knowledge, typed)))


def search_as_json(knowledge: Knowledge, typed: str, found: Found) -> dict[str, Any]:
    """What was found in the shape of docs/api.md."""
    facts = found.facts
    looks = [look for look in facts.current if not look.denied]
    return {
        "query": typed,
        "read": {
            "devices": [device.slug for device in facts.about.devices],
            "mentioned": [device.slug for device in facts.about.mentioned],
            "lights": [
                {"colours": look.colours, "rhythm": look.rhythm or None, "count": look.count}
                for look in looks
            ],
            "symptoms": [meaning.name for meaning in facts.meant(SYMPTOM)],
            "answers": {
                question.slug: option.slug for question, option in answers_of(knowledge, facts)
            },
        },
        "opens": results.opened_href(knowledge, found) or None,
        "asks": found.asks,
        "notices": [
            {"code": notice.code, "text": plain(search_notice(notice, knowledge.guide))}
            for notice in found.notices
        ],
        "results": [
            {**_fields(result, "kind", "slug", "title"), "url": result.href, "score": result.score}
            for result in results.results(knowledge, found)
        ],
    }


def knowledge_as_json(knowledge: Knowledge) -> dict[str, Any]:
    """The published knowledge in the shape of docs/api.md."""
    return {
        "revision": str(knowledge.revision),
        "families": [_fields(family, "slug", "name") for family in knowledge.families],
        "devices": [
            {
                **_fields(device, "slug", "name", "family", "aliases", "documented"),
                "url": links.device_lights(device.slug),
            }
            for device in knowledge.devices
        ],
        "patterns": [_pattern_as_json(knowledge, pattern) for pattern in knowledge.ways_in],
        "causes": [
            {
                **_fields(cause, "slug", "name", "normal"),
                "explanation": plain(cause.explanation),
                "sources": cause.sources,
            }
            for cause in knowledge.causes
        ],
        "questions": [
            {
                **_fields(question, "slug", "text", "why", "minutes"),
                "options": [_fields(option, "slug", "label") for option in question.options],
            }
            for question in knowledge.questions
        ],
        "steps": [
            {
                **_fields(step, "slug", "title", "minutes", "erases"),
                "safety": _safety(knowledge, step),
                "sources": step.sources,
            }
            for step in knowledge.steps
        ],
        "sources": [
            _fields(source, "slug", "title", "publisher", "url", "authority", "checked")
            for source in knowledge.sources
        ],
    }


def _safety(knowledge: Knowledge, step: Step) -> str:
    """What its wordings warn of, each warning once, in the order of the families."""
    wordings = filter(None, (step.wording(family.slug) for family in knowledge.families))
    return " ".join(dict.fromkeys(plain(wording.safety) for wording in wordings if wording.safety))


def _pattern_as_json(knowledge: Knowledge, pattern: Pattern) -> dict[str, Any]:
    told = ("kind", "slug", "family", "title", "description", "status", "colours")
    return {
        **_fields(pattern, *told),
        "channels": [
            _fields(channel, "led", "colour", "steps", "repeat") for channel in pattern.channels
        ],
        **_fields(pattern, "timing", "normal_for_seconds", "confidence", "sources"),
        "looks_like": [look_alike.pattern for look_alike in pattern.look_alikes],
        "causes": [_fields(row, "cause", "frequency") for row in pattern.causes],
        "urls": {
            device.slug: links.answer(device.slug, pattern.slug)
            for device in knowledge.devices_of(pattern.family)
        },
    }
