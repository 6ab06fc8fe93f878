"""Content that breaks a plan is not published, and only the plans it can touch are walked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wizard.analysis.difference import touched_families
from wizard.content.review import review
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def restarts_from_the_outside_in_for_nobody(content: Knowledge) -> Knowledge:
    """The Mini's own restart waits for that of the router."""
    steps = tuple(
        replace(step, prerequisites=("restart-router",)) if step.slug == "restart-camera" else step
        for step in content.steps
    )
    return replace(content, revision=0, steps=steps)


@pytest.mark.thorough
def test_what_breaks_a_plan_is_refused(content: Knowledge) -> None:
    broken = restarts_from_the_outside_in_for_nobody(content)
    touched = {family.slug for family in touched_families(content, broken)}
    assert touched == {"mini", "mini-2k-plus", "wired-floodlight", "wired-doorbell-2k-plus"}
    codes = {finding.code for finding in review(content, broken).errors}
    assert codes == {"restarts-mixed"}
