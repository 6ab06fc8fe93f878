"""Steps, their wordings, and what they help against."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from wizard.models import (
    Effect,
    Step,
    Wording,
)
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, PartInline
from wizard.staff.admin.markdown_fields import ProseFields
from wizard.staff.editing.usage import Use, use_of


class WordingInline(ProseFields, PartInline):
    model = Wording
    template = "admin/edit_inline/stacked.html"  # two long texts side by side are wider than a screen
    related = ("step", "family")


class EffectInline(PartInline):
    model = Effect
    related = ("step", "cause")


@admin.register(Step)
class StepAdmin(ProseFields, AddressedAdmin):
    list_display = [
        "title",
        "position",
        "minutes",
        "penalty_minutes",
        "destructive",
        "number_of_families",
        "number_of_causes",
        "confidence",
    ]
    list_editable = ["position"]
    list_filter = ["destructive", "confidence", "wordings__family"]
    search_fields = ["title", "slug", "wordings__text"]
    autocomplete_fields = ["prerequisites", "disturbs", "sources"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [WordingInline, EffectInline]
    readonly_fields = ["used"]
    counted = ("wordings", "effects")

    class Media:
        css = {"all": ["staff/staff.css"]}

    @admin.display(description="where it is used")
    def used(self, step: Any) -> SafeString:
        use = use_of(step) if step.pk else Use()
        return render_to_string(
            "admin/wizard/step/_used.html", {field.name: getattr(use, field.name) for field in fields(use)}
        )

    @admin.display(description="families", ordering="n_wordings")
    def number_of_families(self, step: Any) -> int:
        return int(step.n_wordings)

    @admin.display(description="causes it helps", ordering="n_effects")
    def number_of_causes(self, step: Any) -> int:
        return int(step.n_effects)


@admin.register(Wording)
class WordingAdmin(ProseFields, ContentAdmin):
    list_display = ["step", "family", "safety", "picture"]
    list_filter = ["family", ("safety", admin.EmptyFieldListFilter), "picture"]
    list_select_related = ["step", "family"]
    actions = ["change_everywhere"]
    search_fields = ["step__title", "text", "safety"]
    autocomplete_fields = ["step", "family"]

    @admin.action(description="Change this text wherever it stands word for word", permissions=["change"])
    def change_everywhere(self, request: HttpRequest, wordings: QuerySet[Wording]) -> HttpResponse | None:
        first, *others = wordings
        if any(other.text != first.text for other in others):
            self.message_user(request, "These say different things. Select one of them.", messages.ERROR)
            return None
        return HttpResponseRedirect(reverse("wizard:same_text", args=[first.pk, "text"]))


@admin.register(Effect)
class EffectAdmin(ContentAdmin):
    list_display = ["step", "cause", "word"]
    list_filter = ["word", "cause"]
    list_select_related = ["step", "cause"]
    search_fields = ["step__title", "cause__name"]
    autocomplete_fields = ["step", "cause"]
