"""What Blinkdiag knows, as frozen values.

`wizard.knowledge` builds them from the tables and from published revisions; everything in this
package only reads them. Order is meaning: tuples stand in the order staff gave them, and that order
is the canonical order of addresses and lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from wizard.knowledge.colours import ORIGINAL, Colour

Slug = str
PatternKey = tuple[Slug, Slug]
"""(family slug, pattern slug): a light pattern's name is unique within its family only."""

T = TypeVar("T")

EDITORS_FIELDS = frozenset({"editors_note", "rationale", "reasoning", "where_claimed"})
"""Fields of any value that only editors read: no public page, interface or search shows them."""

UNSURE = "unsure"
"""The answer that is always valid, for the light, its colour and every question."""

OTHER_LIGHT = "other"
"""`light=other`: none of the family's patterns is what the person sees."""

ALL_QUESTIONS = "questions"
"""`skipped=questions`: stop asking, show the steps."""

SOMETHING_ELSE = "something-else"
"""The implicit cause of every pattern: rare, says nothing, has no step."""

NORMAL, LOOK, ACT = "normal", "look", "act"
"""How serious a light is: what staff say of it."""

WAITING = "waiting"
"""How serious it is where the device waits for the person: nothing is wrong, and there is something
to do."""

LOOKS = "look"
RESTARTS = ("restart-device", "restart-module", "restart-router")
TYPES_WIFI = "types-wifi"
"""Sorts of steps; restarts stand from the inside out."""

LIGHT, SYMPTOM = "light", "symptom"
"""The two ways in; also the names that addresses have for them."""

RESERVED_NAMES = frozenset(
    {
        "device",
        "colour",
        "light",
        "symptom",
        "cause",
        "tried",
        "skipped",
        "fixed",
        "q",
        "preview",
        "revision",
        "code",
    }
)
"""Names of the wizard's address that no question may take."""


RHYTHMS = ("blink", "steady", "dark", "faint")
"""What `rhythm:` can mean."""

