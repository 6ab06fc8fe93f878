"""What a light does: in words, in flashes a second, and as the beat a finger taps, from the data
its picture is drawn from.

A light counts as lit from half its greatest brightness on. All times are milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import lcm

from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Channel, Pattern, Slug

FAINT = 0.5
"""A light that is never brighter than this is called a glow."""

LEAST_RISE, DARK_ENOUGH = 0.1, 0.8
"""It flashes when it brightens by a tenth from below four fifths, red from any level (WCAG 2.2)."""

TOGETHER = 100
"""Lights that come on within this are one flash to the eye."""

LONGEST_ROUND = 12_000
"""Lights that meet again later than this have no common beat; the first of them is tapped."""

LONGEST_SHORT_FLASH = 800
LONGEST_BLINKING_PAUSE = 1200
"""A longer pause is waited for: "every three seconds" instead of "blinking"."""

ONE_SECOND = 1000
HALF_A_SECOND = ONE_SECOND // 2

NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


REDS = frozenset(colour.slug for colour in ORIGINAL if colour.is_red)
"""Where nobody says which colours are red."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of one brightness."""

    lit: bool
    ms: int


@dataclass(frozen=True, slots=True)
class Beats:
    """The milliseconds from each flash to the next, as a person would tap them.

    A negative gap is a pause that was shortened for the picture, and only long ones are: at least
    this long. `loop`: this many gaps at the end come again and again, 0 where the light ends.
    `more`: flashes that may come or not, after the last one.
    """

    gaps: tuple[int, ...]
    loop: int
    more: int


def in_words(pattern: Pattern, names: Mapping[Slug, str]) -> str:
    """What the eye sees, as one sentence without a full stop: "One short red flash every three
    seconds". `names`: colour -> what it is called, where that is not its slug.
    """
    named = (
        replace(channel, colour=names.get(channel.colour, channel.colour))
        for channel in pattern.channels
    )
    pattern = replace(pattern, channels=tuple(named))
    lit = [channel for channel in pattern.channels if channel.is_lit]
    if not pattern.channels:
        return "Any light"
    if not lit:
        return "No light"
    words = _one_light(pattern, lit[0]) if len(lit) == 1 else _several_lights(lit)
    off = [
        channel.colour
        for channel in pattern.channels
        if not channel.is_lit and channel.led != lit[0].led
    ]
    if off:
        words += f"; {' and '.join(off)} off"
    return words[0].upper() + words[1:]


def flashes_per_second(channels: Sequence[Channel], reds: Collection[Slug] = REDS) -> int:
    """The most changes from dark to lit within any second, all channels together, repeating ones
    unrolled. `reds`: the colours that are a saturated red.

    More than three are a risk to people with photosensitive epilepsy (WCAG 2.2, 2.3.1), red ones
    above all.
    """
    until = 2 * _longest(channels) + ONE_SECOND
    rises = sorted(rise for channel in channels for rise in _rises(channel, until, reds))
    return max(
        (bisect_left(rises, rise + ONE_SECOND) - place for place, rise in enumerate(rises)),
        default=0,
    )


def ends_at(channels: Sequence[Channel]) -> int:
    """The last change of the channels that do not repeat, in ms; 0 where all of them repeat or
    nothing changes.
    """
    return max((_last_change(channel) for channel in channels if not channel.repeat), default=0)


def beats(pattern: Pattern) -> Beats | None:
    """The beat of all its lights together; None for a light that does not flash."""
    moving = [channel for channel in pattern.channels if moves(channel)]
    repeating = [channel for channel in moving if channel.repeat]
    channels, end = _common_round(repeating) if repeating else (moving, _longest(moving))
    flashes = _flashes_to_the_eye(channels, end)
    if not flashes:
        return None
    cuts = [cut for channel in channels for cut in channel.cuts]
    goes_on = any(cut > flashes[-1] for cut in cuts)
    moments = flashes
    if repeating:
        moments = [*flashes, end + flashes[0]]
    elif goes_on:
        moments = [*flashes, end]
    gaps = [_gap(start, stop, cuts) for start, stop in pairwise(moments)]
    may_come = max((pattern.flash_count_max or 0) - (pattern.flash_count or 0), 0)
    return Beats(
        gaps=tuple(gaps),
        loop=len(gaps) if repeating else int(goes_on),
        more=may_come if gaps else 0,
    )


