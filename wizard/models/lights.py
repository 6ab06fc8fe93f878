"""What the eye sees."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from wizard.knowledge import scales, values
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
    check,
    one_of,
    scale_field,
    slug_field,
    text_list_field,
    unique,
    words_of,
)
from wizard.models.colours import Colour
from wizard.models.devices import Family
from wizard.models.redirects import Addressed, Kind
from wizard.models.sources import Source
from wizard.models.validators import (
    validate_cuts,
    validate_light_steps,
)

RESERVED_LIGHTS = {
    values.UNSURE: "“not sure which light it is”",
    values.OTHER_LIGHT: "“it does something else”",
}


class Status(models.TextChoices):
    NORMAL = values.NORMAL, "Normal"
    LOOK = values.LOOK, "Look into it"
    ACT = values.ACT, "Act now"


class Timing(models.TextChoices):
    SOURCED = "sourced", "A source gives it"
    APPROXIMATE = "approximate", "Approximate: drawn, not measured"


class Pattern(Addressed):
    """A light pattern: what is seen on a family's light, never what it means."""

    natural_lookups = ("family__slug", "slug")
    kind = Kind.LIGHT
    parts = ("channels", "look_alikes", "pattern_causes", "likelihoods")
    joined = ("family",)
    read_with = (
        "channels__colour",
        "look_alikes__other",
        "pattern_causes__cause",
        "pattern_causes__sources",
        "sources",
    )

    family = models.ForeignKey(
        Family,
        on_delete=models.PROTECT,
        related_name="patterns",
        help_text=(
            "Whose light shows it. Moved to another family, its old links say that it has moved."
            " Example: Mini and Mini 2."
        ),
    )
    slug = slug_field(
        SLUG_HELP + " Name the look, not the meaning: solid-red, not wifi-fault.",
        reserved=RESERVED_LIGHTS,
    )
    title = models.CharField(
        max_length=80,
        help_text="The look with its colour, in a few words. Example: Blue steady, green blinking.",
    )
    description = models.TextField(
        blank=True,
        help_text=(
            "The same look in a sentence, for eyes that cannot see the drawing. Example: A red"
            " light stays on. Empty: the page says what is drawn."
        ),
    )
    status = models.CharField(
        max_length=10,
        choices=Status,
        help_text=(
            "The first line people read, before any question is answered. “Normal” sends people"
            " with a fault away; “act now” frightens people without one. Example: “look into it”"
            " where it may be either."
        ),
    )
    timing = models.CharField(
        max_length=20,
        choices=Timing,
        help_text=(
            "Does a source give the rhythm? If not, the page says “rhythm approximate”. "
            "Example: approximate, if it was recorded by tapping."
        ),
    )
    flash_count = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="How many flashes are counted, where the number matters. Example: 5.",
    )
    flash_count_max = models.PositiveSmallIntegerField(
        "or as many as",
        null=True,
        blank=True,
        help_text=(
            "The larger number where the eye may count either. It is drawn as a hollow bar."
            " Example: 6 for “five or six”. Otherwise empty."
        ),
    )
    normal_for_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="How long it may go on and still be normal. Example: 120. Empty: no such limit.",
    )
    seen = scale_field(
        scales.Seen,
        "How often people bring this light, among the lights of its family. Common lights stand"
        " out when somebody is not sure which light they see. Each word is three of the next."
        " Example: very common (27) for a light of the Mini device without internet.",
    )
    confidence = models.CharField(max_length=10, choices=Confidence, help_text=CONFIDENCE_HELP)
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_PAGE_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="patterns", help_text=SOURCES_HELP
    )
    fact_rows = text_list_field(
        "Which rows of the collected facts it stands for. Not shown. Example: cam-blue-solid.",
        verbose_name="rows of the fact file",
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "light pattern"
        ordering = ["family__position", "family__slug", "position", "slug"]
        constraints = [
            unique(
                "family",
                "slug",
                name="pattern_slug_unique",
                message=(
                    "This family has a pattern with this name. Choose another, or fix that one."
                ),
            ),
            one_of("status", Status.values, name="pattern_status_known"),
            one_of("timing", Timing.values, name="pattern_timing_known"),
            one_of("seen", words_of(scales.Seen), name="pattern_seen_known"),
            one_of("confidence", Confidence.values, name="pattern_confidence_known"),
            check(
                Q(flash_count=None) | Q(flash_count__gte=1),
                name="pattern_flash_count_positive",
                message=(
                    "A counted flash is at least one. Leave the count empty where it does not"
                    " matter."
                ),
            ),
            check(
                Q(flash_count_max=None)
                | Q(flash_count__isnull=False, flash_count_max__gt=F("flash_count")),
                name="pattern_flash_count_max_larger",
                message=(
                    "“Or as many as” is larger than the flash count. Leave it empty where the"
                    " number is certain."
                ),
            ),
            check(
                Q(normal_for_seconds=None) | Q(normal_for_seconds__gte=1),
                name="pattern_normal_for_positive",
                message=(
                    "“Normal for” is at least one second. Leave it empty where there is no limit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}: {self.title}"


class Channel(Content):
    """One lamp of a pattern, with its rhythm as it is drawn."""

    natural_lookups = ("pattern__family__slug", "pattern__slug", "position")

    pattern = models.ForeignKey(
        Pattern,
        on_delete=models.CASCADE,
        related_name="channels",
        help_text=(
            "The pattern this lamp is part of. Example: Blue steady, green blinking has two lamps."
        ),
    )
    position = models.PositiveSmallIntegerField(
        default=1,
        help_text="The order of the lamps. Example: 1 for the first lamp, 2 for the second.",
    )
    led = models.CharField(
        "lamp",
        max_length=40,
        help_text="As people would call it. Example: green light, ring, lens.",
    )
    colour = models.ForeignKey(
        Colour,
        on_delete=models.PROTECT,
        related_name="channels",
        help_text=(
            "Its colour; of a lamp that stays dark, the colour it could have. People find the light"
            " by it. Example: green for the right light of a Sync Module."
        ),
    )
    steps = models.JSONField(
        validators=[validate_light_steps],
        help_text=(
            "[brightness 0 to 1, milliseconds], one after the other. Example: [[1.0, 300], [0.0,"
            " 2700]] is a short flash every three seconds. More than three flashes in a second can"
            " cause seizures and are refused."
        ),
    )
    repeat = models.BooleanField(
        default=True,
        help_text=(
            "Over and over? If not, it is shown once and must end within 4.5 seconds. "
            "Example: no for “five flashes, then dark”."
        ),
    )
    cuts = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_cuts],
        help_text=(
            "Milliseconds at which a pause was shortened for the drawing; shown as two slanted"
            " lines. Example: 3950."
        ),
    )

    class Meta:
        ordering = [
            "pattern__family__position",
            "pattern__family__slug",
            "pattern__position",
            "pattern__slug",
            "position",
        ]
        constraints = [
            unique(
                "pattern",
                "position",
                name="channel_position_unique",
                message=(
                    "This pattern has a lamp with this number. Number its lamps 1, 2 and so on."
                ),
            ),
        ]


class LookAlike(Content):
    """Another pattern of the same family that people mistake for this one."""

    natural_lookups = (
        "pattern__family__slug",
        "pattern__slug",
        "other__family__slug",
        "other__slug",
    )

    pattern = models.ForeignKey(
        Pattern,
        on_delete=models.CASCADE,
        related_name="look_alikes",
        help_text="The pattern that people choose. Example: Red, flashing.",
    )
    other = models.ForeignKey(
        Pattern,
        on_delete=models.CASCADE,
        related_name="mistaken_for",
        help_text=(
            "The pattern that some of them really see. It is of the same family. Example: Short red"
            " flash about every 3 seconds."
        ),
    )
    confusion = scale_field(
        scales.Confusion,
        "Of the people who see the other, how many choose this one. The number is their share:"
        " often (0.2) is one in five. The more, the longer the other stays possible, and the"
        " more is asked. Example: rarely, where the colours differ.",
    )
    how_to_tell_apart = models.TextField(
        help_text=(
            "By eye, in a sentence or two. Example: Watch the green light for ten seconds. Does it"
            " blink?"
        )
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "look-alike"
        ordering = [
            "pattern__family__position",
            "pattern__family__slug",
            "pattern__position",
            "pattern__slug",
            "position",
            "other__slug",
        ]
        constraints = [
            unique(
                "pattern",
                "other",
                name="look_alike_unique",
                message="This look-alike is listed already. Fix that row.",
            ),
            check(
                ~Q(pattern=F("other")),
                name="look_alike_not_itself",
                message=(
                    "A pattern is not its own look-alike. Choose another pattern of the family."
                ),
            ),
            one_of("confusion", words_of(scales.Confusion), name="look_alike_confusion_known"),
        ]

    def clean(self) -> None:
        if self.pattern_id and self.other_id and self.pattern.family_id != self.other.family_id:
            raise ValidationError(
                {
                    "other": (
                        "A look-alike belongs to the same family: people choose among the lights of"
                        " one device."
                    )
                }
            )
