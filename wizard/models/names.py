"""Names that links made earlier still carry."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wizard.models.base import Content, check, one_of, unique
from wizard.querysets import ContentQuerySet
from wizard.validators import validate_slug


class Kind(models.TextChoices):
    DEVICE = "device", "Device"
    LIGHT = "light", "Light pattern"
    QUESTION = "question", "Question"
    OPTION = "option", "Answer to a question"
    STEP = "step", "Remediation step"


class FormerName(Content):
    """A name that was changed or withdrawn, so that old links still lead somewhere."""

    natural_lookups = ("kind", "scope", "old")

    kind = models.CharField(max_length=10, choices=Kind, help_text="What carried the name.")
    scope = models.CharField(
        max_length=50,
        blank=True,
        validators=[validate_slug],
        help_text="Of a light its family, of an answer its question: mini, when-it-began. Otherwise empty.",
    )
    old = models.CharField(max_length=50, validators=[validate_slug], help_text="The name that old links carry.")
    new = models.CharField(
        max_length=50,
        blank=True,
        validators=[validate_slug],
        help_text="The name it has now; old links are led on for good. Empty: it was withdrawn.",
    )
    reason = models.CharField(
        max_length=200,
        blank=True,
        help_text="Shown to people whose link names it, where it was withdrawn. Example: This light is now two lights.",
    )

    objects = ContentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "scope", "old"]
        constraints = [
            unique(
                "kind", "scope", "old", name="former_name_unique", message="This name is listed already. Mend that row."
            ),
            one_of("kind", Kind.values, name="former_name_kind_known"),
            check(
                ~Q(old=F("new")),
                name="former_name_changed",
                message="The new name is the old one. Nothing to lead on to.",
            ),
            check(
                ~Q(new="") | ~Q(reason=""),
                name="former_name_reason",
                message="Say what became of it: a withdrawn name needs a reason that people can read.",
            ),
            check(
                (Q(kind__in=["light", "option"]) & ~Q(scope="")) | (~Q(kind__in=["light", "option"]) & Q(scope="")),
                name="former_name_scope",
                message="A light needs its family and an answer its question in “scope”; nothing else has a scope.",
            ),
        ]
