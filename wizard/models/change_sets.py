"""Changes that are to be published together, and what people said about them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wizard.models.base import one_of, person_field
from wizard.models.querysets import ChangeSetQuerySet
from wizard.models.revisions import Revision


class ChangeSet(models.Model):
    """Changes frozen as somebody asked for them. Until they are published, they touch neither the
    tables nor what is live.
    """

    class State(models.TextChoices):
        READY = "ready", "Ready for review"
        ASKED = "asked", "Waits for a second person"
        SCHEDULED = "scheduled", "Waits for its time"
        STOPPED = "stopped", "Stopped"
        RETURNED = "returned", "Given back"
        PUBLISHED = "published", "Published"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.READY, State.ASKED, State.SCHEDULED, State.STOPPED, State.RETURNED)
    """States in which somebody still has to do something, or nothing yet has happened."""

    state = models.CharField(max_length=10, choices=State, help_text="What has become of it.")
    author = person_field("Who asked for it. Empty: a command did.")
    colleague = person_field("Who is to look at it. Empty: any publisher.", blank=True)
    publisher = person_field("The second person, where publishing needs two.")
    note = models.CharField(max_length=1000, help_text="What changes, in the author's words.")
    asked_at = models.DateTimeField(default=timezone.now, help_text="When it was asked for.")
    at = models.DateTimeField(null=True, help_text="When it is to go live. Empty: no time is set.")
    changes = models.JSONField(help_text="Each object before and after, and orders.")
    diagnoses = models.PositiveIntegerField(
        null=True, help_text="How many diagnoses changed when the author looked."
    )
    why = models.CharField(
        max_length=1000, blank=True, help_text="Why it stopped, was given back or cancelled."
    )
    revision = models.ForeignKey(
        Revision,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="As which revision it was published.",
    )

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of(
                "state",
                ["ready", "asked", "scheduled", "stopped", "returned", "published", "cancelled"],
                name="change_set_state_known",
            )
        ]
        indexes = [models.Index(fields=["state", "at"], name="change_set_due")]

    def __str__(self) -> str:
        return f"Change set {self.pk}"


class ReviewComment(models.Model):
    """What somebody said about a change set."""

    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.CASCADE, related_name="comments", help_text="About what."
    )
    author = person_field("Who said it.")
    at = models.DateTimeField(default=timezone.now, help_text="When.")
    text = models.TextField(max_length=2000, help_text="What they said.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]
