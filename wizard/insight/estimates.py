"""What counts say about a share: the Beta distribution.

The distribution function by the continued fraction of Didonato & Morris (ACM TOMS 18, 1992, eq. 3,
as DLMF 8.17.22 has it), evaluated by Lentz's method; quantiles by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

LEVEL = 0.8
"""Of an interval: one in ten lies below it and one in ten above."""

TINY, ENOUGH = 1e-300, 1e-12
MOST_TERMS = 500
BISECTIONS = 50


@dataclass(frozen=True, slots=True)
class Beta:
    """A share 0..1 that is not known: as if `yes` of `yes + no` cases had shown it."""

    yes: float
    no: float

    @property
    def mean(self) -> float:
        return self.yes / (self.yes + self.no)

    def below(self, share: float) -> float:
        if share <= 0 or share >= 1:
            return float(share >= 1)
        if share > (self.yes + 1) / (self.yes + self.no + 2):  # there the fraction is slow
            return 1 - Beta(self.no, self.yes).below(1 - share)
        a, b = self.yes, self.no
        front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(share) + b * log(1 - share))
        return front * _fraction(share, a, b) / a

    def quantile(self, probability: float) -> float:
        """The share below which it lies with this probability."""
        low, high = 0.0, 1.0
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < probability else (low, middle)
        return (low + high) / 2

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The shares between which it lies with this probability."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, MOST_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < ENOUGH:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
