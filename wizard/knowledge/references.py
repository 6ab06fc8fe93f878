"""Whether everything that a knowledge names is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.knowledge.values import Knowledge


class MissingReferenceError(ValueError):
    """A knowledge names something that it does not hold."""


def check_references(knowledge: Knowledge) -> None:
    """Raises `MissingReferenceError` if something is named that is not there: its pages could not
    be made.
    """
    for thing, table, names in _named(knowledge):
        held = getattr(knowledge, table)
        for name in names:
            if name not in held:
                raise MissingReferenceError(f"{thing} names the {table} {name!r}, which is gone.")


def _named(knowledge: Knowledge) -> Iterator[tuple[str, str, Iterable[object]]]:
    """(thing, table, keys in that table) for all that things name."""
    guide = knowledge.guide
    yield "guide", "source", (*guide.safety_sources, *guide.support_sources)
    for family in knowledge.families:
        yield f"family {family.slug}", "source", family.sources
    for device in knowledge.devices:
        yield f"device {device.slug}", "family", [device.family]
        yield f"device {device.slug}", "source", device.sources
    for pattern in knowledge.patterns:
        thing = f"pattern {pattern.family}/{pattern.slug}"
        yield thing, "family", [pattern.family]
        yield thing, "pattern", [(pattern.family, other.pattern) for other in pattern.look_alikes]
        yield thing, "cause", [row.cause for row in pattern.causes]
        yield (
            thing,
            "source",
            (*pattern.sources, *(source for row in pattern.causes for source in row.sources)),
        )
    for cause in knowledge.causes:
        yield f"cause {cause.slug}", "source", cause.sources
    for question in knowledge.questions:
        thing = f"question {question.slug}"
        shown = [option.shows for option in question.options if option.shows]
        yield thing, "family", question.families
        yield thing, "pattern", (*question.only_patterns, *shown)
        yield thing, "step", [step for option in question.options for step in option.offers]
        yield thing, "source", question.sources
    for row in knowledge.likelihoods:
        thing = f"likelihood of {row.question} under {row.cause}"
        yield thing, "question", [row.question]
        yield thing, "cause", [row.cause]
        yield thing, "pattern", [row.pattern] if row.pattern else []
    for step in knowledge.steps:
        thing = f"step {step.slug}"
        yield thing, "step", step.prerequisites
        yield thing, "question", step.disturbs
        yield thing, "family", step.families
        yield thing, "cause", [effect.cause for effect in step.effects]
        yield thing, "source", step.sources
    for dispute in knowledge.disputes:
        thing = f"dispute {dispute.slug}"
        yield thing, "source", dispute.sources
        yield thing, "pattern", dispute.patterns
        yield thing, "cause", dispute.causes
        yield thing, "step", dispute.steps
        yield thing, "question", dispute.questions
    for faq in knowledge.faqs:
        yield f"faq {faq.slug}", "pattern", faq.patterns
        yield f"faq {faq.slug}", "step", faq.steps
