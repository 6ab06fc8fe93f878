"""What one act of the staff writes outside the admin's own forms: all of it or nothing, and a line in the admin's log for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest


@contextmanager
def recorded(request: HttpRequest, comment: str) -> Iterator[None]:
    """One act in one transaction. `comment` says what it was, for the history of every row that is saved within."""
    with transaction.atomic():
        yield


def log(request: HttpRequest, rows: Iterable[tuple[Model, int, str]]) -> None:
    """Lines for the admin's log. `rows`: (row, ADDITION, CHANGE or DELETION, what was done in words)."""
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=cast("int", request.user.pk),  # only who has signed in acts
            content_type_id=ContentType.objects.get_for_model(row).pk,
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=flag,
            change_message=words,
        )
        for row, flag, words in rows
    )
