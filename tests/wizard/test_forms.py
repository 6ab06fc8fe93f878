"""A question is one tap: buttons, everything else kept, and errors that stand on the question."""

from __future__ import annotations

import re

import pytest
from crispy_forms.utils import render_crispy_form

from tests.pages import Page
from wizard.diagnosis.facts import UNSURE, Knowledge, Question
from wizard.diagnosis.replay import Progress, replay
from wizard.forms import AnswerForm, OutcomeForm, ahead_words

pytestmark = pytest.mark.django_db


def progress(content: Knowledge, *pairs: tuple[str, str]) -> Progress:
    replayed = replay(content, [("device", "xt2"), ("light", "five-or-six-red-flashes"), *pairs])
    assert isinstance(replayed, Progress)
    return replayed


def rendered(form: AnswerForm | OutcomeForm) -> Page:
    return Page(str(render_crispy_form(form, form.helper)))


def question(content: Knowledge, slug: str = "batteries") -> Question:
    return content.question[slug]


def test_every_option_is_a_button_and_not_sure_is_last(content: Knowledge) -> None:
    asked = question(content)
    page = rendered(AnswerForm(progress(content), asked, number=2))
    assert page.form.method == "get"
    assert page.form.action == "/diagnose/"
    assert page.form.buttons == [*((asked.slug, option.slug) for option in asked.options), (asked.slug, UNSURE)]
    assert page.h1 == asked.text
    assert "Question 2" in page.text
    assert "That is fine. We go on without it." in page.text


def test_what_was_said_before_travels_with_the_answer_and_the_question_itself_does_not(content: Knowledge) -> None:
    pairs = [("blue-first", "yes"), ("batteries", "other"), ("tried", "reseat-batteries"), ("skipped", "batteries")]
    form = AnswerForm(progress(content, *pairs), question(content))
    hidden = rendered(form).form.hidden
    assert hidden == [
        ("device", "xt2"),
        ("light", "five-or-six-red-flashes"),
        ("blue-first", "yes"),
        ("tried", "reseat-batteries"),
    ]


def test_the_answer_already_given_is_marked(content: Knowledge) -> None:
    page = rendered(AnswerForm(progress(content, ("batteries", "other")), question(content)))
    given = [tag for tag in page.tags if tag[0] == "button" and "was" in tag[1]["class"].split()]
    assert [attributes["value"] for _, attributes in given] == ["other"]
    assert "Your answer now" in page.text


def test_an_invalid_answer_is_an_error_on_the_question(content: Knowledge) -> None:
    form = AnswerForm(progress(content, ("batteries", "perhaps")), question(content))
    assert "batteries" in form.errors
    page = rendered(form)
    assert 'class="bad"' in page.html
    assert "Pick one of these. Your other answers are kept." in page.text
    assert ("batteries", "perhaps") not in page.form.hidden


def test_hostile_values_are_kept_as_text_and_never_read_as_a_template(content: Knowledge) -> None:
    hostile = '{% load lights %}{{ form }}"><script>'
    form = AnswerForm(progress(content, ("blue-first", hostile)), question(content))
    page = rendered(form)
    assert ("blue-first", hostile) in page.form.hidden
    assert "<script>" not in page.html


def test_short_answers_stand_in_a_row_and_long_ones_under_each_other(content: Knowledge) -> None:
    assert AnswerForm(progress(content), question(content, "blue-first")).layout == "row"
    assert AnswerForm(progress(content), question(content, "batteries")).layout == ""


def test_an_option_about_a_light_carries_that_light(content: Knowledge) -> None:
    form = AnswerForm(progress(content), question(content, "sync-module-lights"))
    assert form.drawings == ("sync",)
    html = rendered(form).html
    assert 'data-light="solid-blue-blinking-green"' in html
    assert 'class="opt pic"' in html


def test_in_the_wizard_htmx_swaps_the_answer_in_and_on_an_answer_page_it_does_not(content: Knowledge) -> None:
    for in_place in (False, True):
        swapped = rendered(AnswerForm(progress(content), question(content), in_place=in_place))
        assert 'hx-get="/diagnose/"' in swapped.html
        assert bool(swapped.headings) is not in_place
    loaded = rendered(AnswerForm(progress(content), question(content), in_place=True, swaps=False))
    assert "hx-get" not in loaded.html


def test_a_step_can_end_in_three_ways(content: Knowledge) -> None:
    step = content.step["replace-batteries"]
    page = rendered(OutcomeForm(progress(content, ("batteries", "other")), step))
    assert page.form.buttons == [(name, "replace-batteries") for name in ("fixed", "tried", "skipped")]
    assert ("batteries", "other") in page.form.hidden


def test_where_there_is_nothing_to_do_the_form_asks_whether_that_explains_it(content: Knowledge) -> None:
    page = rendered(OutcomeForm(progress(content), content.step["no-action"]))
    assert [name for name, _ in page.form.buttons] == ["fixed", "tried"]
    assert "Is that it?" in page.text


def test_no_form_has_a_style_attribute(content: Knowledge) -> None:
    for asked in content.questions:
        html = rendered(AnswerForm(progress(content), asked)).html
        assert not re.search(r"\sstyle=", html)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, ""),
        ((1, 1), ", the last before the result"),
        ((1, 2), ", perhaps one more"),
        ((1, 3), ", perhaps two more"),
        ((1, 6), ", and it may be the last"),
        ((2, 2), ", then one more"),
        ((2, 3), ", then one or two more"),
        ((2, 6), ", then at least one more"),
        ((3, 6), ", then at least two more"),
    ],
)
def test_how_many_questions_follow_is_said_as_far_as_it_is_certain(left: tuple[int, int] | None, words: str) -> None:
    assert ahead_words(left) == words
