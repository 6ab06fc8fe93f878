"""The words staff choose and their numbers; every kind of scale knows its own words only."""

from __future__ import annotations

import json
from itertools import pairwise
from math import log

import pytest

from wizard.knowledge.scales import Answer, Confusion, Effect, Frequency, ScaleWord, Seen

SCALES: list[type[ScaleWord]] = [Frequency, Seen, Answer, Effect, Confusion]


@pytest.mark.parametrize("scale", SCALES)
def test_words_stand_from_the_most_to_the_least_and_none_is_certain(scale: type[ScaleWord]) -> None:
    numbers = [word.number for word in scale]
    assert numbers == sorted(numbers, reverse=True)
    assert [scale.number_of(str(word)) for word in scale] == numbers
    if max(numbers) < 1:
        assert min(numbers) > 0
    else:
        assert all(more == 3 * less for more, less in pairwise(numbers))


def test_words_of_answers_are_evenly_spaced_in_log_odds() -> None:
    odds = [log(word.number / (1 - word.number)) for word in Answer]
    assert [more - less for more, less in pairwise(odds)] == pytest.approx([1.74] * 4, abs=0.01)


def test_a_word_is_itself_in_json_and_stands_with_its_number_for_staff() -> None:
    assert json.dumps(Frequency.COMMON) == '"common"'
    assert Frequency.with_number("very common") == "very common (27)"
    assert Effect.with_number("usually") == "usually (0.7)"
    assert Answer.with_number("usually") == "usually (0.85)"
    assert Confusion.with_number("perhaps") == "perhaps"


def test_a_word_of_another_scale_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="perhaps") as error:
        Confusion.number_of("perhaps")
    assert str(error.value) == (
        "“perhaps” is no word of Confusion: use one of often, sometimes, rarely."
    )
