"""From the names and values of an address to what a person has told us so far.

An address holds the whole diagnosis, and each request replays it from the start. Nothing here
decides anything: it keeps what is valid, names what is not, and says how the same thing is written
canonically.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache, partial
from typing import Any, Literal

from wizard.knowledge.values import (
    ALL_QUESTIONS,
    LIGHT,
    OTHER_LIGHT,
    RESERVED_NAMES,
    SYMPTOM,
    UNSURE,
    Cause,
    Device,
    Family,
    Knowledge,
    Option,
    Pattern,
    Question,
    Slug,
    Step,
    T,
)

CLOSE = 0.6
"""From this likeness on a name is offered to anyone who wrote another one."""

MOST_COMPARED = 50
"""Devices whose names are compared with an unknown one."""

MOST_PARAMETERS = 60
MOST_CHARACTERS = 2000
LONGEST_VALUE = 100

Pairs = tuple[tuple[str, str], ...]

StepOutcome = Literal["fixed", "tried", "skipped"]


@dataclass(frozen=True, slots=True)
class KnownLight:
    """The person chose this pattern: a light, or a symptom."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class UnsureLight:
    """Every pattern of the colour group in `Progress.colour`, or of the family."""


@dataclass(frozen=True, slots=True)
class OtherLight:
    """Like `UnsureLight`, but the person says that none of the patterns fits."""


Light = KnownLight | UnsureLight | OtherLight


@dataclass(frozen=True, slots=True)
class AnswerError:
    """A value that is no option of its question, or one of several different answers to it."""

    question: Question
    value: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something was withdrawn. `kind`: light, question, option or step; `reason`: a sentence."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known so far. Tuples stand in the knowledge's order, whatever the order of the
    address was.

    `colour` is empty once a pattern is known. An answer of None is "not sure". `again`: questions
    to be asked once more (an empty value in the address), whatever was answered. `cause`: the one
    that the person recognised. `dropped` names what was not understood.
    """

    knowledge: Knowledge = field(repr=False)
    device: Device
    family: Family
    colour: str = ""
    light: Light | None = None
    answers: tuple[tuple[Question, Option | None], ...] = ()
    errors: tuple[AnswerError, ...] = ()
    again: tuple[Question, ...] = ()
    cause: Cause | None = None
    set_aside: tuple[Question, ...] = ()
    just_steps: bool = False
    tried: tuple[Step, ...] = ()
    skipped: tuple[Step, ...] = ()
    fixed: Step | None = None
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    renamed: bool = False

    def pairs(self) -> Pairs:
        """The canonical (name, value) pairs; an invalid answer stays, so that its error shows."""
        pairs = [("device", self.device.slug)]
        if self.colour and not isinstance(self.light, KnownLight):
            pairs.append(("colour", self.colour))
        if self.light is not None:
            pairs.append((light_name(self.light), light_value(self.light)))
        pairs += self._answer_pairs()
        if self.cause:
            pairs.append(("cause", self.cause.slug))
        pairs += [("tried", step.slug) for step in _in_order(self.tried, self.knowledge.steps)]
        pairs += [
            ("skipped", question.slug)
            for question in _in_order(self.set_aside, self.knowledge.questions)
        ]
        if self.just_steps:
            pairs.append(("skipped", ALL_QUESTIONS))
        pairs += [("skipped", step.slug) for step in _in_order(self.skipped, self.knowledge.steps)]
        if self.fixed:
            pairs.append(("fixed", self.fixed.slug))
        return tuple(pairs)

    def _answer_pairs(self) -> list[tuple[str, str]]:
        if not (self.answers or self.errors or self.again):
            return []
        order = {question.slug: place for place, question in enumerate(self.knowledge.questions)}
        answers = [
            (question.slug, option.slug if option else UNSURE) for question, option in self.answers
        ]
        errors = [(error.question.slug, error.value) for error in self.errors]
        again = [(question.slug, "") for question in self.again]
        return sorted(answers + errors + again, key=lambda pair: order[pair[0]])

    def answered(self, question: Question, option: Option | None) -> Progress:
        """The same with this answer to this question, in place of whatever the address said
        about it.
        """
        return replace(
            self,
            answers=(*(pair for pair in self.answers if pair[0] != question), (question, option)),
            errors=tuple(error for error in self.errors if error.question != question),
            again=tuple(asked for asked in self.again if asked != question),
            set_aside=tuple(asked for asked in self.set_aside if asked != question),
        )

    def after(self, step: Step, outcome: StepOutcome) -> Progress:
        """The same after this step ended so; a step has one outcome, the last."""
        ended: dict[str, Any] = {
            "tried": tuple(other for other in self.tried if other != step),
            "skipped": tuple(other for other in self.skipped if other != step),
            "fixed": None,
        }
        ended[outcome] = step if outcome == "fixed" else (*ended[outcome], step)
        return replace(self, **ended)


@dataclass(frozen=True, slots=True)
class NoDevice:
    """The address names no device: the person picks one first."""


@dataclass(frozen=True, slots=True)
class UnknownDevice:
    """No device has this name. `reason`: what happened to one that was withdrawn, else empty."""

    value: str
    nearest: tuple[Device, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnknownLight:
    """The device's family has no light or symptom (`kind`) of this name."""

    device: Device
    value: str
    nearest: tuple[Pattern, ...]
    kind: str = LIGHT


