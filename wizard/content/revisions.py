"""Publishing: changes applied to what is live, and frozen into a numbered revision."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from contextlib import suppress

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from wizard import models
from wizard.analysis.audit import ERROR, audit
from wizard.content.collect import collect
from wizard.content.errors import ContentError, NothingChangedError, StaleContentError
from wizard.content.live import date_and_time, newest_revision, published
from wizard.content.rollback import CannotRestoreError, write_tables
from wizard.content.snapshot import one_snapshot
from wizard.knowledge.change_sets import Change, apply, changes_between, merged, rebased
from wizard.knowledge.changes import edits
from wizard.knowledge.former_names import with_ways_on
from wizard.knowledge.serialise import digest, freeze
from wizard.knowledge.values import Knowledge

Person = AbstractBaseUser | None
"""Who does it; None: a command."""


@one_snapshot()
def publish(
    author: Person,
    note: str,
    *,
    only: Collection[str] | None = None,
    expected: str = "",
    diagnoses: int | None = None,
) -> models.Revision:
    """Makes the draft live, within a second: all of it, or `only` these subjects of its changes.

    `expected`: the digest of what the author has looked at, which has passed the audit then.
    `diagnoses`: how many change, for the list of revisions.

    Raises `ContentError` if the audit finds errors, `NothingChangedError` if the newest revision
    says the same, `StaleContentError` if something else than expected would be published or
    somebody else publishes at the same moment, and `NothingPublishedError` if the tables are empty.
    Nothing is written then.
    """
    live, draft = live_now(), collect()
    new = draft if live is None else with_drafts(live, draft, only)
    revision = _freeze(live, new, author, note, expected=expected, diagnoses=diagnoses)
    if live is not None:
        _let_tables_follow(live, new, draft)
    models.record(author, models.Action.PUBLISHED, revision, note)
    return revision


@one_snapshot()
def publish_changes(
    changes: Iterable[Change],
    author: Person,
    note: str,
    *,
    publisher: Person = None,
    expected: str = "",
    diagnoses: int | None = None,
    action: models.Action = models.Action.PUBLISHED,
    what: str = "",
) -> models.Revision:
    """Applies changes to what is live and makes that live.

    The tables follow where nobody works on them. `action` and `what` are for the audit log; without
    `what` it names the revision.

    Raises what `publish` does, and `ConflictError` if something was changed otherwise in the
    meantime. Nothing is written then.
    """
    live = published_now()
    new = with_changes(live, changes)
    revision = _freeze(
        live, new, author, note, publisher=publisher, expected=expected, diagnoses=diagnoses
    )
    _let_tables_follow(live, new, collect())
    detail = f"As revision {revision.number}. {note}" if what else note
    models.record(author, action, what or revision, detail)
    return revision


def with_drafts(live: Knowledge, draft: Knowledge, only: Collection[str] | None) -> Knowledge:
    """What would be live with the draft of these subjects; None: with the whole draft."""
    return with_ways_on(live, draft if only is None else merged(live, draft, only))


def with_changes(live: Knowledge, changes: Iterable[Change]) -> Knowledge:
    """What would be live after these changes. Raises `ConflictError`."""
    return with_ways_on(live, apply(live, changes))


def published_now() -> Knowledge:
    """What is live, read now. Raises `NothingPublishedError`."""
    return live_now() or published()


def live_now() -> Knowledge | None:
    """The newest revision, read now. None if there is none, or if it is damaged: publishing
    everything is how that is fixed.
    """
    try:
        return newest_revision()
    except Exception:  # damaged content raises anything
        return None


def _freeze(
    live: Knowledge | None,
    new: Knowledge,
    author: Person,
    note: str,
    *,
    publisher: Person = None,
    expected: str = "",
    diagnoses: int | None = None,
) -> models.Revision:
    fingerprint = digest(new)
    if expected and fingerprint != expected:
        raise StaleContentError("Something else would be published than what was looked at.")
    findings = () if expected else audit(new)
    if any(finding.severity == ERROR for finding in findings):
        raise ContentError(findings)
    newest = models.Revision.objects.without_knowledge().first()
    if newest and newest.digest == fingerprint:
        raise NothingChangedError(f"Revision {newest.number} says the same.")
    number = newest.number + 1 if newest else 1
    changed = None if live is None else edits(live, new)
    now = timezone.now()
    revision = models.Revision.objects.create(
        number=number,
        published_at=now,
        author_id=author.pk if author else None,
        publisher_id=publisher.pk if publisher else None,
        note=note,
        knowledge=freeze(dataclasses.replace(new, revision=number, published=date_and_time(now))),
        digest=fingerprint,
        changed_objects=None if changed is None else len(changed),
        subjects=None
        if live is None
        else [change.subject for change in changes_between(live, new)],
        words=None if changed is None else sum(edit.words for edit in changed),
        diagnoses=diagnoses,
    )
    published.look_again()
    return revision


def _let_tables_follow(live: Knowledge, new: Knowledge, draft: Knowledge) -> None:
    """What nobody works on says what is live now. Where that cannot be written, the tables stay as
    they are, and what they say is a draft.
    """
    follows = rebased(draft, live, new)
    if changes_between(draft, follows):
        with suppress(CannotRestoreError):
            write_tables(follows)
