"""From a text to words that can be compared: without the dressing of a mail, spelt as the guide
spells, in clauses, each with its stem and whether it is denied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer

from wizard.knowledge.rhythm import NUMBERS
from wizard.search.vocabulary import Vocabulary


def listed(words: str) -> frozenset[str]:
    """A list of words as a set."""
    return frozenset(words.split())


MOST_CHARACTERS = 500
"""More than this is not read, once the dressing of a mail is off."""

MOST_LOOKED_AT = 4000
"""More than this is not even searched for the beginning of a mail."""

_SPELT = (
    (r"[’‘`´]", "'"),
    (r"\b(can)(?:'|no)?t\b", r"\1 not"),
    (r"\bwo(?:n'?t)\b", "will not"),
    (r"\b(do|does|did|is|was|are|were|has|have|had|could|would|should)n'?t\b", r"\1 not"),
    (r"\b(that|there|what|you|they)(?:s|re)\b", r"\1"),
    (r"'(?:s|re|ve|ll|m|d)\b", " "),
    (r"\bwi[\s-]fi\b", "wifi"),
    (r"\bset[\s-]up\b", "setup"),
    (r"\bdoor[\s-]?bells?\b", "doorbell"),
    (r"\bon[\s-]and[\s-]off\b", "blinking"),
    (r"\bnon[\s-]?stop\b|\bon and on\b", "always"),
    (r"\b2k\b(?:\s?(?:\+|plus\b))?", "2kplus"),
    (r"\bxt[\s-]2\b(?!\s*(?:days?|weeks?|months?|years?|times|x)\b)", "xt2"),
    (r"\bsm[\s-]?([12])\b", r"sync module \1"),
    (r"\b(?:first|1st|original) gen(?:eration)?\b|\bgen(?:eration)?\.? ?(?:1|one)\b", "gen1"),
    (r"\b(?:second|2nd) gen(?:eration)?\b|\bgen(?:eration)?\.? ?(?:2|two)\b", "gen2"),
    (r"\b(?:third|3rd) gen(?:eration)?\b|\bgen(?:eration)?\.? ?(?:3|three)\b", "gen3"),
    (r"\b(?:fourth|4th) gen(?:eration)?\b|\bgen(?:eration)?\.? ?(?:4|four)\b", "gen4"),
    (r"\((gen[1-4])\)", r"\1"),
    (r"\b(\d+)(?:st|nd|rd|th)\b", "date"),
    (r"\b(\d)\s?(?:-|/|or|to)\s?\d(?=\s?(?:x|times|long|short|red|blue|green|flash|blink))", r"\1"),
    (r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}[:/]\d\d?\b|\b(?:19|20)\d\d\b", "date"),
    (r"\b\d+[.,]\d+\b", "part"),
    (r"\b(?:in|after) the dark\b|\bwhen (?:it\s+(?:is )?|its )?dark\b|\bafter dark\b", "at night"),
    (r"\bnever (?=[^.,;]{1,30}\bbefore\b)", ""),
    (r"\b(?:for )?(?:half )?a (?:split )?(?:second|sec|moment)\b(?! time)", "briefly"),
    (
        r"\bfor (?:about )?(?:[1-5]|two|three|four|five) ?(?:s|secs?|seconds)(?=,? (?:and )?then)",
        "briefly",
    ),
    (r"\bnot (?:even )?lit(?: up)?\b(?! (?:in )?(?:red|blue|green))", "dark"),
    (r"\b(?:turns|turned|switches|switched) (?:itself )?off\b", "goes off"),
    (r"\bshow(?:s|ing)? nothing(?= at all$|$)", "is dark"),
    (r"(^|\b(?:to|i|you|we|can|please|not) )(?:turn|switch) off\b", r"\1disable"),
    (
        r"\b(?:turn|switch) (it|them|(?:the|my|this) (?:\w+ )?(?:lights?|leds?|ring)) off\b",
        r"disable \1",
    ),
    (r"\b(\d+)\s?(?:%|percent\b|per cent\b)", "percent"),
    (r"\b(\d+)\s?x\b|\bx\s?(\d+)\b", r"\1\2 times"),
    (r"\b(\d+)s\b", r"\1 seconds"),
    (r"\b(mini|outdoor|indoor|module)([1-4])\b", r"\1 \2"),
)
SPELT = tuple((re.compile(pattern), spelling) for pattern, spelling in _SPELT)
"""How the guide spells what is spelt in several ways, in this order."""

ANY_SPELT = re.compile("|".join(f"(?:{re.sub(r'[(](?![?])', '(?:', p)})" for p, _ in _SPELT))
"""Is there any of it in a text? Most texts hold none."""

FIRE = "🔥"
CIRCLES = {
    "🔴": "red",
    "🔵": "blue",
    "🟢": "green",
    "🟡": "yellow",
    "🟠": "orange",
    "🟣": "purple",
    "⚪": "white",
}
DRAWN = re.compile(rf"([{''.join(CIRCLES)}])(?:\s*\1)*")
"""Lights that are drawn and not told: one circle, or one for each flash."""

DRESSING = re.compile(
    r">|(?:from|to|cc|bcc|sent|date|reply-to|von|an|gesendet|de|para)\s?:|on .{5,80} wrote:$"
    r"|-{2,} ?(?:original|forwarded)|sent from my ",
    re.IGNORECASE,
)
"""How lines of a mail begin that say nothing about a device."""

SUBJECT = re.compile(r"\b(?:subject|re|betreff|objet|asunto|oggetto)\s?:", re.IGNORECASE)

SIGNATURE = re.compile(
    r"--$|(?:(?:kind|best|many) )?(?:regards|thanks|cheers)\b.{0,40}$", re.IGNORECASE
)
"""The line with which the text of a mail ends."""

PIECE = re.compile(r"[a-z0-9]+|[.,;:!?()\n–—]| - ")
"""A word, or a sign that ends a clause."""

ENDS_CLAUSE = listed("but while whereas although though however aber mais pero ma")

DENIES = listed(
    "not no never without neither nor unable stop stopped stops stopping fail fails failed"
    " failing refuse refuses refused nicht kein keine keinen kaum pas sin non"
)
"""Deny what follows, up to three words."""

STOPS = listed("stop stopped stops stopping quit quits quitting")
"""Deny nothing where they are denied themselves: "it will not stop flashing"."""

DENIES_BACK = listed("nothing none nobody nichts rien nada niente")
"""Deny the word before as well: "records nothing"."""

GOES_ON = listed("then and after afterwards")
"""Between what was and nothing: "one flash, then nothing" did flash."""

ENDS_DENIAL = listed("after with since when because in at for from by if until before and then")

TELLS_NOTHING = listed("""
    a an and any are as at be been being by can could do does doing did for from get gets got
    had has have having he her here hers him his how i if in into is it its itself just keep keeps
    kept let like me mean means might mine must my of on or our ours please really said say
    says see shall she should show showing shows so some than that the their them then there
    these they this those to too up us very was we were what when where which
    who why will with would you your yours am im ive hello hi hey dear thanks thank help want need
    again also anyone anybody know nothing led leds light lights lamp lamps blink blinks t s re
    """)
"""Words that are left out when texts are compared."""

SMALL = listed("""
    a am an and are be been being did do does for had has have he her his i is it its just me my of
    our please really s she so t than that the their they this to us very was we were will with
    would you your s t
    """)
"""Words that are left out of phrases."""

COUNTED = listed("""
    day days week weeks month months year years hour hours hr hrs minute minutes min mins second
    seconds sec secs night nights am pm oclock yr yrs old volt volts v amp amps ghz mbps metre
    metres meter meters feet ft foot yard yards degree degrees celsius fahrenheit batteries
    aa aaa bar bars people person
    """)
"""After these a number is an age, a time, a distance or a count, never a model."""

OWNED = listed(
    "cameras cams mini minis outdoor indoor doorbell module modules device"
    " devices unit units xt xt2 blink other others"
)
"""A number before these counts them."""

NUMBER = {word: str(number) for number, word in enumerate(NUMBERS) if number > 1}
NUMBER |= {"once": "1", "twice": "2", "thrice": "3"}

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word as it is compared: batteries -> batteri, flashing -> flash."""
    return str(_stemmer.stemWord(word))


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is folded and spelt as the guide spells; `clause` counts from 0; `place` counts
    the words of the text. `is_model`: a number that may be part of a name.
    """

    text: str
    stem: str
    clause: int
    place: int
    denied: bool = False
    is_model: bool = False

    @property
    def tells(self) -> bool:
        """Does it say anything when texts are compared?"""
        return self.text not in TELLS_NOTHING

    @property
    def is_small(self) -> bool:
        """Is it left out of phrases?"""
        return self.text in SMALL


def without_dressing(text: str) -> str:
    """The words of a mail without its head, its quotations, its signature and its addresses, at
    most `MOST_CHARACTERS` of them.
    """
    lines: list[str] = []
    given = text[:MOST_LOOKED_AT].replace("\0", " ").splitlines()
    for line in map(str.strip, given):
        if lines and len(given) > 1 and SIGNATURE.match(line):
            break
        if len(given) == 1 or not DRESSING.match(line):
            lines.append(" ".join(filter(_is_no_address, SUBJECT.sub("", line, 1).split())))
    return "\n".join(filter(None, lines))[:MOST_CHARACTERS].strip()


def _in_words(drawn: re.Match[str]) -> str:
    colour, flashes = CIRCLES[drawn[1]], drawn[0].count(drawn[1])
    return f" {flashes} {colour} flashes " if flashes > 1 else f" {colour} light "


def _is_no_address(word: str) -> bool:
    return not ("://" in word or "@" in word or word.startswith("www."))


def fold(text: str) -> str:
    """Small letters without accents, in the spelling of the guide: "Wi-Fi" -> "wifi"."""
    plain = text.casefold()
    if not plain.isascii():
        plain = DRAWN.sub(_in_words, plain).replace(FIRE, " flames ")
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if ANY_SPELT.search(plain):
        for pattern, spelling in SPELT:
            plain = pattern.sub(spelling, plain)
    return plain


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text of the guide, in order."""
    return read_words(text, None)


