"""One search for everybody: from what people write to the pages that answer it.

It leads to pages that exist and never makes an answer up. What was typed is read into facts
(`facts`), which rank the subjects of the guide (`ranking`); where one page is meant beyond doubt it
opens, else one question may settle it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wizard.diagnosis.address import Progress, replay
from wizard.knowledge.values import SYMPTOM, Device, Knowledge, Option, Pattern, Question, Step
from wizard.search.facts import Facts, Reader
from wizard.search.looks import DARK, FAINT
from wizard.search.notices import Notice, is_foreign, notices_of
from wizard.search.ranking import Index, Match, appearance_of, look_score

CLEAR, AHEAD = 0.7, 0.12
"""A page opens if it answers so much of what was said, and so much more than every other page."""

TOLD = 0.68
"""From this score on a text that was not about a light may open a how-to."""

NEAR = 0.25
"""Lights that answer so nearly as much as the best one are worth a question between them."""

SHOWS = 0.6
"""From this score on a light of a device that is only mentioned is an answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text leads to.

    `opens`: the page that is meant beyond doubt. `asks`: what would settle it.
    """

    facts: Facts
    notices: tuple[Notice, ...] = ()
    matches: tuple[Match, ...] = ()
    opens: Match | None = None
    asks: Literal["device", "light"] | None = None


@lru_cache(maxsize=4)
def prepare(knowledge: Knowledge) -> tuple[Reader, Index]:
    """The dictionary and the knowledge: half a second that nobody shall wait for."""
    return Reader(knowledge), Index(knowledge)


def search(knowledge: Knowledge, text: str) -> Found:
    """What answers this text, whatever and however long it is. Never raises.

    A few milliseconds with the shipped content, once it is prepared.
    """
    reader, index = prepare(knowledge)
    facts = reader.read(text)
    notices = notices_of(knowledge, facts)
    if facts.says_nothing or is_foreign(facts, notices):
        return Found(facts, notices)
    matches = index.matches(facts)
    opens = _opens(knowledge, facts, notices, matches)
    return Found(facts, notices, matches, opens, None if opens else _asks(facts, matches))


def progress_of(knowledge: Knowledge, facts: Facts, match: Match) -> Progress | None:
    """The wizard with this light or symptom and all answers that were given and can be given there;
    None for other subjects, and where there are no such answers.
    """
    if not isinstance(match.subject, Pattern) or match.device is None:
        return None
    pairs = [
        ("device", match.device.slug),
        (match.subject.kind, match.subject.slug),
        *_answers(knowledge, facts),
    ]
    replayed = replay(knowledge, pairs)
    return replayed if isinstance(replayed, Progress) and replayed.answers else None


def answers_of(knowledge: Knowledge, facts: Facts) -> list[tuple[Question, Option]]:
    """The answers that were given in so many words, in the order of the questions."""
    given = dict(_answers(knowledge, facts))
    return [
        (question, option)
        for question in knowledge.questions
        if question.slug in given and (option := question.option(given[question.slug]))
    ]


def _answers(knowledge: Knowledge, facts: Facts) -> list[tuple[str, str]]:
    """Those that phrases mean, and those that show the light of a device that is mentioned."""
    given = dict(facts.answers)
    for devices, looks in facts.aside:
        families = {device.family for device in devices}
        for question in knowledge.questions:
            for option in question.options:
                shown = knowledge.pattern.get(option.shows) if option.shows else None
                if (
                    shown
                    and shown.family in families
                    and look_score(appearance_of(shown), Facts(looks=looks)) >= SHOWS
                ):
                    given.setdefault(question.slug, option.slug)
    return list(given.items())


def _opens(
    knowledge: Knowledge, facts: Facts, notices: Sequence[Notice], matches: Sequence[Match]
) -> Match | None:
    """The one page that is meant beyond doubt: a light, a symptom, a step or a device."""
    pages = [match for match in matches if isinstance(match.subject, Pattern | Step | Device)]
    if not pages or notices:
        return None
    best, others = pages[0], pages[1:]
    if not _is_named(best, facts) or _is_told_in_turns(facts):
        return None
    if best.score > 1.0 + AHEAD and not isinstance(best.subject, Device):  # its slug or title
        return best if all(other.score < best.score for other in others) else None
    match best.subject:
        case Pattern(kind="symptom"):  # what is noticed may have a page, and need another
            return None
        case Pattern():
            others = [other for other in others if isinstance(other.subject, Pattern)]
            if not facts.looks or best.score < CLEAR or _is_glow_nobody_named(best.subject, facts):
                return None
            if _is_counted_otherwise(knowledge, best, facts):
                return None
            if _is_settled_by_the_wizard(knowledge, facts, best, others):
                return best
        case Step():
            if len(facts.rest) < 2 and not facts.meanings:
                return None  # one word of its text: "rings by itself"
            meant = [meaning.strength for meaning in facts.meant(SYMPTOM, "cause")]
            if facts.looks or best.score < max(TOLD, *meant, 0.0):
                return None
        case Device() if facts.looks or facts.rest or facts.meanings:
            return None
    return None if any(best.score - other.score < AHEAD for other in others) else best


def _is_glow_nobody_named(pattern: Pattern, facts: Facts) -> bool:
    """ "Red" may be the glow of the lamps at night, and that is never beyond doubt."""
    return appearance_of(pattern).is_faint and not any(look.rhythm == FAINT for look in facts.looks)


def _is_counted_otherwise(knowledge: Knowledge, best: Match, facts: Facts) -> bool:
    """Did somebody count flashes that this light does not do? One, where it goes on, or a number
    where another light of the family has one.
    """
    assert isinstance(best.subject, Pattern)
    said = {look.count for look in facts.looks if look.count and not look.every}
    counts = appearance_of(best.subject).counts
    if counts:
        return not any(counts[0] - 1 <= number <= counts[-1] + 1 for number in said or {counts[0]})
    return 1 in said or bool(
        said
        and any(
            appearance_of(light).counts and set(light.colours) & set(best.subject.colours)
            for light in knowledge.patterns_of(best.subject.family)
        )
    )


def _is_told_in_turns(facts: Facts) -> bool:
    """One light after another, or a light that is denied: what it is now is not sure."""
    lit = {look.at_once for look in facts.current if look.rhythm != DARK}
    return len(lit) > 1 or any(look.denied for look in facts.looks)


def _is_named(best: Match, facts: Facts) -> bool:
    """Was its device named, and no other that has other pages? A step of one family needs none."""
    families = {device.family for device in facts.about.devices}
    if not families and isinstance(best.subject, Step):
        return len(best.subject.families) == 1
    return len(families) == 1 and best.device in facts.about.devices


def _is_settled_by_the_wizard(
    knowledge: Knowledge, facts: Facts, best: Match, others: Sequence[Match]
) -> bool:
    """With answers, the wizard itself tells a light from those it is mistaken for."""
    assert isinstance(best.subject, Pattern)
    alike = {row.pattern for row in best.subject.look_alikes}
    near = [other for other in others if best.score - other.score < AHEAD]
    return (
        any(look.count or look.every for look in facts.looks)
        and all(
            isinstance(other.subject, Pattern)
            and other.subject.family == best.subject.family
            and other.subject.slug in alike
            and other.score < best.score
            for other in near
        )
        and progress_of(knowledge, facts, best) is not None
    )


def _asks(facts: Facts, matches: Sequence[Match]) -> Literal["device", "light"] | None:
    """What one tap would settle: which device, or which of its lights."""
    ways_in = [match for match in matches if isinstance(match.subject, Pattern)]
    if not ways_in:
        return None
    if isinstance(ways_in[0].subject, Pattern) and ways_in[0].subject.kind == SYMPTOM:
        return None if facts.about.devices else "device"
    if not facts.looks:
        return None
    near = [match for match in ways_in if ways_in[0].score - match.score < NEAR]
    families = {match.subject.family for match in near if isinstance(match.subject, Pattern)}
    if len(families) > 1:
        named = {device.family for device in (*facts.about.devices, *facts.about.perhaps)}
        return None if facts.about.devices and not families & named else "device"
    return "light" if len(near) > 1 else None
