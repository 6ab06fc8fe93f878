"""From evidence to probabilities: a single fault, answers and outcomes independent given the cause
(naive Bayes), save that answers of one group count less together.

A factor is what one piece of evidence says: a likelihood for each hypothesis. Evidence only
multiplies, so its order does not matter, and "not sure" is no factor at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log2
from operator import mul

from wizard.diagnosis.model import Model, QuestionTable, Row, question_table
from wizard.knowledge.values import Slug

Numbers = Sequence[float]

TINY = 1e-300
"""Stands for an impossible cause where a logarithm is taken."""

GROUP_CORRELATION = 0.25
"""How alike (0..1) the answers of one group are, the cause given: 0 counts each in full, 1 all of
them together as one. Measured on networks made by others (docs/diagnosis.md).
"""


def dot(left: Numbers, right: Numbers) -> float:
    total: float = sum(map(mul, left, right))
    return total


def times(left: Numbers, right: Numbers) -> tuple[float, ...]:
    return tuple(map(mul, left, right))


def normalised(weights: Numbers) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def posterior(prior: Numbers, factors: Iterable[Numbers] = ()) -> tuple[float, ...]:
    """Bayes' rule: P(h|E) = w_h / sum w with w_h = prior_h * product of the factors."""
    weights: Numbers = prior
    for factor in factors:
        weights = times(weights, factor)
    return normalised(weights)


def weight_in_group(answers: int) -> float:
    """What each of so many answers of one group counts: 1 / (1 + (n - 1) r), one over Kish's design
    effect of a cluster.
    """
    return 1 / (1 + (answers - 1) * GROUP_CORRELATION)


def answer_factors(model: Model, answers: Sequence[tuple[Slug, Slug]]) -> list[Row]:
    """The factor of each (question, option), in their order: P(a|h), and in a group of n answers
    P(a|h) ** weight_in_group(n). Raises KeyError for a question the model does not know.
    """
    tables = [model.question[question] for question, _ in answers]
    of_group = Counter(table.group for table in tables if table.group)
    factors = []
    for table, (_, option) in zip(tables, answers, strict=True):
        factor, together = table.likelihood(option), of_group[table.group]
        if together > 1:
            weight = weight_in_group(together)
            factor = tuple(likelihood**weight for likelihood in factor)
        factors.append(factor)
    return factors


@lru_cache(maxsize=1024)
def after_its_group(question: QuestionTable, answered: int) -> QuestionTable:
    """What a question can still tell once so many of its group are answered: P(a|h) to the power
    that one more answer adds to what all of them count together, normalised for each hypothesis.
    """
    if not answered:
        return question
    more = answered + 1
    weight = more * weight_in_group(more) - answered * weight_in_group(answered)
    rows = [
        normalised([likelihood**weight for likelihood in row])
        for row in zip(*question.likelihoods, strict=True)
    ]
    return question_table(
        question.slug,
        minutes=question.minutes,
        unknown_share=question.unknown_share,
        options=question.options,
        rows=rows,
        group=question.group,
    )


def entropy(probabilities: Numbers) -> float:
    """H(P) in bits."""
    return -sum(p * log2(p) for p in probabilities if p > 0)


def gain(question: QuestionTable, belief: Numbers) -> float:
    """Expected gain of a question in bits: G(q) = (1 - u_q) * (H(A_q) - sum_h P(h) H(A_q|h)).

    The same as H(C) - E[H(C|a)], with two dot products instead of a posterior for each option.
    """
    answers = [dot(belief, likelihood) for likelihood in question.likelihoods]
    return (1 - question.unknown_share) * (entropy(answers) - dot(belief, question.entropies))


def by_cause(model: Model, belief: Numbers) -> dict[Slug, float]:
    """P(cause): the sum over its hypotheses, in the model's order."""
    if model.one_each:
        return dict(zip(model.causes, belief, strict=True))
    causes: dict[Slug, float] = {}
    for cause, probability in zip(model.causes, belief, strict=True):
        causes[cause] = causes.get(cause, 0.0) + probability
    return causes


def weights_of_evidence(model: Model, factors: Sequence[Numbers]) -> list[dict[Slug, float]]:
    """For each factor x and cause c the bits W(x,c) = log2(odds(c|E) / odds(c|E without x)): leave
    one out.

    Independent of the order of the evidence (Good's weight of evidence, given all the rest). What
    a group says is shared out among its answers: leaving one out does not raise the others.
    """
    with_all = _log_odds(model, posterior(model.prior, factors))
    weights = []
    for place in range(len(factors)):
        without = _log_odds(
            model, posterior(model.prior, [*factors[:place], *factors[place + 1 :]])
        )
        weights.append({cause: odds - without[cause] for cause, odds in with_all.items()})
    return weights


def _log_odds(model: Model, belief: Numbers) -> dict[Slug, float]:
    """log2(P(c) / P(not c)), finite also where a step that fixed it leaves one cause only."""
    causes = by_cause(model, belief)
    probabilities = [*causes.values()]
    odds = {}
    for place, (cause, probability) in enumerate(causes.items()):
        rest = sum(probabilities[:place] + probabilities[place + 1 :])
        odds[cause] = log2(max(probability, TINY)) - log2(max(rest, TINY))
    return odds
