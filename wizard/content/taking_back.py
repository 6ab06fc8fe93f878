"""Undoing: one revision, everything since a revision, or drafts. Each is changes, inverted."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst

from wizard import models
from wizard.content.collect import collect
from wizard.content.errors import NothingChangedError, NothingPublishedError
from wizard.content.live import published_at_revision
from wizard.content.revisions import Person, publish_changes, published_now
from wizard.content.rollback import write_tables
from wizard.content.snapshot import one_snapshot
from wizard.content.who_drafted import DISCARDED, model_of, rows_by_subject
from wizard.knowledge.change_needs import needs
from wizard.knowledge.change_sets import (
    Change,
    ObjectChange,
    OrderChange,
    apply,
    changes_between,
    conflicting,
    forced,
    inverted,
    is_live,
)
from wizard.knowledge.changes import title_of
from wizard.knowledge.names import words_for
from wizard.knowledge.values import Knowledge

MOST_TOLD = 50
"""So many drafts that are thrown away are named in the audit log."""


class BelongsTogetherError(Exception):
    """Some of the chosen changes cannot go without others. `missing`: subject -> what it lacks;
    the message calls both what people do, as `content` has them.
    """

    def __init__(self, missing: dict[str, tuple[str, str]], content: Knowledge) -> None:
        self.missing = missing
        super().__init__(
            " ".join(
                f"{capfirst(words_for(content, subject))} goes only together with"
                f" {words_for(content, other)}: {why}."
                for subject, (other, why) in missing.items()
            )
        )


def check_needs(changes: Collection[Change], chosen: Collection[str], content: Knowledge) -> None:
    """Raises `BelongsTogetherError` if something is chosen without what it cannot go without."""
    needed = needs(changes)
    missing = {
        subject: (need.subject, need.why)
        for subject in chosen
        for need in needed.get(subject, ())
        if need.subject not in chosen
    }
    if missing:
        raise BelongsTogetherError(missing, content)


def changed_by(number: int) -> tuple[Change, ...]:
    """What a revision changed. Raises `NothingPublishedError` if there is none, or none before."""
    before = models.Revision.objects.live().filter(number__lt=number).values_list("number").first()
    if before is None:
        raise NothingPublishedError(f"Before revision {number} there was nothing to go back to.")
    return changes_between(published_at_revision(before[0]), published_at_revision(number))


def changes_back(number: int, also: Collection[str] = ()) -> tuple[tuple[Change, ...], list[str]]:
    """The changes that take revision `number` back alone, and the subjects that stay because
    something later changed them, too. `also`: subjects to take back all the same.
    """
    live = published_now()
    back = [one for one in inverted(changed_by(number)) if not is_live(live, [one])]
    later = {change.subject for change in conflicting(live, back)}
    taken = forced(live, (one for one in back if one.subject not in later or one.subject in also))
    return taken, sorted(later)


def forced_back(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What takes changes back, from what is live now."""
    return forced(published_now(), inverted(changes))


def take_back(number: int, author: Person, why: str, also: Collection[str] = ()) -> models.Revision:
    """Undoes what one revision changed, in a new revision; drafts stay.

    Raises `BelongsTogetherError`, and what `publish_changes` and `changed_by` do.
    """
    changes, _ = changes_back(number, also)
    check_needs_of_taking_back(number, changes)
    return publish_changes(
        changes,
        author,
        note_of_taking_back(number, why),
        action=models.Action.RESTORED,
        what=f"Revision {number}",
    )


def note_of_taking_back(number: int, why: str) -> str:
    """What the list of revisions says of it."""
    return f"Takes revision {number} back. {why}".strip()


def check_needs_of_taking_back(number: int, changes: Collection[Change]) -> None:
    """Raises `BelongsTogetherError` if something would stay that cannot stay alone."""
    live = published_now()
    every = forced(live, inverted(changed_by(number)))
    check_needs(every, {change.subject for change in changes}, live)


def changes_to(number: int) -> tuple[Change, ...]:
    """The changes that make live again what a revision says. Raises `NothingPublishedError`."""
    return changes_between(published_now(), published_at_revision(number))


def restore(number: int, author: Person, note: str = "") -> models.Revision:
    """Makes it live again, as a new one; drafts stay. Raises what `publish_changes` does."""
    return publish_changes(
        changes_to(number),
        author,
        note_of_restoring(number, note),
        action=models.Action.RESTORED,
        what=f"Revision {number}",
    )


def note_of_restoring(number: int, why: str) -> str:
    """What the list of revisions says of it."""
    return f"Restores revision {number}. {why}".strip()


# Drafts


@one_snapshot()
def discard(person: Person, only: Collection[str] | None = None) -> int:
    """Makes the tables say again what is live: of these subjects, or of all. Returns how many were
    drafts.

    Raises `NothingChangedError` if there are none, `BelongsTogetherError` if a draft that stays
    needs one that goes, and `CannotRestoreError` if a row is refused. Nothing is written then.
    """
    live = published_now()
    try:
        draft = collect()
    except NothingPublishedError:
        if only is not None:
            raise
        draft = Knowledge(revision=0, published="", guide=live.guide)  # they say nothing at all
    changes = changes_between(draft, live)
    chosen = tuple(one for one in changes if only is None or one.subject in only)
    if not chosen:
        raise NothingChangedError("There is no such draft any more.")
    check_needs(changes, {change.subject for change in chosen}, draft)
    _leave_lines(person, chosen, f"{DISCARDED}: it says again what revision {live.revision} says.")
    write_tables(apply(draft, chosen))
    subjects = [change.subject for change in chosen]
    models.record(
        person,
        models.Action.DISCARDED,
        "1 draft" if len(subjects) == 1 else f"{len(subjects)} drafts",
        ", ".join(words_for(draft, subject) for subject in subjects[:MOST_TOLD]),
    )
    return len(chosen)


def _leave_lines(person: Person, changes: Collection[Change], said: str) -> None:
    """A line in Django's log for each draft, so that every page knows at once."""
    if person is None:
        return
    rows = rows_by_subject()
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=person.pk,
            content_type_id=ContentType.objects.get_for_model(model_of(change.section)).pk,
            object_id=str(rows[change.subject][0].pk) if change.subject in rows else None,
            object_repr=title_of(change.before or change.after)[:200]
            if isinstance(change, ObjectChange)
            else f"order of the {change.section.replace('_', ' ')}",
            action_flag=CHANGE
            if isinstance(change, OrderChange) or (change.before and change.after)
            else DELETION
            if change.before
            else ADDITION,
            change_message=said,
        )
        for change in changes
    )
