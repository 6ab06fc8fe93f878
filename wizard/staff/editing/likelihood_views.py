"""`/staff/likelihoods/<question>/`: how likely each answer is for each cause, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wizard import models
from wizard.content.draft import draft
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.diagnosis.model import HARD_TO_TELL_NOISE
from wizard.diagnosis.next_move import RULES
from wizard.knowledge.scales import Answer
from wizard.knowledge.values import Cause, Knowledge, Pattern, Question
from wizard.models.base import word_choices
from wizard.staff.access.permissions import missing_role, staff_page
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.editing.likelihood_grid import (
    Change,
    Grid,
    Place,
    Words,
    changes,
    is_word,
    place_of,
    row_name,
    words_of,
    write,
)

PERMISSIONS = ("wizard.add_likelihood", "wizard.change_likelihood", "wizard.delete_likelihood")
OPENED = "the words of a table as it was opened"
"""Salt of the signature on what a person started from."""

TRY, ADD, FILL = "try", "add", "fill"
"""What a button does that saves nothing: show what the words come to, show a row for one light, or
put one word into the empty cells of a column.
"""


@dataclass
class _Sent:
    """What came back from the form. `words`: the whole table as it was typed."""

    words: Words
    more: tuple[Place, ...] = ()
    page_errors: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, Change] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("wizard.view_likelihood")
def likelihoods(request: HttpRequest, question: str) -> HttpResponse:
    """Everybody on the staff may look; who may add, change and delete likelihoods may save."""
    row = get_object_or_404(models.Question, slug=question)
    if request.method != "POST":
        return _page(request, row, draft(), None)
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied(
            missing_role(next(name for name in PERMISSIONS if not request.user.has_perm(name)))
        )
    if request.POST.get("act") in (TRY, ADD, FILL):
        knowledge = draft()
        sent = _sent(request, knowledge, knowledge.question[row.slug])
        return _page(request, row, knowledge, sent, opened=request.POST.get("opened", ""))
    return _save(request, row)


def _save(request: HttpRequest, row: models.Question) -> HttpResponse:
    with bulk_edit(request.user) as act:
        models.Question.objects.select_for_update().get(pk=row.pk)
        knowledge = draft()
        question = knowledge.question[row.slug]
        sent = _sent(request, knowledge, question)
        try:
            opened = signing.loads(request.POST.get("opened", ""), salt=OPENED)
        except signing.BadSignature:
            sent.page_errors.append(
                "Where you started from is not known. Nothing was saved. Look at the words, then"
                " save again."
            )
            return _page(request, row, knowledge, sent, status=400)
        if sent.errors or sent.page_errors:
            sent.page_errors.append("Nothing was saved.")
            return _page(request, row, knowledge, sent, opened=request.POST["opened"], status=400)
        stored = words_of(knowledge, question)
        mine = changes(opened["words"], sent.words)
        if theirs := changes(opened["words"], stored):
            _bring_together(request, row, sent, stored, mine, theirs, opened["at"])
            return _page(request, row, knowledge, sent, status=409)
        written = list(write(row, mine))
        for likelihood, change in written:
            act.record(likelihood, _said(change), _flag(change))
        if written:
            act.record(row, f"Likelihoods in one table: {_cells(len(written))} changed.")
    told = (
        "changed. Nobody else sees it before it is published."
        if written
        else "changed: the table says what it said."
    )
    messages.success(request, f"{_cells(len(written)).capitalize()} {told}")
    return HttpResponseRedirect(request.path)


def _bring_together(
    request: HttpRequest,
    row: models.Question,
    sent: _Sent,
    stored: Words,
    mine: Mapping[str, Change],
    theirs: dict[str, Change],
    opened_at: float,
) -> None:
    """What others saved in the meantime, and over it what was typed here."""
    both = stored | {name: change.after for name, change in mine.items()}
    sent.words = {name: word for name, word in both.items() if word}
    sent.theirs = theirs
    who = _who_saved(row, opened_at)
    sent.page_errors.append(
        f"{who} changed {_cells(len(theirs))} of this table since you opened it. Nothing was saved."
        " Those cells are marked; what you typed stands where you typed it. Look, then save again."
    )


def _who_saved(row: models.Question, opened_at: float) -> str:
    """Who changed likelihoods or this question since the table was opened, by the admin's log."""
    since = datetime.fromtimestamp(opened_at, tz=UTC) - timedelta(seconds=1)
    kinds = ContentType.objects.get_for_models(models.Likelihood, models.Question)
    acts = LogEntry.objects.filter(action_time__gte=since, content_type__in=kinds.values())
    names = dict.fromkeys(str(act.user) for act in acts.select_related("user"))
    return " and ".join(names) or "Somebody"


def _flag(change: Change) -> int:
    return CHANGE if change.before and change.after else ADDITION if change.after else DELETION


