"""Is every plan one that a person would follow to its end?

Proved by walking, with nothing left out.

An end state is reached by the answers to at most three questions, in the order in which the engine
asks them; from there every step is tried, and none of them helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from wizard.analysis.answer_states import State, decide, decide_steps, lights_of, start
from wizard.diagnosis.address import Pairs
from wizard.diagnosis.diagnose import evidence_of
from wizard.diagnosis.inference import by_cause
from wizard.diagnosis.model import Row, StepTable, is_idle_wait
from wizard.diagnosis.whole_plan import (
    POSSIBLE,
    QUICK_LOOK,
    REMEDY,
    RULED_OUT,
    USUAL,
    WORTH_A_REMEDY,
    Answers,
    WholePlan,
    by_answers,
    does_the_same,
    excluded_by,
    has_sign,
    helps_against,
    is_about_normal,
    offers_of,
    restarts_from_outside,
)
from wizard.knowledge.names import cause_name, step_title
from wizard.knowledge.values import (
    ACT,
    LOOK,
    LOOKS,
    NORMAL,
    RESTARTS,
    SOMETHING_ELSE,
    TYPES_WIFI,
    WAITING,
    Cause,
    Device,
    Knowledge,
    Slug,
)

QUESTIONS = 3
"""So many questions are answered at most."""

SAID = {NORMAL: "normal", LOOK: "look into it", ACT: "act now", WAITING: "waiting for you"}
"""How serious a light is, as the first line of its page says it."""

RESTARTED = ("the device", "its Sync Module", "the router")
"""What each of `RESTARTS` starts again."""


@dataclass(frozen=True)
class Road:
    """What a person is told to try from a state on: `plan` at first, `steps` in all, in this order;
    and the state when all failed. `before`: the road from the state before the last answer.
    """

    begin: State
    plan: WholePlan
    steps: tuple[StepTable, ...]
    end: State
    before: Road | None

    @cached_property
    def knowledge(self) -> Knowledge:
        return self.begin.knowledge

    @cached_property
    def chances(self) -> dict[Slug, float]:
        return by_cause(self.begin.model, self.belief)

    @cached_property
    def belief(self) -> Row:
        """What to believe given the answers, whatever was tried."""
        return by_answers(self.begin.model, self._answers)

    @cached_property
    def offered(self) -> frozenset[Slug]:
        return frozenset(offers_of(self.knowledge, self.begin.progress.family.slug, self._answers))

    @cached_property
    def excluded(self) -> frozenset[Slug]:
        return excluded_by(self.knowledge, self._answers)

    def title(self, step: Slug) -> str:
        return step_title(self.knowledge, step)

    def name(self, cause: Slug) -> str:
        """Of a cause, also of that which stands for all others."""
        return "something else" if cause == SOMETHING_ELSE else cause_name(self.knowledge, cause)

    def was_done(self, slug: Slug, cause: Slug) -> bool:
        """Was the step tried, or one that does the same, at least against this cause?"""
        model = self.begin.model
        step = model.step[slug]
        places = [place for place, named in enumerate(model.causes) if named == cause]
        return any(
            tried.slug == slug
            or does_the_same(tried, step)
            or (
                not step.destructive
                and does_the_same(step, tried)
                and all(tried.fixes[place] >= step.fixes[place] for place in places)
            )
            for tried in self.steps
        )

    @property
    def _answers(self) -> Answers:
        return evidence_of(self.begin.model, self.begin.progress).answers


Broken = Callable[[Road], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that no plan may do. `broken_by`: what does it, for the gap of the message."""

    code: str
    message: str
    remedy: str
    broken_by: Broken


RULES: list[Rule] = []


@dataclass(frozen=True, slots=True)
class Violation:
    """`what` breaks the rule, in words. `address`: shows it."""

    rule: Rule
    what: str
    address: Pairs


