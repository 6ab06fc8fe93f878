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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "blue-moon-77"
STAFF = {
    "eve": ["editor", "publisher"],
    "max": ["editor"],
    "pia": ["publisher"],
    "sam": ["viewer"],
    "tom": ["viewer"],
}
"""The people of a staffed site and their roles. All have the same password."""

HIRE = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
password = make_password("{PASSWORD}")
for name, roles in {STAFF}.items():
    person = User.objects.create(username=name, password=password, is_staff=True)
    person.groups.set(Group.objects.filter(name__in=roles))
"""
LITTLE = """
import tempfile
from pathlib import Path
from django.core.management import call_command
from tests.e2e.content import content
from tests.rows import write
with tempfile.TemporaryDirectory() as files:
    call_command("load_content", directory=write(Path(files), content()), verbosity=0)
"""


Kind = Literal["plain", "staffed", "little"]
"""With the shipped content; the same with the people of `STAFF`; with these people and a little
content (`tests.e2e.content`), over which every page of publishing is quick.
"""


@contextmanager
def serve(
    folder: Path,
    kind: Kind = "plain",
    *,
    pattern: Path | None = None,
    processes: int = 1,
    **environment: str,
) -> Iterator[str]:
    """Makes a site in `folder` and yields its address.

    Raises RuntimeError with the server's log if it does not start.

    `environment`: variables of its own. `pattern`: a folder for what all new sites have in common.
    Anyone who comes first makes it; the others wait, and copy.
    """
    _copy(_made(pattern or folder / "new", kind), folder)
    with start(folder, processes=processes, **environment) as address:
        yield address


def _made(pattern: Path, kind: Kind | Literal["empty"]) -> Path:
    """A folder with a site as it is when it is new."""
    folder = pattern / kind
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            match kind:
                case "empty":
                    _make_empty(folder)
                case "plain":
                    _copy(_made(pattern, "empty"), folder)
                    manage(folder, "load_content", "--verbosity", "0")
                case "staffed":
                    _copy(_made(pattern, "plain"), folder)
                    manage(folder, "shell", "-v", "0", "-c", HIRE)
                case "little":
                    _copy(_made(pattern, "empty"), folder)
                    manage(folder, "shell", "-v", "0", "-c", LITTLE + HIRE)
            (folder / "done").touch()
    return folder


def _make_empty(folder: Path) -> None:
    """Tables and static files at once: nobody else has anything to do before they are there."""

    def made(command: str) -> None:
        manage(folder, command, "--no-input", "--verbosity", "0")

    with ThreadPoolExecutor() as both:
        list(both.map(made, ("migrate", "collectstatic")))


def _copy(made: Path, folder: Path) -> None:
    shutil.copy(made / "site.sqlite3", folder)
    (folder / "static").symlink_to((made / "static").resolve())


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
