"""What a light does, in words and in flashes a second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_channel, make_pattern
from wizard.knowledge.rhythm import Beats, beats, ends_at, flashes_per_second, in_words
from wizard.knowledge.values import Channel

STEADY = ((1.0, 1000),)
DARK = ((0.0, 1000),)
BLINKING = ((1.0, 500), (0.0, 500))


def words(
    *channels: Channel,
    timing: str = "sourced",
    flash_counts: tuple[int | None, int | None] = (None, None),
) -> str:
    return in_words(
        make_pattern(causes={}, channels=channels, timing=timing, flash_counts=flash_counts),
        {"amberlamp": "amber lamp"},
    )


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (STEADY, "Red, steady"),
        (DARK, "No light"),
        (((0.25, 1000),), "Faint red glow, steady"),
        (((0.49, 1000),), "Faint red glow, steady"),
        (((0.5, 1000),), "Red, steady"),
        (BLINKING, "Red blinking, once a second"),
        (((0.0, 500), (1.0, 500)), "Red blinking, once a second"),
        (((1.0, 250), (0.0, 250)), "Red blinking, twice a second"),
        (((1.0, 500), (0.0, 1000)), "Red blinking, every one and a half seconds"),
        (((1.0, 700), (0.0, 700)), "Red blinking, every 1.4 seconds"),
        (((1.0, 300), (0.0, 2700)), "One short red flash every three seconds"),
        (((0.0, 2000), (1.0, 300), (0.0, 700)), "One short red flash every three seconds"),
        (((1.0, 2000), (0.0, 10000)), "One long red flash every twelve seconds"),
        (((1.0, 300), (0.0, 14700)), "One short red flash every 15 seconds"),
        (((1.0, 800), (0.0, 2200)), "One short red flash every three seconds"),
        (((1.0, 801), (0.0, 2199)), "One long red flash every three seconds"),
        (((1.0, 800), (0.0, 1200)), "Red blinking, every two seconds"),
        (((1.0, 799), (0.0, 1201)), "One short red flash every two seconds"),
        (((0.0, 700), (1.0, 300), (0.0, 1000)), "One short red flash every two seconds"),
        (((1.0, 200), (0.0, 500), (1.0, 300)), "Red blinking, once a second"),
        (((1.0, 300), (0.0, 12_700)), "One short red flash every 13 seconds"),
        (((1.0, 200), (0.0, 300)) * 2 + ((0.0, 4000),), "Two short red flashes every five seconds"),
    ],
)
def test_a_light_that_goes_on_and_on(steps: tuple[tuple[float, int], ...], said: str) -> None:
    assert words(make_channel(*steps)) == said


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (((1.0, 400), (0.0, 400)) * 6, "Six short red flashes, then dark"),
        (((0.0, 500), (1.0, 300), (0.0, 4000)), "One short red flash, then dark"),
        (
            ((1.0, 1000), (0.0, 700)) * 5 + ((1.0, 300), (0.0, 2700)) * 3,
            "Five long red flashes, then three short ones, then dark",
        ),
        (
            ((1.0, 1000), (0.0, 700), (1.0, 300), (0.0, 500)),
            "One long red flash, then one short one, then dark",
        ),
        (((1.0, 400), (0.0, 400), (1.0, 2000)), "One short red flash, then steady"),
        (((0.0, 500), (1.0, 2000)), "Dark, then steady red"),
        (((1.0, 1000), (0.0, 700), (1.0, 1100), (0.0, 700)), "Two long red flashes, then dark"),
        (((1.0, 200), (0.0, 200)) * 12, "Twelve short red flashes, then dark"),
        (((1.0, 200), (0.0, 200)) * 13, "13 short red flashes, then dark"),
        (((1.0, 800), (0.0, 300), (1.0, 700), (0.0, 300)), "Two short red flashes, then dark"),
        (
            ((1.0, 800), (0.0, 300), (1.0, 400), (0.0, 300)),
            "One long red flash, then one short one, then dark",
        ),
        (
            ((1.0, 1000), (0.0, 300), (1.0, 500), (0.0, 300), (1.0, 450), (0.0, 300)),
            "One long red flash, then two short ones, then dark",
        ),
    ],
)
def test_a_light_that_ends(steps: tuple[tuple[float, int], ...], said: str) -> None:
    assert words(make_channel(*steps, repeat=False)) == said


def test_a_count_that_differs_is_said_as_people_count_it() -> None:
    six = make_channel(*((1.0, 400), (0.0, 400)) * 6, repeat=False)
    assert words(six, flash_counts=(5, 6)) == "Five or six short red flashes, then dark"
    assert words(six, flash_counts=(4, 6)) == "Four to six short red flashes, then dark"
    assert words(six, flash_counts=(6, 7)) == "Six or seven short red flashes, then dark"
    for flash_counts in ((6, None), (None, 6), (6, 6), (7, 8), (3, 5)):
        assert words(six, flash_counts=flash_counts) == "Six short red flashes, then dark"
    mixed = make_channel(*((1.0, 900), (0.0, 400)) * 2, (1.0, 300), (0.0, 400), repeat=False)
    assert (
        words(mixed, flash_counts=(2, 4)) == "Two long red flashes, then one short one, then dark"
    )


def test_times_no_source_gives_are_about() -> None:
    for steps, said in (
        (BLINKING, "Red blinking, about once a second"),
        (((1.0, 300), (0.0, 2700)), "One short red flash about every three seconds"),
        (((0.6, 500), (1.0, 500)), "Red pulsing, about once a second"),
    ):
        assert words(make_channel(*steps), timing="approximate") == said


def test_pulses_that_do_not_divide_their_round_are_about() -> None:
    swell = ((0.3, 250), (1.0, 250))
    assert words(make_channel(*swell, *swell, (0.3, 1))) == "Red pulsing, about twice a second"


def test_a_pause_cut_for_the_picture_is_not_given_a_time() -> None:
    assert (
        words(make_channel((1.0, 300), (0.0, 1700), cuts=[1000]))
        == "One short red flash, again and again"
    )
    assert (
        words(make_channel((1.0, 300), (0.0, 700), cuts=[600]))
        == "One short red flash, again and again"
    )


def test_a_last_pause_cut_for_the_picture_is_not_called_the_end() -> None:
    """Long and short are what differs: the long ones are shortened for the picture too."""
    steps = ((1.0, 600), (0.0, 200)) * 5 + ((1.0, 180), (0.0, 170))
    light = make_channel(*steps, repeat=False, cuts=[4300])
    assert (
        words(light, flash_counts=(5, None))
        == "Five long red flashes, then one short one, and so on"
    )


@pytest.mark.parametrize(
    ("steps", "cut", "then"),
    [
        (((1.0, 600), (0.0, 2000), (1.0, 600), (0.0, 170)), 2000, "then dark"),
        (((1.0, 600), (0.0, 300), (1.0, 600), (0.0, 2000)), 1500, "and so on"),
        (((1.0, 600), (0.0, 300), (1.0, 600), (0.0, 2000)), 1501, "and so on"),
    ],
    ids=["in an earlier pause", "where the last pause begins", "in the last pause"],
)
def test_a_light_goes_on_where_its_last_pause_was_cut(
    steps: tuple[tuple[float, int], ...], cut: int, then: str
) -> None:
    light = make_channel(*steps, repeat=False, cuts=[cut])
    assert words(light) == f"Two short red flashes, {then}"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (((0.2, 500), (0.6, 500), (1.0, 500), (0.6, 400)), "Blue pulsing, every 1.9 seconds"),
        (((0.6, 500), (1.0, 500)), "Blue pulsing, once a second"),
        (((0.5, 250), (1.0, 250), (0.0, 500)) * 2, "Blue pulsing, once a second"),
        (((0.3, 500), (0.0, 500)), "Blue blinking, once a second"),
    ],
    ids=["swells from faint", "never dark", "two pulses a round", "faint and dark"],
)
def test_a_light_that_swells_and_fades_pulses(
    steps: tuple[tuple[float, int], ...], said: str
) -> None:
    assert words(make_channel(*steps, colour="blue")) == said


def test_pulses_that_end() -> None:
    swell = ((0.4, 200), (1.0, 300), (0.4, 200), (0.0, 500))
    assert (
        words(make_channel(*swell, *swell, colour="blue", repeat=False))
        == "Two slow blue pulses, then dark"
    )
    assert (
        words(make_channel((0.4, 200), (1.0, 300), repeat=False))
        == "One slow red pulse, then steady"
    )


def test_two_lights_at_once() -> None:
    blue = make_channel(*STEADY, colour="blue", led="left")
    green = make_channel(*STEADY, colour="green", led="right")
    blinking = make_channel(*BLINKING, colour="green", led="right")
    dark = make_channel(*DARK, colour="green", led="right")
    assert words(blue, green) == "Blue and green, both steady"
    assert words(blue, blinking) == "Blue steady while green blinks"
    assert words(blue, dark) == "Blue, steady; green off"
    assert words(make_channel(*DARK), dark) == "No light"
    red = make_channel(*STEADY)
    assert words(red, blue, green) == "Red, blue and green, all steady"
    amber = make_channel(*BLINKING, colour="amberlamp", led="top")
    assert (
        words(red, blue, blinking, amber) == "Red and blue steady while green and amber lamp blink"
    )
    unlit = make_channel(*DARK, colour="amberlamp", led="top")
    assert words(red, dark, unlit) == "Red, steady; green and amber lamp off"
    of_the_same_lamp = make_channel(*DARK, colour="green")
    assert words(red, of_the_same_lamp) == "Red, steady"


def test_two_colours_together_or_in_turn() -> None:
    red = make_channel((1.0, 700), (0.0, 700))
    assert (
        words(red, make_channel((0.0, 700), (1.0, 700), colour="blue")) == "Red and blue, in turn"
    )
    assert (
        words(red, make_channel((1.0, 700), (0.0, 700), colour="blue")) == "Red and blue, together"
    )
    longer = make_channel((1.0, 701), (0.0, 699))
    assert (
        words(longer, make_channel((0.0, 700), (1.0, 700), colour="blue"))
        == "Red and blue, together"
    )
    first = make_channel((1.0, 700), (0.0, 700), colour="blue")
    assert words(make_channel((0.0, 700), (1.0, 700)), first) == "Red and blue, in turn"
    twice = make_channel((1.0, 300), (0.0, 300), (1.0, 300), (0.0, 900))
    within = make_channel((0.0, 650), (1.0, 100), (0.0, 1050), colour="blue")
    assert words(twice, within) == "Red and blue, together"
    assert words(twice, within, make_channel(*BLINKING)) == "Red, blue and red, together"


def test_a_pattern_nothing_is_drawn_for_is_any_light() -> None:
    assert words() == "Any light"


@pytest.mark.parametrize(
    ("channels", "flashes"),
    [
        ([], 0),
        ([make_channel(*STEADY)], 0),
        ([make_channel(*BLINKING)], 1),
        ([make_channel((1.0, 125), (0.0, 125))], 4),
        (
            [
                make_channel((1.0, 700), (0.0, 700)),
                make_channel((0.0, 700), (1.0, 700), colour="blue"),
            ],
            2,
        ),
        ([make_channel((1.0, 100), (0.0, 100), (1.0, 100), (0.0, 2000), repeat=False)], 2),
        ([make_channel((1.0, 100), (0.0, 1900), (1.0, 100), (0.0, 100), repeat=True)], 2),
        ([make_channel(repeat=True)], 0),
        ([make_channel((1.0, 100), (0.6, 100), colour="blue")], 5),
        ([make_channel((1.0, 100), (0.85, 100), colour="blue")], 0),
        ([make_channel((1.0, 100), (0.85, 100), colour="red")], 5),
        ([make_channel((0.2, 100), (0.25, 100), colour="red")], 0),
        ([make_channel((0.3, 100), (0.6, 100), (1.0, 100), (0.6, 200), colour="blue")], 2),
    ],
    ids=[
        "nothing",
        "steady",
        "1 Hz",
        "4 Hz",
        "in turn",
        "ends",
        "across the seam",
        "no steps",
        "never dark",
        "flickers brightly",
        "red flickers brightly",
        "too little to see",
        "swells by steps",
    ],
)
def test_flashes_are_counted_in_the_worst_second(channels: list[Channel], flashes: int) -> None:
    assert flashes_per_second(channels) == flashes


def test_which_colours_are_red_can_be_said() -> None:
    flickers = [make_channel((1.0, 100), (0.85, 100), colour="blue")]
    assert flashes_per_second(flickers, {"blue"}) == 5
    assert flashes_per_second(flickers, {"red"}) == 0
    assert flashes_per_second([make_channel((1.0, 100), (0.85, 100))], ()) == 0


def test_flashes_a_whole_second_apart_are_not_within_one() -> None:
    def within(ms: int) -> int:
        steps = ((1.0, 100), (0.0, ms - 100), (1.0, 100), (0.0, 3000))
        return flashes_per_second([make_channel(*steps, repeat=False)])

    assert within(1000) == 1
    assert within(999) == 2


def test_a_pattern_ends_with_the_last_change_of_a_channel_that_does_not_repeat() -> None:
    assert (
        ends_at([make_channel((1.0, 400), (0.0, 400), (1.0, 400), (0.0, 3600), repeat=False)])
        == 1200
    )
    assert ends_at([make_channel(*BLINKING)]) == 0
    assert ends_at([]) == 0


@pytest.mark.parametrize(
    ("steps", "ms"),
    [
        (STEADY, 0),
        (DARK, 0),
        (((1.0, 400), (0.0, 300), (0.0, 500)), 400),
        (((1.0, 400), (1.0, 300), (0.0, 500)), 700),
        (((0.0, 400), (1.0, 300)), 400),
        ((), 0),
    ],
)
def test_the_end_is_where_nothing_changes_any_more(
    steps: tuple[tuple[float, int], ...], ms: int
) -> None:
    assert ends_at([make_channel(*steps, repeat=False), make_channel(*BLINKING)]) == ms


def test_a_pulse_ends_with_its_last_step() -> None:
    assert ends_at([make_channel((1.0, 400), (0.3, 4600), (0.0, 100), repeat=False)]) == 5000


BLUE_IN_TURN = make_channel((0.0, 700), (1.0, 700), colour="blue")


@pytest.mark.parametrize(
    ("channels", "found"),
    [
        (
            [
                make_channel(*((1.0, 200), (0.0, 300)) * 3, repeat=False),
                make_channel((0.0, 50), *((1.0, 200), (0.0, 300)) * 3, repeat=False),
            ],
            Beats((500, 500), 0, 0),
        ),
        ([make_channel((0.0, 300), (1.0, 700))], Beats((1000,), 1, 0)),
        (
            [make_channel(*((1.0, 300), (0.0, 700)) * 3, repeat=False, cuts=[1700])],
            Beats((1000, -1200), 0, 0),
        ),
        (
            [make_channel(*((1.0, 300), (0.0, 700)) * 2, repeat=False, cuts=[0, 1000])],
            Beats((1000,), 0, 0),
        ),
        (
            [make_channel(*((1.0, 300), (0.0, 1700)) * 2, repeat=False, cuts=[3000])],
            Beats((2000, -2000), 1, 0),
        ),
        ([], None),
        ([make_channel(*STEADY)], None),
        ([make_channel(*BLINKING)], Beats((1000,), 1, 0)),
        ([make_channel(*STEADY), make_channel(*BLINKING, colour="green")], Beats((1000,), 1, 0)),
        ([make_channel((1.0, 700), (0.0, 700)), BLUE_IN_TURN], Beats((700, 700), 2, 0)),
        (
            [make_channel(*BLINKING), make_channel((1.0, 500), (0.0, 500), colour="blue")],
            Beats((1000,), 1, 0),
        ),
        (
            [make_channel((1.0, 7000), (0.0, 1)), make_channel(*BLINKING, colour="blue")],
            Beats((7001,), 1, 0),
        ),
        ([make_channel(*((1.0, 200), (0.0, 300)) * 3, repeat=False)], Beats((500, 500), 0, 0)),
        ([make_channel((1.0, 200), (0.0, 300), repeat=False)], Beats((), 0, 0)),
        ([make_channel((1.0, 200), (0.0, 800), cuts=[600])], Beats((-1200,), 1, 0)),
        (
            [
                make_channel(
                    *((1.0, 500), (0.0, 300)) * 2,
                    (1.0, 100),
                    (0.0, 200),
                    repeat=False,
                    cuts=[1350, 1750],
                )
            ],
            Beats((800, -1200, -1200), 1, 0),
        ),
    ],
    ids=[
        "two at a time",
        "begins dark",
        "a pause cut in the middle",
        "cut where a flash begins",
        "cut after the last flash",
        "nothing drawn",
        "steady",
        "blinks",
        "beside a steady one",
        "in turn",
        "together",
        "no common round",
        "ends",
        "once",
        "again, who knows when",
        "long ones, then short ones, and so on",
    ],
)
def test_the_beat_a_finger_taps(channels: list[Channel], found: Beats | None) -> None:
    assert beats(make_pattern(causes={}, channels=channels)) == found


def test_a_flash_that_may_come_is_more() -> None:
    five = make_channel(*((1.0, 200), (0.0, 300)) * 5, repeat=False)
    found = beats(make_pattern(causes={}, channels=[five], flash_counts=(5, 6)))
    assert found == Beats((500,) * 4, 0, 1)
    one = make_channel((1.0, 200), (0.0, 300), repeat=False)
    found = beats(make_pattern(causes={}, channels=[one], flash_counts=(1, 2)))
    assert found == Beats((), 0, 0), "nobody taps to a single flash"
    found = beats(make_pattern(causes={}, channels=[five], flash_counts=(5, 3)))
    assert found == Beats((500,) * 4, 0, 0)


def test_a_long_common_round_is_tapped_and_a_longer_one_is_not() -> None:
    def gaps(ms: int) -> tuple[int, ...]:
        slow = make_channel((1.0, ms - 1), (0.0, 1), colour="blue")
        found = beats(
            make_pattern(causes={}, channels=[make_channel((1.0, 2000), (0.0, 2000)), slow])
        )
        assert found is not None
        return found.gaps

    assert gaps(12_000) == (4000, 4000, 4000)
    assert gaps(16_000) == (4000,)


def test_lights_a_tenth_of_a_second_apart_are_one_flash() -> None:
    def gaps(ms: int) -> tuple[int, ...]:
        late = make_channel((0.0, ms), (1.0, 400), (0.0, 600 - ms), colour="blue")
        channels = [make_channel((1.0, 500), (0.0, 500)), late]
        found = beats(make_pattern(causes={}, channels=channels))
        assert found is not None
        return found.gaps

    assert gaps(100) == (1000,)
    assert gaps(101) == (101, 899)


CHANNELS = st.builds(
    make_channel,
    st.tuples(st.sampled_from([0.0, 0.3, 1.0]), st.integers(1, 5000)),
    st.tuples(st.sampled_from([0.0, 0.3, 1.0]), st.integers(1, 5000)),
    st.tuples(st.sampled_from([0.0, 0.3, 1.0]), st.integers(1, 5000)),
    repeat=st.booleans(),
    colour=st.sampled_from(["red", "blue", "green"]),
)


@given(st.lists(CHANNELS, max_size=3))
def test_whatever_staff_draw_there_are_words_for_it(channels: list[Channel]) -> None:
    said = words(*channels)
    assert said[0].isupper()
    assert not said.endswith(".")
