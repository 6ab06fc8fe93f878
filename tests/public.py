"""Every public page of a content, and a fair part of the wizard's."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.guide import links
from wizard.knowledge.values import ALL_QUESTIONS, UNSURE, Device, Knowledge, Pattern


def one_of_each_family(knowledge: Knowledge) -> Iterator[Device]:
    """Devices of a family read the same but for their names."""
    for family in knowledge.families:
        yield from knowledge.devices_of(family.slug)[:1]


def permanent_pages(knowledge: Knowledge) -> Iterator[str]:
    yield from (links.home(), links.all_lights())
    for device in one_of_each_family(knowledge):
        yield from links.pages_of(knowledge, device)


def wizard_pages(knowledge: Knowledge) -> Iterator[str]:
    """For each light: the first question, its result after every answer, and the steps alone. For
    each problem without a light the first question and the steps alone.
    """
    for device in one_of_each_family(knowledge):
        yield links.start(device.slug)
        for pattern in knowledge.patterns_of(device.family):
            yield from _pages_of_light(knowledge, device, pattern)
        for pattern in knowledge.ways_in_of(device.family):
            if pattern not in knowledge.patterns_of(device.family):
                known = [("device", device.slug), ("symptom", pattern.slug)]
                yield links.diagnose(known)
                yield links.diagnose([*known, ("skipped", ALL_QUESTIONS)])


def _pages_of_light(knowledge: Knowledge, device: Device, pattern: Pattern) -> Iterator[str]:
    known = [("device", device.slug), ("light", pattern.slug)]
    yield links.diagnose(known)
    yield links.diagnose([*known, ("skipped", ALL_QUESTIONS)])
    first, *others = [q for q in knowledge.questions if q.fits(pattern)]
    for option in first.options:
        answered = [*known, (first.slug, option.slug)]
        yield links.diagnose([*answered, *((question.slug, UNSURE) for question in others[:1])])
