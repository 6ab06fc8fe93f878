"""`/staff/wordings/<pk>/<field>/`: one text, changed wherever it stands word for word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wizard import models
from wizard.rendering.markdown import FIELDS as SHOWN_AS
from wizard.staff.access.permissions import staff_page
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.editing.markdown_widget import MARKS, MarkdownTextarea
from wizard.staff.editing.usage import FIELDS, wordings_that_say

COLUMNS = {column.name: column for column in models.Wording._meta.concrete_fields}


class SameTextForm(forms.Form):
    """`old`: the text as it was when the page was opened."""

    old = forms.CharField(widget=forms.HiddenInput, strip=False)
    new = forms.CharField(label="New text")

    def __init__(self, data: Any, field: str, old: str) -> None:
        super().__init__(data, initial={"old": old, "new": old})
        column = COLUMNS[field]
        self.fields["new"].widget = MarkdownTextarea(SHOWN_AS["wording"][field])
        self.fields["new"].required = not column.blank
        self.fields["new"].help_text = f"{column.help_text} {MARKS}"

    def clean_old(self) -> str:
        return _with_plain_line_ends(self.cleaned_data["old"])

    def clean_new(self) -> str:
        return _with_plain_line_ends(self.cleaned_data["new"])


def _with_plain_line_ends(text: str) -> str:
    """Browsers end a line with two characters."""
    return text.replace("\r\n", "\n")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("wizard.change_wording")
def same_text(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """All wordings that say it, ticked; one save changes those that are ticked."""
    if field not in FIELDS:
        raise Http404("A wording has no such text.")
    wording = get_object_or_404(models.Wording.objects.select_related("step", "family"), pk=pk)
    old = getattr(wording, field)
    if request.method != "POST":
        if not old:
            raise Http404("This wording has no such text.")
        return _page(request, wording, field, SameTextForm(None, field, old), old)
    form = SameTextForm(request.POST, field, old)
    if not form.is_valid():
        return _page(request, wording, field, form, form.data.get("old", old), status=400)
    return _save(request, wording, field, form)


def _save(request: HttpRequest, wording: models.Wording, field: str, form: SameTextForm) -> HttpResponse:
    old, new, ticked = form.cleaned_data["old"], form.cleaned_data["new"], set(request.POST.getlist("rows"))
    with bulk_edit(request.user) as act:
        rows = [row for row in wordings_that_say(field, old).select_for_update(of=("self",)) if str(row.pk) in ticked]
        if not ticked or len(rows) < len(ticked):
            trouble = (
                "Some of them say something else by now, or are gone. They are no longer on the list."
                if ticked
                else "None is ticked."
            )
            return _page(
                request, wording, field, form, old, f"{trouble} Nothing was saved.", status=409 if ticked else 400
            )
        changed = [row for row in rows if new != old]
        for row in changed:
            setattr(row, field, new)
            row.save(update_fields=[field])
            act.record(row, f"Changed {field} in {len(changed)} wordings at once.")
    count = f"{len(changed)} wording{'' if len(changed) == 1 else 's'}"
    messages.success(request, f"{count} changed. Nobody else sees it before it is published.")
    return HttpResponseRedirect(reverse("admin:wizard_wording_change", args=[wording.pk]))


def _page(
    request: HttpRequest,
    wording: models.Wording,
    field: str,
    form: SameTextForm,
    old: str,
    trouble: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    rows = wordings_that_say(field, _with_plain_line_ends(old))
    ticked = set(request.POST.getlist("rows")) if request.method == "POST" else {str(row.pk) for row in rows}
    context = {
        **admin.site.each_context(request),
        "title": "Change a text wherever it stands",
        "wording": wording,
        "name": COLUMNS[field].verbose_name,
        "form": form,
        "rows": [(row, str(row.pk) in ticked) for row in rows],
        "trouble": trouble,
    }
    return render(request, "staff/same_text.html", context, status=status)