@dataclass(frozen=True, slots=True)
class Malformed:
    """An address nobody is given by a page: too long, or contradictory. `message` is for people."""

    name: str
    value: str
    message: str


Replayed = Progress | NoDevice | UnknownDevice | UnknownLight | Malformed


def replay(knowledge: Knowledge, parameters: Sequence[tuple[str, str]]) -> Replayed:
    """What the parameters of an address say, in any order. Never raises."""
    malformed = _beyond_limits(parameters) or _contradiction(knowledge, parameters)
    if malformed:
        return malformed
    reading = _Reading(knowledge, parameters)
    given = reading.first("device")
    if given is None:
        return NoDevice()
    name = reading.current("device", given)
    if name not in knowledge.device:
        reason = reading.notices[-1].reason if name is None else ""
        return UnknownDevice(given, nearest(given, _alike(knowledge, given)), reason)
    device = knowledge.device[name]
    light = _read_light(reading, device)
    if isinstance(light, UnknownLight):
        return light
    return _read_rest(reading, device, light)


def nearest(value: str, named: Iterable[tuple[T, Iterable[str]]]) -> tuple[T, ...]:
    """The up to five things one of whose names is most like `value`, best first; empty where
    nothing is close.
    """
    wanted = _plain(value)
    likeness = [
        (max(_likeness(wanted, _plain(name)) for name in names), thing) for thing, names in named
    ]
    close = sorted((pair for pair in likeness if pair[0] >= CLOSE), key=lambda pair: -pair[0])
    return tuple(thing for _, thing in close[:5])


def light_name(light: Light) -> str:
    """The name that addresses have for it: light or symptom."""
    return light.pattern.kind if isinstance(light, KnownLight) else LIGHT


def light_value(light: Light) -> str:
    """The value of `light=` or `symptom=` that means this."""
    match light:
        case KnownLight(pattern):
            return pattern.slug
        case UnsureLight():
            return UNSURE
        case OtherLight():
            return OTHER_LIGHT


def selected_patterns(
    knowledge: Knowledge, family: Family, light: Light | None, colour: str
) -> tuple[Pattern, ...]:
    """The patterns a person may be looking at: the chosen one, or all of the colour group, or
    all of the family.
    """
    if isinstance(light, KnownLight):
        return (light.pattern,)
    patterns = knowledge.patterns_of(family.slug)
    if colour in ("", UNSURE):
        return patterns
    return tuple(pattern for pattern in patterns if pattern.colour_group == colour)


def _in_order(some: Sequence[T], all_of_them: Sequence[T]) -> Sequence[T]:
    """In the knowledge's order, whatever was said first: an address is canonical however it came
    about.
    """
    return some if len(some) < 2 else [thing for thing in all_of_them if thing in some]


