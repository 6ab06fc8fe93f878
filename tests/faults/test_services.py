"""Whatever becomes of PostgreSQL and Redis, no visitor notices."""

from __future__ import annotations

import http.cookiejar
import itertools
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.faults.load import Visits, load
from tests.faults.services import manage, until
from tests.faults.world import World, readyz

TOKEN = "a" * 32
SIGN_IN = f"csrfmiddlewaretoken={TOKEN}&username=ann&password=wrong".encode()

CUT_ALL = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = 'postgres' and pid <> pg_backend_pid()"
)

MOST_LOG_BYTES = 4000
"""What a fault may write into the log: a line each way a process, not a traceback a request."""


@contextmanager
def meanwhile(act: Callable[[], object], every: float) -> Iterator[None]:
    """Does something again and again while the block runs; what becomes of it does not matter."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(every):
            threading.Thread(target=quietly, args=[act], daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def quietly(act: Callable[[], object]) -> None:
    with suppress(Exception):
        act()


def request(
    world: World, address: str, cookie: str = "", data: bytes | None = None
) -> Callable[[], object]:
    found = urllib.request.Request(f"http://127.0.0.1:{world.site.port}{address}", data)
    found.add_header("Cookie", cookie)
    return lambda: urllib.request.urlopen(found, timeout=30).read()


def held(world: World, visits: Visits, log_before: int) -> None:
    """0 failed, and the log stays readable."""
    assert visits.failed == 0, str(visits)
    assert len(visits.times) > 100
    log = world.site.log_since(log_before)
    assert "Traceback" not in log, log[:3000]
    assert len(log) < MOST_LOG_BYTES, log[:3000]


@pytest.fixture
def log_before(world: World) -> int:
    return world.site.log.stat().st_size


def test_with_nothing_wrong(world: World, log_before: int) -> None:
    with load(world.site.port) as visits:
        time.sleep(4)
    held(world, visits, log_before)


def test_postgresql_is_stopped(world: World, log_before: int) -> None:
    with load(world.site.port) as visits, world.postgres.stopped():
        time.sleep(4)
        until(lambda: "database no" in readyz(world), "The fault is noticed")
    held(world, visits, log_before)


def test_postgresql_is_restarted(world: World, log_before: int) -> None:
    with load(world.site.port) as visits:
        time.sleep(1)
        with world.postgres.stopped():
            pass
        time.sleep(2)
    held(world, visits, log_before)


def test_postgresql_is_stopped_and_a_worker_dies(world: World, log_before: int) -> None:
    with world.postgres.stopped():
        world.site.replace_a_worker()
        with load(world.site.port) as visits:
            time.sleep(4)
    held(world, visits, log_before)


def test_postgresql_hangs_and_a_balancer_asks(world: World, log_before: int) -> None:
    with (
        load(world.site.port) as visits,
        world.postgres.frozen(),
        meanwhile(request(world, "/readyz"), every=0.3),
    ):
        time.sleep(8)
        until(lambda: "database no" in readyz(world), "The fault is noticed")
    held(world, visits, log_before)


def test_postgresql_hangs_and_a_stranger_makes_up_cookies(world: World, log_before: int) -> None:
    cookie = "sessionid=0123456789012345678901234567890123456789"
    with (
        load(world.site.port, headers=(f"Cookie: {cookie}",)) as visits,
        world.postgres.frozen(),
        meanwhile(request(world, "/", cookie), every=0.3),
    ):
        time.sleep(6)
    held(world, visits, log_before)


def test_postgresql_hangs_and_strangers_try_to_sign_in(world: World, log_before: int) -> None:
    with (
        load(world.site.port) as visits,
        world.postgres.frozen(),
        meanwhile(request(world, "/admin/login/"), every=0.2),
        meanwhile(request(world, "/admin/login/", f"csrftoken={TOKEN}", SIGN_IN), every=0.1),
        meanwhile(request(world, "/admin/", "sessionid=made-up"), every=0.2),
    ):
        time.sleep(8)
    assert visits.failed == 0, str(visits)


def test_packets_to_postgresql_are_dropped(world: World, log_before: int) -> None:
    with load(world.site.port) as visits, world.to_postgres.drops():
        time.sleep(7)
        until(lambda: "database no" in readyz(world), "The fault is noticed")
    held(world, visits, log_before)


def test_packets_to_postgresql_are_dropped_and_a_worker_dies(world: World, log_before: int) -> None:
    with world.to_postgres.drops():
        world.site.replace_a_worker()
        with load(world.site.port) as visits:
            time.sleep(5)
    held(world, visits, log_before)


def test_open_connections_are_forgotten_and_a_new_revision_is_seen_all_the_same(
    world: World,
) -> None:
    before = world.sql("select max(number) from wizard_revision")[0][0]
    with load(world.site.port) as visits:
        world.to_postgres.forget()
        world.sql(
            "insert into wizard_revision (number, published_at, note, knowledge, digest)"
            " select number + 1, now(), 'again', knowledge, 'again' from wizard_revision"
            " order by number desc limit 1"
        )
        number = int(str(before)) + 1
        until(
            lambda: all(f"revision {number}," in readyz(world) for _ in range(20)),
            "The new revision is not seen",
            seconds=60,  # without time limits it took a quarter of an hour
        )
    assert visits.failed == 0, str(visits)


def test_postgresql_has_no_connection_left_and_a_worker_dies(world: World, log_before: int) -> None:
    import psycopg

    taken = []
    try:
        with suppress(psycopg.OperationalError):
            for _ in range(60):
                taken.append(psycopg.connect(world.postgres.url()))
        world.site.replace_a_worker()
        with load(world.site.port) as visits:
            time.sleep(4)
    finally:
        for connection in taken:
            connection.close()
    held(world, visits, log_before)


def test_strangers_try_seven_passwords_a_second(world: World) -> None:
    names = itertools.count()

    def sign_in() -> object:
        form = f"csrfmiddlewaretoken={TOKEN}&username=name-{next(names)}&password=wrong"
        return request(world, "/admin/login/", f"csrftoken={TOKEN}", form.encode())()

    with load(world.site.port) as visits, meanwhile(sign_in, every=1 / 7):
        time.sleep(8)
    assert next(names) > 30
    assert visits.failed == 0, str(visits)


def test_the_table_of_revisions_is_locked(world: World, log_before: int) -> None:
    import psycopg

    with psycopg.connect(world.postgres.url()) as connection:
        connection.execute("lock table wizard_revision in access exclusive mode")
        with load(world.site.port) as visits:
            time.sleep(7)
        connection.rollback()
    assert visits.failed == 0, str(visits)


def test_postgresql_can_only_be_read_and_staff_are_told(world: World) -> None:
    world.sql("delete from axes_accessattempt")  # those of earlier tests stop this address
    change = "alter database postgres {} default_transaction_read_only{}"
    world.sql(change.format("set", " = on"))
    world.sql(CUT_ALL)  # a connection that is open goes on as it began
    try:
        with load(world.site.port) as visits:
            time.sleep(2)
            with pytest.raises(urllib.error.HTTPError) as refused:
                request(world, "/admin/login/", f"csrftoken={TOKEN}", SIGN_IN)()
            time.sleep(2)
    finally:
        world.postgres.ask(change.format("reset", ""), name="template1")
        world.sql(CUT_ALL)
    assert visits.failed == 0, str(visits)
    assert refused.value.code == 503
    assert "can only be read" in refused.value.read().decode()


HIRE = (
    "from django.contrib.auth.models import User;"
    " User.objects.create_superuser('ann', password='blue-moon-77')"
)


def signed_in(world: World) -> str:
    """The cookies of a member of staff."""
    world.sql("delete from axes_accessattempt")  # those of earlier tests stop this address
    manage(world.environment, "shell", "-v", "0", "-c", HIRE)
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{world.site.port}/admin/login/"
    browser.open(address)
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = f"csrfmiddlewaretoken={token}&username=ann&password=blue-moon-77&next=/admin/"
    browser.open(address, form.encode())
    cookies = {cookie.name: cookie.value for cookie in jar}
    assert "sessionid" in cookies
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_postgresql_is_stopped_and_staff_are_told(world: World) -> None:
    cookies = signed_in(world)
    with world.postgres.stopped(), load(world.site.port) as visits:
        for address in ("/admin/", "/?preview"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                request(world, address, cookies)()
            assert refused.value.code == 503, address
            assert "The database does not answer" in refused.value.read().decode()
    assert visits.failed == 0, str(visits)


def test_redis_is_stopped(world: World, log_before: int) -> None:
    with load(world.site.port) as visits, world.redis.stopped():
        time.sleep(6)
    held(world, visits, log_before)


def test_redis_hangs(world: World, log_before: int) -> None:
    with load(world.site.port) as visits, world.redis.frozen():
        time.sleep(8)
    held(world, visits, log_before)


def test_packets_to_redis_are_dropped(world: World, log_before: int) -> None:
    with load(world.site.port) as visits, world.to_redis.drops():
        time.sleep(8)
    held(world, visits, log_before)


def ask_redis(world: World, *command: str) -> object:
    import redis

    with redis.Redis(port=world.redis.port) as client:
        return client.execute_command(*command)


def test_redis_is_slow(world: World, log_before: int) -> None:
    with (
        load(world.site.port) as visits,
        meanwhile(lambda: ask_redis(world, "DEBUG", "SLEEP", "1"), every=1.2),
    ):
        time.sleep(6)
    held(world, visits, log_before)


def test_redis_is_full(world: World, log_before: int) -> None:
    ask_redis(world, "CONFIG", "SET", "maxmemory-policy", "noeviction")
    ask_redis(world, "CONFIG", "SET", "maxmemory", "1mb")
    try:
        with load(world.site.port) as visits:
            time.sleep(4)
    finally:
        ask_redis(world, "CONFIG", "SET", "maxmemory", "0")
    held(world, visits, log_before)


def test_everything_in_redis_is_garbage(world: World, log_before: int) -> None:
    import redis

    with redis.Redis(port=world.redis.port) as client:
        for key in client.scan_iter():
            client.set(key, b"\x80garbage")
    with load(world.site.port) as visits:
        time.sleep(4)
    held(world, visits, log_before)
