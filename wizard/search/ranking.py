"""How well each subject of the guide answers what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from wizard.knowledge.rhythm import FAINT as FAINT_LIGHT
from wizard.knowledge.rhythm import beats, moves
from wizard.knowledge.scales import Effect as EffectWord
from wizard.knowledge.values import (
    SYMPTOM,
    Cause,
    Device,
    Dispute,
    Faq,
    Knowledge,
    Pattern,
    Question,
    Slug,
    Source,
    Step,
)
from wizard.search.facts import Facts
from wizard.search.looks import BLINK, DARK, FAINT, RHYTHM_OF, STEADY, Look
from wizard.search.words import Word, words_of

Subject = Pattern | Step | Device | Cause | Question | Faq | Dispute | Source

LEAST = 0.3
"""A subject that fits less of what was said is not found."""

BEHIND = 0.5
"""Nor is one that fits so much less than the best of its kind."""

COLOUR, RHYTHM, COUNT, EVERY = 2.0, 1.5, 1.5, 1.0
"""How much each part of a look weighs."""

PARTLY = 0.7
"""How much "flashing" is meant by a light that flashes and then stops, and "steady" by a glow."""

STRANGE_COLOUR = 0.15
"""What a light loses for each colour that was not named although another was."""

NEAR_COUNT, UNCOUNTED, OTHER_COUNT = 0.6, 0.3, -0.5
"""One flash more or less; a light whose flashes nobody counts; any other number."""

UNKNOWN_LOOK, UNKNOWN_LOOK_OF_NAMED = 0.2, 0.6
"""Of a light that is not drawn: no source says what it looks like."""

LOOSE, OTHER_DEVICE, OTHER_SHELF = 0.9, 0.35, 0.6
"""What is left of a light that belongs to a device which the name may mean as well, to another
device than the one that was named, or to another kind of device.
"""

SEEN = {"very common": 0.04, "common": 0.03, "uncommon": 0.01}
"""Between lights that fit alike, the common one comes first."""

FREQUENCY = {"very common": 0.65, "common": 0.6, "uncommon": 0.4, "rare": 0.3}
"""How much of a light a cause is, for somebody who names the cause."""

IN_TITLE = 0.06
"""For each word of a look's own title that was said beside the look."""

OF_A_LIGHT, OF_A_STEP = 0.55, 0.95
"""How much of a cause's score its lights and its steps have."""

OF_A_SYMPTOM = 0.8
"""How much a symptom whose texts say all that was said is meant, where no phrase means it."""

FEW_WORDS, EACH_WORD = 0.55, 0.15
"""How much one word tells, and each further one: all of three are meant as they stand."""

SLUG = 1.0
"""What is added where the subject's own slug was typed."""

DEVICE_AND_MORE = 0.5
"""The page of all lights of a device, where more was said than its name."""

EFFECT = {str(word): word.number for word in EffectWord}


@dataclass(frozen=True, slots=True)
class Match:
    """Something that answers, and how well: up to 1, above it where its very slug was typed.
    `device`: of a light or a step the device that was named, else the first that has it.
    """

    subject: Subject
    device: Device | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What the eye sees of a light. `rhythms`: of each colour that is lit; empty for a dark light.

    `partly`: rhythms that it has only in a way. `every`: seconds from flash to flash, 0 if unknown.
    """

    rhythms: Mapping[str, frozenset[str]]
    is_known: bool
    is_faint: bool
    partly: frozenset[str]
    counts: range
    every: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject that can be found. `says`: stem, after "not" where that is denied -> how much it is
    about that, from 0 to 1.
    """

    subject: Subject
    says: Mapping[str, float]
    devices: tuple[Device, ...] = ()
    appearance: Appearance | None = None


