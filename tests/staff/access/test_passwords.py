from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize("password", ["Summer2024", "summer2024!", "2024Dragon", "Football99"])
def test_one_common_word_with_a_number_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="A common word with a number is guessed at once"):
        validate_password(password)


@pytest.mark.parametrize("password", ["green-heron-77", "summer 9031 8847"])
def test_several_words_and_long_numbers_are_not(password: str) -> None:
    validate_password(password)
