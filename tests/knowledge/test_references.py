from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from wizard.knowledge.references import MissingReferenceError, check_references
from wizard.knowledge.values import Knowledge

TABLES = {
    "colours": "colour",
    "sources": "source",
    "families": "family",
    "patterns": "pattern",
    "causes": "cause",
    "questions": "question",
    "steps": "step",
}


def test_the_shipped_content_names_nothing_that_is_gone(content: Knowledge) -> None:
    check_references(content)


@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_taken_out_is_missed(content: Knowledge, table: str) -> None:
    emptied: dict[str, Any] = {table: ()}
    with pytest.raises(MissingReferenceError, match=f"the {TABLES[table]} .* which is gone"):
        check_references(dataclasses.replace(content, **emptied))
