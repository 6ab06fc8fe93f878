"""Words that visitors speak against: looked at, accepted into the draft, or declined."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wizard.analysis.difference import compare
from wizard.insight.proposals import (
    EFFECT,
    EFFECTS,
    FREQUENCIES,
    Proposal,
    applied,
    proposals,
    worth,
)
from wizard.knowledge import scales
from wizard.knowledge.scales import ScaleWord
from wizard.knowledge.values import Knowledge
from wizard.models import DeclinedProposal, Effect, PatternCause, SymptomCause
from wizard.staff.access.permissions import missing_role, person, staff_page
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.insight import periods
from wizard.staff.insight.pages import VIEW, live_knowledge

ACCEPT = "wizard.change_patterncause"

RETURNS_AT = 2
"""Times the visitors that stood behind a declined proposal."""

LEAST_WEIGHT = 0.1
"""Below every word for a frequency."""

MOST_STATES = 400
"""Answer states that the preview of a proposal compares: a second's work."""


SCALE_WIDTH = 352
"""Pixels of the drawing of a scale."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of the drawn scale: a word’s numbers, or those that visitors make of it."""

    word: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Listed:
    """With names people know. `in_draft`: what the tables say now, if that is something else."""

    proposal: Proposal
    cause: str
    of: str
    in_draft: str

    @property
    def is_effect(self) -> bool:
        return self.proposal.kind == EFFECT

    @property
    def word(self) -> str:
        """With its number, as on the forms."""
        return self._scale.with_number(self.proposal.word)

    @property
    def proposed(self) -> str:
        return self._scale.with_number(self.proposal.proposed)

    @property
    def _scale(self) -> type[ScaleWord]:
        return scales.Effect if self.is_effect else scales.Frequency

    @property
    def interval(self) -> str:
        low, high = self.proposal.low, self.proposal.high
        return f"{low:.2f} to {high:.2f}" if self.is_effect else f"{low:.1f} to {high:.1f}"

    @property
    def words(self) -> list[Stretch]:
        known = EFFECTS if self.is_effect else FREQUENCIES
        found = [self._stretch(word, low, high) for word, (low, high) in known.items()]
        return sorted(found, key=lambda stretch: stretch.x)

    @property
    def between(self) -> Stretch:
        return self._stretch("", self.proposal.low, self.proposal.high)

    def _stretch(self, word: str, low: float, high: float) -> Stretch:
        left, right = self._place(low), self._place(high)
        return Stretch(word, left, right - left)

    def _place(self, number: float) -> float:
        """Shares as they are; weights by proportion, a word as wide as another."""
        if self.is_effect:
            return SCALE_WIDTH * number
        threes = log(max(number, LEAST_WEIGHT), 3) + 0.5
        return SCALE_WIDTH * min(1.0, max(0.0, threes / len(FREQUENCIES)))

    @property
    def source(self) -> str:
        """What stands in the draft as the reason of the word."""
        return f"Our own visitors, {periods.USUAL} days, n = {self.proposal.people}."


