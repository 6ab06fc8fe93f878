"""Transactions that see the tables as they were at one moment, and a lock for all machines."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from wizard.content.errors import StaleContentError

RELEASE_LOCK = 4_127_001
"""A number of our own among PostgreSQL's advisory locks."""

SERIALIZATION_FAILURE = "40001"


@contextmanager
def one_snapshot() -> Iterator[None]:
    """A transaction in which all reads see the same moment, whatever others commit meanwhile.

    Raises `StaleContentError` if somebody else published in the meantime. Nothing is written then.
    """
    outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    except DatabaseError as error:
        if _is_of_another_publisher(error):
            raise StaleContentError("Somebody else published at the same moment.") from error
        raise


def _is_of_another_publisher(error: DatabaseError) -> bool:
    said = str(error)
    return (
        getattr(error.__cause__, "sqlstate", None) == SERIALIZATION_FAILURE
        or "revision_number_unique" in said  # PostgreSQL
        or "wizard_revision.number" in said  # SQLite
    )


@contextmanager
def one_machine_at_a_time() -> Iterator[None]:
    """Waits until no other machine is in such a block, and lifts the limit of statements in it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [RELEASE_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [RELEASE_LOCK])
    else:
        database = Path(connection.settings_dict["NAME"])
        with database.with_name(f"{database.name}.release").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
