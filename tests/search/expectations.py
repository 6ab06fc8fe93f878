"""What a search is expected to find, in a word or two each: "opens=mini/solid-red notice=safety".

`dev=`: exactly these devices are read; `indevs=`: these among others; `dev!=`: none of these.
`opens=`: this page opens; `closed`: none does. `light1=`, `family1=`, `look1=`, `light1!=`: of the
first light. `among3=`, `lights3=`: among the first three, as family/light or device/light.
`somelook=`: a light of this colour is found. `cause1=`, `step1=`, `cause3=`, `step3=`: the first,
or all of these (any of these steps) among the first three. `nostep=`: none of these. `nolight1`:
the first result is no light. `nothing`: no result at all.
"""

from __future__ import annotations

from typing import TypeVar

from wizard.knowledge.values import Cause, Knowledge, Pattern, Step
from wizard.search.search import Found, answers_of, progress_of

T = TypeVar("T")


def misses(knowledge: Knowledge, found: Found, expected: str) -> list[str]:
    """The expectations that do not hold."""
    return [one for one in expected.split() if not _holds(knowledge, found, one)]


def lights(found: Found) -> list[str]:
    """Lights and symptoms as family/slug, the best first."""
    return ["/".join(pattern.key) for pattern in _of(found, Pattern)]


def causes(found: Found) -> list[str]:
    return [cause.slug for cause in _of(found, Cause)]


def steps(found: Found) -> list[str]:
    return [step.slug for step in _of(found, Step)]


def opened(knowledge: Knowledge, found: Found) -> str:
    """The light that opens on its own page, as device/light; "…?" in the wizard."""
    match = found.opens
    if match is None or match.device is None or not isinstance(match.subject, Pattern):
        return "" if match is None else match.subject.slug
    in_wizard = "?" if progress_of(knowledge, found.facts, match) else ""
    return f"{match.device.slug}/{match.subject.slug}{in_wizard}"


def _of(found: Found, kind: type[T]) -> list[T]:
    return [match.subject for match in found.matches if isinstance(match.subject, kind)]


def _holds(knowledge: Knowledge, found: Found, one: str) -> bool:
    name, is_not, value = one.partition("!=")
    if not is_not:
        name, _, value = one.partition("=")
    wanted = set(filter(None, value.split(",")))
    devices = {device.slug for device in found.facts.about.devices}
    shown = [match.subject for match in found.matches if isinstance(match.subject, Pattern)]
    first = shown[0] if shown else None
    if is_not:
        return {
            "dev": not wanted & devices,
            "light1": not first or value not in first.colours,
            "cause1": causes(found)[:1] != [value],
            "step1": steps(found)[:1] != [value],
        }[name]
    return {
        "dev": devices == wanted,
        "indevs": wanted <= devices,
        "opens": opened(knowledge, found).removesuffix("?") == value,
        "closed": found.opens is None,
        "light1": lights(found)[:1] == [value],
        "among3": value in lights(found)[:3],
        "lights3": value
        in [
            f"{match.device.slug}/{match.subject.slug}"
            for match in found.matches
            if isinstance(match.subject, Pattern) and match.device
        ][:3],
        "family1": bool(first and first.family == value),
        "look1": bool(first and first.colours == (value,)),
        "somelook": any(value in pattern.colours for pattern in shown),
        "cause1": causes(found)[:1] == [value],
        "cause3": wanted <= set(causes(found)[:3]),
        "somecause": bool(causes(found)),
        "step1": steps(found)[:1] == [value],
        "step3": bool(wanted & set(steps(found)[:3])),
        "nostep": not wanted & set(steps(found)),
        "nolight1": not shown or shown[0] != found.matches[0].subject or shown[0].kind != "light",
        "nothing": not found.matches,
        "notice": value in [notice.code for notice in found.notices],
        "nonotice": not found.notices,
        "answer": value
        in [
            f"{question.slug}/{option.slug}"
            for question, option in answers_of(knowledge, found.facts)
        ],
    }[name]