def violations(knowledge: Knowledge, device: Device) -> Iterator[Violation]:
    """Of the device's family. Nothing is sampled."""
    for road in roads(knowledge, device):
        for rule in RULES:
            for what in rule.broken_by(road):
                yield Violation(rule, what, road.begin.pairs)


def roads(knowledge: Knowledge, device: Device) -> Iterator[Road]:
    """From every state after up to `QUESTIONS` answers, because people may stop answering."""
    for light in lights_of(knowledge, knowledge.family[device.family]):
        level = [road_of(decide(start(knowledge, device, light)))]
        yield from level
        for answered in range(1, QUESTIONS + 1):
            decided = decide_steps if answered == QUESTIONS else decide
            level = [
                road_of(decided(branch.progress, road.begin.model), road)
                for road in level
                for branch in road.begin.branches
            ]
            yield from level


def road_of(state: State, before: Road | None = None) -> Road:
    """“No change” to the end, and before it “it does not” to the sign of a normal light. A plan
    only shortens on the way, so it is looked at again where it ends.
    """
    steps: list[StepTable] = []
    first = state.whole_plan
    at = _after(state, {first.sign.slug}) if first.sign else state
    while ahead := at.whole_plan.everything:
        steps += ahead
        at = _after(at, {step.slug for step in steps})
    return Road(state, first, tuple(steps), at, before)


def _after(state: State, steps: set[Slug]) -> State:
    tried = {step.slug for step in state.progress.tried} | steps
    in_order = tuple(step for step in state.knowledge.steps if step.slug in tried)
    return decide_steps(replace(state.progress, tried=in_order, just_steps=True), state.model)


def _rule(code: str, message: str, remedy: str) -> Callable[[Broken], Broken]:
    """Makes a rule of a function that names the steps or causes that break it."""

    def add(broken_by: Broken) -> Broken:
        RULES.append(Rule(code, message, remedy, broken_by))
        return broken_by

    return add


@_rule(
    "remedy-left",
    "Support is named although a likely cause has a remedy that was not tried: {}.",
    "Look at the minutes of the step, and at what it has to come after.",
)
def _remedies_left(road: Road) -> Iterator[str]:
    """A likely cause with a usual remedy, or a possible one with any, has not been treated."""
    at_last = by_cause(road.end.model, road.end.belief)
    for cause, remedy in _cures(road, USUAL):
        if max(road.chances[cause], at_last[cause]) >= POSSIBLE and not road.was_done(
            remedy, cause
        ):
            yield f"{road.title(remedy)} against {road.name(cause)}"
    tried = {step.slug for step in road.steps}
    remedies: dict[Slug, set[Slug]] = {}
    for cause, remedy in _cures(road, REMEDY):
        remedies.setdefault(cause, set()).add(remedy)
    for cause, known in remedies.items():
        if road.chances[cause] >= POSSIBLE and known.isdisjoint(tried):
            yield f"anything against {road.name(cause)}"


@_rule(
    "normal-treated",
    "A step helps against nothing but what is normal: {}.",
    "If it is a look, say what it asks; else the sign of the cause stands in its place.",
)
def _normal_treated(road: Road) -> Iterator[str]:
    asked = road.plan.sign
    for table in road.steps:
        step = road.knowledge.step[table.slug]
        if is_about_normal(road.knowledge, step) and (asked or not step.asks):
            yield road.title(step.slug)


@_rule(
    "offer-missing",
    "A step that an answer always offers is in no plan: {}.",
    "Look at the step and at its wording for this family.",
)
def _offers_missing(road: Road) -> Iterator[str]:
    tried = {step.slug for step in road.steps}
    yield from (road.title(slug) for slug in road.offered if slug not in tried)


