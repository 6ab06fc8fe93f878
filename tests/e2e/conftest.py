"""Journeys in a real browser, against the site as `make run` serves it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect

from tests import browser as browsers
from tests.e2e.desk import sign_in
from tests.site import Kind, serve

expect.set_options(timeout=20_000)  # milliseconds, on a machine that is busy


LONGEST = [
    "to_the_end", "publishing", "staff", "handbook", "shipped_desk", "lights", "light_editor",
    "pictures", "speed", "two_editors", "access", "at_the_form", "keyboard", "counting",
]  # fmt: skip
"""Files that take longest. One that is begun last is waited for by all the others."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    places = {here / f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """Whoever presses a journey once more finds a new site, not what the first try left."""
    if getattr(item, "execution_count", 1) > 1:  # of pytest-rerunfailures
        for made in item._fixtureinfo.name2fixturedefs.get("folder", ()):
            made.finish(item._request)  # type: ignore[arg-type]  # of any request it reads the node


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
def kind() -> Kind:
    """Of the module's own site. A module that asks about the shipped content overrides it."""
    return "little"


@pytest.fixture(scope="module")
def site(folder: Path, kind: Kind, pattern: Path) -> Iterator[str]:
    """A site of the module's own, with people of the staff (`tests.site.STAFF`), for journeys
    that write.
    """
    with serve(folder, kind, pattern=pattern) as address:
        yield address


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: str) -> Callable[[str], StorageState]:
    """What a browser keeps of somebody who has signed in: by the form, once in a module."""

    @cache
    def as_(name: str) -> StorageState:
        with closing(browser.new_context()) as context:
            page = context.new_page()
            sign_in(page, site, name)
            expect(page.get_by_role("button", name="Log out")).to_be_visible()
            return context.storage_state()

    return as_


@pytest.fixture
def at_the_desk(
    new_context: Callable[..., BrowserContext], signed_in: Callable[[str], StorageState]
) -> Callable[..., Page]:
    """A page of somebody who has signed in, in a browser of their own."""

    def opened(name: str, **options: Any) -> Page:
        return new_context(storage_state=signed_in(name), **options).new_page()

    return opened


@pytest.fixture
def eve(at_the_desk: Callable[..., Page]) -> Page:
    """She edits and publishes."""
    return at_the_desk("eve")
