"""`make bench`: every figure the project is held to, with its goal.

Ratios are taken within one run. It ends with 1 where a goal is missed by more than a tenth.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["STATIC_ROOT"] = folder
        os.environ["LAST_REVISION_FILE"] = str(Path(folder) / "last_revision")
        os.environ["SECRET_KEY"] = "only-for-measuring"
        os.environ["DJANGO_SETTINGS_MODULE"] = "blinkdiag.settings"
        # In a process of its own: this one is to know the files by their plain names, to weigh them
        subprocess.run([sys.executable, "manage.py", "release", "--verbosity", "0"], check=True)
        import django

        django.setup()
        from django.conf import settings

        logging.disable(logging.WARNING)
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        from tests.bench import report

        return report.write(sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