@_rule(
    "offer-late",
    "What an answer offers comes later than other steps: {}.",
    "Look at what the offered step has to come after.",
)
def _offers_late(road: Road) -> Iterator[str]:
    """What was said comes after quick looks, restarts, and what it has to come after itself."""
    held_up: list[Slug] = []
    for table in road.plan.steps:
        step = road.knowledge.step[table.slug]
        free = step.stage in RESTARTS or (step.stage == LOOKS and table.minutes <= QUICK_LOOK)
        if table.slug not in road.offered:
            held_up += [] if free else [table.slug]
        elif not free and (
            helps_against(table, road.belief) or not (table.helps or table.prerequisites)
        ):
            before = [slug for slug in held_up if slug not in table.prerequisites]
            if before:
                yield f"{road.title(table.slug)} after {road.title(before[0])}"


@_rule(
    "excluded-told",
    "A step is told that an answer excludes: {}.",
    "Look at what the answers exclude.",
)
def _excluded_told(road: Road) -> Iterator[str]:
    yield from (road.title(step.slug) for step in road.steps if step.slug in road.excluded)


@_rule(
    "restarts-mixed",
    "Restarts go neither from the outside in nor from the inside out: {}.",
    "Look at the sorts of these steps, and at what they have to come after.",
)
def _restarts_mixed(road: Road) -> Iterator[str]:
    """From the inside out, or from the outside in where that is further out or said."""
    stages = [road.knowledge.step[table.slug].stage for table in road.plan.steps]
    told = [RESTARTS.index(stage) for stage in stages if stage in RESTARTS]
    outside = restarts_from_outside(road.knowledge, road.begin.model, road.offered, road.belief)
    if told != sorted(told, reverse=outside):
        yield ", ".join(RESTARTED[place] for place in told)


@_rule(
    "wifi-before-router",
    "People type Wi-Fi details before the router was restarted: {}.",
    "Look at what the two steps have to come after.",
)
def _wifi_before_router(road: Road) -> Iterator[str]:
    typed: list[Slug] = []
    for table in road.plan.steps:
        stage = road.knowledge.step[table.slug].stage
        if stage == TYPES_WIFI and table.slug not in road.offered:
            typed.append(table.slug)
        if stage == RESTARTS[-1] and typed and helps_against(table, road.belief, POSSIBLE):
            yield f"{road.title(typed[0])} before {road.title(table.slug)}"


@_rule(
    "wifi-under-normal",
    "People type Wi-Fi details although nothing seems to be wrong: {}.",
    "Look at the effects of the step.",
)
def _wifi_under_normal(road: Road) -> Iterator[str]:
    if road.begin.status == NORMAL:
        for table in road.plan.steps:
            stage = road.knowledge.step[table.slug].stage
            if stage == TYPES_WIFI and table.slug not in road.offered:
                yield road.title(table.slug)


@_rule(
    "against-answers",
    "A step helps against nothing but what the answers rule out: {}.",
    "Let the answer exclude the step, or look at its words.",
)
def _against_answers(road: Road) -> Iterator[str]:
    """All that a step of the plan may help against is ruled out, or is normal and has its sign."""
    signed = {cause.slug for cause in road.knowledge.causes if has_sign(cause)}
    for table in road.plan.steps:
        step = road.knowledge.step[table.slug]
        passive = bool(step.asks) or is_idle_wait(step)
        helps = {road.begin.model.causes[place] for place, _, _ in table.helps}
        if table.slug not in road.offered and all(
            road.chances[cause] <= RULED_OUT or (not passive and cause in signed) for cause in helps
        ):
            yield road.title(table.slug)


@_rule(
    "wait-first",
    "“Act now” stands above a wait: {}.",
    "Look at the status of the light, and at what helps against its causes.",
)
def _waits_first(road: Road) -> Iterator[str]:
    told = [road.knowledge.step[table.slug] for table in road.plan.steps]
    if road.begin.status == ACT and len(told) > 1 and is_idle_wait(told[0]):
        yield road.title(told[0].slug)


