"""A short code that stands for a page, to be read out on the phone: made from the address and read
back without a table.

A code has two forms, told apart by their length. Permanent pages and lights that were just picked
have six characters, a digest of their address, which stay the same as long as the address does. A
diagnosis with answers is a number: which page, then which answers and steps, as places in the lists
of the knowledge, and a checksum of the whole, so that a code that another revision made is refused
instead of leading elsewhere.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlencode

from wizard.diagnosis.address import Pairs, Progress, replay
from wizard.guide import links
from wizard.knowledge.values import (
    ALL_QUESTIONS,
    LIGHT,
    OTHER_LIGHT,
    SYMPTOM,
    UNSURE,
    Device,
    Knowledge,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are heard or written as something else."""

HEARD = str.maketrans("ILO", "110")

SHORT = 6
"""Characters of a permanent page's code: with 2,000 pages one pair in 500 such guides collides, and
then neither has a code.
"""

LONGEST = 14
"""More than this nobody reads out; such a page has a link and a picture, but no code."""

CHECKSUM = 2**10

MOST_SAID = 5 * LONGEST
"""Of a device about which one thing can be said, a code could say it without end: this many things
are more than the bits of any code.
"""


def code_of(knowledge: Knowledge, address: str) -> str:
    """The code of a permanent page or of a light that was just picked; empty where it has none."""
    code = _digest(address)
    return code if _pages(knowledge).get(code) == address else ""


def code_of_diagnosis(progress: Progress) -> str:
    """The code of a diagnosis; empty where it would be too long."""
    pairs = progress.pairs()
    start = tuple(pair for pair in pairs if pair[0] in ("device", "colour", LIGHT, SYMPTOM))
    said = pairs[len(start) :]
    if not said:
        return code_of(progress.knowledge, links.diagnose(pairs))
    starts = _starts(progress.knowledge)
    sayings = _sayings(progress.knowledge, progress.device)
    if start not in starts or any(pair not in sayings for pair in said):
        return ""
    number = 0
    for pair in reversed(said):
        number = number * len(sayings) + sayings.index(pair) + 1
    number = (number * len(starts) + starts.index(start)) * CHECKSUM + _checksum(pairs)
    code = _written(number).rjust(SHORT + 1, "0")
    return code if len(code) <= LONGEST else ""


def address_of(knowledge: Knowledge, code: str) -> str:
    """The address that a code stands for, whatever its case, spaces and hyphens; empty where it
    stands for none.
    """
    letters = "".join(filter(str.isalnum, code.upper())).translate(HEARD)
    if not letters or len(letters) > LONGEST or any(one not in ALPHABET for one in letters):
        return ""
    if len(letters) <= SHORT:
        return _pages(knowledge).get(letters, "")
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return _diagnosis(knowledge, number)


def spoken(code: str) -> str:
    """In groups of three or four, as people read it out: "K7M2QP" -> "K7M 2QP"."""
    groups = math.ceil(len(code) / 4)
    size, longer = divmod(len(code), max(groups, 1))
    ends = [size * (n + 1) + min(n + 1, longer) for n in range(groups)]
    return " ".join(code[start:end] for start, end in zip([0, *ends], ends, strict=False))


def _diagnosis(knowledge: Knowledge, number: int) -> str:
    starts = _starts(knowledge)
    number, checksum = divmod(number, CHECKSUM)
    number, place = divmod(number, len(starts))
    device = knowledge.device[starts[place][0][1]]
    sayings = _sayings(knowledge, device)
    said: list[tuple[str, str]] = []
    while number:
        if len(said) == MOST_SAID:
            return ""
        number, which = divmod(number - 1, len(sayings))
        said.append(sayings[which])
    progress = replay(knowledge, (*starts[place], *said))
    if not isinstance(progress, Progress) or _checksum(progress.pairs()) != checksum:
        return ""
    return links.diagnosis(progress)


@lru_cache(maxsize=4)
def _starts(knowledge: Knowledge) -> tuple[Pairs, ...]:
    """Every light and symptom of every device, "not sure" and "something else" in each colour."""
    return tuple(
        (("device", device.slug), *way_in)
        for device in knowledge.devices
        for way_in in _ways_in(knowledge, device)
    )


def _ways_in(knowledge: Knowledge, device: Device) -> Iterator[Pairs]:
    patterns = knowledge.patterns_of(device.family)
    yield from (((way_in.kind, way_in.slug),) for way_in in knowledge.ways_in_of(device.family))
    for group in dict.fromkeys(("", UNSURE, *(pattern.colour_group for pattern in patterns))):
        colour = (("colour", group),) if group else ()
        yield from ((*colour, (LIGHT, light)) for light in (UNSURE, OTHER_LIGHT))


@lru_cache(maxsize=64)
def _sayings(knowledge: Knowledge, device: Device) -> Pairs:
    """Everything that can be said about a device beside its light."""
    family = device.family
    patterns = knowledge.ways_in_of(family)
    questions = [
        question
        for question in knowledge.questions
        if any(question.fits(pattern) for pattern in patterns)
    ]
    steps = [step.slug for step in knowledge.steps if step.wording(family)]
    causes = dict.fromkeys(pair.cause for pattern in patterns for pair in pattern.causes)
    return (
        *((q.slug, option.slug) for q in questions for option in q.options),
        *((q.slug, UNSURE) for q in questions),
        *(("cause", cause) for cause in causes),
        *(("tried", step) for step in steps),
        *(("skipped", name) for name in (*(q.slug for q in questions), ALL_QUESTIONS, *steps)),
        *(("fixed", step) for step in steps),
    )


@lru_cache(maxsize=4)
def _pages(knowledge: Knowledge) -> dict[str, str]:
    """Code -> address of every permanent page and every light that can be picked; codes that two
    addresses share lead to neither.
    """
    addresses = [links.all_lights()]
    for device in knowledge.devices:
        addresses += [*links.pages_of(knowledge, device), links.start(device.slug)]
    addresses += [links.diagnose(start) for start in _starts(knowledge)]
    found: dict[str, str] = {}
    shared = set()
    for address in addresses:
        if found.setdefault(_digest(address), address) != address:
            shared.add(_digest(address))
    return {code: address for code, address in found.items() if code not in shared}


def _digest(address: str) -> str:
    number = int.from_bytes(hashlib.blake2b(address.encode(), digest_size=8).digest())
    return _written(number % len(ALPHABET) ** SHORT).rjust(SHORT, "0")


def _checksum(pairs: Pairs) -> int:
    digest = hashlib.blake2b(urlencode(pairs).encode(), digest_size=4).digest()
    return int.from_bytes(digest) % CHECKSUM


def _written(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number, len(ALPHABET))
        letters = ALPHABET[letter] + letters
    return letters
