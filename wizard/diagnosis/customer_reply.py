"""What staff send a customer about a page: plain text, from a template."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.diagnosis.address import KnownLight
from wizard.diagnosis.diagnose import AskSupport, Diagnosis, Fixed, explained_by
from wizard.diagnosis.whole_plan import explains
from wizard.knowledge.placeholders import fill
from wizard.knowledge.values import ACT, LOOK, NORMAL, SOMETHING_ELSE, WAITING, Device, Guide, Step

STANDARD = "Hello,\n\n{meaning}\n\n{steps}\n\n{link}"
"""Where staff wrote no template."""

MOST_STEPS = 2
"""More than this is better read on the page."""

STATUS = {
    NORMAL: "Nothing seems to be wrong.",
    WAITING: "Nothing seems to be wrong: it waits to be set up.",
    LOOK: "It is worth checking. It takes a few minutes.",
    ACT: "It is best fixed today.",
}


def reply(diagnosis: Diagnosis, link: str) -> str:
    """What a diagnosis means and what to do first. `link`: the page's address."""
    progress = diagnosis.progress
    guide = progress.knowledge.guide
    values = {
        "device": progress.device.name,
        "light": progress.light.pattern.title if isinstance(progress.light, KnownLight) else "",
        "meaning": _meaning(diagnosis),
        "steps": _steps(diagnosis, guide),
        "link": link,
    }
    return fill(guide.reply or STANDARD, values)


def reply_with_step(guide: Guide, device: Device, step: Step, link: str) -> str:
    """How one step is done, for a customer who was told to do it."""
    values = {
        "device": device.name,
        "light": "",
        "meaning": f"{step.title}: what to do.",
        "steps": "\n".join(_lines(step, device.family)),
        "link": link,
    }
    return fill(guide.reply or STANDARD, values)


def _meaning(diagnosis: Diagnosis) -> str:
    top = diagnosis.causes[0]
    if isinstance(diagnosis.move, Fixed):
        step = diagnosis.move.step
        if explains(diagnosis.progress.knowledge, step):
            cause = explained_by(diagnosis)
            return f"{STATUS[NORMAL]} {cause.name}. {cause.explanation}"
        if step.asks:
            return f"Good to know what it is. {top.cause.name}. {top.cause.explanation}"
        return f"We are glad it is working again. The cause: {top.cause.name} ({top.word})."
    if diagnosis.fits_poorly:
        return "Your answers do not match a problem we know well."
    if top.word in ("most likely", "likely"):
        return (
            f"{STATUS[diagnosis.status]} {top.word.capitalize()}: {top.cause.name}."
            f" {top.cause.explanation}"
        )
    named = [ranked.cause for ranked in diagnosis.causes if ranked.cause.slug != SOMETHING_ELSE]
    several = "; ".join(cause.name for cause in named[:3])
    return f"{STATUS[diagnosis.status]} There are several possible causes: {several}."


def _steps(diagnosis: Diagnosis, guide: Guide) -> str:
    if isinstance(diagnosis.move, Fixed):
        return ""
    if isinstance(diagnosis.move, AskSupport):
        return "\n".join([guide.support_text, *([guide.support_url] if guide.support_url else [])])
    lines = []
    for number, planned in enumerate(diagnosis.plan[:MOST_STEPS], start=1):
        lines.append(f"{number}. {planned.step.title}")
        lines += [f"   {line}" for line in _lines(planned.step, diagnosis.progress.family.slug)]
    return "\n".join(lines)


def _lines(step: Step, family: str) -> Iterator[str]:
    """Warnings first: nobody may miss them because they came by mail."""
    wording = step.wording(family)
    if step.erases:
        yield f"This deletes: {step.erases}"
    if wording:
        where = f"Where: {wording.where}" if wording.where else ""
        worked = f"It worked if: {wording.worked}" if wording.worked else ""
        said = (*wording.safety.splitlines(), where, *wording.text.splitlines(), worked)
        yield from filter(str.strip, said)
