"""The last good revision in a file, for a process that starts while the database is away.

The first line is a header, the rest the revision's knowledge as JSON.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from wizard.knowledge.references import check_references
from wizard.knowledge.serialise import thaw_text
from wizard.knowledge.values import Knowledge

logger = logging.getLogger(__name__)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Python looks for what nobody refers to again and again while a revision is read, which finds
    nothing and takes more than half of the time; and all threads wait while it looks. What is new
    counts as old afterwards, or it would be looked through at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # a process that serves leaves frozen what it holds
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@dataclasses.dataclass(frozen=True)
class Held:
    """A revision that can be served: its number, its digest, when it went live, what it says."""

    number: int
    digest: str
    published_at: datetime
    knowledge: Knowledge

    @classmethod
    def of(cls, number: int, digest: str, published_at: datetime, text: str) -> Held:
        """From its knowledge as JSON. Raises anything if that is damaged."""
        published = published_at.isoformat(timespec="seconds")
        with collector_at_rest():
            knowledge = dataclasses.replace(thaw_text(text), published=published)
            check_references(knowledge)
        return cls(number, digest, published_at, knowledge)


def save(path: Path, held: Held, text: str) -> None:
    """Writes the file beside its place and renames it, so that nobody ever reads half of one.

    `text`: the knowledge as JSON. Without the disk the site goes on; the log says so.
    """
    header = {
        "number": held.number,
        "digest": held.digest,
        "published_at": held.published_at.isoformat(),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            file.write(f"{json.dumps(header)}\n{text}")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        logger.warning("The last revision cannot be kept (LAST_REVISION_FILE): %s", error)
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def load(path: Path) -> Held | None:
    """The revision in the file; None if there is none, or if it is damaged, which the log says."""
    try:
        first, text = path.read_text("utf-8").split("\n", 1)
        header = json.loads(first)
        if hashlib.sha256(text.encode()).hexdigest() != header["sha256"]:
            raise ValueError("its checksum is another one")
        published_at = datetime.fromisoformat(header["published_at"])
        return Held.of(header["number"], header["digest"], published_at, text)
    except FileNotFoundError:
        return None
    except Exception as error:  # whatever is in it: the database may still answer
        said = f"{type(error).__name__}: {error}"
        logger.warning("The last revision in %s cannot be used: %s", path, said)
        return None
