"""What staff work on and nobody else sees yet: the tables, where they differ from the newest revision."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry

from wizard.diagnosis.edits import Edit, edits
from wizard.diagnosis.facts import Knowledge
from wizard.knowledge import NothingPublished, collect, published

COUNT_AGAIN_SECONDS = 60.0
"""How long a count of changes may stand if the admin's log says that staff did nothing."""


class _Draft:
    """The draft this process looked at last."""

    def __init__(self) -> None:
        self._held: Knowledge | None = None

    def __call__(self) -> Knowledge:
        """The tables, frozen. The same object while they say the same, so that what is computed from it is computed once.

        Raises `NothingPublished` if the tables are empty.
        """
        found, held = collect(), self._held
        if found == held:
            return held
        self._held = found
        return found


draft = _Draft()


def unpublished() -> tuple[Edit, ...]:
    """What the tables say and people do not see yet. Raises `NothingPublished` if either has no content."""
    return edits(published(), draft())


@dataclass(frozen=True, slots=True)
class _Counted:
    after: tuple[Any, ...]
    at: float
    changes: int


_counted: _Counted | None = None


def unpublished_changes() -> int:
    """How many things of the tables people do not see yet, for a notice on every page of the staff side: one query.

    Everything staff do leaves a line in the admin's log; while there is no new one, the count of the last minute stands.
    """
    global _counted
    try:
        last_act = LogEntry.objects.order_by("-pk").values_list("pk", "action_time").first()
        after = (published(), last_act)
        counted = _counted
        if counted is None or counted.after != after or time.monotonic() > counted.at + COUNT_AGAIN_SECONDS:
            counted = _counted = _Counted(after, time.monotonic(), len(unpublished()))
    except NothingPublished:
        return 0
    return counted.changes
