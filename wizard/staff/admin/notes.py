"""Notes that staff write for each other."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import Truncator

from wizard.models import Note, Pattern
from wizard.staff.access.sign_in import leads_here
from wizard.staff.notes import TABLES, may_change
from wizard.staff.typing import ModelAdmin, ModelForm

NEXT = "next"


class NoteForm(ModelForm):
    """What it is about is chosen by its words; a note whose object is gone may be given another."""

    about = forms.ChoiceField(help_text="The light, the cause or the step it stands beside.")

    class Meta:
        model = Note
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _things()
        if self.instance.pk:
            self.initial["about"] = " ".join(self.instance.key)
            known = {value for _, subjects in choices for value, _ in subjects}
            if self.initial["about"] not in known:
                choices.insert(
                    0,
                    ("Gone", [(self.initial["about"], f"{self.instance.subject}, which is gone")]),
                )
        cast("forms.ChoiceField", self.fields["about"]).choices = [("", "---------"), *choices]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError("Say what the next agent should know.")
        return text

    def _post_clean(self) -> None:
        if about := self.cleaned_data.get("about"):
            self.instance.kind, self.instance.scope, self.instance.name = about.split(" ")
        super()._post_clean()  # type: ignore[misc]  # missing in the stubs


def _things() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a note can be about, in groups, as a form offers it: a query a table."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, table in TABLES.items():
        for row in table.rows().with_names():
            *scope, name = row.natural_key()
            words = f"{row.title} ({row.family})" if isinstance(row, Pattern) else str(row)
            group = f"Light of {row.family}" if isinstance(row, Pattern) else kind.label
            groups.setdefault(group, []).append((f"{kind.value} {''.join(scope)} {name}", words))
    return list(groups.items())


@admin.register(Note)
class NoteAdmin(ModelAdmin):
    """Everybody on the staff writes notes and keeps their own; editors keep all of them tidy."""

    form = NoteForm
    list_display = ["subject", "begins", "author_name", "at"]
    list_filter = ["kind", "at"]
    search_fields = ["text", "scope", "name", "author_name"]
    fields = ["about", "text", "author_name", "at"]
    readonly_fields = ["author_name", "at"]

    @admin.display(description="says")
    def begins(self, note: Note) -> str:
        return Truncator(note.text).chars(90)

    def has_change_permission(self, request: HttpRequest, obj: Note | None = None) -> bool:
        return super().has_change_permission(request, obj) or (
            obj is not None and may_change(request.user, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Note | None = None) -> bool:
        return super().has_delete_permission(request, obj) or (
            obj is not None and may_change(request.user, obj, "delete")
        )

    def get_fields(self, request: HttpRequest, obj: Note | None = None) -> Any:
        return ["about", "text"] if obj is None else super().get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Note, form: ModelForm, change: object) -> None:
        if not change:
            obj.author_id, obj.author_name = request.user.pk, request.user.get_username()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Note, post_url_continue: str | None = None
    ) -> HttpResponse:
        return _back(request) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Note) -> HttpResponse:
        return _back(request) or super().response_change(request, obj)


def _back(request: HttpRequest) -> HttpResponse | None:
    """To the page on which somebody pressed “Add a note”; only on this site."""
    address = request.GET.get(NEXT, "")
    return HttpResponseRedirect(address) if leads_here(request, address) else None
