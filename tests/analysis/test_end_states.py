"""Every plan, walked to its end: the rules hold, and each of them is noticed where it is broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    make_cause,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis.audit.plans import broken_plans
from wizard.analysis.end_states import RULES, roads, violations
from wizard.diagnosis.address import light_value
from wizard.diagnosis.model import StepTable, step_table
from wizard.diagnosis.whole_plan import WholePlan, whole_plan
from wizard.knowledge.values import Knowledge, Slug, Step

WAIT = replace(
    make_step("wait", fixes={"stuck": "rarely"}, minutes=2, disturbs=["app"]), wait_seconds=120
)
RESTART = replace(
    make_step("restart", fixes={"stuck": "usually"}, minutes=20),
    wait_seconds=120,
    stage="restart-device",
)
RESET = make_step("reset", fixes={"stuck": "usually"}, minutes=20, destructive=True)
REBOOT = replace(
    make_step("reboot", fixes={"router": "usually"}, minutes=20), stage="restart-router"
)
JOIN = replace(make_step("join", fixes={"router": "sometimes"}, minutes=20), stage="types-wifi")
ADD = make_step("add", fixes={"lost": "usually"}, minutes=20)
LOOK = replace(
    make_step("look", fixes={"idle": "usually"}, minutes=1, disturbs=["app"]),
    stage="look",
    asks="Is it dark?",
    seen="Yes",
    not_seen="No",
)
ANSWERS = ("offline", "gone", "low")
SIGN = make_step("nothing", fixes={"idle": "almost always"}, minutes=1, disturbs=["app"])


def home(idle: str = "common") -> Knowledge:
    """A light with three faults and a normal state, and a question about it that offers what helps
    against each.
    """
    question = make_question("app", options=ANSWERS)
    offline, gone, low = question.options
    return make_knowledge(
        patterns=[
            make_pattern(
                "solid-red",
                causes={"stuck": "common", "router": "common", "lost": "common", "idle": idle},
            )
        ],
        causes=[replace(make_cause("idle", normal=True), sign="It is dark.")],
        questions=[
            replace(
                question,
                options=(
                    replace(offline, offers=("reboot", "restart"), excludes=("add",)),
                    replace(gone, offers=("add",), excludes=("look",)),
                    low,
                ),
            )
        ],
        likelihoods=[
            make_likelihood("app", "stuck", "usually", "never", "usually", options=ANSWERS),
            make_likelihood("app", "router", "always", "never", "never", options=ANSWERS),
            make_likelihood("app", "lost", "never", "always", "never", options=ANSWERS),
            make_likelihood("app", "idle", "rarely", "rarely", "usually", options=ANSWERS),
        ],
        steps=[SIGN, LOOK, WAIT, RESTART, REBOOT, JOIN, ADD, RESET],
        support_minutes=180,
    )


@pytest.mark.parametrize("idle", ["common", "very common"])
def test_a_sound_plan_breaks_no_rule(idle: str) -> None:
    knowledge = home(idle)
    assert list(violations(knowledge, knowledge.devices[0])) == []


def test_every_rule_has_a_test_that_breaks_it() -> None:
    assert {code for code, _ in BREAKS} == {rule.code for rule in RULES}


def spoil(monkeypatch: pytest.MonkeyPatch, fix: Callable[[WholePlan], WholePlan]) -> None:
    """Nothing is added once something was tried, else a plan would never end."""

    def spoilt(*args: Any) -> WholePlan:
        plan, evidence = whole_plan(*args), args[3]
        changed = fix(plan)
        longer = len(changed.everything) > len(plan.everything)
        return plan if longer and evidence.failed else changed

    monkeypatch.setattr("wizard.analysis.answer_states.whole_plan", spoilt)


def without(*slugs: Slug) -> Callable[[WholePlan], WholePlan]:
    """The plan has lost these steps."""

    def fix(plan: WholePlan) -> WholePlan:
        steps, late = (
            tuple(step for step in part if step.slug not in slugs)
            for part in (plan.steps, plan.before_support)
        )
        return replace(plan, steps=steps, before_support=late)

    return fix


def bare(step: Step) -> StepTable:
    """A step that helps against nothing."""
    none = (0.0,) * 20
    return replace(step_table(step, none), minutes=20, fails=none)


def backwards(plan: WholePlan) -> WholePlan:
    return replace(plan, steps=plan.steps[::-1])


def all_of_it(plan: WholePlan) -> WholePlan:
    """Every step there is, once the first of them is told: nothing was left out for a reason."""
    told = {step.slug for step in plan.everything}
    return replace(plan, steps=(*plan.steps, *(t for t in EVERYTHING if t.slug not in told)))


def lost_by_an_answer(plan: WholePlan) -> WholePlan:
    """One more answer takes the restart away, also where it speaks for it."""
    return without("restart", "reset")(plan) if plan.offered else plan


EVERYTHING = tuple(map(bare, (LOOK, SIGN, WAIT, RESTART, ADD)))

BREAKS: list[tuple[str, Callable[[WholePlan], WholePlan]]] = [
    ("remedy-left", without("reset")),
    ("remedy-lost", lost_by_an_answer),
    ("normal-treated", all_of_it),
    ("offer-missing", without("add")),
    ("offer-late", lambda plan: replace(plan, steps=(bare(JOIN), *plan.steps))),
    ("excluded-told", all_of_it),
    ("restarts-mixed", backwards),
    ("wifi-before-router", backwards),
    (
        "wifi-under-normal",
        lambda plan: replace(plan, steps=plan.before_support + plan.steps, before_support=()),
    ),
    ("against-answers", all_of_it),
    ("wait-again", all_of_it),
    ("wait-first", lambda plan: replace(plan, steps=(bare(WAIT), *plan.steps))),
    (
        "done-again",
        lambda plan: replace(plan, steps=plan.before_support, before_support=plan.steps),
    ),
    (
        "erases-before",
        lambda plan: replace(plan, steps=plan.before_support, before_support=plan.steps),
    ),
    ("nothing-to-do", lambda plan: replace(plan, steps=(), before_support=())),
    ("first-line", lambda plan: plan),
]


@pytest.mark.parametrize(("code", "fix"), BREAKS, ids=[code for code, _ in BREAKS])
def test_a_plan_that_breaks_a_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, code: str, fix: Callable[[WholePlan], WholePlan]
) -> None:
    spoil(monkeypatch, fix)
    if code in ("first-line", "wait-first"):
        status = "normal" if code == "first-line" else "act"
        monkeypatch.setattr("wizard.analysis.answer_states.status_of", lambda *told: status)
    knowledge = home("very common" if code == "wifi-under-normal" else "common")
    found = [one for one in violations(knowledge, knowledge.devices[0]) if one.rule.code == code]
    assert found
    slugs = {*knowledge.step, *knowledge.cause, *knowledge.question}
    for one in found:
        names = re.findall(r"“([^”]+)”", one.what)
        assert names or code == "restarts-mixed", one.what  # which names sorts, not things
        assert slugs.isdisjoint(names), one.what


# The roads themselves


def test_roads_begin_at_every_state_of_up_to_three_answers_and_end_where_nothing_is_left() -> None:
    knowledge = home()
    walked = list(roads(knowledge, knowledge.devices[0]))
    lights = [road for road in walked if road.before is None]
    assert [
        light_value(road.begin.progress.light) for road in lights if road.begin.progress.light
    ] == [
        "solid-red",
        "unsure",
        "other",
    ]
    for road in walked:
        answered = len(road.begin.progress.answers)
        assert answered == (
            0 if road.before is None else len(road.before.begin.progress.answers) + 1
        )
        assert road.end.whole_plan.everything == ()
        assert road.plan == road.begin.whole_plan
        slugs = [step.slug for step in road.steps]
        assert len(slugs) == len(set(slugs))
        assert slugs[: len(road.plan.everything)] == [step.slug for step in road.plan.everything]
        sign = {road.plan.sign.slug} if road.plan.sign else set()
        assert {step.slug for step in road.end.progress.tried} == {*slugs, *sign}
        assert road.end.progress.just_steps


def test_a_road_knows_what_was_said_and_calls_things_by_their_names() -> None:
    knowledge = home()
    (road,) = [
        road
        for road in roads(knowledge, knowledge.devices[0])
        if road.begin.pairs[1:] == (("light", "solid-red"), ("app", "offline"))
    ]
    assert road.offered == {"reboot", "restart"}
    assert road.excluded == {"add"}
    assert sum(road.chances.values()) == pytest.approx(1)
    assert max(road.chances, key=road.chances.__getitem__) == "router"
    assert (road.title("reboot"), road.name("stuck")) == ("“Reboot”", "“Stuck”")
    assert road.name("something-else") == "something else"


def test_who_did_more_of_the_same_has_done_it_at_least_against_that_cause() -> None:
    knowledge = home()
    (road,) = [
        road
        for road in roads(knowledge, knowledge.devices[0])
        if road.begin.pairs[1:] == (("light", "solid-red"), ("app", "offline"))
    ]
    told = {step.slug: step for step in road.begin.model.steps}
    tried = replace(road, steps=(told["reboot"],))
    assert tried.was_done("reboot", "router")
    assert not tried.was_done("restart", "stuck")
    restart = told["restart"]
    more = replace(
        restart, slug="more", stage="", fixes=tuple(min(1.0, f * 1.2) for f in restart.fixes)
    )
    assert replace(road, steps=(more,)).was_done("restart", "stuck")
    less = replace(more, fixes=tuple(fix / 2 for fix in restart.fixes))
    assert not replace(road, steps=(less,)).was_done("restart", "stuck")
    assert not replace(road, steps=()).was_done("restart", "stuck")


def test_a_violation_shows_where_and_every_rule_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoil(monkeypatch, without("add"))
    knowledge = home()
    found = [
        one
        for one in violations(knowledge, knowledge.devices[0])
        if one.rule.code == "offer-missing"
    ]
    assert (found[0].what, found[0].address) == (
        "“Add”",
        (("device", "camera-1"), ("light", "solid-red"), ("app", "gone")),
    )
    said = [str(one) for one in broken_plans(knowledge, knowledge.families[0])]
    assert (
        "error: family camera, steps: A step that an answer always offers is in no plan: “Add”. In"
        f" {len(found)} end states. Look at the step and at its wording for this family."
        " [offer-missing]"
    ) in said


@pytest.mark.django_db
def test_every_light_and_every_answer_of_up_to_three_questions_is_walked(
    content: Knowledge,
) -> None:
    """That no plan breaks a rule there is held by tests/shipped/test_shipped_content.py."""
    walked = list(roads(content, content.device["mini"]))
    assert len(walked) > 400
    assert walked[0].end.whole_plan.everything == ()
