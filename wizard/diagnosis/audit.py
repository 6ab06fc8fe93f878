"""What is wrong with the content: every finding at once, in a stable order."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.diagnosis.facts import Knowledge

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `thing` names the row ("pattern mini/solid-red"), `field` the field of it that has to be mended."""

    code: str
    severity: str
    thing: str
    field: str
    message: str
    remedy: str


def audit(knowledge: Knowledge) -> tuple[Finding, ...]:
    """Every finding, errors first, then in the order of the content."""
    return ()
