"""The audit log of the staff side: who did what to whom. It only grows.

Anyone who makes an act possible calls `record` where the act is done: one line an act.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils import timezone

from wizard.models.base import one_of, person_field


class Action(models.TextChoices):
    PUBLISHED = "published", "Published"
    RESTORED = "restored", "Restored"
    CHANGE_SET = "change-set", "Change set"
    DISCARDED = "discarded", "Drafts discarded"
    LOADED = "loaded", "Files brought in"
    EXPORTED = "exported", "Files taken out"
    PERSON = "person", "Person changed"
    ROLE = "role", "Role changed"
    SECOND_FACTOR = "second-factor", "Second factor changed"
    SIGNED_IN = "signed-in", "Signed in"
    LOCKED = "locked", "Sign-in locked"
    UNLOCKED = "unlocked", "Sign-in unlocked"
    LOG_DELETED = "log-deleted", "Sign-in records deleted"


class AuditLogEntry(models.Model):
    """It is written once; nothing on the staff side changes or deletes it."""

    at = models.DateTimeField(default=timezone.now, help_text="When it happened.")
    actor = person_field(
        "Who did it. Empty: a command did, or somebody who was not signed in, or who has been"
        " deleted since.",
        blank=True,
    )
    actor_name = models.CharField(
        "who",
        max_length=150,
        blank=True,
        help_text="Their user name at that time, kept when the person is deleted.",
    )
    action = models.CharField(max_length=20, choices=Action, help_text="What was done.")
    what = models.CharField(max_length=200, help_text="To what or to whom. Example: Revision 12.")
    detail = models.TextField(blank=True, help_text="In words. Example: given: editor.")

    class Meta:
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"
        ordering = ["-at", "-pk"]
        constraints = [one_of("action", Action.values, name="audit_log_action_known")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.what}"


def record(
    actor: AbstractBaseUser | AnonymousUser | None, action: Action, what: object, detail: str = ""
) -> AuditLogEntry:
    """Writes one line: who did what to what, and in words how. `actor` None: a command did it."""
    known = actor if actor is not None and actor.is_authenticated else None
    return AuditLogEntry.objects.create(
        actor_id=known.pk if known else None,
        actor_name=known.get_username() if known else "",
        action=action,
        what=str(what)[:200],
        detail=detail,
    )
