"""What a text says that a light does, one after another, and what it does not do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wizard.search.words import DENIES, Word, listed

BLINK, STEADY, DARK, FAINT = "blink", "steady", "dark", "faint"

MIXED: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("purple", "violet", "pink", "magenta"), ("red", "blue")
)
"""What people call red and blue in turn."""

RHYTHM_WORDS = {
    BLINK: (
        "blinks blinked blinking blinker flash flashes flashed flashing flicker flickers flickering"
        " pulse pulses pulsing pulsating strobe strobing winking"
    ),
    STEADY: "steady solid static fixed",
    DARK: "dark off unlit out gone dead missing",
    FAINT: "faint faintly dim",
}

RHYTHM_OF = {word: rhythm for rhythm, words in RHYTHM_WORDS.items() for word in words.split()}

FOR_LONG = listed(
    "constant constantly continuous continuously permanent permanently always stays steadily stay"
    " staying stayed remains"
)
"""Steady beside a colour, but only "for long" beside another rhythm: "constantly flashing"."""

LIGHT_WORDS = listed("light lights led leds lamp lamps ring indicator")

FIRST, THEN, NOW = "first", "then", "now"
ORDER = {
    **dict.fromkeys(listed("first initially earlier previously was were used"), FIRST),
    **dict.fromkeys(
        listed("then followed next afterwards afterward later turning turned turns"), THEN
    ),
    **dict.fromkeys(listed("now currently today"), NOW),
}

NOT_A_LIGHT = listed(
    "icon symbol screen text cross bar banner cable wire wires mark x sign dialog message"
    " picture image video tint hue tape sticker paint"
)
"""After a colour: it is the colour of something else."""

BODY = listed(
    "camera cameras cam cams box case housing cover mini xt xt2 outdoor indoor doorbell module wall"
    " house door one"
)
PAINT = listed("white black grey gray silver brown beige weiss blanc")
"""Before one of `BODY`: the colour it is made in, not that of its light."""

COMES = listed("come comes appear appears light lights show shows")
"""After "never": the light that was named is not there."""

ENDS_COUNT = listed("when whenever as if then and after before during at")
"""After a number: it counted what was said before, "red once when it records"."""

FLASHES = listed("time times flash flashes flashed blink blinks blinking pulse pulses")
ONE_FLASH = listed("time flash blink pulse")
BETWEEN_COUNT = listed("long short quick brief rapid fast slow red blue green orange")
SECONDS = listed("second seconds sec secs s")

DARK_DEVICE = listed("off dark dead unlit")
SEEMS = listed(
    "is are goes went stays all completely totally both it just appears seems looks camera cam"
    " quite was has gone"
)
"""May stand between a device and one of `DARK_DEVICE`."""

LARGEST_COUNT = 12
LONGEST_EVERY = 30
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One subject that a light does, or does not do where it is `denied`.

    `colours`: as seen, empty where none was said. `every`: seconds from flash to flash. `when`:
    first, then, now, or empty. Looks with the same number `at_once` are seen together. `clause` and
    `place`: where it was said.
    """

    colours: tuple[str, ...] = ()
    rhythm: str = ""
    count: int | None = None
    every: int | None = None
    denied: bool = False
    when: str = ""
    at_once: int = 0
    clause: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words for colours and rhythms. `colours`: what people call a colour -> what they see it as;
    `no_colours`: word -> a colour that no light has.
    """

    colours: Mapping[str, tuple[str, ...]]
    rhythms: Mapping[str, str]
    no_colours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    place: int
    colours: tuple[str, ...] = ()
    rhythm: str = ""
    denied: bool = False
    for_long: bool = False


def is_maker(words: Sequence[Word], place: int, lexicon: Lexicon, devices: Collection[int]) -> bool:
    """Is "blink" here the maker, and no rhythm? `devices`: places of words that name devices."""
    before = words[place - 1] if place else None
    after = _after(words[place], words)
    if before is None or before.clause != words[place].clause:
        return True
    if place + 1 in devices or after in BODY | {"app", "system", "support", "account"}:
        return True
    return not (
        place - 1 in devices
        or before.text.isdecimal()
        or before.text in BODY
        or before.text in LIGHT_WORDS
        or before.text in lexicon.colours
        or before.text in {"not", "will", "does", "do", "just", "only"}
        or before.text in BETWEEN_COUNT
    )


def looks_of(words: Sequence[Word], lexicon: Lexicon, devices: Collection[int]) -> list[Look]:
    """What the light does, in the order it was said. `devices`: places that name devices."""
    found: list[Look] = []
    for segment, when in _segments(words):
        looks = list(_of_segment(segment, words, lexicon, devices))
        if found and not looks:
            rhythms = [said for said in _said(segment, words, lexicon, devices) if said.rhythm]
            found[-1] = _with_rhythm_of(segment, found[-1], rhythms)
        for number, said in enumerate(looks):
            look = replace(said, when=when)
            if found and _goes_on(found[-1], look):
                found[-1] = _joined(found[-1], look)
                continue
            at_once = bool(found) and (number > 0 or not (when or found[-1].when))
            found.append(replace(look, at_once=found[-1].at_once if at_once else len(found) + 1))
    return _ordered(found)


def _segments(words: Sequence[Word]) -> Iterator[tuple[list[Word], str]]:
    """Clauses, cut where one light follows another, with when it was."""
    segment: list[Word] = []
    when = ""
    for word in words:
        is_place = word.text == "next" and _after(word, words) == "to"
        order = None if is_place else ORDER.get(word.text)
        if segment and (word.clause != segment[-1].clause or order in (THEN, NOW)):
            yield segment, when
            segment, when = [], ""
        if order and (order != FIRST or not when):
            when = order
        segment.append(word)
    if segment:
        yield segment, when


def _of_segment(
    segment: Sequence[Word], words: Sequence[Word], lexicon: Lexicon, devices: Collection[int]
) -> Iterator[Look]:
    said = list(_said(segment, words, lexicon, devices))
    colours = [item for item in said if item.colours]
    rhythms = [item for item in said if item.rhythm]
    whole = Look(
        count=_count(segment, words, lexicon, devices),
        every=_every(segment),
        clause=segment[0].clause,
        place=colours[0].place if colours else segment[0].place,
    )
    if not colours:
        rhythm = _without_colour(segment, words, rhythms, whole.every, devices)
        if rhythm:
            yield replace(whole, rhythm=rhythm)
    elif len(colours) == 1:
        yield replace(
            whole,
            colours=colours[0].colours,
            rhythm=_one_rhythm(rhythms) or (BLINK if whole.every else ""),
            denied=_never_comes(segment, colours[0])
            or (colours[0].denied and not _denies_rhythm(rhythms, colours[0])),
        )
    else:
        yield from _several(colours, rhythms, whole)


def _without_colour(
    segment: Sequence[Word],
    words: Sequence[Word],
    rhythms: Sequence[_Said],
    every: int | None,
    devices: Collection[int],
) -> str:
    """The rhythm of a light whose colour was not said; empty where no light is spoken of."""
    rhythm = _one_rhythm(rhythms)
    if rhythm == BLINK or every:
        return BLINK
    if any(word.denied and word.text in LIGHT_WORDS - {"ring"} for word in segment):
        return DARK
    is_about_light = any(word.text in LIGHT_WORDS for word in segment)
    is_dark = _is_dark(segment, devices) or _is_dark_instead(segment, words)
    return rhythm if is_about_light or is_dark else ""


def _several(colours: Sequence[_Said], rhythms: Sequence[_Said], whole: Look) -> Iterator[Look]:
    """Several colours at once: one look where they do the same, else one for each."""
    paired = _paired(colours, rhythms)
    if len({(rhythm, item.denied) for item, rhythm in paired}) == 1:
        names = tuple(dict.fromkeys(name for item in colours for name in item.colours))
        yield replace(whole, colours=names, rhythm=paired[0][1], denied=colours[0].denied)
        return
    for item, rhythm in paired:
        yield replace(
            whole,
            colours=item.colours,
            rhythm=rhythm,
            count=whole.count if rhythm == BLINK else None,
            every=whole.every if rhythm == BLINK else None,
            denied=item.denied,
            place=item.place,
        )


def _said(
    segment: Sequence[Word], words: Sequence[Word], lexicon: Lexicon, devices: Collection[int]
) -> Iterator[_Said]:
    for word in segment:
        if word.place in devices and word.text not in lexicon.colours:
            continue
        after = _after(word, words)
        instead = [w.text for w in words[max(0, word.place - 2) : word.place]]
        is_instead = instead[-1:] in (["than"],) or instead == ["instead", "of"]
        colours = lexicon.colours.get(word.text, ())
        if colours and after not in NOT_A_LIGHT and not (word.text in PAINT and after in BODY):
            yield _Said(word.place, colours=colours, denied=word.denied or is_instead)
        elif word.text in FOR_LONG or _is_stuck_on(word, words, lexicon):
            yield _Said(word.place, rhythm=STEADY, denied=word.denied, for_long=True)
        elif rhythm := _rhythm_of(word, words, lexicon, devices):
            yield _Said(word.place, rhythm=rhythm, denied=word.denied)


def _is_stuck_on(word: Word, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """ "Stuck on red", "stuck in the blue light", but not "stuck on an update"."""
    if word.text != "stuck" or _after(word, words) not in ("on", "at", "in"):
        return False
    following = [other.text for other in words[word.place + 2 : word.place + 4]]
    return any(text in lexicon.colours for text in following)


def _rhythm_of(
    word: Word, words: Sequence[Word], lexicon: Lexicon, devices: Collection[int]
) -> str:
    if word.text == "blink":
        return "" if is_maker(words, word.place, lexicon, devices) else BLINK
    if word.text == "fixed" and not _beside_colour(word, words, lexicon):
        return ""
    return lexicon.rhythms.get(word.text, "")


def _beside_colour(word: Word, words: Sequence[Word], lexicon: Lexicon) -> bool:
    near = words[max(0, word.place - 1) : word.place + 2]
    return any(other.text in lexicon.colours or other.text in ("light", "led") for other in near)


def _one_rhythm(rhythms: Sequence[_Said]) -> str:
    """What the light does where several words say it: "constantly flashing" flashes, and what does
    not flash is steady.
    """
    told = [item for item in rhythms if not item.for_long] or list(rhythms)
    turned = {BLINK: STEADY, STEADY: BLINK}
    names = [turned.get(item.rhythm, "") if item.denied else item.rhythm for item in told]
    for rhythm in (BLINK, FAINT, STEADY, DARK):
        if rhythm in names:
            return rhythm
    return ""


def _denies_rhythm(rhythms: Sequence[_Said], colour: _Said) -> bool:
    """ "Not blinking red" denies the blinking."""
    return any(item.denied and item.place < colour.place for item in rhythms)


def _never_comes(segment: Sequence[Word], colour: _Said) -> bool:
    """ "The blue light never comes on" denies the light before."""
    return any(word.denied and word.text in COMES and word.place > colour.place for word in segment)


def _paired(colours: Sequence[_Said], rhythms: Sequence[_Said]) -> list[tuple[_Said, str]]:
    """Each colour with its rhythm: all have the only one; as many as colours go in order; else the
    nearest.
    """
    told = [item for item in rhythms if not item.for_long] or list(rhythms)
    if len(told) <= 1:
        rhythm = _one_rhythm(told)
        owner = _owner(colours, told[0]) if told else None
        return [(item, rhythm if owner in (None, item) else "") for item in colours]
    if len(told) == len(colours):
        return [(one, _one_rhythm([other])) for one, other in zip(colours, told, strict=True)]
    return [
        (item, _one_rhythm([min(told, key=lambda other: abs(other.place - item.place))]))
        for item in colours
    ]


def _owner(colours: Sequence[_Said], rhythm: _Said) -> _Said | None:
    """The one colour of several that does this; None where all do.

    "Blue on, green off", "green off blue on", "blue and flashing green", but "flashing blue and
    green".
    """
    before = [item for item in colours if item.place < rhythm.place]
    if rhythm.rhythm == DARK and before:
        return before[-1]
    if before and len(before) < len(colours):
        return min(colours, key=lambda item: (abs(item.place - rhythm.place), -item.place))
    return None


def _count(
    segment: Sequence[Word], words: Sequence[Word], lexicon: Lexicon, devices: Collection[int]
) -> int | None:
    for word in segment:
        if word.place in devices:
            continue  # "module 2 blinking"
        if word.text in {"single", "brief", "briefly"} or (
            word.text == "one" and _counts_flashes(word, words)
        ):
            return 1
        if not word.text.isdecimal() or not 0 < int(word.text) <= LARGEST_COUNT:
            continue
        before = words[word.place - 1] if word.place else None
        if _counts_flashes(word, words) or (
            before
            and before.clause == word.clause
            and before.text in lexicon.colours
            and _after(word, words) not in SECONDS
            and (
                word.place + 1 >= len(words)
                or words[word.place + 1].clause != word.clause
                or words[word.place + 1].text in FLASHES | ENDS_COUNT
            )
        ):
            return int(word.text)
    return None


def _counts_flashes(word: Word, words: Sequence[Word]) -> bool:
    """ "Five long red flashes", "blinks 5 times", "red 1 (once)"; "the black one blinks" does not
    count.
    """
    for other in words[word.place + 1 : word.place + 5]:
        if other.text in (ONE_FLASH if word.text == "one" else FLASHES):
            return True
        if other.text not in BETWEEN_COUNT:
            break
    before = words[word.place - 1].text if word.place else ""
    return word.text == "1" and before in FLASHES


def _after(word: Word, words: Sequence[Word]) -> str:
    """The word that follows, in this clause or the next; empty at the end."""
    return words[word.place + 1].text if word.place + 1 < len(words) else ""


def _every(segment: Sequence[Word]) -> int | None:
    """ "Every 3 seconds" -> 3, "every second" -> 1."""
    texts = [*(word.text for word in segment), ""]
    for place in range(len(texts) - 2):
        text, number, unit = texts[place : place + 3]
        if text not in ("every", "each", "per"):
            continue
        if number in SECONDS - {"s"}:
            return 1
        if number.isdecimal() and int(number) <= LONGEST_EVERY and unit in SECONDS:
            return int(number)
    return None


def _is_dark(segment: Sequence[Word], devices: Collection[int]) -> bool:
    """ "Mini off", "the xt2 is completely dead": the device itself is dark."""
    for number, word in enumerate(segment):
        if word.text in DARK_DEVICE and not word.denied:
            before = [other for other in segment[:number] if other.text not in SEEMS]
            return bool(before) and before[-1].place in devices
    return False


def _is_dark_instead(segment: Sequence[Word], words: Sequence[Word]) -> bool:
    """ "It does not blink, it is off"."""
    texts = [word.text for word in segment if word.text not in SEEMS]
    before = words[: segment[0].place]
    return texts[:1] in (["off"], ["dark"], ["dead"]) and any(
        word.denied and (word.text in RHYTHM_OF or word.text == "blink") for word in before
    )


def _goes_on(one: Look, other: Look) -> bool:
    """ "Mini, red, blinking" is one look, in three pieces."""
    if one.when or other.when or one.denied or other.denied or DARK in (one.rhythm, other.rhythm):
        return False
    return (bool(one.colours) and not one.rhythm and not other.colours) or (
        not one.colours and bool(one.rhythm) and not other.rhythm
    )


def _with_rhythm_of(segment: Sequence[Word], look: Look, rhythms: Sequence[_Said]) -> Look:
    """ "Red, steady on my Mini", "red, no flashing": the clause after a colour may begin with how
    it shines. `rhythms`: those of the segment.
    """
    first = next((w for w in segment if w.text not in SEEMS and w.text not in DENIES), segment[0])
    is_open = bool(look.colours) and not (look.rhythm or look.denied)
    begins = bool(rhythms) and rhythms[0].place == first.place
    if is_open and begins and first.clause == look.clause + 1:
        return replace(look, rhythm=_one_rhythm(rhythms))
    return look


def _joined(one: Look, other: Look) -> Look:
    return replace(
        one,
        colours=one.colours or other.colours,
        rhythm=one.rhythm or other.rhythm,
        count=one.count or other.count,
        every=one.every or other.every,
        place=max(one.place, other.place),
    )


def _ordered(looks: Sequence[Look]) -> list[Look]:
    """ "Was red" is the past only beside what the light does now."""
    later = any(look.when in (NOW, THEN) for look in looks)
    return [look if look.when != FIRST or later else replace(look, when="") for look in looks]
