"""Deletes daily totals that are older than they may be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wizard.insight.limits import today
from wizard.models import DailyTotal
from wizard.models.insight import KEPT_FOR


class Command(BaseCommand):
    help = (
        f"Deletes what was counted more than {KEPT_FOR.days} days ago. Every release does it, and"
        " every process at midnight."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        deleted = DailyTotal.objects.prune(today())
        if verbosity > 0 and deleted:
            self.stdout.write(f"Deleted {deleted} daily totals older than {KEPT_FOR.days} days.")
