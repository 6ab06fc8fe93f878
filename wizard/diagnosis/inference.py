"""From evidence to probabilities: a single fault, answers and outcomes independent given the cause
(naive Bayes).

A factor is what one piece of evidence says: a likelihood for each hypothesis. Evidence only
multiplies, so its order does not matter, and "not sure" is no factor at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2
from operator import mul

from wizard.diagnosis.model import Model, QuestionTable
from wizard.knowledge.values import Slug

Numbers = Sequence[float]

TINY = 1e-300
"""Stands for an impossible cause where a logarithm is taken."""


def dot(left: Numbers, right: Numbers) -> float:
    total: float = sum(map(mul, left, right))
    return total


def times(left: Numbers, right: Numbers) -> tuple[float, ...]:
    return tuple(map(mul, left, right))


def normalised(weights: Numbers) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def posterior(prior: Numbers, factors: Iterable[Numbers] = ()) -> tuple[float, ...]:
    """P(h|E) = w_h / sum w with w_h = prior_h * product of the factors (diagnosis by Bayes'
    rule).
    """
    weights: Numbers = prior
    for factor in factors:
        weights = times(weights, factor)
    return normalised(weights)


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
    causes: dict[Slug, float] = {}
    for cause, probability in zip(model.causes, belief, strict=True):
        causes[cause] = causes.get(cause, 0.0) + probability
    return causes


def weights_of_evidence(model: Model, factors: Sequence[Numbers]) -> list[dict[Slug, float]]:
    """For each factor x and cause c the bits W(x,c) = log2(odds(c|E) / odds(c|E without x)): leave
    one out.

    Independent of the order of the evidence (Good's weight of evidence, given all the rest).
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
    odds = {}
    for cause, probability in causes.items():
        rest = sum(other for name, other in causes.items() if name != cause)
        odds[cause] = log2(max(probability, TINY)) - log2(max(rest, TINY))
    return odds
