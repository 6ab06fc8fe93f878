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
    end_states.NORMAL_TREATED: (
        "A step helps against nothing but what is normal: {what}.",
        "If it is a look, say what it asks; else the sign of the cause stands in its place.",
    ),
    end_states.OFFER_MISSING: (
        "A step that an answer always offers is in no plan: {what}.",
        "Look at the step and at its wording for this family.",
    ),
    end_states.OFFER_LATE: (
        "What an answer offers comes later than other steps: {what}.",
        "Look at what the offered step has to come after.",
    ),
    end_states.EXCLUDED_TOLD: (
        "A step is told that an answer excludes: {what}.",
        "Look at what the answers exclude.",
    ),
    end_states.RESTARTS_MIXED: (
        "Restarts go neither from the outside in nor from the inside out: {what}.",
        "Look at the sorts of these steps, and at what they have to come after.",
    ),
    end_states.WIFI_BEFORE_ROUTER: (
        "People type Wi-Fi details before the router was restarted: {what}.",
        "Look at what the two steps have to come after.",
    ),
    end_states.WIFI_UNDER_NORMAL: (
        "People type Wi-Fi details although nothing seems to be wrong: {what}.",
        "Look at the effects of the step.",
    ),
    end_states.AGAINST_ANSWERS: (
        "A step helps against nothing but what the answers rule out: {what}.",
        "Let the answer exclude the step, or look at its words.",
    ),
    end_states.WAIT_AGAIN: (
        "People wait again after a step in which they waited: {what}.",
        "Look at the lengths of the two waits.",
    ),
    end_states.WAIT_FIRST: (
        "“Act now” stands above a wait: {what}.",
        "Look at the status of the light, and at what helps against its causes.",
    ),
    end_states.DONE_AGAIN: (
        "People are told to do again what an earlier step did as well: {what}.",
        "Look at the effects and the sorts of the two steps.",
    ),
    end_states.ERASES_BEFORE: (
        "A step comes after one that erases something: {what}.",
        "Look at the effects of the two steps.",
    ),
    end_states.FIRST_LINE: (
        "The first line contradicts the likeliest cause: {what}.",
        "Look at whether the cause is normal, and whether it waits for the person.",
    ),
    end_states.NOTHING_TO_DO: (
        "Something can be cured, and there is nothing to try: {what}.",
        "Look at what the answers exclude, and word a step for this family.",
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
