"""What a password of the staff may not be, beside what Django refuses."""

from __future__ import annotations

import re

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

MOST_ADDED = 6
"""So many digits and signs do not make a common word a password. Example: Summer2024!"""


class WordWithNumbersValidator(CommonPasswordValidator):
    """Refuses one common word that was filled up with a year or a sign: what is tried first with
    many names.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        word = re.sub(r"[^a-z]", "", password.lower())
        if word in self.passwords and len(password) - len(word) <= MOST_ADDED:
            raise ValidationError(self.get_error_message(), code="word_with_numbers")

    def get_error_message(self) -> str:
        return "A common word with a number is guessed at once. Take several words."

    def get_help_text(self) -> str:
        return "Your password can’t be one common word with a number, such as Summer2024."
