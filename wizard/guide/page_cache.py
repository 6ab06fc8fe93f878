"""Public pages as they are sent, kept by revision and address: in the memory of the process,
bounded in bytes, and behind it in the cache that processes share (CACHE_URL), if there is one.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as once
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.diagnosis.address import Progress
from wizard.guide import links
from wizard.guide.visitors import is_stranger
from wizard.knowledge.values import Knowledge

logger = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=1, stale-if-error=86400"
"""One second, so that nobody sees an old revision for longer; a proxy may go on serving while
the site is away.
"""

VARY = ("Accept-Encoding", "HX-Request", "HX-History-Restore-Request")
"""Every header that decides the body."""

READS_QUERY = ("diagnose", "next_pages", "qr_of_diagnosis", "api_diagnosis", "type_code")
"""Names of the addresses whose query is part of the page. Elsewhere it is not even looked at."""

WORDS = re.compile(r"(^|&)q=")
"""What somebody wrote, in a query: nothing of it is looked up or kept."""

BESIDES_BODIES = 1500
"""Bytes that an entry takes in memory besides its bodies, about."""

SHARED_SECONDS = 300
"""How long the shared cache keeps a page."""

LIGHTLY, THOROUGHLY = {"br": 4, "gzip": 4}, {"br": 5, "gzip": 6}
"""How hard a page of the wizard is compressed that was just made, and any other. Most of the former
are asked for once; a fifteenth more bytes spares nearly half of the work.
"""

REST_SECONDS = 5.0
"""How long a shared cache that failed is left alone."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A page as it is sent: its headers, and its body by encoding; "" is the plain one. `thorough`:
    the encodings in which it is as small as we make it.
    """

    headers: dict[str, str]
    bodies: dict[str, bytes]
    thorough: frozenset[str] = frozenset({""})

    @property
    def size(self) -> int:
        """In bytes, about."""
        return BESIDES_BODIES + sum(map(len, self.bodies.values()))


class Memory:
    """Pages by key, at most so many bytes; those that were asked for longest ago go first. Safe to
    call from many threads.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def set(self, key: str, page: Kept) -> None:
        """Also instead of the same page in fewer encodings."""
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes and self._pages:
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def _forget(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= page.size


class Shared:
    """The cache that processes share. After a failure it rests; pages are made meanwhile. A process
    writes at most `most_bytes` in the time that a page is kept, so that strangers cannot fill it.
    """

    def __init__(self, most_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rest_until = float("-inf")
        self._well = True
        self._pace = most_bytes / SHARED_SECONDS
        self._most_bytes = self._left = float(most_bytes)
        self._refilled = clock()
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        found = self.ask(lambda: cache.get(key))
        match found:
            case (dict() as headers, {"": bytes()} as bodies, frozenset() as thorough):
                return Kept(headers, bodies, thorough)
        return None

    def set(self, key: str, page: Kept) -> None:
        if self._may_write(page.size):
            value = (page.headers, page.bodies, page.thorough)
            self.ask(lambda: cache.set(key, value, SHARED_SECONDS))

    def _may_write(self, size: int) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(self._most_bytes, self._left + (now - self._refilled) * self._pace)
            self._refilled = now
            if size > self._left:
                return False
            self._left -= size
            return True

    def ask(self, question: Callable[[], Any]) -> Any:
        """What it answers, or None where it does not, or rests."""
        now = self._clock()
        if now < self._rest_until:
            return None
        if not self._well:  # one request tries, the others go on without
            self._rest_until = now + REST_SECONDS
        try:
            answer = question()
        except Exception as error:  # whatever the client of a cache server raises
            self._rest_until = self._clock() + REST_SECONDS
            self._say(well=False, why=f"{type(error).__name__}: {error}")
            return None
        self._rest_until = float("-inf")
        self._say(well=True)
        return answer

    def _say(self, *, well: bool, why: str = "") -> None:
        with self._lock:
            changed, self._well = well != self._well, well
        if changed and well:
            logger.warning("The shared cache answers again.")
        elif changed:
            logger.error(
                "The shared cache does not answer (CACHE_URL); going on without it. %s", why
            )


@once
def build() -> str:
    """A digest of the code, templates and static files that make a page: a new release starts
    with an empty cache.
    """
    digest = hashlib.sha256()
    for folder in ("wizard", "templates", "static"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def version(knowledge: Knowledge) -> str:
    """Tells revisions apart. With its date: a database brought back from a backup counts its
    revisions from one again.
    """
    return f"{knowledge.revision} {knowledge.published}"


def mark(response: HttpResponse, knowledge: Knowledge) -> None:
    """Says that this public page, made of this knowledge, may be kept and sent to anybody."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, VARY)
    response.made_of = version(knowledge)  # type: ignore[attr-defined]  # for the page cache


def kept_if_canonical(
    request: HttpRequest, progress: Progress, response: HttpResponse
) -> HttpResponse:
    """Lets a page be kept under the one way to say its address only: others are without number."""
    if request.META["QUERY_STRING"] != links.query(progress.pairs()):
        response.headers["Cache-Control"] = CACHE_CONTROL
    return response


class PageCache:
    """Middleware, before everything but the probes: sends a public page that is kept, and keeps one
    that was made. What staff see is neither looked up nor kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.reads_query = frozenset(reverse(f"wizard:{name}") for name in READS_QUERY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        revision = self._revision_for(request)
        if revision is None:
            return self.get_response(request)
        try:
            key = self._key(request, revision)
        except DisallowedHost:  # the site says so itself
            return self.get_response(request)
        etag = f'W/"{key}"'
        in_memory = memory.get(key)
        found = in_memory or (shared.get(key) if settings.SHARED_CACHE else None)
        kept = found
        if kept is None:
            response = self.get_response(request)
            if getattr(response, "made_of", None) != revision:
                return response
            headers = {**response.headers, "ETag": etag}
            headers.pop("Content-Length", None)
            kept = Kept(headers, {"": response.content})
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        asked_once = found is None and request.path in self.reads_query
        kept = _in_encoding(kept, encoding, LIGHTLY if asked_once else THOROUGHLY)
        if kept is not in_memory:
            memory.set(key, kept)
        if kept is not found and settings.SHARED_CACHE:
            shared.set(key, kept)
        if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponse(status=304, headers=kept.headers)
        else:
            response = _as_sent(kept, encoding)
        response.source = "memory" if in_memory else "shared" if found else "made"  # type: ignore[attr-defined]  # for the access log
        return response

    def _revision_for(self, request: HttpRequest) -> str | None:
        """Whose page may be looked up. None: of none, for this is staff, a preview or a form."""
        if (
            request.method not in ("GET", "HEAD")
            or not is_stranger(request)
            or "preview" in request.META["QUERY_STRING"]
            or WORDS.search(request.META["QUERY_STRING"])
        ):
            return None
        try:
            return version(published())
        except NothingPublishedError:
            return None

    def _key(self, request: HttpRequest, revision: str) -> str:
        """Of everything that decides the page. Raises `DisallowedHost`."""
        kind = "fragment" if wants_fragment(request) else "page"
        query = request.META["QUERY_STRING"] if request.path in self.reads_query else ""
        parts = (build(), revision, kind, request.scheme, request.get_host(), request.path, query)
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def _in_encoding(kept: Kept, encoding: str, levels: dict[str, int]) -> Kept:
    """The page with its body in this encoding as well, as small as these levels make it."""
    if encoding in kept.thorough:
        return kept
    bodies = {**kept.bodies, encoding: compressed(kept.bodies[""], encoding, levels[encoding])}
    thorough = kept.thorough | {encoding} if levels is THOROUGHLY else kept.thorough
    return Kept(kept.headers, bodies, thorough)


def _as_sent(kept: Kept, encoding: str) -> HttpResponse:
    body = kept.bodies[encoding]
    response = HttpResponse(body, headers=kept.headers)
    response.headers["Content-Length"] = str(len(body))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """True if htmx asks for a step to swap in; restoring history asks for the whole page."""
    return (
        request.META.get("HTTP_HX_REQUEST") == "true"
        and request.META.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The best encoding that an Accept-Encoding allows: "br", "gzip" or "" for none."""
    allowed = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            allowed.add(name.strip())
    return next((name for name in ("br", "gzip") if name in allowed), "")


def compressed(body: bytes, encoding: str, level: int) -> bytes:
    """A public page holds no secret, so it needs no padding against guessing by length."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=level))
    return gzip.compress(body, compresslevel=level, mtime=0)


class Compressed(GZipMiddleware):
    """Compresses what is not kept; a kept page is compressed once, when it is first sent."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if hasattr(response, "made_of"):
            return response
        return super().process_response(request, response)


memory = Memory(settings.PAGE_CACHE_MB * 1024 * 1024)
shared = Shared(settings.PAGE_CACHE_SHARED_MB * 1024 * 1024)
