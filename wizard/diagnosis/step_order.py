"""In which order to try steps, and what that costs.

Minutes are expected minutes until it is fixed, with calling support as the last resort. All
functions take weights that need not sum to 1 and return minutes multiplied by their sum: so what
follows from an answer of probability P(a) adds up without a division, and an impossible answer
costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from wizard.diagnosis.inference import Numbers
from wizard.diagnosis.model import Model, Row, StepTable


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order to try them; `minutes` times the sum of the weights it was made for."""

    minutes: float
    steps: tuple[StepTable, ...]


@lru_cache(maxsize=128)
def plan(weights: Row, steps: tuple[StepTable, ...], support_minutes: float) -> Plan:
    """Updating p/C: again and again the step with the largest p_s/t_s, p_s given that all before it
    failed, while that beats calling support (1/K). ECR = sum_i t_i P(first i-1 fail) + K P(all
    fail) (Jensen et al. 2001; Langseth & Jensen 2003).

    A step waits for its prerequisites among `steps`. Of equals the first goes first.
    """
    minutes, left = 0.0, list(range(len(steps)))
    # What p_s/t_s was last time: weights only shrink, so it is never more now.
    most = [inf] * len(steps)
    broken = list(weights)
    order: list[StepTable] = []
    while True:
        still_broken = sum(broken)
        best, beaten = None, still_broken / support_minutes * (1 + 1e-12)
        for place in left:
            if most[place] <= beaten:
                continue
            step, fixed = steps[place], 0.0
            for hypothesis, fixes, _ in step.helps:
                fixed += broken[hypothesis] * fixes
            most[place] = rate = fixed / step.minutes
            if rate > beaten and not (step.prerequisites and _waits(step, steps, left)):
                best, beaten = place, rate * (1 + 1e-12)
        if best is None:
            return Plan(minutes + support_minutes * still_broken, tuple(order))
        minutes += steps[best].minutes * still_broken
        for hypothesis, _, fails in steps[best].helps:
            broken[hypothesis] *= fails
        left.remove(best)
        order.append(steps[best])


def _waits(step: StepTable, steps: Sequence[StepTable], left: Sequence[int]) -> bool:
    return not step.prerequisites.isdisjoint(steps[place].slug for place in left)


def known_cause_bound(model: Model, weights: Numbers, steps: Sequence[StepTable]) -> float:
    """LB(E) = sum_c P(c|E) ECR*(c): what it would cost if the cause were known (Jensen et al. 2001,
    Def. 4).

    For a known cause the order by P(fix|c)/t is optimal. Prerequisites are left out, so it stays a
    lower bound.
    """
    available = {step.slug for step in steps}
    bound = 0.0
    for weight, cures in zip(weights, model.cures, strict=True):
        minutes, still_broken = 0.0, 1.0
        for slug, step_minutes, fails in cures:
            if slug in available:
                minutes += step_minutes * still_broken
                still_broken *= fails
        bound += weight * (minutes + model.support_minutes * still_broken)
    return bound
