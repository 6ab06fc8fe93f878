"""Before publishing: what is wrong, which diagnoses change, and which words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from wizard.analysis.audit import ERROR, WARNING, Finding, Limits, audit
from wizard.analysis.audit.plans import broken_plans
from wizard.analysis.audit.reach import examine_family
from wizard.analysis.difference import Difference, compare, touched_families
from wizard.content.draft import draft
from wizard.content.live import published
from wizard.content.revisions import with_changes, with_drafts
from wizard.knowledge.change_sets import Change, freeze_changes, thaw_changes
from wizard.knowledge.changes import Edit
from wizard.knowledge.names import edits_in_words
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import Family, Knowledge

WALKED = Limits(states=200)
"""How far is looked for dead ends in a family: the states that most people meet."""

MOST_WALKED = 8
"""So many families are walked: a few seconds at most."""


@dataclass(frozen=True)
class Review:
    """Two contents. `findings` are about the new one; `known` of them were there before."""

    old: Knowledge
    new: Knowledge
    findings: tuple[Finding, ...]
    known: frozenset[str]
    edits: tuple[Edit, ...]
    difference: Difference
    left_out: int = 0
    """Families whose diagnoses change and whose ways were not walked."""

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == ERROR]

    @property
    def new_warnings(self) -> list[Finding]:
        """What these changes bring with them, and what publishing them wants a reason for."""
        return [
            finding
            for finding in self.findings
            if finding.severity == WARNING and _said(finding) not in self.known
        ]

    @property
    def others(self) -> list[Finding]:
        """Warnings that were there before, and notes."""
        told = [*self.errors, *self.new_warnings]
        return [finding for finding in self.findings if finding not in told]

    @property
    def words(self) -> int:
        return sum(edit.words for edit in self.edits)

    @cached_property
    def digest(self) -> str:
        return digest(self.new)


def review_draft(only: Collection[str] | None = None) -> Review:
    """What people would see beside what they see, if these subjects of the draft were published;
    None: all of it.

    Raises `NothingPublishedError` if either has no content.
    """
    live = published()
    return review(live, _chosen(live, draft(), None if only is None else frozenset(only)))


@lru_cache(maxsize=4)
def _chosen(live: Knowledge, now: Knowledge, only: frozenset[str] | None) -> Knowledge:
    """The same object for the same choice, so that what is computed from it is computed once."""
    return _unpublished(with_drafts(live, now, only))


def review_changes(changes: Iterable[Change]) -> Review:
    """What people would see beside what they see, if these changes were published.

    Raises `ConflictError` if they do not fit what is live.
    """
    return review(published(), content_after(changes))


def content_after(changes: Iterable[Change]) -> Knowledge:
    """What people would see if these changes were published. Raises `ConflictError`."""
    return _after(published(), json.dumps(freeze_changes(changes)))


@lru_cache(maxsize=4)
def _after(live: Knowledge, frozen: str) -> Knowledge:
    """The same object for the same changes."""
    return _unpublished(with_changes(live, thaw_changes(json.loads(frozen))))


def _unpublished(knowledge: Knowledge) -> Knowledge:
    return replace(knowledge, revision=0, published="")


@lru_cache(maxsize=2)
def review(old: Knowledge, new: Knowledge) -> Review:
    """Milliseconds where only words changed; seconds where diagnoses can differ, because people’s
    ways are walked then: all plans of the families that the change can touch.
    """
    findings, before = audit(new), _audited(old)
    difference = Difference(changes=(), states=0, complete=True, coverage=1.0)
    touched: list[Family] = []
    # the engine works with sound tables
    if not any(finding.severity == ERROR for finding in findings):
        difference = compare(old, new)
        for family in touched_families(old, new):
            findings += _broken_plans(new, family)
        touched = _touched(new, difference)
        for family in touched[:MOST_WALKED]:
            found = _on_the_way(new, family)
            findings += found
            # else nobody asks which were there before
            if any(finding.severity == WARNING for finding in found):
                before += _on_the_way(old, family)
    order = {ERROR: 0, WARNING: 1}
    return Review(
        old=old,
        new=new,
        findings=tuple(sorted(findings, key=lambda finding: order.get(finding.severity, 2))),
        known=frozenset(map(_said, before)),
        edits=edits_in_words(old, new),
        difference=difference,
        left_out=max(0, len(touched) - MOST_WALKED),
    )


@lru_cache(maxsize=2)
def _audited(knowledge: Knowledge) -> tuple[Finding, ...]:
    """What is published is looked at again and again."""
    return audit(knowledge)


def _touched(knowledge: Knowledge, difference: Difference) -> list[Family]:
    """Where diagnoses change, those first where most people are told something else."""
    people: dict[str, float] = {}
    for change in difference.changes:
        people[change.family] = max(change.share, people.get(change.family, 0.0))
    slugs = sorted(people, key=lambda slug: -people[slug])
    return [knowledge.family[slug] for slug in slugs if slug in knowledge.family]


@lru_cache(maxsize=2 * MOST_WALKED)
def _broken_plans(knowledge: Knowledge, family: Family) -> tuple[Finding, ...]:
    """Rules that a plan of the family breaks, of which none may be published."""
    return tuple(broken_plans(knowledge, family))


@lru_cache(maxsize=2 * MOST_WALKED)
def _on_the_way(knowledge: Knowledge, family: Family) -> tuple[Finding, ...]:
    if not (
        family.slug in knowledge.family
        and knowledge.devices_of(family.slug)
        and knowledge.ways_in_of(family.slug)
    ):
        return ()
    return tuple(examine_family(knowledge, family, WALKED)[1])


def _said(finding: Finding) -> str:
    """What a finding says, whatever address shows it."""
    return str(replace(finding, address=()))
