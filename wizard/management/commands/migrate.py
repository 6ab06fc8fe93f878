"""Django's `migrate`, of which a kill leaves no half of a migration."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


class WholeMigrations(MigrationExecutor):
    """Writes down that a migration was applied in its own transaction. Django does so after it,
    where foreign keys or indexes were made: who is killed in between has tables of which nothing is
    known, and the next try fails because they exist.
    """

    def apply_migration(self, state: Any, migration: Migration, *args: Any, **options: Any) -> Any:
        if not (migration.atomic and self.connection.features.can_rollback_ddl):
            return super().apply_migration(state, migration, *args, **options)
        # SQLite changes tables only while it checks no keys, which it leaves off outside of
        # transactions only. Django checks them itself at the end of each migration.
        is_sqlite = self.connection.vendor == "sqlite"
        ready = self.connection.constraint_checks_disabled() if is_sqlite else nullcontext()
        with ready, transaction.atomic(self.connection.alias):
            return super().apply_migration(state, migration, *args, **options)


# The command has no other place for it.
migrate.MigrationExecutor = WholeMigrations  # type: ignore[attr-defined]  # not in the stubs


class Command(migrate.Command):
    """The same otherwise."""
