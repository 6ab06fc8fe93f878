"""What can stand in the way of content. Each message says what to do."""

from __future__ import annotations

from wizard.analysis.audit import ERROR, Finding
from wizard.models import Content


class NothingPublishedError(Exception):
    """There is no revision to show. The message says what to do."""


class NothingChangedError(Exception):
    """The tables say what the newest revision says; there is nothing to publish."""


class StaleContentError(Exception):
    """Something else would happen than what was looked at."""


class ContentError(Exception):
    """The audit found errors, so nothing was published. `findings`: these and the warnings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        errors = sum(finding.severity == ERROR for finding in findings)
        super().__init__(f"{errors} content errors stand in the way.")


class InUseError(Exception):
    """Other rows name what was to go. `users` are these rows; nothing was deleted."""

    def __init__(self, users: list[Content]) -> None:
        self.users = users
        super().__init__(f"It is in use: {'; '.join(map(str, users))}.")
