"""Can everybody get everywhere they may have to go?

Answered by walking, with the functions that serve people.

Every family is walked from each light, "not sure" and "something else", the states most people meet
first, until there are none left or the family has had its share of states. What the walk did not
meet is looked for on purpose: as somebody would who has that cause, answers as the tables say, and
tries the steps in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import chain, combinations, count, islice
from time import perf_counter

from wizard.analysis.answer_states import State, decide, lights_of, start, walk
from wizard.analysis.audit.findings import Finding, Findings, error, name, note, warning
from wizard.analysis.expected_quality import helps
from wizard.diagnosis.address import (
    MOST_CHARACTERS,
    MOST_PARAMETERS,
    KnownLight,
    Progress,
    UnsureLight,
)
from wizard.diagnosis.inference import by_cause
from wizard.diagnosis.model import answer_row
from wizard.diagnosis.next_move import RULES
from wizard.diagnosis.whole_plan import is_about_normal
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import (
    NORMAL,
    SOMETHING_ELSE,
    Device,
    Family,
    Knowledge,
    Pattern,
    Question,
    Slug,
    Step,
)

HONEST = 0.1
"""An answer is honest for a cause if at least so many of the people who have it give it."""

SEARCHED = 60
"""States that are looked at on the way to one thing the walk has not met."""

LIKELY = 0.4
"""From this probability on people are told that a cause is likely."""

CURES = Effect.SOMETIMES.number
"""So often at least a step helps against a cause that it cures."""

APART = 0.1
"""Two causes are told apart by a question if some answer's shares (0..1) differ by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`states`: walked in a family at most. `questions`: asked of anybody at most."""

    states: int = 2000
    questions: int = RULES.question_cap


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyWalk:
    """How much of a family's answer space was visited. `states` of it in `seconds`. If not `exact`,
    the rest is what few people meet: on every light at least `seen` (0..1) of the people were
    followed to the end of their way, and every state that more than `rarest` (0..1) of them meet
    was visited.
    """

    family: Slug
    states: int
    seconds: float
    exact: bool
    seen: float
    rarest: float


@dataclass(slots=True)
class _Met:
    asked: set[Slug] = field(default_factory=set)
    planned: set[Slug] = field(default_factory=set)
    first: set[tuple[Slug, Slug]] = field(default_factory=set)
    """(pattern, cause) with the cause in the first place."""
    closest: dict[tuple[Slug, Slug], tuple[float, State]] = field(default_factory=dict)
    """(pattern, cause) -> the largest P(cause) / P(first cause) there was, and where."""

    def note(self, state: State) -> None:
        if table := state.decision.ask:
            self.asked.add(table.slug)
        self.planned.update(step.slug for step in state.whole_plan.everything)
        if not isinstance(state.progress.light, KnownLight):
            return
        pattern = state.progress.light.pattern.slug
        chances = by_cause(state.model, state.belief)
        most = max(chances.values())
        for cause, chance in chances.items():
            if chance == most:
                self.first.add((pattern, cause))
            best = self.closest.get((pattern, cause))
            if best is None or chance / most > best[0]:
                self.closest[pattern, cause] = chance / most, state


def examine_family(
    knowledge: Knowledge, family: Family, limits: Limits
) -> tuple[FamilyWalk, list[Finding]]:
    """The family has a device and lights."""
    began = perf_counter()
    device = knowledge.devices_of(family.slug)[0]
    met = _Met()
    states, seen, rarest = _walk(knowledge, device, limits)
    for state in states:
        met.note(state)
    findings = [
        *long_paths(states, limits),
        *long_addresses(knowledge, family, limits),
        *dead_ends(knowledge, device, states),
        *hidden_causes(knowledge, device, met, exact=rarest == 0),
        *unasked_questions(knowledge, device, met),
        *unplanned_steps(knowledge, device, met),
        *unseparated_pairs(knowledge, device),
    ]
    report = FamilyWalk(
        family=family.slug,
        states=len(states),
        seconds=perf_counter() - began,
        exact=rarest == 0,
        seen=seen,
        rarest=rarest,
    )
    return report, findings


