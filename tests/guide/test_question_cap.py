"""The question cap stands in one place: with another one the pages count on and nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.builders import (
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from tests.pages import visit
from wizard.diagnosis.next_move import RULES, decision
from wizard.diagnosis.progress import ahead
from wizard.guide import http

pytestmark = pytest.mark.django_db

SLUGS = [f"sign-{number}" for number in range(12)]
TWELVE_QUESTIONS = make_knowledge(
    patterns=[make_pattern(causes={"stuck": "common", "flat": "common"})],
    questions=[make_question(slug, minutes=0.1) for slug in SLUGS],
    likelihoods=[
        make_likelihood(slug, cause, *words)
        for slug in SLUGS
        for cause, words in (
            ("stuck", ("usually", "sometimes")),
            ("flat", ("sometimes", "usually")),
        )
    ],
    steps=[
        make_step("restart", fixes={"stuck": "almost always"}, minutes=10),
        make_step("batteries", fixes={"flat": "almost always"}, minutes=10),
    ],
)
"""Each question would be worth asking, so only the cap ends them."""


@pytest.fixture
def cap_of_nine() -> Iterator[None]:
    """As if nine stood in the source."""
    shipped = RULES.question_cap
    object.__setattr__(RULES, "question_cap", 9)
    forget_what_was_decided()
    yield
    object.__setattr__(RULES, "question_cap", shipped)
    forget_what_was_decided()


def forget_what_was_decided() -> None:
    decision.cache_clear()
    ahead.cache_clear()


@pytest.fixture
def places(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The line above each question, for somebody with an unsure light and no sure answer."""
    monkeypatch.setattr(http, "published", lambda: TWELVE_QUESTIONS)
    address, found = "/diagnose/?device=camera-1&light=unsure", []
    while "Why we ask" in (page := visit(client, address)).text:
        found.append(page.text.split(page.h1)[0].split("Question ")[-1].strip())
        address = page.question.press(*page.question.answers[-1])
    return found


def test_an_unsure_light_is_asked_about_as_often_as_the_cap_says(places: list[str]) -> None:
    assert places == [
        *(f"{number}, and it may be the last" for number in range(1, 4)),
        "4, perhaps two more",
        "5, perhaps one more",
        "6, the last before the result",
    ]


@pytest.mark.usefixtures("cap_of_nine")
def test_a_cap_of_nine_asks_nine_questions_and_counts_them(places: list[str]) -> None:
    assert places == [
        *(f"{number}, and it may be the last" for number in range(1, 7)),
        "7, perhaps two more",
        "8, perhaps one more",
        "9, the last before the result",
    ]
