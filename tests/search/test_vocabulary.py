"""What a mistyped word was meant to be, with a vocabulary of a few words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import make_channel, make_pattern
from tests.search.guide import GUIDE
from wizard.search.facts import counts_of
from wizard.search.ranking import appearance_of
from wizard.search.vocabulary import Vocabulary

COUNTS = {
    "flashing": 9,
    "flashes": 3,
    "battery": 5,
    "batteries": 5,
    "sync": 7,
    "module": 6,
    "blue": 4,
    "glue": 4,
    "light": 2,
    "night": 8,
    "stuck": 1,
    "xqzzy": 3,
    "zqmini": 3,
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(COUNTS, names=("zqmini", "arlopro"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flashing", "flashing"),
        ("flahsing", "flashing"),
        ("flshng", "flshng"),  # two letters of six
        ("flshing", "flashing"),
        ("flasging", "flashing"),
        ("flaszzng", "flashing"),  # two letters of eight
        ("flazzzng", "flazzzng"),
        ("batttery", "battery"),
        ("batery", "battery"),
        ("bttry", "bttry"),
        ("stuk", "stuck"),
        ("stk", "stk"),  # too short
        ("blu", "blu"),
        ("bleu", "blue"),
        ("vlue", "vlue"),  # another first letter
        ("modle", "module"),
        ("modulle", "module"),
        ("modullle", "modullle"),  # two letters more
        ("syncmodule", "sync module"),
        ("modulesync", "module sync"),
        ("bluelight", "blue light"),
        ("syncsync", "sync sync"),
        ("lightxx", "lightxx"),
        ("lightxyz", "lightxyz"),  # half of it is no word
        ("xqzy", "xqzy"),  # no word of English, and no name
        ("zqmni", "zqmini"),
        ("arlopro", "arlopro"),
        ("month", "month"),
        ("nigh", "nigh"),
    ],
)
def test_a_word_is_put_right_where_one_near_it_is_known(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert " ".join(vocabulary.corrected(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flashin", "flashing"),
        ("flas", "flashing"),  # the most used of those it begins
        ("bat", "bat"),
        ("batte", "batteries"),  # alike: in the order of the alphabet
        ("stuc", "stuck"),
        ("month", "month"),
        ("xqzz", "xqzzy"),
        ("zzzz", "zzzz"),
        ("syncmodule", "sync module"),
        ("lightxx", "lightxx"),
        ("lightxyz", "lightxyz"),  # half of it is no word
        ("modu", "module"),
    ],
)
def test_the_last_word_may_be_cut_short(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert " ".join(vocabulary.completed(typed)) == meant


def test_all_words_of_a_guide_are_counted_that_a_mistyped_one_may_be() -> None:
    path = Path(__file__).parent / "reference" / "counts.json"
    assert dict(counts_of(GUIDE)) == json.loads(path.read_text(encoding="utf-8"))


def test_a_light_of_half_its_brightness_is_no_glow() -> None:
    def is_faint(*steps: tuple[float, int]) -> bool:
        return appearance_of(make_pattern(causes={}, channels=[make_channel(*steps)])).is_faint

    assert is_faint((0.49, 1000))
    assert not is_faint((0.5, 1000))
    assert not is_faint((0.3, 500), (0.6, 500))
    assert not is_faint((0.0, 1000))
