"""Questions of one group count less together: what that means for beliefs, reasons and what to
ask.
"""

from __future__ import annotations

from itertools import permutations
from math import log2

import pytest

from tests.builders import make_model, make_question_table
from wizard.diagnosis.inference import (
    after_its_group,
    answer_factors,
    dot,
    gain,
    posterior,
    weight_in_group,
    weights_of_evidence,
)
from wizard.diagnosis.model import Model
from wizard.diagnosis.next_move import Evidence, open_questions

ROWS = [(0.8, 0.2), (0.2, 0.8), (0.4, 0.6)]
"""P(answer | cause) of every question here; answers are called "0" and "1"."""


def model_of(*groups: str) -> Model:
    """Three causes and questions "0", "1" … that are worded alike, each of the group named here."""
    questions = [
        make_question_table(str(number), rows=ROWS, group=group)
        for number, group in enumerate(groups)
    ]
    return make_model(prior=[3, 2, 1], questions=questions)


def belief(model: Model, *answers: tuple[str, str | None]) -> tuple[float, ...]:
    return posterior(model.prior, Evidence(answers).factors(model))


@pytest.mark.parametrize(("answers", "worth"), [(1, 1), (2, 1.6), (3, 2), (5, 2.5)])
def test_so_many_answers_of_a_group_are_worth_fewer(answers: int, worth: float) -> None:
    assert answers * weight_in_group(answers) == pytest.approx(worth)


def test_two_answers_of_a_group_count_eight_tenths_each() -> None:
    first, second = answer_factors(model_of("lamp", "lamp"), [("0", "0"), ("1", "1")])
    assert first == pytest.approx([row[0] ** 0.8 for row in ROWS])
    assert second == pytest.approx([row[1] ** 0.8 for row in ROWS])


@pytest.mark.parametrize("groups", [("", ""), ("lamp", ""), ("lamp", "door")])
def test_alone_in_its_group_or_in_none_an_answer_counts_in_full(groups: tuple[str, str]) -> None:
    factors = answer_factors(model_of(*groups), [("0", "0"), ("1", "1")])
    assert factors == [tuple(row[0] for row in ROWS), tuple(row[1] for row in ROWS)]


def test_not_sure_takes_nothing_from_its_group() -> None:
    model = model_of("lamp", "lamp")
    assert belief(model, ("0", "0"), ("1", None)) == belief(model, ("0", "0"))


def test_two_alike_say_more_than_one_and_less_than_two_of_their_own() -> None:
    answers = ("0", "0"), ("1", "0")
    one, grouped = belief(model_of(""), answers[0])[0], belief(model_of("a", "a"), *answers)[0]
    assert one < grouped < belief(model_of("", ""), *answers)[0]


@pytest.mark.parametrize(
    "groups",
    [
        ("lamp", "lamp", "lamp", "lamp"),
        ("lamp", "door", "lamp", ""),
        ("lamp", "door", "door", "lamp"),
    ],
)
def test_their_order_does_not_matter(groups: tuple[str, ...]) -> None:
    model, answers = model_of(*groups), [("0", "0"), ("1", "1"), ("2", "0"), ("3", "0")]
    beliefs = [belief(model, *order) for order in permutations(answers)]
    assert all(one == pytest.approx(beliefs[0], abs=1e-12) for one in beliefs)


def test_the_reasons_of_a_group_add_up_to_what_it_says() -> None:
    model = make_model(
        prior=[1, 1],
        questions=[make_question_table(str(n), rows=ROWS[:2], group="lamp") for n in range(3)],
    )
    answers = ("0", "0"), ("1", "0"), ("2", "1")
    after = belief(model, *answers)
    weights = weights_of_evidence(model, Evidence(answers).factors(model))
    bits = [weight["0"] for weight in weights]
    assert bits == pytest.approx([2 * 2 / 3, 2 * 2 / 3, -2 * 2 / 3])
    assert sum(bits) == pytest.approx(log2(after[0] / after[1]))


def test_an_open_question_tells_less_once_its_group_is_answered() -> None:
    model = model_of("lamp", "lamp", "")
    after = belief(model, ("0", "0"))
    grouped, alone = open_questions(model, Evidence((("0", "0"),)))
    assert alone is model.question["2"]
    assert 0 < gain(grouped, after) < gain(alone, after)


@pytest.mark.parametrize("answers", [(), (("0", None),), (("2", "0"),)])
def test_an_open_question_is_as_it_was_while_its_group_says_nothing(
    answers: tuple[tuple[str, str | None], ...],
) -> None:
    model = model_of("lamp", "lamp", "")
    assert model.question["1"] in open_questions(model, Evidence(answers))


def test_what_is_left_of_a_question_is_still_how_often_each_answer_is_given() -> None:
    question = after_its_group(model_of("lamp").questions[0], 2)
    assert (question.slug, question.options, question.group) == ("0", ("0", "1"), "lamp")
    for row, (yes, no) in zip(zip(*question.likelihoods, strict=True), ROWS, strict=True):
        left, right = yes**0.4, no**0.4
        assert row == pytest.approx((left / (left + right), right / (left + right)))
    assert dot(question.likelihoods[0], (1, 1, 1)) + dot(
        question.likelihoods[1], (1, 1, 1)
    ) == pytest.approx(3)
