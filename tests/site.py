"""A freshly made site, served as `make run` serves it: gunicorn, compressed static files, DEBUG off."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Makes a site in `folder` and yields its address. Raises RuntimeError with the server's log if it does not start."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SECRET_KEY": "only-for-these-journeys",
        "STATIC_ROOT": str(folder / "static"),
        "PORT": str(port),
    }
    for command in (["migrate", "--no-input"], ["load_content"], ["collectstatic", "--no-input"]):
        arguments = [sys.executable, "manage.py", *command, "--verbosity", "0"]
        subprocess.run(arguments, cwd=ROOT, env=environment, check=True)  # our own commands
    log = folder / "server.log"
    with log.open("w") as output:
        arguments = [sys.executable, "-m", "gunicorn", "--config", "python:blinkdiag.gunicorn"]
        server = subprocess.Popen(  # our own server
            arguments, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/readyz", log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"The site did not start. Its log says:\n{log.read_text()}")