def _walk(knowledge: Knowledge, device: Device, limits: Limits) -> tuple[list[State], float, float]:
    """The states that were met, `seen` and `rarest` of a `FamilyWalk`. Each light gets an equal
    share of the states; what it does not need is shared out among the others.
    """
    walks = [
        walk(start(knowledge, device, light))
        for light in lights_of(knowledge, knowledge.family[device.family])
    ]
    met: list[list[State]] = [[] for _ in walks]
    going = list(range(len(walks)))
    left = limits.states
    while going and left >= len(going):
        share = left // len(going)
        for light in list(going):
            more = list(islice(walks[light], share))
            met[light] += more
            left -= len(more)
            if len(more) < share:
                going.remove(light)
    ends = (sum(state.share for state in met[light] if not state.decision.ask) for light in going)
    rarest = (met[light][-1].share if met[light] else 1.0 for light in going)
    return list(chain.from_iterable(met)), min([1.0, *ends]), max(rarest, default=0.0)


# Paths


def long_paths(states: Iterable[State], limits: Limits) -> Findings:
    lights = set()
    for state in states:
        asked = len(state.progress.answers) + (state.question is not None)
        if asked > limits.questions and state.progress.light not in lights:
            lights.add(state.progress.light)
            yield error(
                code="path-too-long",
                subject=_light(state.progress),
                field="questions",
                message=(
                    f"Somebody is asked {asked} questions; {limits.questions} is the most anybody"
                    " should be."
                ),
                remedy="Sharpen the answers, so that fewer questions are enough.",
                address=state.pairs,
            )


def long_addresses(knowledge: Knowledge, family: Family, limits: Limits) -> Findings:
    """The longest address, with every answer and every step tried, is one the wizard reads."""
    patterns = knowledge.ways_in_of(family.slug)
    questions = [
        question
        for question in knowledge.questions
        if any(question.fits(pattern) for pattern in patterns)
    ]
    answers = [
        max(
            ((question.slug, option.slug) for option in question.options_for(family.slug)),
            key=_length,
        )
        for question in questions
    ]
    pairs = (
        max((("device", device.slug) for device in knowledge.devices_of(family.slug)), key=_length),
        max(((pattern.kind, pattern.slug) for pattern in patterns), key=_length),
        *sorted(answers, key=_length)[-limits.questions :],
        max((("cause", pair.cause) for p in patterns for pair in p.causes), key=_length),
        *(("tried", step.slug) for step in knowledge.steps if step.wording(family.slug)),
    )
    characters = sum(map(_length, pairs))
    if len(pairs) > MOST_PARAMETERS or characters > MOST_CHARACTERS:
        yield error(
            code="address-too-long",
            subject=f"family {family.slug}",
            field="steps",
            message=(
                f"Somebody who tries everything needs an address of {len(pairs)} parts and"
                f" {characters} characters; {MOST_PARAMETERS} and {MOST_CHARACTERS} are read."
            ),
            remedy="Word fewer steps for this family, or shorten names.",
            address=pairs,
        )


def _length(pair: tuple[str, str]) -> int:
    return sum(map(len, pair))


def dead_ends(knowledge: Knowledge, device: Device, states: Iterable[State]) -> Findings:
    """Every way ends with a step, or with good news, or where only support can help; also if every
    answer is "not sure". Answers that people with the likeliest cause do not give contradict each
    other: what one of them names, another rules out with its remedies, and no wording of a step
    helps there.
    """
    for first in _starts(knowledge, device):
        state = decide(first)
        while state.decision.ask:
            unsure = next(branch for branch in state.branches if branch.option is None)
            state = decide(unsure.progress)
        if _leads_nowhere(state):
            yield error(
                code="unsure-dead-end",
                subject=_light(first),
                field="steps",
                message="Anyone who is not sure of anything ends without a step to try.",
                remedy="Word a step for this family that costs less than asking support.",
                address=state.pairs,
            )
    lights = set()
    for state in states:
        if state.decision.ask or state.progress.light in lights or not _leads_nowhere(state):
            continue
        cause, chance = state.causes[0]
        if chance >= LIKELY and not cause.support_only and _is_honest(state, cause.slug):
            lights.add(state.progress.light)
            yield warning(
                code="dead-end",
                subject=_light(state.progress),
                field="steps",
                message=(
                    f"With these answers “{cause.name}” is likely, and there is nothing to try."
                ),
                remedy=(
                    "Word a step against it for this family that costs less than asking support."
                ),
                address=state.pairs,
            )


def _starts(knowledge: Knowledge, device: Device) -> Iterator[Progress]:
    """Every light, and "not sure" within each colour."""
    for light in lights_of(knowledge, knowledge.family[device.family]):
        yield start(knowledge, device, light)
    for colour in dict.fromkeys(
        pattern.colour_group for pattern in knowledge.patterns_of(device.family)
    ):
        yield start(knowledge, device, UnsureLight(), colour)


