"""What a site tells those who run it: a line a request, and figures for Prometheus.

Neither holds anything about a visitor: no address, no query, no cookie.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from wizard.content.live import Status, published
from wizard.guide.probes import COUNT, PROBES

access = logging.getLogger("access")

REQUEST_ID = re.compile(r"[\w-]{1,64}")
METRICS = "/metrics"


class Observed:
    """Middleware, before all that looks at a request: names each, writes its line (ACCESS_LOG),
    counts it, and answers machines: the probes, and `/metrics` to who knows METRICS_TOKEN.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        name = request_id(request)
        response = self._answer(request)
        response.headers["X-Request-ID"] = name
        seconds = time.perf_counter() - began
        source = getattr(response, "source", "")
        if settings.ACCESS_LOG != "off" and request.path_info != COUNT:  # that only adds to totals
            access.info(line(request, response, name, source, seconds))
        if settings.METRICS_TOKEN:
            side = "staff" if request.path.startswith(_staff_paths()) else "public"
            _metrics().note(side, response.status_code, source, seconds)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == METRICS and settings.METRICS_TOKEN:
            return metrics(request)
        return PROBES.get(request.path_info, self.get_response)(request)


def request_id(request: HttpRequest) -> str:
    """What the proxy calls this request, or a name of our own."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    if settings.BEHIND_PROXY and REQUEST_ID.fullmatch(given):
        return str(given)
    return secrets.token_hex(8)


def line(
    request: HttpRequest, response: HttpResponse, name: str, source: str, seconds: float
) -> str:
    """`source`: where a public page came from: "memory", "shared", "made", or empty."""
    said = {
        "id": name,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "bytes": int(response.headers.get("Content-Length") or 0),
        "ms": round(seconds * 1000, 1),
        "page": source,
    }
    if settings.ACCESS_LOG == "json":
        return json.dumps(said)
    return " ".join(f"{key}={json.dumps(value)}" for key, value in said.items() if value != "")


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus; 404 without the token, as if there was nothing."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    return HttpResponse(_metrics().exposition(), content_type="text/plain; version=0.0.4")


@cache
def _staff_paths() -> tuple[str, str]:
    return reverse("admin:index"), "/staff/"


class Metrics:
    """The figures of this process, and through PROMETHEUS_MULTIPROC_DIR of all of them."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        registry = self.registry = CollectorRegistry()

        def gauge(name: str, text: str) -> Gauge:
            """The lowest of all processes."""
            return Gauge(f"blinkdiag_{name}", text, multiprocess_mode="livemin", registry=registry)

        self.requests = Counter(
            "blinkdiag_requests", "Answers.", ["side", "status"], registry=registry
        )
        self.seconds = Histogram(
            "blinkdiag_request_seconds",
            "Time to answer, by where a public page came from.",
            ["source"],
            buckets=[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
            registry=registry,
        )
        self.revision = gauge(
            "revision", "The revision that is served; the lowest of all processes."
        )
        self.looked = gauge(
            "looked_timestamp_seconds",
            "When the database last answered, by the process that waits for longest.",
        )
        self.database = gauge("database_up", "1 while the database answers all processes.")

    def note(self, side: str, status: int, source: str, seconds: float) -> None:
        self.requests.labels(side, status).inc()
        self.seconds.labels(source or side).observe(seconds)

    def stands(self, status: Status) -> None:
        self.revision.set(status.revision or 0)
        self.database.set(status.database)
        if status.looked_seconds_ago is not None:
            self.looked.set(time.time() - status.looked_seconds_ago)

    def exposition(self) -> bytes:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            self.stands(published.status())
            return bytes(generate_latest(self.registry))
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library has no type for it
        return bytes(generate_latest(together))


_metrics = cache(Metrics)
"""Those of this process, made once they are asked for."""


def report_looks() -> None:
    """From now on every look for a revision is reported to Prometheus, where it is asked for."""
    if settings.METRICS_TOKEN:
        published.after_look.append(_metrics().stands)
