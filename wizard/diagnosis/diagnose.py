"""The diagnosis: what follows from what a person has told us, in words and with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.diagnosis.address import Progress
from wizard.diagnosis.inference import (
    answer_factors,
    by_cause,
    dot,
    normalised,
    posterior,
    times,
    weights_of_evidence,
)
from wizard.diagnosis.model import Model, Row, StepTable, build_model, step_minutes
from wizard.diagnosis.next_move import Decision, Evidence, belief_after, decision, recognition
from wizard.diagnosis.step_order import Plan
from wizard.diagnosis.whole_plan import (
    RULED_OUT,
    WORTH_A_REMEDY,
    excluded_by,
    explains,
    likeliest,
    status_of,
    whole_plan,
)
from wizard.knowledge.values import (
    SOMETHING_ELSE,
    Cause,
    Knowledge,
    Option,
    Pattern,
    PatternKey,
    Question,
    Slug,
    Step,
)

SOMETHING_ELSE_CAUSE = Cause(
    slug=SOMETHING_ELSE,
    name="Something else",
    normal=False,
    explanation=(
        "Something this guide does not know. Start with what is quick; if that does not help, Blink"
        " support can look further."
    ),
    support_only=True,
    confidence="low",
    note="",
    sources=(),
)

POSSIBLE, LESS_LIKELY = "possible", "less likely"

WORDS = ((0.75, "most likely"), (0.40, "likely"), (0.15, POSSIBLE), (0.0, LESS_LIKELY))
"""The least probability of each word; people are never shown percentages."""

TELLING_BITS = 0.5
"""A reason for or against counts from here on."""

FITS_POORLY = 0.30
"""From this probability of something else on, the answers do not fit the usual causes."""


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause and its probability, in a word, too; the strongest said for and against it first."""

    cause: Cause
    probability: float
    word: str
    supports: tuple[str, ...]
    opposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A cause that is out of the question, and the answer that speaks most against it."""

    cause: Cause
    because: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """`minutes`: the person's time, without penalties. `chance`: it fixes, given that the steps
    before it did not. `answer`: the one that always offers it.
    """

    step: Step
    minutes: float
    chance: float
    answer: Option | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question, and the minutes it saves on average."""

    question: Question
    saves_minutes: float


@dataclass(frozen=True, slots=True)
class Try:
    """The next step to try: the first of the plan."""

    step: Step


