"""Daily totals of what is seen and pressed, and what staff made of them. No row is about a visit,
and none names a visitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

Row = tuple[date, str, str, str]
"""(day, kind, key, language)"""

KEPT_FOR = timedelta(days=400)
"""So long totals stay: a year, and the month beside it a year before."""

AT_ONCE = 500
"""Rows in one statement."""


class DailyTotalQuerySet(models.QuerySet["DailyTotal"]):
    def add(self, counts: Mapping[Row, int]) -> None:
        """Adds each number to what the row holds already; one statement for a few hundred rows, on
        SQLite and PostgreSQL alike.
        """
        quote = connection.ops.quote_name
        columns = [quote(name) for name in ("day", "kind", "key", "language", "count")]
        count = columns[-1]
        table, place = quote(self.model._meta.db_table), "(%s, %s, %s, %s, %s)"
        with transaction.atomic(), connection.cursor() as cursor:
            every = sorted(counts.items())
            for first in range(0, len(every), AT_ONCE):
                rows = every[first : first + AT_ONCE]
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608  # our own names
                    f" VALUES {', '.join([place] * len(rows))}"
                    f" ON CONFLICT ({', '.join(columns[:-1])})"
                    f" DO UPDATE SET {count} = {table}.{count} + excluded.{count}",
                    [value for row, number in rows for value in (*row, number)],
                )

    def between(self, first: date, last: date) -> DailyTotalQuerySet:
        """Of these days, both included."""
        return self.filter(day__range=(first, last))

    def sums(self, *kinds: str) -> dict[tuple[str, str], int]:
        """(kind, key) -> how many, in all languages; of these kinds, or of all."""
        rows = self.filter(kind__in=kinds) if kinds else self
        found = rows.order_by().values_list("kind", "key").annotate(n=models.Sum("count"))
        return {(kind, key): int(number) for kind, key, number in found}

    def by_day(self, *kinds: str) -> dict[date, int]:
        """Day -> how many of these kinds together."""
        rows = self.filter(kind__in=kinds).order_by().values_list("day")
        found = rows.annotate(n=models.Sum("count")).values_list("day", "n")
        return {day: int(number) for day, number in found}

    def prune(self, today: date) -> int:
        """Deletes what is older than `KEPT_FOR`; returns the number of rows."""
        return self.filter(day__lt=today - KEPT_FOR).delete()[0]


class DailyTotal(models.Model):
    """How often something happened on a day, by everybody together."""

    day = models.DateField(editable=False, help_text="The day, in Greenwich.")
    kind = models.CharField(max_length=20, editable=False, help_text="What happened.")
    key = models.CharField(max_length=200, editable=False, help_text="To what in the content.")
    language = models.CharField(max_length=10, editable=False, help_text="Of the page.")
    count = models.PositiveBigIntegerField(editable=False, help_text="How often.")

    objects = DailyTotalQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "kind", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "key", "language"], name="daily_total_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.count}"


class OddDay(models.Model):
    """A day that stood out, and whether its counts are used: somebody has looked."""

    day = models.DateField(unique=True, help_text="The day.")
    used = models.BooleanField(help_text="Are its counts used in proposals?")
    who = models.CharField(max_length=150, help_text="Who looked.")
    at = models.DateTimeField(default=timezone.now, help_text="When.")

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {'used' if self.used else 'left out'}"


class DeclinedProposal(models.Model):
    """A declined proposal. It comes back once twice as many visitors stand behind it."""

    kind = models.CharField(max_length=20, help_text="How often a step helps, or a light means it.")
    key = models.CharField(max_length=200, help_text="Which row of the content.")
    word = models.CharField(max_length=20, help_text="The word that the content keeps.")
    proposed = models.CharField(max_length=20, help_text="The word that was proposed.")
    people = models.PositiveIntegerField(help_text="How many visitors stood behind it.")
    reason = models.CharField(max_length=300, help_text="Why.")
    who = models.CharField(max_length=150, help_text="Who declined it.")
    at = models.DateTimeField(default=timezone.now, help_text="When.")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.key}: {self.word} stays"
