"""From the first tap to an answer: the lights, at most two questions, the result.

What is still worth asking stands there.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from tests.kinds import ALL_TRIED
from tests.pages import Page, Question, has_an_answer, visit
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Ask, diagnose
from wizard.diagnosis.progress import QUESTION_PAGES_BEFORE_RESULT
from wizard.knowledge.values import Knowledge
from wizard.rendering.phrases import chance

pytestmark = pytest.mark.django_db

XT2 = "/diagnose/?device=xt2"
SIX = f"{XT2}&light=five-or-six-red-flashes"
OPEN = f"{SIX}&when-it-began=after-power&app-status=works"
"""Two answers, and the engine has one more question."""


def progress_at(content: Knowledge, address: str) -> Progress:
    progress = replay(content, parse_qsl(urlsplit(address).query))
    assert isinstance(progress, Progress)
    return progress


def one_more(page: Page) -> Question:
    """The question that stands on a result."""
    return next(form for form in page.questions if not form.values("fixed"))


def test_the_likeliest_cause_and_the_first_step_come_first_and_the_question_beside_them(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, OPEN)
    diagnosis = diagnose(content, progress_at(content, OPEN))
    assert isinstance(diagnosis.move, Ask)
    order = [
        page.h1,
        diagnosis.plan[0].step.title,
        "Did that fix it?",
        "One more answer makes this surer",
        diagnosis.move.question.text,
        diagnosis.move.question.why,
        "Could also be",
        "The whole plan",
    ]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    assert page.h1.startswith(diagnosis.causes[0].cause.name)


def test_its_answer_leads_to_the_result_again_and_the_way_round_it_too(client: Client) -> None:
    page = visit(client, OPEN)
    question = one_more(page)
    name = question.answers[0][0]
    for _, value in question.answers:
        answered = question.press(name, value)
        assert has_an_answer(visit(client, answered))
        assert f"{name}={value}" in answered
    another = visit(client, page.link("Skip this question").href)
    assert has_an_answer(another)
    assert all(added != name for asked in another.questions for added, _ in asked.answers)
    alone = visit(client, page.link("Show me the steps").href)
    assert "One more answer" not in alone.text
    assert alone.question.values("fixed")


def test_where_a_step_spoils_what_is_asked_the_answer_is_wanted_first(
    client: Client, content: Knowledge
) -> None:
    warning = "Answer it before you do the next steps."
    met = set()
    for when in ("after-power", "stopped", "unsure"):
        address = f"{XT2}&light=red-every-3-seconds&app-status=unsure&when-it-began={when}"
        diagnosis, text = (
            diagnose(content, progress_at(content, address)),
            visit(client, address).text,
        )
        assert isinstance(diagnosis.move, Ask)
        spoilers = [
            plan.step
            for plan in diagnosis.plan
            if diagnosis.move.question.slug in plan.step.disturbs
        ]
        assert (warning in text) == bool(spoilers)
        met.add(bool(spoilers))
    assert met


def test_a_result_says_how_sure_it_is(client: Client, content: Knowledge) -> None:
    """The words go with the engine: no cause is called likely where none is."""
    for first in ("unsure", "after-power"):
        for second in ("unsure", "works"):
            address = f"{SIX}&when-it-began={first}&app-status={second}"
            likeliest = diagnose(content, progress_at(content, address)).causes[0]
            page = visit(client, address)
            is_open = likeliest.word in ("possible", "less likely")
            word = "perhaps" if is_open else likeliest.word
            assert page.h1 == f"{likeliest.cause.name}, {word}"
            assert (
                f"{chance(likeliest.probability).capitalize()}, by what you told us." in page.text
            )


def test_where_nothing_is_left_to_try_the_question_stands_on_the_page_for_support(
    client: Client,
) -> None:
    page = visit(client, ALL_TRIED)
    assert "So far, nothing has helped. One more answer may show what does." in page.text
    assert page.text.index("One more answer makes this surer") < page.text.index("Your report")
    assert one_more(page).answers


def test_after_a_step_that_did_not_help_the_question_stands_beside_the_next_one(
    client: Client,
) -> None:
    page = visit(client, f"{SIX}&when-it-began=still-works&tried=replace-batteries")
    places = [page.text.index(words) for words in (page.h1, "One more answer", "The whole plan")]
    assert places == sorted(places)
    assert "Question" not in page.text


def test_a_light_that_is_not_known_is_asked_for_on_pages_of_their_own(client: Client) -> None:
    address, asked = f"{XT2}&light=unsure", 0
    while not has_an_answer(page := visit(client, address)):
        assert "Question" in page.text
        asked += 1
        address = page.question.press(page.question.answers[0][0], "unsure")
    assert asked > QUESTION_PAGES_BEFORE_RESULT


def test_the_second_question_is_the_last_before_the_result(client: Client) -> None:
    first = visit(client, SIX)
    second = visit(client, first.question.press(first.question.answers[0][0], "unsure"))
    assert "Question 1, then one more" in first.text or "Question 1, perhaps one more" in first.text
    assert "Question 2, the last before the result" in second.text


def test_an_answer_that_is_not_on_the_list_is_an_error_at_its_question_wherever_that_stands(
    client: Client,
) -> None:
    third = one_more(visit(client, OPEN)).answers[0][0]
    page = visit(client, f"{OPEN}&{third}=perhaps")
    assert "We did not understand one answer in this link" in page.text
    assert page.question.values(third)


def test_change_asks_any_answer_again_on_a_page_of_its_own(client: Client) -> None:
    page = visit(client, OPEN)
    for link in [link for link in page.links if "the answer to" in link.text]:
        changed = visit(client, link.href)
        assert "Your answer now" in changed.text
        assert "One more answer" not in changed.text
