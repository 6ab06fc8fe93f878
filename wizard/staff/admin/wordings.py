"""Wordings, on pages of their own and on the page of their step: one a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import CheckboxSelectMultiple
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest

from wizard.models import Column, Family, Wording
from wizard.models.steps import worded_already
from wizard.staff.admin.base import ContentAdmin, PartInline
from wizard.staff.admin.edit_conflicts import ConflictForm
from wizard.staff.admin.markdown_fields import ProseFields
from wizard.staff.typing import InlineFormSet

FIELDS = ("families", "where", "text", "worked", "safety", "tools", "picture", "slug")
TICKS: Mapping[type[Column], Mapping[str, CheckboxSelectMultiple]] = {
    ManyToManyField: {"widget": CheckboxSelectMultiple(attrs={"class": "ticks"})}
}


class NamedWordingForm(ConflictForm):
    """A wording that nobody named is called after its first family."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fields:  # there are none where somebody may only look
            self.fields["families"].widget.can_add_related = False
            self.fields["slug"].required = False
            self.fields["slug"].help_text += " Empty: the name of its first family."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        families = cleaned.get("families")
        if families and not cleaned.get("slug"):
            cleaned["slug"] = families[0].slug
        return cleaned


class WordingFormSet(InlineFormSet):
    """All wordings of a step: a family may go from one to another in one save."""

    def clean(self) -> None:
        super().clean()
        worded: dict[Family, Wording] = {}
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            for family in () if said.get(DELETION_FIELD_NAME) else said.get("families", ()):
                other = worded.setdefault(family, form.instance)
                if other is not form.instance:
                    form.add_error("families", worded_already(family, other.text))


class WordingInline(ProseFields, PartInline):
    model = Wording
    form = NamedWordingForm
    formset = WordingFormSet
    fields = FIELDS
    formfield_overrides = TICKS
    template = (
        "admin/edit_inline/stacked.html"  # two long texts side by side are wider than a screen
    )
    related = ("step",)
    prefetched = ("families",)


class WordingForm(NamedWordingForm):
    """One wording alone: the step's others stay as they are."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        others = Wording.objects.filter(step=cleaned.get("step")).exclude(pk=self.instance.pk)
        for family in cleaned.get("families", ()):
            if other := others.filter(families=family).first():
                self.add_error("families", worded_already(family, other.text))
        return cleaned


@admin.register(Wording)
class WordingAdmin(ProseFields, ContentAdmin):
    form = WordingForm
    fields = ("step", *FIELDS)
    formfield_overrides = {**ContentAdmin.formfield_overrides, **TICKS}
    list_display = ["step", "for_families", "safety", "picture"]
    list_filter = ["families", ("safety", admin.EmptyFieldListFilter), "picture"]
    list_select_related = ["step"]
    search_fields = ["step__title", "text", "safety"]
    autocomplete_fields = ["step"]

    class Media:
        css = {"all": ["staff/staff.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).prefetch_related("families")

    @admin.display(description="families")
    def for_families(self, wording: Wording) -> str:
        return ", ".join(map(str, wording.families.all()))
