"""What DATABASE_URL, CACHE_URL and STORAGE_URL mean, with time limits, so that a service that hangs
stops nothing for long. What would be ignored is refused.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
REDIS = "django.core.cache.backends.redis.RedisCache"

ROLES = frozenset({"viewer", "editor", "publisher", "administrator"})

CACHE_KEYS = frozenset({"BACKEND", "LOCATION", "KEY_PREFIX", "OPTIONS"})
DJANGOS_OPTIONS = frozenset(
    {"assume_role", "isolation_level", "pool", "server_side_binding", "service", "passfile"}
)


def database(
    config: dict[str, Any], *, connect_seconds: int, statement_seconds: int
) -> dict[str, Any]:
    """Django's DATABASES entry. What the address itself says stands above the limits. Raises
    `ValueError` naming DATABASE_URL if it has an option that PostgreSQL does not know.
    """
    if config["ENGINE"] == SQLITE:
        return config | {
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;"
                ),
            }
        }
    if config["ENGINE"] != POSTGRESQL:
        return config
    given = config.get("OPTIONS", {})
    from psycopg import pq

    known = DJANGOS_OPTIONS | {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    if unknown := sorted(set(given) - known):
        raise ValueError(f"DATABASE_URL has an option that nothing reads: {', '.join(unknown)}.")
    limits = {
        "connect_timeout": connect_seconds,
        "tcp_user_timeout": 3000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "options": f"-c statement_timeout={statement_seconds}s",
    }
    return config | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": limits | given,
    }


def shared_cache(config: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """Django's CACHES entry. Raises `ValueError` naming CACHE_URL if it has a parameter that
    nothing reads.
    """
    if unknown := sorted(set(config) - CACHE_KEYS):
        names = ", ".join(name.lower() for name in unknown)
        raise ValueError(
            f"CACHE_URL has a parameter that nothing reads: {names}. Its time limit is"
            " CACHE_SECONDS."
        )
    if config["BACKEND"] != REDIS:
        return config
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    limits = {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),  # pages are made without it, sooner than it is asked again
    }
    return config | {"OPTIONS": limits | config.get("OPTIONS", {})}


def storage(address: str, *, seconds: float) -> dict[str, Any]:
    """Django's STORAGES entry for pictures: a bucket, or `MEDIA_ROOT` where none is given.

    `address`: s3://key:secret@host/bucket, with a folder behind the bucket and ?region= where they
    matter; s3+http:// speaks to a server without TLS. Without key and secret, they are looked for
    where Amazon's own programs look.

    Raises `ValueError` naming STORAGE_URL if it cannot be used.
    """
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    url = urlsplit(address)
    host = url.netloc.rpartition("@")[2]
    bucket, _, folder = url.path.strip("/").partition("/")
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    if (
        url.scheme not in {"s3", "s3+http"}
        or not re.fullmatch(r"[\w.-]+(:\d+)?", host)
        or not bucket
    ):
        raise ValueError("STORAGE_URL is no address such as s3://key:secret@host/bucket.")
    if bool(url.username) != bool(url.password):
        raise ValueError("STORAGE_URL has a key or a secret, and needs both or none of them.")
    if unknown := sorted(set(options) - {"region"}):
        raise ValueError(f"STORAGE_URL has a parameter that nothing reads: {', '.join(unknown)}.")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ValueError("STORAGE_URL is set, and django-storages[s3] is not installed.")
    tls = "http" if url.scheme == "s3+http" else "https"
    return {
        "BACKEND": "blinkdiag.bucket.Bucket",
        "OPTIONS": {
            "seconds": seconds,
            "endpoint_url": f"{tls}://{host}",
            "bucket_name": bucket,
            "location": folder,
            "region_name": options.get("region") or "us-east-1",
            "access_key": unquote(url.username) if url.username else None,
            "secret_key": unquote(url.password) if url.password else None,
        },
    }


def provider(issuer: str) -> str:
    """The address of an OpenID Connect provider, or nothing. Raises `ValueError` naming OIDC_ISSUER
    if it is not one, or if nothing here can speak to it.
    """
    if not issuer:
        return ""
    address = urlsplit(issuer)
    if not (address.scheme == "https" or address.hostname in ("127.0.0.1", "localhost")):
        raise ValueError("OIDC_ISSUER is not an address that begins with https://.")
    if find_spec("mozilla_django_oidc") is None:
        raise ValueError("OIDC_ISSUER is set, and mozilla-django-oidc is not installed.")
    return issuer


def roles(given: dict[str, str]) -> dict[str, str]:
    """What the provider calls a group -> the role it gives. Raises `ValueError` naming OIDC_ROLES
    if there is no such role.
    """
    if unknown := sorted(set(given.values()) - ROLES):
        raise ValueError(
            f"OIDC_ROLES names a role that there is not: {', '.join(unknown)}. Write"
            " group=role,group=role; the roles are viewer, editor, publisher and administrator."
        )
    return given


def sentry(dsn: str) -> None:
    """Reports faults to Sentry. Raises `ValueError` naming SENTRY_DSN if it cannot."""
    if not dsn:
        return
    try:
        import sentry_sdk

        sentry_sdk.init(dsn=dsn, send_default_pii=False, traces_sample_rate=0)
    except ImportError as error:
        raise ValueError("SENTRY_DSN is set, and sentry-sdk is not installed.") from error
    except Exception as error:  # whatever it finds wrong with the address
        raise ValueError(f"SENTRY_DSN cannot be used: {error}") from error


def email(config: dict[str, Any]) -> dict[str, Any]:
    """Django's settings for e-mail, with which nobody waits for a server for more than ten seconds.
    Raises `ValueError` naming EMAIL_URL if it names no way to send, or no server.
    """
    backend = config.get("EMAIL_BACKEND", "")
    if not backend or (backend.endswith("smtp.EmailBackend") and not config["EMAIL_HOST"]):
        raise ValueError(
            "EMAIL_URL names no way to send e-mail. Write it like"
            " submission://user:password@host:587."
        )
    return config | {
        "EMAIL_PORT": config["EMAIL_PORT"] or 25,
        "EMAIL_TIMEOUT": config["EMAIL_TIMEOUT"] or 10,
    }
