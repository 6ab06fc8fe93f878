"""What staff tell each other about the content.

It is no content: nobody publishes, exports or restores it.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wizard.models.base import check, one_of, person_field
from wizard.models.querysets import NoteQuerySet


class About(models.TextChoices):
    LIGHT = "light", "Light pattern"
    SYMPTOM = "symptom", "Symptom"
    CAUSE = "cause", "Cause"
    STEP = "step", "Remediation step"


class Note(models.Model):
    """A remark on a light, a symptom, a cause or a step, which it names as links do and never by a
    number.

    So it outlives a restored revision, in which the row has another number; `save()` lets it follow
    a new name.
    """

    kind = models.CharField("kind", max_length=10, choices=About, help_text="What it is about.")
    scope = models.CharField(
        max_length=50, blank=True, help_text="Of a light its family: mini. Otherwise empty."
    )
    name = models.CharField(max_length=50, help_text="The name of the object. Example: solid-red.")
    text = models.TextField(
        max_length=2000,
        help_text=(
            "What the next agent should know. Only staff see it. Nothing about a customer belongs"
            " here: no name, no address. Example: Callers say “orange” and mean this red."
        ),
    )
    author = person_field(
        "Who wrote it. Empty: somebody who has been deleted since.", editable=False
    )
    author_name = models.CharField(
        "author",
        max_length=150,
        editable=False,
        help_text="Their user name at that time, kept when they leave.",
    )
    at = models.DateTimeField(
        "written", default=timezone.now, editable=False, help_text="When it was written."
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "scope", "name"], name="note_about")]
        constraints = [
            one_of("kind", About.values, name="note_kind_known"),
            check(
                models.Q(kind="light") ^ models.Q(scope=""),
                name="note_scope",
                message="A light needs its family in “scope”; nothing else has a scope.",
            ),
        ]

    def __str__(self) -> str:
        return f"Note on {self.subject}"

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.scope, self.name

    @property
    def subject(self) -> str:
        """Such as “light mini/solid-red” or “step restart-router”."""
        return f"{self.kind} {'/'.join(filter(None, (self.scope, self.name)))}"
