"""What makes a light."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from wizard.knowledge import scales, values
from wizard.models.base import (
    CONFIDENCE_HELP,
    EDITORS_NOTE_HELP,
    LAST,
    NOTE_HELP,
    POSITION_HELP,
    REVIEWED_HELP,
    SOURCES_HELP,
    Confidence,
    Content,
    one_of,
    scale_field,
    slug_field,
    unique,
    unique_slug,
    words_of,
)
from wizard.models.lights import Pattern
from wizard.models.notes import About, Note
from wizard.models.sources import Source


class Cause(Content):
    """A state of the world that makes a light: a fault, or a normal state."""

    read_with = ("sources",)

    slug = slug_field(
        "A name for it in the fixtures and the interface. Example: low-battery.",
        reserved={values.SOMETHING_ELSE: "“none of the causes listed”"},
    )
    name = models.CharField(
        max_length=80, help_text="As people would say it. Example: Your Wi-Fi was changed."
    )
    normal = models.BooleanField(
        default=False,
        help_text=(
            "Is all well while this is the cause? Then the page leads with “normal”, and nobody is"
            " told to fix anything. Example: yes for “Starting up”."
        ),
    )
    explanation = models.TextField(
        help_text=(
            "Two short sentences: what is going on, and what follows. Example: The two AA batteries"
            " are nearly empty. Put in two new ones before it stops."
        )
    )
    sign = models.TextField(
        blank=True,
        help_text=(
            "For a normal cause: what people can see that tells them it is this. It stands in place"
            " of a remedy. Example: You see it only in the dark. By day it is gone."
        ),
    )
    waits = models.BooleanField(
        default=False,
        help_text=(
            "Is nothing wrong, but the device waits until somebody does something? Then the page"
            " leads with “waiting for you”. Example: yes for “Waiting to be set up”."
        ),
    )
    worry = models.BooleanField(
        default=False,
        help_text=(
            "Would it frighten people, and can nobody see from the light that it is not so? Then no"
            " page says that it is ruled out, and where the light is normal the page says what to"
            " do about it. Example: yes for “Someone else may be watching”."
        ),
    )
    support_only = models.BooleanField(
        default=False,
        help_text=(
            "Can nobody fix it at home? Then no step is needed, and the plan ends at support. "
            "Example: yes for “Damaged or faulty”."
        ),
    )
    confidence = models.CharField(max_length=10, choices=Confidence, help_text=CONFIDENCE_HELP)
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="causes", help_text=SOURCES_HELP
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("cause"),
            one_of("confidence", Confidence.values, name="cause_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Under a new name the notes of the staff go along; no link carries it."""
        stored = Cause.objects.order_by().filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kwargs)
        if stored is not None and stored != self.slug:
            Note.objects.move(About.CAUSE, ("", stored), ("", self.slug))


class PatternCause(Content):
    """A pattern can mean a cause, and how often it does."""

    natural_lookups = ("pattern__family__slug", "pattern__slug", "cause__slug")

    pattern = models.ForeignKey(
        Pattern,
        on_delete=models.CASCADE,
        related_name="pattern_causes",
        help_text="The light that is seen. Example: Red, flashing.",
    )
    cause = models.ForeignKey(
        Cause,
        on_delete=models.PROTECT,
        related_name="pattern_causes",
        help_text=(
            "What it can mean. A cause that is not listed is never found. Example: Your Wi-Fi was"
            " changed."
        ),
    )
    frequency = scale_field(
        scales.Frequency,
        "Of the people who ask about this light, how many have this cause. Each word is three"
        " of the next, so one word too high puts a cause before the true one. Example: very"
        " common (27) for flat batteries, rare (1) for a broken device. Empty: nobody has"
        " chosen yet, and the causes count alike.",
        blank=True,
    )
    rationale = models.TextField(
        blank=True, help_text="Why this word. Example: Flat batteries are the most reported reason."
    )
    confidence = models.CharField(
        max_length=10,
        choices=Confidence,
        help_text=(
            "How sure the sources make us that this light can mean this. Example: high, where"
            " Blink's own table says so."
        ),
    )
    sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="pattern_causes",
        help_text=(
            "Who says that this light can mean this. With none, the confidence is low. Example:"
            " Blink: Understanding the LEDs."
        ),
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "cause of a pattern"
        verbose_name_plural = "causes of patterns"
        ordering = [
            "pattern__family__position",
            "pattern__family__slug",
            "pattern__position",
            "pattern__slug",
            "position",
            "cause__position",
            "cause__slug",
        ]
        constraints = [
            unique(
                "pattern",
                "cause",
                name="pattern_cause_unique",
                message="This pattern has this cause already. Fix that row.",
            ),
            one_of(
                "frequency", ["", *words_of(scales.Frequency)], name="pattern_cause_frequency_known"
            ),
            one_of("confidence", Confidence.values, name="pattern_cause_confidence_known"),
        ]
