"""Where a knowledge can come from besides what is live: the tables, any revision, a folder of fixture files, a commit."""

from __future__ import annotations

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from wizard.content import files as fixtures
from wizard.content.collect import collect, from_rows
from wizard.content.live import published, published_at_revision
from wizard.knowledge.values import Knowledge

FOLDER = "fixtures"
"""Where a commit keeps the files."""

NAMES = "“database”, “published”, the number of a revision, a folder of fixture files, or “git:” and a commit"


class UnknownVersion(Exception):  # noqa: N818  (a state, said by its name)
    """A name that leads to no content. The message says which names do."""


def knowledge_of(name: str) -> Knowledge:
    """The knowledge of `database` (the tables), `published`, `12` (a revision), `a/folder` or `git:a-commit`.

    Raises `UnknownVersion`, `NothingPublished` (nothing there) or `FixtureError` (files that cannot be read).
    """
    if name == "database":
        return collect()
    if name == "published":
        return published()
    if name.isdecimal():
        return published_at_revision(int(name))
    if name.startswith("git:"):
        return from_commit(name.removeprefix("git:"))
    if Path(name).is_dir():
        return from_files(Path(name))
    raise UnknownVersion(f"“{name}” is no version of the content. Say {NAMES}.")


def from_files(directory: Path) -> Knowledge:
    """The knowledge that the fixture files hold, without touching the database. Raises `FixtureError`."""
    rows = fixtures.linked(directory)
    return from_rows(lambda model: rows[model])


def from_commit(commit: str) -> Knowledge:
    """The knowledge of the fixture files at a commit of this checkout. Raises `UnknownVersion`, `FixtureError`."""
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    archive = _git("archive", "--format=tar", found, FOLDER)
    with TemporaryDirectory() as folder, tarfile.open(fileobj=BytesIO(archive)) as files:
        for name in fixtures.FILES:
            held = files.extractfile(f"{FOLDER}/{name}") if f"{FOLDER}/{name}" in files.getnames() else None
            (Path(folder) / name).write_bytes(
                held.read() if held else b"[]"
            )  # an older commit may not have the table yet
        return from_files(Path(folder))


def _git(*arguments: str) -> bytes:
    command = ["git", "-C", str(settings.BASE_DIR), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603  # no shell, no option from outside
    except FileNotFoundError as error:
        raise UnknownVersion("git is not installed here, so no commit can be read.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise UnknownVersion(f"There is no such commit here, or it has no {FOLDER}. {said}".strip()) from error
