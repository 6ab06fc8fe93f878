"""What people notice without a light, and what it means."""

from __future__ import annotations

from django.contrib import admin

from wizard.models import Symptom, SymptomCause
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, PartInline, number_of
from wizard.staff.admin.lights import SHORT_TEXT
from wizard.staff.admin.markdown_fields import ProseFields


class SymptomCauseInline(PartInline):
    model = SymptomCause
    formfield_overrides = SHORT_TEXT
    fields = ["position", "cause", "frequency", "confidence", "rationale", "families", "sources"]
    related = ("symptom", "cause")
    prefetched = ("families", "sources")
    searched = ("sources",)


@admin.register(Symptom)
class SymptomAdmin(ProseFields, AddressedAdmin):
    list_display = [
        "title",
        "position",
        "status",
        "number_of_families",
        "number_of_causes",
        "confidence",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["families", "status", "confidence"]
    search_fields = ["title", "slug", "description", "said"]
    autocomplete_fields = ["families", "sources"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SymptomCauseInline]
    counted = ("families", "symptom_causes")

    number_of_families = number_of("families", "families")
    number_of_causes = number_of("symptom_causes", "causes")


@admin.register(SymptomCause)
class SymptomCauseAdmin(ContentAdmin):
    list_display = ["symptom", "cause", "frequency", "confidence", "number_of_sources"]
    list_filter = ["frequency", "confidence", "symptom", "cause"]
    list_select_related = ["symptom", "cause"]
    search_fields = ["symptom__title", "cause__name", "rationale"]
    autocomplete_fields = ["symptom", "cause", "families", "sources"]
    counted = ("sources",)

    number_of_sources = number_of("sources", "sources")
