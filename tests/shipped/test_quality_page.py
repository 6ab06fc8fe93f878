"""docs/quality.md says how good the content is: its figures are those of the shipped content.

Fewer people are followed here than for the page, which takes a tenth of the time: what people are
asked and which cause is ranked first comes out a little lower, minutes hardly differ. So the bounds
below are loose, and tight enough that a page which has grown old is noticed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from django.conf import settings

from wizard.analysis.expected_quality import Quality, follow
from wizard.knowledge.values import Knowledge, Slug

pytestmark = pytest.mark.django_db

PAGE = (settings.BASE_DIR / "docs" / "quality.md").read_text(encoding="utf-8")
LEAST = 5e-4
ASKED = 0.005
"""Questions that fewer people (0..1) are asked need no row."""

RENEW = "python manage.py simulate --each-question prints the figures for docs/quality.md."


@dataclass(frozen=True)
class Followed:
    families: Mapping[str, Quality]
    asked: Mapping[Slug, float]
    saved: Mapping[Slug, float]


@cache
def followed(content: Knowledge) -> Followed:
    """Every family; questions only in those with a light table, which count alike."""
    families: dict[str, Quality] = {}
    asked: dict[Slug, float] = defaultdict(float)
    saved: dict[Slug, float] = defaultdict(float)
    tables = [family for family in content.families if family.documented]
    for family in content.families:
        if not content.patterns_of(family.slug):
            continue
        totals = follow(content, family, least=LEAST)
        families[family.name] = totals.quality()
        if family in tables:
            for question, share in totals.asked.items():
                asked[question] += share / len(tables)
                saved[question] += totals.saved[question] / len(tables)
    return Followed(families, asked, saved)


def rows(heading: str) -> dict[str, list[float]]:
    """First cell -> the numbers of the cells behind it, of the table below a heading."""
    part = PAGE.split(f"{heading}\n", 1)[1]
    lines = [line for line in part.split("\n#", 1)[0].splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {cells[0]: [float(cell) for cell in cells[1:] if is_number(cell)] for cells in table}


def is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


@pytest.mark.thorough
def test_the_page_has_every_family_with_the_figures_of_today(content: Knowledge) -> None:
    found, said = followed(content).families, rows("### By family")
    assert set(said) == set(found)
    for name, (first, top_three, right, asked, fixed, minutes, ratio) in said.items():
        one = found[name]
        assert 100 * one.first == pytest.approx(first, abs=5), (name, RENEW)
        assert 100 * one.top_three == pytest.approx(top_three, abs=3), (name, RENEW)
        assert 100 * one.first_step_correct == pytest.approx(right, abs=5), (name, RENEW)
        assert one.questions == pytest.approx(asked, abs=0.4), (name, RENEW)
        assert 100 * one.fixed == pytest.approx(fixed, abs=1), (name, RENEW)
        assert one.minutes == pytest.approx(minutes, abs=1.5), (name, RENEW)
        assert one.ratio == pytest.approx(ratio, abs=0.05), (name, RENEW)


def test_the_page_accounts_for_every_question_that_people_are_asked(content: Knowledge) -> None:
    now, said = followed(content), rows("### Question by question")
    texts = {content.question[slug].text: slug for slug in now.asked}
    assert {text for text, slug in texts.items() if now.asked[slug] >= ASKED} <= set(said)
    assert set(said) <= set(texts)
    for text, (asked, saves, *_) in said.items():
        slug = texts[text]
        assert 100 * now.asked[slug] == pytest.approx(asked, abs=4), (text, RENEW)
        assert now.saved[slug] / now.asked[slug] == pytest.approx(saves, abs=1), (text, RENEW)
