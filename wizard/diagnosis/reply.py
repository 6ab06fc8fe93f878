"""What staff send a customer about a page: plain text, from a template with placeholders in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.diagnosis.diagnose import AskSupport, Diagnosis, Fixed
from wizard.diagnosis.facts import ACT, LOOK, NORMAL, SOMETHING_ELSE, Device, Guide, Step
from wizard.diagnosis.replay import KnownLight

PLACEHOLDERS = {
    "device": "the customer’s device",
    "light": "the light, where it is known",
    "meaning": "what it means, in a sentence or two",
    "steps": "what to do first, numbered",
    "link": "the address of the page",
}

STANDARD = "Hello,\n\n{meaning}\n\n{steps}\n\n{link}"
"""Where staff wrote no template."""

MOST_STEPS = 2
"""More than this is better read on the page."""

STATUS = {
    NORMAL: "Nothing seems to be wrong.",
    LOOK: "It is worth a few minutes, when you have them.",
    ACT: "It is best seen to today.",
}

BRACED = re.compile(r"\{([^{}]*)\}")


def mistakes(template: str) -> tuple[str, ...]:
    """What an editor has to mend, in sentences: unknown placeholders, single braces, a missing link. Empty is no mistake."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    found = [f"“{{{name}}}” is no placeholder. There are: {known}." for name in unknown(template)]
    if set("{}") & set(BRACED.sub("", template)):
        found.append("A brace stands alone. Braces are only for placeholders, such as {link}.")
    if template.strip() and "{link}" not in template:
        found.append("Without {link} the customer cannot open the page. Put it in.")
    return tuple(found)


def unknown(template: str) -> tuple[str, ...]:
    """Names in braces that are no placeholders, each once."""
    return tuple(dict.fromkeys(name for name in BRACED.findall(template) if name not in PLACEHOLDERS))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled in. A paragraph one of whose placeholders has nothing to say is left out.

    What stands in a value is never read as a placeholder again; what is no placeholder stays as it is.
    """
    paragraphs = re.split(r"\n\s*\n", template.replace("\r\n", "\n").strip())
    return "\n\n".join(
        BRACED.sub(lambda found: values.get(found[1], found[0]), paragraph)
        for paragraph in paragraphs
        if all(values.get(name, name) for name in BRACED.findall(paragraph))
    )


def reply(diagnosis: Diagnosis, link: str) -> str:
    """What a diagnosis means and what to do first, for the customer who gave these answers. `link`: the page's address."""
    progress = diagnosis.progress
    guide = progress.knowledge.guide
    values = {
        "device": progress.device.name,
        "light": progress.light.pattern.title if isinstance(progress.light, KnownLight) else "",
        "meaning": _meaning(diagnosis),
        "steps": _steps(diagnosis, guide),
        "link": link,
    }
    return fill(STANDARD, values)


def reply_with_step(guide: Guide, device: Device, step: Step, link: str) -> str:
    """How one step is done, for a customer who was told to do it."""
    values = {
        "device": device.name,
        "light": "",
        "meaning": f"This is how it is done: {step.title}.",
        "steps": "\n".join(_lines(step, device.family)),
        "link": link,
    }
    return fill(STANDARD, values)


def _meaning(diagnosis: Diagnosis) -> str:
    top = diagnosis.causes[0]
    if isinstance(diagnosis.move, Fixed):
        return f"Good that it works again. {top.word.capitalize()}, it was this: {top.cause.name}."
    if diagnosis.fits_poorly:
        return "What you see and what you answered do not point to anything we know well."
    if top.word in ("most likely", "likely"):
        return f"{STATUS[diagnosis.status]} {top.word.capitalize()}: {top.cause.name}. {top.cause.explanation}"
    named = [ranked.cause for ranked in diagnosis.causes if ranked.cause.slug != SOMETHING_ELSE]
    several = "; ".join(cause.name for cause in named[:3])
    return f"{STATUS[diagnosis.status]} It could be one of several things: {several}."


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
        yield f"This erases: {step.erases}"
    if wording:
        yield from (line for line in (*wording.safety.splitlines(), *wording.text.splitlines()) if line.strip())
