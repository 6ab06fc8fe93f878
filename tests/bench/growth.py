"""How long the simulation takes as the knowledge grows: the families of the audit's benchmark, 1, 10 and 100 of them."""

from __future__ import annotations

from time import perf_counter

from tests.bench.audit_growth import grown
from wizard.analysis.simulation import simulate

VISITORS = 1000


def time_simulations() -> dict[int, float]:
    """Families -> seconds for the same number of visitors, who share fewer and fewer decisions."""
    return {families: _time_simulation(families) for families in (1, 10, 100)}


def _time_simulation(families: int) -> float:
    knowledge = grown(families)
    began = perf_counter()
    simulate(knowledge, visitors=VISITORS)
    return perf_counter() - began
