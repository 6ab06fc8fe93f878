"""From each release that ran anywhere to this one, rolled over two masters under load."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from tests.faults import deployed
from tests.faults.load import load
from tests.faults.world import LOADED, World, needs
from tests.site import ROOT

FIRST = "cab5e20"
"""What was installed before there were releases with a number."""


BEFORE_RESTARTING = {FIRST: (["migrate"], ["collectstatic", "--no-input"])}
"""Its processes fail at a revision that they cannot read, so nothing is published while they run
(docs/operating.md, "A release").
"""


def git(*arguments: str) -> bytes:
    """What it says; nothing where there is no history."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True).stdout


def releases() -> list[str]:
    """The first one, and every tag since."""
    return [FIRST, *git("tag", "--list", "v*").decode().split()]


def needs_history(release: str) -> None:
    if not git("cat-file", "-t", f"{release}^{{commit}}"):
        pytest.skip(f"This checkout has no commit {release}. Fetch the whole history.")


def checked_out(release: str, folder: Path) -> str:
    """Puts its code there, with its own packages; returns the interpreter that has them."""
    with tarfile.open(fileobj=BytesIO(git("archive", release))) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    python = str(folder / ".venv" / "bin" / "python")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = ["--require-hashes", "--requirement", "requirements.lock"]
    subprocess.run([python, *install, *lock], cwd=folder, check=True)
    return python


def manage(python: str, code: Path, environment: Mapping[str, str], *command: str) -> None:
    subprocess.run(
        [python, "manage.py", *command],
        cwd=code,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("release", releases())
def test_an_upgrade_under_load_refuses_nobody_and_ends_at_the_content_of_today(
    release: str, world: World
) -> None:
    needs("nginx", "openssl")
    needs_history(release)
    world.sql(f"drop database if exists {FIRST}")
    world.sql(f"create database {FIRST}")
    with deployed.folder() as made:
        folder = Path(made)
        code = folder / "old"
        python = checked_out(release, code)
        site = deployed.deployment(folder, world, FIRST)
        for command in (["migrate"], ["load_content"], ["collectstatic", "--no-input"]):
            manage(python, code, site.environment, *command, "--verbosity", "0")
        for master in site.masters:
            master.code, master.python = code, python
            master.arguments = "-m gunicorn --config python:blinkdiag.gunicorn"
        try:
            site.start()
            with load(site.nginx.port, rate=20, secure=True, patience=30, visitors=100) as visits:
                time.sleep(1)
                for command in BEFORE_RESTARTING.get(release, (["release"],)):
                    site.manage(*command, "--verbosity", "0")
                for master in site.masters:
                    master.stop()
                    master.code, master.python, master.arguments = ROOT, sys.executable, None
                    master.start()
                site.manage("release", "--verbosity", "0")
                time.sleep(2)
            page, _ = site.get("/")
        finally:
            site.stop()
    assert visits.failed == 0, str(visits)
    newest = "select digest from wizard_revision order by number desc limit 1"
    assert world.postgres.ask(newest, name=FIRST) == world.postgres.ask(newest, name=LOADED)
    assert b"Pick your Blink device" in page
