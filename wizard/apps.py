"""The one app: the guide, its content and its staff side."""

from __future__ import annotations

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class WizardConfig(AppConfig):
    name = "wizard"
    verbose_name = "Blinkdiag content"

    def ready(self) -> None:
        # Not in a migration: Django makes permissions after the last one, and tables that come
        # later need theirs, too.
        post_migrate.connect(_make_groups, sender=self)
        from wizard import checks  # noqa: F401  # they register themselves
        from wizard.staff import admin  # noqa: F401  # likewise


def _make_groups(*, apps: Apps, using: str, **_: object) -> None:
    from wizard.staff.access.roles import make_groups

    make_groups(apps, using)
