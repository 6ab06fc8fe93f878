"""The deployment of docs/operating.md: nginx with our file, two masters, a release rolled over them
under load, and a backup that goes to SQLite and back.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.load import WARM, load
from tests.faults.services import Process, Site, manage, program, until
from tests.faults.world import World
from tests.site import ROOT, free_port

DEPLOY = ROOT / "docs" / "deploy"


def nginx_for(folder: Path, masters: list[Site]) -> Process:
    """Nginx with the file of docs/deploy; of it, only ports, folders and the certificate are other
    ones. The limit of a visitor is lifted, for here one address is everybody.
    """
    port, plain = free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("/etc/nginx/certificates", str(folder)),
        ("/var/cache/nginx/blinkdiag", str(folder / "cache")),
        ("/var/lib/blinkdiag/static/", f"{folder.parent / 'deployed' / 'static'}/"),
        ("rate=20r/s", "rate=2000r/s"),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"listen \[::\].*;", "", text)
    upstream = (DEPLOY / "upstream.conf").read_text()
    for number, master in enumerate(masters, 1):
        upstream = upstream.replace(f":800{number} ", f":{master.port} ")
    (folder / "site.conf").write_text(upstream + text)
    (folder / "nginx.conf").write_text(
        f"daemon off; error_log {folder}/error.log; pid {folder}/pid;"
        " events {} http { include /etc/nginx/mime.types; access_log off;"
        f" client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;"
        f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f" include {folder}/site.conf; }}"
    )
    arguments = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    arguments += ["-keyout", str(folder / "site.key"), "-out", str(folder / "site.crt")]
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    command = [str(program("nginx")), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/e.log"]
    return Process(command, folder / "nginx.log", port=port)


class Deployment:
    """Two masters behind nginx, on a database of their own."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder, self.world = folder / "deployed", world
        self.folder.mkdir()
        (folder / "nginx").mkdir()
        world.another_database("deployed")
        self.environment = world.environment | {
            "DATABASE_URL": world.postgres.url(name="deployed"),
            "STATIC_ROOT": str(self.folder / "static"),
            "LAST_REVISION_FILE": str(self.folder / "last_revision"),
            "BEHIND_PROXY": "on",
            "HTTPS": "on",
            "WEB_CONCURRENCY": "1",
        }
        manage(self.environment, "release", "--verbosity", "0")
        self.masters = [Site(self.folder, self.environment) for _ in range(2)]
        self.nginx = nginx_for(folder / "nginx", self.masters)
        for path in (folder, *folder.parents):
            if path.is_relative_to("/tmp") and path != Path("/tmp"):  # noqa: S108  # nothing is written there
                path.chmod(0o755)

    def start(self) -> None:
        for master in self.masters:
            Process.start(master)
            until(partial(ready, master), "The master is not ready", 60)
        self.nginx.start()

    def stop(self) -> None:
        for process in (self.nginx, *self.masters):
            process.stop()

    def get(self, address: str) -> tuple[bytes, dict[str, str]]:
        trust = ssl.create_default_context(cafile=str(self.folder.parent / "nginx" / "site.crt"))
        trust.check_hostname = False
        url = f"https://127.0.0.1:{self.nginx.port}{address}"
        request = urllib.request.Request(url, headers={"Host": "localhost"})
        with urllib.request.urlopen(request, timeout=10, context=trust) as answer:
            return answer.read(), dict(answer.headers.items())


def ready(master: Site) -> bool:
    return ask_ready(master.port)


def ask_ready(port: int) -> bool:
    url = f"http://127.0.0.1:{port}/readyz"
    with urllib.request.urlopen(url, timeout=5) as answer:  # our own server
        return b"serving revision" in answer.read()


