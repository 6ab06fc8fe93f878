"""What a list does with all rows that are ticked: note that they were read, or how sure it is."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import DateField, Min, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from wizard.models import Confidence, Content, Source
from wizard.rendering.phrases import counted
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.staff.typing import ModelAdmin

READ, SURE = "read_today", "confidence_"


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
    actions = [READ, *(f"{SURE}{level.value}" for level in Confidence)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request)
        shown = "sources_read" in self.list_display
        return rows.annotate(oldest_source=Min("sources__checked")) if shown else rows

    def get_actions(self, request: HttpRequest) -> Any:
        """Those for which the table has a field."""
        has = {field.name for field in self.opts.get_fields()}
        return {
            name: act
            for name, act in super().get_actions(request).items()
            if not (name.startswith(SURE) and "confidence" not in has)
            and not (name == READ and not has & {"reviewed", "checked", "sources"})
        }

    @admin.display(description="sources read", ordering="oldest_source")
    def sources_read(self, row: Any) -> object:
        return row.oldest_source

    @admin.action(
        description="Note that they were read against their sources today", permissions=["change"]
    )
    def read_today(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        own = next((name for name in ("reviewed", "checked") if self._has_day(name)), "")
        if own:
            self.set_field(request, rows, own, timezone.localdate())
        else:
            sources = Source.objects.filter(pk__in=rows.values("sources")).distinct()
            self.set_field(
                request, cast("QuerySet[Content]", sources), "checked", timezone.localdate()
            )

    def _has_day(self, name: str) -> bool:
        return any(
            field.name == name and isinstance(field, DateField)
            for field in self.opts.concrete_fields
        )

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
