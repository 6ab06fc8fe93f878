"""A text with placeholders in braces: what may stand in it, and how it is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "device": "the customer’s device",
    "light": "the light, where it is known",
    "meaning": "what it means, in a sentence or two",
    "steps": "what to do first, numbered",
    "link": "the address of the page",
}

BRACED = re.compile(r"\{([^{}]*)\}")


def mistakes(template: str) -> tuple[str, ...]:
    """What an editor has to fix, in sentences: unknown placeholders, single braces, a missing link.

    Empty is no mistake.
    """
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    found = [f"“{{{name}}}” is no placeholder. There are: {known}." for name in unknown(template)]
    if set("{}") & set(BRACED.sub("", template)):
        found.append("A brace stands alone. Braces are only for placeholders, such as {link}.")
    if template.strip() and "{link}" not in template:
        found.append("Without {link} the customer cannot open the page. Put it in.")
    return tuple(found)


def unknown(template: str) -> tuple[str, ...]:
    """Names in braces that are no placeholders, each once."""
    return tuple(
        dict.fromkeys(name for name in BRACED.findall(template) if name not in PLACEHOLDERS)
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template filled in, without paragraphs one of whose placeholders has nothing to say. What
    stands in a value is never read again; what is no placeholder stays as it is.
    """
    paragraphs = re.split(r"\n\s*\n", template.replace("\r\n", "\n").strip())
    return "\n\n".join(
        BRACED.sub(lambda found: values.get(found[1], found[0]), paragraph)
        for paragraph in paragraphs
        if all(values.get(name, name) for name in BRACED.findall(paragraph))
    )
