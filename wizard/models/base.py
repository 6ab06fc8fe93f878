"""What the content tables share: natural keys, words with numbers, and a few fields' help."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, cast

from django.conf import settings
from django.db import models

from wizard.knowledge.scales import ScaleWord
from wizard.models.querysets import ContentQuerySet
from wizard.models.validators import NotReserved, validate_slug, validate_text_list

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Key: TypeAlias = tuple[Any, ...]
"""The values of a model's `natural_lookups`, in their order; None for "no such relation"."""

Fields: TypeAlias = dict[str, Any]
"""Name of a field -> JSON value, of the kind that its column takes."""

Column: TypeAlias = "models.Field[Any, Any]"
"""A column or a relation of a content table."""

Reference: TypeAlias = "models.ForeignKey[Any, Any]"
"""A column that names a row."""

LAST = 9990
"""The position of a row nobody has placed."""

SLUG_HELP = (
    "Part of public addresses: lower-case letters, digits and hyphens. Links in people's mail carry"
    " it. If it changes, links with the old name are redirected by themselves. Example: outdoor-4."
)
POSITION_HELP = (
    "Where it stands in lists: smaller stands first. Example: 20 stands between 10 and 30."
)
SOURCES_HELP = (
    "Where this comes from. With no source it must have low confidence and say “unconfirmed” in its"
    " note, or it cannot be published. Example: Blink: Understanding the LEDs."
)
WHENCE_HELP = "Where this comes from. Example: Blink: Understanding the LEDs."
SURE_HELP = (
    "How sure the sources make us. Example: low, where one forum post says so and nobody else."
)
CONFIDENCE_HELP = (
    "How sure the sources make us. Low needs the word “unconfirmed” in the note, which people read."
    " Example: low, where one forum post says so and nobody else."
)
NOTE_HELP = (
    "What people should know about how sure this is. Shown beside it. Example: “The two minutes"
    " come from one website.”"
)
EDITORS_NOTE_HELP = (
    "What editors should know: how sure this is, what is assumed, why it is as it is. People never"
    " see it. Example: “The price of the batteries is in the extra minutes.”"
)
REVIEWED_HELP = (
    "The day somebody last read this text against its sources. The first page of the desk says what"
    " nobody has read for a year. Example: 20/11/2026."
)
REVIEWED_PAGE_HELP = (
    "The day somebody last read this page against its sources. Shown to people. Example:"
    " 20/11/2026."
)


class Confidence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low: say “unconfirmed” in the note"


def word_choices(scale: type[ScaleWord]) -> list[tuple[str, str]]:
    """A scale's words with the number behind each: ("very common", "very common (27)")."""
    return [(word.value, scale.with_number(word)) for word in scale]


def scale_field(
    scale: type[ScaleWord], help_text: str, *, blank: bool = False
) -> models.CharField[str, str]:
    """One of a scale's words."""
    return models.CharField(
        max_length=20, blank=blank, choices=word_choices(scale), help_text=help_text
    )


def words_of(scale: type[ScaleWord]) -> list[str]:
    return [word.value for word in scale]


def one_of(field: str, values: Iterable[str], *, name: str) -> models.CheckConstraint:
    """The database keeps a field to its choices, no matter who writes to it."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": list(values)}),
        name=name,
        violation_error_message=f"Choose the {field.replace('_', ' ')} from the list.",
    )


def slug_field(
    help_text: str = SLUG_HELP, *, reserved: dict[str, str] | None = None
) -> models.CharField[str, str]:
    """A name in lower-case letters. `reserved`: names that mean something else, and what."""
    refusals = [NotReserved(reserved)] if reserved else []
    return models.CharField(
        max_length=50, validators=[validate_slug, *refusals], help_text=help_text
    )


def text_list_field(
    help_text: str, *, verbose_name: str | None = None
) -> models.JSONField[list[str], list[str]]:
    """A list of texts, perhaps of none."""
    return models.JSONField(
        verbose_name,
        default=list,
        blank=True,
        validators=[validate_text_list],
        help_text=help_text,
    )


def person_field(
    help_text: str, *, blank: bool = False, editable: bool = True
) -> models.ForeignKey[User | None, User | None]:
    """Somebody of the staff. What they did stays when they are deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=blank,
        editable=editable,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=help_text,
    )


def unique(*fields: str, name: str, message: str) -> models.UniqueConstraint:
    """No two rows share these fields. `message` stands beside the field if it is one."""
    return models.UniqueConstraint(
        fields=list(fields),
        name=name,
        violation_error_code="unique",
        violation_error_message=message,
    )


def unique_slug(table: str, *, called: str = "") -> models.UniqueConstraint:
    """No two rows of a table share their name. `called`: what people call a row, if otherwise."""
    return unique(
        "slug",
        name=f"{table}_slug_unique",
        message=f"There is a {called or table} with this name. Choose another.",
    )


def check(condition: models.Q, *, name: str, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


class Content(models.Model):
    """A row of a content table, named in fixtures by its natural key and never by a number.

    `natural_lookups` are the look-ups that make up the key, in order. A relation in them is also
    what tells Django which table has to be loaded first.
    """

    natural_lookups: ClassVar[tuple[str, ...]] = ("slug",)
    parts: ClassVar[tuple[str, ...]] = ()
    """Relations whose rows go with this one; all others that name it keep it from being deleted."""
    joined: ClassVar[tuple[str, ...]] = ()
    read_with: ClassVar[tuple[str, ...]] = ()
    """Relations that its frozen value is made from: few rows in the same query, or their own."""

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return " / ".join(str(part) for part in self.natural_key() if part is not None)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Browsers end a line with two characters. A text that was only looked at is not a change.

        A list whose field is emptied, brackets and all, is an empty list.
        """
        for column in self._meta.concrete_fields:
            if isinstance(value := getattr(self, column.attname), str):
                setattr(self, column.attname, value.replace("\r\n", "\n"))
            elif value is None and isinstance(column, models.JSONField) and column.has_default():
                setattr(self, column.attname, column.get_default())
        super().clean_fields(exclude)

    @classmethod
    def rows(cls) -> ContentQuerySet[Self]:
        """The rows of the table, whichever content table it is."""
        return cast("ContentQuerySet[Self]", cls._default_manager.get_queryset())

    def natural_key(self) -> Key:
        return tuple(self._look_up(lookup) for lookup in self.natural_lookups)

    def _look_up(self, lookup: str) -> object:
        value: object = self
        for name in lookup.split("__"):
            value = getattr(value, name) if value is not None else None
        return value


def target_of(relation: Column) -> type[Content]:
    """The table that a relation leads into."""
    return cast("type[Content]", cast("models.ForeignObject[Any, Any]", relation).related_model)
