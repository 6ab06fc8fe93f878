"""A short run of `make fuzz`."""

from __future__ import annotations

import pytest

from tests import fuzz
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def test_no_hostile_address_finds_a_fault(content: Knowledge) -> None:
    found = fuzz.run(content, 600, seed=7, say=lambda text: None)
    assert found.faults == []
    assert found.statuses[200] > 100
    assert found.statuses[404] > 50
