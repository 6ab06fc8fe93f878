"""Words are kept only if many say them, and never with what could name anybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wizard.insight.words import MOST_LETTERS, Different, Vain, harmless

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Doorbell CHIME", "doorbell chime"),
        ("call 555-123 4567 now", "call now"),
        ("camera of ann@example.com broken", "camera of broken"),
        ("ann at www.example.com or https://x.example/a?b", "ann at or"),
        ("serial G8V1XX0012", "serial"),
        ("my e-mail: ann.smith(at)example", "my e-mail at example"),
        ("won’t ring!!!", "won’t ring"),
        ("12345", ""),
        ("   ", ""),
        ("<script>alert()</script>", "script alert script"),
        ("tür öffnet nicht", "tür öffnet nicht"),
    ],
)
def test_figures_addresses_and_marks_are_taken_out(typed: str, kept: str) -> None:
    assert harmless(typed) == kept


def test_what_is_long_is_cut_at_a_word() -> None:
    assert harmless("chime " * 50) == " ".join(["chime"] * 8)
    assert len(harmless("doorbellchime " * 8)) <= MOST_LETTERS


def test_five_browsers_of_a_day_open_a_search_and_what_was_waited_for_counts() -> None:
    vain = Vain()
    asked = [vain.ask("chime", DAY, bytes([number])) for number in (1, 1, 2, 3, 4, 5, 5)]
    assert asked == [{}, {}, {}, {}, {}, {DAY: 6}, {DAY: 1}]


def test_three_days_open_it_too_even_in_one_browser() -> None:
    vain = Vain()
    days = [DAY + timedelta(days=number) for number in range(4)]
    asked = [vain.ask("chime", day, b"a") for day in days]
    assert asked == [{}, {}, dict.fromkeys(days[:3], 1), {days[3]: 1}]


def test_browsers_of_several_days_are_not_put_together() -> None:
    vain = Vain()
    for day in (DAY, DAY + timedelta(days=1)):
        for number in range(4):
            assert vain.ask("chime", day, bytes([number, day.day])) == {}


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    vain = Vain(most=3)
    for day in (DAY, DAY + timedelta(days=1)):
        vain.ask("chime", day, b"a")
    for words in ("a", "b", "c"):
        vain.ask(words, DAY, b"a")
    assert vain.ask("chime", DAY + timedelta(days=2), b"a") == {}


def test_a_day_has_only_so_many_different_searches_in_vain() -> None:
    different = Different(most=2)
    asked = [different.admits(words, DAY) for words in ("a", "b", "c", "a", "c")]
    assert asked == [True, True, False, True, False]
    assert different.admits("c", DAY + timedelta(days=1))
