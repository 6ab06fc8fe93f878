"""Publishing: the tables frozen into a numbered revision, at once, at a time, or with a second
person's consent.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from wizard import models
from wizard.analysis.audit import ERROR, audit
from wizard.content.collect import collect
from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    NothingPublishedError,
    RevisionWaitingError,
    StaleContentError,
)
from wizard.content.live import date_and_time, published
from wizard.content.snapshot import one_snapshot
from wizard.knowledge.changes import edits
from wizard.knowledge.serialise import digest, freeze, thaw
from wizard.knowledge.values import Knowledge


@one_snapshot()
def publish(
    author: AbstractBaseUser | None,
    note: str,
    *,
    expected: str = "",
    at: datetime | None = None,
    needs_second: bool = False,
    diagnoses: int | None = None,
) -> models.Revision:
    """Freezes the tables into a new revision, which is live within a second, or from `at`, or when
    a second person agrees.

    `expected`: the digest of what the author has looked at, which has passed the audit then.
    `diagnoses`: how many change, for the list of revisions.

    Raises `ContentError` if the audit finds errors, `NothingChangedError` if the newest revision
    says the same, `StaleContentError` if the tables say something else than expected or somebody
    else publishes at the same moment,
    `RevisionWaitingError` if a revision waits to go live, and `NothingPublishedError` if the tables
    are empty. Nothing is written then.
    """
    revision = freeze_tables(
        author, note, expected=expected, at=at, needs_second=needs_second, diagnoses=diagnoses
    )
    models.record(author, models.Action.PUBLISHED, revision, note)
    return revision


def freeze_tables(
    author: AbstractBaseUser | None,
    note: str,
    *,
    expected: str = "",
    at: datetime | None = None,
    needs_second: bool = False,
    diagnoses: int | None = None,
) -> models.Revision:
    """What `publish` does, without its line in the audit log: for an act that writes its own."""
    knowledge = collect()
    fingerprint = digest(knowledge)
    if expected and fingerprint != expected:
        raise StaleContentError("The tables have changed since.")
    findings = () if expected else audit(knowledge)
    if any(finding.severity == ERROR for finding in findings):
        raise ContentError(findings)
    newest = models.Revision.objects.first()
    if newest and newest.is_waiting:
        raise RevisionWaitingError(
            f"Revision {newest.number} waits to go live. Wait for it, or cancel it first."
        )
    if newest and newest.digest == fingerprint:
        raise NothingChangedError(f"Revision {newest.number} says the same.")
    number = newest.number + 1 if newest else 1
    before = _readable(newest)
    changed = edits(before, knowledge) if before else None
    published_at = None if needs_second else at or timezone.now()
    revision = models.Revision.objects.create(
        number=number,
        published_at=published_at,
        author_id=author.pk if author else None,
        note=note,
        knowledge=freeze(
            dataclasses.replace(knowledge, revision=number, published=date_and_time(published_at))
        ),
        digest=fingerprint,
        changed_objects=len(changed) if changed is not None else None,
        words=sum(edit.words for edit in changed) if changed is not None else None,
        diagnoses=diagnoses,
    )
    published.look_again()
    return revision


def _readable(revision: models.Revision | None) -> Knowledge | None:
    """What a revision says. None if it is damaged: publishing is how that is fixed."""
    try:
        return thaw(revision.knowledge) if revision else None
    except Exception:  # damaged content raises anything
        return None


@transaction.atomic
def approve(
    number: int, publisher: AbstractBaseUser, at: datetime | None = None
) -> models.Revision:
    """Lets a revision that waits for a second person go live, now or from `at`.

    Raises `NothingPublishedError` if none of that number waits for one, and `PermissionDenied` if
    it is its author who asks.
    """
    revision = _waiting(number)
    if revision.published_at is not None:
        raise NothingPublishedError(
            f"Revision {number} waits for its time, not for a second person."
        )
    if revision.author_id == publisher.pk:
        raise PermissionDenied("Somebody else than its author has to approve it.")
    revision.publisher_id = publisher.pk
    revision.published_at = at or timezone.now()
    revision.save(update_fields=["publisher", "published_at"])
    models.record(
        publisher, models.Action.PUBLISHED, revision, f"As the second person. {revision.note}"
    )
    published.look_again()
    return revision


@transaction.atomic
def cancel(number: int, actor: AbstractBaseUser) -> None:
    """Deletes a revision that nobody has seen. The tables stay.

    Raises `NothingPublishedError` if none of that number waits.
    """
    revision = _waiting(number)
    models.record(actor, models.Action.PUBLISHED, revision, "Cancelled before anybody saw it.")
    revision.delete()


def _waiting(number: int) -> models.Revision:
    revision = models.Revision.objects.waiting().defer("knowledge").filter(number=number).first()
    if revision is None:
        raise NothingPublishedError(f"No revision {number} waits.")
    return revision
