"""`/count/`: adds to daily totals, answers 204 whatever is sent, and keeps nothing else."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from tests.insight.driver import messages
from tests.kinds import PAGES
from tests.pages import Page
from wizard.guide import counting
from wizard.insight.keys import MOST_BYTES, Total, keys_of
from wizard.insight.limits import today
from wizard.knowledge.values import Knowledge
from wizard.models import DailyTotal

pytestmark = pytest.mark.django_db

HOME = "en\nseen home"


def send(client: Client, body: str | bytes = HOME, **headers: Any) -> int:
    response = client.post("/count/", body, content_type="text/plain", **headers)
    assert response.content == b""
    assert not response.cookies
    return response.status_code


def written() -> dict[tuple[str, str], int]:
    counting.flush()
    return DailyTotal.objects.sums()


def test_what_is_sent_is_added_to_the_total_of_the_day(client: Client, content: Any) -> None:
    for _ in range(3):
        assert send(client) == 204
    assert written() == {("seen", "home"): 3}
    send(client)
    send(client, "en\nseen search\nlisted search")
    assert written() == {("seen", "home"): 4, ("seen", "search"): 1, ("listed", "search"): 1}
    assert {(row.day, row.language) for row in DailyTotal.objects.all()} == {(today(), "en")}


@pytest.mark.parametrize(
    "body", [b"", b"en", b"\xff" * 150, b"en\nseen nowhere", b"en\nseen home\n" + b"x" * 5_000_000]
)
def test_anything_else_is_answered_alike_and_counts_nothing(
    client: Client, content: Any, body: bytes
) -> None:
    assert send(client, body) == 204
    assert written() == {}


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_only_what_is_posted_counts(client: Client, content: Any, method: str) -> None:
    assert getattr(client, method)("/count/").status_code == 204
    assert written() == {}


def test_a_false_length_is_answered_alike(client: Client, content: Any) -> None:
    for length in ("-1", "x", ""):
        assert send(client, HOME, CONTENT_LENGTH=length) == 204


@pytest.mark.parametrize("header", ["HTTP_DNT", "HTTP_SEC_GPC"])
def test_who_asks_not_to_be_tracked_is_not_counted(
    client: Client, content: Any, header: str
) -> None:
    send(client, **{header: "1"})
    assert written() == {}
    send(client, **{header: "0"})
    assert written() == {("seen", "home"): 1}


def test_with_count_off_nothing_is_counted_and_no_page_has_the_script(
    client: Client, content: Any, settings: Any
) -> None:
    assert "guide/count.js" in client.get("/").content.decode()
    counting.counters.clear()
    settings.COUNT = False
    from wizard.guide.page_cache import memory

    memory.clear()
    send(client)
    assert written() == {}
    assert "guide/count.js" not in client.get("/").content.decode()
    assert "Counting is switched off" in client.get("/privacy/").content.decode()


def test_an_address_counts_so_often_a_day_whatever_it_says_it_is(
    client: Client, content: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting.limits, "per_address", 2)
    for number in range(5):
        send(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert written() == {("seen", "home"): 2}
    settings.BEHIND_PROXY = True
    for number in range(5):
        send(client, HTTP_X_FORWARDED_FOR=f"9.9.9.9, 192.0.2.{number}")
    assert written() == {("seen", "home"): 7}


def test_words_are_kept_once_five_browsers_say_them(client: Client, content: Any) -> None:
    body = "en\nseen search\nnothing search\nvain Doorbell at 12 Elm"
    for number in range(4):
        send(client, body, REMOTE_ADDR=f"192.0.2.{number}")
    assert ("vain", "doorbell at elm") not in written()
    send(client, body, REMOTE_ADDR="192.0.2.9")
    assert written()["vain", "doorbell at elm"] == 5


def test_a_database_that_does_not_answer_loses_nothing_and_hurts_nobody(
    client: Client,
    content: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(counts: Any) -> None:
        raise OperationalError("the server at 192.0.2.1 does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(DailyTotal.objects, "add", fails)
        send(client)
        counting.flush()
        assert send(client) == 204
    assert written() == {("seen", "home"): 2}
    assert "192.0.2" not in caplog.text


def test_nothing_is_asked_of_the_database_and_nothing_logged(
    client: Client,
    content: Any,
    settings: Any,
    django_assert_num_queries: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.ACCESS_LOG = "json"
    caplog.set_level(logging.DEBUG)
    send(client)
    with django_assert_num_queries(0):
        send(client, REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Firefox-77")
        send(client, b"\xff", REMOTE_ADDR="192.0.2.77")
    assert "192.0.2.77" not in caplog.text
    assert "Firefox-77" not in caplog.text
    assert "home" not in caplog.text


def test_totals_are_written_in_one_statement_and_add_to_what_is_there(content: Any) -> None:
    day = date(2026, 11, 1)
    for count in (2, 5):
        DailyTotal.objects.add({(day, "seen", "home", "en"): count, (day, "left", "home", "en"): 1})
    assert DailyTotal.objects.sums("seen") == {("seen", "home"): 7}
    with connection.execute_wrapper(_only_one()):
        DailyTotal.objects.add({(day, "seen", f"page {number}", "en"): 1 for number in range(300)})


def _only_one() -> Any:
    seen: Counter[str] = Counter()

    def wrapper(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        seen[sql.split()[0]] += 1
        assert seen["INSERT"] <= 1
        return execute(sql, params, many, context)

    return wrapper


def test_what_is_older_than_four_hundred_days_goes(content: Any) -> None:
    for age in (399, 400, 401, 1000):
        DailyTotal.objects.add({(today() - timedelta(days=age), "seen", "home", "en"): 1})
    call_command("prune_totals", verbosity=0)
    assert sorted((today() - row.day).days for row in DailyTotal.objects.all()) == [399, 400]


# What pages report


def reports(page: Page) -> list[str]:
    """Everything that a page may send, as its script puts it together."""
    counts = [
        attributes["data-count"] for _, attributes in page.tags if attributes.get("data-count")
    ]
    return [message for each in counts for message in messages(each)]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("offline", "problem")])
def test_every_page_reports_only_what_is_known_and_fits(
    client: Client, content: Knowledge, name: str
) -> None:
    found = reports(Page(client.get(PAGES[name], follow=True).content.decode()))
    assert found[0].startswith("en\nseen ")
    for sent in found:
        assert len(sent.encode()) <= MOST_BYTES
        assert keys_of(content).read(sent.encode()).totals


def test_an_outcome_reports_the_likeliest_cause_and_what_was_expected(
    client: Client, content: Knowledge
) -> None:
    page = Page(client.get(PAGES["plan"]).content.decode())
    outcomes = [sent for sent in reports(page) if sent.startswith("en\nfixed ")]
    first, sure, expected = keys_of(content).read(outcomes[0].encode()).totals
    assert first == Total("fixed", first.key)
    assert sure.key == expected.key == first.key
    assert 0 < expected.count <= 100
    assert 0 < sure.count <= 100


def test_before_support_every_step_that_people_can_try_counts_as_shown(
    client: Client, content: Knowledge
) -> None:
    page = Page(client.get(PAGES["support"]).content.decode())
    sent = [line for message in reports(page) for line in message.split("\n")]
    tried = {line.split()[1].partition("/")[2] for line in sent if line.startswith("fixed ")}
    assert tried
    assert {line.split()[1] for line in sent if line.startswith("step ")} == tried
