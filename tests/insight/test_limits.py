"""An address can send so much a day, and at midnight nobody can tell any more who it was."""

from __future__ import annotations

from datetime import date, timedelta

from wizard.insight.limits import Limits, connection_of

DAY = date(2026, 11, 28)


class Clock:
    def __init__(self) -> None:
        self.day = DAY

    def __call__(self) -> date:
        return self.day


def test_an_address_is_counted_so_often_a_day_and_others_go_on() -> None:
    clock = Clock()
    limits = Limits(per_address=3, clock=clock)
    assert [limits.admit("192.0.2.1") for _ in range(5)] == [DAY, DAY, DAY, None, None]
    assert limits.admit("192.0.2.2") == DAY
    clock.day += timedelta(days=1)
    assert limits.admit("192.0.2.1") == clock.day


def test_a_flood_of_addresses_costs_no_more_memory_and_leaves_the_known_ones_alone() -> None:
    limits = Limits(per_address=5, most_addresses=10, clock=Clock())
    admitted = [limits.admit(f"192.0.2.{number}") for number in range(20)]
    assert admitted == [DAY] * 10 + [None] * 10
    assert limits.admit("192.0.2.0") == DAY


def test_a_browser_has_another_name_tomorrow() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    first = limits.browser("192.0.2.1", "Firefox")
    assert limits.browser("192.0.2.1", "Firefox") == first
    assert limits.browser("192.0.2.1", "Safari") != first
    assert limits.browser("192.0.2.2", "Firefox") != first
    clock.day += timedelta(days=1)
    assert limits.browser("192.0.2.1", "Firefox") != first


def test_one_connection_is_one_however_many_addresses_it_has() -> None:
    assert connection_of("2001:db8:1:2::1") == connection_of("2001:db8:1:2:ffff::9")
    assert connection_of("2001:db8:1:2::1") != connection_of("2001:db8:1:3::1")
    assert connection_of("::ffff:192.0.2.1") == connection_of("192.0.2.1") == "192.0.2.1"
    assert connection_of("unix:") == connection_of("") == ""
