"""Is every plan one that a person would follow to its end?

`end_states` walks; this says what to do.
"""

from __future__ import annotations

from itertools import groupby

from wizard.analysis import end_states
from wizard.analysis.audit.findings import Findings, error
from wizard.analysis.end_states import Violation, violations
from wizard.knowledge.values import Family, Knowledge

SAYS = {
    end_states.REMEDY_LEFT: (
        "Support is named although a likely cause has a remedy that was not tried: {what}.",
        "Look at the minutes of the step, and at what it has to come after.",
    ),
    end_states.REMEDY_LOST: (
        "One more answer takes a remedy away that it does not speak against: {what}.",
        "Look at the words of this answer for the cause.",
    ),
    end_states.NORMAL_FIRST: (
        "The first step treats what is normal: {what}.",
        "Give the normal cause a sign, and the step no tools and no wait.",
    ),
    end_states.WAIT_AGAIN: (
        "People wait again after a step in which they waited: {what}.",
        "Look at the lengths of the two waits.",
    ),
    end_states.OFFER_MISSING: (
        "A step that an answer always offers is in no plan: {what}.",
        "Look at the step and at its wording for this family.",
    ),
    end_states.ERASES_BEFORE: (
        "A step comes after one that erases something: {what}.",
        "Look at the effects of the two steps.",
    ),
}
"""Code -> message and remedy."""


def broken_plans(knowledge: Knowledge, family: Family) -> Findings:
    """One finding for each kind and place, with the first address that shows it."""
    device = knowledge.devices_of(family.slug)[0]
    found = sorted(violations(knowledge, device), key=_kind)
    for (code, what), alike in groupby(found, key=_kind):
        first, *others = alike
        message, remedy = SAYS[code]
        yield error(
            code=code,
            subject=f"family {family.slug}",
            field="steps",
            message=message.format(what=what) + f" In {len(others) + 1} end states.",
            remedy=remedy,
            address=first.address,
        )


def _kind(violation: Violation) -> tuple[str, str]:
    return violation.code, violation.what
