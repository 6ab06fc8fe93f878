"""How fast the engine decides, and how far its decisions are from the best there are, on seeded
random models.

A plain module: the bench command prints its figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from statistics import median
from time import process_time

from wizard.diagnosis.inference import Numbers, gain, posterior, times
from wizard.diagnosis.model import Model, StepTable, question_table
from wizard.diagnosis.next_move import Decision, Evidence, next_move
from wizard.knowledge.scales import Answer, Effect, Frequency

SUPPORT_MINUTES = 45.0

State = tuple[tuple[tuple[str, str | None], ...], frozenset[str]]
"""Answers so far (None: not sure) and steps that failed."""


def time_decisions() -> dict[str, float]:
    """Milliseconds, the median over seeded models and states; names are causes x questions x
    steps.
    """
    figures = {"posterior and all gains, 50x50": _median_ms(_posterior_and_gains, (50, 50, 20))}
    for size in ((10, 15, 8), (50, 50, 20)):
        figures[f"decision, {'x'.join(map(str, size))}"] = _median_ms(next_move, size)
    return figures


def optimality(instances: int = 30) -> tuple[float, float, float]:
    """(mean, 95th percentile, worst) of expected minutes over the exact optimum's: 6 causes, 4
    questions, 4 or 5 steps.

    The engine with its thresholds is followed through every answer and every outcome; the optimum
    is dynamic programming.
    """
    ratios = sorted(ratio_to_optimum(seed) for seed in range(instances))
    return sum(ratios) / instances, ratios[int(0.95 * (instances - 1))], ratios[-1]


def ratio_to_optimum(seed: int) -> float:
    model = random_model(seed, causes=6, questions=4, steps=4 + seed % 2)
    return followed_minutes(model, next_move) / optimal_minutes(model)


def random_model(seed: int, *, causes: int, questions: int, steps: int) -> Model:
    """Word-scale tables, up to a fifth "not sure", imperfect steps that overlap."""
    rng = random.Random(seed)
    weights = [rng.choice(list(Frequency)).number * rng.uniform(0.6, 1.6) for _ in range(causes)]
    answers = [word.number for word in Answer]
    effects = [word.number for word in Effect]
    tables = []
    for number in range(questions):
        chances = [rng.choice(answers) for _ in range(causes)]
        tables.append(
            question_table(
                f"question-{number}",
                minutes=rng.choice((0.25, 0.5, 1.0)),
                unknown_share=rng.choice((0.0, 0.05, 0.1, 0.2)),
                options=("yes", "no"),
                rows=[(chance, 1 - chance) for chance in chances],
            )
        )
    return Model(
        causes=tuple(f"cause-{number}" for number in range(causes)),
        prior=tuple(weight / sum(weights) for weight in weights),
        questions=tuple(tables),
        steps=tuple(_random_step(rng, number, causes, effects) for number in range(steps)),
        support_minutes=SUPPORT_MINUTES,
    )


def followed_minutes(model: Model, decide: Callable[[Model, Evidence], Decision]) -> float:
    """Expected minutes of somebody who does what `decide` says until it is fixed or support is
    called.
    """

    @cache
    def minutes(state: State) -> float:
        evidence = Evidence(answers=state[0], failed=tuple(sorted(state[1])))
        decision = decide(model, evidence)
        if decision.ask:
            return _ask(model, minutes, state, decision.ask.slug)
        if decision.plan.steps:
            return _try(model, minutes, state, decision.plan.steps[0].slug)
        return model.support_minutes * sum(_weights(model, state))

    return minutes(((), frozenset()))


def optimal_minutes(model: Model) -> float:
    """Expected minutes of the best strategy: the least over every move in every state."""

    @cache
    def minutes(state: State) -> float:
        asked = {question for question, _ in state[0]}
        moves = [model.support_minutes * sum(_weights(model, state))]
        moves += [
            _ask(model, minutes, state, question)
            for question in model.question
            if question not in asked
        ]
        moves += [_try(model, minutes, state, step) for step in model.step if step not in state[1]]
        return min(moves)

    return minutes(((), frozenset()))


def _ask(model: Model, minutes: Callable[[State], float], state: State, question: str) -> float:
    table = model.question[question]
    after = [
        minutes((tuple(sorted((*state[0], (question, option)))), state[1]))
        for option in table.options
    ]
    unsure = minutes((tuple(sorted((*state[0], (question, None)))), state[1]))
    share = table.unknown_share
    return table.minutes * sum(_weights(model, state)) + share * unsure + (1 - share) * sum(after)


def _try(model: Model, minutes: Callable[[State], float], state: State, step: str) -> float:
    return model.step[step].minutes * sum(_weights(model, state)) + minutes(
        (state[0], state[1] | {step})
    )


def _weights(model: Model, state: State) -> Numbers:
    """Not normalised: what an answer of small probability costs is small already."""
    weights: Numbers = model.prior
    for factor in Evidence(answers=state[0], failed=tuple(state[1])).factors(model):
        weights = times(weights, factor)
    return weights


def _random_step(rng: random.Random, number: int, causes: int, effects: list[float]) -> StepTable:
    fixes = [rng.choice(effects) if rng.random() < 0.4 else 0.0 for _ in range(causes)]
    fixes[rng.randrange(causes)] = max(effects)
    minutes = round(2 ** rng.uniform(-1, 4), 2)
    return StepTable(
        slug=f"step-{number}",
        minutes=minutes,
        fixes=tuple(fixes),
        fails=tuple(1 - fix for fix in fixes),
    )


def _median_ms(act: Callable[[Model, Evidence], object], size: tuple[int, int, int]) -> float:
    """Over the first state and two later ones of five models."""
    causes, questions, steps = size
    spent = []
    for seed in range(5):
        model = random_model(seed, causes=causes, questions=questions, steps=steps)
        answers = tuple((table.slug, "yes") for table in model.questions[:2])
        for evidence in (
            Evidence(),
            Evidence(answers),
            Evidence(answers, failed=(model.steps[0].slug,)),
        ):
            act(model, evidence)
            begin = process_time()
            act(model, evidence)
            spent.append(1000 * (process_time() - begin))
    return median(spent)


def _posterior_and_gains(model: Model, evidence: Evidence) -> list[float]:
    belief = posterior(model.prior, evidence.factors(model))
    return [gain(question, belief) for question in model.questions]
