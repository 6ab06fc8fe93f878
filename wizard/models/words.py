"""What people say for what the guide knows."""

from __future__ import annotations

from django.db import models

from wizard.models.base import LAST, POSITION_HELP, REVIEWED_HELP, Content, slug_field, unique
from wizard.models.validators import validate_meanings, validate_text_list


class WordsPeopleUse(Content):
    """Words that people type, and what the search takes them for."""

    slug = slug_field("A name for it in the fixtures. Example: fast-drain.")
    phrases = models.JSONField(
        "words",
        validators=[validate_text_list],
        help_text=(
            "What people type, without words such as “my” or “the”. All words of a phrase have to"
            " be said close together, in any form and order; in quotation marks side by side, as"
            ' they stand. Example: eats batteries, or "ring doorbell".'
        ),
    )
    means = models.JSONField(
        validators=[validate_meanings],
        help_text=(
            "What they mean, the likeliest first: kind:name, with the name as addresses have it."
            " Example: cause:fast-drain. Kinds: device, family, shelf,"
            " colour, no-colour, rhythm, light, symptom, answer (question/option), cause, step,"
            " faq, fine, other-brand, outside, accessory, language, safety."
        ),
    )
    text = models.TextField(
        blank=True,
        help_text=(
            "What people are told about it above the results. Example: “Where clips are kept is"
            " outside this guide.” Empty: the standard sentence, or nothing."
        ),
    )
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "words people use"
        verbose_name_plural = "words people use"
        ordering = ["position", "slug"]
        constraints = [
            unique(
                "slug",
                name="words_slug_unique",
                message="There are words with this name. Choose another.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