def _common_round(repeating: list[Channel]) -> tuple[list[Channel], int]:
    """The channels that are tapped, and the ms until all of them begin again together."""
    end = lcm(*map(_length, repeating))
    return (repeating, end) if end <= LONGEST_ROUND else (repeating[:1], _length(repeating[0]))


def _longest(channels: Sequence[Channel]) -> int:
    return max(map(_length, channels), default=0)


def _flashes_to_the_eye(channels: Sequence[Channel], end: int) -> list[int]:
    """The ms before `end` at which something flashes; what comes on together is one flash."""
    flashes: list[int] = []
    for rise in sorted(rise for channel in channels for rise in _rises(channel, end)):
        if rise < end and (not flashes or rise - flashes[-1] > TOGETHER):
            flashes.append(rise)
    return flashes


def _gap(start: int, stop: int, cuts: Sequence[int]) -> int:
    """The ms between two flashes; negative if the pause was shortened for the picture."""
    if any(start < cut < stop for cut in cuts):
        return -max(stop - start, LONGEST_BLINKING_PAUSE)
    return stop - start


def moves(channel: Channel) -> bool:
    """Does it change while it is watched?"""
    return len({brightness for brightness, _ in channel.steps}) > 1


def _one_light(pattern: Pattern, channel: Channel) -> str:
    if not moves(channel):
        faint = channel.steps[0][0] < FAINT
        return f"faint {channel.colour} glow, steady" if faint else f"{channel.colour}, steady"
    if _pulses(channel):
        return _pulsing(pattern, channel)
    phases = _phases(channel)
    if not channel.repeat:
        return _flashes_that_end(pattern, channel, phases)
    about = "about " if pattern.timing == "approximate" else ""
    flashes = [phase.ms for phase in phases if phase.lit]
    longest_pause = max(phase.ms for phase in phases if not phase.lit)
    if len(flashes) == 1 and longest_pause <= LONGEST_BLINKING_PAUSE and not channel.cuts:
        return f"{channel.colour} blinking, {about}{_every(_length(channel))}"
    words = _flashes(_number(len(flashes)), flashes, channel.colour, LONGEST_SHORT_FLASH)
    if channel.cuts:
        return f"{words}, again and again"
    return f"{words} {about}{_every(_length(channel))}"


def _pulses(channel: Channel) -> bool:
    """Does it swell and fade rather than go on and off?"""
    greatest = max(brightness for brightness, _ in channel.steps)
    return any(0 < brightness < greatest for brightness, _ in channel.steps)


def _pulsing(pattern: Pattern, channel: Channel) -> str:
    count = max(len(_rises(channel, 0)), 1)
    if channel.repeat:
        about = "about " if pattern.timing == "approximate" or _length(channel) % count else ""
        return f"{channel.colour} pulsing, {about}{_every(_length(channel) // count)}"
    pulses = f"{_number(count)} slow {channel.colour} {'pulse' if count == 1 else 'pulses'}"
    return f"{pulses}, then {'steady' if channel.steps[-1][0] else 'dark'}"


def _flashes_that_end(pattern: Pattern, channel: Channel, phases: Sequence[Phase]) -> str:
    """ "Five long red flashes, then three short ones, then dark": those of one length together."""
    flashes = [phase.ms for phase in phases[:-1] if phase.lit]
    if not flashes:
        return f"dark, then steady {channel.colour}"
    short = _longest_short_flash(flashes)
    groups = [list(group) for _, group in groupby(flashes, key=lambda ms: ms <= short)]
    first = _count(pattern, len(flashes)) if len(groups) == 1 else _number(len(groups[0]))
    parts = [_flashes(first, groups[0], channel.colour, short)]
    parts += [_flashes(_number(len(group)), group, "", short) for group in groups[1:]]
    if channel.cuts and max(channel.cuts) >= _length(channel) - phases[-1].ms:
        return f"{', then '.join(parts)}, and so on"
    return ", then ".join([*parts, "steady" if phases[-1].lit else "dark"])


def _longest_short_flash(flashes: Sequence[int]) -> float:
    """Where flashes differ by half, the eye calls them long and short whatever they last."""
    if max(flashes) >= 2 * min(flashes):
        return (max(flashes) + min(flashes)) / 2
    return LONGEST_SHORT_FLASH


