"""The content is read by people on ladders: short words, short sentences, measured."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from wizard import models
from wizard.content.collect import collect
from wizard.rendering.readability import grade, syllables, texts


@pytest.mark.parametrize(
    ("word", "count"),
    [("plug", 1), ("wired", 1), ("device", 2), ("lights", 1), ("battery", 3), ("module", 2),
     ("camera", 3), ("table", 2), ("waited", 2), ("cables", 2), ("batteries", 3), ("the", 1),
     ("camera’s", 3)],
)  # fmt: skip
def test_syllables_are_counted_by_ear(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_flesch_and_kincaids() -> None:
    text = "The cat sat on the mat. It was a good cat."
    assert grade(text) == pytest.approx(max(0.0, 0.39 * 11 / 2 + 11.8 * 11 / 11 - 15.59))
    text = "Ensure the correct polarity of both batteries before continuing."
    assert grade(text) == pytest.approx(0.39 * 9 + 11.8 * 19 / 9 - 15.59)


def test_each_line_is_a_sentence_and_nothing_has_no_grade() -> None:
    assert grade("Unplug the camera\nWait ten seconds") == grade(
        "Unplug the camera. Wait ten seconds."
    )
    assert grade("…") == 0.0


@pytest.mark.django_db
def test_every_text_keeps_to_grade_seven() -> None:
    said = StringIO()
    call_command("reading_level", stdout=said)
    line = re.compile(r"^[\w -]+: grade \d\.\d on average, 0 of \d+ above 7$", re.MULTILINE)
    kinds = line.findall(said.getvalue())
    assert len(kinds) == len(texts(collect()))


@pytest.mark.django_db
def test_a_hard_text_is_named() -> None:
    models.Question.objects.filter(slug="batteries").update(
        text=(
            "Which electrochemical characteristics predominantly distinguish the currently"
            " installed accumulators?"
        )
    )
    said = StringIO()
    with pytest.raises(CommandError, match="1 texts are above grade 7"):
        call_command("reading_level", stdout=said)
    assert "batteries" in said.getvalue()
