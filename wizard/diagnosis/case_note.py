"""The case note: what a support agent needs to know, in the third person and in plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.diagnosis.address import KnownLight, OtherLight, Progress, light_name
from wizard.diagnosis.diagnose import LESS_LIKELY, Diagnosis, explained_by
from wizard.diagnosis.whole_plan import explains
from wizard.knowledge.values import SYMPTOM, UNSURE


def report(diagnosis: Diagnosis) -> str:
    """Lines without a last line break; a diagnosis always gives the same. No percentages."""
    progress = diagnosis.progress
    return "\n".join(
        [
            f"Device: {progress.device.name}",
            f"{_way_in(progress)}: {_light(progress)}",
            *_section("What the customer said", _answers(progress)),
            *_section("What a look showed", _looked(progress)),
            *_section("Already tried", _tried(progress)),
            *_section("Not possible", (step.title for step in progress.skipped)),
            *_section("Not tried: it takes long or deletes something", _not_tried(diagnosis)),
            *_fixed(diagnosis),
            *_section("What it may be", _causes(diagnosis)),
            *_section("Ruled out", _ruled_out(diagnosis)),
        ]
    )


def _section(heading: str, lines: Iterable[str]) -> list[str]:
    """A heading and its lines; nothing where there are none."""
    listed = [f"- {line}" for line in lines]
    return ["", f"{heading}:", *listed] if listed else []


def _way_in(progress: Progress) -> str:
    return "Problem" if progress.light and light_name(progress.light) == SYMPTOM else "Light"


def _light(progress: Progress) -> str:
    named = progress.knowledge.colours_of(progress.colour)
    colour = " and ".join(named) or (progress.colour if progress.colour != UNSURE else "")
    seen = f" Colour group: {colour}." if colour else ""
    match progress.light:
        case KnownLight(pattern):
            end = "" if pattern.title.endswith("?") else "."
            return f"{pattern.title}{end} {pattern.description}"
        case OtherLight():
            return f"None of the pictures matches the light.{seen}"
        case _:
            return f"Not sure which one it is.{seen}"


def _answers(progress: Progress) -> Iterator[str]:
    for question, option in progress.answers:
        yield option.summary if option else f"Not sure: “{question.text}”"


def _looked(progress: Progress) -> Iterator[str]:
    yield from (f"{step.asks} {step.not_seen}" for step in progress.tried if step.asks)
    if progress.fixed and progress.fixed.asks:
        yield f"{progress.fixed.asks} {progress.fixed.seen}"


def _tried(progress: Progress) -> Iterator[str]:
    yield from (
        step.title
        for step in progress.tried
        if not (step.asks or explains(progress.knowledge, step))
    )


def _fixed(diagnosis: Diagnosis) -> list[str]:
    step = diagnosis.progress.fixed
    if step is None or step.asks:
        return []
    if explains(diagnosis.progress.knowledge, step):
        return _section("The customer says that this explains it", [explained_by(diagnosis).name])
    return _section("Fixed by", [step.title])


def _not_tried(diagnosis: Diagnosis) -> Iterator[str]:
    """What is left where nothing else is."""
    if not diagnosis.plan:
        yield from (planned.step.title for planned in diagnosis.before_support)


def _causes(diagnosis: Diagnosis) -> Iterator[str]:
    """Those that are at least possible, each with its word; where none is, the three likeliest."""
    possible = [ranked for ranked in diagnosis.causes if ranked.word != LESS_LIKELY]
    for ranked in possible or diagnosis.causes[:3]:
        yield f"{ranked.word.capitalize()}: {ranked.cause.name}"
    if diagnosis.fits_poorly:
        yield "The answers do not match a usual cause."


def _ruled_out(diagnosis: Diagnosis) -> Iterator[str]:
    for ruled_out in diagnosis.ruled_out:
        yield f"{ruled_out.cause.name}: {_in_third_person(ruled_out.because)}."


def _in_third_person(sentence: str) -> str:
    if sentence.startswith("you "):
        return "the customer " + sentence.removeprefix("you ")
    return sentence
