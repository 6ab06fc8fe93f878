"""Where facts come from."""

from __future__ import annotations

from django.db import models

from wizard.models.base import (
    EDITORS_NOTE_HELP,
    LAST,
    POSITION_HELP,
    Content,
    one_of,
    slug_field,
    unique_slug,
)


class Authority(models.TextChoices):
    OFFICIAL = "official", "Blink's own page"
    OFFICIAL_MIRROR = "official-mirror", "Copy of a Blink page"
    PRESS = "press", "Press"
    BLOG_QUOTING_OFFICIAL = "blog-quoting-official", "Blog that quotes Blink"
    BLOG = "blog", "Blog"
    BLOG_LOW = "blog-low", "Blog, less reliable"
    FORUM = "forum", "Forum post"
    SEED = "seed", "Founding document"


class Source(Content):
    """A page that was read, with how far it can be trusted."""

    slug = slug_field(
        "A short name for this page, used in the fixtures and the interface. Example: off-sm-led."
    )
    title = models.CharField(
        max_length=200,
        help_text="The page's own title. Example: Understanding the LEDs on your Sync Module.",
    )
    publisher = models.CharField(
        max_length=100,
        help_text="Who publishes it, as people know the name. Example: Blink, KnowTechie.",
    )
    url = models.URLField(
        "address",
        max_length=500,
        blank=True,
        help_text=(
            "The page's address, linked beside every fact that rests on it. Example:"
            " https://support.blinkforhome.com. Empty if it is not known: people cannot look it up"
            " then."
        ),
    )
    authority = models.CharField(
        max_length=30,
        choices=Authority,
        help_text=(
            "How far it can be trusted. People see it as a tag beside the link. Example: a copy of"
            " a Blink page that is gone is a copy, not Blink's own page."
        ),
    )
    checked = models.DateField(
        null=True,
        blank=True,
        help_text=(
            "The day the page or a stored copy of it was last read. Shown to people. Example:"
            " 20/11/2026. After a year the checks ask for it to be read again."
        ),
    )
    note = models.TextField(
        blank=True, help_text="What it is good for, in one sentence. Example: Blink's full list."
    )
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("source"),
            one_of("authority", Authority.values, name="source_authority_known"),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"
