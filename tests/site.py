"""A freshly made site, served as `make run` serves it: gunicorn, compressed static files, DEBUG
off; by one process, where a journey does not ask for more.
"""

from __future__ import annotations

import fcntl
import os
import shutil
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
PASSWORD = "blue-moon-77"
STAFF = {"eve": ["editor", "publisher"], "max": ["editor"], "sam": ["viewer"], "tom": ["viewer"]}
"""The people of a staffed site and their roles. All have the same password."""

HIRE = f"""
from django.contrib.auth.models import Group, User
for name, roles in {STAFF}.items():
    person = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=roles))
"""


@contextmanager
def serve(
    folder: Path,
    *,
    staffed: bool = False,
    pattern: Path | None = None,
    processes: int = 1,
    **environment: str,
) -> Iterator[str]:
    """Makes a site in `folder` and yields its address.

    Raises RuntimeError with the server's log if it does not start.

    `environment`: variables of its own. `pattern`: a folder for what all new sites have in common.
    Anyone who comes first makes it; the others wait, and copy.
    """
    made = _made(pattern or folder / "new", staffed=staffed)
    shutil.copy(made / "site.sqlite3", folder)
    (folder / "static").symlink_to(made / "static")
    with start(folder, processes=processes, **environment) as address:
        yield address


def _made(pattern: Path, *, staffed: bool) -> Path:
    """A folder with a site as it is when it is new."""
    folder = pattern / ("staffed" if staffed else "plain")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            if staffed:
                plain = _made(pattern, staffed=False)
                shutil.copy(plain / "site.sqlite3", folder)
                (folder / "static").symlink_to(plain / "static")
                manage(folder, "shell", "-v", "0", "-c", HIRE)
            else:
                for command in (
                    ["migrate", "--no-input"],
                    ["load_content"],
                    ["collectstatic", "--no-input"],
                ):
                    manage(folder, *command, "--verbosity", "0")
            (folder / "done").touch()
    return folder


@contextmanager
def start(folder: Path, *, processes: int = 1, **environment: str) -> Iterator[str]:
    """A server of its own for a site that is made already: another one shares its database."""
    port = free_port()
    log = folder / f"server-{port}.log"
    with log.open("w") as output:
        arguments = [sys.executable, "-m", "gunicorn", "--config", "python:blinkdiag.gunicorn"]
        server = subprocess.Popen(  # our own server
            arguments,
            cwd=ROOT,
            env=_environment(folder)
            | {"PORT": str(port), "WEB_CONCURRENCY": str(processes)}
            | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/readyz", log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)  # twice as long as gunicorn gives what is under way


def manage(folder: Path, *command: str) -> None:
    """Runs one of our commands on the site in `folder`."""
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=_environment(folder), check=True
    )


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SECRET_KEY": "only-for-these-journeys",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"The site did not start. Its log says:\n{log.read_text()}")
