"""Visitors press real pages, and every figure of the desk is the one they would count themselves;
nothing about a visit is left anywhere.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection

from tests.insight.driver import VAIN, Driver, Site
from wizard.guide import counting
from wizard.insight import figures
from wizard.insight.limits import today
from wizard.knowledge.values import Knowledge
from wizard.models import DailyTotal
from wizard.staff.insight import periods

pytestmark = pytest.mark.django_db

VISITORS = int(os.environ.get("VISITORS", "120"))
"""`make insight` sends ten thousand."""

MOST = 40
"""Messages of an address, so that liars come to the end of theirs."""

LIE = "internet-down/restart-router"


def test_every_figure_is_what_the_visitors_did_and_nothing_of_a_visit_is_left(
    content: Knowledge,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    settings.ACCESS_LOG = "json"
    caplog.set_level(logging.DEBUG)
    before = _rows()
    monkeypatch.setattr(counting.limits, "per_address", MOST)
    driver = Driver(Site(), content, content)
    for share, of in ((0.8, {}), (0.1, {"scripts": False}), (0.1, {"wants": False})):
        driver.people(round(share * VISITORS), **of)
    driver.searchers(browsers=6)
    driver.liars(2, LIE, MOST)
    for _ in range(2):  # flushing again adds nothing
        counting.flush()

    assert DailyTotal.objects.sums() == dict(driver.counted)
    period = periods.period()
    for table, column, kind, key in (
        (figures.lights(content, period), 1, "seen", "result/"),
        (figures.steps(content, period), 0, "step", ""),
        (figures.questions(content, period), 0, "asked", ""),
    ):
        shown = sum(row.figures[column].whole for row in table.rows)
        assert shown == sum(
            number
            for (of_kind, of), number in driver.counted.items()
            if of_kind == kind and of.startswith(key)
        )
    assert [row.name for row in figures.words(period).rows] == ["my zzyzx chime"]
    assert {row.day for row in DailyTotal.objects.all()} == {today()}

    assert _rows() == before  # no other table has a row more
    left = _everything_written() + caplog.text + repr(vars(cache).get("_cache", {}))
    addresses = ("10.0.0.", "172.16.0.", "198.51.100.", "127.0.0.1")
    for told in (*addresses, "ann@example.com", "only once"):
        assert told not in left
    assert "ann@example.com" in VAIN[1]


def _rows() -> dict[str, int]:
    """Table -> rows, of every table but that of the totals."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model is not DailyTotal
    }


def _everything_written() -> str:
    """All rows of the tables that visitors could have written to: the totals and the sessions."""
    with connection.cursor() as cursor:
        found = []
        for table in ("wizard_dailytotal", "django_session", "django_admin_log", "axes_accesslog"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # names of our own
            found += cursor.fetchall()
    return repr(found)
