"""What staff write outside the admin’s forms leaves the same trace: a line a row in its log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from wizard.models import Content

Person = AbstractBaseUser | AnonymousUser


class BulkEdit:
    """One act of one person on many rows."""

    def __init__(self, person: Person) -> None:
        self._person_pk = cast("int", person.pk)  # only who has signed in acts
        self.entries: list[LogEntry] = []

    def record(self, row: Content, said: str, action: int = CHANGE) -> None:
        """ADDITION, CHANGE or DELETION of a row, and in words; a deletion is told before."""
        entry = LogEntry(
            user_id=self._person_pk,
            content_type_id=ContentType.objects.get_for_model(row).pk,
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=action,
            change_message=said,
        )
        self.entries.append(entry)


@contextmanager
def bulk_edit(person: Person) -> Iterator[BulkEdit]:
    """One act in one transaction; its lines are written at the end of the block."""
    with transaction.atomic():
        act = BulkEdit(person)
        yield act
        LogEntry.objects.bulk_create(act.entries)
