"""The migrations made before the first release are one: who may go on from there, and who may
not.
"""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db
one_memory = import_module("wizard.migrations.0002_one_memory")


@pytest.fixture(scope="module", autouse=True)
def _recorded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables of the tests were made without migrations, so none is recorded."""
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()


def test_a_database_with_only_some_of_the_squashed_migrations_is_told_how_to_go_on() -> None:
    MigrationRecorder(connection).record_unapplied("wizard", "0012_every_family_drawn")

    with pytest.raises(InconsistentMigrationHistory) as refused:
        one_memory.refuse_a_database_with_only_some(apps, SimpleNamespace(connection=connection))

    assert "with the code of commit cab5e20 first" in str(refused.value)


def test_the_first_migration_stands_for_them_all() -> None:
    replaced = import_module("wizard.migrations.0001_initial").Migration.replaces

    assert ("wizard", "0012_every_family_drawn") in replaced


def test_the_tables_of_the_former_history_are_dropped_whether_they_are_there_or_not() -> None:
    editor = SimpleNamespace(
        connection=connection,
        quote_name=connection.ops.quote_name,
        execute=connection.cursor().execute,
    )
    editor.execute("CREATE TABLE reversion_revision (id integer PRIMARY KEY)")
    editor.execute(
        "CREATE TABLE reversion_version (id integer PRIMARY KEY, revision_id integer REFERENCES"
        " reversion_revision (id))"
    )

    for _ in range(2):
        one_memory.drop_reversion(apps, editor)

    assert not [
        name for name in connection.introspection.table_names() if name.startswith("reversion")
    ]
