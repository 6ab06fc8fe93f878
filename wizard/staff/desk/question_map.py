"""The map of a light: which questions people meet, how many give each answer, where it ends."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import parse_qsl, urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wizard.analysis.answer_states import lights_of, start
from wizard.analysis.question_tree import RARE, Node, nodes, tree
from wizard.content.sources import UnknownSourceError, knowledge_of
from wizard.diagnosis.address import (
    Malformed,
    Progress,
    Replayed,
    UnknownDevice,
    UnknownLight,
    light_value,
    replay,
)
from wizard.guide.http import MOST_PARAMETERS, parameters
from wizard.insight.figures import Figure, answered
from wizard.knowledge.values import Family, Knowledge, Option
from wizard.rendering.phrases import NOT_SURE, light_given
from wizard.rendering.tree_layout import lay_out
from wizard.staff.access.permissions import staff_page
from wizard.staff.insight import periods

FINEST = 0.001
"""With `fine` in the address, answers that so few give are followed too."""


@require_safe
@staff_page("wizard.view_pattern")
def light_map(request: HttpRequest, family: str) -> HttpResponse:
    """`/staff/map/<family>/?light=…`; `path`: an address of the wizard to follow, whole or from its
    question mark on.

    The wizard's own parameters beside or instead of `path` mean the same. `preview` draws the
    draft, `preview=12` revision 12.
    """
    knowledge = _knowledge(request)
    if family not in knowledge.family or not knowledge.devices_of(family):
        raise Http404("There is no such family.")
    given = _replayed(request, knowledge, knowledge.family[family])
    if isinstance(given, Progress) and given.family.slug != family:
        return HttpResponseRedirect(
            _href(given.family, {"path": urlencode(given.pairs())} | _kept(request))
        )
    return _page(request, knowledge, knowledge.family[family], given)


def _page(
    request: HttpRequest, knowledge: Knowledge, family: Family, given: Replayed
) -> HttpResponse:
    progress = given if isinstance(given, Progress) and given.light else None
    lights = lights_of(knowledge, family)
    device, light, colour = knowledge.devices_of(family.slug)[0], lights[0], ""
    if progress and progress.light:
        device, light, colour = progress.device, progress.light, progress.colour
    path = progress if progress and progress.answers else None
    fine = "fine" in request.GET
    followed = {"path": urlencode(path.pairs())} if path else {}
    first = start(knowledge, device, light, colour)
    root = tree(first, path, least_share=FINEST if fine else RARE)
    context = {
        **admin.site.each_context(request),
        "title": f"{family.name}: {light_given(first)}",
        "family": family,
        "families": [
            (other, _href(other, _kept(request)))
            for other in knowledge.families
            if knowledge.devices_of(other.slug)
        ],
        "lights": [
            (
                light_given(start(knowledge, device, other)),
                _href(family, {"light": light_value(other)} | _kept(request)),
                other == light,
            )
            for other in lights
        ],
        "light": light_value(light),
        "knowledge": knowledge,
        "preview": request.GET.get("preview"),
        "fine": fine,
        "finer_href": _href(
            family, {"light": light_value(light), "fine": ""} | followed | _kept(request)
        ),
        "address": followed.get("path", request.GET.get("path", "")),
        "path": path,
        "lost": _not_met(root, path),
        "error": _error(given),
        "root": root,
        "map": lay_out(root),
        "answered": answered_rows(knowledge, family, light_value(light), root),
        "days": periods.USUAL,
    }
    return render(request, "staff/map.html", context)


def answered_rows(
    knowledge: Knowledge, family: Family, light: str, root: Node
) -> list[tuple[str, str, str, Figure]]:
    """(question, answer, expected share, real one) of what is asked on the map of this light."""
    met: dict[str, dict[Option | None, float]] = defaultdict(lambda: defaultdict(float))
    for node in nodes(root):
        if node.state.question:
            for edge in node.edges:
                met[node.state.question.slug][edge.option] += edge.share
    period, rows = periods.now(), []
    for slug, expected in met.items():
        question, asked = knowledge.question[slug], sum(expected.values())
        real = answered(period, family.slug, light, question)
        rows += [
            (
                question.text,
                option.label if option else NOT_SURE,
                f"{100 * share / asked:.0f} %",
                real[option.slug if option else None],
            )
            for option, share in expected.items()
            if asked
        ]
    return rows


def _knowledge(request: HttpRequest) -> Knowledge:
    wanted = request.GET.get("preview")
    name = "published" if wanted is None else wanted if wanted.isdecimal() else "database"
    try:
        return knowledge_of(name)
    except UnknownSourceError as error:
        raise Http404(str(error)) from error


def _replayed(request: HttpRequest, knowledge: Knowledge, family: Family) -> Replayed:
    """What the address in the address says; a light alone is that of the family's first device."""
    given = request.GET.get("path", "")
    try:
        pairs = parse_qsl(
            given.rpartition("?")[2], keep_blank_values=True, max_num_fields=MOST_PARAMETERS
        )
    except ValueError:
        return Malformed("path", "", "This address has too many parts to read.")
    pairs = pairs or [
        pair for pair in parameters(request) or [] if pair[0] not in ("path", "preview", "fine")
    ]
    said = {name for name, _ in pairs}
    if "device" not in said:
        pairs.append(("device", knowledge.devices_of(family.slug)[0].slug))
    if "light" not in said and "light" in request.GET:
        pairs.append(("light", request.GET["light"]))
    return replay(knowledge, pairs)


def _error(given: Replayed) -> str:
    """Why an address cannot be followed, in a sentence; empty where it can."""
    match given:
        case UnknownDevice(value=value):
            return f"There is no device called “{value}” in this guide."
        case UnknownLight(device=device, value=value):
            return f"The {device.name} has no light called “{value}” in this guide."
        case Malformed(message=message):
            return message
        case _:
            return ""


def _not_met(root: Node, path: Progress | None) -> list[str]:
    """Questions a given diagnosis answers that nobody is asked on this way."""
    asked = {node.state.question for node in nodes(root) if node.on_path}
    return [question.text for question, _ in path.answers if question not in asked] if path else []


def _kept(request: HttpRequest) -> dict[str, str]:
    """Which content is looked at stays from map to map."""
    return {"preview": request.GET["preview"]} if "preview" in request.GET else {}


def _href(family: Family, query: dict[str, str]) -> str:
    address = reverse("wizard:light_map", args=[family.slug])
    return f"{address}?{urlencode(query)}" if query else address
