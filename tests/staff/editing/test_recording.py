"""What is made of a hand that holds a key while a light is lit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.staff.editing.recording import GRID, Recording, RecordingError, clean

"""A busy machine is no failure."""

JITTER = 0.15
"""Every press and every pause is off by up to so much of itself."""

wobbles = st.floats(1 - JITTER, 1 + JITTER)
flashes = st.sampled_from([200, 600])
pauses = st.sampled_from([250, 700, 2100])

Round = tuple[tuple[int, int], ...]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to five flashes with their pauses, as different as an eye can tell; none of them a
    smaller round twice.
    """
    drawn = tuple(draw(st.lists(st.tuples(flashes, pauses), min_size=1, max_size=5)))
    shortest = next(
        p for p in range(1, len(drawn) + 1) if drawn == (drawn[:p] * len(drawn))[: len(drawn)]
    )
    return drawn[:shortest] if len(drawn) % shortest == 0 else drawn


def presses_of(light: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """(lit, dark) after each other -> (pressed, let go)."""
    presses, now = [], 0.0
    for lit, dark in light:
        presses.append((now, now + lit))
        now += lit + dark
    return presses


def turned(steps: tuple[tuple[float, int], ...]) -> set[tuple[int, ...]]:
    """The milliseconds of a round, begun at each of its flashes."""
    lengths = [ms for _, ms in steps]
    return {tuple(lengths[start:] + lengths[:start]) for start in range(0, len(lengths), 2)}


def about(found: Recording, light: Round) -> bool:
    """Is it this round, begun anywhere, each length off by no more than the hand and the grid
    were?
    """
    true = [ms for pair in light for ms in pair]
    return any(
        len(begun) == len(true)
        and all(
            abs(ms - real) <= JITTER * real + GRID / 2 for ms, real in zip(begun, true, strict=True)
        )
        for begun in turned(found.steps)
    )


@given(rounds(), st.data())
def test_a_light_that_goes_on_is_one_round_of_it_whatever_the_hand_does(
    light: Round, data: st.DataObject
) -> None:
    seen = [(lit * data.draw(wobbles), dark * data.draw(wobbles)) for lit, dark in light * 3]
    presses = presses_of(seen)
    found = clean(presses, presses[-1][1] + 300, goes_on=True)
    assert found.repeat
    assert about(found, light)


@given(rounds(), st.data())
def test_one_overlooked_flash_does_not_matter(light: Round, data: st.DataObject) -> None:
    seen = [(lit * data.draw(wobbles), dark * data.draw(wobbles)) for lit, dark in light * 5]
    presses = presses_of(seen)
    del presses[data.draw(st.integers(1, len(presses) - 2))]
    found = clean(presses, presses[-1][1] + 300, goes_on=True)
    assert about(found, light)


def test_a_pause_with_an_overlooked_flash_does_not_stretch_the_others() -> None:
    presses = presses_of(
        [light for long in (2360, 2360, 2100, 2100, 2100) for light in ((600, 250), (600, long))]
    )
    del presses[1]
    found = clean(presses, presses[-1][1] + 300, goes_on=True)
    assert about(found, ((600, 250), (600, 2100)))


@given(st.lists(st.tuples(flashes, pauses), min_size=1, max_size=12), st.data())
def test_a_light_that_ends_keeps_every_flash(
    light: list[tuple[int, int]], data: st.DataObject
) -> None:
    seen = [(lit * data.draw(wobbles), dark * data.draw(wobbles)) for lit, dark in light]
    presses = presses_of(seen)
    found = clean(presses, presses[-1][1] + 2000, goes_on=False)
    assert not found.repeat
    assert [brightness for brightness, _ in found.steps] == [1.0, 0.0] * len(light)
    for (_, ms), real in zip(found.steps, [ms for pair in light for ms in pair][:-1], strict=False):
        assert abs(ms - real) <= JITTER * real + GRID / 2


@given(st.lists(st.tuples(st.floats(0, 20_000), st.floats(0, 20_000)), max_size=30), st.booleans())
def test_whatever_is_pressed_the_steps_can_be_drawn(
    presses: list[tuple[float, float]], goes_on: bool
) -> None:
    try:
        found = clean(presses, 20_000, goes_on=goes_on)
    except RecordingError:
        return
    assert found.steps
    assert all(
        brightness in (0.0, 1.0) and ms >= GRID and ms % GRID == 0 for brightness, ms in found.steps
    )


def test_equal_flashes_are_averaged_to_the_grid() -> None:
    found = clean([(0, 290), (1010, 1330), (2000, 2280), (2990, 3300)], 3500, goes_on=True)
    assert found.steps == ((1.0, 300), (0.0, 700))
    assert found.heard == "4 flashes, 1 flash a round."


def test_a_round_ends_with_its_longest_pause_wherever_the_hand_joined_in() -> None:
    light = [(200.0, 300.0), (200.0, 2000.0)] + [(200.0, 300.0)] * 2 + [(200.0, 2000.0)]
    again = presses_of([*light, (200.0, 300.0), (200.0, 300.0), (200.0, 2000.0)][1:])
    assert clean(again, again[-1][1] + 100, goes_on=True).steps == (
        *((1.0, 200), (0.0, 300)) * 2,
        (1.0, 200),
        (0.0, 2000),
    )


def test_an_overlooked_flash_is_said() -> None:
    presses = [(0, 300), (1000, 1300), (3000, 3300), (4000, 4300)]
    assert clean(presses, 4500, goes_on=True) == Recording(
        ((1.0, 300), (0.0, 700)),
        repeat=True,
        heard="4 flashes, 1 flash a round. One was overlooked.",
    )


def test_a_long_press_is_a_light_that_stays() -> None:
    assert clean([(100, 4000)], 5000, goes_on=True).steps == ((1.0, 1000),)
    then_steady = clean([(0, 200), (500, 4000)], 4000, goes_on=False)
    assert then_steady.steps == ((1.0, 200), (0.0, 300), (1.0, 1000))


def test_a_bouncing_key_is_one_press() -> None:
    assert clean([(0, 150), (160, 300)], 2000, goes_on=False).steps == ((1.0, 300), (0.0, 1000))


@pytest.mark.parametrize(
    ("presses", "goes_on", "words"),
    [
        ([], True, "Nothing was recorded."),
        ([], False, "Nothing was recorded."),
        ([(0, 20)], False, "Nothing was recorded."),
        ([(0, 300), (1000, 1300)], True, "Record at least three rounds"),
        ([(0, 200), (300, 900), (3000, 3100), (3300, 5300)], True, "Record at least three rounds"),
        ([(n * 200, n * 200 + 100) for n in range(150)], True, "more than 100 flashes"),
    ],
)
def test_what_makes_no_rhythm_is_said_with_what_to_do(
    presses: list[tuple[float, float]], goes_on: bool, words: str
) -> None:
    with pytest.raises(RecordingError, match=words):
        clean(presses, 100_000, goes_on=goes_on)
