"""Desk search: from a caller's words, or the address they paste, to the page that answers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wizard.analysis.audit.findings import name
from wizard.content.live import published
from wizard.guide import links as guide_links
from wizard.guide import presenters, results
from wizard.guide.pasted_address import Address, NotAnAddressError, read
from wizard.knowledge.changes import title_of
from wizard.knowledge.values import (
    Cause,
    Device,
    Dispute,
    Faq,
    Knowledge,
    Pattern,
    Question,
    Source,
    Step,
)
from wizard.models import Status
from wizard.rendering import phrases
from wizard.rendering.markdown import plain
from wizard.search.ranking import Match, Subject
from wizard.search.search import search
from wizard.staff import notes
from wizard.staff.access.permissions import staff_page
from wizard.staff.links import AdminLinks
from wizard.staff.preview import PERMISSION as MAY_REPLAY

MOST = 8
"""Results of a kind that are listed."""

MOST_TYPED = 2000
"""Characters, as many as the box takes."""

MOST_WORDS = 40
"""Of what was typed, that notes are searched for."""

CAUSES = 3
"""Causes of a light that are named, the most frequent first."""

SIGNS = ("/", "?", "=")
"""One of them is in every address."""

KINDS: dict[str, type[Subject] | tuple[type[Subject], ...]] = {
    "Answer pages": Pattern,
    "How-tos": Step,
    "All lights of a device": Device,
    "Causes": Cause,
    "Questions": Question,
    "In the tables": (Faq, Dispute, Source),
}
"""Heading -> the results under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A result. `href`: the page that customers are sent, empty where there is none; `edit_href`:
    its row in the tables.

    `others`: (name, address) of the same light on the other devices of its family, or of the step
    for other families.
    """

    title: str
    what: str
    href: str
    edit_href: str
    pattern: Pattern | None = None
    status: str = ""
    causes: str = ""
    others: tuple[tuple[str, str], ...] = ()


@require_safe
@staff_page("wizard.view_pattern")
def desk_search(request: HttpRequest) -> HttpResponse:
    """`/staff/search/?q=…`: what is clearly meant opens at once; with `all`, all is listed."""
    typed = request.GET.get("q", "")[:MOST_TYPED]
    typed = typed.replace("\0", " ").strip()  # which PostgreSQL takes in no text
    address = _address(typed, request.get_host())
    if isinstance(address, Address) and "all" not in request.GET:
        return HttpResponseRedirect(address.href)
    knowledge = published()
    found = search(knowledge, "" if address else typed)
    if found.opens and "all" not in request.GET:
        return HttpResponseRedirect(_href(found.opens))
    context = {
        **admin.site.each_context(request),
        "title": "Search",
        "typed": typed,
        "colours": knowledge.colours,
        "notices": [
            plain(phrases.search_notice(notice, knowledge.guide)) for notice in found.notices
        ],
        "understood": results.understood(knowledge, found),
        "groups": _groups(request, knowledge, found.matches),
        "notes": _notes(request, knowledge, found.matches, typed),
        **_pasted(request, address),
    }
    return render(request, "staff/search.html", context)


def _address(typed: str, host: str) -> Address | str:
    """The pasted address of this guide, what is wrong with one of another site, or nothing."""
    if not any(sign in typed for sign in SIGNS):
        return ""
    try:
        return read(typed, host)
    except NotAnAddressError as error:
        return str(error) if "://" in typed else ""


def _pasted(request: HttpRequest, address: Address | str) -> dict[str, object]:
    if isinstance(address, str):
        return {"error": address}
    may_replay = request.user.has_perm(MAY_REPLAY)
    query = urlencode({"address": address.href})
    return {
        "page_href": address.href,
        "replay_href": f"{reverse('wizard:replay')}?{query}" if may_replay else "",
    }


def _href(match: Match) -> str:
    """The page that customers are sent."""
    match match:
        case Match(subject=Pattern() as pattern, device=Device() as device):
            return guide_links.answer(device.slug, pattern.slug)
        case Match(subject=Step(slug=step), device=Device(slug=device)):
            return guide_links.how_to(step, device)
        case Match(subject=Device(slug=device)):
            return guide_links.device_lights(device)
    return ""


def _groups(
    request: HttpRequest, knowledge: Knowledge, found: Iterable[Match]
) -> list[tuple[str, list[Row]]]:
    """(heading, results): what customers are sent, then what stands behind it in the tables."""
    links = AdminLinks(request)
    groups = []
    for heading, kind in KINDS.items():
        of_kind = islice((match for match in found if isinstance(match.subject, kind)), MOST)
        rows = [_row(knowledge, links, match) for match in of_kind]
        if shown := [row for row in rows if row.href or row.edit_href]:
            groups.append((heading, shown))
    return groups


def _row(knowledge: Knowledge, links: AdminLinks, match: Match) -> Row:
    subject = match.subject
    kind = type(subject).__name__.lower()
    named = name(subject) if isinstance(subject, Pattern) else f"{kind} {subject.slug}"
    row = partial(Row, title=title_of(subject), href=_href(match), edit_href=links.of(named))
    match match:
        case Match(subject=Pattern() as pattern, device=Device() as device):
            causes = [
                knowledge.cause[pair.cause].name
                for pair in presenters.by_frequency(knowledge, pattern)
            ]
            return row(
                what=device.name,
                pattern=pattern,
                status=Status(pattern.status).label,
                causes="; ".join(causes[:CAUSES]) + ("; …" if len(causes) > CAUSES else ""),
                others=tuple(
                    (other.name, guide_links.answer(other.slug, pattern.slug))
                    for other in knowledge.devices_of(pattern.family)
                    if other != device
                ),
            )
        case Match(subject=Step() as step, device=Device() as device):
            return row(what=device.name, others=tuple(_how_tos(knowledge, step, device)))
        case Match(subject=Device(hint=what) | Cause(explanation=what)):
            return row(what=what)
        case Match(subject=Source(publisher=publisher)):
            return row(what=f"source, {publisher}")
    return row(what={Faq: "frequent question", Dispute: "disputed claim"}.get(type(subject), ""))


def _how_tos(knowledge: Knowledge, step: Step, shown: Device) -> Iterable[tuple[str, str]]:
    """Of one device of every other family that has words for the step."""
    for family in knowledge.families:
        devices = knowledge.devices_of(family.slug)
        if devices and family.slug != shown.family and step.wording(family.slug):
            yield family.name, guide_links.how_to(step.slug, devices[0].slug)


def _notes(
    request: HttpRequest, knowledge: Knowledge, found: Iterable[Match], typed: str
) -> list[notes.NoteRow]:
    """The notes on what was found, and those in which the words stand."""
    if not typed or not request.user.has_perm(notes.VIEW):
        return []
    keys = [
        notes.key_of(match.subject)
        for match in found
        if isinstance(match.subject, Pattern | Step | Cause)
    ]
    shown = notes.about(keys[: 3 * MOST]) | notes.saying(typed.split()[:MOST_WORDS])
    return notes.rows(request.user, shown.distinct()[:MOST], knowledge)