def read_words(text: str, vocabulary: Vocabulary | None) -> tuple[Word, ...]:
    """The words that somebody wrote, in order, each put right where that is known."""
    pieces = list(_spelt(PIECE.findall(fold(text)[: 2 * MOST_CHARACTERS]), vocabulary))
    found: list[Word] = []
    clause = denies = 0
    for place, piece in enumerate(pieces):
        if not piece[0].isalnum() or piece in ENDS_CLAUSE:
            clause, denies = clause + 1, 0
            continue
        following = next(iter(pieces[place + 1 :]), "")
        if piece in ENDS_DENIAL:
            denies = 0
        word = Word(
            text=piece,
            stem=stem(piece),
            clause=clause,
            place=len(found),
            denied=denies > 0,
            is_model=piece.isdecimal() and _may_be_model(found, piece, following),
        )
        if piece in STOPS and denies:
            denies = 0
        elif piece in DENIES and not (piece == "not" and following == "only"):
            denies = 3
        elif piece in DENIES_BACK:
            denies = 2
            if not (found and found[-1].text in GOES_ON):
                found = _deny_last(found, clause)
        elif word.tells and denies:
            denies -= 1
        found.append(word)
    return tuple(found)


def _spelt(pieces: Sequence[str], vocabulary: Vocabulary | None) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        if piece in NUMBER:
            yield NUMBER[piece]
        elif vocabulary and piece.isalpha():
            is_last = place == len(pieces) - 1
            yield from (vocabulary.completed if is_last else vocabulary.corrected)(piece)
        else:
            yield piece.strip() or piece


def _may_be_model(before: list[Word], number: str, following: str) -> bool:
    """A number that follows a word and does not count what comes next."""
    if before and (before[-1].text, number, following) == ("outdoor", "4", "batteries"):
        return True  # none of them takes four
    return bool(before) and following not in COUNTED | OWNED


def _deny_last(found: list[Word], clause: int) -> list[Word]:
    for place in range(len(found) - 1, -1, -1):
        word = found[place]
        if word.clause != clause:
            break
        if word.tells:
            return [*found[:place], replace(word, denied=True), *found[place + 1 :]]
    return found
