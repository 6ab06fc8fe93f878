"""The deployment of docs/operating.md, from the files of docs/deploy: nginx in front, and two
masters behind sockets that are held for them, as systemd does it.

Of the files only ports, folders, passwords and the certificate are other ones, each named here.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.services import Process, manage, program, until
from tests.faults.world import World
from tests.site import ROOT, free_port

DEPLOY = ROOT / "docs" / "deploy"
STARTS_WITHIN = 180.0
"""Seconds; two, where nothing else runs."""

PYTHON = "/srv/blinkdiag/current/.venv/bin/python"


def put(text: str, others: Mapping[str, str]) -> str:
    """The file with other values; each of them has to stand in it."""
    for old, new in others.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def settings_of(text: str) -> dict[str, str]:
    """What a file of an environment, or the lines `name=value` of a unit, set."""
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith(("#", "[")))
    return {name: value for name, _, value in lines if name}


class Master:
    """One of the masters, as `blinkdiag@.socket` and `blinkdiag@.service` describe it.

    `code`: the folder of the release that it runs; `python`: the interpreter with its packages;
    `arguments`: with which it serves, None for those of the unit.
    """

    def __init__(self, number: int, folder: Path, environment: Mapping[str, str]) -> None:
        unit = (DEPLOY / "blinkdiag@.service").read_text().replace("%i", str(number))
        self.service = settings_of(unit)
        name, _, value = self.service["Environment"].partition("=")
        value = put(value, {"/var/lib/blinkdiag": str(folder)})
        self.environment = {**environment, name: value}
        self.code, self.python = ROOT, sys.executable
        self.arguments: str | None = None
        self.log = folder / f"master-{number}.log"
        self.port = free_port()
        self.listener = self.hold()
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(folder / f"notify-{number}"))
        self.told.settimeout(STARTS_WITHIN)
        self.started: subprocess.Popen[bytes] | None = None

    def hold(self) -> socket.socket:
        """The socket, as `systemctl start blinkdiag@1.socket` holds it; closing it lets it go."""
        unit = settings_of((DEPLOY / "blinkdiag@.socket").read_text())
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=int(unit["Backlog"]))
        return self.listener

    def start(self) -> None:
        """Waits until it says that it is ready (`Type=notify`), and serves."""
        assert self.service["Type"] == "notify"
        command = put(self.service["ExecStart"], {PYTHON: self.python})
        if self.arguments is not None:
            command = f"{self.python} {self.arguments}"
        with self.log.open("ab") as output:
            self.started = subprocess.Popen(
                ["sh", "-c", f"LISTEN_PID=$$ exec {command}"],
                cwd=self.code,
                env={
                    **os.environ,
                    **self.environment,
                    "LISTEN_FDS": "1",
                    "NOTIFY_SOCKET": str(self.told.getsockname()),
                },
                pass_fds=[3],
                preexec_fn=lambda: os.dup2(self.listener.fileno(), 3),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while b"READY=1" not in self.told.recv(4096):
            pass
        until(self.is_ready, "The master is not ready", STARTS_WITHIN, log=self.log)

    def stop(self) -> None:
        """`KillMode=mixed`: the master is told, and after the time that the unit gives, all are
        killed.
        """
        assert self.service["KillMode"] == "mixed"
        if self.started is None:
            return
        self.started.send_signal(signal.SIGTERM)
        try:
            self.started.wait(int(self.service["TimeoutStopSec"]))
        except subprocess.TimeoutExpired:
            os.killpg(self.started.pid, signal.SIGKILL)
            self.started.wait(15)
        self.started = None

    def restart(self) -> None:
        """The socket is held meanwhile: who comes waits."""
        self.stop()
        self.start()

    def report(self, message: bytes, address: str) -> int:
        """What `/count/` answers to a message that the proxy passes on from this address."""
        headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
        url = f"http://127.0.0.1:{self.port}/count/"
        request = urllib.request.Request(url, message, headers)
        with urllib.request.urlopen(request, timeout=5) as answer:  # our own server
            return int(answer.status)

    def is_ready(self) -> bool:
        url = f"http://127.0.0.1:{self.port}/readyz"
        asked = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})
        with urllib.request.urlopen(asked, timeout=5) as answer:  # our own server
            return bool(answer.status == 200)  # it fails when nothing can be served


@dataclass
class Deployment:
    """Everything that stands on the machine of docs/operating.md."""

    folder: Path
    environment: dict[str, str]
    masters: list[Master]
    nginx: Process
    certificate: Path = field(init=False)

    def __post_init__(self) -> None:
        self.certificate = self.folder / "site.crt"

    def start(self) -> None:
        for master in self.masters:
            master.start()
        self.nginx.start()

    def stop(self) -> None:
        self.nginx.stop()
        for master in self.masters:
            master.stop()
            master.listener.close()
            master.told.close()

    def manage(self, *command: str) -> str:
        return manage(self.environment, *command)

    def get(self, address: str) -> tuple[bytes, dict[str, str]]:
        with self._open(address) as answer:
            return answer.read(), dict(answer.headers.items())

    def report(self, message: bytes, **headers: str) -> int:
        """What `/count/` answers to a message."""
        with self._open("/count/", message, **headers) as answer:
            assert answer.read() == b""
            return int(answer.status)

    def _open(self, address: str, data: bytes | None = None, **headers: str) -> HTTPResponse:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        trust.check_hostname = False
        url = f"https://127.0.0.1:{self.nginx.port}{address}"
        request = urllib.request.Request(url, data, {"Host": "localhost", **headers})
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=10, context=trust)
        return answer


def deployment(folder: Path, world: World, database: str) -> Deployment:
    """Of that database, which has to be there. It is released and started by the caller."""
    for name in ("certificates", "nginx"):
        (folder / name).mkdir()
    environment = settings_of((DEPLOY / "blinkdiag.env").read_text()) | {
        "SECRET_KEY": world.environment["SECRET_KEY"],
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_URL": world.postgres.url(name=database),
        "CACHE_URL": world.environment["CACHE_URL"],
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }
    masters = [Master(number, folder, environment) for number in (1, 2)]
    for path in (folder, *folder.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):  # noqa: S108  # nothing is written there
            path.chmod(0o755)
    return Deployment(folder, environment, masters, _nginx(folder, masters))


def _nginx(folder: Path, masters: list[Master]) -> Process:
    port, plain = free_port(), free_port()
    others = {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/nginx/certificates": str(folder),
        "/var/cache/nginx/blinkdiag": str(folder / "cache"),
        "/var/lib/blinkdiag/static/": f"{folder / 'static'}/",
    }
    site = re.sub(r"listen \[::\].*;", "", put((DEPLOY / "nginx.conf").read_text(), others))
    ports = {f":{8000 + number} ": f":{one.port} " for number, one in enumerate(masters, 1)}
    upstream = put((DEPLOY / "upstream.conf").read_text(), ports)
    (folder / "site.conf").write_text(upstream + site)
    # As Debian's own /etc/nginx/nginx.conf, which includes conf.d
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes auto; error_log {folder}/error.log; pid {folder}/pid;"
        " events { worker_connections 768; } http { include /etc/nginx/mime.types; access_log off;"
        f" client_body_temp_path {folder}/nginx/b; proxy_temp_path {folder}/nginx/p;"
        f" fastcgi_temp_path {folder}/nginx/f; uwsgi_temp_path {folder}/nginx/u;"
        f" scgi_temp_path {folder}/nginx/s; include {folder}/site.conf; }}"
    )
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    keys = ["-keyout", str(folder / "site.key"), "-out", str(folder / "site.crt")]
    subprocess.run(["openssl", *shlex.split(made), *keys], check=True, capture_output=True)
    command = [str(program("nginx")), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/e.log"]
    return Process(command, folder / "nginx.log", port=port)


def folder() -> TemporaryDirectory[str]:
    """Not below pytest's own, which nginx may not read."""
    return TemporaryDirectory(prefix="deployment-")
