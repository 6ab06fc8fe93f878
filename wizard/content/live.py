"""The published knowledge: what people see, and what they saw at an earlier revision.

Held in the process. Where pages are served, a thread looks for new revisions, so that no request
ever waits for the database.
"""

from __future__ import annotations

import dataclasses
import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connections,
    models,
    transaction,
)
from django.db.models.functions import Cast

from wizard.content import last_revision
from wizard.content.errors import NothingPublishedError
from wizard.content.last_revision import Held, collector_at_rest
from wizard.knowledge import values
from wizard.knowledge.serialise import thaw
from wizard.models import Revision

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
"""How long a process goes on with what it holds. A thread looks twice as often."""

FIRST_LOOK_SECONDS = 1.0
"""How long a process that starts to serve waits for the database; then it serves what it has."""

SILENT_AFTER_SECONDS = 5.0
"""A database that has not answered for so long is said to be away."""

SILENT = "The database does not answer. Look at DATABASE_URL."

TRY_AGAIN_SECONDS = 30.0
"""How long a revision that could not be read is left alone."""


class RevisionUnreadableError(Exception):
    """A revision that cannot be served, and why."""


DATABASE_GONE = (DatabaseError, InterfaceError)
"""What Django raises when the database does not answer, or when the connection to it is lost."""


def published_at_revision(number: int) -> values.Knowledge:
    """The knowledge people saw at that revision.

    Raises `NothingPublishedError` if there is none of that number.
    """
    if (found := _newest(Revision.objects.live().filter(number=number))) is None:
        raise NothingPublishedError(f"There is no revision {number}.")
    return found


def newest_revision() -> values.Knowledge | None:
    """What is live, read now, whatever the process holds. None if nothing is.

    Raises anything if the revision is damaged.
    """
    return _newest(Revision.objects.live())


def _newest(rows: models.QuerySet[Revision]) -> values.Knowledge | None:
    found = rows.values_list("number", "digest", "published_at").first()
    return _thawed(*found) if found else None


@lru_cache(maxsize=4)
def _thawed(number: int, fingerprint: str, published_at: datetime | None) -> values.Knowledge:
    """Kept in the process. The digest is in the key, so a restored database is never mistaken."""
    frozen = Revision.objects.values_list("knowledge", flat=True).get(
        number=number, digest=fingerprint
    )
    return dataclasses.replace(thaw(frozen), published=date_and_time(published_at))


def date_and_time(moment: datetime | None) -> str:
    """As ISO has it, to the second; empty for none."""
    return moment.isoformat(timespec="seconds") if moment else ""


@dataclasses.dataclass(frozen=True)
class Status:
    """How a process stands: the revision it serves, None for none; how many seconds ago the
    database last answered, None for never; whether it answers now; and what is wrong, if anything.
    """

    revision: int | None
    looked_seconds_ago: float | None
    database: bool
    fault: str


