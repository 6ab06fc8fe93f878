"""The deployment of docs/operating.md, from nothing: a release rolled over two masters under load,
workers that die, strangers that send slowly or too much, and a backup that goes to SQLite and back.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest

from tests.faults import deployed
from tests.faults.deployed import DEPLOY, Deployment, Master
from tests.faults.load import UNTRUSTING, WARM, load
from tests.faults.services import children, manage, program, until
from tests.faults.world import World, needs
from tests.site import ROOT
from wizard.guide.counting import WRITE_EVERY_SECONDS
from wizard.insight.limits import MESSAGES_PER_ADDRESS

VISITORS = partial(load, rate=20, secure=True, patience=30, visitors=100)
"""From a hundred addresses. On a busy machine they wait for seconds; none is refused."""


@pytest.fixture(scope="module")
def deployment(world: World) -> Iterator[Deployment]:
    needs("nginx", "openssl")
    with deployed.folder() as made:
        world.another_database("deployed")
        deployment = deployed.deployment(Path(made), world, "deployed")
        try:
            deployment.manage("release", "--verbosity", "0")
            deployment.start()
            yield deployment
        finally:
            deployment.stop()


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Of them, only the program that a service starts is another one, for none lies there."""
    needs("systemd-analyze")
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


def counted(world: World) -> dict[str, int]:
    """Key -> how often, as it stands in the table."""
    rows = world.postgres.ask("select key, count from wizard_dailytotal", "deployed")
    return {str(key): int(str(count)) for key, count in rows}


def test_what_is_reported_is_counted_by_both_masters_up_to_the_limit_of_an_address(
    deployment: Deployment, world: World
) -> None:
    """Both hold the address to one limit, by the Redis that they share. Nothing is logged."""
    home = b"en\nseen home"
    for master in deployment.masters:
        for _ in range(MESSAGES_PER_ADDRESS // 2 - 20):
            assert master.report(home, "127.0.0.1") == 204
    for number in range(50):  # what the proxy lets through at once
        assert deployment.report(home, Cookie=f"any={number}") == 204
    assert deployment.report(b"en\nseen answers", DNT="1") == 204
    assert deployment.report(b"en\nseen answers\n" + b"x" * 5000) == 204  # more than nginx takes
    enough = MESSAGES_PER_ADDRESS
    until(lambda: sum(counted(world).values()) >= enough, "It is not written", 30)
    time.sleep(WRITE_EVERY_SECONDS + 1)  # both have written
    assert counted(world) == {"home": enough}
    logs = [*deployment.folder.rglob("*.log")]
    assert len(logs) >= 3
    for log in logs:
        assert "/count/" not in log.read_text()


def test_a_report_is_answered_alike_while_both_masters_are_away(deployment: Deployment) -> None:
    for master in deployment.masters:
        master.stop()
    try:
        assert deployment.report(b"en\nseen home") == 204
    finally:
        for master in deployment.masters:
            master.start()


def test_a_release_is_rolled_over_two_masters_and_nobody_is_refused(
    deployment: Deployment,
) -> None:
    with VISITORS(deployment.nginx.port) as visits:
        running = subprocess.Popen(
            [sys.executable, "manage.py", "release", "--verbosity", "0"],
            cwd=ROOT,
            env={**os.environ, **deployment.environment},
        )
        assert running.wait(200) == 0
        for master in deployment.masters:
            master.restart()
        time.sleep(1)
    assert visits.failed == 0, str(visits)


def test_a_master_restarts_behind_its_socket_and_refuses_nobody(deployment: Deployment) -> None:
    """The visitors wait in the socket meanwhile, for seconds on a busy machine."""
    master = deployment.masters[0]
    https = ("X-Forwarded-Proto: https",)
    with load(master.port, rate=20, patience=40, headers=https) as visits:
        time.sleep(1)
        master.restart()
        time.sleep(1)
    assert visits.failed == 0, str(visits)
    assert len(visits.times) > 20


def test_workers_are_killed_and_the_proxy_asks_the_other_master(deployment: Deployment) -> None:
    """Also for what the worker was answering at that moment."""
    with VISITORS(deployment.nginx.port) as visits:
        for master in (*deployment.masters, deployment.masters[0]):
            time.sleep(1)
            os.kill(workers(master)[0], signal.SIGKILL)
        time.sleep(2)
    assert visits.failed == 0, str(visits)


def workers(master: Master) -> list[int]:
    assert master.started is not None
    return children(master.started.pid)


def test_one_address_asks_for_hundreds_of_pages_a_second_and_the_others_notice_nothing(
    deployment: Deployment,
) -> None:
    port = deployment.nginx.port
    with (
        VISITORS(port) as visits,
        load(port, rate=150, secure=True, patience=30) as attack,
    ):
        time.sleep(4)
    assert visits.failed == 0, str(visits)
    assert attack.statuses["429"] > 50, str(attack)
    assert attack.statuses["200"] > 50, str(attack)


def test_hundreds_that_send_slowly_or_nothing_at_all_wait_in_the_proxy(
    deployment: Deployment,
) -> None:
    half = b"GET /answers/xt2/ HTTP/1.1\r\nHost: local"
    body = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\nuser"
    with ExitStack() as open_ones:
        for number in range(300):
            stranger = open_ones.enter_context(
                connected(deployment.nginx.port, f"127.0.1.{number % 250 + 1}")
            )
            with suppress(OSError):
                stranger.sendall((half, body, b"")[number % 3])
        with VISITORS(deployment.nginx.port) as visits:
            time.sleep(4)
    assert visits.failed == 0, str(visits)


def connected(port: int, address: str) -> ssl.SSLSocket:
    stranger = socket.create_connection(
        ("127.0.0.1", port), timeout=10, source_address=(address, 0)
    )
    return UNTRUSTING.wrap_socket(stranger)


def test_the_site_goes_on_in_the_proxy_while_both_masters_are_away(deployment: Deployment) -> None:
    for address in WARM:
        deployment.get(address)
    for master in deployment.masters:
        master.stop()
        master.listener.close()
    try:
        for address in WARM:
            _, headers = deployment.get(address)
            assert headers["X-Cache"] in ("STALE", "HIT"), address
    finally:
        for master in deployment.masters:
            master.hold()
            master.start()


def test_a_backup_goes_to_sqlite_and_back_and_every_digest_stays(
    deployment: Deployment, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    on_sqlite = deployment.environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    with VISITORS(deployment.nginx.port) as visits:
        written = deployment.manage("back_up", str(first))
        manage(on_sqlite, "migrate", "--verbosity", "0")
        restored = manage(on_sqlite, "restore", str(first), "--replace")
        manage(on_sqlite, "back_up", str(second))
        back = deployment.manage("restore", str(second), "--replace")
    assert tables(written) == tables(restored) == tables(back)
    assert len(tables(written)) > 15
    assert visits.failed == 0, str(visits)


def tables(said: str) -> list[str]:
    """The lines that count and digest a table."""
    return [line for line in said.splitlines() if " rows  " in line]
