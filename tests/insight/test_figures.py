"""From totals to tables: what is few is not told, and what wants an editor comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wizard.insight import figures
from wizard.insight.figures import Figure, Period, change, odd_days, share
from wizard.knowledge.values import Knowledge

DAY = date(2026, 11, 28)


def test_fewer_than_twenty_are_too_few_and_none_is_none() -> None:
    assert [Figure(number).text for number in (0, 1, 19, 20, 1234)] == [
        "0",
        "too few",
        "too few",
        "20",
        "1,234",
    ]
    assert [share(1, 19).text, share(5, 20).text, share(30, 20).text] == [
        "too few",
        "25 %",
        "100 %",
    ]
    assert Figure(50, -0.12).text == "−12 %"
    assert share(1, 19).number is None


def test_a_change_is_one_of_the_mean_day() -> None:
    assert change(70, 7, 280, 28) == "+0 %"
    assert change(140, 7, 280, 28) == "+100 %"
    assert change(210, 28, 280, 28) == "−25 %"
    assert change(19, 7, 280, 28) == change(70, 7, 19, 28) == ""


def test_a_day_with_ten_times_its_week_is_odd() -> None:
    usual = {DAY - timedelta(days=back): 30 for back in range(1, 20)}
    assert odd_days(usual | {DAY: 299}) == set()
    assert odd_days(usual | {DAY: 300}) == {DAY}
    few = {DAY - timedelta(days=back): 3 for back in range(1, 20)}
    assert odd_days(few | {DAY: 199}) == set()  # a small site that somebody has linked to
    assert odd_days({DAY: 5000}) == set()  # the first day has no week


@pytest.mark.django_db
def test_each_table_says_what_was_counted(content: Knowledge) -> None:
    period = Period(
        {
            ("seen", "device/mini"): 60,
            ("seen", "light/mini/solid-red"): 300,
            ("seen", "light/mini-2/solid-red"): 40,
            ("seen", "result/mini/solid-red"): 100,
            ("seen", "support/mini/solid-red"): 25,
            ("clear", "light/mini/solid-red"): 30,
            ("unclear", "light/mini/solid-red"): 10,
            ("seen", "light/mini/offline"): 50,
            ("asked", "mini/solid-red/home-wifi"): 80,
            ("asked", "sync-module/solid-red/home-wifi"): 20,
            ("unsure", "mini/solid-red/home-wifi"): 30,
            ("set-aside", "mini/solid-red/home-wifi"): 10,
            ("asked", "mini/solid-red/app-status"): 90,
            ("step", "restart-router"): 70,
            ("fixed", "internet-down/restart-router"): 20,
            ("no-change", "internet-down/restart-router"): 30,
            ("expected", "internet-down/restart-router"): 3000,
            ("left", "light"): 85,
            ("vain", "chime"): 21,
            ("vain", "old words"): 5,
        },
        28,
        {("seen", "light/mini/solid-red"): 200},
    )
    row = figures.lights(content, period).rows[0]
    assert row.subject == "pattern mini/solid-red"
    assert [figure.text for figure in row.figures] == ["440", "100", "0", "25", "25 %"]
    assert row.change == "+120 %"
    assert row.bar == 100
    question = figures.questions(content, period).rows[0]
    assert question.subject == "question home-wifi"
    assert [figure.text for figure in question.figures][:4] == ["100", "40 %", "30 %", "10 %"]
    step = figures.steps(content, period).rows[0]
    assert step.subject == "step restart-router"
    assert [figure.text for figure in step.figures] == ["70", "50", "40 %", "60 %", "−20 %", "0 %"]
    left = {row.name: row.figures[1].text for row in figures.pages(period).rows}
    assert left["Answer page"] == "22 %"
    assert [(row.name, row.figures[0].text) for row in figures.words(period).rows] == [
        ("chime", "21"),
        ("old words", "too few"),
    ]
    unclear = figures.unclear_pages(content, period).rows[0]
    assert (unclear.subject, unclear.figures[0].text) == ("pattern mini/solid-red", "25 %")
