"""One site for all faults: two workers, PostgreSQL and Redis, each behind a proxy that can fail."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.services import (
    NEEDED,
    Postgres,
    Process,
    Proxy,
    Site,
    manage,
    program,
    redis,
    until,
)


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.faults)
            # Connections that a fault cuts are never closed in good order.
            item.add_marker(
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
            )


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    if missing := [name for name in NEEDED if program(name) is None]:
        pytest.fail(f"Not installed: {', '.join(missing)}. Debian: postgresql, redis-server.")
    with TemporaryDirectory(prefix="faults-") as made:
        folder = Path(made)
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
            site.start()
            yield World(folder, postgres, cache, to_postgres, to_redis, site, environment)
        finally:
            site.stop()
            cache.stop()
            postgres.stop(signal.SIGINT)
            to_postgres.close()
            to_redis.close()


@pytest.fixture(autouse=True)
def _well(world: World) -> None:
    """Every fault begins with a site that is well, and both workers warm."""
    until(lambda: "database yes" in readyz(world), "The site is not well")


def readyz(world: World) -> str:
    import urllib.request

    address = f"http://127.0.0.1:{world.site.port}/readyz"
    with urllib.request.urlopen(address, timeout=5) as answer:  # our own server
        return str(answer.read().decode())
