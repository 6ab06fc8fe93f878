"""Where a step is used: what one change of it changes."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from wizard import models
from wizard.guide import links
from wizard.staff.preview import address

Named = tuple[str, str]
"""(what people call it, address of its page, empty where it has none)"""


def use_of(step: models.Step) -> dict[str, list[Named]]:
    """The families a step is worded for, and the lights it can come up on; their pages are those
    of the draft.

    In two queries. What it helps against stands on the same page, in its effects.
    """
    devices = models.Device.objects.all()
    families = models.Family.objects.filter(wordings__step=step).distinct()
    lights = models.Pattern.objects.filter(
        family__wordings__step=step, pattern_causes__cause__effects__step=step
    ).distinct()
    first_of_family = Subquery(devices.filter(family=OuterRef("pk")).values("slug")[:1])
    first_with_light = Subquery(devices.filter(family=OuterRef("family")).values("slug")[:1])
    return {
        "families": [
            (str(family), _preview(family.device and links.how_to(step.slug, family.device)))
            for family in families.annotate(device=first_of_family)
        ],
        "lights": [
            (
                f"{light.family}: {light.title}",
                _preview(light.device and links.answer(light.device, light.slug)),
            )
            for light in lights.select_related("family").annotate(device=first_with_light)
        ],
    }


def _preview(href: str | None) -> str:
    return address(href) if href else ""