@pytest.fixture(scope="module")
def deployment(world: World) -> Iterator[Deployment]:
    for name in ("nginx", "openssl"):
        if program(name) is None:
            pytest.fail(f"Not installed: {name}.")
    with TemporaryDirectory(prefix="deployment-") as made:
        deployment = Deployment(Path(made), world)
        try:
            deployment.start()
            yield deployment
        finally:
            deployment.stop()


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Of them, only the program that a service starts is another one, for none lies there."""
    if program("systemd-analyze") is None:
        pytest.fail("Not installed: systemd-analyze. Debian: systemd.")
    for unit in DEPLOY.glob("blinkdiag*.*"):
        text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text())
        (tmp_path / unit.name.replace("@", "@1")).write_text(text)
    units = sorted(str(unit) for unit in tmp_path.iterdir() if unit.suffix != ".env")
    assert len(units) == 4
    verified = subprocess.run(
        [str(program("systemd-analyze")), "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert not verified.stderr


def test_a_page_and_its_style_sheet_come_through_the_proxy(deployment: Deployment) -> None:
    page, headers = deployment.get("/")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    sheets = re.findall(rb'href="(/static/[^"]+\.css)"', page)
    assert sheets
    for sheet in sheets:
        body, headers = deployment.get(sheet.decode())
        assert b"{" in body
        assert "immutable" in headers["Cache-Control"]


def test_a_release_is_rolled_over_two_masters_and_nobody_is_refused(
    deployment: Deployment,
) -> None:
    with load(deployment.nginx.port, rate=20, secure=True, patience=30) as visits:
        running = subprocess.Popen(
            [sys.executable, "manage.py", "release", "--verbosity", "0"],
            cwd=ROOT,
            env={**os.environ, **deployment.environment},
        )
        assert running.wait(200) == 0
        for master in deployment.masters:
            master.stop(signal.SIGTERM)
            Process.start(master)
            until(partial(ready, master), "The master is not ready", 60)
        time.sleep(1)
    assert visits.failed == 0, str(visits)


def started_on(listener: socket.socket, deployment: Deployment) -> subprocess.Popen[bytes]:
    """A master as systemd starts it: the socket it listens on is the third file that is open."""
    return subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$0" -m blinkdiag', sys.executable],
        cwd=ROOT,
        env={**os.environ, **deployment.environment, "HTTPS": "off", "LISTEN_FDS": "1"},
        pass_fds=[3],
        preexec_fn=lambda: os.dup2(listener.fileno(), 3),
        stderr=subprocess.DEVNULL,
    )


def test_a_master_restarts_behind_a_socket_that_is_held_and_refuses_nobody(
    deployment: Deployment,
) -> None:
    """The visitors wait in the socket meanwhile, for seconds on a busy machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port = int(listener.getsockname()[1])
        master = started_on(listener, deployment)
        try:
            until(lambda: ask_ready(port), "The master is not ready", 60)
            with load(port, rate=20, patience=40) as visits:
                time.sleep(1)
                master.terminate()
                master.wait(60)
                master = started_on(listener, deployment)
                until(lambda: ask_ready(port), "The master is not ready", 60)
                time.sleep(1)
        finally:
            master.terminate()
            master.wait(60)
    assert visits.failed == 0, str(visits)
    assert len(visits.times) > 20


def test_the_site_goes_on_in_the_proxy_while_both_masters_are_away(deployment: Deployment) -> None:
    for address in WARM:
        deployment.get(address)
    for master in deployment.masters:
        master.stop()
    try:
        for address in WARM:
            _, headers = deployment.get(address)
            assert headers["X-Cache"] in ("STALE", "HIT"), address
    finally:
        for master in deployment.masters:
            Process.start(master)


def test_a_backup_goes_to_sqlite_and_back_and_every_digest_stays(
    deployment: Deployment, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    on_sqlite = deployment.environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    written = manage(deployment.environment, "back_up", str(first))
    manage(on_sqlite, "migrate", "--verbosity", "0")
    restored = manage(on_sqlite, "restore", str(first), "--replace")
    manage(on_sqlite, "back_up", str(second))
    back = manage(deployment.environment, "restore", str(second), "--replace")
    assert tables(written) == tables(restored) == tables(back)
    assert len(tables(written)) > 15
    shutil.rmtree(tmp_path)


def tables(said: str) -> list[str]:
    """The lines that count and digest a table."""
    return [line for line in said.splitlines() if " rows  " in line]
