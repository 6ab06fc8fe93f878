"""How sentences are read with a small guide, whole: their words (words.txt), what the light does
(looks.txt), and which devices they are about (devices.txt).
"""

from __future__ import annotations

from pathlib import Path

from tests.search.guide import GUIDE, about_in, looks_in, words_in
from wizard.search.facts import Facts, Reader
from wizard.search.words import read_words


def table(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line.rsplit(" => ", 1) for line in text.splitlines()]


def facts(name: str) -> list[tuple[Facts, str]]:
    """What is read in each sentence of a table, and what stands beside it."""
    reader = Reader(GUIDE)
    return [(reader.read(typed), expected) for typed, expected in table(name)]


def test_a_text_is_spelt_as_the_guide_spells_in_clauses_with_what_is_denied() -> None:
    assert [[typed, words_in(read_words(typed, None))] for typed, _ in table("words.txt")] == (
        table("words.txt")
    )


def test_what_the_light_does_is_read_one_look_after_another() -> None:
    wrong = [
        (read.text, said, looks)
        for read, looks in facts("looks.txt")
        if (said := looks_in(read.looks)) != looks
    ]
    assert not wrong


def test_the_devices_are_read_that_it_is_about() -> None:
    wrong = [
        (read.text, said, devices)
        for read, devices in facts("devices.txt")
        if (said := about_in(read.about)) != devices
    ]
    assert not wrong
