"""What a customer saw at an address, at the revision they saw it, with the engine's numbers."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wizard.content.live import published_at_revision
from wizard.diagnosis.address import (
    Malformed,
    NoDevice,
    Progress,
    Replayed,
    UnknownDevice,
    UnknownLight,
    replay,
)
from wizard.diagnosis.case_note import report
from wizard.diagnosis.diagnose import Ask, AskSupport, Diagnosis, Fixed, Try, diagnose
from wizard.diagnosis.explanation import explain_numbers
from wizard.guide.pasted_address import Address, NotAnAddressError, read
from wizard.knowledge.values import Knowledge
from wizard.models import Revision
from wizard.staff.access.permissions import staff_page
from wizard.staff.preview import address as previewed


@require_safe
@staff_page("wizard.view_revision")
def replay_page(request: HttpRequest) -> HttpResponse:
    """`/staff/replay/?address=…&revision=…`: without a revision at the newest one."""
    revisions = list(Revision.objects.live().without_knowledge())
    if not revisions:
        raise Http404("Nothing is published yet.")
    pasted, wanted = request.GET.get("address", "").strip(), request.GET.get("revision", "")
    number = int(wanted) if wanted.isdecimal() else revisions[0].number
    knowledge = published_at_revision(number)
    context = {
        **admin.site.each_context(request),
        "title": "Replay what a customer saw",
        "pasted": pasted,
        "revisions": revisions,
        "number": number,
        **(_shown(pasted, request.get_host(), knowledge) if pasted else {}),
    }
    return render(request, "staff/replay.html", context)


def _shown(pasted: str, host: str, knowledge: Knowledge) -> dict[str, object]:
    try:
        address = read(pasted, host)
    except NotAnAddressError as error:
        return {"error": str(error)}
    match replay(knowledge, address.pairs):
        case Progress() as progress:
            return {
                "page_href": previewed(address.href, str(knowledge.revision)),
                **_numbers(address, progress),
            }
        case nothing:
            return {"error": _error(nothing)}


def _numbers(address: Address, progress: Progress) -> dict[str, object]:
    said = {
        "progress": progress,
        "errors": progress.errors,
        "left_out": [*progress.dropped, *(notice.name for notice in progress.notices)],
    }
    if address.page == "how_to" or progress.light is None:
        return said
    diagnosis = diagnose(progress.knowledge, progress)
    return said | {
        "report": report(diagnosis),
        "then": _then(diagnosis),
        "likeliest": diagnosis.causes,
        "numbers": explain_numbers(progress.knowledge, progress),
    }


def _then(diagnosis: Diagnosis) -> str:
    """What the page did next, in a sentence."""
    match diagnosis.move:
        case Ask(question=question):
            return f"It asked: {question.text}"
        case Try(step=step):
            return f"It said what to do: {step.title}."
        case Fixed(step=step):
            return f"It was fixed by: {step.title}."
        case AskSupport():
            return "It led them to support."


def _error(nothing: Replayed) -> str:
    """Why an address of this guide shows no diagnosis at this revision."""
    match nothing:
        case UnknownDevice(value=value):
            return f"This revision has no device called “{value}”."
        case UnknownLight(device=device, value=value):
            return f"In this revision the {device.name} has no light called “{value}”."
        case Malformed(message=message):
            return message
        case NoDevice():
            return "The address names no device. They saw the list of devices."
        case _:
            return ""
