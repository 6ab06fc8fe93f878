"""Every sentence and phrase that Python builds for pages.

Another language would come in by this door.

Texts of the content are the editors', fixed texts stand in templates. The pure packages have texts
of their own where the text is their result: the rhythm in words, the reasons, the case note, the
reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from wizard.diagnosis.address import (
    KnownLight,
    OtherLight,
    Progress,
    UnknownLight,
    UnsureLight,
    light_name,
)
from wizard.diagnosis.diagnose import LESS_LIKELY, POSSIBLE, Diagnosis, RankedCause
from wizard.knowledge.values import (
    ACT,
    LIGHT,
    LOOK,
    NORMAL,
    SOMETHING_ELSE,
    SYMPTOM,
    UNSURE,
    WAITING,
    Cause,
    Device,
    Guide,
    Knowledge,
    Option,
    Pattern,
    Slug,
    Step,
    Wording,
)
from wizard.search.looks import Look
from wizard.search.notices import SAFETY, Notice

NOT_SURE = "Not sure"
DONE = "Fixed"

WAYS_IN = {LIGHT: "light", SYMPTOM: "problem"}
"""What people call a light and a symptom."""

WI_FI = re.compile(r"Wi-Fi(?![^<>]*>)")
"""Where people read it, and not in an address within a tag."""


def unbroken(html: SafeString) -> SafeString:
    """The same in which "Wi-Fi" is never broken at its hyphen."""
    return mark_safe(WI_FI.sub('<span class="nb">Wi-Fi</span>', html))  # noqa: S308  # it was safe


# Numbers and times
def counted(number: int, word: str, plural: str = "") -> str:
    """ "1 row", "3 rows", "2 families" with the plural given."""
    return f"{number} {word if number == 1 else plural or f'{word}s'}"


def minutes(value: float | None) -> str:
    """A number of minutes as people say it: 0.5 -> "under a minute", 1 -> "1 minute", 90 -> "1½
    hours".
    """
    if value is None:
        return "a few minutes"
    if value < 0.75:
        return "under a minute"
    if value < 60:
        return counted(round(value), "minute")
    hours = f"{round(value / 30) / 2:g}".replace(".5", "½")
    return "1 hour" if hours == "1" else f"{hours} hours"


def duration(seconds: int) -> str:
    """A number of seconds as people say it: 30 -> "30 seconds", 120 -> "2 minutes", 3600 -> "1
    hour".
    """
    return minutes(seconds / 60) if seconds >= 60 and seconds % 60 == 0 else f"{seconds} seconds"


def clock(seconds: int) -> str:
    """A countdown's figures: 120 -> "2:00"."""
    return f"{seconds // 60}:{seconds % 60:02}"


# Questions
COUNTED = ("none", "one", "two", "three", "four", "five")


def questions_ahead(left: tuple[int, int] | None) -> str:
    """Goes on from "Question 2": what is certain about the questions between this one and the
    result, and nothing more.
    """
    match left and (left[0] - 1, left[1] - 1):
        case (0, 0):
            return ", the last before the result"
        case (0, most) if most <= 2:
            return f", perhaps {_counted(most)} more"
        case (0, _):
            return ", and it may be the last"
        case (fewest, most) if fewest == most:
            return f", then {_counted(most)} more"
        case (1, 2):
            return ", then one or two more"
        case (fewest, _):
            return f", then at least {_counted(fewest)} more"
    return ""


def _counted(number: int) -> str:
    return COUNTED[number] if number < len(COUNTED) else str(number)


# Steps
def outcomes(step: Step, *, explains: bool) -> tuple[str, str, str]:
    """What is asked after a step, and the two answers that change the diagnosis: yes and no.
    `explains`: there is nothing to do in it but to know a sign.
    """
    if explains:
        return "Does that explain it?", "That explains it", "It does not"
    if step.asks:
        return step.asks, step.seen, step.not_seen
    return "Did that fix it?", "That fixed it", "No change"


