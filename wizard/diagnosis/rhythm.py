"""What a light does, in words and in flashes a second, from the same data its picture is drawn from.

A light counts as lit from half its brightness on. All times are milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from wizard.diagnosis.facts import Channel, Pattern

LIT = 0.5
LONGEST_SHORT_FLASH = 800
LONGEST_BLINKING_PAUSE = 1200
"""A longer pause is waited for: "every three seconds" instead of "blinking"."""

ONE_SECOND = 1000

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of one brightness."""

    lit: bool
    ms: int


def in_words(pattern: Pattern) -> str:
    """What the eye sees, as one sentence without a full stop: "One short red flash every three seconds"."""
    lit = [channel for channel in pattern.channels if channel.is_lit]
    if not pattern.channels:
        return "Any light"
    if not lit:
        return "No light"
    words = _one_light(pattern, lit[0]) if len(lit) == 1 else _several_lights(lit)
    off = [channel.colour for channel in pattern.channels if not channel.is_lit and channel.led != lit[0].led]
    if off:
        words += f"; {' and '.join(off)} off"
    return words[0].upper() + words[1:]


def flashes_per_second(channels: Sequence[Channel]) -> int:
    """The most changes from dark to lit within any second, all channels together, repeating ones unrolled.

    More than three are a risk to people with photosensitive epilepsy (WCAG 2.2, 2.3.1).
    """
    until = 2 * max((_length(channel) for channel in channels), default=0) + ONE_SECOND
    rises = sorted(rise for channel in channels for rise in _rises(channel, until))
    return max((bisect_left(rises, rise + ONE_SECOND) - place for place, rise in enumerate(rises)), default=0)


def ends_at(channels: Sequence[Channel]) -> int:
    """The last change of the channels that do not repeat, in ms; 0 where all of them repeat or nothing changes."""
    return max((_last_change(channel) for channel in channels if not channel.repeat), default=0)


def _one_light(pattern: Pattern, channel: Channel) -> str:
    phases = _phases(channel)
    if len(phases) == 1:
        faint = all(brightness < LIT for brightness, _ in channel.steps)
        return f"faint {channel.colour} glow, steady" if faint else f"{channel.colour}, steady"
    if not channel.repeat:
        return _flashes_that_end(pattern, channel, phases)
    about = "about " if pattern.timing == "approximate" else ""
    flashes = [phase.ms for phase in phases if phase.lit]
    longest_pause = max(phase.ms for phase in phases if not phase.lit)
    if len(flashes) == 1 and longest_pause <= LONGEST_BLINKING_PAUSE and not channel.cuts:
        return f"{channel.colour} blinking, {about}{_every(_length(channel))}"
    words = _flashes(_number(len(flashes)), flashes, channel.colour, LONGEST_SHORT_FLASH)
    return f"{words}, again and again" if channel.cuts else f"{words} {about}{_every(_length(channel))}"


def _flashes_that_end(pattern: Pattern, channel: Channel, phases: Sequence[Phase]) -> str:
    """ "Five long red flashes, then three short ones, then dark": neighbours of one length are one group."""
    flashes = [phase.ms for phase in (phases[:-1] if phases[-1].lit else phases) if phase.lit]
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
    phases = [_phases(channel) for channel in channels]
    if all(len(each) == 1 for each in phases):
        both = "both" if len(channels) == 2 else "all"
        return f"{', '.join(colours[:-1])} and {colours[-1]}, {both} steady"
    if all(len(each) > 1 for each in phases):
        together = "together" if any(_lit_at_once(one, other) for one, other in pairwise(channels)) else "in turn"
        return f"{', '.join(colours[:-1])} and {colours[-1]}, {together}"
    steady = [channel.colour for channel, each in zip(channels, phases, strict=True) if len(each) == 1]
    moving = [channel.colour for channel, each in zip(channels, phases, strict=True) if len(each) > 1]
    return f"{' and '.join(steady)} steady while {' and '.join(moving)} {'blinks' if len(moving) == 1 else 'blink'}"


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
    if period == ONE_SECOND // 2:
        return "twice a second"
    seconds, rest = divmod(period, ONE_SECOND)
    if rest == ONE_SECOND // 2:
        return f"every {_number(seconds)} and a half seconds"
    return f"every {_number(seconds) if rest == 0 else f'{period / ONE_SECOND:.2g}'} seconds"


def _number(number: int) -> str:
    """Words up to twelve, figures beyond."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _length(channel: Channel) -> int:
    return sum(ms for _, ms in channel.steps)


def _phases(channel: Channel) -> list[Phase]:
    """The steps with neighbours of one kind joined, a repeating channel's last and first too; what a light that ends
    begins with is left out while it is dark."""
    phases = [
        Phase(lit, sum(ms for _, ms in steps)) for lit, steps in groupby(channel.steps, key=lambda step: step[0] >= LIT)
    ]
    if len(phases) > 1 and channel.repeat and phases[0].lit == phases[-1].lit:
        return [Phase(phases[0].lit, phases[-1].ms + phases[0].ms), *phases[1:-1]]
    if len(phases) > 1 and not channel.repeat and not phases[0].lit:
        return phases[1:]
    return phases


def _changes(channel: Channel) -> Iterator[tuple[int, bool]]:
    """(ms, lit?) at which a new phase begins, in one round."""
    now, lit = 0, channel.repeat and bool(channel.steps) and channel.steps[-1][0] >= LIT
    for brightness, ms in channel.steps:
        if (brightness >= LIT) != lit:
            lit = not lit
            yield now, lit
        now += ms


def _rises(channel: Channel, until: int) -> list[int]:
    """Milliseconds at which it lights up, a repeating channel again in each of its rounds."""
    once = [ms for ms, lit in _changes(channel) if lit]
    length = _length(channel)
    rounds = until // length + 1 if channel.repeat and length else 1
    return [number * length + ms for number in range(rounds) for ms in once]


def _last_change(channel: Channel) -> int:
    return max((ms for ms, _ in _changes(channel)), default=0)


def _lit_at_once(one: Channel, other: Channel) -> bool:
    """Are both lit at some moment of their first round?"""
    return any(start < end and begin < stop for start, stop in _lit_spans(one) for begin, end in _lit_spans(other))


def _lit_spans(channel: Channel) -> Iterator[tuple[int, int]]:
    now = 0
    for brightness, ms in channel.steps:
        if brightness >= LIT:
            yield now, now + ms
        now += ms