@require_safe
@staff_page(VIEW)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """`/staff/insight/proposals/`."""
    context = {
        **admin.site.each_context(request),
        "title": "Proposals",
        "proposals": open_proposals(live_knowledge()),
        "declined": DeclinedProposal.objects.all()[:20],
        "left_out": periods.left_out(),
        "days": periods.USUAL,
    }
    return render(request, "staff/insight/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW)
def proposal_page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """`/staff/insight/proposals/<kind>/<key>/`: what would change, and with `worth` in the address
    what it would save. Sent, it is accepted or declined.
    """
    knowledge = live_knowledge()
    found = {(one.proposal.kind, one.proposal.key): one for one in open_proposals(knowledge)}
    listed = found.get((kind, key))
    if listed is None:
        raise Http404("There is no such proposal any more.")
    error = ""
    if request.method == "POST":
        if not request.user.has_perm(ACCEPT):
            raise PermissionDenied(missing_role(ACCEPT))
        error = _decide(request, listed)
        if not error:
            return redirect("wizard:proposals")
    context = {
        **admin.site.each_context(request),
        "title": f"{listed.of}: {listed.cause}",
        "listed": listed,
        "difference": compare(knowledge, applied(knowledge, listed.proposal), MOST_STATES),
        "knowledge": knowledge,
        "worth": worth(knowledge, listed.proposal) if "worth" in request.GET else None,
        "may_accept": request.user.has_perm(ACCEPT),
        "error": error,
        "days": periods.USUAL,
    }
    return render(request, "staff/insight/proposal.html", context)


def open_proposals(knowledge: Knowledge) -> list[Listed]:
    """Of the last 28 days without odd ones, and without what was declined."""
    found = periods.period(without=periods.left_out())
    declined = {
        (one.kind, one.key, one.proposed): one.people
        for one in DeclinedProposal.objects.order_by("at")
    }
    return [
        _listed(knowledge, proposal)
        for proposal in proposals(knowledge, found.sums)
        if proposal.people
        >= RETURNS_AT * declined.get((proposal.kind, proposal.key, proposal.proposed), 0)
    ]


def _listed(knowledge: Knowledge, proposal: Proposal) -> Listed:
    row = _row(proposal)
    word = getattr(row, "word", None) or getattr(row, "frequency", "")
    if proposal.kind == EFFECT:
        of = knowledge.step[proposal.of].title
    elif proposal.is_of_symptom:
        of = next(symptom.title for symptom in knowledge.symptoms if symptom.slug == proposal.of)
    else:
        family, light = proposal.of.split("/")
        of = f"{knowledge.family[family].name}: {knowledge.pattern[family, light].title}"
    cause = knowledge.cause[proposal.cause].name
    return Listed(proposal, cause, of, "" if word == proposal.word else word or "nothing")


def _row(proposal: Proposal) -> Effect | PatternCause | SymptomCause | None:
    if proposal.kind == EFFECT:
        return Effect.objects.filter(step__slug=proposal.of, cause__slug=proposal.cause).first()
    if proposal.is_of_symptom:
        rows = SymptomCause.objects.filter(symptom__slug=proposal.of)
        return rows.filter(cause__slug=proposal.cause).first()
    family, light = proposal.of.split("/")
    return PatternCause.objects.filter(
        pattern__family__slug=family, pattern__slug=light, cause__slug=proposal.cause
    ).first()


def _decide(request: HttpRequest, listed: Listed) -> str:
    """Accepts or declines; returns what is wrong, or nothing."""
    proposal, who = listed.proposal, person(request)
    if "decline" in request.POST:
        reason = request.POST.get("reason", "").strip()[:300]
        if not reason:
            return "Say why in a sentence. The next person who wonders will read it."
        DeclinedProposal.objects.create(
            kind=proposal.kind,
            key=proposal.key,
            word=proposal.word,
            proposed=proposal.proposed,
            people=proposal.people,
            reason=reason,
            who=who.get_username(),
        )
        messages.success(request, "Declined. It comes back once twice as many visitors say so.")
        return ""
    if listed.in_draft:
        return f"The draft says “{listed.in_draft}” already. Publish it, or change it there."
    said = f"{listed.cause}: “{proposal.proposed}” instead of “{proposal.word}”. {listed.source}"
    with bulk_edit(who) as act:
        match _row(proposal):
            case Effect() as effect:
                effect.word = proposal.proposed
                effect.save()
                step = effect.step
                step.editors_note = f"{step.editors_note}\n{said}".strip()
                step.save()
                act.record(step, said)
            case PatternCause() | SymptomCause() as row:
                row.frequency = proposal.proposed
                row.rationale = f"{row.rationale} {listed.source}".strip()
                row.save()
                act.record(row.pattern if isinstance(row, PatternCause) else row.symptom, said)
            case _:
                return "The row is gone from the tables."
    messages.success(request, "Accepted into the draft. People see it once it is published.")
    return ""
