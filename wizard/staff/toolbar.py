"""The bar over a public page for signed-in staff: what helps to answer a customer.

It costs visitors nothing.

The page is made by the same view as the public one; the bar is added to its HTML here, and nobody
keeps a copy.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wizard import models
from wizard.content.live import DATABASE_GONE
from wizard.diagnosis.address import KnownLight, Light, Progress, light_value, replay
from wizard.diagnosis.customer_reply import reply, reply_with_step
from wizard.diagnosis.diagnose import Ask, Diagnosis, Try, diagnose
from wizard.guide import links
from wizard.guide.pasted_address import PAGES, pairs_of
from wizard.guide.visitors import is_stranger
from wizard.knowledge import values
from wizard.knowledge.values import Device, Knowledge, Pattern, Question, Step
from wizard.rendering.markdown import in_plain_words
from wizard.rendering.qr import qr_code
from wizard.staff import notes
from wizard.staff.access.permissions import is_staff
from wizard.staff.preview import PERMISSION as MAY_LOOK_AT_REVISIONS
from wizard.staff.preview import with_bar

PERMISSION = "wizard.view_pattern"
logger = logging.getLogger(__name__)

Subject = Pattern | Question | Step
"""What a page with a bar is about, besides its device."""


def wants_toolbar(request: HttpRequest) -> bool:
    """Has this page a bar, and may this person see it? Of strangers no session is looked at."""
    if is_stranger(request) or _page(request) not in PAGES:
        return False
    try:
        return is_staff(request) and request.user.has_perm(PERMISSION)
    except DATABASE_GONE:  # the public page needs no database
        return False


def with_toolbar(
    request: HttpRequest, knowledge: Knowledge, response: HttpResponse
) -> HttpResponse:
    """The page with the bar; redirects and pages that say what is wrong stay as they are."""
    response.headers["Cache-Control"] = "no-store, private"
    progress = _progress(request, knowledge)
    if response.status_code == 200 and progress is not None:
        html = response.content.decode()
        response.content = with_bar(html, "staff/_bar.html", _context(request, progress))
    return response


def _page(request: HttpRequest) -> str | None:
    """The name of the public page."""
    return request.resolver_match.url_name if request.resolver_match else None


def _progress(request: HttpRequest, knowledge: Knowledge) -> Progress | None:
    """In plain words: what is made of it here goes into a customer’s mail."""
    if request.resolver_match is None:
        return None
    query = parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True)
    given = replay(in_plain_words(knowledge), pairs_of(request.resolver_match, query))
    return given if isinstance(given, Progress) else None


def _context(request: HttpRequest, progress: Progress) -> dict[str, object]:
    page, user = _page(request), request.user
    # The one way to say this page, as everybody may open it.
    address = links.diagnosis(progress) if page == "diagnose" else request.path
    link = request.build_absolute_uri(address)
    text, map_href, diagnosis, shown = "", "", None, list[Subject]()
    if page == "how_to":
        step = progress.tried[0]
        text, shown = reply_with_step(progress.knowledge.guide, progress.device, step, link), [step]
    elif progress.light is not None:
        map_href = _map_href(progress, progress.light)
        if diagnosis := _diagnosis(progress):
            text, shown = reply(diagnosis, link), _shown(diagnosis)
    may_replay = diagnosis and user.has_perm(MAY_LOOK_AT_REVISIONS)
    edits = (
        (f"Edit this {_called(one)}", _admin_href(request, progress.device, one)) for one in shown
    )
    return {
        "link": link,
        "reply": text,
        "qr": qr_code(link),
        "edits": [(words, href) for words, href in edits if href],
        "numbers_href": f"{reverse('wizard:replay')}?{urlencode({'address': link})}"
        if may_replay
        else "",
        **(_notes(request, progress.knowledge, shown) if user.has_perm(notes.VIEW) else {}),
        "map_href": map_href,
    }


def _diagnosis(progress: Progress) -> Diagnosis | None:
    try:
        return diagnose(progress.knowledge, progress)
    except Exception:  # as on the page itself, which goes on without the engine
        logger.exception("The engine failed under the staff bar")
        return None


def _map_href(progress: Progress, light: Light) -> str:
    """The map of the light, with the way of the answers marked."""
    said = {"path": urlencode(progress.pairs())} if progress.answers else {}
    address = reverse("wizard:light_map", args=[progress.family.slug])
    return f"{address}?{urlencode({'light': light_value(light), **said})}"


def _shown(diagnosis: Diagnosis) -> list[Subject]:
    light = diagnosis.progress.light
    shown: list[Subject] = [light.pattern] if isinstance(light, KnownLight) else []
    match diagnosis.move:
        case Ask(question=question):
            shown.append(question)
        case Try(step=step):
            shown.append(step)
    return shown


def _notes(
    request: HttpRequest, knowledge: Knowledge, shown: Iterable[Subject]
) -> dict[str, object]:
    """What staff wrote about the light, its causes and the step that the page shows."""
    about = [subject for subject in shown if isinstance(subject, Pattern | Step)]
    causes = [
        knowledge.cause[row.cause]
        for subject in about
        if isinstance(subject, Pattern)
        for row in subject.causes
    ]
    found = notes.about(map(notes.key_of, [*about, *causes]))
    back = request.get_full_path()
    may_add = request.user.has_perm("wizard.add_note")
    return {
        "notes": notes.rows(request.user, found, knowledge),
        "add_notes": [
            (f"Add a note on this {_called(subject)}", notes.add_href(notes.key_of(subject), back))
            for subject in about
            if may_add
        ],
    }


def _called(subject: Subject) -> str:
    return subject.kind if isinstance(subject, Pattern) else type(subject).__name__.lower()


def _admin_href(request: HttpRequest, device: Device, subject: Subject) -> str:
    """Its form, a step's at the wording for this device; empty: gone, or not theirs to change."""
    rows: QuerySet[models.Content]
    match subject:
        case Pattern(kind=values.SYMPTOM):
            rows = models.Symptom.rows()
        case Pattern(family=family):
            rows = models.Pattern.rows().filter(family__slug=family)
        case Question():
            rows = models.Question.rows()
        case Step():
            rows = models.Step.rows()
    table = rows.model._meta.model_name
    pk = rows.filter(slug=subject.slug).values_list("pk", flat=True).first()
    if pk is None or not request.user.has_perm(f"wizard.change_{table}"):
        return ""
    if isinstance(subject, Step):
        return reverse("admin:wizard_step_wording", args=[pk, device.slug])
    return reverse(f"admin:wizard_{table}_change", args=[pk])
