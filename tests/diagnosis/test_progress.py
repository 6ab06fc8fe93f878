"""How many questions are left: exact where there is time to look, certain where there is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import (
    make_model,
    make_progress,
    make_question,
    make_question_table,
    make_step_table,
    make_symptom,
)
from tests.diagnosis.test_diagnose import KNOWLEDGE, diagnosis_of
from tests.diagnosis.test_properties import models
from wizard.diagnosis.diagnose import Ask
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import RULES, Evidence, asks, decision, next_move
from wizard.diagnosis.progress import (
    LOOKS,
    QUESTION_PAGES_BEFORE_RESULT,
    ahead,
    before,
    pages_left,
    questions_left,
)
from wizard.knowledge.values import Knowledge


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


# The page before


def back(query: str, knowledge: Knowledge = KNOWLEDGE) -> str | None:
    """The address of the page before, without its device."""
    found = before(make_progress(knowledge, query))
    return None if found is None else " ".join("=".join(pair) for pair in found.pairs()[1:])


def test_before_the_light_stands_the_colour_and_before_it_the_device() -> None:
    assert back("") is None
    assert back("colour=red") == ""
    assert back("light=unsure") == ""
    assert back("light=flashing-red") == ""
    assert back("light=unsure colour=blue") == "colour=blue"
    assert before(make_progress(KNOWLEDGE, "light=unsure colour=blue")) == make_progress(
        KNOWLEDGE, "colour=blue"
    )


def test_before_a_symptom_stands_the_page_of_those_without_a_light() -> None:
    knowledge = replace(KNOWLEDGE, symptoms=(make_symptom("drains", causes={"batteries": "rare"}),))
    found = before(make_progress(knowledge, "symptom=drains"))
    assert found is not None
    assert (found.light, found.colour) == (None, "none")


def test_what_was_said_last_is_taken_back_first() -> None:
    red = "light=flashing-red"
    assert back(f"{red} blue-first=yes blue-first= tried=wait") == (
        f"{red} blue-first=yes tried=wait"
    )
    assert back(f"{red} blue-first=yes tried=wait fixed=change-batteries") == (
        f"{red} blue-first=yes tried=wait"
    )
    assert back(f"{red} blue-first=yes cause=batteries tried=wait") == (
        f"{red} blue-first=yes cause=batteries"
    )
    assert back(f"{red} blue-first=yes cause=batteries skipped=wait") == (
        f"{red} blue-first=yes cause=batteries"
    )
    assert back(f"{red} blue-first=yes cause=batteries skipped=questions") == (
        f"{red} blue-first=yes skipped=questions"
    )
    assert back(f"{red} blue-first=yes skipped=questions") == f"{red} blue-first=yes"
    assert back(f"{red} blue-first=yes") == red
    assert back(f"{red} skipped=blue-first") == red
    assert back(f"{red} blue-first=perhaps") == red
    assert back(f"{red} blue-first=perhaps new-batteries=yes") == f"{red} new-batteries=yes"


def test_the_last_step_is_the_one_that_the_plan_told_last() -> None:
    said = "light=flashing-red blue-first=yes"
    plan = [one.step.slug for one in diagnosis_of(said).plan]
    assert plan[:2] == ["change-batteries", "wait"]
    assert back(f"{said} tried=wait tried=change-batteries") == f"{said} tried=change-batteries"
    assert back(f"{said} skipped=wait tried=change-batteries") == f"{said} tried=change-batteries"
    assert back(f"{said} tried=wait") == said
    never_first = f"{said} tried=wait tried=restart-router skipped=change-batteries"
    assert back(never_first) == f"{said} tried=wait skipped=change-batteries"


def test_the_last_question_is_the_one_that_the_engine_asked_last() -> None:
    red = "light=flashing-red"
    assert [row.question.slug for row in [asked(red), asked(f"{red} blue-first=unsure")]] == [
        "blue-first",
        "new-batteries",
    ]
    assert back(f"{red} new-batteries=unsure blue-first=unsure") == f"{red} blue-first=unsure"
    assert back(f"{red} new-batteries=yes blue-first=unsure") == f"{red} blue-first=unsure"


def test_a_question_set_aside_is_taken_back_where_it_came_last() -> None:
    red = "light=flashing-red"
    assert back(f"{red} new-batteries=yes skipped=blue-first") == f"{red} skipped=blue-first"
    assert back(f"{red} skipped=blue-first skipped=new-batteries") == f"{red} skipped=blue-first"


def test_of_answers_that_were_never_asked_for_the_last_of_the_guide_goes_first() -> None:
    dull = [make_question("dull"), make_question("duller")]
    knowledge = replace(KNOWLEDGE, questions=(*KNOWLEDGE.questions, *dull))
    red = "light=flashing-red"
    assert back(f"{red} dull=yes duller=no", knowledge) == f"{red} dull=yes"
    assert back(f"{red} dull=yes skipped=new-batteries", knowledge) == f"{red} dull=yes"


def asked(query: str) -> Ask:
    move = diagnosis_of(query).move
    assert isinstance(move, Ask)
    return move


# How far it is


def test_without_any_bound_of_pages_the_question_cap_holds() -> None:
    telling = [
        make_question_table(f"q{number}", rows=[(0.8, 0.2), (0.2, 0.8)], minutes=0.1)
        for number in range(9)
    ]
    steps = [
        make_step_table("one", fixes=(0.9, 0.0), minutes=20),
        make_step_table("two", fixes=(0.0, 0.9), minutes=20),
    ]
    model = make_model(prior=[1, 1], questions=telling, steps=steps, support_minutes=500)
    unsure = tuple((table.slug, None) for table in telling)
    for answered, most in ((0, 6), (2, 4), (5, 1), (6, 0), (7, 0)):
        evidence = Evidence(answers=unsure[:answered])
        assert ahead(model, evidence, looks=10_000)[1] == most
        assert ahead(model, evidence, 1, looks=10_000) == (min(most, 1), min(most, 1))
    fewest, most = ahead(model, Evidence(), looks=10_000)
    assert (fewest, most) == walked(model, Evidence())
    assert fewest < most == 6
    assert ahead(model, Evidence(), looks=0) == (0, 6)
    assert ahead(model, Evidence(), 0) == (0, 0)
