"""What was published, and what the fixtures brought."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wizard.models.base import unique


class Revision(models.Model):
    """All content as it was at one moment, frozen. The newest is what people see."""

    number = models.PositiveIntegerField(help_text="1, 2, 3 …: the newest is live.")
    published_at = models.DateTimeField(help_text="When it went live.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who published it. Empty: a command did.",
    )
    note = models.CharField(max_length=300, blank=True, help_text="What changed, in the author's words.")
    knowledge = models.JSONField(help_text="Everything that was published.")
    digest = models.CharField(max_length=64, help_text="Tells whether two revisions say the same.")

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        permissions = [
            ("publish_revision", "Can publish what the tables hold"),
            ("restore_revision", "Can restore an earlier revision"),
        ]
        constraints = [
            unique("number", name="revision_number_unique", message="There is a revision with this number."),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"


class LoadedRow(models.Model):
    """What load_content last wrote into a row, so that a later load can tell the staff's work from its own."""

    model = models.CharField(max_length=50, help_text="The table. Example: wizard.device.")
    key = models.CharField(max_length=300, help_text="The row's natural key, as JSON.")
    digest = models.CharField(max_length=64, help_text="A digest of the row as it was written.")

    class Meta:
        ordering = ["model", "key"]
        constraints = [
            unique("model", "key", name="loaded_row_unique", message="This row is remembered already."),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
