"""Everything that a new release needs before it is started."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from blinkdiag import static_files
from wizard.content.snapshot import one_machine_at_a_time

KEPT_FOR = timedelta(days=7)
"""So long a style sheet of an earlier release is served: pages in caches and open tabs ask for it.
"""


class Command(BaseCommand):
    help = (
        "Prepares a release: migrates the database, loads the content that came with it, collects"
        " static files beside those of the release before. Safe to start on all machines at once,"
        " and again and again. Then restart the processes."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with one_machine_at_a_time():
            call_command("migrate", interactive=False, verbosity=min(verbosity, 1))
            call_command("load_content", verbosity=verbosity, stdout=self.stdout)
            call_command("prune_totals", verbosity=verbosity, stdout=self.stdout)
            collect(Path(settings.STATIC_ROOT), verbosity)
        if verbosity > 0:
            self.stdout.write("Ready. Restart the processes now.")


def collect(root: Path, verbosity: int) -> None:
    """Collects static files; those of earlier releases stay for a week after their last one."""
    now = time.time()
    static_files.keep_until(root, in_use(root), now)
    call_command("collectstatic", interactive=False, verbosity=min(verbosity, 1))
    static_files.keep_until(root, in_use(root), now)
    static_files.remove_older(root, now - KEPT_FOR.total_seconds())


def in_use(root: Path) -> list[str]:
    """The hashed names of the release that was collected last; none if there is none."""
    manifest = root / "staticfiles.json"
    if not manifest.exists():
        return []
    return [*json.loads(manifest.read_text())["paths"].values()]
