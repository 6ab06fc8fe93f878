"""Every sentence and phrase that Python builds for pages. Another language would come in by this door.

Texts of the content are the editors', fixed texts stand in templates. The pure packages have texts of their own where the
text is their result: the rhythm in words, the reasons, the case note, the reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wizard.diagnosis.address import KnownLight, OtherLight, Progress, UnsureLight
from wizard.knowledge.values import LOOK, NORMAL, UNSURE, Cause, Device, Pattern, Step
from wizard.rendering.lights import HUES

NOT_SURE = "Not sure"


# Numbers and times
def counted(number: int, thing: str, plural: str = "") -> str:
    """ "1 row", "3 rows", "2 families" with the plural given."""
    return f"{number} {thing if number == 1 else plural or f'{thing}s'}"


def minutes(value: float | None) -> str:
    """A number of minutes as people say it: 0.5 -> "under a minute", 1 -> "1 minute", 90 -> "1½ hours"."""
    if value is None:
        return "a few minutes"
    if value < 0.75:
        return "under a minute"
    if value < 60:
        return counted(round(value), "minute")
    hours = f"{round(value / 30) / 2:g}".replace(".5", "½")
    return "1 hour" if hours == "1" else f"{hours} hours"


def duration(seconds: int) -> str:
    """A number of seconds as people say it: 30 -> "30 seconds", 120 -> "2 minutes", 3600 -> "1 hour"."""
    return minutes(seconds / 60) if seconds >= 60 and seconds % 60 == 0 else f"{seconds} seconds"


def clock(seconds: int) -> str:
    """A countdown's figures: 120 -> "2:00"."""
    return f"{seconds // 60}:{seconds % 60:02}"


# Questions
COUNTED = ("none", "one", "two", "three", "four", "five")


def questions_ahead(left: tuple[int, int] | None) -> str:
    """Goes on from "Question 2": what is certain about the questions between this one and the result, and nothing more."""
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


# Lights
def colour_group(group: str) -> str:
    """A colour group as a heading: "blue-red" -> "Red and blue", "none" -> "No light", "any" -> "Any light"."""
    if group in ("none", "any"):
        return "No light" if group == "none" else "Any light"
    return " and ".join(sorted(group.split("-"), key=list(HUES).index)).capitalize()


def light_given(progress: Progress) -> str:
    """The light as the person gave it."""
    match progress.light:
        case KnownLight(pattern=pattern):
            return pattern.title
        case OtherLight():
            return "Something else"
        case UnsureLight() if progress.colour not in ("", UNSURE, "none", "any"):
            return f"Not sure which, but {colour_group(progress.colour).lower()}"
        case _:
            return NOT_SURE


def meaning(most_frequent: Sequence[Cause]) -> str:
    """A light in one breath, from the causes that it most often has."""
    match most_frequent:
        case []:
            return "What it means is not known."
        case [cause]:
            return f"Most often: {cause.name}."
        case _:
            return f"Most often one of these: {'; '.join(cause.name for cause in most_frequent)}."


def is_it_normal(pattern: Pattern, normal_causes: Iterable[Cause]) -> str:
    """Whether, for how long, and when not."""
    names = ", ".join(cause.name for cause in normal_causes)
    if pattern.normal_for_seconds:
        limit = duration(pattern.normal_for_seconds)
        return (
            f"For up to {limit}, yes: after it gets power, or during setup. If it goes on longer, something is wrong."
        )
    if pattern.status == NORMAL:
        return "Yes. Nothing needs fixing as long as everything else works."
    if names and pattern.status == LOOK:
        return f"It can be. These are normal: {names}. The questions on this page tell you which it is."
    if names:
        return f"Seldom. Only these are normal: {names}."
    return "No. Something keeps it from working as it should."


# Questions that search engines read
def what_it_means(device: Device, pattern: Pattern) -> str:
    return f"What does it mean: {pattern.title} on a Blink {device.name}?"


def how_it_is_done(device: Device, step: Step) -> str:
    return f"{step.title}: how is it done on a Blink {device.name}?"


# Addresses that lead nowhere
def no_such_device(value: str) -> str:
    return f"There is no device called “{value}” in this guide."


def no_such_light(device: Device, value: str) -> str:
    return f"The {device.name} has no light called “{value}” in this guide."


def no_such_step(device: Device, value: str) -> str:
    return f"There is no step called “{value}” for the {device.name} in this guide."


def all_lights_of(device: Device) -> str:
    return f"All lights of the {device.name}"
