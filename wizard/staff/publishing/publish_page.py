"""Publishing: choose what, see what it does before anybody else sees it, and do it in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wizard.analysis.audit import Finding
from wizard.analysis.difference import Change
from wizard.content.change_sets import State, ask, publish_draft
from wizard.content.errors import ContentError, NothingChangedError, StaleContentError
from wizard.content.live import published
from wizard.content.notices import publishers
from wizard.content.review import Review, review_draft
from wizard.content.rollback import CannotRestoreError
from wizard.content.taking_back import BelongsTogetherError, discard
from wizard.knowledge.change_sets import Change as ContentChange
from wizard.knowledge.changes import REMOVED
from wizard.models import ChangeSet
from wizard.rendering.phrases import counted
from wizard.staff.access.permissions import missing_role, person, staff_page
from wizard.staff.links import AdminLinks, diagnosis_href, finding_row
from wizard.staff.publishing.selection import ALL, MOST_TICKED, Selection, query, selected

PERMISSION = "wizard.publish_revision"
EDIT = "wizard.change_pattern"
RESTORE = "wizard.restore_revision"
SEEN = "what was seen before publishing"
"""Salt of the signature on what a person has looked at."""

RARE = 0.01
"""A diagnosis that fewer people (0..1 of those with the light) are told otherwise is folded."""

MOST_SHOWN = 200
"""Changed objects that are shown word for word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person has looked at; it travels through the form, signed. `only`: the subjects that
    were chosen, None for all. `errors`, `warnings`, `diagnoses`: how many.
    """

    digest: str
    revision: int
    errors: int
    warnings: int
    diagnoses: int
    only: list[str] | None

    @classmethod
    def of(cls, review: Review, selection: Selection) -> Seen:
        return cls(
            digest=review.digest,
            revision=review.old.revision,
            errors=len(review.errors),
            warnings=len(review.new_warnings),
            diagnoses=len(review.difference.changes),
            only=None if selection.only is None else sorted(selection.only),
        )

    @classmethod
    def read(cls, token: str) -> Seen | None:
        """None if the token is not ours."""
        try:
            return cls(**signing.loads(token, salt=SEEN))
        except signing.BadSignature:
            return None

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SEEN, compress=True)


class WhenForm(forms.Form):
    """When it goes live, and what was looked at. `warnings`: how many new warnings there are that
    nobody has given a reason for.
    """

    reason = forms.CharField(
        label="Why in spite of the new warnings",
        max_length=500,
        help_text="It is kept with the revision.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    at = forms.DateTimeField(
        label="Goes live",
        required=False,
        help_text="Empty: now. Or a day and time to come, in UTC. Example: 2027-03-01 09:00.",
        widget=forms.DateTimeInput(attrs={"placeholder": "YYYY-MM-DD HH:MM"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        warnings: int,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if not warnings:
            del self.fields["reason"]

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at <= timezone.now():
            raise forms.ValidationError("That time is past. Leave it empty to publish now.")
        return at


class PublishForm(WhenForm):
    """Where a second person is needed, that one says when."""

    note = forms.CharField(
        label="What changed",
        max_length=300,
        help_text=(
            "One sentence for the list of revisions. Example: The router needs two minutes, not"
            " one."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    field_order = ["note"]

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        warnings: int,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, warnings=warnings, initial=initial)
        if settings.PUBLISH_NEEDS_TWO:
            del self.fields["at"]

    @property
    def whole_note(self) -> str:
        reason = self.cleaned_data.get("reason")
        return f"{self.cleaned_data['note']}{f' In spite of warnings: {reason}' if reason else ''}"


class ReadyForm(forms.Form):
    """An editor hands over to a publisher."""

    note = forms.CharField(
        label="What changes, and why",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    colleague = forms.ModelChoiceField(
        label="Who is to look at it",
        queryset=User.objects.none(),
        required=False,
        empty_label="Any publisher",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, user: User, data: QueryDict | None = None, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial, prefix="ready", auto_id="id_%s")
        others = publishers().exclude(pk=user.pk)
        self.fields["colleague"].queryset = others  # type: ignore[attr-defined]


class DiscardForm(forms.Form):
    """Throwing drafts away cannot be undone, so it is said twice."""

    sure = forms.BooleanField()
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, drafts: int, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial, prefix="discard", auto_id="id_%s")
        self.fields["sure"].label = f"Throw {counted(drafts, 'draft')} away. It cannot be undone."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("wizard.view_revision")
def publish_page(request: HttpRequest) -> HttpResponse:
    """`/staff/publish/`: everybody on the staff may look; publishers may publish."""
    if request.method == "POST":
        return _publish(request)
    return _page(request, selected(person(request), request.GET))


def _publish(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied(missing_role(PERMISSION))
    seen = Seen.read(request.POST.get("seen", ""))
    if seen is None:
        return _look_first(request)
    selection = _again(request, seen)
    form = PublishForm(request.POST, warnings=seen.warnings)
    if seen.errors or not form.is_valid():
        return _page(request, selection, typed=request.POST, status=400)
    at, needs_two = form.cleaned_data.get("at"), settings.PUBLISH_NEEDS_TWO
    try:
        if published().revision != seen.revision:
            raise StaleContentError("Somebody published in the meantime.")
        if at or needs_two:
            if review_draft(seen.only).digest != seen.digest:
                raise StaleContentError("The drafts have changed.")
            made = ask(
                person(request),
                form.whole_note,
                _chosen(selection),
                state=State.ASKED if needs_two else State.SCHEDULED,
                at=at,
                diagnoses=seen.diagnoses,
            )
            messages.success(request, said_of(made))
            return redirect("wizard:change_set", made.pk)
        revision = publish_draft(
            person(request),
            form.whole_note,
            only=seen.only,
            expected=seen.digest,
            diagnoses=seen.diagnoses,
        )
    except (StaleContentError, ContentError):
        error = (
            "The content has changed since you looked. Nothing was published. This is what would"
            " change now."
        )
        return _page(request, selection, error, typed=request.POST, status=409)
    except NothingChangedError as error:
        said = f"{error} Nothing was published."
        return _page(request, selection, said, typed=request.POST, status=409)
    messages.success(request, f"{revision} is live. Everybody sees it within a second.")
    return redirect("wizard:revision", revision.number)


def said_of(change_set: ChangeSet) -> str:
    match change_set.state:
        case State.SCHEDULED if change_set.at:
            return f"{change_set} goes live on {change_set.at:%d %B %Y at %H:%M} UTC."
        case State.PUBLISHED:
            return f"{change_set} is live as {change_set.revision}."
        case State.ASKED:
            return f"{change_set} waits for a second person. Nothing has changed yet."
        case State.READY:
            return f"{change_set} waits for a publisher."
    return f"{change_set}: {change_set.get_state_display().lower()}."


@require_POST
@staff_page(EDIT)
def mark_ready(request: HttpRequest) -> HttpResponse:
    """`/staff/publish/ready/`: an editor says that what is chosen may be published."""
    seen = Seen.read(request.POST.get("ready-seen", ""))
    if seen is None:
        return _look_first(request)
    selection = _again(request, seen)
    form = ReadyForm(person(request), request.POST)
    if seen.errors or not form.is_valid():
        return _page(request, selection, ready=form, status=400)
    if review_draft(seen.only).digest != seen.digest:
        error = "The drafts have changed since you looked. This is what would change now."
        return _page(request, selection, error, status=409)
    made = ask(
        person(request),
        form.cleaned_data["note"],
        _chosen(selection),
        state=State.READY,
        colleague=form.cleaned_data["colleague"],
        diagnoses=seen.diagnoses,
    )
    messages.success(request, said_of(made))
    return redirect("wizard:change_set", made.pk)


@require_POST
@staff_page("wizard.view_revision")
def discard_drafts(request: HttpRequest) -> HttpResponse:
    """`/staff/publish/discard/`: what is chosen says again what people see."""
    if not _may_discard(request):
        raise PermissionDenied(missing_role(EDIT))
    seen = Seen.read(request.POST.get("discard-seen", ""))
    if seen is None:
        return _look_first(request)
    selection = _again(request, seen)
    form = DiscardForm(request.POST, drafts=len(selection.chosen))
    if not form.is_valid():
        return _page(request, selection, discard_form=form, status=400)
    is_stale = review_draft(seen.only).digest != seen.digest
    if is_stale or published().revision != seen.revision:
        error = "The drafts have changed since you looked. Nothing was thrown away."
        return _page(request, selection, error, status=409)
    try:
        thrown = discard(person(request), selection.chosen)
    except (BelongsTogetherError, CannotRestoreError, NothingChangedError) as error:
        return _page(request, selection, f"{error} Nothing was thrown away.", status=409)
    messages.success(
        request, f"{counted(thrown, 'draft')} thrown away: the tables say there what people see."
    )
    return redirect("wizard:publish")


def _may_discard(request: HttpRequest) -> bool:
    return request.user.has_perm(EDIT) or request.user.has_perm(RESTORE)


def _again(request: HttpRequest, seen: Seen) -> Selection:
    """What was chosen when it was looked at."""
    asked = f"of={ALL}" if seen.only is None else query(seen.only)[1:]
    return selected(person(request), QueryDict(asked))


def _chosen(selection: Selection) -> list[ContentChange]:
    return [change for change in selection.changes if change.subject in selection.chosen]


def _look_first(request: HttpRequest) -> HttpResponse:
    selection = selected(person(request), QueryDict())
    return _page(request, selection, "Look at the changes first. Nothing was done.", status=400)


def _page(
    request: HttpRequest,
    selection: Selection,
    error: str = "",
    *,
    typed: QueryDict | None = None,
    ready: ReadyForm | None = None,
    discard_form: DiscardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`typed`: what was sent to be published. It is shown again, over what there is to see now."""
    context: dict[str, object] = {
        **admin.site.each_context(request),
        "title": "Publish",
        "error": error,
        "selection": selection,
        "may_pick": len(selection.changes) <= MOST_TICKED,
        "may_publish": request.user.has_perm(PERMISSION),
        "may_edit": request.user.has_perm(EDIT),
        "may_discard": _may_discard(request),
        "missing_role": missing_role(PERMISSION),
        "needs_two": settings.PUBLISH_NEEDS_TWO,
        "open_sets": ChangeSet.objects.open(),
        "live": published().revision,
    }
    if selection.chosen and not selection.missing:
        review = review_draft(selection.only)
        token = Seen.of(review, selection).token
        warnings = len(review.new_warnings)
        data = {**typed.dict(), "seen": token} if typed is not None else None
        context |= {
            "form": PublishForm(data, warnings=warnings, initial={"seen": token}),
            "ready": ready or ReadyForm(person(request), initial={"seen": token}),
            "discard": discard_form
            or DiscardForm(drafts=len(selection.chosen), initial={"seen": token}),
            **shown(request, review),
        }
    return render(request, "staff/publish.html", context, status=status)


