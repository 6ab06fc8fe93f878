"""A site on SQLite: its file is locked or removed, or the disk is full, and no visitor notices."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.load import load
from tests.faults.services import Site, manage, until
from tests.faults.world import World

FULL_AT_BYTES = 40_000
"""On a full disk no file grows beyond this; even a revision is longer."""


class SiteOnSqlite(Site):
    """`full`: it starts while the disk is full."""

    full = False

    def spawn(self) -> subprocess.Popen[bytes]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if self.full:
            resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT_BYTES, before[1]))
        try:
            return super().spawn()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[SiteOnSqlite]:
    environment = world.environment | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "LAST_REVISION_FILE": str(tmp_path / "last_revision"),
        "CACHE_URL": "locmem://",
    }
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_content", "--verbosity", "0")
    site = SiteOnSqlite(tmp_path, environment)
    site.start()
    try:
        yield site
    finally:
        site.stop(signal.SIGTERM)


def readyz(site: Site) -> str:
    url = f"http://127.0.0.1:{site.port}/readyz"
    with urllib.request.urlopen(url, timeout=5) as answer:  # our own server
        return str(answer.read().decode())


def test_the_file_is_locked_removed_and_its_disk_full(site: SiteOnSqlite) -> None:
    """One after the other, in one test: making such a site takes longer than all of it."""
    path = Path(site.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as other, load(site.port) as visits:
        other.execute("begin exclusive")
        time.sleep(7)
        other.rollback()
    assert visits.failed == 0, str(visits)

    # A process that starts while the disk is full can keep no copy, and serves what it reads
    site.stop()
    Path(site.environment["LAST_REVISION_FILE"]).unlink()
    site.full = True
    site.start()
    with load(site.port) as visits:
        time.sleep(3)
        assert "serving revision 1" in readyz(site)
    assert visits.failed == 0, str(visits)
    assert not Path(site.environment["LAST_REVISION_FILE"]).exists()

    # With room again it keeps the copy, from which it goes on when the database is gone
    site.stop()
    site.full = False
    site.start()
    until(Path(site.environment["LAST_REVISION_FILE"]).exists, "The copy is kept")
    with load(site.port) as visits:
        for file in path.parent.glob("site.sqlite3*"):
            file.unlink()
        time.sleep(3)
    assert visits.failed == 0, str(visits)
    site.replace_a_worker()
    with load(site.port) as visits:
        time.sleep(2)
        assert "serving revision 1" in readyz(site)
    assert visits.failed == 0, str(visits)
