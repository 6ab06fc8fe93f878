"""Is every plan one that a person would follow to its end?

Proved by walking, with nothing left out.

An end state is reached by the answers to at most three questions, in the order in which the engine
asks them; from there every step is tried, and none of them helps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wizard.analysis.answer_states import State, decide, lights_of, start
from wizard.diagnosis.address import Pairs
from wizard.diagnosis.diagnose import evidence_of
from wizard.diagnosis.inference import by_cause
from wizard.diagnosis.model import StepTable
from wizard.diagnosis.whole_plan import (
    POSSIBLE,
    chances_by_answers,
    explaining_step,
    explains,
    is_idle_wait,
    offers_of,
)
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import Device, Knowledge, Slug

QUESTIONS = 3
"""So many questions are answered at most."""

HONEST = 0.1
"""An answer is honest for a cause if at least so many (0..1) of those who have it give it."""

REMEDY_LEFT = "remedy-left"
REMEDY_LOST = "remedy-lost"
NORMAL_FIRST = "normal-first"
WAIT_AGAIN = "wait-again"
OFFER_MISSING = "offer-missing"
ERASES_BEFORE = "erases-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that a plan must not do, and `what` does it. `address`: shows it."""

    code: str
    family: Slug
    what: str
    address: Pairs


@dataclass(frozen=True, slots=True)
class Road:
    """What a person is told to try from a state on, in this order, and the state when all
    failed.
    """

    begin: State
    steps: tuple[StepTable, ...]
    end: State


def violations(knowledge: Knowledge, device: Device) -> Iterator[Violation]:
    """Of the device's family. Nothing is sampled."""
    for state, before in end_states(knowledge, device):
        road = road_of(state)
        yield from _of_road(road)
        if before is not None:
            yield from _lost(before, road)


def end_states(knowledge: Knowledge, device: Device) -> Iterator[tuple[State, Road | None]]:
    """Every state after up to `QUESTIONS` answers, with the road from the state before its last
    answer; the states on the way are among them, because people may stop answering."""
    for light in lights_of(knowledge, knowledge.family[device.family]):
        level: list[tuple[State, Road | None]] = [(decide(start(knowledge, device, light)), None)]
        for answered in range(QUESTIONS + 1):
            yield from level
            if answered < QUESTIONS:
                level = [
                    (decide(branch.progress, model=state.model), road)
                    for state, _ in level
                    if state.decision.ask
                    for road in (road_of(state),)
                    for branch in state.branches
                ]


def road_of(state: State) -> Road:
    """“No change” to the end.

    A plan only shortens on the way, so it is looked at again where it ends.
    """
    steps: list[StepTable] = []
    at = state
    while ahead := at.whole_plan.everything:
        steps += ahead
        names = {step.slug for step in steps}
        tried = tuple(step for step in state.knowledge.steps if step.slug in names)
        at = decide(replace(at.progress, tried=tried), model=at.model)
    return Road(state, tuple(steps), at)


def _of_road(road: Road) -> Iterator[Violation]:
    state, knowledge = road.begin, road.begin.knowledge
    tried = {step.slug for step in road.steps}
    evidence = evidence_of(state.model, state.progress)
    chances = chances_by_answers(state.model, evidence.answers)
    at_last = by_cause(road.end.model, road.end.belief)
    for cause, remedy in _cures(road, Effect.USUALLY):
        if max(chances[cause], at_last[cause]) >= POSSIBLE and remedy not in tried:
            yield _violation(REMEDY_LEFT, road, f"{remedy} against {cause}")
    first = state.whole_plan.steps[:1]
    if first and explains(knowledge, knowledge.step[first[0].slug]):
        yield _violation(NORMAL_FIRST, road, first[0].slug)
    for slug in offers_of(knowledge, state.progress.family.slug, evidence.answers):
        if slug not in tried:
            yield _violation(OFFER_MISSING, road, slug)
    waited = erased = False
    for table in road.steps:
        step = knowledge.step[table.slug]
        if waited and is_idle_wait(step):
            yield _violation(WAIT_AGAIN, road, step.slug)
        waited = waited or step.wait_seconds is not None
        if erased and not step.destructive:
            yield _violation(ERASES_BEFORE, road, step.slug)
        erased = erased or step.destructive


def _lost(before: Road, after: Road) -> Iterator[Violation]:
    """Remedies that one more answer took away, although it does not speak against their cause."""
    question, option = _last_answer(before, after)
    if option is None:
        spoken_against: set[Slug] = set()
    else:
        spoken_against = _opposed(before, after)
    had, have = ({step.slug for step in road.steps} for road in (before, after))
    chances = chances_by_answers(
        before.begin.model, evidence_of(before.begin.model, before.begin.progress).answers
    )
    for cause, remedy in _cures(before, Effect.USUALLY):
        if chances[cause] >= POSSIBLE and remedy in had - have and cause not in spoken_against:
            yield _violation(
                REMEDY_LOST, after, f"{remedy} against {cause}, by {question}={option}"
            )


def _last_answer(before: Road, after: Road) -> tuple[Slug, Slug | None]:
    asked = {question for question, _ in before.begin.progress.answers}
    return next(
        (question.slug, option.slug if option else None)
        for question, option in after.begin.progress.answers
        if question not in asked
    )


def _opposed(before: Road, after: Road) -> set[Slug]:
    """Causes that are less likely than before the answer."""
    then, now = (by_cause(road.begin.model, road.begin.belief) for road in (before, after))
    return {cause for cause in then if now[cause] < then[cause]}


def _cures(road: Road, least: Effect) -> Iterator[tuple[Slug, Slug]]:
    """(cause of the light, step worded for the device that cures it at least so often)

    What is normal and has its sign needs no cure, and time passes by itself.
    """
    state = road.begin
    knowledge, family = state.knowledge, state.progress.family.slug
    for step in state.model.steps:
        if is_idle_wait(knowledge.step[step.slug]):
            continue
        for hypothesis, fixes, _ in step.helps:
            cause = knowledge.cause[state.model.causes[hypothesis]]
            if fixes >= least.number and not explaining_step(knowledge, family, cause):
                yield cause.slug, step.slug


def _violation(code: str, road: Road, what: str) -> Violation:
    state = road.begin
    return Violation(code=code, family=state.progress.family.slug, what=what, address=state.pairs)
