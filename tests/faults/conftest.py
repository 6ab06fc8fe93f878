"""Every fault begins with a site that is well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.services import NEEDED
from tests.faults.world import World, made, needs, well


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.faults)
            # Connections that a fault cuts are never closed in good order.
            item.add_marker(
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
            )


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    needs(*NEEDED)
    with made() as world:
        yield world


@pytest.fixture(autouse=True)
def _well(world: World) -> None:
    """Every fault begins with a site that is well."""
    well(world)
