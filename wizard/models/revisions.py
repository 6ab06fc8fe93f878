"""What was published, and what files brought."""

from __future__ import annotations

from typing import Any

from django.db import models

from wizard.models.base import one_of, person_field, unique
from wizard.models.querysets import RevisionQuerySet


class RevisionFrozenError(Exception):
    """A revision that people have seen stays as it is."""


class Revision(models.Model):
    """All content of one moment, frozen. The newest whose time has come is what people see."""

    number = models.PositiveIntegerField(help_text="1, 2, 3 …: the newest is live.")
    published_at = models.DateTimeField(null=True, help_text="When it went live.")
    author = person_field("Who published it. Empty: a command did.", blank=True)
    publisher = person_field("The second person, where publishing needs two.", blank=True)
    note = models.CharField(
        max_length=1000, blank=True, help_text="What changed, in the author's words."
    )
    changed_objects = models.PositiveIntegerField(
        null=True,
        help_text="How many objects read differently than before. Empty: there was nothing before.",
    )
    subjects = models.JSONField(
        null=True, help_text="The objects that it changed. Empty: there was nothing before."
    )
    words = models.PositiveIntegerField(null=True, help_text="How many words are gone or new.")
    diagnoses = models.PositiveIntegerField(
        "diagnoses changed",
        null=True,
        help_text="How many diagnoses changed. Empty: nobody looked.",
    )
    knowledge = models.JSONField(help_text="Everything that was published.")
    digest = models.CharField(max_length=64, help_text="Tells whether two revisions say the same.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        permissions = [
            ("publish_revision", "Can publish what the tables hold"),
            ("restore_revision", "Can restore an earlier revision"),
        ]
        constraints = [
            unique(
                "number",
                name="revision_number_unique",
                message="There is a revision with this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `RevisionFrozenError` if it is live already."""
        self._stay_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `RevisionFrozenError` if it is live already: what a customer has seen can
        always be read again.
        """
        self._stay_frozen()
        return super().delete(*args, **kwargs)

    def _stay_frozen(self) -> None:
        if self.pk and Revision.objects.live().filter(pk=self.pk).exists():
            raise RevisionFrozenError(
                f"Revision {self.number} is published. It can be restored, but never changed or"
                " deleted."
            )


class LoadedContent(models.Model):
    """The rows as files last wrote them: the base on which a later load tells the staff’s work
    from its own.
    """

    class Stream(models.TextChoices):
        SHIPPED = "shipped", "Shipped with a release"
        IMPORTED = "imported", "Brought in on the staff side"

    stream = models.CharField(max_length=10, choices=Stream, help_text="Where the files came from.")
    rows = models.JSONField(
        help_text=(
            "Table -> list of [natural key, fields]. Fields are null where an earlier version of"
            " this software wrote the row, somebody has edited it since, and nobody knows any more"
            " what was written."
        )
    )
    digest = models.CharField(
        max_length=64, help_text="Tells whether two loads left the same behind."
    )
    loaded_at = models.DateTimeField(auto_now=True, help_text="When a load last changed this.")

    class Meta:
        verbose_name = "loaded content"
        verbose_name_plural = "loaded content"
        ordering = ["stream"]
        constraints = [
            unique(
                "stream",
                name="loaded_content_unique",
                message="What came this way is remembered already.",
            ),
            one_of("stream", ["shipped", "imported"], name="loaded_content_stream_known"),
        ]

    def __str__(self) -> str:
        return self.get_stream_display()
