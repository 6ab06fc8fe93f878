"""Steps, and what they help against."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString

from wizard.models import Effect, Step
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, PartInline, number_of
from wizard.staff.admin.markdown_fields import ProseFields
from wizard.staff.admin.wordings import WordingInline
from wizard.staff.draft_page import DEVICE
from wizard.staff.editing.usage import use_of


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
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["destructive", "confidence", "wordings__families"]
    search_fields = ["title", "slug", "wordings__text"]
    autocomplete_fields = ["prerequisites", "disturbs", "sources"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [WordingInline, EffectInline]
    readonly_fields = ["used"]
    counted = ("wordings__families", "effects")

    class Media:
        css = {"all": ["staff/staff.css"]}

    def get_urls(self) -> list[URLPattern]:
        return [
            self.own_page("<path:pk>/on/<slug:device>/", self.wording_view, "wording"),
            *super().get_urls(),
        ]

    def wording_view(self, request: HttpRequest, pk: str, device: str) -> HttpResponse:
        """To the wording of the step that people with this device read, which its draft shows."""
        step = get_object_or_404(Step, pk=pk)
        wordings = step.wordings.values_list("families__devices__slug", "pk")
        order = list(dict.fromkeys(pk for _, pk in wordings))
        place = next((order.index(pk) for slug, pk in wordings if slug == device), None)
        jump = "" if place is None else f"#wordings-{place}"
        return redirect(
            f"{self.own_address('change', step.pk)}?{urlencode({DEVICE: device})}{jump}"
        )

    @admin.display(description="where it is used")
    def used(self, step: Step) -> SafeString:
        return render_to_string("admin/wizard/step/_used.html", use_of(step) if step.pk else {})

    number_of_families = number_of("wordings_families", "families")
    number_of_causes = number_of("effects", "causes it helps")


@admin.register(Effect)
class EffectAdmin(ContentAdmin):
    list_display = ["step", "cause", "word"]
    list_filter = ["word", "cause"]
    list_select_related = ["step", "cause"]
    search_fields = ["step__title", "cause__name"]
    autocomplete_fields = ["step", "cause"]