class _Reading:
    """The parameters of one address while they are read, and what was met on the way."""

    def __init__(self, knowledge: Knowledge, parameters: Sequence[tuple[str, str]]) -> None:
        self.knowledge = knowledge
        self.parameters = tuple(dict.fromkeys(parameters))
        self.dropped: list[str] = []
        self.notices: list[Notice] = []
        self.renamed = False
        self._former = {
            (former.kind, former.scope, former.old): former for former in knowledge.former_names
        }

    def values(self, name: str) -> list[str]:
        return [value for given, value in self.parameters if given == name and value]

    @property
    def ways_in(self) -> list[str]:
        """The values of `light=`, then of `symptom=`."""
        return [*self.values(LIGHT), *self.values(SYMPTOM)]

    @property
    def emptied(self) -> list[str]:
        """Names that stand without a value: questions to be asked again."""
        return [name for name, value in self.parameters if not value and name not in RESERVED_NAMES]

    def first(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    def current(self, kind: str, name: str, scope: str = "") -> str | None:
        """Today's name of a thing, following renamings; the name itself where it never had
        another; None if withdrawn.
        """
        met = {name}
        while not self._exists(kind, name, scope) and (
            former := self._former.get((kind, scope, name))
        ):
            if not former.new:
                reason = former.reason or f"“{name}” is no longer part of this guide."
                self.notices.append(Notice(kind, name, reason))
                return None
            if former.new in met:
                break
            name = former.new
            met.add(name)
            self.renamed = True
        return name

    def _exists(self, kind: str, name: str, scope: str) -> bool:
        match kind:
            case "device":
                return name in self.knowledge.device
            case "light":
                return (scope, name) in self.knowledge.pattern or name in (UNSURE, OTHER_LIGHT)
            case "symptom":
                return any(symptom.slug == name for symptom in self.knowledge.symptoms)
            case "question":
                return name in self.knowledge.question
            case "option":
                question = self.knowledge.question.get(scope)
                return name == UNSURE or bool(question and question.option(name))
            case _:
                return name in self.knowledge.step

    def current_way_in(self, name: str, family: Slug) -> str | None:
        """The same for a light or a symptom: on pages of a device they share their addresses."""
        light = self.current(LIGHT, name, family)
        return None if light is None else self.current(SYMPTOM, light)

    def is_question(self, name: str) -> bool:
        return name in self.knowledge.question or ("question", "", name) in self._former

    def drop(self, name: str) -> None:
        if name not in self.dropped:
            self.dropped.append(name)


def _beyond_limits(parameters: Sequence[tuple[str, str]]) -> Malformed | None:
    if len(parameters) > MOST_PARAMETERS:
        return _malformed(f"This address has more than {MOST_PARAMETERS} parts.")
    if sum(len(name) + len(value) for name, value in parameters) > MOST_CHARACTERS:
        return _malformed(f"This address has more than {MOST_CHARACTERS} characters.")
    for name, value in parameters:
        if len(value) > LONGEST_VALUE:
            said = f"A value in this address has more than {LONGEST_VALUE} characters."
            return _malformed(said, name[:LONGEST_VALUE], value[:LONGEST_VALUE])
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in name + value):
            return _malformed("This address holds characters that cannot be read.")
    return None


def _malformed(said: str, name: str = "", value: str = "") -> Malformed:
    return Malformed(name, value, f"{said} Start again from your device.")


def _contradiction(knowledge: Knowledge, parameters: Sequence[tuple[str, str]]) -> Malformed | None:
    """Two devices, colours, ways in, causes or fixed steps; a former name counts as today's."""
    reading = _Reading(knowledge, parameters)
    device = knowledge.device.get(reading.current("device", reading.first("device") or "") or "")
    family = device.family if device else ""
    for name, values, current in (
        ("device", reading.values("device"), partial(reading.current, "device")),
        ("colour", reading.values("colour"), str),
        ("light", reading.ways_in, partial(reading.current_way_in, family=family)),
        ("cause", reading.values("cause"), str),
        ("fixed", reading.values("fixed"), partial(reading.current, "step")),
    ):
        if len({current(value) for value in values}) > 1:
            return _malformed(f"This link has two values for “{name}”.", name, values[1])
    return None


def _read_light(reading: _Reading, device: Device) -> Light | UnknownLight | None:
    given = next(iter(reading.ways_in), None)
    if given is None:
        return None
    if given == UNSURE:
        return UnsureLight()
    if given == OTHER_LIGHT:
        return OtherLight()
    patterns = {pattern.slug: pattern for pattern in reading.knowledge.ways_in_of(device.family)}
    name = reading.current_way_in(given, device.family)
    if name is None:
        return None
    if name not in patterns:
        named = [(pattern, (pattern.slug, pattern.title)) for pattern in patterns.values()]
        kind = LIGHT if given in reading.values(LIGHT) else SYMPTOM
        return UnknownLight(device, given, nearest(given, named), kind)
    return KnownLight(patterns[name])


def _read_rest(reading: _Reading, device: Device, light: Light | None) -> Progress:
    knowledge = reading.knowledge
    family = knowledge.family[device.family]
    colour = _read_colour(reading, family, light)
    patterns = selected_patterns(knowledge, family, light, colour)
    askable = {
        q.slug: q for q in knowledge.questions if any(q.fits(pattern) for pattern in patterns)
    }
    answers, errors = _read_answers(reading, askable, family)
    again = _current_names(reading, "question", reading.emptied, askable)
    cause = _read_cause(reading, patterns)
    doable = {step.slug: step for step in knowledge.steps_of(family.slug)}
    skips = reading.values("skipped")
    questions = [name for name in skips if reading.is_question(name)]
    steps = [name for name in skips if name not in questions and name != ALL_QUESTIONS]
    set_aside = _current_names(reading, "question", questions, askable)
    set_aside -= {question.slug for question, _ in answers}
    skipped = _current_names(reading, "step", steps, doable)
    tried = _current_names(reading, "step", reading.values("tried"), doable)
    fixed = _current_names(reading, "step", reading.values("fixed"), doable)
    return Progress(
        knowledge=knowledge,
        device=device,
        family=family,
        colour=colour,
        light=light,
        answers=answers,
        errors=errors,
        again=tuple(question for slug, question in askable.items() if slug in again),
        cause=cause,
        set_aside=tuple(question for slug, question in askable.items() if slug in set_aside),
        just_steps=ALL_QUESTIONS in skips,
        tried=tuple(step for slug, step in doable.items() if slug in tried - fixed),
        skipped=tuple(step for slug, step in doable.items() if slug in skipped - tried - fixed),
        fixed=next((step for slug, step in doable.items() if slug in fixed), None),
        dropped=tuple(reading.dropped),
        notices=tuple(dict.fromkeys(reading.notices)),
        renamed=reading.renamed,
    )


