"""How sentences are read with a small guide, whole: their words (words.txt), what the light does
(looks.txt), which devices they are about (devices.txt), the rest (facts.txt, phrases.txt), and what
they find (found.txt).
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.search.guide import (
    GUIDE,
    about_in,
    entry_in,
    facts_in,
    found_in,
    looks_in,
    meanings_in,
    words_in,
)
from wizard.search.facts import Facts, Reader
from wizard.search.ranking import Index
from wizard.search.search import prepare, search
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


def test_the_other_words_the_colours_no_light_has_and_the_answers_are_read() -> None:
    wrong = [
        (read.text, said, expected)
        for read, expected in facts("facts.txt")
        if (said := facts_in(read)) != expected
    ]
    assert not wrong


def test_phrases_mean_what_staff_say_they_mean_and_longer_ones_hide_those_within() -> None:
    wrong = [
        (read.text, said, expected)
        for read, expected in facts("phrases.txt")
        if (said := meanings_in(read)) != expected
    ]
    assert not wrong


def test_a_text_finds_these_subjects_with_these_scores() -> None:
    prepare.cache_clear()
    wrong = [
        (typed, said, expected)
        for typed, expected in table("found.txt")
        if (said := found_in(search(GUIDE, typed))) != expected
    ]
    assert not wrong


def test_each_subject_is_about_these_words_and_its_light_looks_so() -> None:
    """What the index holds of the small guide, whole: reference/entries.json."""
    said = [entry_in(entry) for entry in Index(GUIDE).entries]
    path = Path(__file__).parent / "reference" / "entries.json"
    assert said == json.loads(path.read_text(encoding="utf-8"))
