"""Every plan, walked to its end: the rules hold, and each of them is noticed where it is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import (
    make_cause,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis import end_states
from wizard.analysis.end_states import (
    ERASES_BEFORE,
    NORMAL_FIRST,
    REMEDY_LEFT,
    WAIT_AGAIN,
    road_of,
    violations,
)
from wizard.diagnosis import whole_plan
from wizard.diagnosis.whole_plan import WholePlan
from wizard.knowledge.values import Knowledge

WAIT = replace(make_step("wait", fixes={"stuck": "rarely"}, minutes=2), wait_seconds=120)
RESTART = replace(make_step("restart", fixes={"stuck": "usually"}, minutes=20), wait_seconds=120)
RESET = make_step("reset", fixes={"stuck": "usually"}, minutes=20, destructive=True)
REBOOT = make_step("reboot", fixes={"router": "usually"}, minutes=20)
SIGN = make_step("nothing", fixes={"idle": "almost always"}, minutes=1)


def home() -> Knowledge:
    question = make_question("app")
    yes, no = question.options
    return make_knowledge(
        patterns=[
            make_pattern(
                "solid-red", causes={"stuck": "common", "router": "common", "idle": "common"}
            )
        ],
        causes=[replace(make_cause("idle", normal=True), sign="It is dark.")],
        questions=[replace(question, options=(yes, replace(no, offers=("reboot",))))],
        likelihoods=[
            make_likelihood("app", "stuck", "always", "never"),
            make_likelihood("app", "router", "never", "always"),
        ],
        steps=[SIGN, WAIT, RESTART, RESET, REBOOT],
        support_minutes=180,
    )


def test_a_sound_plan_breaks_no_rule() -> None:
    knowledge = home()
    assert list(violations(knowledge, knowledge.devices[0])) == []


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        (REMEDY_LEFT, lambda plan: replace(plan, before_support=())),
        (
            ERASES_BEFORE,
            lambda plan: replace(plan, steps=plan.before_support, before_support=plan.steps),
        ),
    ],
)
def test_a_plan_that_breaks_a_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, code: str, fix: Callable[[WholePlan], WholePlan]
) -> None:
    spoil(monkeypatch, fix)
    knowledge = home()
    assert code in {violation.code for violation in violations(knowledge, knowledge.devices[0])}


def test_a_step_that_only_explains_is_found_in_the_first_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(whole_plan, "explains", lambda knowledge, step: False)
    knowledge = home()
    assert NORMAL_FIRST in {
        violation.code for violation in violations(knowledge, knowledge.devices[0])
    }


def test_a_wait_after_a_wait_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        whole_plan, "_without_idle_waits", lambda knowledge, steps, tried: reversed(list(steps))
    )
    knowledge = home()
    found = {violation.code for violation in violations(knowledge, knowledge.devices[0])}
    assert WAIT_AGAIN in found


def spoil(monkeypatch: pytest.MonkeyPatch, fix: Callable[[WholePlan], WholePlan]) -> None:
    real = whole_plan.whole_plan
    monkeypatch.setattr("wizard.analysis.answer_states.whole_plan", lambda *args: fix(real(*args)))


@pytest.mark.django_db
def test_no_plan_of_the_shipped_content_breaks_a_rule(content: Knowledge) -> None:
    """Every light, every answer of up to three questions, then “no change” to the end: nothing
    is sampled.
    """
    found: Counter[tuple[str, str]] = Counter()
    for family in content.families:
        if content.patterns_of(family.slug):
            device = content.devices_of(family.slug)[0]
            found.update(
                (violation.code, violation.what) for violation in violations(content, device)
            )
    assert found == {}
    assert len(list(end_states.end_states(content, content.device["mini"]))) > 400
    assert (
        road_of(
            next(end_states.end_states(content, content.device["mini"]))[0]
        ).end.whole_plan.everything
        == ()
    )