def _said(change: Change) -> str:
    return f"In one table: {change.before or 'says nothing'} → {change.after or 'says nothing'}."


def _cells(count: int) -> str:
    return f"{count or 'no'} cell{'' if count == 1 else 's'}"


def _live() -> Knowledge | None:
    try:
        return published()
    except NothingPublishedError:
        return None


def _sent(request: HttpRequest, knowledge: Knowledge, question: Question) -> _Sent:
    """A cell that was not sent keeps its word."""
    stored = words_of(knowledge, question)
    sent = _Sent(words=dict(stored))
    grid = Grid(knowledge, question)
    allowed = grid.cell_names() | {
        f"{cause.slug}/{'/'.join(light.key)}/{option.slug}"
        for cause, lights in grid.places
        for light in lights
        for option in question.options
    }
    removed = set(request.POST.getlist("remove"))
    for name in request.POST:
        word = str(request.POST[name])
        if "/" not in name:
            continue
        if name not in allowed:
            sent.page_errors.append(
                f"There is no cell “{name}” any more: its cause, light or answer is gone."
            )
        elif not is_word(word):
            sent.errors[name] = f"“{word}” is no word of the scale. Choose one of the list."
        elif word and name.rpartition("/")[0] not in removed:
            sent.words[name] = word
        else:
            sent.words.pop(name, None)
    sent.more = tuple(
        {place_of(name) for name in request.POST if name in allowed and name.count("/") == 3}
    )
    if request.POST.get("act") == ADD:
        _add_row(request.POST.get("place", ""), grid, sent)
    if request.POST.get("act") == FILL:
        _fill(request.POST.get("column", ""), request.POST.get("fill", ""), grid, sent)
    return sent


def _fill(column: str, word: str, grid: Grid, sent: _Sent) -> None:
    """What has a word keeps it."""
    cells = [name for name in grid.cell_names() if name.rpartition("/")[2] == column]
    if not cells or not word or not is_word(word):
        sent.page_errors.append("Choose the answer and the word from the lists.")
        return
    for name in cells:
        sent.words.setdefault(name, word)


def _add_row(place: str, grid: Grid, sent: _Sent) -> None:
    """A row for one light; it starts with the general words of its cause."""
    found = {
        _row(cause, light): (cause, light) for cause, lights in grid.places for light in lights
    }
    if place not in found:
        sent.page_errors.append("Choose the cause and the light from the list.")
        return
    cause, light = found[place]
    sent.more = (*sent.more, (cause.slug, light.key))
    for option in grid.question.options:
        if word := sent.words.get(f"{cause.slug}/{option.slug}"):
            sent.words[f"{place}/{option.slug}"] = word


def _row(cause: Cause, light: Pattern) -> str:
    return row_name((cause.slug, light.key))


def _light(knowledge: Knowledge, pattern: Pattern) -> str:
    return f"{knowledge.family[pattern.family].name}: {pattern.title}"


def _page(
    request: HttpRequest,
    row: models.Question,
    knowledge: Knowledge,
    sent: _Sent | None,
    *,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    """`opened`: what the person started from; a new start where it is empty."""
    question = knowledge.question[row.slug]
    grid = Grid(
        knowledge, question, _live(), sent.words if sent else None, sent.more if sent else ()
    )
    token = {"words": words_of(knowledge, question), "at": timezone.now().timestamp()}
    shown = sent or _Sent(words={})
    context = {
        **admin.site.each_context(request),
        "title": f"Likelihoods: {row.text}",
        "question": question,
        "question_href": reverse("admin:wizard_question_change", args=[row.pk]),
        "grid": grid,
        "rows": [
            {
                "row": one,
                "cells": [
                    (cell, shown.errors.get(cell.name), shown.theirs.get(cell.name))
                    for cell in one.cells
                ],
                "light": _light(knowledge, one.pattern) if one.pattern else "",
                "asked": [_light(knowledge, pattern) for pattern in one.asked],
                "beside": [_light(knowledge, pattern) for pattern in one.beside],
            }
            for one in grid.rows
        ],
        "worth": [(bits, _light(knowledge, pattern)) for bits, pattern in grid.worth],
        "places": [
            (cause, [(_row(cause, light), _light(knowledge, light)) for light in lights])
            for cause, lights in grid.places
        ],
        "words": word_choices(Answer),
        "noise": HARD_TO_TELL_NOISE if question.hard_to_tell else 0,
        "least": RULES.min_bits,
        "page_errors": shown.page_errors,
        "opened": opened or signing.dumps(token, salt=OPENED, compress=True),
        "may_edit": request.user.has_perms(PERMISSIONS),
        "unsaved": sent is not None,
        "missing_role": missing_role(PERMISSIONS[1]),
    }
    return render(request, "staff/likelihoods.html", context, status=status)
