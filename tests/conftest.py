"""Fixtures every test may use. The shipped content is loaded once and published as revision 1."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.python import pytest_pyfunc_call as call
from django.conf import settings
from django.core.management import call_command
from django.template import Template
from django.test import override_settings

from blinkdiag.room_for_calls import with_room
from tests import collected_once
from wizard.content.last_revision import Held
from wizard.content.live import forget, published
from wizard.guide import counting
from wizard.guide.page_cache import memory
from wizard.knowledge.values import Knowledge
from wizard.staff.access.brake import password_checks

RENDER = Template.__dict__["_render"]
"""Django exchanges it for its own."""


def pytest_configure() -> None:
    """Thousands of tests leave a large heap, and looking it through for garbage would take a
    sixth of their time. Properties hold on a busy machine too: how fast they are found to hold is
    no property.
    """
    gc.set_threshold(100_000, 50, 100)
    any_pace = hypothesis.settings(
        deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.register_profile("any pace", any_pace)
    hypothesis.settings.load_profile("any pace")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object:
    """Tests, too, call deeply in long loops."""
    return with_room(call, pyfuncitem)


@pytest.fixture(scope="session", autouse=True)
def _plain_templates(django_test_environment: None) -> None:
    """Django would copy the context of every template, included ones too, for tests that look at
    it. Ours look at pages.
    """
    pytest.MonkeyPatch().setattr(Template, "_render", RENDER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        call_command("load_content", verbosity=0)
        collected_once.begin()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What the last test wrote has been taken back."""
    collected_once.tables.state = collected_once.FIRST


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(django_test_environment: None) -> Iterator[None]:
    """Static files by their plain names and from nowhere, and passwords that are not meant to
    resist anybody.
    """
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=None,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": storage},
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> None:
    """A revision is frozen: the next test that serves it shares what was computed from it."""
    pytest.MonkeyPatch().setattr(Held, "of", staticmethod(lru_cache(maxsize=2)(Held.of)))


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees a page, a revision or a draft that another one left in the process."""
    memory.clear()
    counting.counters.clear()
    counting.limits.forget()
    password_checks.release()
    monkeypatch.setattr("wizard.content.draft._lately", None)
    # A slow machine would look for a newer revision in the middle of a test, a query more.
    monkeypatch.setattr("wizard.content.live.LOOK_EVERY_SECONDS", 3600.0)
    forget()
    yield
    forget()


@pytest.fixture
def _own_storage(settings: Any, tmp_path: Path) -> None:
    """Pictures of this test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def content(db: None) -> Knowledge:
    """The shipped content, published."""
    return published()
