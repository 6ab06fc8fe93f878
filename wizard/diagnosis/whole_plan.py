"""The whole plan: what to try, in which order, and what to keep until before support.

The engine orders steps by what they save (`planning`). What a person is owed beyond that stands
here: every cause that is still possible keeps its remedies, what is long or erases something comes
last, nobody waits twice, and no step goes against what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.diagnosis.inference import by_cause, dot, posterior, times
from wizard.diagnosis.model import Model, Row, StepTable, step_minutes
from wizard.diagnosis.next_move import Evidence
from wizard.knowledge.scales import Answer, Effect
from wizard.knowledge.values import SOMETHING_ELSE, Knowledge, PatternKey, Slug, Step

Answers = tuple[tuple[Slug, Slug | None], ...]

RULED_OUT = 0.03
"""A cause that is at most this likely after the answers is out of the question."""

REMEDY = Effect.SOMETIMES.number
"""A step that fixes a cause at least this often is a remedy against it."""

IDLE_MINUTES = 0.5
"""A step that takes no more than this beside its wait is a wait and nothing else."""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """`steps`: what to try, in this order. `before_support`: what is left then, because it is long
    for what it may help or erases something; the erasing steps stand last."""

    steps: tuple[StepTable, ...]
    before_support: tuple[StepTable, ...]

    @property
    def everything(self) -> tuple[StepTable, ...]:
        return self.steps + self.before_support


def whole_plan(
    knowledge: Knowledge, model: Model, evidence: Evidence, planned: Sequence[StepTable]
) -> WholePlan:
    """`planned`: the engine's plan for this evidence. Its order is kept.

    Which steps are offered follows from the answers alone, so the list only shortens while its
    steps are tried.
    """
    chances = chances_by_answers(model, evidence.answers)
    allowed = _allowed(knowledge, model, evidence.answers, chances)
    planned = [step for step in planned if dot(step.fixes, allowed) > 0]
    done = {step.slug for step in planned}.union(evidence.failed, evidence.skipped)
    unplanned = [step for step in remedies_of(model, chances) if step.slug not in done]
    steps = [step for step in planned if not step.destructive]
    belief = posterior(model.prior, evidence.factors(model))
    for step in steps:
        belief = times(belief, step.fails)
    rest = [*(step for step in planned if step.destructive), *unplanned]
    everything = [*steps, *_last_resorts(belief, rest)]
    kept = set(_without_idle_waits(knowledge, everything, evidence.failed))
    return WholePlan(
        tuple(step for step in steps if step.slug in kept),
        tuple(step for step in everything[len(steps) :] if step.slug in kept),
    )


def chances_by_answers(model: Model, answers: Answers) -> dict[Slug, float]:
    """P(cause) given the answers alone, whatever was tried."""
    answered = Evidence(answers=answers)
    return by_cause(model, posterior(model.prior, answered.factors(model)))


def remedies_of(model: Model, chances: Mapping[Slug, float]) -> tuple[StepTable, ...]:
    """The steps, tried or not, that help against a cause which the answers leave possible.

    `chances`: as `chances_by_answers` says.
    """
    possible = [chances[cause] > RULED_OUT for cause in model.causes]
    return tuple(
        step
        for step in model.steps
        if any(fixes >= REMEDY and possible[hypothesis] for hypothesis, fixes, _ in step.helps)
    )


def _allowed(
    knowledge: Knowledge, model: Model, answers: Answers, chances: Mapping[Slug, float]
) -> Row:
    """For each hypothesis 0 where the answers rule it out and one of them is never given with
    it, else 1.
    """
    given = [
        (question, option)
        for question, option in answers
        if option is not None
        and question in model.question
        and not knowledge.question[question].hard_to_tell
    ]
    return tuple(
        float(
            chances[cause] > RULED_OUT
            or not any(
                _never(knowledge, question, option, cause, shares) for question, option in given
            )
        )
        for cause, shares in zip(model.causes, model.patterns, strict=True)
    )


def _never(
    knowledge: Knowledge,
    question: Slug,
    option: Slug,
    cause: Slug,
    shares: tuple[tuple[PatternKey, float], ...],
) -> bool:
    """All patterns of a hypothesis have the same answers, so the first speaks for them."""
    if cause == SOMETHING_ELSE or not shares:
        return False
    rows = knowledge.likelihood
    row = rows.get((question, cause, shares[0][0])) or rows.get((question, cause, None))
    return row is not None and (option, Answer.NEVER) in row.words


def _last_resorts(belief: Row, steps: Sequence[StepTable]) -> Iterator[StepTable]:
    """Harmless steps first, then the erasing ones; of each kind what saves most for its time."""
    left = sorted(
        steps, key=lambda step: (step.destructive, -dot(belief, step.fixes) / step.minutes)
    )
    while left:
        waiting = {step.slug for step in left}
        ready = next((step for step in left if waiting.isdisjoint(step.prerequisites)), left[0])
        left.remove(ready)
        yield ready


def _without_idle_waits(
    knowledge: Knowledge, steps: Iterable[StepTable], tried: Iterable[Slug]
) -> Iterator[Slug]:
    """A wait is left out after a step that made people wait as long."""
    waited = max((knowledge.step[slug].wait_seconds or 0 for slug in tried), default=0)
    for table in steps:
        step = knowledge.step[table.slug]
        seconds = step.wait_seconds or 0
        if not (is_idle_wait(step) and seconds <= waited):
            yield table.slug
        waited = max(waited, seconds)


def is_idle_wait(step: Step) -> bool:
    """Is there nothing to do in this step but to wait?"""
    seconds = step.wait_seconds
    return seconds is not None and step_minutes(step) <= seconds / 60 + IDLE_MINUTES
