"""What staff work on and nobody else sees yet: where the tables differ from what is live."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.admin.models import LogEntry

from wizard.content.collect import collect
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.content.who_drafted import drafted_by
from wizard.knowledge.change_sets import changes_between
from wizard.knowledge.changes import Edit
from wizard.knowledge.names import edits_in_words
from wizard.knowledge.values import Knowledge

LOOK_AGAIN_SECONDS = 60.0
"""How long a look at the tables may stand if the admin's log says that staff did nothing."""


_held: Knowledge | None = None


def draft() -> Knowledge:
    """The tables, frozen; the same object while they say the same, so that what
    follows from it is computed once.

    Raises `NothingPublishedError` if the tables are empty.
    """
    global _held
    found = collect()
    if _held is None or found != _held:
        _held = found
    return _held


@dataclass(frozen=True)
class RecentActivity:
    """The draft, and how it differs from what people see, when this process looked last."""

    live: Knowledge
    last_act: tuple[int, datetime] | None
    at: float
    draft: Knowledge
    edits: tuple[Edit, ...]

    @cached_property
    def drafters(self) -> tuple[str, ...]:
        """The user names, in the alphabet’s order; last a command, where nobody saved a draft."""
        changes = changes_between(self.live, self.draft)
        drafted = drafted_by(changes)
        people = {name for by in drafted.values() for name in by.values()}
        alone = not all(drafted.get(change.subject) for change in changes)
        return (*sorted(people), *(["a command"] if alone else []))


_lately: RecentActivity | None = None


def recent_activity() -> RecentActivity:
    """For what stands on every page of the staff side: one query. While the admin's log,
    in which all that staff do leaves a line, has no new one, the look of the last minute stands.

    Raises `NothingPublishedError` if either has no content.
    """
    global _lately
    last_act = LogEntry.objects.order_by("-pk").values_list("pk", "action_time").first()
    live, seen, now = published(), _lately, time.monotonic()
    if (
        seen is None
        or (seen.live, seen.last_act) != (live, last_act)
        or now > seen.at + LOOK_AGAIN_SECONDS
    ):
        held = draft()
        seen = _lately = RecentActivity(live, last_act, now, held, edits_in_words(live, held))
    return seen


def activity_if_any() -> RecentActivity | None:
    """None: either has no content."""
    try:
        return recent_activity()
    except NothingPublishedError:
        return None


def unpublished_changes(activity: RecentActivity | None = None) -> int:
    """How many objects people do not see yet. `activity`: where somebody has looked already."""
    activity = activity or activity_if_any()
    return len(activity.edits) if activity else 0
