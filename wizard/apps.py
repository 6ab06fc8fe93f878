"""The one app: the guide, its content and its staff side."""

from __future__ import annotations

from django.apps import AppConfig


class WizardConfig(AppConfig):
    name = "wizard"
    verbose_name = "Blinkdiag content"
    default_auto_field = "django.db.models.BigAutoField"
