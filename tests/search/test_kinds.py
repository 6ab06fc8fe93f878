"""Every kind of report that search once read wrongly (`kinds.txt`): what was found in the reports,
and ten more of each kind.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from tests.search.expectations import misses
from wizard.knowledge.values import Knowledge
from wizard.search.search import search

pytestmark = pytest.mark.django_db

LINES = (Path(__file__).parent / "kinds.txt").read_text(encoding="utf-8").splitlines()
PROBES = [line.rsplit(" => ", 1) for line in LINES if not line.startswith("# ")]


@pytest.mark.parametrize(("typed", "expected"), PROBES)
def test_it_is_read_as_it_is_meant(content: Knowledge, typed: str, expected: str) -> None:
    found = search(content, typed)
    assert misses(content, found, expected) == []


def test_each_kind_has_ten_probes_or_more() -> None:
    kinds = [
        len([*lines])
        for is_title, lines in groupby(LINES, lambda line: line[0] == "#")
        if not is_title
    ]
    assert len(kinds) == 28
    assert min(kinds[:-1]) >= 11
