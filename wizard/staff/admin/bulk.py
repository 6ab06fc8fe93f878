"""What a list does with all ticked rows: note the day they were read, or how sure they are."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.messages import ERROR
from django.db.models import DateField, F, Min, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from wizard.models import Confidence, Content, Source
from wizard.rendering.phrases import counted
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.typing import ModelAdmin

TODAY, DAY, SURE = "read_today", "read_on", "confidence_"


def year_ago() -> date:
    """What was read on this day or before it is read again."""
    today = timezone.localdate()
    is_leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - 1, day=28 if is_leap_day else today.day)


class DayForm(ActionForm):
    """What is done with the ticked rows, and the day where that needs one."""

    day = forms.DateField(
        label="Read on:",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class UnreadFilter(admin.SimpleListFilter):
    """Narrows a list to what nobody has read for a year. `last_read` is annotated by the admin."""

    title = "last read"
    parameter_name = "unread"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", "Not for a year")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(Q(day_read__lte=year_ago()) | Q(day_read=None))


def _sure(level: Confidence) -> Any:
    name = f"{SURE}{level.value}"

    @admin.action(description=f"Set the confidence to {level.value}", permissions=["change"])
    def act(self: BulkAdmin, request: HttpRequest, rows: QuerySet[Content]) -> None:
        self.set_field(request, rows, "confidence", level.value)

    act.__name__ = name
    return act


class BulkAdmin(ModelAdmin):
    """A row that has no day of its own was read when the oldest of its sources was."""

    confidence_high = _sure(Confidence.HIGH)
    confidence_medium = _sure(Confidence.MEDIUM)
    confidence_low = _sure(Confidence.LOW)
    actions = [TODAY, DAY, *(f"{SURE}{level.value}" for level in Confidence)]

    def __init__(self, model: type[Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        if self._may_be_dated:
            setattr(self, "action_form", DayForm)  # noqa: B010  # declared for all admins at once

    @property
    def _day(self) -> str:
        """The field with the day on which a row was read; empty if it has none."""
        days = (field.name for field in self.opts.concrete_fields if isinstance(field, DateField))
        return next((name for name in days if name in ("reviewed", "checked")), "")

    @property
    def _has_sources(self) -> bool:
        return any(field.name == "sources" for field in self.opts.many_to_many)

    @property
    def _tells_day(self) -> bool:
        return bool(self._day) or "last_read" in self.list_display

    @property
    def _may_be_dated(self) -> bool:
        return bool(self._day) or self._has_sources

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request)
        if not self._tells_day:
            return rows
        days = [F(self._day)] if self._day else []
        oldest = [Min("sources__checked")] if self._has_sources else []
        day = Coalesce(*days, *oldest) if days and oldest else [*days, *oldest][0]
        dated: QuerySet[Model] = rows.annotate(day_read=day)
        return dated

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = super().get_list_filter(request)
        return [*filters, UnreadFilter] if self._tells_day else filters

    def get_actions(self, request: HttpRequest) -> Any:
        """Those for which the table has a field."""
        has = {field.name for field in self.opts.get_fields()}
        return {
            name: act
            for name, act in super().get_actions(request).items()
            if not (name.startswith(SURE) and "confidence" not in has)
            and not (name in (TODAY, DAY) and not self._may_be_dated)
        }

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Anyone who writes a text has just read it."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {self._day: timezone.localdate(), **initial} if self._day else initial

    @admin.display(description="last read", ordering="day_read")
    def last_read(self, row: Any) -> object:
        return row.day_read

    @admin.action(
        description="Note that they were read against their sources today", permissions=["change"]
    )
    def read_today(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._note_day(request, rows, timezone.localdate())

    @admin.action(description="Note that they were read on the day beside", permissions=["change"])
    def read_on(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        form = DayForm(request.POST)
        form.fields["action"].choices = [(DAY, DAY)]  # type: ignore[attr-defined]
        day = form.cleaned_data.get("day") if form.is_valid() else None
        if day is None or day > timezone.localdate():
            said = "Nothing was changed. Choose the day they were read: today, or a day before."
            self.message_user(request, said, ERROR)
        else:
            self._note_day(request, rows, day)

    def _note_day(self, request: HttpRequest, rows: QuerySet[Any], day: date) -> None:
        if self._day:
            self.set_field(request, rows, self._day, day)
        else:
            sources = Source.objects.filter(pk__in=rows.values("sources")).distinct()
            self.set_field(request, cast("QuerySet[Content]", sources), "checked", day)

    def set_field(
        self, request: HttpRequest, rows: QuerySet[Content], name: str, value: object
    ) -> None:
        """One field of many rows, with a line a row in the log."""
        changed = 0
        with bulk_edit(request.user) as act:
            for row in rows.order_by("pk"):
                if getattr(row, name) != value:
                    setattr(row, name, value)
                    row.save(update_fields=[name])
                    act.record(row, f"Changed {name}.")
                    changed += 1
        kind = rows.model._meta
        words = counted(changed, str(kind.verbose_name), str(kind.verbose_name_plural))
        self.message_user(request, f"{words} changed.")
