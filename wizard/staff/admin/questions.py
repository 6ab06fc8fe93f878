"""Questions, their answers, and how likely each answer is."""

from __future__ import annotations

from django.contrib import admin

from wizard.models import Likelihood, Option, Question
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, PartInline, number_of
from wizard.staff.admin.copies import CopyAdmin


class OptionInline(PartInline):
    model = Option
    can_delete = False  # people may have links with its name: it is retired on its own page
    fields = ["position", "slug", "label", "summary", "shows", "offers", "excludes", "families"]
    related = ("question", "shows__family")
    prefetched = ("offers", "excludes", "families")
    searched = ("offers", "excludes", "families")
    prepopulated_fields = {"slug": ["label"]}


@admin.register(Question)
class QuestionAdmin(CopyAdmin, AddressedAdmin):
    list_display = [
        "text",
        "position",
        "number_of_options",
        "minutes",
        "unknown_share",
        "hard_to_tell",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["families", "about_lights", "symptoms", "hard_to_tell"]
    search_fields = ["text", "slug", "why"]
    autocomplete_fields = ["families", "only_patterns", "symptoms", "sources"]
    prepopulated_fields = {"slug": ["text"]}
    inlines = [OptionInline]
    copied_as = ("text",)
    counted = ("options",)

    number_of_options = number_of("options", "answers")


@admin.register(Option)
class OptionAdmin(AddressedAdmin):
    list_display = ["label", "position", "question", "slug", "shows"]
    list_editable = ["position"]
    list_filter = ["question"]
    list_select_related = ["question", "shows__family"]
    search_fields = ["label", "slug", "question__text"]
    autocomplete_fields = ["question", "shows", "offers", "excludes", "families"]
    prepopulated_fields = {"slug": ["label"]}


@admin.register(Likelihood)
class LikelihoodAdmin(ContentAdmin):
    list_display = ["cause", "option", "word", "pattern"]
    list_filter = ["option__question", "word", "cause", ("pattern", admin.EmptyFieldListFilter)]
    list_select_related = ["option__question", "cause", "pattern__family"]
    search_fields = ["cause__name", "option__label", "option__question__text"]
    autocomplete_fields = ["option", "cause", "pattern"]
