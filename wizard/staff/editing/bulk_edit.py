"""What the staff write outside the admin's own forms leaves what those leave: a line in the admin's log, and a kept state of the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from wizard.content import row_history
from wizard.models import Content

Person = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one row: ADDITION, CHANGE or DELETION, and in words."""

    row: Content
    action: int
    said: str


@dataclass
class Act:
    """One act: what it is about to change is told before, what it did after."""

    person: Person
    _before: set[Content] = field(default_factory=set)
    _done: list[Done] = field(default_factory=list)

    def changes(self, row: Content) -> None:
        """The row is about to change: what it says now is kept, so that its history can show the words before."""
        for unit in row_history.units(row):
            if unit not in self._before:
                self._before.add(unit)
                row_history.note(unit)

    @contextmanager
    def deleting(self, row: Content) -> Iterator[None]:
        """The row is deleted in this block, and can be recovered."""
        with row_history.deleting([row], self.person):
            yield

    def did(self, row: Content, said: str, action: int = CHANGE) -> None:
        self._done.append(Done(row, action, said))

    def leave_traces(self) -> None:
        LogEntry.objects.bulk_create(
            LogEntry(
                user_id=cast("int", self.person.pk),  # only who has signed in acts
                content_type_id=ContentType.objects.get_for_model(done.row).pk,
                object_id=str(done.row.pk),
                object_repr=str(done.row)[:200],
                action_flag=done.action,
                change_message=done.said,
            )
            for done in self._done
        )
        said = {unit: done for done in self._done if done.action != DELETION for unit in row_history.units(done.row)}
        for unit, done in said.items():
            row_history.note(unit, self.person, done.said)


@contextmanager
def act_of(person: Person) -> Iterator[Act]:
    """One act in one transaction; its traces are left at the end of the block."""
    with transaction.atomic():
        act = Act(person)
        yield act
        act.leave_traces()
