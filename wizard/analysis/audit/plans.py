"""Is every plan one that a person would follow to its end?

`end_states` walks, and holds the rules.
"""

from __future__ import annotations

from itertools import groupby

from wizard.analysis.audit.findings import Findings, error
from wizard.analysis.end_states import violations
from wizard.knowledge.values import Family, Knowledge


def broken_plans(knowledge: Knowledge, family: Family) -> Findings:
    """One finding for each kind and place, with the first address that shows it."""
    device = knowledge.devices_of(family.slug)[0]
    found = sorted(violations(knowledge, device), key=lambda one: (one.rule.code, one.what))
    for (rule, what), alike in groupby(found, key=lambda one: (one.rule, one.what)):
        first, *others = alike
        yield error(
            code=rule.code,
            subject=f"family {family.slug}",
            field="steps",
            message=rule.message.format(what) + f" In {len(others) + 1} end states.",
            remedy=rule.remedy,
            address=first.address,
        )
