"""What a homeowner's page enters: one direction through a few modules, and nothing of the staff
side.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from wizard.guide.page_cache import memory
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

PACKAGE = Path(settings.BASE_DIR, "wizard")
QUESTION = "/diagnose/?device=mini&light=solid-red"
RESULT = f"{QUESTION}&skipped=questions"
MOST_MODULES = {QUESTION: 21, RESULT: 22}
"""At a cold page in a warm process: what draws lights is kept by value, so it is not entered."""


def entered(client: Client, address: str) -> list[str]:
    """The modules of the wizard in which a function is called, in the order of their first call."""
    modules: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE) and frame.f_code.co_name != "<module>":
            modules[str(path.relative_to(PACKAGE))] = None

    memory.clear()
    sys.setprofile(note)
    try:
        assert client.get(address).status_code == 200
    finally:
        sys.setprofile(None)
    return list(modules)


@pytest.mark.parametrize("address", [QUESTION, RESULT])
def test_a_page_enters_few_modules_and_no_staff_code_but_the_overlays_test(
    client: Client, content: Knowledge, address: str
) -> None:
    client.get(address)  # what is made once a process is made
    modules = entered(client, address)
    assert [module for module in modules if module.startswith("staff/")] == ["staff/overlay.py"]
    public = [module for module in modules if not module.startswith("staff/")]
    assert len(public) <= MOST_MODULES[address], public


def test_a_cached_page_enters_hardly_any(client: Client, content: Knowledge) -> None:
    client.get(QUESTION)
    modules: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE):
            modules.add(str(path.relative_to(PACKAGE)))

    sys.setprofile(note)
    try:
        client.get(QUESTION)
    finally:
        sys.setprofile(None)
    assert len(modules) <= 4, sorted(modules)
