"""From a hand to a rhythm: somebody holds a key while a real light is lit, and the steps to draw
come out.

A hand is late and uneven, so presses that are about equal are taken as equal and averaged; it may
overlook one flash. A light that goes on is written down as one round of what comes again and again.
All times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

GRID = 50
"""Steps are whole multiples of this: no hand is more exact."""

ALIKE = 1.42
"""Lengths up to this much apart are the same: 15 % too short beside 15 % too long is 1.35."""

LEAST_APART = 60
"""Differences below this are the hand's, however short the flash."""

BOUNCE = 40
"""A key let go for less than this was not let go, and a shorter press was not meant."""

MOST_PRESSES = 100

STAYS = 2000
"""One flash so long, of a light that goes on, is a steady light."""

REST = 1000
"""So long a light that has ended is drawn at its end, and one that stays at all."""

Lengths = Sequence[float | None]
Presses = Sequence[tuple[float, float]]
"""(pressed, let go), in order."""


class RecordingError(ValueError):
    """The presses make no rhythm. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What `Channel.steps` and `repeat` are to hold. `heard`: what was made of it, in words."""

    steps: tuple[tuple[float, int], ...]
    repeat: bool
    heard: str


def clean(presses: Presses, until: float, *, goes_on: bool) -> Recording:
    """The rhythm of these presses.

    `until`: when the recording was stopped; `goes_on`: does the light go on after that?

    Raises `RecordingError` if there are no presses, too many, or none that come again in a light
    that goes on.
    """
    flashes = _without_slips(presses, until)
    if not flashes:
        raise RecordingError(
            "Nothing was recorded. Hold the key down for as long as the light is lit."
        )
    if len(flashes) > MOST_PRESSES:
        raise RecordingError(
            f"These are more than {MOST_PRESSES} flashes. Record a few rounds only."
        )
    lit = [up - down for down, up in flashes]
    dark = [later[0] - earlier[1] for earlier, later in pairwise(flashes)]
    if not goes_on:
        return _once(lit, dark, stays_lit=flashes[-1][1] >= until)
    if len(flashes) == 1 and lit[0] >= STAYS:
        return Recording(((1.0, REST),), repeat=True, heard="It stayed lit: a steady light.")
    return _round(lit, dark)


def _without_slips(presses: Presses, until: float) -> list[tuple[float, float]]:
    flashes: list[tuple[float, float]] = []
    for down, up in sorted((down, min(up, until)) for down, up in presses if down < until):
        if flashes and down - flashes[-1][1] < BOUNCE:
            flashes[-1] = flashes[-1][0], max(up, flashes[-1][1])
        else:
            flashes.append((down, up))
    return [(down, up) for down, up in flashes if up - down >= BOUNCE]


def _once(lit: Sequence[float], dark: Sequence[float], *, stays_lit: bool) -> Recording:
    """A light that ends: every flash as it came, then dark, or lit if the last press lasts."""
    alike = _medians(lit[:-1] if stays_lit else lit)
    flashes = [*map(alike.__getitem__, lit[:-1]), REST if stays_lit else alike[lit[-1]]]
    pauses = [*map(_medians(dark).__getitem__, dark), *([] if stays_lit else [REST])]
    return Recording(
        tuple(_steps(flashes, pauses)), repeat=False, heard=f"{_flashes(len(lit))}, shown once."
    )


def _round(lit: Sequence[float], dark: Sequence[float]) -> Recording:
    """The shortest round that explains the presses, every flash and pause of it seen twice, with
    one flash overlooked at most.
    """
    found: tuple[int, Lengths, Lengths] | None = None
    for flashes, pauses in _readings(lit, dark):
        most = (len(flashes) - 1) // 2 if found is None else found[0] - 1
        period = next(
            (p for p in range(1, most + 1) if _comes_again(flashes, p) and _comes_again(pauses, p)),
            0,
        )
        if period and _miss_fits(flashes, pauses, period, dark):
            found = period, flashes, pauses
    if found is None:
        raise RecordingError(
            "No round that comes again was found. Record at least three rounds, or press “It ended"
            " dark” if the light ends."
        )
    period, flashes, pauses = found
    one_lit, one_dark = _one_round(flashes, period), _one_round(pauses, period)
    longest = max(range(period), key=one_dark.__getitem__)
    turn = (
        longest + 1
    ) % period  # a round ends with its longest pause, wherever the hand joined in
    steps = _steps([*one_lit[turn:], *one_lit[:turn]], [*one_dark[turn:], *one_dark[:turn]])
    overlooked = " One was overlooked." if None in flashes else ""
    heard = f"{_flashes(len(lit))}, {_flashes(period)} a round.{overlooked}"
    return Recording(tuple(steps), repeat=True, heard=heard)


def _readings(lit: Sequence[float], dark: Sequence[float]) -> Iterator[tuple[Lengths, Lengths]]:
    """Flashes and pauses as they are, then with a flash overlooked in each of the pauses, the
    longest first; equal ones made
    equal. None where nobody can know: after the last flash, and round an overlooked one.
    """
    yield _made_equal(lit), _made_equal([*dark, None])
    for place in sorted(range(len(dark)), key=dark.__getitem__, reverse=True):
        flashes = [*lit[: place + 1], None, *lit[place + 1 :]]
        pauses = [*dark[:place], None, None, *dark[place + 1 :], None]
        yield _made_equal(flashes), _made_equal(pauses)


def _made_equal(lengths: Lengths) -> Lengths:
    alike = _medians([ms for ms in lengths if ms is not None])
    return [ms if ms is None else alike[ms] for ms in lengths]


def _comes_again(lengths: Lengths, period: int) -> bool:
    return all(len(set(lengths[start::period]) - {None}) == 1 for start in range(period))


def _one_round(lengths: Lengths, period: int) -> list[float]:
    return [next(ms for ms in lengths[start::period] if ms is not None) for start in range(period)]


def _miss_fits(flashes: Lengths, pauses: Lengths, period: int, dark: Sequence[float]) -> bool:
    """Is the pause with the overlooked flash as long as that flash and the two pauses round it?"""
    if None not in flashes:
        return True
    missed = flashes.index(None)
    one_lit, one_dark = _one_round(flashes, period), _one_round(pauses, period)
    whole = one_dark[(missed - 1) % period] + one_lit[missed % period] + one_dark[missed % period]
    return whole / ALIKE < dark[missed - 1] < whole * ALIKE


def _medians(lengths: Sequence[float]) -> dict[float, float]:
    """Every length -> the median of those that are about equal, which one that is far too long
    leaves alone. A gap between
    two neighbours in size parts them.
    """
    groups: list[list[float]] = []
    for ms in sorted(lengths):
        if groups and ms <= max(ALIKE * groups[-1][-1], groups[-1][-1] + LEAST_APART):
            groups[-1].append(ms)
        else:
            groups.append([ms])
    return {ms: median(group) for group in groups for ms in group}


def _steps(flashes: Sequence[float], pauses: Sequence[float]) -> Iterator[tuple[float, int]]:
    for place, flash in enumerate(flashes):
        yield 1.0, _on_grid(flash)
        if place < len(pauses):
            yield 0.0, _on_grid(pauses[place])


def _on_grid(ms: float) -> int:
    return max(GRID, GRID * round(ms / GRID))


def _flashes(number: int) -> str:
    return f"{number} flash{'' if number == 1 else 'es'}"
