"""What was published when, by whom and why; how any two differ; and the way back."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wizard.content.draft import unpublished
from wizard.content.errors import (
    ContentError,
    NothingPublishedError,
    RevisionWaitingError,
    StaleContentError,
)
from wizard.content.live import published, published_at_revision
from wizard.content.review import review
from wizard.content.revisions import approve, cancel
from wizard.content.rollback import CannotRestoreError, restore
from wizard.guide import links
from wizard.models import Revision
from wizard.staff.access.permissions import person, staff_page
from wizard.staff.preview import address
from wizard.staff.publishing.publish_page import PERMISSION as PUBLISH
from wizard.staff.publishing.publish_page import WhenForm, said_of, shown

RESTORE = "wizard.restore_revision"
ON_A_PAGE = 50


class RestoreForm(forms.Form):
    """`drafts`: how many unpublished changes restoring would throw away."""

    why = forms.CharField(
        label="Why", max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    throw_away = forms.BooleanField()

    def __init__(self, data: QueryDict | None = None, *, drafts: int) -> None:
        super().__init__(data)
        if drafts:
            changes = "1 unpublished change" if drafts == 1 else f"{drafts} unpublished changes"
            self.fields["throw_away"].label = f"Throw away {changes} in the tables"
        else:
            del self.fields["throw_away"]


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
    """`/staff/revisions/<number>/`: what it changed; with `?against=<number>`, how it differs
    from another.
    """
    return _page(request, _found(number))


@require_POST
@staff_page(RESTORE)
def restore_revision(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/restore/`: the whole content as it was, live as a new revision."""
    found = _found(number)
    form = RestoreForm(request.POST, drafts=len(unpublished()))
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        made = restore(
            number,
            person(request),
            form.cleaned_data["why"],
            needs_second=settings.PUBLISH_NEEDS_TWO,
        )
    except (RevisionWaitingError, NothingPublishedError, StaleContentError) as error:
        messages.error(request, f"{error} Nothing was restored.")
        return HttpResponseRedirect(_href(found))
    except (ContentError, CannotRestoreError) as error:
        messages.error(
            request, f"{found} does not pass today’s checks: {error} Nothing was restored."
        )
        return HttpResponseRedirect(_href(found))
    messages.success(
        request, "The tables say again what people see." if made.number == number else said_of(made)
    )
    return HttpResponseRedirect(_href(made))


@require_POST
@staff_page(PUBLISH)
def approve_revision(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/approve/`: the second person approves it."""
    found, form = _found(number), WhenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, when=form, status=400)
    try:
        approved = approve(number, person(request), form.cleaned_data["at"])
    except NothingPublishedError as error:
        messages.error(request, str(error))
    except PermissionDenied as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said_of(approved))
    return HttpResponseRedirect(_href(found))


@require_POST
@staff_page(PUBLISH)
def cancel_revision(request: HttpRequest, number: int) -> HttpResponse:
    """`/staff/revisions/<number>/cancel/`: a revision that nobody has seen yet never goes live."""
    try:
        cancel(number, person(request))
    except NothingPublishedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Revision {number} was cancelled. The tables are as they were.")
    return HttpResponseRedirect(reverse("wizard:publish"))


def _found(number: int) -> Revision:
    found = Revision.objects.without_knowledge().filter(number=number).first()
    if found is None:
        raise Http404(f"There is no revision {number}.")
    return found


def _href(found: Revision) -> str:
    return reverse("wizard:revision", args=[found.number])


def _page(
    request: HttpRequest,
    found: Revision,
    *,
    form: RestoreForm | None = None,
    when: WhenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = request.GET.get("against", "")
    earlier = (
        Revision.objects.filter(number__lt=found.number).values_list("number", flat=True).first()
    )
    against = int(wanted) if wanted.isdecimal() else earlier
    context = {
        **admin.site.each_context(request),
        "title": str(found),
        "revision": found,
        "against": against,
        "earlier": earlier,
        "live": published().revision,
        "preview_href": address(links.home(), str(found.number)),
        "may_restore": request.user.has_perm(RESTORE) and not found.is_waiting,
        "may_publish": request.user.has_perm(PUBLISH) and found.is_waiting,
        "is_author": found.author_id == request.user.pk,
        "form": form or RestoreForm(drafts=len(unpublished())),
        "when": when or WhenForm(),
    }
    if against is not None and against != found.number:
        try:
            old = published_at_revision(against, even_waiting=True)
            new = published_at_revision(found.number, even_waiting=True)
        except NothingPublishedError as error:
            raise Http404(str(error)) from error
        context |= shown(request, review(old, new), str(found.number), str(against))
    return render(request, "staff/revision.html", context, status=status)
