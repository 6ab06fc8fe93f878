"""What was published when, by whom and why; how any two differ; and the way back."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wizard.content import taking_back
from wizard.content.change_sets import State, ask
from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    NothingPublishedError,
    StaleContentError,
)
from wizard.content.live import published, published_at_revision
from wizard.content.review import review
from wizard.content.taking_back import (
    BelongsTogetherError,
    changed_by,
    changes_back,
    changes_to,
    note_of_restoring,
    note_of_taking_back,
)
from wizard.guide import links
from wizard.knowledge.change_sets import Change, ObjectChange
from wizard.knowledge.changes import KINDS, Edit, object_edit
from wizard.models import Revision
from wizard.staff.access.permissions import person, staff_page
from wizard.staff.preview import address
from wizard.staff.publishing.publish_page import RESTORE, said_of, shown
from wizard.staff.publishing.selection import title, token_of

ON_A_PAGE = 50


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why it is restored",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class TakeBackForm(WhyForm):
    """`later`: what was changed again since; each is taken back only if it is ticked."""

    def __init__(self, data: QueryDict | None = None, *, later: Iterable[Change]) -> None:
        super().__init__(data, prefix="back", auto_id="id_%s")
        self.fields["why"].label = "Why it is taken back"
        choices = [(token_of(change.subject), title(change)) for change in later]
        if choices:
            self.fields["also"] = forms.MultipleChoiceField(
                label="Changed again since. Tick what is to go back all the same:",
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


@require_safe
@staff_page("wizard.view_revision")
def revisions(request: HttpRequest) -> HttpResponse:
    """`/staff/revisions/`: the newest first."""
    page = Paginator(Revision.objects.without_knowledge(), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **admin.site.each_context(request),
        "title": "Revisions",
        "page": page,
        "live": published().revision,
    }
    return render(request, "staff/revisions.html", context)


@require_safe
@staff_page("wizard.view_revision")
def revision(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/`: what it changed; or how it differs, `?against=<number>`."""
    return _page(request, _found(number))


@require_POST
@staff_page(RESTORE)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/take-back/`: what it changed is as it was before; drafts stay."""
    found = _found(number)
    try:
        later = {change.subject: change for change in _later(number)}
    except NothingPublishedError as error:
        return _refused(request, found, str(error))
    form = TakeBackForm(request.POST, later=later.values())
    if not form.is_valid():
        return _page(request, found, back=form, status=400)
    ticked = form.cleaned_data.get("also", ())
    also = {subject for subject in later if token_of(subject) in ticked}
    why = form.cleaned_data["why"]
    try:
        if settings.PUBLISH_NEEDS_TWO:
            changes, _ = changes_back(number, also)
            taking_back.check_needs_of_taking_back(number, changes)
            return _asked(request, note_of_taking_back(number, why), changes)
        made = taking_back.take_back(number, person(request), why, also)
    except BelongsTogetherError as error:
        said = f"{error} Tick it too, or take back a later revision first."
        return _page(request, found, back=form, error=f"{said} Nothing was taken back.", status=409)
    except (ContentError, NothingChangedError, StaleContentError) as error:
        return _refused(request, found, str(error))
    return _done(request, made)


@require_POST
@staff_page(RESTORE)
def restore_revision(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/restore/`: the content of then, live again; drafts stay."""
    found, form = _found(number), WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    why = form.cleaned_data["why"]
    try:
        if settings.PUBLISH_NEEDS_TWO:
            return _asked(request, note_of_restoring(number, why), changes_to(number))
        made = taking_back.restore(number, person(request), why)
    except (NothingPublishedError, StaleContentError, NothingChangedError, ContentError) as error:
        return _refused(request, found, str(error))
    return _done(request, made)


def _asked(request: HttpRequest, note: str, changes: Iterable[Change]) -> HttpResponse:
    made = ask(person(request), note, changes, state=State.ASKED)
    messages.success(request, said_of(made))
    return redirect("wizard:change_set", made.pk)


def _done(request: HttpRequest, made: Revision) -> HttpResponse:
    said = f"{made} is live. Everybody sees it within a second. Drafts are as they were."
    messages.success(request, said)
    return redirect("wizard:revision", made.number)


def _refused(request: HttpRequest, found: Revision, said: str) -> HttpResponse:
    return _page(request, found, error=f"{said} Nothing was changed.", status=409)


def _found(number: int) -> Revision:
    found = Revision.objects.without_knowledge().filter(number=number).first()
    if found is None:
        raise Http404(f"There is no revision {number}.")
    return found


def _later(number: int) -> list[Change]:
    """What the revision changed and something later changed, too."""
    _, later = changes_back(number)
    return [change for change in changed_by(number) if change.subject in later]


def _page(
    request: HttpRequest,
    found: Revision,
    *,
    form: WhyForm | None = None,
    back: TakeBackForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    wanted = request.GET.get("against", "")
    earlier = (
        Revision.objects.filter(number__lt=found.number).values_list("number", flat=True).first()
    )
    against = int(wanted) if wanted.isdecimal() else earlier
    live, may_restore = published().revision, request.user.has_perm(RESTORE)
    later = _later(found.number) if may_restore and earlier else []
    context = {
        **admin.site.each_context(request),
        "title": str(found),
        "revision": found,
        "error": error,
        "against": against,
        "earlier": earlier,
        "live": live,
        "preview_href": address(links.home(), str(found.number)),
        "may_restore": may_restore and found.number != live,
        "may_take_back": may_restore and earlier is not None,
        "needs_two": settings.PUBLISH_NEEDS_TWO,
        "form": form or WhyForm(),
        "back": back or TakeBackForm(later=later),
        "later": _edits_of(later),
    }
    if against is not None and against != found.number:
        try:
            old, new = published_at_revision(against), published_at_revision(found.number)
        except NothingPublishedError as missing:
            raise Http404(str(missing)) from missing
        context |= shown(request, review(old, new), str(found.number), str(against))
    return render(request, "staff/revision.html", context, status=status)


def _edits_of(later: Iterable[Change]) -> list[Edit]:
    """What going back would do to what was changed again since: now beside before."""
    from_now = taking_back.forced_back(later)
    edits = (
        object_edit(KINDS.get(change.section, ""), change.before, change.after)
        for change in from_now
        if isinstance(change, ObjectChange)
    )
    return [edit for edit in edits if edit]
