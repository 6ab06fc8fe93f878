"""What is wrong with the content: every finding at once, in a stable order.

Structure, reach, honesty, plans, safety and language have a module each; a check is a function from
knowledge to findings and stands in its module's `CHECKS`. docs/content-checks.md lists every code
with its remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wizard.analysis.audit import honesty, language, plans, safety, structure
from wizard.analysis.audit.findings import ERROR, NOTE, SEVERITIES, WARNING, Finding
from wizard.analysis.audit.reach import FamilyWalk, Limits, examine_family
from wizard.knowledge.values import Knowledge

__all__ = [
    "ERROR",
    "NOTE",
    "SEVERITIES",
    "WARNING",
    "Examination",
    "FamilyWalk",
    "Finding",
    "Limits",
    "audit",
    "examine",
]


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was found, and a walk for each family with lights, if they were walked."""

    findings: tuple[Finding, ...]
    walks: tuple[FamilyWalk, ...] = ()

    @property
    def states(self) -> int:
        return sum(walk.states for walk in self.walks)

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def audit(
    knowledge: Knowledge, *, today: date | None = None, reach: bool = False
) -> tuple[Finding, ...]:
    """Every finding: errors first, then warnings, then notes, each in the order of the checks and
    of the content. Publishing asks without `reach`, in milliseconds; `examine` says also how far
    was looked.
    """
    return examine(knowledge, today=today, reach=reach).findings


def examine(
    knowledge: Knowledge,
    *,
    today: date | None = None,
    months: int = 12,
    reach: bool = True,
    limits: Limits | None = None,
) -> Examination:
    """With `today` also sources and texts unread for `months` months. Without `reach` no path is
    walked: milliseconds, not seconds. Paths are walked only if the structure holds: the engine
    works with sound tables.
    """
    found = [finding for check in structure.CHECKS for finding in check(knowledge)]
    sound = not any(finding.severity == ERROR for finding in found)
    walks = []
    if sound:
        found += [finding for check in structure.TABLE_CHECKS for finding in check(knowledge)]
    for family in knowledge.families if sound and reach else ():
        if knowledge.ways_in_of(family.slug):
            walk, findings = examine_family(knowledge, family, limits or Limits())
            walks.append(walk)
            found += [*findings, *plans.broken_plans(knowledge, family)]
    found += [
        finding
        for check in (*honesty.CHECKS, *safety.CHECKS, *language.CHECKS)
        for finding in check(knowledge)
    ]
    if today:
        found += honesty.unread(knowledge, today, months)
    return Examination(
        tuple(sorted(dict.fromkeys(found), key=lambda finding: SEVERITIES.index(finding.severity))),
        tuple(walks),
    )
