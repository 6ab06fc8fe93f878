"""What a single field may hold, said so that an editor can fix it."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from wizard.knowledge.placeholders import mistakes
from wizard.knowledge.values import MEANINGS

SLUG_SHAPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def validate_slug(value: str) -> None:
    """What a link can carry and a person can read out."""
    if not SLUG_SHAPE.fullmatch(value):
        raise ValidationError(
            "“%(value)s” cannot be part of an address. "
            "Use lower-case letters and digits with single hyphens between them, like solid-red.",
            code="slug",
            params={"value": value},
        )


@deconstructible
class NotReserved:
    """Refuses names that already mean something in addresses, and says what."""

    def __init__(self, meanings: dict[str, str]) -> None:
        self.meanings = meanings

    def __call__(self, value: str) -> None:
        if value in self.meanings:
            raise ValidationError(
                "“%(value)s” is reserved: in an address it means %(meaning)s. Choose another name.",
                code="reserved",
                params={"value": value, "meaning": self.meanings[value]},
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NotReserved) and self.meanings == other.meanings

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.meanings.items())))


def validate_reply(value: str) -> None:
    """The template of a reply: only placeholders that can be filled in, and the link among them."""
    if found := mistakes(value):
        raise ValidationError(list(found), code="reply")


def validate_text_list(value: object) -> None:
    """A list of texts, none of them empty and none twice."""
    if not isinstance(value, list) or not all(
        isinstance(item, str) and item.strip() for item in value
    ):
        raise ValidationError('Write a list of texts, like ["phone", "coin"].', code="text_list")
    if len(set(value)) < len(value):
        raise ValidationError(
            "The list names something twice. Name it once.", code="text_list_twice"
        )


def validate_meanings(value: object) -> None:
    """A list of "kind:name" with kinds that the search knows."""
    validate_text_list(value)
    for meaning in value if isinstance(value, list) else ():
        kind, _, name = meaning.partition(":")
        if kind not in MEANINGS or not name:
            raise ValidationError(
                f"“{meaning}” means nothing. Write a kind and a name with a colon between them,"
                f" such as cause:low-battery. The kinds are: {', '.join(MEANINGS)}.",
                code="meanings",
            )


MOST_LIGHT_STEPS, LONGEST_LIGHT = 100, 60_000


def validate_light_steps(value: object) -> None:
    """[brightness 0 to 1, whole milliseconds above 0] once or more, and a minute at most."""
    if not isinstance(value, list) or not value:
        raise ValidationError(
            "Write at least one step, like [[1.0, 300], [0.0, 2700]]: lit for 300 ms, dark for"
            " 2700 ms.",
            code="light_steps",
        )
    for number, step in enumerate(value, start=1):
        if not isinstance(step, list) or len(step) != 2:
            raise ValidationError(
                "Step %(number)s is not a pair. Write [brightness, milliseconds], like [1.0, 300].",
                code="light_step",
                params={"number": number},
            )
        brightness, milliseconds = step
        if (
            isinstance(brightness, bool)
            or not isinstance(brightness, int | float)
            or not 0 <= brightness <= 1
        ):
            raise ValidationError(
                "Step %(number)s: the brightness lies between 0 (dark) and 1 (full), like 0.25 for"
                " a faint glow.",
                code="brightness",
                params={"number": number},
            )
        if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or milliseconds <= 0:
            raise ValidationError(
                "Step %(number)s: the milliseconds are a whole number above 0, like 300.",
                code="milliseconds",
                params={"number": number},
            )
    if (
        len(value) > MOST_LIGHT_STEPS
        or sum(milliseconds for _, milliseconds in value) > LONGEST_LIGHT
    ):
        raise ValidationError(
            "The steps are at most %(most)s and last a minute at most: 60000 ms together. Write one"
            " round only.",
            code="light_steps_long",
            params={"most": MOST_LIGHT_STEPS},
        )


def validate_cuts(value: object) -> None:
    """Milliseconds from the start, whole, above 0 and rising."""
    if not isinstance(value, list) or not all(
        isinstance(cut, int) and not isinstance(cut, bool) and cut > 0 for cut in value
    ):
        raise ValidationError(
            "Write milliseconds from the start, whole and above 0, such as 3950.", code="cuts"
        )
    if value != sorted(set(value)):
        raise ValidationError("Write the cuts in rising order, each once.", code="cuts_order")
