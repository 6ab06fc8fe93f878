"""One command prepares a release, on all machines at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SECRET_KEY": "only-for-this-test",
        "STATIC_ROOT": str(folder / "static"),
    }


def release(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "release"],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.thorough
def test_two_machines_prepare_a_new_site_at_once(tmp_path: Path) -> None:
    running = [release(tmp_path) for _ in range(2)]
    said = [machine.communicate(timeout=300)[0] for machine in running]
    assert [machine.returncode for machine in running] == [0, 0], said
    assert all(text.endswith("Ready. Restart the processes now.\n") for text in said)
    assert sum("Published revision 1." in text for text in said) == 1
    assert sum("Nothing new in the files; nothing to publish." in text for text in said) == 1
    with sqlite3.connect(tmp_path / "site.sqlite3") as database:
        assert database.execute("select number from wizard_revision").fetchall() == [(1,)]
    database.close()
    assert (tmp_path / "static" / "staticfiles.json").exists()
