"""Lights, what they look like, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet, TextField, prefetch_related_objects
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wizard.content.collect import value
from wizard.knowledge import rhythm
from wizard.knowledge.colours import Colour
from wizard.models import Cause, Channel, Column, LookAlike, Pattern, PatternCause, Timing
from wizard.rendering import rhythm_strip
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, PartInline, number_of
from wizard.staff.admin.copies import CopyAdmin
from wizard.staff.admin.edit_conflicts import ConflictForm
from wizard.staff.admin.markdown_fields import ProseFields
from wizard.staff.editing.light_form import LampForm, LampFormSet, names_of, stored_light
from wizard.staff.typing import ModelForm


class ChannelInline(PartInline):
    """The lamps of a light, with the light itself beside them while they are edited."""

    model = Channel
    verbose_name = "lamp"
    form = LampForm
    formset = LampFormSet
    fields = (("position", "led", "colour"), "steps", "repeat", "cuts")
    template = "admin/wizard/channel/inline.html"
    related = ("pattern__family", "colour")


SHORT_TEXT: Mapping[type[Column], Mapping[str, Textarea]] = {
    TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 40})}
}
"""So that a row of parts fits on the screen."""


class PatternCauseInline(PartInline):
    model = PatternCause
    formfield_overrides = SHORT_TEXT
    fields = ["position", "cause", "frequency", "confidence", "rationale", "sources"]
    related = ("pattern__family", "cause")
    prefetched = ("sources",)
    searched = ("sources",)


class LookAlikeInline(PartInline):
    model = LookAlike
    formfield_overrides = SHORT_TEXT
    fk_name = "pattern"
    fields = ["position", "other", "confusion", "how_to_tell_apart"]
    related = ("pattern__family", "other__family")


@admin.register(Pattern)
class PatternAdmin(ProseFields, CopyAdmin, AddressedAdmin):
    list_display = [
        "title",
        "position",
        "family",
        "rhythm",
        "status",
        "seen",
        "number_of_causes",
        "confidence",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["family", "status", "seen", "channels__colour", "confidence", "timing"]
    search_fields = ["title", "slug", "description", "family__name"]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ChannelInline, PatternCauseInline, LookAlikeInline]
    counted = ("pattern_causes",)
    copied_as = ("family", "title")

    class Media:
        css = {"all": ["guide/drawings.css", "staff/light_editor.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).select_related("family")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Model | None:
        """With the devices that have it: its page is named by the first, and counted on all."""
        row: Model | None = super().get_object(request, object_id, from_field)
        if row is not None:
            prefetch_related_objects([row], "family__devices")
        return row

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list draws the lamps; the page of a light reads them in its form."""
        shown = super().get_changelist_instance(request)
        shown.result_list = shown.result_list.prefetch_related("channels__colour")
        return shown

    @admin.display(description="rhythm")
    def rhythm(self, pattern: Pattern) -> SafeString:
        return _drawn(pattern, pattern.channels.all())

    number_of_causes = number_of("pattern_causes", "causes")


class LampPageForm(LampForm, ConflictForm):
    """A lamp on a page of its own."""


@admin.register(Channel)
class ChannelAdmin(ContentAdmin):
    form = LampPageForm
    fields = ("pattern", ("position", "led", "colour"), "steps", "repeat", "cuts")
    list_display = ["pattern", "position", "led", "colour", "rhythm", "repeat"]
    list_filter = ["colour", "repeat", "pattern__family"]
    list_select_related = ["pattern__family", "colour"]
    search_fields = ["pattern__title", "pattern__slug", "led"]
    autocomplete_fields = ["pattern"]

    class Media:
        css = {"all": ["guide/drawings.css", "staff/light_editor.css"]}

    @admin.display(description="rhythm")
    def rhythm(self, channel: Channel) -> SafeString:
        return _drawn(channel.pattern, [channel])

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: object) -> None:
        """A recorded rhythm makes the timing approximate; on the light's page the field says so."""
        super().save_model(request, obj, form, change)
        if "recorded" in request.POST and obj.pattern.timing != Timing.APPROXIMATE:
            obj.pattern.timing = Timing.APPROXIMATE
            obj.pattern.save(update_fields=["timing"])
            self.log_change(
                request, obj.pattern, "Timing is approximate: a lamp was recorded by hand."
            )
            self.message_user(
                request,
                f"The timing of “{obj.pattern}” is approximate now, because a hand recorded it.",
            )


@admin.register(LookAlike)
class LookAlikeAdmin(ContentAdmin):
    list_display = ["pattern", "position", "other", "confusion", "how_to_tell_apart"]
    list_editable = ["position"]
    list_filter = ["confusion", "pattern__family"]
    list_select_related = ["pattern__family", "other__family"]
    search_fields = ["pattern__title", "other__title", "how_to_tell_apart"]
    autocomplete_fields = ["pattern", "other"]


@admin.register(Cause)
class CauseAdmin(ProseFields, ContentAdmin):
    list_display = [
        "name",
        "position",
        "normal",
        "support_only",
        "number_of_patterns",
        "number_of_steps",
        "confidence",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["normal", "support_only", "confidence"]
    search_fields = ["name", "slug", "explanation"]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["name"]}
    counted = ("pattern_causes", "effects")

    number_of_patterns = number_of("pattern_causes", "light patterns")
    number_of_steps = number_of("effects", "steps against it")


@admin.register(PatternCause)
class PatternCauseAdmin(ContentAdmin):
    list_display = ["pattern", "cause", "frequency", "confidence", "number_of_sources"]
    list_filter = ["frequency", "confidence", "pattern__family", "cause"]
    list_select_related = ["pattern__family", "cause"]
    search_fields = ["pattern__title", "cause__name", "rationale"]
    autocomplete_fields = ["pattern", "cause", "sources"]
    counted = ("sources",)

    number_of_sources = number_of("sources", "sources")


def _drawn(pattern: Pattern, channels: Iterable[Channel]) -> SafeString:
    """The rhythm as a strip, for a list; it stands still."""
    light = stored_light(pattern, channels)
    colours = tuple(dict.fromkeys(value(Colour, lamp.colour) for lamp in channels))
    return format_html(
        '<div class="light-preview small">{}<span class="visually-hidden">{}</span></div>',
        rhythm_strip.strip(light, colours),
        rhythm.in_words(light, names_of(colours)),
    )
