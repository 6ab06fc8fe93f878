"""One light with two contents: every set of answers once, decided with both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isclose

import pytest

from tests.builders import make_knowledge, make_likelihood, make_pattern, make_question, make_step
from wizard.analysis.answer_states import decide, start, walk
from wizard.analysis.difference import compare
from wizard.analysis.paired_walk import Both, SideBySide, inputs, plan_rules
from wizard.diagnosis.address import KnownLight, Progress, replay
from wizard.knowledge.values import Effect, Knowledge, Question

Edit = Callable[[Knowledge], Knowledge]


def two_questions() -> Knowledge:
    """Three causes with a cure each; "moved" tells one of them, "cold" another."""
    return make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common", "far": "common", "frozen": "common"})],
        questions=[
            make_question("moved", unknown_share=0.2),
            make_question("cold", unknown_share=0.2),
        ],
        likelihoods=[
            make_likelihood("moved", "stuck", "never", "always"),
            make_likelihood("moved", "far", "always", "never"),
            make_likelihood("moved", "frozen", "rarely", "usually"),
            make_likelihood("cold", "stuck", "rarely", "usually"),
            make_likelihood("cold", "far", "rarely", "usually"),
            make_likelihood("cold", "frozen", "always", "never"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "usually"}, minutes=10),
            make_step("move-closer", fixes={"far": "usually"}, minutes=10),
            make_step("warm-up", fixes={"frozen": "usually"}, minutes=10),
        ],
    )


def first(knowledge: Knowledge) -> Progress:
    return start(knowledge, knowledge.devices[0], KnownLight(knowledge.patterns[0]))


def walked(old: Knowledge, new: Knowledge) -> list[Both]:
    return list(SideBySide(first(old), first(new)))


def with_question(
    knowledge: Knowledge, slug: str, edit: Callable[[Question], Question]
) -> Knowledge:
    return replace(
        knowledge, questions=tuple(edit(q) if q.slug == slug else q for q in knowledge.questions)
    )


def another_answer(knowledge: Knowledge) -> Knowledge:
    rows = [
        make_likelihood("cold", "stuck", "usually", "rarely")
        if (row.question, row.cause) == ("cold", "stuck")
        else row
        for row in knowledge.likelihoods
    ]
    return replace(knowledge, likelihoods=tuple(rows))


def longer_question(knowledge: Knowledge) -> Knowledge:
    return with_question(knowledge, "moved", lambda question: replace(question, minutes=3))


def less_sure(knowledge: Knowledge) -> Knowledge:
    return with_question(knowledge, "cold", lambda question: replace(question, unknown_share=0.6))


def weaker_step(knowledge: Knowledge) -> Knowledge:
    effects = (Effect(cause="stuck", word="rarely"),)
    return replace(
        knowledge, steps=(replace(knowledge.steps[0], effects=effects), *knowledge.steps[1:])
    )


def other_order(knowledge: Knowledge) -> Knowledge:
    return replace(knowledge, questions=knowledge.questions[::-1])


def fewer_questions(knowledge: Knowledge) -> Knowledge:
    rows = tuple(row for row in knowledge.likelihoods if row.question != "moved")
    return replace(knowledge, questions=knowledge.questions[1:], likelihoods=rows)


def one_group(knowledge: Knowledge) -> Knowledge:
    return replace(
        knowledge, questions=tuple(replace(q, group="cold") for q in knowledge.questions)
    )


EDITS: tuple[Edit, ...] = (
    another_answer,
    longer_question,
    less_sure,
    weaker_step,
    other_order,
    fewer_questions,
    one_group,
)


def test_the_same_answers_are_met_once_whichever_content_asks_for_them_first() -> None:
    old = two_questions()
    new = longer_question(old)
    met = walked(old, new)
    addresses = [frozenset(both.states[1].pairs) for both in met]
    assert len(set(addresses)) == len(addresses)


def test_shares_are_those_of_each_content() -> None:
    old = two_questions()
    new = another_answer(old)
    met = walked(old, new)
    for side, knowledge in enumerate((old, new)):
        alone = {frozenset(state.pairs): state.share for state in walk(first(knowledge))}
        there = {
            frozenset(both.states[side].pairs): both.shares[side]
            for both in met
            if both.shares[side]
        }
        assert there.keys() <= alone.keys()
        assert all(isclose(share, alone[pairs]) for pairs, share in there.items())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_everything_that_one_of_them_says_differently_is_met(edit: Edit) -> None:
    """Against the plain way: every state of either content, looked up in the other by its
    address.
    """
    old = two_questions()
    new = edit(old)
    addresses = {state.pairs for knowledge in (old, new) for state in walk(first(knowledge))}
    plain = {frozenset(pairs) for pairs in addresses if said(old, pairs) != said(new, pairs)}
    met = {
        frozenset(both.most_met.pairs)
        for both in walked(old, new)
        if said(old, both.most_met.pairs) != said(new, both.most_met.pairs)
    }
    assert met == plain


def said(knowledge: Knowledge, pairs: tuple[tuple[str, str], ...]) -> tuple[str, str, str, str]:
    progress = replay(knowledge, pairs)
    assert isinstance(progress, Progress)
    state = decide(progress)
    asked, tried = (
        state.question.slug if state.question else "",
        state.step.slug if state.step else "",
    )
    return state.first_cause.slug, state.status, asked, tried


def test_what_lies_behind_the_answer_to_the_only_question_that_differs_is_left_out() -> None:
    old = two_questions()
    new = less_sure(old)
    met = walked(old, new)
    assert met
    assert not any(question == "cold" for both in met for question, _ in both.states[0].pairs)


def test_everybody_is_followed_to_the_end_whatever_is_left_out() -> None:
    old = two_questions()
    for edit in EDITS:
        walk_of_both = SideBySide(first(old), first(edit(old)))
        list(walk_of_both)
        assert all(isclose(followed, 1) for followed in walk_of_both.followed), edit.__name__


def test_what_most_people_meet_comes_first() -> None:
    old = two_questions()
    walk_of_both = SideBySide(first(old), first(weaker_step(old)))
    shares = [both.share for both in walk_of_both]
    assert shares == sorted(shares, reverse=True)


def test_an_edit_of_one_family_computes_nothing_of_another(
    content: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []

    def watched(light: Progress) -> object:
        computed.append(light.family.slug)
        return inputs(light)

    monkeypatch.setattr("wizard.analysis.difference.inputs", watched)
    pattern = content.pattern["mini", "solid-red"]
    edited = replace(
        pattern, causes=(replace(pattern.causes[0], frequency="rare"), *pattern.causes[1:])
    )
    compare(
        content,
        replace(content, patterns=tuple(edited if p is pattern else p for p in content.patterns)),
    )
    assert set(computed) == {"mini"}


def test_the_rules_of_plans_are_the_sorts_of_steps_and_no_words() -> None:
    step = make_step("restart", fixes={"stuck": "usually"})
    rules = [
        plan_rules(make_knowledge(steps=[replace(step, **changes)]), "camera")
        for changes in (
            {},
            {"stage": "look"},
            {"asks": "Is it dark?"},
            {"wait_seconds": 60},
            {"tools": ("Ladder",)},
        )
    ]
    assert len(set(rules)) == len(rules)
    assert plan_rules(make_knowledge(steps=[replace(step, title="Else")]), "camera") == rules[0]