def _read_colour(reading: _Reading, family: Family, light: Light | None) -> str:
    given = reading.first("colour")
    if given is None or isinstance(light, KnownLight):
        return ""
    groups = {pattern.colour_group for pattern in reading.knowledge.patterns_of(family.slug)}
    if given in groups | {UNSURE}:
        return given
    reading.drop(given)
    return ""


def _read_cause(reading: _Reading, patterns: Sequence[Pattern]) -> Cause | None:
    """The cause that a person recognised, where one of the patterns can have it."""
    given = reading.first("cause")
    if given is None:
        return None
    if any(pair.cause == given for pattern in patterns for pair in pattern.causes):
        return reading.knowledge.cause.get(given)
    reading.drop(given)
    return None


def _read_answers(
    reading: _Reading, askable: dict[Slug, Question], family: Family
) -> tuple[tuple[tuple[Question, Option | None], ...], tuple[AnswerError, ...]]:
    values: dict[Slug, set[str]] = {}
    for name, value in reading.parameters:
        if name in RESERVED_NAMES or not value:
            continue
        for slug in _current_names(reading, "question", [name], askable):
            answer = _current_option(reading, askable[slug], name, value)
            if answer is not None:
                values.setdefault(slug, set()).add(answer)
    answers: list[tuple[Question, Option | None]] = []
    errors: list[AnswerError] = []
    for slug, question in askable.items():
        match sorted(values.get(slug, ())):
            case []:
                continue
            case [value] if value == UNSURE:
                answers.append((question, None))
            case [value] if (option := question.option(value)) and option.fits(family.slug):
                answers.append((question, option))
            case wrong:
                errors += [AnswerError(question, value) for value in wrong]
    return tuple(answers), tuple(errors)


def _current_option(reading: _Reading, question: Question, asked_as: str, value: str) -> str | None:
    """Today's name of an option, which may stand in a link with its question's former name."""
    for scope in (question.slug, asked_as):
        option = reading.current("option", value, scope)
        if option is None or option == UNSURE or question.option(option):
            return option
    return value


def _current_names(
    reading: _Reading, kind: str, names: Iterable[str], valid: Collection[str]
) -> set[Slug]:
    """Today's names of those that are valid here; the others are dropped, or noted as withdrawn."""
    current = set()
    for given in names:
        name = reading.current(kind, given)
        if name is not None and name in valid:
            current.add(name)
        elif name is not None:
            reading.drop(given)
    return current


def _alike(knowledge: Knowledge, value: str) -> Iterable[tuple[Device, tuple[str, ...]]]:
    """The devices to compare it with, and their names: those that have most pairs of letters in
    common with it, so that a thousand devices cost little more than twenty.
    """
    named, places = _names_of_devices(knowledge)
    if len(named) <= MOST_COMPARED:
        return named
    common = Counter(place for pair in _pairs_of(value) for place in places.get(pair, ()))
    return [named[place] for place, _ in common.most_common(MOST_COMPARED)]


@lru_cache(maxsize=4)
def _names_of_devices(
    knowledge: Knowledge,
) -> tuple[list[tuple[Device, tuple[str, ...]]], dict[str, list[int]]]:
    """Every device with its names, and for each pair of letters the places of those that have
    it.
    """
    named = [(device, (device.slug, device.name, *device.aliases)) for device in knowledge.devices]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, names) in enumerate(named):
        for pair in {pair for name in names for pair in _pairs_of(name)}:
            places[pair].append(place)
    return named, places


def _pairs_of(name: str) -> set[str]:
    plain = _plain(name)
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def _plain(name: str) -> str:
    return name.lower().replace("-", " ").strip()


def _likeness(wanted: str, name: str) -> float:
    """0..1; a part of a name of three letters or more is close enough to be worth offering. 0 for
    what cannot be close: its letters say so, and comparing takes four times as long.
    """
    if len(wanted) >= 3 and wanted in name:
        return 0.8 + 0.2 * len(wanted) / len(name)
    compared = SequenceMatcher(None, wanted, name)
    if compared.real_quick_ratio() < CLOSE or compared.quick_ratio() < CLOSE:
        return 0.0
    return compared.ratio()
