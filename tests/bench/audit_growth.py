"""How long the audit takes as the knowledge grows: seeded families that share nothing, 1, 10 and
100 of them.

A family is half a shipped one: 4 lights, 8 causes, 6 questions and 8 steps.
"""

from __future__ import annotations

import random
from dataclasses import replace
from time import perf_counter

from tests.builders import (
    make_device,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis.audit import examine
from wizard.knowledge.scales import Answer, Effect, Frequency
from wizard.knowledge.values import Knowledge, Likelihood, Pattern, Question, Step

LIGHTS, CAUSES, QUESTIONS, STEPS = 4, 8, 6, 8


def time_audits() -> dict[int, tuple[float, float, int]]:
    """Families -> (seconds without walking, seconds with, states walked)."""
    return {families: _time_audit(families) for families in (1, 10, 100)}


def _time_audit(families: int) -> tuple[float, float, int]:
    knowledge = grown(families)
    began = perf_counter()
    examine(knowledge, reach=False)
    quick = perf_counter()
    states = examine(replace(knowledge)).states
    return quick - began, perf_counter() - quick, states


def grown(families: int) -> Knowledge:
    rng = random.Random(families)
    patterns: list[Pattern] = []
    questions: list[Question] = []
    likelihoods: list[Likelihood] = []
    steps: list[Step] = []
    for family in (f"family-{number}" for number in range(families)):
        causes = [f"{family}-cause-{number}" for number in range(CAUSES)]
        patterns += [
            make_pattern(
                f"light-{number}",
                family=family,
                causes={
                    cause: rng.choice(list(Frequency))
                    for cause in (rng.sample(causes, CAUSES - 2) if number else causes)
                },
            )
            for number in range(LIGHTS)
        ]
        for slug in (f"{family}-question-{number}" for number in range(QUESTIONS)):
            questions.append(make_question(slug, families=(family,)))
            likelihoods += [
                make_likelihood(slug, cause, *rng.choices(list(Answer), k=2)) for cause in causes
            ]
        steps += [
            make_step(
                f"{family}-step-{number}",
                fixes={cause: rng.choice(list(Effect))},
                minutes=10,
                families=(family,),
            )
            for number, cause in enumerate(causes[:STEPS])
        ]
    return make_knowledge(
        patterns=patterns,
        questions=questions,
        likelihoods=likelihoods,
        steps=steps,
        devices=[
            make_device(f"device-{number}", family=f"family-{number}") for number in range(families)
        ],
    )