def _leads_nowhere(state: State) -> bool:
    """Nothing to try, although something is wrong that more than support can help."""
    named = [cause for cause, _ in state.causes if cause.slug != SOMETHING_ELSE]
    return (
        state.step is None
        and state.status != NORMAL
        and not all(cause.support_only for cause in named)
    )


def _is_honest(state: State, cause: Slug) -> bool:
    """Do people who have the cause give each of the answers, on one of its lights?"""
    knowledge, progress = state.knowledge, state.progress
    patterns = {
        pattern
        for name, shares in zip(state.model.causes, state.model.patterns, strict=True)
        if name == cause
        for pattern, _ in shares
    }
    return any(
        all(
            row[question.options.index(option)] >= HONEST
            for question, option in progress.answers
            if option is not None
            for row in (answer_row(knowledge, question, cause, pattern),)
        )
        for pattern in patterns
    )


# Causes


def hidden_causes(knowledge: Knowledge, device: Device, met: _Met, *, exact: bool) -> Findings:
    """Every cause of a light comes first for somebody who has it, or the rival that always hides it
    is named. Where the family was not walked to the end (not `exact`), it was looked for on purpose
    and not found: the finding says so.
    """
    for pattern in knowledge.ways_in_of(device.family):
        for pair in pattern.causes:
            key = pattern.slug, pair.cause
            ways = _ways_of(start(knowledge, device, KnownLight(pattern)), pair.cause)
            while key not in met.first and (state := next(ways, None)):
                met.note(state)
            if key not in met.first:
                yield _hidden(knowledge, pattern, pair.cause, met.closest[key][1], exact=exact)


def _hidden(
    knowledge: Knowledge, pattern: Pattern, cause: Slug, state: State, *, exact: bool
) -> Finding:
    rival = state.first_cause
    chances = by_cause(state.model, state.belief)
    shared = _shared_cures(knowledge, pattern.family, cause, rival.slug)
    apart = rival.normal and bool(rival.sign)
    says = note if shared or apart or chances[cause] >= chances[rival.slug] / 3 else warning
    searched = (
        " Searched, not proved: the family has more states than were walked, and"
        f" {SEARCHED} ways were tried."
    )
    return says(
        code="cause-hidden",
        subject=f"{name(pattern)}, cause {cause}",
        field="frequency",
        message=(
            f"No honest answers bring it to the first place. “{rival.name}” always hides it, at"
            f" best {chances[rival.slug] / chances[cause]:.1f} to 1"
        )
        + (f"; the same step helps against both: {shared}." if shared else ".")
        + (f" Its sign tells it apart: {rival.sign}" if apart else "")
        + ("" if exact else searched),
        remedy="Ask what tells the two apart, or look at their frequencies.",
        address=state.pairs,
    )


def unseparated_pairs(knowledge: Knowledge, device: Device) -> Findings:
    """No question tells two causes apart. It is of no use to know which of two it is where support
    alone helps against both, or both are normal.
    """
    for pattern in knowledge.ways_in_of(device.family):
        questions = [question for question in knowledge.questions if question.fits(pattern)]
        for pair in combinations([row.cause for row in pattern.causes], 2):
            if any(_tells_apart(knowledge, question, pattern, *pair) for question in questions):
                continue
            one, other = (knowledge.cause[slug] for slug in pair)
            shared = _shared_cures(knowledge, pattern.family, *pair)
            alike = (one.support_only and other.support_only) or (one.normal and other.normal)
            says = note if shared or alike else warning
            both = shared and f"The same step helps against both: {shared}."
            yield says(
                code="pair-unseparated",
                subject=f"{name(pattern)}, causes {one.slug} and {other.slug}",
                field="questions",
                message=f"No question tells the two apart. {both or 'They share no step.'}",
                remedy=(
                    "Ask something that people with one of them answer differently, or make them"
                    " one cause."
                ),
                address=start(knowledge, device, KnownLight(pattern)).pairs(),
            )


def _tells_apart(
    knowledge: Knowledge, question: Question, pattern: Pattern, one: Slug, other: Slug
) -> bool:
    left, right = (answer_row(knowledge, question, cause, pattern.key) for cause in (one, other))
    return any(abs(a - b) >= APART for a, b in zip(left, right, strict=True))


def _shared_cures(knowledge: Knowledge, family: Slug, one: Slug, other: Slug) -> str:
    """Steps of the family that usually help against both causes, by their titles."""
    return ", ".join(
        f"“{step.title}”"
        for step in knowledge.steps_of(family)
        if {one, other} <= {e.cause for e in step.effects if Effect.number_of(e.word) >= CURES}
    )