MEANINGS = {
    "device": "a device: device:sync-module-2",
    "family": "any device of a family: family:sync-module",
    "shelf": "any device of a shelf of the front page: shelf:battery-cameras",
    "colour": "a colour of light: colour:red",
    "no-colour": "a colour that no light has: no-colour:white",
    "rhythm": "blink, steady, dark or faint: rhythm:blink",
    "light": "a light of any family: light:solid-red",
    "symptom": "a symptom: symptom:battery-drains",
    "answer": "an answer to a question: answer:app-status/low",
    "cause": "a cause: cause:low-battery",
    "step": "a step: step:replace-batteries",
    "faq": "a frequent question: faq:resync-to-wifi",
    "fine": "all is well with what it is said of: fine:works",
    "other-brand": "a device of another maker: other-brand:Arlo",
    "outside": "something beside Blink: outside:Home Assistant",
    "accessory": "an accessory: accessory:Pan-Tilt Mount",
    "language": "another language than English: language:German",
    "safety": "danger: safety:fire",
}
"""What words can mean: kind -> what it says, with an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from. `url` and `checked` (an ISO date) are empty where unknown."""

    slug: Slug
    title: str
    publisher: str
    url: str
    authority: str
    checked: str
    note: str
    editors_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Devices whose lights mean the same. `documented`: a source has a table of their lights."""

    slug: Slug
    name: str
    documented: bool
    led: str
    note: str
    sources: tuple[Slug, ...]
    editors_note: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A product a person owns. `drawing` names its outline, `back` the drawing from behind; `group`
    is its shelf where people look for its name. `instead`: the devices to pick instead of one
    without a light.

    `tile`: what it says on the first page; devices with the same words share a tile. `looks`: how
    to know it when one sees it.
    """

    slug: Slug
    name: str
    aliases: tuple[str, ...]
    family: Slug
    group: str
    drawing: str
    hint: str
    documented: bool
    power: str
    needs_sync_module: bool | None
    confidence: str
    note: str
    sources: tuple[Slug, ...]
    instead: tuple[Slug, ...] = ()
    editors_note: str = ""
    reviewed: str = ""
    tile: str = ""
    looks: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One light of a pattern: (brightness 0..1, milliseconds) steps, once or over and over.
    `colour`: slug of a `Colour`. `cuts`: milliseconds at which a pause was shortened for the
    picture.
    """

    led: str
    colour: str
    steps: tuple[tuple[float, int], ...]
    repeat: bool
    cuts: tuple[int, ...] = ()

    @property
    def is_lit(self) -> bool:
        return any(brightness > 0 for brightness, _ in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Another pattern of the same family that is mistaken for this one (`confusion`: a Confusion
    word).
    """

    pattern: Slug
    confusion: str
    how_to_tell_apart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCause:
    """How often a pattern means a cause: a Frequency word, empty where nobody chose one."""

    cause: Slug
    frequency: str
    rationale: str
    confidence: str
    sources: tuple[Slug, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What the eye sees on a family's light, never what it means; or a `SymptomPattern`."""

    family: Slug
    slug: Slug
    title: str
    description: str
    status: str
    channels: tuple[Channel, ...]
    timing: str
    flash_count: int | None
    flash_count_max: int | None
    normal_for_seconds: int | None
    seen: str
    look_alikes: tuple[LookAlike, ...]
    causes: tuple[PatternCause, ...]
    confidence: str
    note: str
    reviewed: str
    sources: tuple[Slug, ...]
    fact_rows: tuple[str, ...]
    editors_note: str = ""

    kind = LIGHT
    """A word of `LIGHT, SYMPTOM`; no field, because every row of the tables is a light."""

    def __hash__(self) -> int:
        """Drawings are kept by value: what is written of it need not be read for that."""
        return hash(self.slug)

    @property
    def key(self) -> PatternKey:
        return self.family, self.slug

    @property
    def colours(self) -> tuple[str, ...]:
        """Colours that can be seen, in the order of the channels, each once."""
        return tuple(dict.fromkeys(channel.colour for channel in self.channels if channel.is_lit))

    @property
    def colour_group(self) -> str:
        """'red', 'blue-green', 'none' (dark), or 'any' where nothing is drawn: the value of
        `colour=`.
        """
        if not self.channels:
            return "any"
        return "-".join(sorted(self.colours)) or "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomPattern(Pattern):
    """A symptom as one family has it."""

    kind = SYMPTOM
    __hash__ = Pattern.__hash__


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomCause(PatternCause):
    """How often a symptom means a cause; on these `families`, on all of the symptom's if empty."""

    families: tuple[Slug, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """What a person notices without a light, on all its families. `said`: other words for it."""

    slug: Slug
    title: str
    description: str
    said: tuple[str, ...]
    status: str
    families: tuple[Slug, ...]
    causes: tuple[SymptomCause, ...]
    confidence: str
    note: str
    reviewed: str
    sources: tuple[Slug, ...]
    editors_note: str = ""

    def on(self, family: Slug) -> Pattern:
        """The pattern without a lamp that it is on devices of this family."""
        return SymptomPattern(
            family=family,
            slug=self.slug,
            title=self.title,
            description=self.description,
            status=self.status,
            channels=(),
            timing="sourced",
            flash_count=None,
            flash_count_max=None,
            normal_for_seconds=None,
            seen="",
            look_alikes=(),
            causes=tuple(row for row in self.causes if not row.families or family in row.families),
            confidence=self.confidence,
            note=self.note,
            reviewed=self.reviewed,
            sources=self.sources,
            fact_rows=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A state of the world that makes a light: a fault, or a normal state, which has a sign by
    which people know it. `waits`: nothing is wrong, but somebody has to do something.
    `worry`: it frightens people, and no light speaks against it.
    """

    slug: Slug
    name: str
    normal: bool
    explanation: str
    support_only: bool
    confidence: str
    note: str
    sources: tuple[Slug, ...]
    sign: str = ""
    waits: bool = False
    worry: bool = False
    editors_note: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer. `summary` says it in the third person for the case note; `shows` is a light the
    answer is about; anyone who gives it is always offered the steps it `offers`, and never told
    those it `excludes`. `families`: whose owners can give it; empty for all of its question.
    """

    slug: Slug
    label: str
    summary: str
    shows: PatternKey | None
    offers: tuple[Slug, ...] = ()
    excludes: tuple[Slug, ...] = ()
    families: tuple[Slug, ...] = ()

    def fits(self, family: Slug) -> bool:
        return not self.families or family in self.families


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Evidence a person can give beyond the light. `minutes` is None where nobody estimated it.
    `group`: questions with the same word share what they say; empty where it stands on its own.
    `symptoms`: beside which of them it is asked, too; `about_lights`: is it asked beside lights?
    """

    slug: Slug
    text: str
    why: str
    minutes: float | None
    unknown_share: float
    hard_to_tell: bool
    group: Slug = ""
    families: tuple[Slug, ...]
    only_patterns: tuple[PatternKey, ...]
    options: tuple[Option, ...]
    reasoning: str
    sources: tuple[Slug, ...]
    about_lights: bool = True
    symptoms: tuple[Slug, ...] = ()
    reviewed: str = ""

    def option(self, slug: Slug) -> Option | None:
        return next((option for option in self.options if option.slug == slug), None)

    def options_for(self, family: Slug) -> tuple[Option, ...]:
        """The answers that owners of the family can give."""
        return tuple(option for option in self.options if option.fits(family))

    def fits(self, pattern: Pattern) -> bool:
        """May this question be asked about this pattern?"""
        if pattern.family not in self.families:
            return False
        if pattern.kind == SYMPTOM:
            return pattern.slug in self.symptoms
        return self.about_lights and (not self.only_patterns or pattern.key in self.only_patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """If this is the cause, how often each answer is given.

    With `pattern` it replaces the general row there.
    """

    question: Slug
    cause: Slug
    pattern: PatternKey | None
    words: tuple[tuple[Slug, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A step as it is said for some families: one movement of the hands a line. `slug` names it
    among the wordings of the step; `safety` is shown before it; `picture` names a drawing of what
    the hands do, empty where there is none. `where`: which screen, which side; `worked`: what is
    seen when it has worked; `tools`: what is needed beside the tools of the step."""

    slug: Slug
    families: tuple[Slug, ...]
    text: str
    safety: str
    picture: str = ""
    where: str = ""
    worked: str = ""
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """If this is the cause, how often the step fixes it (an Effect word)."""

    cause: Slug
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `minutes` is the person's time with reading and waiting, None where nobody
    estimated it; `penalty_minutes` stand for risk, money and annoyance; the engine uses the sum.
    `stage`: what sort of step it is, empty for most. A look `asks` what was `seen` or `not_seen`.
    """

    slug: Slug
    title: str
    minutes: float | None
    penalty_minutes: float
    tools: tuple[str, ...]
    erases: str
    wait_seconds: int | None
    prerequisites: tuple[Slug, ...]
    disturbs: tuple[Slug, ...]
    destructive: bool
    wordings: tuple[Wording, ...]
    effects: tuple[Effect, ...]
    confidence: str
    note: str
    sources: tuple[Slug, ...]
    stage: str = ""
    asks: str = ""
    seen: str = ""
    not_seen: str = ""
    editors_note: str = ""
    reviewed: str = ""

    @property
    def families(self) -> tuple[Slug, ...]:
        """The families it is worded for, wording by wording."""
        return tuple(family for wording in self.wordings for family in wording.families)

    def __hash__(self) -> int:
        """Pages are put together of what is kept by value: its texts need not be read for that."""
        return hash(self.slug)

    @property
    def lasts(self) -> float | None:
        """Minutes until it is over, as people are told them: a wait that needs nobody counts, too.
        None where nobody estimated them.
        """
        return None if self.minutes is None else max(self.minutes, (self.wait_seconds or 0) / 60)

    def wording(self, family: Slug) -> Wording | None:
        return next((wording for wording in self.wordings if family in wording.families), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A claim the sources disagree about, how it was settled, and what it is shown beside."""

    slug: Slug
    where_claimed: str
    claim: str
    resolution: str
    confidence: str
    sources: tuple[Slug, ...]
    patterns: tuple[PatternKey, ...]
    causes: tuple[Slug, ...]
    steps: tuple[Slug, ...]
    questions: tuple[Slug, ...]
    editors_note: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A question people type into a search engine, and the pages its answer belongs to."""

    slug: Slug
    question: str
    answer: str
    patterns: tuple[PatternKey, ...]
    steps: tuple[Slug, ...]
    editors_note: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPeopleUse:
    """What people say for something the guide knows, or for something it does not.

    `phrases`: each in any order of its words, in quotation marks exactly so. `means`: kind and name
    with a colon between them, the likeliest first (`MEANINGS`). `text`: what people are told about
    it, empty where the standard sentence will do.
    """

    slug: Slug
    phrases: tuple[str, ...]
    means: tuple[str, ...]
    text: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo or drawing of a device, a light or a step. `alt`: the same in words; `digest` names
    the file; `width` and `height` in pixels. With a `device` it is for this one only, otherwise
    for all that have the light or the step.
    """

    slug: Slug
    alt: str
    device: Slug | None
    light: PatternKey | None
    step: Slug | None
    digest: str
    width: int
    height: int
    reviewed: str = ""

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height on a page, in its pixels, so that nothing moves when it comes."""
        return self._within(640, 416)

    @property
    def shown_small(self) -> tuple[int, int]:
        """The same where there is more to see at once: two stand side by side on a phone."""
        return self._within(300, 140)

    def _within(self, width: int, height: int) -> tuple[int, int]:
        scale = min(1, width / self.width, height / self.height)
        return round(self.width * scale), round(self.height * scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """A name that links made earlier may still carry.

    `kind`: device, light, symptom, question, option or step. `scope`: the family of a light, the
    question of an option, else empty. `new` is empty where the object was withdrawn; then `reason`
    says what happened.
    """

    kind: str
    scope: Slug
    old: Slug
    new: Slug
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What holds for every page: safety, the way to support and what calling support costs."""

    independent: str
    safety: str
    safety_sources: tuple[Slug, ...]
    support_title: str
    support_text: str
    support_url: str
    support_note: str
    support_minutes: float
    support_sources: tuple[Slug, ...]
    reply: str = ""
    """The template of what staff send customers; empty: the standard one (`reply.STANDARD`)."""
    reviewed: str = ""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Everything that is published, frozen. `revision` is 0 for the unpublished workspace.
    `former_pictures`: digests of pictures that only earlier revisions showed.
    """

    revision: int
    published: str
    guide: Guide
    sources: tuple[Source, ...] = ()
    families: tuple[Family, ...] = ()
    devices: tuple[Device, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    causes: tuple[Cause, ...] = ()
    questions: tuple[Question, ...] = ()
    likelihoods: tuple[Likelihood, ...] = ()
    steps: tuple[Step, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    faqs: tuple[Faq, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    words: tuple[WordsPeopleUse, ...] = ()
    colours: tuple[Colour, ...] = ORIGINAL
    pictures: tuple[Picture, ...] = ()
    former_pictures: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By identity: hashing a thousand rows a request would cost more than it saves."""
        return id(self)

    @cached_property
    def source(self) -> dict[Slug, Source]:
        return {source.slug: source for source in self.sources}

    @cached_property
    def family(self) -> dict[Slug, Family]:
        return {family.slug: family for family in self.families}

    @cached_property
    def device(self) -> dict[Slug, Device]:
        return {device.slug: device for device in self.devices}

    @cached_property
    def pattern(self) -> dict[PatternKey, Pattern]:
        return {pattern.key: pattern for pattern in self.ways_in}

    @cached_property
    def ways_in(self) -> tuple[Pattern, ...]:
        """Every light, then every symptom family by family: what a diagnosis can start from."""
        return self.patterns + tuple(
            symptom.on(family.slug)
            for family in self.families
            for symptom in self.symptoms
            if family.slug in symptom.families
        )

    @cached_property
    def colour(self) -> dict[Slug, Colour]:
        """In the order in which two colours are named: "Red and blue"."""
        return {colour.slug: colour for colour in self.colours}

    def colours_of(self, group: str) -> tuple[str, ...]:
        """The names of the colours of a colour group ("blue-red"), in their order."""
        named = group.split("-")
        return tuple(colour.name for colour in self.colours if colour.slug in named)

    @cached_property
    def reds(self) -> frozenset[Slug]:
        """The colours of alarms, and of the flashes that harm most easily."""
        return frozenset(colour.slug for colour in self.colours if colour.is_red)

    @cached_property
    def cause(self) -> dict[Slug, Cause]:
        return {cause.slug: cause for cause in self.causes}

    @cached_property
    def place_of_cause(self) -> dict[Slug, int]:
        """The curated order, which decides between equals."""
        return {cause.slug: place for place, cause in enumerate(self.causes)}

    @cached_property
    def question(self) -> dict[Slug, Question]:
        return {question.slug: question for question in self.questions}

    @cached_property
    def place_of_question(self) -> dict[Slug, int]:
        return {question.slug: place for place, question in enumerate(self.questions)}

    @cached_property
    def step(self) -> dict[Slug, Step]:
        return {step.slug: step for step in self.steps}

    @cached_property
    def likelihood(self) -> dict[tuple[Slug, Slug, PatternKey | None], Likelihood]:
        """(question, cause, pattern or None) -> row."""
        return {(row.question, row.cause, row.pattern): row for row in self.likelihoods}

    def pictures_of(
        self, device: Slug, *, light: PatternKey | None = None, step: Slug | None = None
    ) -> tuple[Picture, ...]:
        """Those of a light or a step on this device, or of the device itself."""
        on = (None, device) if light or step else (device,)
        found = self._pictures.get((light, step), ())
        return tuple(picture for picture in found if picture.device in on)

    @cached_property
    def _pictures(self) -> dict[tuple[PatternKey | None, Slug | None], list[Picture]]:
        """(light or None, step or None) -> their pictures on whatever device."""
        found: dict[tuple[PatternKey | None, Slug | None], list[Picture]] = {}
        for picture in self.pictures:
            found.setdefault((picture.light, picture.step), []).append(picture)
        return found

    def todays(self, meaning: str) -> str:
        """A meaning of words (`MEANINGS`) with the name that its thing has today."""
        return self._todays.get(meaning, meaning)

    @cached_property
    def _todays(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for former in self.former_names:
            if former.new and former.kind == "question":
                question = self.question.get(former.new)
                for option in question.options if question else ():
                    found[f"answer:{former.old}/{option.slug}"] = (
                        f"answer:{former.new}/{option.slug}"
                    )
            elif former.new:
                kind = f"answer:{former.scope}/" if former.kind == "option" else f"{former.kind}:"
                found[kind + former.old] = kind + former.new
        return found

    def patterns_of(self, family: Slug) -> tuple[Pattern, ...]:
        """The lights of a family."""
        return tuple(pattern for pattern in self.ways_in_of(family) if pattern.kind == LIGHT)

    def symptoms_of(self, family: Slug) -> tuple[Pattern, ...]:
        """The symptoms that devices of a family can have, as patterns without a lamp."""
        return tuple(pattern for pattern in self.ways_in_of(family) if pattern.kind == SYMPTOM)

    def ways_in_of(self, family: Slug) -> tuple[Pattern, ...]:
        """The lights of a family, then its symptoms."""
        return self._ways_in_of.get(family, ())

    @cached_property
    def _ways_in_of(self) -> dict[Slug, tuple[Pattern, ...]]:
        return _by_family(self.ways_in)

    def devices_of(self, family: Slug) -> tuple[Device, ...]:
        return self._devices_of.get(family, ())

    @cached_property
    def _devices_of(self) -> dict[Slug, tuple[Device, ...]]:
        return _by_family(self.devices)

    def steps_of(self, family: Slug) -> tuple[Step, ...]:
        """The steps that are worded for a family."""
        return self._steps_of.get(family, ())

    @cached_property
    def _steps_of(self) -> dict[Slug, tuple[Step, ...]]:
        families = dict.fromkeys(family for step in self.steps for family in step.families)
        return {
            family: tuple(step for step in self.steps if step.wording(family))
            for family in families
        }

    def sources_of(self, slugs: Iterable[Slug]) -> tuple[Source, ...]:
        return tuple(self.source[slug] for slug in slugs if slug in self.source)


F = TypeVar("F", Device, Pattern)


def _by_family(things: Iterable[F]) -> dict[Slug, tuple[F, ...]]:
    found: dict[Slug, list[F]] = {}
    for thing in things:
        found.setdefault(thing.family, []).append(thing)
    return {family: tuple(members) for family, members in found.items()}
