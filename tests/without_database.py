"""A pytest plugin for mutation testing: the shipped content from its files, and no database."""

from __future__ import annotations

import os

import django
import hypothesis
import pytest

from wizard.knowledge.values import Knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")
django.setup()

# A change that a busy machine lets pass too slowly would count as noticed.
hypothesis.settings.register_profile("any pace", deadline=None)
hypothesis.settings.load_profile("any pace")


@pytest.fixture(scope="session")
def content() -> Knowledge:
    from django.conf import settings

    from wizard.content.sources import from_files

    return from_files(settings.BASE_DIR / "fixtures")
