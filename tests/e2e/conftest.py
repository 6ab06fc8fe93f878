"""Journeys in a real browser, against the site as `make run` serves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import browser
from tests.site import serve


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browser.system_browser() or browser.own_browser()
    if path is None:
        message = (
            "There is no browser. Install Chromium, or run: python -m playwright install chromium"
        )
        if browser.required():
            pytest.fail(message)
        pytest.skip(message)
    return {**browser_type_launch_args, "executable_path": path, "args": browser.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """No service worker, so that no journey depends on what an earlier page kept;
    test_offline.py allows it.
    """
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of a run: theirs are beside each other in it."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "new"


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory, pattern: Path) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("site"), pattern=pattern) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def site(folder: Path, pattern: Path) -> Iterator[str]:
    """A site of the module's own, with people of the staff (`tests.site.STAFF`), for journeys
    that write.
    """
    with serve(folder, staffed=True, pattern=pattern) as address:
        yield address
