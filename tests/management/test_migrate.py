"""A kill in the middle of migrating leaves nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.site import ROOT

KILLED_BEFORE_IT_IS_WRITTEN_DOWN = """
import os
from django.core.management import execute_from_command_line
from django.db.migrations.recorder import MigrationRecorder
write_down = MigrationRecorder.record_applied
MigrationRecorder.record_applied = lambda self, app, name: (
    os._exit(9) if app == "auth" else write_down(self, app, name)
)
execute_from_command_line(["manage.py", "migrate", "auth", "0001", "--verbosity", "0"])
"""
"""Its foreign keys have indexes, which are made at the end of a migration."""


def run(folder: Path, *arguments: str) -> int:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'x.sqlite3'}",
        "SECRET_KEY": "only-for-a-test",
        "DJANGO_SETTINGS_MODULE": "blinkdiag.settings",
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def test_who_is_killed_before_a_migration_is_written_down_can_migrate_again(
    tmp_path: Path,
) -> None:
    """Django makes the tables in one transaction and writes that down in another one."""
    for _ in range(2):
        assert run(tmp_path, "-c", KILLED_BEFORE_IT_IS_WRITTEN_DOWN) == 9
    assert run(tmp_path, "manage.py", "migrate", "auth", "--verbosity", "0") == 0
