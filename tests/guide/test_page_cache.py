from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any
from unittest import mock

import brotli
import pytest
from django.conf import LazySettings
from django.test import Client

from wizard.guide import page_cache
from wizard.guide.page_cache import (
    BESIDES_BODIES,
    READS_QUERY,
    SHARED_SECONDS,
    Kept,
    Memory,
    Shared,
    encoding_for,
    memory,
)
from wizard.guide.short_code import code_of
from wizard.guide.urls import urlpatterns
from wizard.knowledge.values import Knowledge

ADDRESS = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
ANSWER = "/answers/xt2/five-or-six-red-flashes/"
PAGES = [
    ADDRESS,
    ANSWER,
    "/",
    "/answers/",
    "/answers/xt2/",
    "/how-to/replace-batteries/xt2/",
    "/api/v1/diagnosis?device=xt2&light=five-or-six-red-flashes",
    "/api/v1/knowledge",
    "/sw.js",
    "/offline/",
    "/offline/xt2/",
    "/sitemap.xml",
]


def made(client: Client, address: str, **headers: str) -> int:
    """How many pages are made while this address is asked for."""
    with mock.patch.object(page_cache, "mark", wraps=page_cache.mark) as mark:
        assert client.get(address, headers=headers).status_code == 200
    return mark.call_count


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.django_db
def test_a_page_is_made_once(client: Client, address: str) -> None:
    assert [made(client, address) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.django_db
def test_a_kept_page_is_sent_as_it_was_made(client: Client, address: str) -> None:
    first, second = client.get(address), client.get(address)
    assert second.content == first.content
    names = {response.headers.pop("X-Request-ID") for response in (first, second)}
    assert len(names) == 2
    assert second.headers.items() == first.headers.items()
    assert {*first.headers["Vary"].split(", ")} - {"Save-Data"} == {*page_cache.VARY}
    assert "Content-Security-Policy" in first.headers
    assert first.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.django_db
def test_every_encoding_says_the_same(client: Client, address: str) -> None:
    plain = client.get(address).content
    zipped = client.get(address, headers={"accept-encoding": "gzip, deflate"})
    smallest = client.get(address, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    assert (zipped["Content-Encoding"], smallest["Content-Encoding"]) == ("gzip", "br")
    assert gzip.decompress(zipped.content) == plain
    assert brotli.decompress(smallest.content) == plain
    assert [int(found["Content-Length"]) for found in (zipped, smallest)] == [
        len(zipped.content),
        len(smallest.content),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_is_compressed_lightly_at_first_and_thoroughly_when_it_is_asked_for_again(
    client: Client, encoding: str
) -> None:
    with mock.patch.object(page_cache, "compressed", wraps=page_cache.compressed) as compress:
        first, *others = (
            client.get(ADDRESS, headers={"accept-encoding": encoding}) for _ in range(4)
        )
    assert compress.call_count == 2
    assert {len(other.content) for other in others} == {len(others[0].content)}
    assert 0.8 * len(first.content) < len(others[0].content) < len(first.content)
    assert {other["ETag"] for other in others} == {first["ETag"]}
    unpack = brotli.decompress if encoding == "br" else gzip.decompress
    assert unpack(first.content) == unpack(others[0].content)


@pytest.mark.django_db
def test_a_permanent_page_is_compressed_once(client: Client) -> None:
    address = "/answers/xt2/five-or-six-red-flashes/"
    with mock.patch.object(page_cache, "compressed", wraps=page_cache.compressed) as compress:
        for _ in range(3):
            client.get(address, headers={"accept-encoding": "br"})
    assert compress.call_count == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP, Br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.0, gzip; q=0", ""),
        ("brotli", ""),
    ],
)
def test_a_browser_gets_an_encoding_that_it_reads(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


def names_with_pages() -> Iterator[str]:
    for pattern in urlpatterns:
        if hasattr(pattern.callback, "view_of_knowledge"):
            yield str(pattern.name)


@pytest.mark.parametrize(
    "name",
    sorted({*names_with_pages()} - {*READS_QUERY, "sitemap_part", "code", "search", "api_search"}),
)
@pytest.mark.django_db
def test_made_up_parameters_make_no_other_page(
    client: Client, content: Knowledge, name: str
) -> None:
    """Wherever the query is no part of the key, it is no part of the page either. What somebody
    wrote (`q`) is nobody else's: such a page is not kept at all.
    """
    address = {
        "home": "/",
        "answers": "/answers/",
        "device_lights": "/answers/xt2/",
        "answer": ANSWER,
        "how_to": "/how-to/replace-batteries/xt2/",
        "api_knowledge": "/api/v1/knowledge",
        "service_worker": "/sw.js",
        "kept_pages": "/offline/xt2/",
        "offline": "/offline/",
        "sitemap": "/sitemap.xml",
        "privacy": "/privacy/",
        "which_one": "/which/",
        "without_light": "/no-light/",
        "qr_of_page": f"/c/{code_of(content, ANSWER)}.svg",
    }[name]
    queries = ["?utm_source=a", "?device=mini&light=solid-red", "?b=blue", "?x=" + "y" * 500]
    plain = client.get(address).content
    assert [made(client, address + query) for query in queries] == [0] * 4
    for query in queries:
        memory.clear()
        assert client.get(address + query).content == plain


@pytest.mark.parametrize("address", ["/api/v1/diagnosis", "/diagnose/qr.svg"])
@pytest.mark.django_db
def test_an_address_with_unknown_names_is_answered_and_not_kept(
    client: Client, address: str
) -> None:
    known = f"{address}?device=xt2&light=five-or-six-red-flashes"
    client.get(known)
    before = len(memory)
    for number in range(5):
        assert client.get(f"{known}&x{number}=1").status_code == 200
    assert len(memory) == before


@pytest.mark.django_db
def test_staff_and_previews_are_neither_looked_up_nor_kept(
    admin_client: Client, client: Client
) -> None:
    admin_client.get(ADDRESS)
    client.get(f"{ADDRESS}&preview")
    assert len(memory) == 0
    client.get(ADDRESS)
    assert "staff" in admin_client.get(ADDRESS).content.decode()


def kept(size: int) -> Kept:
    return Kept({}, {"": b"x" * size})


def test_memory_is_bounded_in_bytes_and_loses_what_nobody_asked_for() -> None:
    held = Memory(10 * (BESIDES_BODIES + 1000))
    for number in range(50):
        held.set(str(number), kept(1000))
        held.get("0")
        assert held.bytes <= held.most_bytes
    assert len(held) == 10
    assert held.get("0") is not None
    assert held.get("1") is None
    held.set("large", kept(held.most_bytes))
    assert held.get("large") is None
    assert (len(held), held.bytes) == (0, 0)


def test_a_page_that_is_kept_again_is_counted_once() -> None:
    held = Memory(100_000)
    for size in (10, 20, 30):
        held.set("page", kept(size))
    assert held.bytes == BESIDES_BODIES + 30


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Server:
    """Stands for the cache server."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}
        self.asked = 0
        self.fault: Exception | None = None

    def get(self, key: str) -> Any:
        self._ask()
        return self.held.get(key)

    def set(self, key: str, value: Any, seconds: float) -> None:
        self._ask()
        assert seconds == SHARED_SECONDS
        self.held[key] = value

    def _ask(self) -> None:
        self.asked += 1
        if self.fault:
            raise self.fault


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Server:
    server = Server()
    monkeypatch.setattr(page_cache, "cache", server)
    settings.SHARED_CACHE = True
    return server


def test_a_shared_cache_that_fails_rests_and_is_logged_once_each_way(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    shared = Shared(1_000_000, clock)
    shared.set("page", kept(10))
    server.fault = TimeoutError("no answer")
    asked = server.asked
    for _ in range(20):
        assert shared.get("page") is None
        shared.set("page", kept(10))
    assert server.asked == asked + 1
    clock.now += 5.1
    for _ in range(20):
        assert shared.get("page") is None
    assert server.asked == asked + 2
    server.fault = None
    clock.now += 5.1
    found = shared.get("page")
    assert found is not None
    assert found.bodies == kept(10).bodies
    assert [record.message for record in caplog.records] == [
        (
            "The shared cache does not answer (CACHE_URL); going on without it."
            " TimeoutError: no answer"
        ),
        "The shared cache answers again.",
    ]


@pytest.mark.parametrize(
    "garbage",
    ["", b"\0", 7, (1, 2), {"a": 1}, ({}, None), ({}, {"": b"x"}), ({}, {"": b"x"}, None)],
)
def test_garbage_in_the_shared_cache_is_no_page(server: Server, garbage: Any) -> None:
    server.held["page"] = garbage
    assert Shared(1_000_000).get("page") is None


def test_a_process_writes_a_bounded_number_of_bytes(server: Server) -> None:
    clock = Clock()
    shared = Shared(100 * (BESIDES_BODIES + 500), clock)
    for number in range(1000):
        shared.set(str(number), kept(500))
    assert len(server.held) == 100
    clock.now += SHARED_SECONDS / 2
    for number in range(1000, 2000):
        shared.set(str(number), kept(500))
    assert len(server.held) == 150


@pytest.mark.django_db
def test_another_process_finds_the_page_in_the_shared_cache(client: Client, server: Server) -> None:
    first = client.get(ADDRESS, headers={"accept-encoding": "br"})
    memory.clear()
    with mock.patch.object(page_cache, "mark") as mark:
        second = client.get(ADDRESS, headers={"accept-encoding": "br"})
        third = client.get(ADDRESS, headers={"accept-encoding": "br"})
    assert not mark.called
    assert second.content == third.content
    assert brotli.decompress(first.content) == brotli.decompress(second.content)


@pytest.mark.django_db
def test_pages_go_on_while_the_shared_cache_is_away(client: Client, server: Server) -> None:
    server.fault = ConnectionError("no route to the cache")
    assert client.get(ADDRESS).status_code == 200
    assert server.asked == 1


@pytest.mark.parametrize(
    "address", [f"{ANSWER}?q=blue", f"{ADDRESS}&q=blue", "/search/?q=blue&all="]
)
@pytest.mark.django_db
def test_a_page_with_words_that_somebody_wrote_is_kept_nowhere(
    client: Client, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert len(memory) == 0
