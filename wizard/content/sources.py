"""Where a knowledge can come from: the tables, any revision, a folder of fixture files."""

from __future__ import annotations

from pathlib import Path

from wizard.content import files as fixtures
from wizard.content.collect import collect, from_rows
from wizard.content.live import published, published_at_revision
from wizard.knowledge.values import Knowledge

NAMES = "“database”, “published”, the number of a revision, or a folder of fixture files"


class UnknownSourceError(Exception):
    """A name that leads to no content. The message says which names do."""


def knowledge_of(name: str) -> Knowledge:
    """The knowledge of `database` (the tables), `published`, `12` (a revision) or `a/folder`.

    Raises `UnknownSourceError`, `NothingPublishedError` (nothing there) or `FixtureError` (files
    that cannot be read).
    """
    if name == "database":
        return collect()
    if name == "published":
        return published()
    if name.isdecimal():
        return published_at_revision(int(name))
    if Path(name).is_dir():
        return from_files(Path(name))
    raise UnknownSourceError(f"“{name}” is no version of the content. Say {NAMES}.")


def from_files(directory: Path) -> Knowledge:
    """What the fixture files hold, without the database. Raises `FixtureError`."""
    rows = fixtures.linked(directory)
    return from_rows(lambda model: rows[model])
