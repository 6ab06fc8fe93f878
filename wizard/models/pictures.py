"""Photos and drawings that staff upload."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextvars import ContextVar

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

from wizard.models.base import (
    LAST,
    POSITION_HELP,
    REVIEWED_HELP,
    Content,
    check,
    slug_field,
    unique_slug,
)
from wizard.models.devices import Device
from wizard.models.lights import Pattern
from wizard.models.steps import Step

ALONG: ContextVar[Collection[str]] = ContextVar("digests of what comes along", default=())
"""Pictures that are about to be kept: with files that are looked at, nothing is kept yet."""


def validate_digest(value: str) -> None:
    """What was uploaded lies in the storage under its digest."""
    if not re.fullmatch(r"[0-9a-f]{32}", value):
        raise ValidationError("Not 32 of 0 to 9 and a to f.", code="digest")
    if value in ALONG.get():
        return
    try:
        is_there = default_storage.exists(f"pictures/{value}.webp")
    except OSError as error:
        raise ValidationError(
            "The storage of pictures does not answer. Try again in a minute.", code="away"
        ) from error
    if not is_there:
        raise ValidationError(
            "The picture itself is not on this site. Bring pictures/%(value)s.webp along, in the"
            " zip or beside the files, or upload it again.",
            code="digest_missing",
            params={"value": value},
        )


class Picture(Content):
    """A picture of a device, of a light or of a step, in words as well."""

    joined = ("device", "light__family", "step")

    slug = slug_field("A name for it in the fixtures. Example: mini-2-from-below.")
    alt = models.CharField(
        "what it shows, in words",
        max_length=300,
        help_text=(
            "For everybody who cannot see it: what matters in the picture. Example: The underside"
            " of a Mini 2, with the pinhole left of the screw."
        ),
    )
    device = models.ForeignKey(
        Device,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pictures",
        help_text=(
            "The device it shows. With a light or a step: only on this device’s pages. Example:"
            " Mini 2."
        ),
    )
    light = models.ForeignKey(
        Pattern,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pictures",
        help_text="Shown on the answer pages of this light. Example: Red, flashing.",
    )
    step = models.ForeignKey(
        Step,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pictures",
        help_text="Shown wherever this step is told in full. Example: Reset the device.",
    )
    digest = models.CharField(
        max_length=32,
        validators=[validate_digest],
        help_text="Names the file by its content. Example: 3f0a… (made when it is uploaded).",
    )
    width = models.PositiveSmallIntegerField(help_text="In pixels. Example: 1600.")
    height = models.PositiveSmallIntegerField(help_text="In pixels. Example: 1200.")
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("picture"),
            check(
                Q(device__isnull=False) | Q(light__isnull=False) | Q(step__isnull=False),
                name="picture_shows_something",
                message="Say what it shows: a device, a light or a step.",
            ),
            check(
                Q(light=None) | Q(step=None),
                name="picture_light_or_step",
                message="It belongs to a light or to a step, not to both.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        if self.device and self.light and self.device.family_id != self.light.family_id:
            raise ValidationError({"light": "This device has no such light."})
