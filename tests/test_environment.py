"""Every service has a time limit, and what an address itself says stands above it."""

from __future__ import annotations

import pytest
from environs import Env

from blinkdiag import environment


def database(url: str) -> dict[str, object]:
    env = Env()
    with env.prefixed("TEST_"):
        config = env.dj_db_url("DATABASE_URL", url)
    options: dict[str, object] = environment.database(
        config, connect_seconds=2, statement_seconds=60
    )["OPTIONS"]
    return options


def test_postgresql_is_waited_for_no_longer_than_this() -> None:
    assert database("postgres://a:b@host/name") == {
        "connect_timeout": 2,
        "tcp_user_timeout": 3000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "options": "-c statement_timeout=60s",
    }


def test_the_address_of_the_database_stands_above_the_limits() -> None:
    options = database("postgres://a:b@host/name?connect_timeout=9&sslmode=require")
    assert (options["connect_timeout"], options["sslmode"]) == (9, "require")
    assert options["tcp_user_timeout"] == 3000


def test_redis_is_waited_for_once_and_no_longer_than_this() -> None:
    config = environment.shared_cache(
        Env().dj_cache_url("TEST_CACHE_URL", "redis://host:6379/0"), seconds=0.25
    )
    options = config["OPTIONS"]
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.25, 0.25)
    assert options["retry"].get_retries() == 0


@pytest.mark.parametrize("url", ["locmem://", "dummy://"])
def test_other_caches_stay_as_they_are(url: str) -> None:
    config = Env().dj_cache_url("TEST_CACHE_URL", url)
    assert environment.shared_cache(config, seconds=0.25) == config


def test_without_a_server_mail_is_written_out_and_with_one_it_is_not_waited_for_long() -> None:
    env = Env()
    console = environment.email(env.dj_email_url("NO_EMAIL_URL", "console:"))
    assert console["EMAIL_BACKEND"].endswith("console.EmailBackend")
    sent = environment.email(env.dj_email_url("NO_EMAIL_URL", "submission://a:b@host"))
    assert (sent["EMAIL_HOST"], sent["EMAIL_PORT"], sent["EMAIL_USE_TLS"]) == ("host", 587, True)
    assert sent["EMAIL_TIMEOUT"] == 10


def test_mail_can_go_where_tls_comes_first() -> None:
    url = "submission://a:b@host:465?ssl=on&timeout=3"
    sent = environment.email(Env().dj_email_url("NO_EMAIL_URL", url))
    assert (sent["EMAIL_PORT"], sent["EMAIL_USE_SSL"], sent["EMAIL_USE_TLS"]) == (465, True, False)
    assert sent["EMAIL_TIMEOUT"] == 3
