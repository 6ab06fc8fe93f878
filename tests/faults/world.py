"""One site for all faults: two workers, PostgreSQL and Redis, each behind a proxy that can fail."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.services import NEEDED, Postgres, Process, Proxy, Site, manage, program, redis


class NotInstalledError(Exception):
    """Which programs are missing, and what Debian calls them."""


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


@contextmanager
def made() -> Iterator[World]:
    """Raises `NotInstalledError`."""
    if missing := [name for name in NEEDED if program(name) is None]:
        raise NotInstalledError(
            f"Not installed: {', '.join(missing)}. Debian: postgresql, redis-server."
        )
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
            site.start()
            yield World(folder, postgres, cache, to_postgres, to_redis, site, environment)
        finally:
            site.stop()
            cache.stop()
            postgres.stop(signal.SIGINT)
            to_postgres.close()
            to_redis.close()


def readyz(world: World) -> str:
    address = f"http://127.0.0.1:{world.site.port}/readyz"
    with urllib.request.urlopen(address, timeout=5) as answer:  # our own server
        return str(answer.read().decode())
