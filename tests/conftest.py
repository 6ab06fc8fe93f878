"""Fixtures every test may use. The shipped content is loaded once and published as revision 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.management import call_command

from wizard import knowledge as bridge
from wizard.diagnosis.facts import Knowledge


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        call_command("load_content", verbosity=0)


@pytest.fixture(autouse=True)
def _quick_settings(settings: LazySettings) -> None:
    """Static files by their plain names, and passwords that are not meant to resist anybody."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees a page or a revision that another one left in the process."""
    cache.clear()
    bridge.forget()
    yield
    bridge.forget()


@pytest.fixture
def content(db: None) -> Knowledge:
    """The shipped content, published."""
    return bridge.published()
