"""Content from the tables, a revision and a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import rows
from wizard import models
from wizard.content.collect import collect
from wizard.content.files import FixtureError
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.content.sources import UnknownSourceError, from_files, knowledge_of


@pytest.mark.django_db
def test_the_files_say_what_the_tables_say_without_touching_them() -> None:
    with CaptureQueriesContext(connection) as queries:
        from_the_files = from_files(settings.BASE_DIR / "fixtures")
    assert not queries
    assert from_the_files == collect()


@pytest.mark.django_db
def test_the_tables_what_is_live_and_any_revision() -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "A better word")
    models.Cause.objects.filter(slug="stuck").update(name="Frozen")
    assert knowledge_of("1").cause["stuck"].name == "It needs a restart"
    assert knowledge_of("2").cause["stuck"].name == "Hung"
    assert knowledge_of("published") is published()
    assert knowledge_of("database").cause["stuck"].name == "Frozen"


def test_a_folder_of_files(tmp_path: Path) -> None:
    assert knowledge_of(str(rows.write(tmp_path, rows.small()))).cause["stuck"].name == "Stuck"


def test_rows_stand_in_the_order_of_the_tables(tmp_path: Path) -> None:
    files = rows.small()
    rows.find(files, "causes.json", slug="stuck")["position"] = 30
    (stuck, far), *_ = (
        pattern.causes for pattern in from_files(rows.write(tmp_path, files)).patterns
    )
    assert (stuck.cause, far.cause) == ("stuck", "too-far"), (
        "causes of a light have an order of their own"
    )
    assert [cause.slug for cause in from_files(tmp_path).causes] == ["too-far", "stuck"]


def test_every_relation_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    files = rows.small()
    rows.find(files, "effects.json", step=["restart"])["cause"] = ["nothing"]
    rows.find(files, "devices.json", slug="camera-1")["sources"] = [["a-book"]]
    with pytest.raises(FixtureError) as error:
        from_files(rows.write(tmp_path, files))
    assert [(fault.file, fault.field) for fault in error.value.faults] == [
        ("devices.json", "sources"),
        ("effects.json", "cause"),
    ]


@pytest.mark.parametrize("name", ["yesterday", "git:HEAD"])
def test_a_name_that_is_no_version_is_answered_with_those_that_are(name: str) -> None:
    with pytest.raises(UnknownSourceError, match="database"):
        knowledge_of(name)
