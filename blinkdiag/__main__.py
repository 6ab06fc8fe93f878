"""`python -m blinkdiag`: serves the site with gunicorn.

What is wrong with the environment is said first, in one line: gunicorn reads some of it itself, and
would name nothing.
"""

from __future__ import annotations

import importlib
import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    """Becomes gunicorn, in the same process, which is the one that holds systemd's sockets."""
    try:
        importlib.import_module("blinkdiag.settings")
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    command = [sys.executable, "-m", "gunicorn", "--config", "python:blinkdiag.gunicorn"]
    os.execv(sys.executable, [*command, *sys.argv[1:]])  # noqa: S606  # without a shell


if __name__ == "__main__":
    main()
