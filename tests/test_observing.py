"""What those who run a site are told, and what about visitors they are not."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.test import Client

from blinkdiag import observing
from blinkdiag.log_lines import LineFormatter

pytestmark = pytest.mark.django_db
ADDRESS = "/diagnose/?device=xt2&light=five-or-six-red-flashes"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(observing.access, "propagate", True)
    caplog.set_level(logging.INFO, "access")
    return lambda: [record.message for record in caplog.records if record.name == "access"]


def test_a_request_is_one_line_of_json(client: Client, settings: LazySettings, lines: Any) -> None:
    settings.ACCESS_LOG = "json"
    response = client.get(ADDRESS)
    client.get(ADDRESS)
    first, second = map(json.loads, lines())
    assert first == {
        "id": response["X-Request-ID"],
        "method": "GET",
        "path": "/diagnose/",
        "status": 200,
        "bytes": len(response.content),
        "ms": first["ms"],
        "page": "made",
    }
    assert second["page"] == "memory"
    assert second["id"] != first["id"]


def test_a_request_is_one_line_of_text(client: Client, settings: LazySettings, lines: Any) -> None:
    settings.ACCESS_LOG = "text"
    client.get("/no/such/page\nid=faked")
    (line,) = lines()
    assert line.startswith('id="')
    assert " status=404 " in line
    assert "\n" not in line


def test_nothing_about_a_visitor_is_written(
    client: Client, settings: LazySettings, lines: Any
) -> None:
    settings.ACCESS_LOG = "json"
    client.get(ADDRESS, REMOTE_ADDR="203.0.113.7", headers={"user-agent": "Browser/7"})
    assert not any(word in lines()[0] for word in ("203.0.113.7", "Browser", "five-or-six"))


def test_what_is_counted_is_no_line(client: Client, settings: LazySettings, lines: Any) -> None:
    settings.ACCESS_LOG = "json"
    client.post("/count/", b"en\nseen home", content_type="text/plain")
    assert lines() == []


def test_the_log_is_off_by_default(client: Client, lines: Any) -> None:
    client.get("/")
    assert lines() == []


@pytest.mark.parametrize(("given", "taken"), [("abc-1", True), ("a b", False), ("x" * 65, False)])
def test_the_proxys_name_of_a_request_is_taken_where_there_is_a_proxy(
    client: Client, settings: LazySettings, given: str, taken: bool
) -> None:
    settings.BEHIND_PROXY = True
    answer = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert (answer == given) is taken
    settings.BEHIND_PROXY = False
    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] != given


def test_metrics_are_for_who_knows_the_token(client: Client, settings: LazySettings) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "known-to-prometheus"
    client.get(ADDRESS)
    client.get(ADDRESS)
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer no"}).status_code == 404
    found = client.get("/metrics", headers={"authorization": "Bearer known-to-prometheus"})
    text = found.content.decode()
    assert "blinkdiag_revision 1.0" in text
    assert "blinkdiag_database_up 1.0" in text
    assert 'blinkdiag_request_seconds_count{source="memory"}' in text
    assert 'blinkdiag_requests_total{side="public",status="200"}' in text


def test_a_refused_page_is_one_line_and_a_broken_one_keeps_its_traceback() -> None:
    lines = LineFormatter("{levelname}: {message}", style="{")
    try:
        raise PermissionDenied
    except PermissionDenied:
        record = logging.LogRecord("r", logging.WARNING, "", 1, "Forbidden", (), sys.exc_info())
    record.status_code = 403
    assert lines.format(record) == "WARNING: Forbidden"
    record.status_code = 500
    assert "Traceback" in lines.format(record)
