"""Loops deep in calls ask the system for no memory, wherever they stand."""

from __future__ import annotations

import resource

from blinkdiag.room_for_calls import with_room

DEPTHS = range(250)
"""Some of them are at the end of a piece of 16 KiB: 100 frames, more or less, fill one."""

CALLS = 500


def nothing() -> None:
    """What a loop calls; its frame is as large as one of 100 variables."""


nothing.__code__ = nothing.__code__.replace(co_stacksize=100)


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def of_a_loop(depth: int) -> int:
    """How many pages of memory the system clears for a loop so deep in calls."""
    if depth:
        return of_a_loop(depth - 1)
    before = page_faults()
    for _ in range(CALLS):
        nothing()
    return page_faults() - before


def test_a_loop_asks_for_no_memory_at_any_depth() -> None:
    assert max(with_room(of_a_loop, depth) for depth in DEPTHS) < CALLS


def test_what_is_called_gets_what_was_given_and_its_answer_comes_back() -> None:
    assert with_room(sorted, [2, 1, 3], reverse=True) == [3, 2, 1]
