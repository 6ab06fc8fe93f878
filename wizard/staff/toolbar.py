"""The bar over a public page for signed-in staff: what helps to answer a customer.

It costs visitors nothing.

The page is made by the same view as the public one; the bar is added to its HTML here, and nobody
keeps a copy.
"""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from wizard import models
from wizard.content.live import DATABASE_GONE
from wizard.diagnosis.address import KnownLight, Progress, light_value, replay
from wizard.diagnosis.customer_reply import reply, reply_with_step
from wizard.diagnosis.diagnose import Ask, Diagnosis, Try, diagnose
from wizard.guide import links
from wizard.guide.pasted_address import PAGES, pairs_of
from wizard.guide.visitors import is_stranger
from wizard.knowledge import values
from wizard.knowledge.values import Cause, Device, Knowledge, Pattern, Question, Step
from wizard.rendering.markdown import in_plain_words
from wizard.rendering.qr import qr_code
from wizard.staff import notes
from wizard.staff.access.permissions import is_staff
from wizard.staff.preview import PERMISSION as MAY_LOOK_AT_REVISIONS
from wizard.staff.preview import TOP

PERMISSION = "wizard.view_pattern"
logger = logging.getLogger(__name__)


def wants_toolbar(request: HttpRequest) -> bool:
    """Is this a page with a bar, and somebody who may see it?

    For a stranger no session is looked at.
    """
    if is_stranger(request):
        return False
    if request.resolver_match is None or request.resolver_match.url_name not in PAGES:
        return False
    try:
        return is_staff(request) and request.user.has_perm(PERMISSION)
    except DATABASE_GONE:  # the public page needs no database
        return False


def with_toolbar(
    request: HttpRequest, knowledge: Knowledge, response: HttpResponse
) -> HttpResponse:
    """The page with the bar, kept by nobody.

    Redirects and pages that say what is wrong stay as they are.
    """
    response.headers["Cache-Control"] = "no-store, private"
    progress = _progress(request, knowledge)
    if response.status_code == 200 and progress is not None:
        html = response.content.decode()
        swap = TOP not in html
        bar = render_to_string("staff/_bar.html", {**_context(request, progress), "swap": swap})
        response.content = html + bar if swap else html.replace(TOP, bar + TOP, 1)
    return response


def _progress(request: HttpRequest, knowledge: Knowledge) -> Progress | None:
    """In plain words: what is made of it here goes into a customer’s mail."""
    place = request.resolver_match
    if place is None:
        return None
    match replay(
        in_plain_words(knowledge),
        pairs_of(place, parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True)),
    ):
        case Progress() as progress:
            return progress
        case _:
            return None


def _context(request: HttpRequest, progress: Progress) -> dict[str, object]:
    is_how_to = request.resolver_match is not None and request.resolver_match.url_name == "how_to"
    link = request.build_absolute_uri(_public_address(request, progress))
    diagnosis = None if is_how_to or progress.light is None else _diagnosis(progress)
    text = ""
    if is_how_to:
        text = reply_with_step(progress.knowledge.guide, progress.device, progress.tried[0], link)
    elif diagnosis:
        text = reply(diagnosis, link)
    return {
        "link": link,
        "reply": text,
        "qr": qr_code(link),
        "edits": _edits(
            request, progress.device, progress.tried[:1] if is_how_to else (), diagnosis
        ),
        "numbers_href": f"{reverse('wizard:replay')}?{urlencode({'address': link})}"
        if diagnosis and _may_replay(request)
        else "",
        **_notes(request, progress, progress.tried[:1] if is_how_to else (), diagnosis),
        "map_href": "" if is_how_to or progress.light is None else _map_href(progress),
    }


def _public_address(request: HttpRequest, progress: Progress) -> str:
    """The one way to say this page, as everybody may open it."""
    is_wizard = request.resolver_match is not None and request.resolver_match.url_name == "diagnose"
    return links.diagnosis(progress) if is_wizard else request.path