class Published:
    """The live knowledge, kept in the process.

    Commands look for it at most once a second. Where `watch` was called, a thread looks, and a call
    costs no more than reading a variable. Whatever goes wrong, what is held stays: an error, an
    empty table, a damaged revision, a clock that jumps.

    Safe to call from many threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.after_look: list[Callable[[Status], object]] = []
        self.between_looks: Callable[[], object] = lambda: None
        self._looked: threading.Event | None = None
        self._supervisor: object = None
        self._began: float | None = None
        self._file: Path | None = None
        self._held: Held | None = None
        self._look_at = self._answered = float("-inf")
        self._fault, self._away, self._due_fault = "", False, ""
        self._unreadable: dict[tuple[int, str], tuple[float, str]] = {}

    def __call__(self) -> values.Knowledge:
        """The newest revision, or what the process holds.

        Raises `NothingPublishedError`, which says why, if there is nothing to show.
        """
        if self._file is None and (self._held is None or self._clock() >= self._look_at):
            self._look_in_turn()
        if self._held is None:
            raise NothingPublishedError(self._fault)
        return self._held.knowledge

    def status(self) -> Status:
        """From memory, where a thread looks."""
        if self._file is None:
            self.look()
        return self._status()

    def _status(self) -> Status:
        passed = self._clock() - self._answered
        return Status(
            revision=self._held.number if self._held else None,
            looked_seconds_ago=None if passed == float("inf") else passed,
            database=not self._away and passed < SILENT_AFTER_SECONDS,
            fault=self._fault,
        )

    def watch(self, file: Path) -> None:
        """From now on a thread looks, in this process and in those that are forked from it.

        `file`: where the last good revision is kept, and read from now. Waits for the first look,
        but no longer than `FIRST_LOOK_SECONDS`.
        """
        if self._file is None:
            os.register_at_fork(after_in_child=self._start_threads)
        self._file = file
        if self._held is None:
            self._held = last_revision.load(file)
        self._start_threads().wait(FIRST_LOOK_SECONDS)

    def look_again(self) -> None:
        """Looks at the next call; where a thread looks, once what was written is committed."""
        self._look_at = float("-inf")
        if self._file is not None:
            transaction.on_commit(self.look)

    def look(self) -> None:
        """Never raises: `status` tells what is wrong, and the log when that begins and ends."""
        fault, detail, away = "", "", False
        try:
            self._look()
        except DATABASE_GONE as error:
            away = True
            fault = "The database cannot be read. Look at DATABASE_URL."
            detail = str(error).strip().partition("\n")[0]
        except Exception as error:  # nothing that is wrong with a revision may stop the looking
            fault = str(error) or type(error).__name__
        if not away:
            self._answered = self._clock()
        if fault != self._fault:
            self._log(fault, detail)
        self._away, self._fault = away, fault
        if self._file is not None:
            for tell in self.after_look:
                tell(self._status())

    def forget(self) -> None:
        """Holds nothing any more."""
        self._held = None
        self._look_at = self._answered = float("-inf")
        self._fault, self._away, self._unreadable = "", False, {}

    def _look_in_turn(self) -> None:
        """One thread looks; the others go on with what is held, if anything is."""
        if self._lock.acquire(blocking=self._held is None):
            try:
                if self._held is None or self._clock() >= self._look_at:
                    self._look_at = self._clock() + LOOK_EVERY_SECONDS
                    self.look()
            finally:
                self._lock.release()

    def stop_watching(self) -> None:
        """Ends the threads; what is held stays, and calls look no more."""
        self._looked = self._supervisor = None

    def _start_threads(self) -> threading.Event:
        """One looks, one watches over it. Returns what is set after the first look."""
        self._supervisor = object()
        looked = self._start_looking()
        threading.Thread(
            target=self._supervise, args=[self._supervisor], name="watch the looking", daemon=True
        ).start()
        return looked

    def _start_looking(self) -> threading.Event:
        self._began = None
        looked = self._looked = threading.Event()
        threading.Thread(
            target=self._look_forever, args=[looked], name="look for revisions", daemon=True
        ).start()
        return looked

    def _look_forever(self, looked: threading.Event) -> None:
        while self._looked is looked:
            self._began = time.monotonic()
            try:
                close_old_connections()
                self.look()
                if self._away:
                    connections.close_all()
            except Exception:  # a connection that cannot even be closed, for one
                logger.exception("Looking for a revision failed")
            if self._looked is looked:
                self._began = None
            looked.set()
            if self._looked is looked and not self._away:
                self.publish_what_is_due()
            time.sleep(LOOK_EVERY_SECONDS / 2)

    def publish_what_is_due(self) -> None:
        """What `between_looks` does; what goes wrong is logged when it begins."""
        fault = ""
        try:
            self.between_looks()
        except Exception as error:  # the next time comes in half a second
            fault = f"What is due could not be published: {error}"
        if fault and fault != self._due_fault:
            logger.error(fault)
        self._due_fault = fault

    def _supervise(self, me: object) -> None:
        """A look that gets no answer is given up, and another thread looks over a connection of its
        own: on the old one, an answer may never come.
        """
        while self._supervisor is me:
            time.sleep(LOOK_EVERY_SECONDS)
            began = self._began
            if began is not None and time.monotonic() - began > SILENT_AFTER_SECONDS:
                self._away = True
                if self._fault != SILENT:
                    self._log(SILENT, "")
                    self._fault = SILENT
                self._start_looking()

    def _look(self) -> None:
        held = self._held
        rows = Revision.objects.live()
        if held is not None:
            # What was live stays live, even if the clock of this machine is put back.
            rows = rows | Revision.objects.filter(number=held.number, digest=held.digest)
        found = rows.values_list("number", "digest", "published_at")
        newest = found.first()
        if newest is None:
            raise NothingPublishedError(
                "Nothing is published yet. Load the content with: python manage.py load_content"
            )
        if held is not None and newest == (held.number, held.digest, held.published_at):
            return
        try:
            self._take(*newest)
        except RevisionUnreadableError:
            for older in found.filter(number__lt=newest[0]) if held is None else ():
                with suppress(RevisionUnreadableError):
                    self._take(*older)
                    break
            raise

    def _take(self, number: int, fingerprint: str, published_at: Any) -> None:
        """Holds a revision, and keeps it in the file.

        Raises `RevisionUnreadableError`, and again for a while without reading it again.
        """
        until, why = self._unreadable.get((number, fingerprint), (float("-inf"), ""))
        if self._clock() < until:
            raise RevisionUnreadableError(why)
        text = (
            Revision.objects.filter(number=number, digest=fingerprint)
            .annotate(text=Cast("knowledge", models.TextField()))
            .values_list("text", flat=True)
            .get()
        )
        try:
            with collector_at_rest():
                self._held = Held.of(number, fingerprint, published_at, text)
                if self._file is not None:
                    gc.freeze()  # what is held is no rubbish, and no thread waits for a look at it
        except Exception as error:  # a damaged revision raises anything
            why = f"Revision {number} cannot be read: {type(error).__name__}: {error}"
            self._unreadable = {(number, fingerprint): (self._clock() + TRY_AGAIN_SECONDS, why)}
            raise RevisionUnreadableError(why) from error
        if self._file is not None:
            logger.info("Serving revision %s.", number)
            last_revision.save(self._file, self._held, text)

    def _log(self, fault: str, detail: str) -> None:
        if self._file is None:  # a command says itself what it cannot do
            return
        if not fault:
            logger.warning(
                "Revisions can be read again; serving revision %s.",
                self._held and self._held.number,
            )
        elif self._held:
            logger.error("%s Going on with revision %s. %s", fault, self._held.number, detail)
        else:
            logger.error("%s Nothing can be served. %s", fault, detail)


published = Published()


def forget() -> None:
    """Drops what `published` holds in this process, so that the next call reads the database."""
    published.forget()
