"""Publishing: what it does, seen before anybody else sees it, and then one act for everything
that was changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wizard.analysis.difference import Change
from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    RevisionWaitingError,
    StaleContentError,
)
from wizard.content.live import published
from wizard.content.review import Review, review_draft
from wizard.content.revisions import publish
from wizard.knowledge.changes import Edit
from wizard.models import Revision
from wizard.staff.access.permissions import missing_role, person, staff_page
from wizard.staff.links import AdminLinks, diagnosis_href, finding_row

PERMISSION = "wizard.publish_revision"
SEEN = "what was seen before publishing"
"""Salt of the signature on what a person has looked at."""

MOST_SHOWN = 200
"""Changed objects that are shown word for word."""


class WhenForm(forms.Form):
    """When it goes live."""

    at = forms.DateTimeField(
        label="Goes live",
        required=False,
        help_text="Empty: now. Or a day and time to come, in UTC. Example: 2027-03-01 09:00.",
        widget=forms.DateTimeInput(attrs={"placeholder": "YYYY-MM-DD HH:MM"}),
    )

    def clean_at(self) -> object:
        at = self.cleaned_data["at"]
        if at and at <= timezone.now():
            raise forms.ValidationError("That time is past. Leave it empty to publish now.")
        return at


class PublishForm(WhenForm):
    """`warnings`: how many new warnings there are; then a reason has to be given.

    `needs_two`: the second person says when.
    """

    note = forms.CharField(
        label="What changed",
        max_length=300,
        help_text=(
            "One sentence for the list of revisions. Example: The router needs two minutes, not"
            " one."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    reason = forms.CharField(
        label="Why in spite of the new warnings",
        max_length=500,
        help_text="It is kept with the revision.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ["note", "reason", "at", "seen"]

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        warnings: int,
        needs_two: bool,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if not warnings:
            del self.fields["reason"]
        if needs_two:
            del self.fields["at"]

    @property
    def whole_note(self) -> str:
        reason = self.cleaned_data.get("reason")
        return f"{self.cleaned_data['note']}{f' In spite of warnings: {reason}' if reason else ''}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("wizard.view_revision")
def publish_page(request: HttpRequest) -> HttpResponse:
    """`/staff/publish/`: everybody on the staff may look; publishers may publish."""
    if request.method == "POST":
        return _publish(request)
    return _page(request, review_draft())


def _publish(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied(missing_role(PERMISSION))
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SEEN)
    except signing.BadSignature:
        return _page(
            request, review_draft(), "Look at the changes first. Nothing was published.", status=400
        )
    form = _form(request.POST, warnings=seen["warnings"])
    if seen["errors"] or not form.is_valid():
        return _page(request, review_draft(), typed=request.POST, status=400)
    try:
        if published().revision != seen["revision"]:
            raise StaleContentError("Somebody published in the meantime.")
        revision = publish(
            person(request),
            form.whole_note,
            expected=seen["digest"],
            at=form.cleaned_data.get("at"),
            needs_second=settings.PUBLISH_NEEDS_TWO,
            diagnoses=seen["diagnoses"],
        )
    except (StaleContentError, ContentError):
        error = (
            "The content has changed since you looked. Nothing was published. This is what would"
            " change now."
        )
        return _page(request, review_draft(), error, typed=request.POST, status=409)
    except (RevisionWaitingError, NothingChangedError) as error:
        return _page(
            request,
            review_draft(),
            f"{error} Nothing was published.",
            typed=request.POST,
            status=409,
        )
    messages.success(request, said_of(revision))
    return HttpResponseRedirect(reverse("wizard:revision", args=[revision.number]))


def said_of(revision: Revision) -> str:
    """What has become of it, for the person who did it."""
    if revision.published_at is None:
        return f"{revision} waits for a second person. Nobody else sees it yet."
    if revision.is_waiting:
        return f"{revision} goes live on {revision.published_at:%d %B %Y at %H:%M} UTC."
    return f"{revision} is live. Everybody sees it within a second."


def _form(
    data: Mapping[str, object] | None, *, warnings: int, initial: dict[str, str] | None = None
) -> PublishForm:
    needs_two = settings.PUBLISH_NEEDS_TWO
    return PublishForm(data, warnings=warnings, needs_two=needs_two, initial=initial)


def _page(
    request: HttpRequest,
    review: Review,
    error: str = "",
    *,
    typed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    """`typed`: what was sent. It is shown again, over what there is to see now."""
    warnings = review.new_warnings
    seen = {
        "digest": review.digest,
        "revision": review.old.revision,
        "errors": len(review.errors),
        "warnings": len(warnings),
        "diagnoses": len(review.difference.changes),
    }
    token = {"seen": signing.dumps(seen, salt=SEEN)}
    data = {**typed.dict(), **token} if typed is not None else None
    context = {
        **admin.site.each_context(request),
        "title": "Publish",
        "error": error,
        "form": _form(data, warnings=len(warnings), initial=token),
        "may_publish": request.user.has_perm(PERMISSION),
        "missing_role": missing_role(PERMISSION),
        "needs_two": settings.PUBLISH_NEEDS_TWO,
        "waiting": Revision.objects.waiting().without_knowledge().first(),
        **shown(request, review),
    }
    return render(request, "staff/publish.html", context, status=status)


# What a review looks like; the page of a revision shows the same


def shown(
    request: HttpRequest, review: Review, new: str = "", old: str | None = None
) -> dict[str, object]:
    """`new`, `old`: what stands behind `preview` for either side; None: what everybody sees."""
    links = AdminLinks(request)
    return {
        "review": review,
        "errors": [finding_row(links, finding, new) for finding in review.errors],
        "warnings": [finding_row(links, finding, new) for finding in review.new_warnings],
        "others": [finding_row(links, finding, new) for finding in review.others],
        "changes": [_change_row(change, new, old) for change in review.difference.changes],
        "edits": [_edit_row(links, edit) for edit in review.edits[:MOST_SHOWN]],
        "more_edits": max(0, len(review.edits) - MOST_SHOWN),
        "coverage": round(100 * review.difference.coverage),
    }


def _change_row(change: Change, new: str, old: str | None) -> dict[str, object]:
    return {
        "change": change,
        "share": f"{100 * change.share:.3g} %" if change.share else "",
        "old_href": diagnosis_href(change.example, old) if change.before else "",
        "new_href": diagnosis_href(change.example, new) if change.after else "",
    }


def _edit_row(links: AdminLinks, edit: Edit) -> dict[str, object]:
    return {"edit": edit, "edit_href": links.of(edit.subject) if edit.what != "removed" else ""}
