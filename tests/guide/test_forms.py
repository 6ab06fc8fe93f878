"""A question is one tap: buttons, everything else kept, and errors that stand on the question."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from crispy_forms.utils import render_crispy_form

from tests.pages import Page
from wizard.diagnosis.address import Progress, StepOutcome, replay
from wizard.guide.forms import AnswerForm, OutcomeForm
from wizard.knowledge.values import UNSURE, Knowledge, Question
from wizard.templatetags.lights import outcomes

pytestmark = pytest.mark.django_db


def progress(content: Knowledge, *pairs: tuple[str, str]) -> Progress:
    replayed = replay(content, [("device", "xt2"), ("light", "five-or-six-red-flashes"), *pairs])
    assert isinstance(replayed, Progress)
    return replayed


def rendered(form: AnswerForm | OutcomeForm, content: Knowledge | None = None) -> Page:
    """`content`: where lights are drawn, in whose colours."""
    if isinstance(form, OutcomeForm):
        return Page(outcomes(form))
    painted = {"colours": content.colours} if content else {}
    return Page(str(render_crispy_form(form, form.helper, painted)))


def question(content: Knowledge, slug: str = "batteries") -> Question:
    return content.question[slug]


def test_every_option_is_a_button_and_not_sure_is_last(content: Knowledge) -> None:
    asked = question(content)
    page = rendered(AnswerForm(progress(content), asked, number=2))
    assert page.forms[0].method == "get"
    assert page.forms[0].action == "/diagnose/"
    assert page.question.answers == [
        *((asked.slug, option.slug) for option in asked.options),
        (asked.slug, UNSURE),
    ]
    assert page.h1 == asked.text
    assert "Question 2" in page.text
    assert "That is fine. We will carry on without it." in page.text


def test_what_was_said_before_travels_with_the_answer_and_the_question_itself_does_not(
    content: Knowledge,
) -> None:
    pairs = [
        ("blue-first", "yes"),
        ("batteries", "other"),
        ("tried", "reseat-batteries"),
        ("skipped", "batteries"),
    ]
    form = AnswerForm(progress(content, *pairs), question(content))
    hidden = rendered(form).question.kept
    assert hidden == [
        ("device", "xt2"),
        ("light", "five-or-six-red-flashes"),
        ("blue-first", "yes"),
        ("tried", "reseat-batteries"),
    ]


def test_a_pressed_button_leads_to_a_canonical_address_whatever_was_done_before(
    content: Knowledge,
) -> None:
    """No redirect on the way, and nothing that was tried is lost, in whatever order it was
    tried.
    """
    steps = [
        content.step[slug] for slug in ("reseat-batteries", "replace-batteries", "restart-router")
    ]
    outcomes: tuple[StepOutcome, ...] = ("tried", "skipped", "tried")
    for order in permutations(steps):
        done = progress(content, ("batteries", "other"), ("skipped", "questions"))
        for step, outcome in zip(order, outcomes, strict=True):
            form = OutcomeForm(done, step)
            for choice in (
                *form.choices,
                *AnswerForm(done, question(content, "app-status")).choices,
            ):
                pairs = choice.next_page.pairs()
                replayed = replay(content, pairs)
                assert isinstance(replayed, Progress)
                assert replayed.pairs() == pairs
            done = done.after(step, outcome)
        assert {step.slug for step in (*done.tried, *done.skipped)} == {step.slug for step in steps}
        assert done.just_steps


def test_the_answer_already_given_is_marked(content: Knowledge) -> None:
    page = rendered(AnswerForm(progress(content, ("batteries", "other")), question(content)))
    buttons = [attributes["class"].split() for tag, attributes in page.tags if tag == "button"]
    given = [
        answer
        for answer, looks in zip(page.question.answers, buttons, strict=True)
        if "was" in looks
    ]
    assert given == [("batteries", "other")]
    assert page.text.count("Your answer now") == 1


def test_an_invalid_answer_is_an_error_on_the_question(content: Knowledge) -> None:
    form = AnswerForm(progress(content, ("batteries", "perhaps")), question(content))
    assert "batteries" in form.errors
    page = rendered(form)
    assert 'class="bad"' in page.html
    assert "Pick one of these. Your other answers are kept." in page.text
    assert ("batteries", "perhaps") not in page.question.kept


def test_hostile_values_are_kept_as_text_and_never_read_as_a_template(content: Knowledge) -> None:
    hostile = '{% load lights %}{{ form }}"><script>'
    form = AnswerForm(progress(content, ("blue-first", hostile)), question(content))
    page = rendered(form)
    assert ("blue-first", hostile) in page.question.kept
    assert "<script>" not in page.html


def test_short_answers_stand_in_a_row_and_long_ones_under_each_other(content: Knowledge) -> None:
    assert AnswerForm(progress(content), question(content, "blue-first")).layout == "row"
    assert AnswerForm(progress(content), question(content, "batteries")).layout == ""


def test_an_option_about_a_light_carries_that_light(content: Knowledge) -> None:
    form = AnswerForm(progress(content), question(content, "sync-module-lights"))
    assert form.drawings == ("sync",)
    html = rendered(form, content).html
    assert 'data-light="solid-blue-blinking-green"' in html
    assert 'class="opt pic"' in html


def test_in_the_wizard_htmx_swaps_the_answer_in_and_on_an_answer_page_it_does_not(
    content: Knowledge,
) -> None:
    for in_place in (False, True):
        swapped = rendered(AnswerForm(progress(content), question(content), in_place=in_place))
        assert 'hx-get="/diagnose/"' in swapped.html
        assert bool(swapped.headings) is not in_place
    loaded = rendered(AnswerForm(progress(content), question(content), in_place=True, swaps=False))
    assert "hx-get" not in loaded.html


def test_a_step_can_end_in_three_ways(content: Knowledge) -> None:
    step = content.step["replace-batteries"]
    page = rendered(OutcomeForm(progress(content, ("batteries", "other")), step))
    assert page.question.answers == [
        (name, "replace-batteries") for name in ("fixed", "tried", "skipped")
    ]
    assert ("batteries", "other") in page.question.kept


def test_where_there_is_nothing_to_do_the_form_asks_whether_that_explains_it(
    content: Knowledge,
) -> None:
    page = rendered(OutcomeForm(progress(content), content.step["no-action"]))
    assert [name for name, _ in page.question.answers] == ["fixed", "tried"]
    assert "Does that explain it?" in page.text


def test_no_form_has_a_style_attribute(content: Knowledge) -> None:
    for asked in content.questions:
        html = rendered(AnswerForm(progress(content), asked), content).html
        assert not re.search(r"\sstyle=", html)
