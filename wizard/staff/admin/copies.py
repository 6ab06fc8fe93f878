"""The page that copies a row: under which name, and off it goes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.text import slugify

from wizard.models import Content
from wizard.staff.admin.own_pages import OwnPagesAdmin
from wizard.staff.editing.copying import copy
from wizard.staff.typing import ModelForm


class CopyForm(ModelForm):
    """What the copy is called; a name for addresses is made of its title where none is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Empty: made of the words above. Example: solid-red."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("slug"):
            words = [str(value) for name, value in cleaned.items() if name != "slug"]
            cleaned["slug"] = slugify(words[-1] if words else "")[:50].strip("-")
        return cleaned


class CopyAdmin(OwnPagesAdmin):
    """`copied_as`: the fields that are asked for, the words before the slug."""

    copied_as: ClassVar[tuple[str, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        return [self.own_page("<path:pk>/copy/", self.copy_view, "copy"), *super().get_urls()]

    def copy_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        row: Content = get_object_or_404(self.model, pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied(self.needed_role("add"))
        asked = (*self.copied_as, "slug")
        form_class = modelform_factory(self.model, form=CopyForm, fields=asked)
        initial = {name: getattr(row, name) for name in self.copied_as}
        form = form_class(request.POST or None, initial=initial)
        if form.is_valid():
            copied = copy(row, request.user, **{name: form.cleaned_data[name] for name in asked})
            self.message_user(
                request, f"“{copied}” is a draft now. Change what is different, and save it."
            )
            return redirect(self.own_address("change", copied.pk))
        context = {**self.own_context(request, row, f"Copy: {row}"), "form": form}
        return TemplateResponse(request, "admin/wizard/copy.html", context)
