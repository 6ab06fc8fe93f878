"""How long it takes to say which diagnoses an edit of one word changes, on the shipped content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from wizard.diagnosis.difference import diff_knowledge
from wizard.diagnosis.facts import Knowledge
from wizard.knowledge import published

ANSWER = ("batteries", "hardware")
"""A general row of a cause that nearly every light has."""


def time_edits() -> dict[str, tuple[float, int]]:
    """name -> (seconds, number of changes), nothing remembered from before."""
    return {
        "the same content": _seconds(lambda knowledge: knowledge),
        "how often the first light has its first cause": _seconds(with_another_frequency),
        "an answer that concerns nearly every light": _seconds(with_another_answer),
    }


def with_another_frequency(knowledge: Knowledge) -> Knowledge:
    first, *patterns = knowledge.patterns
    pair, *pairs = first.causes
    edited = replace(first, causes=(replace(pair, frequency="rare"), *pairs))
    return replace(knowledge, patterns=(edited, *patterns))


def with_another_answer(knowledge: Knowledge) -> Knowledge:
    rows = [
        replace(row, words=((row.words[0][0], "always"), *row.words[1:]))
        if (row.question, row.cause) == ANSWER
        else row
        for row in knowledge.likelihoods
    ]
    return replace(knowledge, likelihoods=tuple(rows))


def _seconds(edit: Callable[[Knowledge], Knowledge]) -> tuple[float, int]:
    old = replace(published())
    new = edit(replace(old))
    begin = perf_counter()
    changes = diff_knowledge(old, new)
    return perf_counter() - begin, len(changes)
