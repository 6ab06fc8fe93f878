"""A pytest plugin for mutation testing: the shipped content from its files, and no database."""

from __future__ import annotations

import os

import django
import pytest

from wizard.knowledge.values import Knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")
django.setup()


@pytest.fixture(scope="session")
def content() -> Knowledge:
    from django.conf import settings

    from wizard.content.sources import from_files

    return from_files(settings.BASE_DIR / "fixtures")
