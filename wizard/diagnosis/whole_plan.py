"""The whole plan: what to try, in which order, and what to keep until before support.

The engine orders steps by what they save (`planning`). What a person is owed beyond that stands
here: what an answer always offers is in the plan, every cause that is still possible keeps its
remedies, what is long or erases something comes last, nobody waits twice, and no step goes against
what was said. A step that only explains what is normal is none: the page shows the sign instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.diagnosis.inference import by_cause, dot, posterior, times
from wizard.diagnosis.model import LEAST_STEP_MINUTES, Model, Row, StepTable, step_minutes
from wizard.diagnosis.next_move import Evidence
from wizard.knowledge.scales import Answer, Effect
from wizard.knowledge.values import SOMETHING_ELSE, Cause, Knowledge, Option, PatternKey, Slug, Step

Answers = tuple[tuple[Slug, Slug | None], ...]

RULED_OUT = 0.03
"""A cause that is at most this likely after the answers is out of the question."""

POSSIBLE = 0.15
"""From here on people are told that a cause is possible."""

REMEDY = Effect.SOMETIMES.number
"""A step that fixes a cause at least this often is a remedy against it."""

IDLE_MINUTES = 0.5
"""A step that takes no more than this beside its wait is a wait and nothing else."""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """`steps`: what to try, in this order. `before_support`: what is left then, because it is long
    for what it may help or erases something; the erasing steps stand last. `offered`: step -> the
    answer that always offers it."""

    steps: tuple[StepTable, ...]
    before_support: tuple[StepTable, ...]
    offered: Mapping[Slug, Option]

    @property
    def everything(self) -> tuple[StepTable, ...]:
        return self.steps + self.before_support


def whole_plan(
    knowledge: Knowledge,
    family: Slug,
    model: Model,
    evidence: Evidence,
    planned: Sequence[StepTable],
) -> WholePlan:
    """`planned`: the engine's plan for this evidence. Its order is kept; what the answers offer
    beyond it follows.

    Which steps there are follows from the answers alone, so the list shortens while they are tried.
    """
    chances = chances_by_answers(model, evidence.answers)
    allowed = _allowed(knowledge, model, evidence.answers, chances)
    offered = offers_of(knowledge, family, evidence.answers)
    done = {*evidence.failed, *evidence.skipped}
    useful = [step for step in planned if dot(step.fixes, allowed) > 0]
    said = [
        _table(knowledge, model, slug) for slug in offered if slug not in done.union(_slugs(useful))
    ]
    listed = [*useful, *said]
    listed += [
        step for step in remedies_of(model, chances) if step.slug not in done.union(_slugs(listed))
    ]
    early = {step.slug for step in (*useful, *said) if not step.destructive}
    treatments = [step for step in listed if not explains(knowledge, knowledge.step[step.slug])]
    treatments.sort(key=lambda step: step.slug not in early)
    treatments = list(_without_idle_waits(knowledge, treatments, evidence.failed))
    steps = [step for step in treatments if step.slug in early]
    late = [step for step in treatments if step.slug not in early]
    belief = posterior(model.prior, evidence.factors(model))
    left = [step for step in model.steps if step.slug not in done.union(_slugs(listed))]
    late += _likely_after_all(knowledge, model, after_failing(belief, treatments), left)
    return WholePlan(
        tuple(steps), tuple(_last_resorts(after_failing(belief, steps), late)), offered
    )


def after_failing(belief: Row, steps: Iterable[StepTable]) -> Row:
    """What is left to believe once these have failed (weights, not normalised)."""
    for step in steps:
        belief = times(belief, step.fails)
    return belief


def _slugs(steps: Iterable[StepTable]) -> set[Slug]:
    return {step.slug for step in steps}


def _likely_after_all(
    knowledge: Knowledge, model: Model, belief: Row, left: Sequence[StepTable]
) -> list[StepTable]:
    """What is worth trying once all that is listed has failed, and once that has failed, too;
    whether or not the person says that what they see is normal, or waits."""
    known = [_explanations(knowledge, model), _waits(knowledge, model)]
    passive = _slugs(step for steps in known for step in steps)
    left = [step for step in left if step.slug not in passive]
    found: list[StepTable] = []
    while more := [
        step
        for step in left
        if step not in found
        and any(
            _is_likely(model, after_failing(belief, (*signs, *waits)), step)
            for signs in ((), known[0])
            for waits in ((), known[1])
        )
    ]:
        found += more
        belief = after_failing(belief, more)
    return found


def _explanations(knowledge: Knowledge, model: Model) -> tuple[StepTable, ...]:
    return tuple(step for step in model.steps if explains(knowledge, knowledge.step[step.slug]))


def _waits(knowledge: Knowledge, model: Model) -> tuple[StepTable, ...]:
    return tuple(step for step in model.steps if is_idle_wait(knowledge.step[step.slug]))


def _is_likely(model: Model, belief: Row, step: StepTable) -> bool:
    """Would the engine plan it, or is it a remedy against a cause that is possible after all?"""
    total = sum(belief)
    if dot(step.fixes, belief) / step.minutes > total / model.support_minutes:
        return True
    causes = by_cause(model, belief)
    return any(
        fixes >= REMEDY and causes[model.causes[hypothesis]] >= POSSIBLE * total
        for hypothesis, fixes, _ in step.helps
    )


def offers_of(knowledge: Knowledge, family: Slug, answers: Answers) -> dict[Slug, Option]:
    """Step -> the answer that always offers it, of those that are worded for the family."""
    options = (
        knowledge.question[question].option(given)
        for question, given in answers
        if given is not None
    )
    return {
        slug: option
        for option in options
        if option is not None
        for slug in option.offers
        if knowledge.step[slug].wording(family)
    }


def _table(knowledge: Knowledge, model: Model, slug: Slug) -> StepTable:
    """The step in numbers, also where it helps against no cause of the light."""
    if slug in model.step:
        return model.step[slug]
    step, none = knowledge.step[slug], (0.0,) * len(model.causes)
    return StepTable(
        slug=slug,
        minutes=max(step_minutes(step) + step.penalty_minutes, LEAST_STEP_MINUTES),
        fixes=none,
        fails=(1.0,) * len(none),
        prerequisites=frozenset(step.prerequisites),
        disturbs=frozenset(step.disturbs),
        destructive=step.destructive,
    )


def explains(knowledge: Knowledge, step: Step) -> bool:
    """Is there nothing to do but to know a sign? Then it is a finding, not a treatment."""
    causes = [knowledge.cause[effect.cause] for effect in step.effects]
    known = bool(causes) and all(cause.normal and cause.sign for cause in causes)
    return known and not (step.tools or step.wait_seconds)


def sign_of(knowledge: Knowledge, family: Slug, model: Model, evidence: Evidence) -> Step | None:
    """Where nothing is most likely wrong: the step that explains the likeliest cause by its
    sign.
    """
    belief = posterior(model.prior, evidence.factors(model))
    if dot(belief, model.normal) < 0.5:
        return None
    causes = by_cause(model, belief)
    likeliest = knowledge.cause.get(max(causes, key=lambda cause: causes[cause]))
    if likeliest is None or not likeliest.sign:
        return None
    step = explaining_step(knowledge, family, likeliest)
    return step if step and step.slug not in evidence.failed else None


def explaining_step(knowledge: Knowledge, family: Slug, cause: Cause) -> Step | None:
    """The family's step that explains a normal cause."""
    return next(
        (
            step
            for step in knowledge.steps
            if step.wording(family)
            and any(effect.cause == cause.slug for effect in step.effects)
            and explains(knowledge, step)
        ),
        None,
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
) -> Iterator[StepTable]:
    """A wait is left out after a step that made people wait, if only half as long."""
    waited = max((knowledge.step[slug].wait_seconds or 0 for slug in tried), default=0)
    for table in steps:
        step = knowledge.step[table.slug]
        seconds = step.wait_seconds or 0
        if not (is_idle_wait(step) and seconds <= 2 * waited):
            yield table
        waited = max(waited, seconds)


def is_idle_wait(step: Step) -> bool:
    """Is there nothing to do in this step but to wait?"""
    seconds = step.wait_seconds
    return seconds is not None and 0 <= step_minutes(step) - seconds / 60 <= IDLE_MINUTES
