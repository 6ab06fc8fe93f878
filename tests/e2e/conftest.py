"""Journeys in a real browser, against the site as `make run` serves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests import browser as browsers
from tests.site import serve


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browsers.system_browser() or browsers.own_browser()
    if path is None:
        message = (
            "There is no browser. Install Chromium, or run: python -m playwright install chromium"
        )
        if browsers.required():
            pytest.fail(message)
        pytest.skip(message)
    return {**browser_type_launch_args, "executable_path": path, "args": browsers.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """No service worker, so that no journey depends on what an earlier page kept;
    test_offline.py allows it.
    """
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def whole(playwright: Playwright, browser: Browser) -> Iterator[Browser]:
    """A browser as people have it; the one of the other journeys has no back/forward cache."""
    assert browser.is_connected()
    launched = playwright.chromium.launch(
        executable_path=browsers.whole_browser(),
        args=["--no-sandbox", "--disable-gpu", "--headless=new"],
        ignore_default_args=["--disable-back-forward-cache", "--disable-background-networking"],
    )
    yield launched
    launched.close()


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
