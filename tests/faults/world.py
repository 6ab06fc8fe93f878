"""One site for all faults: two workers, PostgreSQL and Redis, each behind a proxy that can fail."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import browser
from tests.faults.services import (
    Postgres,
    Process,
    Proxy,
    Site,
    manage,
    program,
    redis,
    until,
)

LOADED = "loaded"
"""A database that nobody is connected to, to be copied."""


DEBIAN = {
    "initdb": "postgresql",
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "openssl": "openssl",
    "systemd-analyze": "systemd",
}
"""Which package a program comes with."""

SELDOM = {"systemd-analyze"}
"""Not on a machine of continuous integration."""


def missing(*programs: str) -> str:
    """Which of these are not installed, in a sentence; empty where all are."""
    names = [name for name in programs if program(name) is None]
    packages = sorted({DEBIAN[name] for name in names})
    return f"Not installed: {', '.join(names)}. Debian: {', '.join(packages)}." if names else ""


def needs(*programs: str) -> None:
    """Skips what follows, and says why, where one of these is not installed; under continuous
    integration that is a failure.
    """
    if not (why := missing(*programs)):
        return
    if browser.required() and not SELDOM.issuperset(programs):
        pytest.fail(why)
    pytest.skip(why)


@dataclass
class World:
    """Everything that can fail, and the site, which must not."""

    folder: Path
    postgres: Postgres
    redis: Process
    to_postgres: Proxy
    to_redis: Proxy
    site: Site
    environment: dict[str, str]

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        return self.postgres.ask(statement)

    def another_database(self, name: str) -> None:
        """With the content loaded, as the site's own was at its start."""
        self.sql(f"drop database if exists {name}")
        self.sql(f"create database {name} template {LOADED}")


@contextmanager
def made() -> Iterator[World]:
    with TemporaryDirectory(prefix="faults-") as place:
        folder = Path(place)
        postgres, cache = Postgres(folder), redis(folder)
        postgres.start()
        cache.start()
        to_postgres, to_redis = Proxy(postgres.port), Proxy(cache.port)
        environment = {
            "DATABASE_URL": postgres.url(to_postgres.port),
            "CACHE_URL": f"redis://127.0.0.1:{to_redis.port}/0",
            "SECRET_KEY": "only-for-the-faults-0123456789-0123456789-0123456789",
            "STATIC_ROOT": str(folder / "static"),
            "LAST_REVISION_FILE": str(folder / "last_revision"),
            "WEB_CONCURRENCY": "2",
            "PAGE_CACHE_MB": "1",
        }
        site = Site(folder, environment)
        try:
            manage(environment, "migrate", "--no-input", "--verbosity", "0")
            manage(environment, "load_content", "--verbosity", "0")
            manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
            until(lambda: _copied(postgres), "Nobody is connected to the database any more")
            site.start()
            yield World(folder, postgres, cache, to_postgres, to_redis, site, environment)
        finally:
            site.stop()
            cache.stop()
            postgres.stop(signal.SIGINT)
            to_postgres.close()
            to_redis.close()


def _copied(postgres: Postgres) -> bool:
    """PostgreSQL copies no database while a connection to it is still being closed."""
    import psycopg

    with suppress(psycopg.errors.ObjectInUse):
        postgres.ask(f"create database {LOADED} template postgres", name="template1")
        return True
    return False


def well(world: World) -> None:
    """Waits until the site is well: it serves a revision, and its database answers."""
    until(lambda: "database yes" in readyz(world), "The site is not well", seconds=60)


def readyz(world: World) -> str:
    address = f"http://127.0.0.1:{world.site.port}/readyz"
    with urllib.request.urlopen(address, timeout=5) as answer:  # our own server
        return str(answer.read().decode())