@_rule(
    "wait-again",
    "People wait again after a step in which they waited: {}.",
    "Look at the lengths of the two waits.",
)
def _waits_again(road: Road) -> Iterator[str]:
    waited = False
    for table in road.steps:
        step = road.knowledge.step[table.slug]
        if waited and is_idle_wait(step):
            yield road.title(step.slug)
        waited = waited or step.wait_seconds is not None


@_rule(
    "done-again",
    "People are told to do again what an earlier step did as well: {}.",
    "Look at the effects and the sorts of the two steps.",
)
def _done_again(road: Road) -> Iterator[str]:
    for place, table in enumerate(road.steps):
        for done in road.steps[:place]:
            if table.slug not in road.offered and does_the_same(done, table):
                yield f"{road.title(table.slug)} after {road.title(done.slug)}"


@_rule(
    "erases-before",
    "A step comes after one that erases something: {}.",
    "Look at the effects of the two steps.",
)
def _erases_before(road: Road) -> Iterator[str]:
    erased = False
    for table in road.steps:
        if erased and not table.destructive:
            yield road.title(table.slug)
        erased = erased or table.destructive


@_rule(
    "first-line",
    "The first line contradicts the likeliest cause: {}.",
    "Look at whether the cause is normal, and whether it waits for the person.",
)
def _first_line(road: Road) -> Iterator[str]:
    """“Normal” and “waiting for you” stand above a cause that is so, “look” and “act” above a
    fault wherever one cause is more likely than not.
    """
    state = road.begin
    cause, chance = state.causes[0]
    if (state.status in (NORMAL, WAITING)) != cause.normal and (
        chance >= 0.5 or state.status in (NORMAL, WAITING)
    ):
        yield f"“{SAID[state.status]}” above “{cause.name}”"
    if cause.waits and state.status == NORMAL:
        yield f"“{SAID[state.status]}” above “{cause.name}”"


@_rule(
    "nothing-to-do",
    "Something can be cured, and there is nothing to try: {}.",
    "Look at what the answers exclude, and word a step for this family.",
)
def _nothing_to_do(road: Road) -> Iterator[str]:
    state = road.begin
    if road.steps or state.status in (NORMAL, WAITING):
        return
    curable = {cause for cause, _ in _cures(road, REMEDY) if road.chances[cause] > WORTH_A_REMEDY}
    likeliest = state.first_cause.slug
    if likeliest in curable or (likeliest == SOMETHING_ELSE and curable):
        yield road.name(likeliest)


@_rule(
    "remedy-lost",
    "One more answer takes a remedy away that it does not speak against: {}.",
    "Look at the words of this answer for the cause.",
)
def _lost(after: Road) -> Iterator[str]:
    before = after.before
    if before is None:
        return
    asked = {question for question, _ in before.begin.progress.answers}
    answers = after.begin.progress.answers
    question, option = next(answer for answer in answers if answer[0] not in asked)
    then, now = (by_cause(road.begin.model, road.begin.belief) for road in (before, after))
    answer = f"“{option.label if option else 'Not sure'}” to “{question.text}”"
    had = {step.slug for step in before.steps} - after.excluded
    for cause, remedy in _cures(before, USUAL):
        if (
            before.chances[cause] >= POSSIBLE
            and remedy in had
            and not after.was_done(remedy, cause)
            and (option is None or now[cause] >= then[cause])
        ):
            yield f"{before.title(remedy)} against {before.name(cause)}, by {answer}"


def _cures(road: Road, least: float) -> Iterator[tuple[Slug, Slug]]:
    """(cause of the light, step worded for the device that cures it at least so often), without
    what the answers exclude. What is normal and has its sign needs no cure, and time passes by
    itself.
    """
    state = road.begin
    for step in state.model.steps:
        if step.slug in road.excluded or is_idle_wait(road.knowledge.step[step.slug]):
            continue
        for hypothesis, fixes, _ in step.helps:
            cause: Cause = road.knowledge.cause[state.model.causes[hypothesis]]
            if fixes >= least and not has_sign(cause):
                yield cause.slug, step.slug
