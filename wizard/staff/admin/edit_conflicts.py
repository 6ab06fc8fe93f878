"""Two people on one page: who comes second is told, and nothing is overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.options import InlineModelAdmin
from django.core import signing
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from wizard.content.row_history import Save, saves_of
from wizard.content.row_state import (
    State,
    edits,
    lock,
    part_columns,
    state_in,
    state_of,
    whole_of,
)
from wizard.knowledge.changes import Edit
from wizard.models import Content, Fields
from wizard.staff.typing import ModelAdmin, ModelForm

OPENED = "_opened"
"""The state of the row that the form was opened with, signed."""

OVER = "_over"
"""The state that somebody has looked at and wants to save over, signed."""

PUT_BACK = "_put_back"
"""Sent by the browser that kept unsaved text: show it in the form, and save nothing."""

SALT = "the state a form was opened with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The row is not as it was opened: `edits` since then; `seal` of what is stored by now."""

    work: list[Save]
    edits: tuple[Edit, ...]
    seal: str


class ConflictForm(ModelForm):
    """A form that is shown again, with all that was typed, although nothing in it is wrong."""

    conflict: Conflict | None = None
    is_put_back = False

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_put_back and self.conflict is None


class EditConflictAdmin(ModelAdmin):
    """A form carries the state it was opened with, and overwrites no other."""

    form = ConflictForm

    def get_form(
        self,
        request: HttpRequest,
        obj: Content | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        **kwargs: object,
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST":
            form.is_put_back = PUT_BACK in request.POST
            if change and obj is not None and OPENED in request.POST:
                form.conflict = _conflict(obj, request.POST)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Content, inline: InlineModelAdmin[Any, Any], prefix: str
    ) -> dict[str, Any]:
        arguments = super().get_formset_kwargs(request, obj, inline, prefix)
        if OPENED in request.POST and obj.pk:
            column: Any = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            there = inline.model._default_manager.filter(**{column.name: obj.pk}).values_list(
                "pk", flat=True
            )
            arguments["data"] = _as_new(arguments["data"], prefix, set(map(str, there)))
        return arguments

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        form_url: str = "",
        obj: Content | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        is_sent = request.method == "POST"
        context |= {"conflict": form.conflict, "is_put_back": form.is_put_back, "is_typed": is_sent}
        if obj is not None and is_sent:  # the form has written into it; links need what is stored
            obj = context["original"] = obj.rows().get(pk=obj.pk)
        if obj is not None and change and self.has_change_permission(request, obj):
            context["opened"] = (
                request.POST.get(OPENED)
                if is_sent
                else _seal(_shown(obj, context["inline_admin_formsets"]))
            )
        return super().render_change_form(request, context, add, change, form_url, obj)


class StaleListAdmin(ModelAdmin):
    """A list whose numbers can be changed carries what it was opened with: rows that nobody typed
    into stay as they are by now, and a row that somebody else has changed too is refused.
    """

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        context: dict[str, Any] = getattr(response, "context_data", {})
        shown = context.get("cl")
        if shown is not None and getattr(shown, "formset", None):
            state = {
                f"row {form.instance.pk}": {
                    name: form.fields[name].clean(form.initial[name]) for name in self.list_editable
                }
                for form in shown.formset.forms
            }
            context["opened"] = _seal(state)
        return response

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form: Any = super().get_changelist_form(request, form=ListRowForm, **kwargs)
        form.opened, form.opened_at = _unseal(str(request.POST.get(OPENED, "")))
        return form


class ListRowForm(ModelForm):
    """A row of a list, with the state that the list was `opened` with."""

    opened: State = {}
    opened_at: datetime | None = None

    @property
    def changed_data(self) -> list[str]:
        """What somebody typed: not what somebody else has changed in the meantime."""
        seen = self._seen
        return [
            name
            for name in super().changed_data
            if name not in seen or self.fields[name].has_changed(seen[name], self[name].data)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.changed_data:
            stored = self.initial.get(name)
            if name in self._seen and stored != self._seen[name]:
                saves = saves_of(self.instance, self.opened_at) if self.opened_at else []
                who = saves[0].who if saves else "Somebody"
                self.add_error(
                    name,
                    f"{who} made it {stored} while you had this list open."
                    " Nothing is saved yet. Save again to put yours over it.",
                )
        return cleaned

    @property
    def _seen(self) -> Fields:
        return self.opened.get(f"row {self.instance.pk}", {})


def _shown(row: Content, inlines: Iterable[InlineAdminFormSet]) -> State:
    """The state of the rows that the form was made from, which may be others by now."""
    shown = {inline.formset.model: inline.formset.queryset for inline in inlines}
    if not shown.keys() >= part_columns(type(row)).keys():
        return state_of(row)
    return state_in([row, *(part for model in part_columns(type(row)) for part in shown[model])])


def _conflict(row: Content, sent: QueryDict) -> Conflict | None:
    unit = whole_of(row)
    lock(unit)
    stored = state_of(row)
    opened, at = _unseal(str(sent[OPENED]))
    seen, _ = _unseal(str(sent.get(OVER, "")))
    if stored in (opened, seen):
        return None
    return Conflict(
        work=saves_of(unit, at) if at else [],
        edits=edits(opened, stored) if opened else (),
        seal=_seal(stored),
    )


def _seal(state: State) -> str:
    return signing.dumps(
        {"at": timezone.now().isoformat(), "state": state}, salt=SALT, compress=True
    )


def _unseal(sealed: str) -> tuple[State, datetime | None]:
    """The state and when it was looked at; nothing if this site has not sealed it."""
    try:
        content = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return {}, None
    return content["state"], datetime.fromisoformat(content["at"])


def _as_new(data: QueryDict, prefix: str, there: set[str]) -> QueryDict:
    """Parts that somebody has deleted since stand at the end, as new ones, as they were typed."""
    counts = (str(data.get(f"{prefix}-{name}_FORMS", "")) for name in ("TOTAL", "INITIAL"))
    total, initial = (min(int(count), len(data)) if count.isdecimal() else 0 for count in counts)
    lost = [i for i in range(initial) if (pk := data.get(f"{prefix}-{i}-id")) and pk not in there]
    if not lost:
        return data
    order = [i for i in range(initial) if i not in lost] + lost + list(range(initial, total))
    moved = QueryDict(mutable=True)
    for name, values in data.lists():
        part = re.fullmatch(rf"{re.escape(prefix)}-(\d+)-(.+)", name)
        if part and int(part[1]) in order:
            name = f"{prefix}-{order.index(int(part[1]))}-{part[2]}"
            if int(part[1]) in lost and part[2] == "id":
                values = [""]
        moved.setlist(name, values)
    moved[f"{prefix}-INITIAL_FORMS"] = str(initial - len(lost))
    return moved
