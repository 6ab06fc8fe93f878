"""The papers name only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site import ROOT

PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(r"`((?:wizard|templates|static|tests|docs|fixtures|blinkdiag)/[\w./-]*)`")
CODE = re.compile(r"`[^`]*`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_path_and_every_link_leads_somewhere(paper: Path) -> None:
    text = paper.read_text()
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    prose = CODE.sub("", text)
    missing += [link for link in LINK.findall(prose) if not (paper.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize(
    "decision",
    sorted((ROOT / "docs" / "decisions").glob("0*.md")),
    ids=lambda decision: decision.name[:4],
)
def test_decisions_have_one_form_and_stand_in_the_list(decision: Path) -> None:
    text = decision.read_text()
    assert re.match(rf"# {decision.name[:4]}\. .+\n\nStatus: .+\n", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [
        heading for heading in headings if heading in ("Context", "Decision", "Consequences")
    ] == [
        "Context",
        "Decision",
        "Consequences",
    ]
    assert f"({decision.name})" in (decision.parent / "README.md").read_text()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_table_tells_of_a_name_once(paper: Path) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", paper.read_text(), re.MULTILINE):
        first_cells = [row.split("|")[1] for row in table.splitlines()]
        only_names = [cell for cell in first_cells if not CODE.sub("", cell).strip(" ,")]
        names = [name for cell in only_names for name in CODE.findall(cell)]
        assert [name for name in set(names) if names.count(name) > 1] == []