def _diagnosis(progress: Progress) -> Diagnosis | None:
    try:
        return diagnose(progress.knowledge, progress)
    except Exception:  # as on the page itself, which goes on without the engine
        logger.exception("The engine failed under the staff bar")
        return None


def _may_replay(request: HttpRequest) -> bool:
    return request.user.has_perm(MAY_LOOK_AT_REVISIONS)


def _map_href(progress: Progress) -> str:
    """The map of the light, with the way of the answers marked."""
    said = {"path": urlencode(progress.pairs())} if progress.answers else {}
    light = light_value(progress.light) if progress.light else ""
    address = reverse("wizard:light_map", args=[progress.family.slug])
    return f"{address}?{urlencode({'light': light, **said})}"


def _edits(
    request: HttpRequest, device: Device, steps: tuple[Step, ...], diagnosis: Diagnosis | None
) -> list[tuple[str, str]]:
    """(words, address in the admin) of what the page shows; nothing that is gone from the tables
    or not theirs to change.
    """
    shown = _shown(steps, diagnosis)
    found = (
        (words, _admin_href(request, device, subject))
        for subject in shown
        for words in [_edit_words(subject)]
    )
    return [(words, href) for words, href in found if href]


def _shown(steps: tuple[Step, ...], diagnosis: Diagnosis | None) -> list[Pattern | Question | Step]:
    """What the page is about, besides its device."""
    shown: list[Pattern | Question | Step] = [*steps]
    if diagnosis and isinstance(diagnosis.progress.light, KnownLight):
        shown.append(diagnosis.progress.light.pattern)
    match diagnosis.move if diagnosis else None:
        case Ask(question=question):
            shown.append(question)
        case Try(step=step):
            shown.append(step)
    return shown


def _notes(
    request: HttpRequest, progress: Progress, steps: tuple[Step, ...], diagnosis: Diagnosis | None
) -> dict[str, object]:
    """What staff wrote about the light, its causes and the step that the page shows."""
    if not request.user.has_perm(notes.VIEW):
        return {"notes": []}
    knowledge, shown = progress.knowledge, _shown(steps, diagnosis)
    causes = [
        knowledge.cause[row.cause]
        for subject in shown
        if isinstance(subject, Pattern)
        for row in subject.causes
    ]
    about: list[Pattern | Cause | Step] = [
        subject for subject in shown if not isinstance(subject, Question)
    ]
    back = request.get_full_path()
    return {
        "notes": notes.rows(
            request.user, notes.about(map(notes.key_of, [*about, *causes])), knowledge
        ),
        "add_notes": [
            (
                f"Add a note on this {subject.kind if isinstance(subject, Pattern) else 'step'}",
                notes.add_href(notes.key_of(subject), back),
            )
            for subject in about
            if isinstance(subject, Pattern | Step)
        ]
        if request.user.has_perm("wizard.add_note")
        else [],
    }


def _edit_words(subject: Pattern | Question | Step) -> str:
    match subject:
        case Pattern():
            return f"Edit this {subject.kind}"
        case Question():
            return "Edit this question"
        case Step():
            return "Edit this step"


def _admin_href(request: HttpRequest, device: Device, subject: Pattern | Question | Step) -> str:
    """A step is opened at the wording for this device."""
    model: type[models.Content]
    match subject:
        case Pattern(kind=values.SYMPTOM):
            model, only = models.Symptom, {}
        case Pattern(family=family):
            model, only = models.Pattern, {"family__slug": family}
        case Question():
            model, only = models.Question, {}
        case Step():
            model, only = models.Step, {}
    table = model._meta.model_name
    pk = (
        model._default_manager.filter(slug=subject.slug, **only)
        .values_list("pk", flat=True)
        .first()
    )
    if pk is None or not request.user.has_perm(f"wizard.change_{table}"):
        return ""
    if isinstance(subject, Step):
        return reverse("admin:wizard_step_wording", args=[pk, device.slug])
    return reverse(f"admin:wizard_{table}_change", args=[pk])