def _several_lights(channels: Sequence[Channel]) -> str:
    colours = [channel.colour for channel in channels]
    named = f"{', '.join(colours[:-1])} and {colours[-1]}"
    if not any(map(moves, channels)):
        return f"{named}, {'both' if len(channels) == 2 else 'all'} steady"
    if all(map(moves, channels)):
        at_once = any(_lit_at_once(one, other) for one, other in pairwise(channels))
        return f"{named}, {'together' if at_once else 'in turn'}"
    steady = [channel.colour for channel in channels if not moves(channel)]
    moving = [channel.colour for channel in channels if moves(channel)]
    return (
        f"{' and '.join(steady)} steady while {' and '.join(moving)}"
        f" {'blinks' if len(moving) == 1 else 'blink'}"
    )


def _flashes(count: str, flashes: Sequence[int], colour: str, longest_short: float) -> str:
    """ "Five long red flashes"; without a colour "five long ones"."""
    length = "short" if flashes[0] <= longest_short else "long"
    if len(flashes) == 1:
        return f"{count} {length} {f'{colour} flash' if colour else 'one'}"
    return f"{count} {length} {f'{colour} flashes' if colour else 'ones'}"


def _count(pattern: Pattern, drawn: int) -> str:
    """ "five or six" where the eye may count either, although one of them is drawn."""
    least, most = pattern.flash_count, pattern.flash_count_max
    if least and most and least <= drawn <= most and least < most:
        return f"{_number(least)} {'or' if most == least + 1 else 'to'} {_number(most)}"
    return _number(drawn)


def _every(period: int) -> str:
    """ "once a second", "every three seconds"; halves in words, other fractions in figures."""
    if period == ONE_SECOND:
        return "once a second"
    if period == HALF_A_SECOND:
        return "twice a second"
    seconds, rest = divmod(period, ONE_SECOND)
    if rest == HALF_A_SECOND:
        return f"every {_number(seconds)} and a half seconds"
    return f"every {_number(seconds) if rest == 0 else f'{period / ONE_SECOND:.2g}'} seconds"


def _number(number: int) -> str:
    """Words up to twelve, figures beyond."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _length(channel: Channel) -> int:
    return sum(ms for _, ms in channel.steps)


def _is_lit(channel: Channel, brightness: float) -> bool:
    return 0 < 2 * brightness >= max(most for most, _ in channel.steps)


def _phases(channel: Channel) -> list[Phase]:
    """The steps of a light that goes on and off, with neighbours of one kind joined, a repeating
    channel's last and first too; what a light that ends begins with is left out while it is dark.
    """
    phases = [
        Phase(lit, sum(ms for _, ms in steps))
        for lit, steps in groupby(channel.steps, key=lambda step: _is_lit(channel, step[0]))
    ]
    if channel.repeat and phases[0].lit == phases[-1].lit:
        return [Phase(phases[0].lit, phases[-1].ms + phases[0].ms), *phases[1:-1]]
    return phases if channel.repeat or phases[0].lit else phases[1:]


def _rises(channel: Channel, until: int, reds: Collection[Slug] = REDS) -> list[int]:
    """Milliseconds at which it flashes up, a repeating channel again in each of its rounds up to
    `until`.
    """
    once = list(_rises_of_one_round(channel, reds))
    length = _length(channel)
    rounds = until // length + 1 if channel.repeat and length else 1
    return [number * length + ms for number in range(rounds) for ms in once]


def _rises_of_one_round(channel: Channel, reds: Collection[Slug]) -> Iterator[int]:
    """A repeating channel comes out of a round like this one, the others out of the dark."""
    dark_enough = 1.0 if channel.colour in reds else DARK_ENOUGH
    level, rising = 0.0, False  # the brightest since it rises, the darkest since it falls
    for counted in (False, True) if channel.repeat else (True,):
        now = 0
        for brightness, ms in channel.steps:
            if rising:
                level = max(level, brightness)
                if brightness <= level - LEAST_RISE:
                    level, rising = brightness, False
            else:
                level = min(level, brightness)
                if level < dark_enough and brightness >= level + LEAST_RISE:
                    level, rising = brightness, True
                    if counted:
                        yield now
            now += ms


def _last_change(channel: Channel) -> int:
    now, last = 0, 0
    for (before, ms), (after, _) in pairwise(channel.steps):
        now += ms
        if after != before:
            last = now
    return last


def _lit_at_once(one: Channel, other: Channel) -> bool:
    """Are both lit at some moment of their first round?"""
    return any(
        start < end and begin < stop
        for start, stop in _lit_spans(one)
        for begin, end in _lit_spans(other)
    )


def _lit_spans(channel: Channel) -> Iterator[tuple[int, int]]:
    now = 0
    for brightness, ms in channel.steps:
        if _is_lit(channel, brightness):
            yield now, now + ms
        now += ms
