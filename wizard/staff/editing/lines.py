"""Texts of several lines, and lists as editors write them: one item a line."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.forms import CharField, Textarea

ONE_A_LINE = "One a line."


class LongTextField(CharField):
    """A text of several lines, whose ends browsers send otherwise than they are stored."""

    widget = Textarea

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class LinesField(CharField):
    """A list of texts, each on a line of its own; empty lines do not count."""

    widget = Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: object) -> object:
        """The list that is stored, or the text that was sent."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[object]:  # type: ignore[override]  # a list, no text
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [self.item(str(line).strip()) for line in lines if str(line).strip()]

    def item(self, text: str) -> object:
        return text

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class NumbersField(LinesField):
    """The same of whole numbers."""

    def item(self, text: str) -> object:
        try:
            return int(text)
        except ValueError as error:
            raise ValidationError(
                f"“{text}” is no whole number. Write one number a line.", code="number"
            ) from error
