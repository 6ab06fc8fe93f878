"""The tables are read again after everything that may have changed them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from wizard.content.collect import collect
from wizard.content.draft import draft
from wizard.models import Device, Source, Step

pytestmark = pytest.mark.django_db


def _saved() -> None:
    step = Step.objects.get(slug="restart-router")
    step.title = "Another title"
    step.save()


def _raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wizard_step SET title = 'Another title'")


def _related() -> None:
    Device.objects.get(slug="mini").sources.add(*Source.objects.all())


WRITES: dict[str, Callable[[], object]] = {
    "saved": _saved,
    "updated": lambda: Step.objects.update(title="Another title"),
    "created": lambda: Source.objects.create(slug="new", title="New", authority="official"),
    "in bulk": lambda: Step.objects.bulk_update([Step(pk=1, title="Another title")], ["title"]),
    "deleted": lambda: Device.objects.filter(slug="mini-2").delete(),
    "related": _related,
    "in SQL": _raw,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_was_written_is_read(write: Callable[[], object]) -> None:
    before = collect()
    with transaction.atomic():
        write()
        assert collect() != before
        transaction.set_rollback(True)
    assert collect() == before


def test_looking_and_signing_in_change_nothing() -> None:
    before = collect()
    client = Client()
    client.force_login(User.objects.create_user("ann", is_staff=True))
    client.get("/")
    assert collect() is before
    assert draft() == before
