"""What staff work on and nobody else sees yet: the tables, where they differ from the newest
revision.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

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


class _Draft:
    """The draft this process looked at last."""

    def __init__(self) -> None:
        self._held: Knowledge | None = None

    def __call__(self) -> Knowledge:
        """The tables, frozen. The same object while they say the same, so that what is computed
        from it is computed once.

        Raises `NothingPublishedError` if the tables are empty.
        """
        found, held = collect(), self._held
        if found == held:
            return held
        self._held = found
        return found


draft = _Draft()


def unpublished() -> tuple[Edit, ...]:
    """What the tables say and people do not see yet.

    Raises `NothingPublishedError` if either has no content.
    """
    return edits_in_words(published(), draft())


@dataclass(frozen=True, slots=True)
class RecentActivity:
    """The draft, and how it differs from what people see, when this process looked last."""

    after: tuple[object, ...]
    at: float
    draft: Knowledge
    edits: tuple[Edit, ...]


_lately: RecentActivity | None = None


def recent_activity() -> RecentActivity:
    """For what stands on every page of the staff side: one query.

    Raises `NothingPublishedError` if either has no content.

    Everything staff do leaves a line in the admin's log; while there is no new one, the look of the
    last minute stands.
    """
    global _lately
    last_act = LogEntry.objects.order_by("-pk").values_list("pk", "action_time").first()
    after = (published(), last_act)
    seen = _lately
    if seen is None or seen.after != after or time.monotonic() > seen.at + LOOK_AGAIN_SECONDS:
        held = draft()
        seen = _lately = RecentActivity(
            after, time.monotonic(), held, edits_in_words(published(), held)
        )
    return seen


def drafters(activity: RecentActivity) -> tuple[str, ...]:
    """The user names of those whose drafts nobody has published, in the alphabet’s order; at the
    end, a command where nobody saved one.
    """
    return _drafters(published(), activity.draft, activity.after)


@lru_cache(maxsize=2)
def _drafters(live: Knowledge, now: Knowledge, after: tuple[object, ...]) -> tuple[str, ...]:
    """Read once for each line of the log: `after` is what `RecentActivity` says of it."""
    changes = changes_between(live, now)
    drafted = drafted_by(changes)
    people = {name for by in drafted.values() for name in by.values()}
    alone = not all(drafted.get(change.subject) for change in changes)
    return (*sorted(people), *(["a command"] if alone else []))


def activity_if_any() -> RecentActivity | None:
    """None: either has no content."""
    try:
        return recent_activity()
    except NothingPublishedError:
        return None


def unpublished_changes(activity: RecentActivity | None = None) -> int:
    """How many objects of the tables people do not see yet. `activity`: where somebody has looked
    already.
    """
    activity = activity or activity_if_any()
    return len(activity.edits) if activity else 0
