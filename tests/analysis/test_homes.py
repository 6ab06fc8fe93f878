"""What is found in made-up homes is what was found there before; see homes.py."""

from __future__ import annotations

import json

import pytest

from tests.analysis.homes import CASES, REFERENCE, analysed

FOUND = json.loads(REFERENCE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "number"), CASES)
def test_what_is_found_in_a_home_stays_as_it_was(name: str, number: int) -> None:
    assert analysed(name, number) == FOUND[f"{name} {number}"], (
        "If this is meant, write the table anew: python -m tests.analysis.homes"
    )


def test_the_homes_have_findings_changes_and_questions_of_many_kinds() -> None:
    """Else the table would say less than it seems to."""
    rows = [row for found in FOUND.values() for row in found]
    for code in (
        "cause-hidden",
        "step-never-planned",
        "question-never-asked",
        "likelihood-missing",
        "likelihood-idle",
        "dead-end",
    ):
        assert any(f"[{code}]" in row for row in rows), code
    for what in ("first cause", "next move", "status", "plan", "light"):
        assert any(f") {what}: " in row for row in rows), what