@dataclass(frozen=True, slots=True)
class AskSupport:
    """Nothing left that is worth trying before support."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """It works again; this step did it."""

    step: Step


Move = Ask | Try | AskSupport | Fixed


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything a result page, the interface and a case note say.

    `causes` are sorted, likeliest first, and their probabilities sum to 1; those ruled out are
    among them. `expected_minutes` (with penalties, with support as the last resort) belong to the
    engine's plan. `before_support`: what is left after `plan`, long or erasing. `sign`: the step
    that explains a normal light, until the person has judged it. `patterns`: what the light really
    is, sorted.
    """

    progress: Progress
    status: str
    causes: tuple[RankedCause, ...]
    ruled_out: tuple[RuledOut, ...]
    move: Move
    plan: tuple[PlannedStep, ...]
    before_support: tuple[PlannedStep, ...]
    sign: Step | None
    expected_minutes: float
    patterns: tuple[tuple[Pattern, float], ...]
    fits_poorly: bool


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence: how to say it to the person who gave it, and its likelihood for each
    hypothesis. `answer`: it is one, and not how a step ended.
    """

    said: str
    factor: Row
    answer: bool = False


def diagnose(knowledge: Knowledge, progress: Progress) -> Diagnosis:
    """Ranked causes, next move and plan. Raises ValueError while no light is known."""
    if progress.light is None:
        raise ValueError(
            "There is no light to diagnose yet: ask for the light, or replay an address with"
            " light=unsure."
        )
    model = build_model(knowledge, progress.family, progress.light, progress.colour)
    clues = clues_of(model, progress)
    belief = posterior(model.prior, [clue.factor for clue in clues])
    causes = by_cause(model, belief)
    patterns = pattern_probabilities(knowledge, model, belief)
    evidence = evidence_of(model, progress)
    decided = decision(model, evidence)
    plan, before_support, sign = _planned_steps(knowledge, progress, model, evidence, decided.plan)
    weights = weights_of_evidence(model, [clue.factor for clue in clues])
    reasons = list(zip(clues, weights, strict=True))
    return Diagnosis(
        progress=progress,
        status=status_of(knowledge, model, belief),
        causes=tuple(_ranked(knowledge, causes, reasons)),
        ruled_out=tuple(_ruled_out(knowledge, by_cause(model, model.prior), causes, reasons)),
        move=_move(knowledge, progress, decided, plan),
        plan=plan,
        before_support=before_support,
        sign=sign,
        expected_minutes=0.0 if progress.fixed else decided.plan.minutes,
        patterns=patterns,
        fits_poorly=causes.get(SOMETHING_ELSE, 0.0) >= FITS_POORLY,
    )


def explained_by(diagnosis: Diagnosis) -> Cause:
    """What a person means who says that the sign explains it: the likeliest normal cause."""
    causes = [ranked.cause for ranked in diagnosis.causes]
    return next((cause for cause in causes if cause.normal), causes[0])


SPEAKS_FOR_ITSELF = 4
"""An answer of so many words is understood without its question."""


def answer_sentence(question: Question, option: Option) -> str:
    """Goes on from "because"."""
    said = f"you said “{option.label}”"
    alone = len(option.label.split()) >= SPEAKS_FOR_ITSELF
    return said if alone else f"{said} to “{question.text}”"


def clues_of(model: Model, progress: Progress) -> list[Clue]:
    """What counts: answers (not "not sure"), a cause that was recognised, steps that failed, and
    the one that fixed it. That a sign explains what is seen speaks against no fault: anyone who
    knows the light may still be watched.
    """
    answers = [
        (question, option)
        for question, option in progress.answers
        if option is not None and question.slug in model.question
    ]
    factors = answer_factors(model, [(question.slug, option.slug) for question, option in answers])
    clues = [
        Clue(answer_sentence(question, option), factor, answer=True)
        for (question, option), factor in zip(answers, factors, strict=True)
    ]
    if progress.cause and progress.cause.slug in model.causes:
        factor = recognition(model, posterior(model.prior, factors), progress.cause.slug)
        clues.append(Clue("you said that this is it", factor))
    clues += [
        Clue(_without_success(progress.knowledge, step), model.step[step.slug].fails)
        for step in progress.tried
        if step.slug in model.step
    ]
    fixed = progress.fixed
    if fixed and fixed.slug in model.step and not explains(progress.knowledge, fixed):
        clues.append(Clue(_success(fixed), model.step[fixed.slug].fixes))
    return clues


def _without_success(knowledge: Knowledge, step: Step) -> str:
    if step.asks:
        return f"you answered “{step.not_seen}” to “{step.asks}”"
    if explains(knowledge, step):
        return "you said that it is not the normal look"
    return f"“{step.title}” did not help"


def _success(step: Step) -> str:
    if step.asks:
        return f"you answered “{step.seen}” to “{step.asks}”"
    return f"“{step.title}” fixed it"


def evidence_of(model: Model, progress: Progress) -> Evidence:
    """What the engine decides by; what a step that was tried spoils is not asked any more, and what
    an answer excludes is not planned.
    """
    closed = {question.slug for question in progress.set_aside}
    closed.update(question for step in progress.tried for question in step.disturbs)
    if progress.just_steps:
        closed.update(model.question)
    answers = tuple(
        (question.slug, option.slug if option else None) for question, option in progress.answers
    )
    return Evidence(
        answers=answers,
        failed=tuple(step.slug for step in progress.tried),
        skipped=(
            *(step.slug for step in progress.skipped),
            *sorted(excluded_by(progress.knowledge, answers)),
        ),
        closed=frozenset(closed),
        cause=progress.cause.slug if progress.cause else "",
    )


def _planned_steps(
    knowledge: Knowledge, progress: Progress, model: Model, evidence: Evidence, plan: Plan
) -> tuple[tuple[PlannedStep, ...], tuple[PlannedStep, ...], Step | None]:
    """(what to try, what is left before support, what explains a normal light)"""
    if progress.fixed:
        return (), (), None
    if not model.steps:
        return tuple(_static_plan(knowledge, progress, model)), (), None
    whole = whole_plan(knowledge, progress.family.slug, model, evidence, plan.steps)
    planned = []
    belief = belief_after(model, evidence)
    for table in whole.everything:
        step = knowledge.step[table.slug]
        answer = whole.offered.get(table.slug)
        planned.append(PlannedStep(step, step_minutes(step), dot(belief, table.fixes), answer))
        belief = normalised(times(belief, table.fails))
    first = len(whole.steps)
    return tuple(planned[:first]), tuple(planned[first:]), whole.sign


def first_step(progress: Progress, model: Model, steps: Sequence[StepTable]) -> Step | None:
    """The step to try first, were nothing asked; None where only support is left. `steps`: of the
    whole plan.
    """
    if steps:
        return progress.knowledge.step[steps[0].slug]
    curated = [] if model.steps else _static_plan(progress.knowledge, progress, model)
    return curated[0].step if curated else None


def _static_plan(knowledge: Knowledge, progress: Progress, model: Model) -> list[PlannedStep]:
    """Where nobody said what helps: the family's steps, unless only support can help."""
    named = [knowledge.cause[slug] for slug in model.causes if slug in knowledge.cause]
    if named and all(cause.support_only for cause in named):
        return []
    done = {*progress.tried, *progress.skipped}
    steps = [step for step in knowledge.steps_of(progress.family.slug) if step not in done]
    return [PlannedStep(step, step_minutes(step), 0.0) for step in steps]


