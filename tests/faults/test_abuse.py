"""What strangers send straight to the processes, past any proxy."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from tests.faults.load import ask
from tests.faults.world import World

HOST = b"Host: localhost\r\n"
END = b"Connection: close\r\n\r\n"
RAW = {
    "two lengths": b"GET / HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 4\r\nContent-Length: 9\r\n"
    + END,
    "a length and chunks": b"POST / HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    + END
    + b"0\r\n\r\nGET /admin/ HTTP/1.1\r\n\r\n",
    "odd chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n" + END,
    "a chunk too long": b"POST / HTTP/1.1\r\n"
    + HOST
    + b"Transfer-Encoding: chunked\r\n"
    + END
    + b"fffffffffffffffff\r\nx\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n" + END,
    "no host": b"GET / HTTP/1.1\r\n" + END,
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + END,
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : localhost\r\n" + END,
    "a folded header": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: a\r\n b\r\n" + END,
    "a null byte": b"GET /\0 HTTP/1.1\r\n" + HOST + END,
    "overlong UTF-8": b"GET /answers/%c0%ae%c0%ae/ HTTP/1.1\r\n" + HOST + END,
    "bytes that are no text": b"GET /answers/\xff\xfe/ HTTP/1.1\r\n" + HOST + END,
    "up and out": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + END,
    "up and out, encoded": b"GET /static/%2e%2e/%2e%2e/manage.py HTTP/1.1\r\n" + HOST + END,
    "a whole address": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + END,
    "a long line": b"GET /?" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + END,
    "a long header": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 100_000 + b"\r\n" + END,
    "many headers": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: a\r\n" * 2000 + END,
    "an unknown version": b"GET / HTTP/9.9\r\n" + HOST + END,
    "no words at all": b"\r\n\r\n\x16\x03\x01\x02\x00\x01\x00",
    "a method of one's own": b"BREW / HTTP/1.1\r\n" + HOST + END,
    "a request for a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + END,
}


REFUSED = ("501", "505")
"""That the encoding, or the version of HTTP, is one that nobody speaks."""


@pytest.mark.parametrize("request_line", RAW.values(), ids=RAW)
def test_a_broken_request_is_refused_and_breaks_nothing(world: World, request_line: bytes) -> None:
    status = "none"
    with suppress(ConnectionError, IndexError, TimeoutError):  # closed without a word
        status = asyncio.run(asyncio.wait_for(ask(world.site.port, request_line), 10))
    assert not status.startswith("5") or status in REFUSED, status
