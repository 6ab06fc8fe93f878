"""Who did what on the staff side."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from wizard.models.base import one_of


class Action(models.TextChoices):
    PUBLISHED = "published", "Published"
    RESTORED = "restored", "Restored"
    PERSON = "person", "Person changed"
    ROLE = "role", "Role changed"
    SECOND_FACTOR = "second-factor", "Second factor changed"
    LOCKED = "locked", "Sign-in locked"


class JournalEntry(models.Model):
    """One line of the journal. It is written once; nothing on the staff side changes or deletes it."""

    at = models.DateTimeField(default=timezone.now, help_text="When it happened.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who did it. Empty: a command did, or somebody who was not signed in, or who has been deleted since.",
    )
    actor_name = models.CharField(
        "who", max_length=150, blank=True, help_text="Their user name at that time, kept when the person is deleted."
    )
    action = models.CharField(max_length=20, choices=Action, help_text="What was done.")
    what = models.CharField(max_length=200, help_text="To what or to whom. Example: Revision 12.")
    detail = models.TextField(blank=True, help_text="In words. Example: given: editor.")

    class Meta:
        verbose_name = "journal entry"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        constraints = [one_of("action", Action.values, name="journal_action_known")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.what}"
