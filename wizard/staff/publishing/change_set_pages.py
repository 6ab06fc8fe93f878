"""Change sets that wait, what people say about them, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wizard.content import change_sets
from wizard.content.change_sets import NotOpenError, State, changes_of
from wizard.content.errors import ContentError, NothingChangedError, StaleContentError
from wizard.content.live import published
from wizard.content.review import review_changes
from wizard.knowledge.change_sets import ConflictError
from wizard.models import ChangeSet
from wizard.staff.access.permissions import missing_role, person, staff_page
from wizard.staff.publishing.publish_page import EDIT, PERMISSION, WhenForm, said_of, shown
from wizard.staff.publishing.selection import title

SEEN = "what was seen of a change set"
ON_A_PAGE = 50


class WhyForm(forms.Form):
    why = forms.CharField(
        label="What is missing",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


@require_safe
@staff_page("wizard.view_revision")
def change_set_list(request: HttpRequest) -> HttpResponse:
    """`/staff/change-sets/`: those that wait first, then what became of the others."""
    rows = ChangeSet.objects.select_related("author", "publisher", "revision").defer(
        "changes", "revision__knowledge"
    )
    context = {
        **admin.site.each_context(request),
        "title": "Change sets",
        "open_sets": rows.filter(state__in=ChangeSet.OPEN),
        "page": Paginator(rows.exclude(state__in=ChangeSet.OPEN), ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "staff/change_sets.html", context)


@require_safe
@staff_page("wizard.view_revision")
def change_set(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/`: what it does to what is live now, and what people say of it."""
    return _page(request, _found(pk))


@require_POST
@staff_page(PERMISSION)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/approve/`: it is published, now or at a time."""
    found = _found(pk)
    try:
        expected, warnings = signing.loads(request.POST.get("seen", ""), salt=SEEN)
    except signing.BadSignature:
        return _page(request, found, "Look at it first. Nothing was done.", status=400)
    form = WhenForm(request.POST, warnings=warnings)
    if not form.is_valid():
        return _page(request, found, when=form, status=400)
    try:
        done = change_sets.approve(
            pk,
            person(request),
            at=form.cleaned_data["at"],
            expected=expected,
            reason=form.cleaned_data.get("reason", ""),
            needs_two=settings.PUBLISH_NEEDS_TWO,
        )
    except StaleContentError:
        said = "Somebody published in the meantime. This is what would change now."
        return _page(request, found, said, status=409)
    except (ConflictError, ContentError, NothingChangedError, NotOpenError) as error:
        return _page(request, _found(pk), f"{error} Nothing was published.", status=409)
    except PermissionDenied as error:
        return _page(request, found, str(error), status=403)
    messages.success(request, said_of(done))
    if done.revision:
        return redirect("wizard:revision", done.revision.number)
    return redirect("wizard:change_set", pk)


@require_POST
@staff_page(PERMISSION)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/give-back/`: its author has to do more."""
    return _decide(request, pk, change_sets.give_back, WhyForm(request.POST))


@require_POST
@staff_page("wizard.view_revision")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/cancel/`: by its author or a publisher. Nothing else changes."""
    found = _found(pk)
    if found.author_id != request.user.pk and not request.user.has_perm(PERMISSION):
        raise PermissionDenied(missing_role(PERMISSION))
    return _decide(request, pk, change_sets.cancel, None)


@require_POST
@staff_page("wizard.view_revision")
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/comment/`: editors and publishers say something about it."""
    if not _may_comment(request):
        raise PermissionDenied(missing_role(EDIT))
    found, form = _found(pk), CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, said=form, status=400)
    change_sets.comment(pk, person(request), form.cleaned_data["text"])
    return redirect(f"{reverse('wizard:change_set', args=[pk])}#comments")


@require_POST
@staff_page(EDIT)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """`/staff/change-sets/<pk>/renew/`: the same objects as the drafts have them now are ready."""
    try:
        renewed = change_sets.renew(pk, person(request))
    except (NotOpenError, NothingChangedError) as error:
        return _page(request, _found(pk), str(error), status=409)
    messages.success(request, said_of(renewed))
    return redirect("wizard:change_set", pk)


def _decide(
    request: HttpRequest, pk: int, act: Callable[..., ChangeSet], form: WhyForm | None
) -> HttpResponse:
    found = _found(pk)
    if form is not None and not form.is_valid():
        return _page(request, found, why=form, status=400)
    try:
        done = act(pk, person(request), form.cleaned_data["why"] if form else "")
    except NotOpenError as error:
        return _page(request, _found(pk), str(error), status=409)
    messages.success(request, f"{said_of(done)} The drafts and what people see are as they were.")
    return redirect("wizard:change_set", pk)


def _may_comment(request: HttpRequest) -> bool:
    return request.user.has_perm(EDIT) or request.user.has_perm(PERMISSION)


def _found(pk: int) -> ChangeSet:
    rows = ChangeSet.objects.select_related("author", "colleague", "publisher", "revision")
    found = rows.defer("revision__knowledge").filter(pk=pk).first()
    if found is None:
        raise Http404(f"There is no change set {pk}.")
    return found


def _page(
    request: HttpRequest,
    found: ChangeSet,
    error: str = "",
    *,
    when: WhenForm | None = None,
    why: WhyForm | None = None,
    said: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open, is_author = found.state in ChangeSet.OPEN, found.author_id == request.user.pk
    publishes = request.user.has_perm(PERMISSION)
    alone = not is_author or not (settings.PUBLISH_NEEDS_TWO or found.state == State.ASKED)
    changes = changes_of(found)
    context: dict[str, object] = {
        **admin.site.each_context(request),
        "title": str(found),
        "error": error,
        "set": found,
        "is_open": is_open,
        "is_author": is_author,
        "live": published().revision,
        "comments": found.comments.select_related("author"),
        "said": said or CommentForm(),
        "may_comment": _may_comment(request),
        "may_publish": publishes,
        "may_give_back": publishes and is_open and not is_author,
        "may_cancel": is_open and (publishes or is_author),
        "may_renew": is_open and request.user.has_perm(EDIT),
        "may_approve_alone": alone,
        "why": why or WhyForm(),
        "names": [title(change) for change in changes],
    }
    if is_open:
        try:
            review = review_changes(changes)
        except ConflictError as conflict:
            context["conflicts"] = [title(c) for c in changes if c.subject in conflict.subjects]
        else:
            warnings = len(review.new_warnings) if found.state == State.READY else 0
            seen = {"seen": signing.dumps([review.digest, warnings], salt=SEEN)}
            typed = None if when is None else {**request.POST.dict(), **seen}
            context |= {
                "when": WhenForm(typed, warnings=warnings, initial=seen),
                **shown(request, review, f"set-{found.pk}"),
            }
    return render(request, "staff/change_set.html", context, status=status)
