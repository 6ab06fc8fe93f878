"""Finds the browser of the journeys: the system's Chromium, else Playwright's own, which it tries
to install.

`python -m tests.browser` says before the suite starts which one it will be, or that the journeys
will not run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def required() -> bool:
    """Under continuous integration a missing browser is a failure, not a reason to skip."""
    return os.environ.get("BROWSER_REQUIRED") == "1"


def system_browser() -> str | None:
    """The path of the system's Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def whole_browser() -> str | None:
    """The same without the headless shell, which has no back/forward cache."""
    found = (path for name in NAMES[1:] if (path := shutil.which(name)))
    return next(found, None) or own_browser()


def own_browser() -> str | None:
    """The path of Playwright's own Chromium if it is installed, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    if system_browser() or own_browser():
        return 0
    if (
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], check=False
        ).returncode
        == 0
    ):
        return 0
    sys.stderr.write(
        "No browser: install Chromium. Until then the journeys in a browser are not run.\n"
    )
    return 1 if required() else 0


if __name__ == "__main__":
    sys.exit(main())
