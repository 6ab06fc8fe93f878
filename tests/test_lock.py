"""What is locked here installs on every Python that the project takes, Debian’s older one too."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site import ROOT

LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.0", "3.13.0"])
def test_the_lock_holds_everything_that_a_python_asks_for(python: str) -> None:
    """pip refuses to install from a list with hashes in which anything is missing."""
    machine = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
        "platform_system": "Linux",
        "extra": "",
    }
    asked = {
        canonicalize_name(needed.name)
        for name in LOCKED
        for needed in map(Requirement, requires(name) or ())
        if needed.marker is None or needed.marker.evaluate(machine)
    }
    assert len(LOCKED) > 30
    assert asked - {canonicalize_name(name) for name in LOCKED} == set()
