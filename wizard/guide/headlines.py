"""What the pages say in a few words: the headline of a result, the lead of support, a verdict, a state.

Templates show these and choose none of them. Every text may hold the marks of `rendering.markdown`.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.diagnosis.diagnose import LESS_LIKELY, POSSIBLE, Diagnosis
from wizard.knowledge.values import ACT, LOOK, NORMAL
from wizard.templatetags.lights import minutes as minutes_text


@dataclass(frozen=True, slots=True)
class Headline:
    """The heading of a page and the paragraph below it; an empty `lead` is not shown."""

    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How serious a light is. `status` is also the name of its icon and of its colour."""

    status: str
    title: str
    text: str


VERDICTS = {
    verdict.status: verdict
    for verdict in (
        Verdict(NORMAL, "Normal", "Most likely, nothing is wrong."),
        Verdict(LOOK, "Look into it", "Worth a few minutes, when you have them."),
        Verdict(ACT, "Act now", "Best done today."),
    )
}
"""status -> verdict"""


def result_headline(diagnosis: Diagnosis, *, asks: bool) -> Headline:
    """The headline of a result: what it is, until a step was tried; from then on, the next step.

    `asks`: a question that would make the result surer stands on the page. Raises IndexError if a step
    was tried and no other is left: that is the page of support.
    """
    progress, likeliest = diagnosis.progress, diagnosis.causes[0]
    if progress.tried or progress.skipped:
        return Headline(diagnosis.plan[0].step.title)
    if diagnosis.fits_poorly:
        return Headline(
            "This does not fit the usual causes",
            "What you see and what you answered do not point to anything we know well. "
            "Start with what is quick, and go on to support if it does not help.",
        )
    if likeliest.word not in (POSSIBLE, LESS_LIKELY):
        title = f"{likeliest.word.capitalize()}: {likeliest.cause.name}"
        return Headline(title, likeliest.cause.explanation)
    return Headline(
        "Several causes are still possible" if asks else "It could be one of several things",
        "What you see fits more than one of them. The likeliest stands first.",
    )


def support_lead(diagnosis: Diagnosis, *, asks: bool) -> str:
    """Why the page sends people to support: all is tried, nothing is worth trying yet, or nothing is at all."""
    progress = diagnosis.progress
    if progress.tried or progress.skipped:
        return (
            "You have done what we know, and it did not help. "
            "That is worth something: support can start where you stopped."
        )
    if asks:
        return "So far, nothing here is worth your time before you ask. One more answer may change that."
    explanation = diagnosis.causes[0].cause.explanation
    return f"There is nothing here that is worth your time before you ask. {explanation}"


def state_text(state: str, minutes: float | None) -> str:
    """What stands beside a step of the plan. `state`: done, skipped, now or later, else KeyError.

    `minutes` count for what is still to be done; None where nobody estimated them.
    """
    return {
        "done": "you said: no change",
        "skipped": "you could not do this",
        "now": f"{minutes_text(minutes)} – you are here",
        "later": minutes_text(minutes),
    }[state]


def unsure_text(count: int) -> str:
    """What follows from "one of these, not sure which", among so many lights of a colour."""
    return "We go on with both." if count == 2 else f"We go on with all {count}."
