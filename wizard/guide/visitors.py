"""Who asks, told without asking the database: who is certainly a stranger, and from where.

A session's key carries our signature, so nobody but this site can make one up.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

RANDOM_CHARACTERS, SIGNATURE_CHARACTERS = 24, 16
"""Together as many as the table of sessions has room for. 96 random bits; 64 of the signature."""

KNOWN, KNOWN_FOR = "wizard.known-browser", timedelta(days=180)


def new_session_key() -> str:
    """A key that nobody can guess, with its signature."""
    random = secrets.token_hex(RANDOM_CHARACTERS // 2)
    return random + _signature(random)


def is_session_key(key: str) -> bool:
    """Did this site make it? It may still be of a session that has ended."""
    random, signature = key[:RANDOM_CHARACTERS], key[RANDOM_CHARACTERS:]
    return constant_time_compare(signature, _signature(random))


def is_stranger(request: HttpRequest) -> bool:
    """Without a session that this site has made: then nothing is asked of the database."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return key is None or not is_session_key(key)


def is_known_browser(request: HttpRequest) -> bool:
    """Has somebody of the staff signed in here before? It opens nothing: it tells whom to help
    back to the log-in, and whose password is checked however many strangers try theirs.
    """
    return (
        request.get_signed_cookie(
            settings.KNOWN_BROWSER_COOKIE_NAME, None, salt=KNOWN, max_age=KNOWN_FOR
        )
        is not None
    )


def remember_browser(response: HttpResponse) -> None:
    """Somebody of the staff has signed in."""
    response.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        "staff",
        salt=KNOWN,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from; behind a proxy, the last address of X-Forwarded-For, which the
    proxy wrote itself. Anybody can have written the rest and, without a proxy, the whole header.
    """
    if settings.BEHIND_PROXY:
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        with suppress(ValueError):
            ip_address(last)
            return last
    return request.META.get("REMOTE_ADDR")


def _signature(random: str) -> str:
    return salted_hmac("wizard.session", random, algorithm="sha256").hexdigest()[
        :SIGNATURE_CHARACTERS
    ]