# Headlines and states
@dataclass(frozen=True, slots=True)
class Headline:
    """The heading of a page, how sure it is, and the paragraph below. What is empty is left out."""

    title: str
    lead: str = ""
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How serious a light is. `look`: the name of its icon and of its colour."""

    title: str
    text: str
    look: str


VERDICTS = {
    NORMAL: Verdict("Normal", "Most likely, nothing is wrong.", NORMAL),
    WAITING: Verdict("Waiting for you", "It works once it is set up.", LOOK),
    LOOK: Verdict("Look into it", "It takes a few minutes.", LOOK),
    ACT: Verdict("Act now", "Today, if you can.", ACT),
}
"""status -> verdict"""


def chance(probability: float) -> str:
    """A probability as people say it, never in per cent: 0.72 -> "about 7 in 10"."""
    if probability >= 0.95:
        return "nearly certain"
    tenths = round(10 * probability)
    return f"about {min(tenths, 9)} in 10" if tenths else "less than 1 in 10"


def named_cause(diagnosis: Diagnosis) -> RankedCause:
    """The cause that a result names: the likeliest that this guide knows."""
    known = (ranked for ranked in diagnosis.causes if ranked.cause.slug != SOMETHING_ELSE)
    return next(known, diagnosis.causes[0])


def stands_out(diagnosis: Diagnosis) -> bool:
    """Is the cause that a result could name at least possible, or what the person said it is?"""
    return bool(diagnosis.progress.cause) or named_cause(diagnosis).word != LESS_LIKELY


def result_headline(diagnosis: Diagnosis) -> Headline:
    """The headline of a result: what it is, until a step was tried; from then on, the next step.
    Raises IndexError if a step was tried and no other is left: that is the page of support.
    """
    progress, likeliest = diagnosis.progress, diagnosis.causes[0]
    if (progress.tried or progress.skipped) and diagnosis.plan:
        return Headline(diagnosis.plan[0].step.title)
    if diagnosis.fits_poorly or likeliest.cause.slug == SOMETHING_ELSE:
        return Headline(
            "This does not match the usual causes",
            "Your answers do not match a problem we know well. Try the quick steps below. If they"
            " do not help, contact Blink support.",
        )
    if progress.cause:
        return Headline(progress.cause.name, progress.cause.explanation, "You said: that is it.")
    named = named_cause(diagnosis)
    if not stands_out(diagnosis):
        return Headline(
            "No cause stands out yet",
            "Several causes are about equally likely. The steps below start with the quick ones.",
        )
    agrees = named.cause.waits or named.cause.normal == (diagnosis.status in (NORMAL, WAITING))
    sure = agrees and named.word not in (POSSIBLE, LESS_LIKELY)
    return Headline(
        f"{named.cause.name}, {named.word if sure else 'perhaps'}",
        named.cause.explanation,
        f"{chance(named.probability).capitalize()}, by what you told us.",
    )


def fixed_headline(diagnosis: Diagnosis, cause: Cause, *, explained: bool) -> Headline:
    """Good news, as far as it goes: the light is explained, a look showed what it is, or a step
    has helped.
    """
    step = diagnosis.progress.fixed
    if explained:
        what = "This light" if way_in(diagnosis.progress) == WAYS_IN[LIGHT] else "This"
        return Headline(f"Good. {what} is normal.", cause.sign)
    if step and step.asks:
        return Headline("Good. Now you know what it is.", f"{cause.name}. {cause.explanation}")
    word = diagnosis.causes[0].word
    return Headline("Good. It is working again.", f"The cause: **{cause.name}** ({word}).")


def support_lead(diagnosis: Diagnosis, *, asks: bool) -> str:
    """Why the page sends people to support: what was tried, what is left, and whether an answer
    may change it.
    """
    progress = diagnosis.progress
    if asks and (progress.tried or progress.skipped):
        return "So far, nothing has helped. One more answer may show what does."
    if asks:
        return "One more answer may help us find a step for you."
    if diagnosis.before_support:
        done = "The quick steps did not help. " if progress.tried else ""
        return f"{done}Longer steps are left. Try them if you are willing, or contact support now."
    if progress.skipped:
        return (
            "There are no more steps that you can do. Blink support can take over from here: the"
            " report below tells them what you have tried."
        )
    if progress.tried:
        return (
            "The steps did not help. Blink support can take over from here: the report below tells"
            " them what you have tried."
        )
    return "We have no step that is likely to help."


def state_text(state: str, step: Step) -> str:
    """What stands beside a step of a plan. `state`: done, skipped, now or later, else KeyError."""
    return {
        "done": f"you said: {step.not_seen}" if step.asks else "did not help",
        "skipped": "skipped",
        "now": f"{minutes(step.lasts)} – see above",
        "later": minutes(step.lasts),
    }[state]


def because(progress: Progress, answer: Option | None) -> str:
    """Why a step stands in the plan, where an answer always offers it. "Yes" says nothing without
    its question.
    """
    if answer is None:
        return ""
    said = f"because you said “{answer.label}”"
    asked = [question.text for question, given in progress.answers if given is answer]
    return f"{said} to “{asked[0]}”" if asked and " " not in answer.label else said


# Lights
ALL_COLOURS = "All"


def colour_group(knowledge: Knowledge, group: str) -> str:
    """A colour group as a heading: "blue-red" -> "Red and blue", "none" -> "No light", "any" ->
    "Any light".
    """
    if group in ("none", "any"):
        return "No light" if group == "none" else "Any light"
    said = " and ".join(knowledge.colours_of(group))
    return said[:1].upper() + said[1:]


def way_in(progress: Progress) -> str:
    """What the person started from: a light or a problem."""
    return WAYS_IN[light_name(progress.light)] if progress.light else WAYS_IN[LIGHT]


def light_given(progress: Progress) -> str:
    """The light or the problem as the person gave it."""
    match progress.light:
        case KnownLight(pattern=pattern):
            return pattern.title
        case OtherLight():
            return "Something else"
        case UnsureLight() if progress.colour not in ("", UNSURE, "none", "any"):
            named = progress.knowledge.colours_of(progress.colour)
            return f"Not sure which. Colour: {' and '.join(named)}"
        case _:
            return NOT_SURE


def said(knowledge: Knowledge, name: str, value: Slug) -> str:
    """A name and value of the wizard's address as the person said it; the value itself where
    nothing has that name.
    """
    if name == "light":
        titles = (pattern.title for pattern in knowledge.patterns if pattern.slug == value)
        return next(titles, NOT_SURE if value == UNSURE else value)
    if question := knowledge.question.get(name):
        option = question.option(value)
        return option.label if option else NOT_SURE
    if name == "colour":
        return colour_group(knowledge, value)
    if cause := knowledge.cause.get(value):
        return cause.name
    return knowledge.step[value].title if value in knowledge.step else value


def meaning(most_frequent: Sequence[Cause]) -> str:
    """A light in one breath, from the causes that it most often has."""
    match most_frequent:
        case []:
            return "We do not know what it means."
        case [cause]:
            return f"Most often, this is the cause: {cause.name}."
        case [first, second]:
            return f"There are two common causes: {first.name}; {second.name}."
        case _:
            return f"There are {_counted(len(most_frequent))} common causes."


def meaning_on(device: Device, pattern: Pattern, most_frequent: Sequence[Cause]) -> str:
    """The same for readers who see nothing else of the page: search engines."""
    light = f"{pattern.title} on a Blink {device.name}."
    if len(most_frequent) < 3:
        return f"{light} {meaning(most_frequent)}"
    return f"{light} Common causes: {'; '.join(cause.name for cause in most_frequent)}."


def in_a_list(most_frequent: Sequence[Cause]) -> str:
    """The same in a few words, beside the name of the light; empty where it is not known."""
    match most_frequent:
        case [cause]:
            return cause.name
        case [cause, other]:
            return f"{cause.name}; or {other.name}"
        case [cause, *_]:
            return f"{cause.name}; or something else"
    return ""


UNCONFIRMED = "Unconfirmed"


def doubts(causes: Iterable[Cause], note: str) -> dict[Slug, str]:
    """What to say of the causes that are not confirmed. The word for it stands once a page: in its
    note, or in the first of these.
    """
    found, said = {}, UNCONFIRMED in note
    for cause in causes:
        doubt = cause.note if cause.confidence == "low" else ""
        if said:
            after = doubt.removeprefix(UNCONFIRMED).lstrip(".: ")
            doubt = after[:1].upper() + after[1:]
        said = said or UNCONFIRMED in doubt
        found[cause.slug] = doubt
    return found


def is_it_normal(pattern: Pattern, normal_causes: Iterable[Cause]) -> str:
    """Whether, for how long, and when not."""
    normal = [cause.name for cause in normal_causes]
    if pattern.normal_for_seconds:
        limit = duration(pattern.normal_for_seconds)
        return (
            f"Yes, for up to {limit} after switching on, and during setup. If it was working"
            " before, look at the causes below."
        )
    if pattern.status == NORMAL:
        return "Yes, as long as everything else works."
    if normal and pattern.status == LOOK:
        return f"Sometimes. {_are_normal(normal)}"
    if normal:
        return f"Usually not. {_are_normal(normal)}"
    return "No. It needs a closer look."


def _are_normal(causes: Sequence[str]) -> str:
    """Which causes of a light are normal; there is at least one."""
    be = "These causes are" if len(causes) > 1 else "This cause is"
    return f"{be} normal: {'; '.join(causes)}."


def tools(step: Step, wording: Wording | None) -> str:
    """What has to be at hand on these devices; empty where nothing has to."""
    return ", ".join([*step.tools, *(wording.tools if wording else ())])


# Questions that search engines read
def what_it_means(device: Device, pattern: Pattern) -> str:
    if pattern.kind == SYMPTOM:
        return f"What can it be: {pattern.title}, on a Blink {device.name}?"
    return f"What does this light mean on a Blink {device.name}: {pattern.title}?"


def how_it_is_done(device: Device, step: Step) -> str:
    return f"How do I do this on a Blink {device.name}: {step.title}?"


# Addresses that lead nowhere
def no_such_device(value: str) -> str:
    return f"There is no device called “{value}” in this guide."


def no_such_light(unknown: UnknownLight) -> str:
    kind = WAYS_IN[unknown.kind]
    return f"The {unknown.device.name} has no {kind} called “{unknown.value}” in this guide."


def no_such_step(device: Device, value: str) -> str:
    return f"There is no step called “{value}” for the {device.name} in this guide."


def all_lights_of(device: Device) -> str:
    return f"All lights of the {device.name}"


def all_problems_of(device: Device) -> str:
    return f"What can be wrong with the {device.name} without a light"


# Search
NOTICES = {
    "other-brand": "This reads like {a} {name}. This guide knows Blink only.",
    "no-such-colour": (
        "No Blink light is {name} as far as any source says. Is it green, or the night-vision glow?"
    ),
    "not-of-device": (
        "This device shows no {name} light as far as any source says. Is it another device, or"
        " another colour?"
    ),
    "outside": "This may be about {name}, which is outside this guide.",
    "accessory": "This may be about an accessory ({name}), which has no page in this guide.",
    "other-language": "This guide is in English so far. It read what it could of the {name}.",
}
"""Code of a notice -> what people are told where staff wrote nothing of their own."""

RHYTHMS = {"blink": "blinking", "steady": "steady", "dark": "dark", "faint": "a faint glow"}


def search_notice(notice: Notice, guide: Guide) -> str:
    """What people are told above the results; of danger, the guide's own line."""
    if notice.code == SAFETY:
        return guide.safety
    a = "an" if notice.name[:1] in "AEIO" and notice.name[:2] != "Eu" else "a"
    return notice.text or NOTICES[notice.code].format(name=notice.name, a=a)


def no_such_look(devices: Sequence[Device]) -> str:
    """Of these devices no light does what was said."""
    names = " or ".join(f"the {device.name}" for device in devices)
    return f"No light of {names} does that, as far as this guide knows. Look at all of them."


def look_said(look: Look) -> str:
    """A look as it was understood: "red and blue, blinking, 5 times"."""
    colours = " and ".join(look.colours)
    parts = [f"no {colours}" if look.denied and colours else colours, RHYTHMS.get(look.rhythm, "")]
    if look.count:
        parts.append(counted(look.count, "time"))
    if look.every:
        parts.append(f"every {counted(look.every, 'second')}")
    return ", ".join(filter(None, parts))


SHAPES = {
    "battery-cameras": "Two AA batteries inside",
    "plug-in-cameras": "A cable, or wires from the wall",
    "doorbells": "A button to press",
    "sync-modules": "A flat box without a lens",
}
"""Shelf -> how anyone sees at once that a device stands on it."""

WHICH = {"device": "Which device is it?", "light": "Which of these lights is it?"}
"""What would settle a search -> the question."""
