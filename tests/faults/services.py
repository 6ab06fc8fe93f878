"""Real services for the fault tests: PostgreSQL, Redis and gunicorn of our own, in temporary
folders, and a proxy of bytes that can fail the way networks do.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.site import ROOT, free_port

NEEDED = ("initdb", "postgres", "redis-server")


def program(name: str) -> str | None:
    """The path of a program, also where Debian keeps those of PostgreSQL."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(versions[-1]) if versions else None)


def until(
    true: Callable[[], object], what: str, seconds: float = 20, log: Path | None = None
) -> None:
    """Waits until something holds. Raises `TimeoutError`, which says what did not, with the end of
    the log.
    """
    deadline = time.monotonic() + seconds
    while not _holds(true):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}\n{log.read_text()[-2000:] if log else ''}")
        time.sleep(0.05)


def _holds(true: Callable[[], object]) -> bool:
    try:
        return bool(true())
    except OSError:  # nobody answers yet
        return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Process:
    """A process that we started, with the group of its children."""

    command: list[str]
    log: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    started: subprocess.Popen[bytes] | None = None

    def spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.command,
                cwd=ROOT if self.user is None else "/",
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self.user,
                start_new_session=True,
            )

    def start(self) -> None:
        self.started = self.spawn()
        until(lambda: listens(self.port), self.command[0], log=self.log)

    @property
    def pid(self) -> int:
        if self.started is None:
            raise RuntimeError("It was not started.")
        return self.started.pid

    def signal_all(self, number: int) -> None:
        """To the process and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.started is None or self.started.poll() is not None:
            return
        self.signal_all(signal.SIGCONT)
        self.started.send_signal(number)
        try:
            self.started.wait(15)
        except subprocess.TimeoutExpired:
            self.signal_all(signal.SIGKILL)
            self.started.wait(15)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Alive and connected, and it answers nothing."""
        self.signal_all(signal.SIGSTOP)
        for child in children(self.pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGSTOP)
        try:
            yield
        finally:
            for child in [*children(self.pid), self.pid]:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGCONT)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop(signal.SIGINT)
        try:
            yield
        finally:
            self.start()


def children(pid: int) -> list[int]:
    """The direct children of a process."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


class Postgres(Process):
    """A cluster of its own. Only a user who is not root may run one."""

    def __init__(self, folder: Path) -> None:
        user = "postgres" if os.getuid() == 0 else None
        data = folder / "postgres"
        data.mkdir()
        for path in (folder, *folder.parents):
            if user and path != Path("/tmp") and path.is_relative_to("/tmp"):  # noqa: S108  # nothing is written there
                path.chmod(path.stat().st_mode | 0o711)
        if user:
            shutil.chown(data, user)
        initdb, postgres = program("initdb"), program("postgres")
        arguments = [str(initdb), "-D", str(data), "-U", "blinkdiag", "-A", "trust", "-N"]
        subprocess.run(arguments, user=user, cwd="/", check=True, capture_output=True)
        port = free_port()
        options = ["-c", f"unix_socket_directories={data}", "-c", "fsync=off", "-p", str(port)]
        command = [str(postgres), "-D", str(data), *options, "-c", "max_connections=40"]
        super().__init__(command, folder / "postgres.log", port=port, user=user)

    def url(self, port: int | None = None, name: str = "postgres") -> str:
        return f"postgres://blinkdiag@127.0.0.1:{port or self.port}/{name}"

    def start(self) -> None:
        super().start()
        until(lambda: self._answers(), "PostgreSQL does not answer")

    def ask(self, sql: str, name: str = "postgres") -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(self.url(name=name), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def _answers(self) -> bool:
        try:
            return bool(self.ask("select 1"))
        except Exception:  # it is still starting
            return False


def redis(folder: Path) -> Process:
    port = free_port()
    command = [str(program("redis-server")), "--port", str(port), "--save", "", "--bind"]
    command += ["127.0.0.1", "--enable-debug-command", "local", "--dir", str(folder)]
    return Process(command, folder / "redis.log", port=port)


class Site(Process):
    """Gunicorn with two workers, as the papers say."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        port = free_port()
        command = [sys.executable, "-m", "blinkdiag"]
        super().__init__(
            command, folder / f"site-{port}.log", port, {**environment, "PORT": str(port)}
        )

    def start(self) -> None:
        before = self.started_workers()
        super().start()
        until(lambda: self.started_workers() >= before + 2, "Two workers", 60)

    def kill_a_worker(self) -> None:
        os.kill(children(self.pid)[0], signal.SIGKILL)

    def replace_a_worker(self) -> None:
        """Kills one, and waits until another one serves in its place."""
        before = self.started_workers()
        self.kill_a_worker()
        until(lambda: self.started_workers() > before, "Another worker", 60)

    def started_workers(self) -> int:
        """How many have begun to serve, ever."""
        return self.log.read_text().count("Worker ready") if self.log.exists() else 0

    def log_since(self, size: int) -> str:
        return self.log.read_bytes()[size:].decode()


def manage(environment: dict[str, str], *command: str) -> str:
    """What one of our commands says."""
    ran = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"{command}: {ran.stdout}{ran.stderr}")
    return ran.stdout


class Proxy:
    """Between the site and a service: carries bytes, or fails like a network.

    `dropping`: nothing is carried any more, and nobody is told. `forget()`: so it is for the
    connections that are open now, as a firewall does it; new ones are carried.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.dropping = False
        self._era = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def forget(self) -> None:
        self._era += 1

    @contextmanager
    def drops(self) -> Iterator[None]:
        """Also what is sent while it drops never arrives."""
        self.dropping = True
        self.forget()
        try:
            yield
        finally:
            self.dropping = False

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.dropping:
                threading.Thread(target=self._swallow, args=[client], daemon=True).start()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for one, other in ((client, server), (server, client)):
                threading.Thread(
                    target=self._carry, args=[one, other, self._era], daemon=True
                ).start()

    def _carry(self, one: socket.socket, other: socket.socket, era: int) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if self._era != era:
                    self._swallow(one)
                    return
                other.sendall(data)
        if self._era == era:
            for end in (one, other):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _swallow(self, end: socket.socket) -> None:
        with suppress(OSError):
            while end.recv(65536):
                pass