# Questions and steps


def unasked_questions(knowledge: Knowledge, device: Device, met: _Met) -> Findings:
    """Every question is asked of somebody, at least of who would rather be asked something else."""
    patterns = knowledge.ways_in_of(device.family)
    for question in knowledge.questions:
        if question.slug in met.asked or not any(question.fits(pattern) for pattern in patterns):
            continue
        others = tuple(other for other in knowledge.questions if other != question)
        starts = [replace(first, set_aside=others) for first in _starts(knowledge, device)]
        if all(decide(first).question is None for first in starts):
            yield warning(
                code="question-never-asked",
                subject=f"question {question.slug}",
                field="families",
                message=f"It is never worth asking about {knowledge.family[device.family].name}.",
                remedy="Choose words that differ more, or take the family out.",
                address=start(knowledge, device, UnsureLight()).pairs(),
            )


def unplanned_steps(knowledge: Knowledge, device: Device, met: _Met) -> Findings:
    """Every step with words for a family is part of somebody's plan there, so that somebody is
    led to its page. What helps against nothing but a normal state is no treatment.
    """
    for step in knowledge.steps:
        wording = step.wording(device.family)
        if wording is None or step.slug in met.planned or is_about_normal(knowledge, step):
            continue
        address = start(knowledge, device, UnsureLight()).pairs()
        for state in _who_may_need(knowledge, device, step):
            met.note(state)
            if step.slug in met.planned:
                break
            address = state.pairs
        else:
            yield warning(
                code="step-never-planned",
                subject=f"step {step.slug} for {wording.slug}",
                field="wordings",
                message=(
                    f"It is worded for {knowledge.family[device.family].name} and part of nobody's"
                    " plan there: others help sooner, or it costs more than asking support."
                ),
                remedy="Look at its effects and minutes, or delete the wording.",
                address=address,
            )


def _who_may_need(knowledge: Knowledge, device: Device, step: Step) -> Iterator[State]:
    """Those who have what it helps against, most of all first."""
    for effect in sorted(step.effects, key=lambda effect: -Effect.number_of(effect.word)):
        for pattern in knowledge.ways_in_of(device.family):
            if any(pair.cause == effect.cause for pair in pattern.causes):
                yield from _ways_of(start(knowledge, device, KnownLight(pattern)), effect.cause)


# Going a way on purpose


def _ways_of(first: Progress, cause: Slug) -> Iterator[State]:
    """As who has the cause: answers that speak most for it, then the likeliest; steps in vain."""
    yield from islice(_favourable_way(first, cause), SEARCHED)
    order = count()
    ahead = [(-1.0, next(order), first)]
    for _ in range(SEARCHED):
        if not ahead:
            return
        share, _, progress = heappop(ahead)
        state = decide(progress)
        yield state
        for part, _, after in _following(state, cause):
            heappush(ahead, (share * part, next(order), after))


def _favourable_way(progress: Progress, cause: Slug) -> Iterator[State]:
    """One way: of the honest answers always the one that speaks most for the cause."""
    while True:
        state = decide(progress)
        yield state
        following = [
            way for way in _following(state, cause) if way[0] >= HONEST or not state.decision.ask
        ]
        if not following:
            return
        progress = max(following, key=lambda way: way[0] / way[1])[2]


def _following(state: State, cause: Slug) -> Sequence[tuple[float, float, Progress]]:
    """(share of those with the cause, share of all, what is known then) for each answer, or for
    the step that fails.
    """
    belief = tuple(
        p if named == cause else 0.0
        for named, p in zip(state.model.causes, state.belief, strict=True)
    )
    total = sum(belief)
    if state.decision.ask:
        sure = replace(state, belief=tuple(p / total for p in belief))
        return [
            (given.share, branch.share, branch.progress)
            for given, branch in zip(sure.branches, state.branches, strict=True)
        ]
    if (step := state.step) is None or step in state.progress.tried:
        return ()
    fails = 1 - helps(state.knowledge, step.slug, cause)
    in_order = tuple(
        other for other in state.knowledge.steps if other == step or other in state.progress.tried
    )
    return [(fails, 1.0, replace(state.progress, tried=in_order))]


def _light(progress: Progress) -> str:
    if isinstance(progress.light, KnownLight):
        return name(progress.light.pattern)
    return f"family {progress.family.slug}"
