"""Likelihoods in the files: a row for each question, cause and light, with a word for each answer.

The table has a row for each word. A file that was exported before has one, too, and is still read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.core.exceptions import ValidationError

from wizard.models import Fields

GROUP = ("question", "cause", "pattern", "words")
"""What a row of the file has; `pattern` only where the words are for one light."""


def groups(cells: Iterable[Fields]) -> Iterator[Fields]:
    """The rows of the file, from those of the table in their order."""

    def place(cell: Fields) -> Fields:
        pattern = {"pattern": cell["pattern"]} if cell["pattern"] else {}
        return {"question": cell["option"][:1], "cause": cell["cause"], **pattern}

    for group, words in groupby(cells, place):
        yield {**group, "words": {cell["option"][1]: cell["word"] for cell in words}}


def cells(group: Fields) -> list[Fields]:
    """The rows of the table, from one of the file. Raises `ValidationError` with its fields."""
    question, words = group.get("question", []), group.get("words", {})
    faults = {}
    if not (isinstance(question, list) and len(question) == 1 and isinstance(question[0], str)):
        faults["question"] = "Write the natural key of a question: a list of its slug."
    if not isinstance(words, dict) or not words:
        faults["words"] = 'Write a word for each answer, like {"yes": "rarely", "no": "usually"}.'
    if faults:
        raise ValidationError(faults)
    shared = {name: group[name] for name in ("cause", "pattern") if name in group}
    return [
        {"option": [*question, option], **shared, "word": word} for option, word in words.items()
    ]
