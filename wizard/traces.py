"""What staff change many rows at once with leaves the same traces as the admin's own pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType

from wizard.models import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One row that was written. `action`: a flag of the admin's log. `said`: what was done, in words."""

    instance: Content
    name: str
    action: int
    said: str


def leave_traces(author: AbstractBaseUser, traces: Iterable[Trace]) -> None:
    """Writes a line in the admin's log for each row. The one place where anything else that remembers changes is told."""
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=author.pk,
            content_type_id=ContentType.objects.get_for_model(trace.instance).pk,
            object_id=str(trace.instance.pk),
            object_repr=trace.name[:200],
            action_flag=trace.action,
            change_message=trace.said,
        )
        for trace in traces
    )
