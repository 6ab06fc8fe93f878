"""What is said beside the lights, and what holds for every page."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wizard.models import Dispute, Faq, FormerName, Guide, Source, WordsPeopleUse
from wizard.staff.admin.base import ContentAdmin, number_of
from wizard.staff.admin.markdown_fields import ProseFields

SHOWN = 4
"""So many phrases of a row stand in the list."""


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ["title", "position", "publisher", "authority", "last_read"]
    list_editable = ["position"]
    list_filter = ["authority", ("url", admin.EmptyFieldListFilter), "publisher"]
    search_fields = ["title", "slug", "publisher", "url"]
    prepopulated_fields = {"slug": ["publisher", "title"]}


@admin.register(Dispute)
class DisputeAdmin(ProseFields, ContentAdmin):
    list_display = ["claim", "position", "where_claimed", "resolution", "confidence", "last_read"]
    list_editable = ["position"]
    list_filter = ["confidence"]
    search_fields = ["claim", "resolution", "slug"]
    autocomplete_fields = ["sources", "patterns", "causes", "steps", "questions"]
    prepopulated_fields = {"slug": ["claim"]}


@admin.register(Faq)
class FaqAdmin(ProseFields, ContentAdmin):
    list_display = ["question", "position", "number_of_patterns", "number_of_steps", "last_read"]
    list_editable = ["position"]
    search_fields = ["question", "answer", "slug"]
    autocomplete_fields = ["patterns", "steps"]
    prepopulated_fields = {"slug": ["question"]}
    counted = ("patterns", "steps")

    number_of_patterns = number_of("patterns", "answer pages")
    number_of_steps = number_of("steps", "how-to pages")


@admin.register(FormerName)
class FormerNameAdmin(ContentAdmin):
    list_display = ["old", "kind", "scope", "new", "reason"]
    list_filter = ["kind", ("new", admin.EmptyFieldListFilter)]
    search_fields = ["old", "new", "scope", "reason"]


@admin.register(WordsPeopleUse)
class WordsPeopleUseAdmin(ProseFields, ContentAdmin):
    list_display = ["slug", "position", "some_phrases", "first_meaning", "last_read"]
    list_editable = ["position"]
    search_fields = ["slug", "phrases", "means", "text"]

    @admin.display(description="words")
    def some_phrases(self, words: WordsPeopleUse) -> str:
        return ", ".join(words.phrases[:SHOWN]) + (", …" if len(words.phrases) > SHOWN else "")

    @admin.display(description="means")
    def first_meaning(self, words: WordsPeopleUse) -> str:
        return ", ".join(words.means)


@admin.register(Guide)
class GuideAdmin(ContentAdmin):
    list_display = ["__str__", "support_url", "support_minutes", "last_read"]
    autocomplete_fields = ["safety_sources", "support_sources"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row, and it comes with the content."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
