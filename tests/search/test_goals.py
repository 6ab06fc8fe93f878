"""How well descriptions are answered that nobody tuned the search to word by word; the figures are
in docs/search.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.search.expectations import lights, opened
from wizard.knowledge.values import Knowledge, Pattern
from wizard.search.search import NEAR, Found, search

pytestmark = pytest.mark.django_db

DESCRIPTIONS = json.loads((Path(__file__).parent / "descriptions.json").read_text(encoding="utf-8"))
STRICT, WITHOUT_LIGHT = DESCRIPTIONS["strict"], DESCRIPTIONS["without_light"]
STRANGERS = DESCRIPTIONS["strangers"]


def settles(found: Found) -> list[str]:
    """The lights that the one question of a search is between."""
    scores = [match.score for match in found.matches if isinstance(match.subject, Pattern)]
    near = [score for score in scores if scores[0] - score < NEAR]
    return lights(found)[: len(near)] if found.asks else []


def test_there_are_enough_of_them() -> None:
    assert len(STRICT) >= 80
    assert len(WITHOUT_LIGHT) >= 40
    assert len(STRANGERS) >= 20


def test_95_of_100_strict_descriptions_are_right_first_or_settled_by_one_question(
    content: Knowledge,
) -> None:
    right = [
        light
        for typed, light in STRICT
        if light in [*lights(found := search(content, typed))[:1], *settles(found)]
    ]
    assert len(right) >= 0.95 * len(STRICT)


def test_85_of_100_descriptions_without_a_light_find_something_right_among_three(
    content: Knowledge,
) -> None:
    right = [
        typed
        for typed, answers in WITHOUT_LIGHT
        if {match.subject.slug for match in search(content, typed).matches[:3]} & set(answers)
    ]
    assert len(right) >= 0.85 * len(WITHOUT_LIGHT)


def test_all_strangers_are_told(content: Knowledge) -> None:
    untold = [
        typed
        for typed, code in STRANGERS
        if code not in [notice.code for notice in search(content, typed).notices]
    ]
    assert untold == []


def test_no_page_opens_wrongly(content: Knowledge) -> None:
    wrong = []
    for typed, light in STRICT:
        found = search(content, typed)
        family, _, slug = light.partition("/")
        page = opened(content, found).removesuffix("?")
        devices = [device.slug for device in content.devices_of(family)]
        if page and page not in [f"{device}/{slug}" for device in devices]:
            wrong.append((typed, page))
    assert wrong == []
    assert not any(search(content, typed).opens for typed, _ in STRANGERS)
