"""The days that the pages of numbers are about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest

from wizard.insight.figures import Period, odd_days
from wizard.insight.keys import FIXED, NO_CHANGE, SEEN
from wizard.insight.limits import today
from wizard.models import DailyTotal, OddDay

LENGTHS, USUAL = (7, 28, 90), 28
BEFORE = 28
LOOKED_BACK = 90


@dataclass(frozen=True, slots=True)
class Odd:
    """A day that stands out. `used`: None until somebody has looked."""

    day: date
    seen: int
    used: bool | None


def length_of(request: HttpRequest) -> int:
    """`?days=7`, 28 or 90."""
    given = request.GET.get("days", "")
    return int(given) if given in map(str, LENGTHS) else USUAL


def period(days: int = USUAL, *, without: Collection[date] = ()) -> Period:
    """The last days with today, and the 28 before them; two queries."""
    first = today() - timedelta(days=days - 1)
    now = DailyTotal.objects.between(first, today()).exclude(day__in=without)
    before = DailyTotal.objects.between(first - timedelta(days=BEFORE), first - timedelta(days=1))
    return Period(now.sums(), days, before.sums(), BEFORE)


def now() -> Period:
    """The last 28 days alone, in one query."""
    first = today() - timedelta(days=USUAL - 1)
    return Period(DailyTotal.objects.between(first, today()).sums(), USUAL, {})


def odd() -> list[Odd]:
    """Days of the last three months that stand out, by what was seen or by outcomes."""
    totals = DailyTotal.objects.between(today() - timedelta(days=LOOKED_BACK), today())
    seen = totals.by_day(SEEN)
    found = odd_days(seen) | odd_days(totals.by_day(FIXED, NO_CHANGE))
    looked = dict(OddDay.objects.filter(day__in=found).values_list("day", "used"))
    return [Odd(day, seen.get(day, 0), looked.get(day)) for day in sorted(found, reverse=True)]


def left_out() -> list[date]:
    """Odd days that nobody has looked at, or that somebody has left out."""
    return [one.day for one in odd() if not one.used]
