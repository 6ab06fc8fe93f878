"""The published knowledge: what people see, and what they saw at an earlier revision.

Held in the process.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError, InterfaceError

from wizard import models
from wizard.content.errors import NothingPublishedError
from wizard.knowledge import values
from wizard.knowledge.serialise import thaw

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
"""How long a process may go on with what it holds before it looks for a newer revision."""

DATABASE_GONE = (DatabaseError, InterfaceError)
"""What Django raises when the database does not answer, or when the connection to it is lost."""


def published_at_revision(number: int, *, even_waiting: bool = False) -> values.Knowledge:
    """The knowledge people saw at that revision.

    Raises `NothingPublishedError` if there is none of that number.

    `even_waiting`: also one that nobody has seen yet.
    """
    revisions = models.Revision.objects.all() if even_waiting else models.Revision.objects.live()
    found = revisions.filter(number=number).values_list("number", "digest", "published_at").first()
    if found is None:
        raise NothingPublishedError(f"There is no revision {number}.")
    return _thawed(*found)


def database_is_ready() -> bool:
    """Can the database be reached, and does it hold a revision?"""
    try:
        return models.Revision.objects.live().exists()
    except DATABASE_GONE:
        return False


@lru_cache(maxsize=4)
def _thawed(number: int, fingerprint: str, published_at: datetime | None) -> values.Knowledge:
    """A revision's knowledge, kept in the process.

    The digest is in the key, so a restored database is never mistaken.
    """
    frozen = models.Revision.objects.values_list("knowledge", flat=True).get(
        number=number, digest=fingerprint
    )
    return dataclasses.replace(thaw(frozen), published=date_and_time(published_at))


def date_and_time(moment: datetime | None) -> str:
    """As ISO has it, to the second; empty for none."""
    return moment.isoformat(timespec="seconds") if moment else ""


class Published:
    """The live knowledge, kept in the process and looked for at most once a second.

    Safe to call from many threads: one of them looks, the others go on with what is held.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: values.Knowledge | None = None
        self._look_at = float("-inf")

    def __call__(self) -> values.Knowledge:
        """The newest revision. If the database is gone, what the process holds.

        Raises `NothingPublishedError` if there is nothing to show.
        """
        held = self._held
        if held is not None and self._clock() < self._look_at:
            return held
        if self._lock.acquire(blocking=held is None):
            try:
                if self._clock() >= self._look_at or self._held is None:
                    self._look()
            finally:
                self._lock.release()
        if self._held is None:
            raise NothingPublishedError(
                "Nothing is published yet. Load the content with: python manage.py load_content"
            )
        return self._held

    def look_again(self) -> None:
        """Makes the next call look at the database."""
        self._look_at = float("-inf")

    def forget(self) -> None:
        """Holds nothing any more."""
        self._held = None

    def _look(self) -> None:
        self._look_at = self._clock() + LOOK_EVERY_SECONDS
        try:
            newest = (
                models.Revision.objects.live()
                .values_list("number", "digest", "published_at")
                .first()
            )
            self._held = _thawed(*newest) if newest else None
        except DATABASE_GONE as error:
            if self._held is None:
                raise NothingPublishedError(
                    "The database cannot be read, and this process holds no content yet. Look at"
                    " DATABASE_URL, then: python manage.py migrate && python manage.py load_content"
                ) from error
            logger.warning(
                "The database cannot be read; going on with revision %s.", self._held.revision
            )


published = Published()


def forget() -> None:
    """Drops what `published` holds in this process, so that the next call reads the database."""
    published.forget()
