"""How many questions are left: exact where there is time to look, certain where there is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import make_progress
from tests.diagnosis.test_diagnose import KNOWLEDGE
from tests.diagnosis.test_properties import models
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import RULES, Evidence, asks, decision, next_move
from wizard.diagnosis.progress import (
    LOOKS,
    QUESTION_PAGES_BEFORE_RESULT,
    ahead,
    pages_left,
    questions_left,
)


def walked(model: Model, evidence: Evidence) -> tuple[int, int]:
    """The truth, by walking every way to its end."""
    question = next_move(model, evidence).ask
    if question is None:
        return 0, 0
    ends = [
        walked(model, replace(evidence, answers=(*evidence.answers, (question.slug, option))))
        for option in (*question.options, None)
    ]
    return 1 + min(fewest for fewest, _ in ends), 1 + max(most for _, most in ends)


@settings(max_examples=60)
@given(models())
def test_with_time_to_look_the_range_is_the_true_one(model: Model) -> None:
    assert ahead(model, Evidence(), looks=10_000) == walked(model, Evidence())


@settings(max_examples=60)
@given(models(), st.integers(0, 12))
def test_without_time_the_range_is_wider_and_never_wrong(model: Model, looks: int) -> None:
    fewest, most = ahead(model, Evidence(), looks=looks)
    true_fewest, true_most = walked(model, Evidence())
    assert 0 <= fewest <= true_fewest <= true_most <= most <= 6


@settings(max_examples=60)
@given(models(), st.integers(0, 3))
def test_no_more_pages_are_counted_than_questions_may_have(model: Model, pages: int) -> None:
    fewest, most = walked(model, Evidence())
    assert ahead(model, Evidence(), pages, looks=10_000) == (min(fewest, pages), min(most, pages))


def test_a_known_light_has_two_questions_before_its_result_and_one_set_aside_is_one_of_them() -> (
    None
):
    def left(query: str) -> int:
        return pages_left(make_progress(KNOWLEDGE, query))

    assert left("light=flashing-red") == QUESTION_PAGES_BEFORE_RESULT == 2
    assert left("light=flashing-red blue-first=unsure") == 1
    assert left("light=flashing-red skipped=blue-first") == 1
    assert left("light=flashing-red blue-first=yes new-batteries=no") == 0
    assert left("light=flashing-red blue-first=yes skipped=new-batteries") == 0


def test_until_a_light_is_known_every_question_has_its_page() -> None:
    for query in ("light=unsure", "light=other", "light=unsure blue-first=yes new-batteries=no"):
        assert pages_left(make_progress(KNOWLEDGE, query)) == RULES.question_cap


def test_whoever_has_tried_a_step_has_seen_the_result_and_is_asked_there() -> None:
    for query in ("light=flashing-red tried=wait", "light=unsure skipped=change-batteries"):
        assert pages_left(make_progress(KNOWLEDGE, query)) == 0


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Evidence]:
    """What the engine is asked about, in its order."""
    tried: list[Evidence] = []

    def counted(really: Callable[[Model, Evidence], Any]) -> Callable[[Model, Evidence], Any]:
        def count(model: Model, evidence: Evidence) -> Any:
            tried.append(evidence)
            return really(model, evidence)

        return count

    ahead.cache_clear()
    for name, really in (("decision", decision), ("asks", asks)):
        monkeypatch.setattr(f"wizard.diagnosis.progress.{name}", counted(really))
    return tried


def test_no_more_answers_are_tried_out_than_it_may(tried: list[Evidence]) -> None:
    questions_left(KNOWLEDGE, make_progress(KNOWLEDGE, "light=unsure"))
    assert 0 < len(tried) <= LOOKS


def test_no_state_is_looked_ahead_from_twice(tried: list[Evidence]) -> None:
    """Whatever page it is on: the whole one or its part, of this device or of one alike."""
    progress = make_progress(KNOWLEDGE, "light=flashing-red")
    first = questions_left(KNOWLEDGE, progress)
    assert tried
    tried.clear()
    assert questions_left(KNOWLEDGE, replace(progress, notices=())) == first
    assert tried == []


@settings(max_examples=60, deadline=None)
@given(models())
def test_whether_anything_is_asked_is_what_the_decision_says(model: Model) -> None:
    assert asks(model, Evidence()) is (next_move(model, Evidence()).ask is not None)


def test_each_answer_brings_the_end_nearer() -> None:
    query, before = "light=flashing-red", 7
    for answer in ("", " blue-first=unsure", " new-batteries=unsure"):
        query += answer
        _, most = questions_left(KNOWLEDGE, make_progress(KNOWLEDGE, query))
        assert most < before
        before = most
    assert before == 0


def test_nothing_is_left_when_only_the_steps_are_wanted() -> None:
    assert questions_left(
        KNOWLEDGE, make_progress(KNOWLEDGE, "light=flashing-red skipped=questions")
    ) == (0, 0)


def test_without_a_light_nothing_is_asked() -> None:
    with pytest.raises(ValueError, match="no light yet"):
        questions_left(KNOWLEDGE, make_progress(KNOWLEDGE))