def _move(
    knowledge: Knowledge, progress: Progress, decided: Decision, plan: tuple[PlannedStep, ...]
) -> Move:
    if progress.fixed:
        return Fixed(progress.fixed)
    if decided.ask:
        question = knowledge.question[decided.ask.slug]
        return Ask(question, decided.saves_minutes)
    return Try(plan[0].step) if plan else AskSupport()


def pattern_probabilities(
    knowledge: Knowledge, model: Model, belief: Row
) -> tuple[tuple[Pattern, float], ...]:
    """P(pattern|E): each hypothesis shares its probability out as it did before the evidence, which
    speaks of all its
    patterns alike.
    """
    found: dict[PatternKey, float] = {}
    for probability, shares in zip(belief, model.patterns, strict=True):
        for key, share in shares:
            found[key] = found.get(key, 0.0) + probability * share
    likeliest = sorted(found.items(), key=lambda pair: -pair[1])
    return tuple((knowledge.pattern[key], probability) for key, probability in likeliest)


Reasons = Sequence[tuple[Clue, Mapping[Slug, float]]]
"""What was said, and how many bits each saying speaks for each cause."""


def _telling(reasons: Reasons, cause: Slug, sign: int) -> tuple[str, ...]:
    """The strongest one or two sentences of at least half a bit, for (1) or against (-1) it."""
    weighed = [(sign * bits[cause], clue.said) for clue, bits in reasons]
    strong = [pair for pair in weighed if pair[0] >= TELLING_BITS]
    return tuple(said for _, said in sorted(strong, key=lambda pair: -pair[0])[:2])


def likeliest_causes(
    knowledge: Knowledge, causes: Mapping[Slug, float]
) -> tuple[tuple[Cause, float], ...]:
    """Causes with their probabilities, likeliest first; equals in the knowledge's order."""
    places = knowledge.place_of_cause
    likeliest = sorted(
        causes.items(), key=lambda pair: (-pair[1], places.get(pair[0], len(places)))
    )
    return tuple(
        (knowledge.cause.get(slug, SOMETHING_ELSE_CAUSE), probability)
        for slug, probability in likeliest
    )


def likeliest_cause(knowledge: Knowledge, causes: Mapping[Slug, float]) -> Cause:
    """The first of them."""
    return likeliest(knowledge, causes) or SOMETHING_ELSE_CAUSE


def _ranked(
    knowledge: Knowledge, causes: Mapping[Slug, float], reasons: Reasons
) -> Iterator[RankedCause]:
    for cause, probability in likeliest_causes(knowledge, causes):
        yield RankedCause(
            cause=cause,
            probability=probability,
            word=next(word for least, word in WORDS if probability >= least),
            supports=_telling(reasons, cause.slug, 1),
            opposes=_telling(reasons, cause.slug, -1),
        )


def _ruled_out(
    knowledge: Knowledge,
    before: Mapping[Slug, float],
    after: Mapping[Slug, float],
    reasons: Reasons,
) -> Iterator[RuledOut]:
    """Causes that were worth a thought before the evidence and that an answer rules out, in the
    knowledge's order.
    """
    answered = [(clue, bits) for clue, bits in reasons if clue.answer]
    for cause in knowledge.causes:
        if (
            not cause.worry
            and before.get(cause.slug, 0.0) >= WORTH_A_REMEDY
            and after.get(cause.slug, 0.0) <= RULED_OUT
            and (opposing := _telling(answered, cause.slug, -1))
        ):
            yield RuledOut(cause, opposing[0])
