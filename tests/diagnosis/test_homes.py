"""What is told in made-up homes is what was told there before; see homes.py."""

from __future__ import annotations

import json

import pytest

from tests.builders import make_progress
from tests.diagnosis.homes import HOMES, REFERENCE, home, in_words, situations
from wizard.diagnosis.diagnose import diagnose

TOLD = json.loads(REFERENCE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", HOMES)
def test_what_is_told_in_a_home_stays_as_it_was(number: int) -> None:
    knowledge = home(number)
    for said in situations(knowledge, number):
        progress = make_progress(knowledge, said)
        told = in_words(progress, diagnose(knowledge, progress))
        assert told == TOLD[f"{number}: {said}"], (
            "If this is meant, write the table anew: python -m tests.diagnosis.homes"
        )


def test_every_kind_of_move_and_status_and_sign_is_met_in_some_home() -> None:
    """Else the table would say less than it seems to."""
    rows = TOLD.values()
    assert {row["move"].partition(" ")[0] for row in rows} == {"ask", "try", "AskSupport", "Fixed"}
    assert {row["status"] for row in rows} == {"normal", "waiting", "look", "act"}
    assert {row["sign"] for row in rows} == {"", "nothing"}
    assert sum(len(row["plan"]) > 2 for row in rows) > len(TOLD) / 4
    assert any(row["ruled out"] for row in rows)
