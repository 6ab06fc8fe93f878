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