class Index:
    """The subjects of one knowledge, prepared once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.entries = tuple(_entries(knowledge))
        self.common = Counter(word for entry in self.entries for word in entry.says)

    def matches(self, facts: Facts) -> tuple[Match, ...]:
        """What answers these facts, the best first; alike, in the order of the guide."""
        causes = {meaning.name: meaning.strength for meaning in facts.meant("cause")}
        found = [self._match(entry, facts, causes) for entry in self.entries]
        found.sort(key=lambda match: -match.score)
        best: dict[type, float] = {}
        for match in found:
            best.setdefault(type(match.subject), match.score)
        return tuple(
            _each_symptom_once(
                match
                for match in found
                if match.score >= max(LEAST, min(1.0, best[type(match.subject)]) - BEHIND)
            )
        )

    def _match(self, entry: Entry, facts: Facts, causes: Mapping[Slug, float]) -> Match:
        device, fits = _fitting(entry.devices, facts)
        subject = entry.subject
        match subject:
            case Device():
                score = _of_device(subject, facts)
            case Pattern(kind="symptom", slug=slug):
                told = OF_A_SYMPTOM * self._told(entry, facts)
                score = fits * max(_strength(facts, "symptom", slug), told)
            case Pattern():
                score = self._of_light(entry, facts, causes, fits)
            case Cause():
                score = max(causes.get(subject.slug, 0.0), self._told(entry, facts))
            case Step():
                score = fits * max(_of_step(subject, facts, causes), self._told(entry, facts))
            case Faq():
                score = max(_strength(facts, "faq", subject.slug), 0.9 * self._told(entry, facts))
            case _:
                score = 0.8 * self._told(entry, facts)
        if facts.text.casefold().rpartition("/")[2] == subject.slug:
            score += SLUG * fits
        return Match(subject, device, score)

    def _of_light(
        self, entry: Entry, facts: Facts, causes: Mapping[Slug, float], fits: float
    ) -> float:
        appearance = entry.appearance
        assert appearance is not None
        assert isinstance(entry.subject, Pattern)
        pattern = entry.subject
        named = _strength(facts, "light", pattern.slug)
        if facts.looks:
            if appearance.is_known:
                score = look_score(appearance, facts)
            else:
                own = set(entry.devices) & set(facts.about.devices)
                score = UNKNOWN_LOOK_OF_NAMED if own else UNKNOWN_LOOK
            if score <= 0:
                return 0.0
            titled = sum(entry.says.get(word.stem, 0.0) == 1.0 for word in facts.rest)
            score = max(score, named) + min(2, titled) * IN_TITLE
            return fits * score + SEEN.get(pattern.seen, 0.0)
        shares = (
            causes.get(row.cause, 0.0) * FREQUENCY.get(row.frequency, 0.5) for row in pattern.causes
        )
        of_cause = OF_A_LIGHT * max(shares, default=0.0)
        score = max(named, of_cause, 0.6 * self._told(entry, facts))
        if not facts.rest and not facts.meanings and facts.about.devices:
            score = max(score, 0.8)
        return fits * score + (SEEN.get(pattern.seen, 0.0) if score else 0.0)

    def _told(self, entry: Entry, facts: Facts) -> float:
        """How much of the other words the subject says, by how telling they are."""
        weights = [(word, self._weight(word.stem)) for word in facts.rest]
        whole = sum(weight for _, weight in weights)
        if not whole:
            return 0.0
        told = sum(
            weight * entry.says.get(_said_as(word), 0.0)
            for word, weight in weights
            if word.place not in facts.spent
        )
        return told / whole * min(1.0, FEW_WORDS + EACH_WORD * len(weights))

    def _weight(self, stem: str) -> float:
        """From 0.5 to 1.5: the fewer subjects say it, the more it tells; nothing says it: 0.5."""
        said = self.common[stem]
        return 0.6 + 0.9 / sqrt(said) if said else 0.5


def _each_symptom_once(matches: Iterable[Match]) -> Iterator[Match]:
    """A symptom is one subject, however many families have it: the best of them stands for it."""
    met = set()
    for match in matches:
        if isinstance(match.subject, Pattern) and match.subject.kind == SYMPTOM:
            if match.subject.slug in met:
                continue
            met.add(match.subject.slug)
        yield match


def look_score(appearance: Appearance, facts: Facts) -> float:
    """How well a light does what was said, from -1 to 1."""
    looks = facts.current
    denied = [look for look in facts.looks if look.denied]
    shown = [look for look in looks if not look.denied]
    if not shown:
        return min(_credit_denied(appearance, look) for look in denied)
    groups: dict[int, list[Look]] = {}
    for look in shown:
        groups.setdefault(look.at_once, []).append(look)
    named = {colour for look in shown for colour in look.colours}
    each = [
        sum(_credit(appearance, look) for look in group) / len(group)
        - STRANGE_COLOUR
        * len(set(appearance.rhythms) - {colour for look in group for colour in look.colours})
        * bool(named)
        for group in groups.values()
    ]
    if len(each) == 1:
        score = each[0]
    else:  # one after another: the first is what people describe best
        together = sum(_credit(appearance, look) for look in shown) / len(shown)
        score = max(0.55 * each[0] + 0.45 * together, 0.8 * max(each), together)
    return score + sum(min(0.0, _credit_denied(appearance, look)) for look in denied)


def _credit(appearance: Appearance, look: Look) -> float:
    weight = credit = 0.0
    if look.rhythm == DARK:
        if not look.colours:
            return -1.0 if appearance.rhythms else 1.0
        lit = sum(colour in appearance.rhythms for colour in look.colours)
        return (0.5 if appearance.rhythms else 0.3) - lit
    if look.colours:
        has = sum(1.0 if colour in appearance.rhythms else -1.0 for colour in look.colours)
        weight, credit = COLOUR, COLOUR * has / len(look.colours)
    elif not appearance.rhythms:
        return -1.0
    if look.rhythm:
        weight += RHYTHM
        counted = bool(look.count and appearance.counts) and look.rhythm == BLINK
        credit += RHYTHM * (1.0 if counted else _rhythm(appearance, look))
    if look.count:
        weight += COUNT
        credit += COUNT * _counted(appearance.counts, look.count)
    if look.every and (appearance.every or BLINK in appearance.partly):  # what ends comes once
        weight += EVERY
        near = abs(appearance.every - look.every) <= 0.4 * look.every
        credit += EVERY if near else -EVERY
    return credit / weight


def _credit_denied(appearance: Appearance, look: Look) -> float:
    lit = any(colour in appearance.rhythms for colour in look.colours)
    return -1.0 if lit else 0.6 if not appearance.rhythms else 0.35


def _rhythm(appearance: Appearance, look: Look) -> float:
    seen = [
        appearance.rhythms[colour]
        for colour in look.colours or appearance.rhythms
        if colour in appearance.rhythms
    ]
    if look.rhythm == FAINT:
        return 1.0 if appearance.is_faint else -0.4
    if not any(look.rhythm in rhythms for rhythms in seen):
        return -1.0
    return PARTLY if look.rhythm in appearance.partly else 1.0


def _counted(counts: range, number: int) -> float:
    if not counts:
        return UNCOUNTED
    if number in counts:
        return 1.0
    return NEAR_COUNT if number + 1 in counts or number - 1 in counts else OTHER_COUNT


def _of_device(device: Device, facts: Facts) -> float:
    """All lights of a device: what is meant where nothing more is said."""
    if device not in facts.about.devices:
        return 0.0
    more = facts.looks or facts.rest or facts.meanings
    return DEVICE_AND_MORE if more else 1.0


def _of_step(step: Step, facts: Facts, causes: Mapping[Slug, float]) -> float:
    """What was asked for by name, or helps against what was named."""
    helps = (
        causes.get(effect.cause, 0.0) * (0.6 + 0.4 * EFFECT.get(effect.word, 0.5)) * OF_A_STEP
        for effect in step.effects
    )
    return max(_strength(facts, "step", step.slug), *helps, 0.0)


def _strength(facts: Facts, kind: str, name: Slug) -> float:
    return max(
        (m.strength for m in facts.meanings if m.kind == kind and m.name == name), default=0.0
    )


def _fitting(choice: Sequence[Device], facts: Facts) -> tuple[Device | None, float]:
    """The best of these devices, and how much it is the one that was named."""
    if not choice:
        return None, 1.0
    best = max(choice, key=lambda device: fit(device, facts))
    return best, fit(best, facts)


def fit(device: Device, facts: Facts) -> float:
    """From 0 to 1: how much this is the device with the problem."""
    about = facts.about
    if about.devices:
        if device in about.devices:
            return 1.0
        if device in about.perhaps:
            return LOOSE
        return OTHER_DEVICE
    if about.perhaps:
        return 1.0 if device in about.perhaps else OTHER_SHELF
    return 1.0


# ------------------------------------------------------------------------------------ what is there
def _entries(knowledge: Knowledge) -> Iterator[Entry]:
    for device in knowledge.devices:
        yield Entry(subject=device, says=_says((0.5, device.hint)), devices=(device,))
    words = {symptom.slug: ". ".join(symptom.said) for symptom in knowledge.symptoms}
    for pattern in knowledge.ways_in:
        yield _way_in(knowledge, pattern, words.get(pattern.slug, ""))
    for step in knowledge.steps:
        devices = tuple(dev for dev in knowledge.devices if dev.family in step.families)
        yield Entry(subject=step, says=_of_words(knowledge, step), devices=devices)
    for cause in knowledge.causes:
        said = _says((1.0, cause.name), (1.0, cause.slug), (0.5, cause.explanation))
        yield Entry(subject=cause, says=said)
    for question in knowledge.questions:
        labels = ". ".join(option.label for option in question.options)
        said = _says((1.0, question.text), (1.0, question.slug), (0.6, labels))
        yield Entry(subject=question, says=said)
    for faq in knowledge.faqs:
        yield Entry(subject=faq, says=_says((1.0, faq.question), (0.5, faq.answer)))
    for dispute in knowledge.disputes:
        yield Entry(subject=dispute, says=_says((1.0, dispute.claim), (0.5, dispute.resolution)))
    for source in knowledge.sources:
        yield Entry(subject=source, says=_says((1.0, f"{source.title} {source.publisher}")))


def _way_in(knowledge: Knowledge, pattern: Pattern, words: str) -> Entry:
    """Of a light or a symptom. `words`: what people also say."""
    causes = (
        (FREQUENCY.get(row.frequency, 0.5), knowledge.cause.get(row.cause))
        for row in pattern.causes
    )
    faqs = " ".join(faq.question for faq in knowledge.faqs if pattern.key in faq.patterns)
    said = _says(
        (1.0, pattern.title),
        (1.0, pattern.slug),
        (0.8, f"{pattern.description} {words}"),
        (0.5, faqs),
        *((share, f"{cause.name} {cause.slug}") for share, cause in causes if cause),
    )
    return Entry(
        subject=pattern,
        says=said,
        devices=knowledge.devices_of(pattern.family),
        appearance=appearance_of(pattern),
    )


def appearance_of(pattern: Pattern) -> Appearance:
    """What the eye sees, from the data that the picture is drawn from."""
    lit = [channel for channel in pattern.channels if channel.is_lit]
    is_faint = bool(lit) and all(
        brightness < FAINT_LIGHT for channel in lit for brightness, _ in channel.steps
    )
    ends = bool(lit) and not any(channel.repeat for channel in lit)
    found = beats(pattern)
    gaps = found.gaps[len(found.gaps) - found.loop :] if found and found.loop else ()
    least = pattern.flash_count or 0
    return Appearance(
        rhythms=_rhythms(pattern),
        is_known=bool(pattern.channels),
        is_faint=is_faint,
        partly=frozenset(rhythm for rhythm, so in ((BLINK, ends), (STEADY, is_faint)) if so),
        counts=range(least, (pattern.flash_count_max or pattern.flash_count or -1) + 1),
        every=max(map(abs, gaps)) / 1000 if gaps and pattern.timing == "sourced" else 0.0,
    )


def _rhythms(pattern: Pattern) -> dict[str, frozenset[str]]:
    """Of each lit colour. A light of one colour does also what its words say: "is on or blinks";
    colours that share a lamp take turns, or seem to.
    """
    lit = [channel for channel in pattern.channels if channel.is_lit]
    of = {channel.colour: frozenset({BLINK if moves(channel) else STEADY}) for channel in lit}
    also: frozenset[str] = frozenset()
    if len(of) == 1:
        also = frozenset(
            RHYTHM_OF[word.text]
            for word in words_of(f"{pattern.title} {pattern.description}")
            if not word.denied and RHYTHM_OF.get(word.text) in (BLINK, STEADY)
        )
    elif len({channel.led for channel in lit}) == 1:
        also = frozenset({BLINK, STEADY})
    return {colour: rhythms | also for colour, rhythms in of.items()}


def _of_words(knowledge: Knowledge, step: Step) -> dict[str, float]:
    helped = ". ".join(
        knowledge.cause[effect.cause].name
        for effect in step.effects
        if effect.cause in knowledge.cause
    )
    texts = " ".join(wording.text for wording in step.wordings)
    return _says((1.0, step.title), (1.0, step.slug), (0.6, helped), (0.4, texts))


def _says(*texts: tuple[float, str]) -> dict[str, float]:
    said: dict[str, float] = {}
    for weight, text in texts:
        for word in words_of(text):
            if word.tells:
                for key in (word.stem, _said_as(word)):
                    said[key] = max(weight, said.get(key, 0.0))
    return said


def _said_as(word: Word) -> str:
    """What is denied is found where it is denied: "not linked" in "Not linked to your account"."""
    return f"not {word.stem}" if word.denied else word.stem