# What a review looks like; the pages of revisions and change sets show the same


def shown(
    request: HttpRequest, review: Review, new: str = "", old: str | None = None
) -> dict[str, object]:
    """`new`, `old`: what stands behind `preview` for either side; None: what everybody sees."""
    links, changes = AdminLinks(request), review.difference.changes

    def rows(findings: Iterable[Finding]) -> list[dict[str, object]]:
        return [finding_row(links, finding, new, review.new) for finding in findings]

    return {
        "review": review,
        "errors": rows(review.errors),
        "warnings": rows(review.new_warnings),
        "others": rows(review.others),
        "changes": [_change_row(change, new, old) for change in changes if not _is_rare(change)],
        "rare": [_change_row(change, new, old) for change in changes if _is_rare(change)],
        "edits": [
            {"edit": edit, "edit_href": links.of(edit.subject) if edit.what != REMOVED else ""}
            for edit in review.edits[:MOST_SHOWN]
        ],
        "more_edits": max(0, len(review.edits) - MOST_SHOWN),
        "coverage": round(100 * review.difference.coverage),
    }


def _is_rare(change: Change) -> bool:
    return 0 < change.share < RARE


def _change_row(change: Change, new: str, old: str | None) -> dict[str, object]:
    return {
        "change": change,
        "share": f"{100 * change.share:.3g} %" if change.share else "",
        "old_href": diagnosis_href(change.example, old) if change.before else "",
        "new_href": diagnosis_href(change.example, new) if change.after else "",
    }
