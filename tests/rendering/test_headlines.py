"""What a page says in a few words, for every state a diagnosis can be in."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.builders import make_cause, make_knowledge, make_pattern, make_progress, make_step
from wizard.diagnosis.diagnose import Diagnosis, diagnose
from wizard.knowledge.values import WAITING
from wizard.models.lights import Status
from wizard.rendering.phrases import (
    VERDICTS,
    Headline,
    Verdict,
    chance,
    result_headline,
    state_text,
    support_lead,
)

STEPS = [
    make_step("restart", fixes={"router": "usually"}),
    make_step("reset", fixes={"router": "sometimes"}),
]
KNOWLEDGE = make_knowledge(
    patterns=[make_pattern("solid-red", causes={"router": "common"})],
    causes=[replace(make_cause("router"), explanation="It lost its *network*.")],
    steps=STEPS,
)


def diagnosis(word: str = "likely", *, query: str = "", fits_poorly: bool = False) -> Diagnosis:
    """A diagnosis whose likeliest cause, "Router", has this word."""
    found = diagnose(KNOWLEDGE, make_progress(KNOWLEDGE, f"light=solid-red {query}"))
    likeliest = next(ranked for ranked in found.causes if ranked.cause.slug == "router")
    return replace(found, causes=(replace(likeliest, word=word),), fits_poorly=fits_poorly)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("most likely", "Router, most likely"),
        ("likely", "Router, likely"),
        ("possible", "Router, perhaps"),
    ],
)
def test_the_likeliest_cause_is_named_and_explained_with_how_sure_it_is(
    word: str, title: str
) -> None:
    assert result_headline(diagnosis(word)) == Headline(
        title, "It lost its *network*.", "About 9 in 10, by what you told us."
    )


def test_no_cause_is_the_headline_where_none_is_even_possible() -> None:
    headline = result_headline(diagnosis("less likely"))
    assert headline.title == "No cause stands out yet"
    assert "equally likely" in headline.lead
    assert headline.sure == ""


def test_a_cause_that_the_person_recognised_is_the_headline() -> None:
    found = result_headline(diagnosis("possible", query="cause=router"))
    assert found == Headline("Router", "It lost its *network*.", "You said: that is it.")


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "nearly certain"),
        (0.95, "nearly certain"),
        (0.949, "about 9 in 10"),
        (0.72, "about 7 in 10"),
        (0.1, "about 1 in 10"),
        (0.04, "less than 1 in 10"),
        (0.0, "less than 1 in 10"),
    ],
)
def test_a_chance_is_said_in_tenths(probability: float, words: str) -> None:
    assert chance(probability) == words


@pytest.mark.parametrize("word", ["most likely", "possible"])
def test_answers_that_fit_nothing_are_called_so_however_likely_a_cause_is(word: str) -> None:
    found = result_headline(diagnosis(word, fits_poorly=True))
    assert found.title == "This does not match the usual causes"
    assert found.lead.endswith("If they do not help, contact Blink support.")


@pytest.mark.parametrize("outcome", ["tried", "skipped"])
def test_after_a_step_the_headline_is_the_next_step_alone(outcome: str) -> None:
    found = diagnosis(query=f"{outcome}=restart", fits_poorly=True)
    assert result_headline(found) == Headline("Reset")


def test_support_is_told_what_was_done() -> None:
    found = diagnosis(query="tried=restart tried=reset")
    assert (
        support_lead(found, asks=False)
        == "The steps did not help. Blink support can take over from here: the report below tells"
        " them what you have tried."
    )


def test_whoever_could_not_do_a_step_has_not_done_what_we_know() -> None:
    found = diagnosis(query="tried=restart skipped=reset")
    assert (
        support_lead(found, asks=False)
        == "There are no more steps that you can do. Blink support can take over from here: the"
        " report below tells them what you have tried."
    )


@pytest.mark.parametrize(
    ("query", "lead"),
    [
        ("", "Longer steps are left. Try them if you are willing, or contact support now."),
        (
            "tried=restart",
            (
                "The quick steps did not help. Longer steps are left. Try them if you are willing,"
                " or contact support now."
            ),
        ),
    ],
)
def test_whoever_has_long_steps_left_has_not_done_what_we_know(query: str, lead: str) -> None:
    found = diagnosis(query=query)
    assert support_lead(replace(found, plan=(), before_support=found.plan), asks=False) == lead


def test_support_says_that_an_answer_may_still_change_it() -> None:
    lead = "One more answer may help us find a step for you."
    assert support_lead(diagnosis(), asks=True) == lead
    tried = diagnosis(query="tried=restart tried=reset")
    assert (
        support_lead(tried, asks=True)
        == "So far, nothing has helped. One more answer may show what does."
    )


def test_support_says_so_where_nothing_can_be_done() -> None:
    assert support_lead(diagnosis(), asks=False) == "We have no step that is likely to help."


def test_every_status_of_a_light_has_its_verdict() -> None:
    assert set(VERDICTS) == {*Status.values, WAITING}
    assert VERDICTS["act"] == Verdict("Act now", "Today, if you can.", "act")
    assert {verdict.look for verdict in VERDICTS.values()} == set(Status.values)
    assert all(one.title != other.title for one, other in pairwise(VERDICTS.values()))


@pytest.mark.parametrize(
    ("state", "minutes", "text"),
    [
        ("done", 5, "did not help"),
        ("skipped", 5, "skipped"),
        ("now", 5, "5 minutes – see above"),
        ("now", None, "a few minutes – see above"),
        ("later", 90, "1½ hours"),
        ("later", None, "a few minutes"),
    ],
)
def test_a_step_of_the_plan_says_its_state(state: str, minutes: float | None, text: str) -> None:
    assert state_text(state, replace(STEPS[0], minutes=minutes)) == text
