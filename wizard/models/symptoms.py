"""What a person notices without a light."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from wizard.knowledge import scales
from wizard.models.base import (
    CONFIDENCE_HELP,
    EDITORS_NOTE_HELP,
    LAST,
    NOTE_HELP,
    POSITION_HELP,
    REVIEWED_PAGE_HELP,
    SLUG_HELP,
    SOURCES_HELP,
    Confidence,
    Content,
    one_of,
    scale_field,
    slug_field,
    text_list_field,
    unique,
    unique_slug,
    words_of,
)
from wizard.models.causes import Cause
from wizard.models.devices import Family
from wizard.models.lights import RESERVED_LIGHTS, Pattern, Status
from wizard.models.redirects import Addressed, Kind
from wizard.models.sources import Source


class Symptom(Addressed):
    """A way in without a light, written once for all families that can have it."""

    kind = Kind.SYMPTOM
    parts = ("symptom_causes",)
    read_with = (
        "families",
        "symptom_causes__cause",
        "symptom_causes__families",
        "symptom_causes__sources",
        "sources",
    )

    slug = slug_field(
        SLUG_HELP + " No light may have the same name. Name what is noticed: no-alerts.",
        reserved=RESERVED_LIGHTS,
    )
    title = models.CharField(
        max_length=80,
        help_text="What people notice, in a few words. Example: The batteries run down too fast.",
    )
    description = models.TextField(
        help_text=(
            "The same in their own words, in a sentence or two. It also says what belongs here and"
            " what does not. Example: New batteries last days or weeks, not months."
        )
    )
    said = text_list_field(
        "Other words for it, as people type them into a search box. Example: eats batteries.",
        verbose_name="people also say",
    )
    status = models.CharField(
        max_length=10,
        choices=Status,
        help_text=(
            "The first line people read, before any question is answered. Example: “look into it”,"
            " if a fault is likelier than not."
        ),
    )
    families = models.ManyToManyField(
        Family,
        blank=True,
        related_name="symptoms",
        help_text=(
            "Whose devices can have it. Each device of these families has a page for it. With none"
            " nobody sees it. Example: the families with batteries."
        ),
    )
    confidence = models.CharField(max_length=10, choices=Confidence, help_text=CONFIDENCE_HELP)
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_PAGE_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="symptoms", help_text=SOURCES_HELP
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("symptom"),
            one_of("status", Status.values, name="symptom_status_known"),
            one_of("confidence", Confidence.values, name="symptom_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A page has one meaning: a device's lights and symptoms share their addresses."""
        if Pattern.objects.filter(slug=self.slug).exists():
            raise ValidationError(
                {"slug": "A light has this name, and both would have one page. Choose another."}
            )


class SymptomCause(Content):
    """A symptom can mean a cause, and how often it does."""

    natural_lookups = ("symptom__slug", "cause__slug")

    symptom = models.ForeignKey(
        Symptom,
        on_delete=models.CASCADE,
        related_name="symptom_causes",
        help_text="What is noticed. Example: No recordings or alerts.",
    )
    cause = models.ForeignKey(
        Cause,
        on_delete=models.PROTECT,
        related_name="symptom_causes",
        help_text=(
            "What it can mean. A cause that is not listed is never found. Example: The system is"
            " not armed."
        ),
    )
    frequency = scale_field(
        scales.Frequency,
        "Of the people who ask about this, how many have this cause. Each word is three of the"
        " next. Example: very common (27).",
        blank=True,
    )
    rationale = models.TextField(
        blank=True, help_text="Why so often. Example: Blink names it first."
    )
    confidence = models.CharField(
        max_length=10,
        choices=Confidence,
        help_text="How sure the sources make us. Example: low, where no source says how often.",
    )
    families = models.ManyToManyField(
        Family,
        blank=True,
        related_name="symptom_causes",
        help_text=(
            "The families for which it can be the cause. Example: only those that need a Sync"
            " Module. Empty: every family of the symptom."
        ),
    )
    sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="symptom_causes",
        help_text=(
            "Who says that it can be this. With none, the confidence is low. Example: Blink: How"
            " can I arm my system?"
        ),
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "cause of a symptom"
        verbose_name_plural = "causes of symptoms"
        ordering = [
            "symptom__position",
            "symptom__slug",
            "position",
            "cause__position",
            "cause__slug",
        ]
        constraints = [
            unique(
                "symptom",
                "cause",
                name="symptom_cause_unique",
                message="This symptom has this cause already. Fix that row.",
            ),
            one_of(
                "frequency", ["", *words_of(scales.Frequency)], name="symptom_cause_frequency_known"
            ),
            one_of("confidence", Confidence.values, name="symptom_cause_confidence_known"),
        ]
