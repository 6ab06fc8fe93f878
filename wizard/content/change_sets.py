"""Change sets that wait: for a publisher, for a second person, for their time.

Until it is published, a change set touches neither the tables nor what is live.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from wizard.content import notices
from wizard.content.collect import collect
from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    NothingPublishedError,
    StaleContentError,
)
from wizard.content.live import published
from wizard.content.revisions import Person, publish, publish_changes, published_now
from wizard.content.snapshot import one_snapshot
from wizard.knowledge.change_sets import (
    Change,
    ConflictError,
    changes_between,
    freeze_changes,
    is_live,
    thaw_changes,
)
from wizard.models import Action, ChangeSet, ReviewComment, Revision, record

State = ChangeSet.State

logger = logging.getLogger(__name__)


class NotOpenError(Exception):
    """Somebody has decided on the change set already. The message says what became of it."""


def changes_of(change_set: ChangeSet) -> tuple[Change, ...]:
    """What it changes, as it was when it was asked for."""
    return thaw_changes(change_set.changes)


@transaction.atomic
def ask(
    author: Person,
    note: str,
    changes: Iterable[Change],
    *,
    state: ChangeSet.State,
    at: datetime | None = None,
    colleague: AbstractBaseUser | None = None,
    diagnoses: int | None = None,
) -> ChangeSet:
    """Keeps the changes until somebody, or the clock, decides: `state` is READY, ASKED or
    SCHEDULED, which has a time `at`.
    """
    made = ChangeSet.objects.create(
        state=state,
        author_id=author.pk if author else None,
        colleague_id=colleague.pk if colleague else None,
        note=note,
        changes=freeze_changes(changes),
        at=at,
        diagnoses=diagnoses,
    )
    when = f" Goes live on {at:%d %B %Y at %H:%M} UTC." if at else ""
    record(author, Action.CHANGE_SET, made, f"{made.get_state_display()}: {note}{when}")
    if state != State.SCHEDULED:
        notices.waits(made)
    return made


@one_snapshot()
def publish_draft(
    author: Person,
    note: str,
    *,
    only: Collection[str] | None = None,
    expected: str = "",
    diagnoses: int | None = None,
) -> Revision:
    """What `publish` does. Change sets that were ready and are live with it are done."""
    revision = publish(author, note, only=only, expected=expected, diagnoses=diagnoses)
    live = published_now()
    for waiting in ChangeSet.objects.filter(state=State.READY):
        if is_live(live, changes_of(waiting)):
            waiting.state, waiting.revision = State.PUBLISHED, revision
            waiting.save(update_fields=["state", "revision"])
    return revision


@one_snapshot()
def approve(
    pk: int,
    person: AbstractBaseUser,
    *,
    at: datetime | None = None,
    expected: str = "",
    reason: str = "",
    needs_two: bool = False,
) -> ChangeSet:
    """Publishes a change set, now or at a time.

    `expected`: the digest of what the person has looked at. `reason`: why in spite of new warnings.
    `needs_two`: somebody else than its author has to do it.

    Raises `NotOpenError`, `PermissionDenied`, and what `publish_changes` does.
    """
    found = _open(pk)
    if found.author_id == person.pk and (needs_two or found.state == State.ASKED):
        raise PermissionDenied("Somebody else than its author has to approve it.")
    if found.author_id != person.pk:
        found.publisher_id = person.pk
    if reason:
        found.note = f"{found.note} In spite of warnings: {reason}"[:1000]
    if at is None:
        return _publish(found, expected)
    found.state, found.at, found.why = State.SCHEDULED, at, ""
    found.save(update_fields=["state", "at", "why", "note", "publisher"])
    record(person, Action.CHANGE_SET, found, f"Goes live on {at:%d %B %Y at %H:%M} UTC.")
    return found


def _publish(found: ChangeSet, expected: str = "") -> ChangeSet:
    found.revision = publish_changes(
        changes_of(found),
        found.author,
        found.note,
        publisher=found.publisher,
        expected=expected,
        diagnoses=found.diagnoses,
    )
    found.state, found.why = State.PUBLISHED, ""
    found.save(update_fields=["state", "why", "note", "publisher", "revision"])
    return found


@transaction.atomic
def renew(pk: int, person: AbstractBaseUser) -> ChangeSet:
    """The same objects, as the drafts have them now, are ready.

    Raises `NotOpenError`, and `NothingChangedError` if there are no such drafts any more.
    """
    found = _open(pk)
    subjects = {change.subject for change in changes_of(found)}
    now = [one for one in changes_between(published_now(), collect()) if one.subject in subjects]
    if not now:
        raise NothingChangedError("The drafts say there what people see. There is nothing to take.")
    found.changes, found.state, found.why, found.at = freeze_changes(now), State.READY, "", None
    found.publisher = None
    found.save(update_fields=["changes", "state", "why", "at", "publisher"])
    record(person, Action.CHANGE_SET, found, "Ready for review with the drafts as they are now.")
    notices.waits(found)
    return found


@transaction.atomic
def give_back(pk: int, person: AbstractBaseUser, why: str) -> ChangeSet:
    """Its author has to do more. Raises `NotOpenError`."""
    return _decide(pk, person, State.RETURNED, why)


@transaction.atomic
def cancel(pk: int, person: AbstractBaseUser, why: str = "") -> ChangeSet:
    """It is never published; nothing else changes. Raises `NotOpenError`."""
    return _decide(pk, person, State.CANCELLED, why)


def _decide(pk: int, person: AbstractBaseUser, state: ChangeSet.State, why: str) -> ChangeSet:
    found = _open(pk)
    found.state, found.why = state, why
    found.save(update_fields=["state", "why"])
    record(person, Action.CHANGE_SET, found, f"{found.get_state_display()}. {why}".strip())
    if person.pk != found.author_id:
        notices.decided(found, person)
    return found


@transaction.atomic
def comment(pk: int, person: AbstractBaseUser, text: str) -> ReviewComment:
    """Says something about it, and tells its author and everybody who has said something."""
    found = ChangeSet.objects.defer("changes").get(pk=pk)
    made = ReviewComment.objects.create(change_set=found, author_id=person.pk, text=text)
    notices.commented(made)
    return made


def publish_due() -> None:
    """Publishes what is due, each change set onto what is live then; one that does not fit stops.

    Processes may do this at the same time: one of them publishes.
    """
    for pk in list(ChangeSet.objects.due().values_list("pk", flat=True)):
        try:
            _publish_due(pk)
        except (StaleContentError, NotOpenError):
            continue  # another process did it
        except (ConflictError, ContentError, NothingChangedError, NothingPublishedError) as error:
            _stop(pk, str(error))
        published.look_again()


@one_snapshot()
def _publish_due(pk: int) -> None:
    found = _open(pk)
    if found.state != State.SCHEDULED or found.at is None or found.at > timezone.now():
        raise NotOpenError(f"{found} is not due.")
    notices.went_live(_publish(found))


@transaction.atomic
def _stop(pk: int, why: str) -> None:
    found = ChangeSet.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.state != State.SCHEDULED:
        return
    found.state, found.why = State.STOPPED, why[:1000]
    found.save(update_fields=["state", "why"])
    record(None, Action.CHANGE_SET, found, f"Stopped. {why}")
    notices.stopped(found)
    logger.warning("%s stopped: %s", found, why)


def _open(pk: int) -> ChangeSet:
    """Locked until the transaction ends."""
    found = ChangeSet.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.state not in ChangeSet.OPEN:
        rows = Revision.objects.without_knowledge()
        live = rows.get(pk=found.revision_id) if found.revision_id else None
        became = f"It is {live}." if live else f"It is {found.get_state_display().lower()}."
        raise NotOpenError(f"{found} is decided already. {became}")
    return found
