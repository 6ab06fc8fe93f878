"""The colours that lights can have."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models

from wizard.knowledge.colours import LEAST_CONTRAST, PAPER, STAGE, contrast
from wizard.models.base import LAST, REVIEWED_HELP, Content, unique, unique_slug
from wizard.models.validators import NotReserved, validate_text_list

HUE = re.compile(r"#[0-9a-f]{6}")


def validate_colour_slug(value: str) -> None:
    """One word: addresses join the colours of a light with hyphens."""
    if not re.fullmatch(r"[a-z]+", value):
        raise ValidationError(
            "“%(value)s” is not one word of small letters. Addresses join colours with hyphens, so"
            " write it like this: warmwhite.",
            code="slug",
            params={"value": value},
        )


def validate_colour_words(value: object) -> None:
    """A list of single words in small letters."""
    validate_text_list(value)
    for word in value if isinstance(value, list) else ():
        if not re.fullmatch(r"[a-z]+", word):
            raise ValidationError(
                "“%(word)s” is not one word of small letters. Write each word by itself.",
                code="colour_words",
                params={"word": word},
            )


def validate_letter(value: str) -> None:
    if not re.fullmatch(r"[A-Z]", value):
        raise ValidationError("Write one capital letter, like W.", code="letter")


def validate_hue(value: str) -> None:
    if not HUE.fullmatch(value):
        raise ValidationError(
            "“%(value)s” is no hue. Write # and six of 0 to 9 and a to f, like #ff5a4d.",
            code="hue",
            params={"value": value},
        )


def validate_stage(value: str) -> None:
    """Can it be seen on the dark stage?"""
    _validate_contrast(value, STAGE, "on the dark stage", "a lighter")


def validate_paper(value: str) -> None:
    """Can it be seen on printed paper?"""
    _validate_contrast(value, PAPER, "on paper", "a darker")


def _validate_contrast(value: str, ground: str, where: str, remedy: str) -> None:
    if HUE.fullmatch(value) and (found := contrast(value, ground)) < LEAST_CONTRAST:
        raise ValidationError(
            "Its contrast %(where)s is %(found)s : 1, and eyes need %(least)s : 1. Choose"
            " %(remedy)s hue.",
            code="contrast",
            params={
                "where": where,
                "found": f"{int(found * 10) / 10:g}",
                "least": f"{LEAST_CONTRAST:g}",
                "remedy": remedy,
            },
        )


class Colour(Content):
    """A colour of light: what it is called, and how it is drawn."""

    slug = models.CharField(
        max_length=20,
        validators=[
            validate_colour_slug,
            NotReserved(
                {
                    "none": "“no light”",
                    "any": "“any light”",
                    "unsure": "“not sure which colour it is”",
                }
            ),
        ],
        help_text=(
            "One word of small letters, for addresses. Links carry it, so it never changes."
            " Example: warmwhite."
        ),
    )
    name = models.CharField(
        max_length=30,
        help_text="As it stands in a sentence. Example: warm white, for “One warm white flash”.",
    )
    letter = models.CharField(
        max_length=1,
        validators=[validate_letter],
        help_text="Beside its rhythm, for eyes that cannot tell colours apart. Example: W.",
    )
    stage = models.CharField(
        "on the dark stage",
        max_length=7,
        validators=[validate_hue, validate_stage],
        help_text=(
            "Its bars and dots on the dark stage, in light and dark pages alike. Its contrast there"
            " is at least 3 : 1. Example: #ff5a4d."
        ),
    )
    paper = models.CharField(
        "on paper",
        max_length=7,
        validators=[validate_hue, validate_paper],
        help_text=(
            "Its bars on paper, when a page is printed. Its contrast there is at least 3 : 1."
            " Example: #c8281c."
        ),
    )
    glow = models.CharField(
        "glow of the lamp",
        max_length=7,
        blank=True,
        validators=[validate_hue],
        help_text=(
            "The light around a lit lamp. Empty: the hue on the dark stage. Example: #ff3b2d."
        ),
    )
    core = models.CharField(
        "middle of the lamp",
        max_length=7,
        blank=True,
        validators=[validate_hue],
        help_text=(
            "The pale middle of a lit lamp. Empty: the hue on the dark stage, made paler. Example:"
            " #ffc2b9."
        ),
    )
    words = models.JSONField(
        "words people say",
        default=list,
        validators=[validate_colour_words],
        help_text=(
            "What people call it, its own name among them: single words that the search takes for"
            " it. A word belongs to one colour only. Example: amber."
        ),
    )
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    position = models.PositiveSmallIntegerField(
        default=LAST,
        help_text=(
            "The order in which two colours of a light are named: smaller stands first. Example: 10"
            " for red, 20 for blue in “Red and blue”."
        ),
    )

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("colour"),
            unique(
                "letter",
                name="colour_letter_unique",
                message="Another colour has this letter. Choose another, or free it there first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
