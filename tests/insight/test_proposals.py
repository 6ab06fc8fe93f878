"""What the counts of a world whose words are others propose: most of the words that differ, and
hardly any other.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.insight.driver import Driver, Site, with_words
from wizard.analysis.expected_quality import Mode, follow
from wizard.insight.proposals import (
    EFFECTS,
    FREQUENCIES,
    LEAST_CASES,
    Proposal,
    applied,
    explained,
    proposals,
    touched,
    worth,
)
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

KEY = "internet-down/restart-router"
FAMILIES = ("mini", "battery-camera")
OTHER_EFFECTS = {
    ("low-battery", "replace-batteries"): "sometimes",
    ("waiting-for-setup", "add-device-in-app"): "sometimes",
    ("starting-up", "wait-two-minutes"): "sometimes",
    ("internet-down", "restart-router"): "rarely",
    ("wifi-changed", "update-wifi-in-app"): "sometimes",
    ("stuck", "restart-camera"): "sometimes",
}
OTHER_FREQUENCIES = {
    (("mini", "solid-red"), "stuck"): "uncommon",
    (("mini", "solid-red"), "weak-signal"): "very common",
    (("battery-camera", "five-or-six-red-flashes"), "starting-up"): "very common",
    (("battery-camera", "red-every-3-seconds"), "waiting-for-setup"): "uncommon",
}
OUTCOMES = 5000


def test_every_number_of_a_scale_belongs_to_one_word() -> None:
    for known in (EFFECTS, FREQUENCIES):
        bounds = sorted(known.values())
        assert bounds[0][0] == 0
        assert all(below[1] == above[0] for below, above in pairwise(bounds))
    assert EFFECTS["sometimes"] == pytest.approx((0.275, 0.55))
    assert FREQUENCIES["common"] == pytest.approx((27**0.5, 243**0.5))


def sums(fixed: int, failed: int, *, sure: float, expected: float) -> dict[tuple[str, str], int]:
    people = fixed + failed
    return {
        ("fixed", KEY): fixed,
        ("no-change", KEY): failed,
        ("sure", KEY): round(100 * sure * people),
        ("expected", KEY): round(100 * expected * people),
    }


def only(content: Knowledge, counts: dict[tuple[str, str], int]) -> Proposal | None:
    found = proposals(content, counts)
    assert len(found) <= 1
    return found[0] if found else None


def test_what_was_expected_proposes_nothing_however_many_say_it(content: Knowledge) -> None:
    assert only(content, sums(6000, 4000, sure=0.8, expected=0.6)) is None


def test_a_step_that_fixes_less_than_expected_gets_the_word_that_fits(content: Knowledge) -> None:
    found = only(content, sums(30, 70, sure=0.9, expected=0.65))
    assert found is not None
    assert (found.word, found.proposed) == ("usually", "sometimes")
    # 0.7 said, 30 fixed of 65 expected, 90 cases of the cause: 0.7 − 35 / 90, worth 90² / 100
    share, cases = 0.7 - 35 / 90, 81
    assert found.cases == pytest.approx(cases)
    assert found.number == pytest.approx((20 * 0.7 + cases * share) / (20 + cases))
    assert found.low < found.number < found.high < EFFECTS["usually"][0]


def test_less_than_thirty_cases_propose_nothing(content: Knowledge) -> None:
    assert only(content, sums(0, 29, sure=1, expected=0.7)) is None
    found = only(content, sums(0, 30, sure=1, expected=0.7))
    assert found is not None
    assert found.cases == LEAST_CASES


def test_outcomes_of_an_unlikely_cause_say_nothing(content: Knowledge) -> None:
    assert only(content, sums(0, 500, sure=0.5, expected=0.4)) is None


def test_accepting_saves_minutes_if_the_proposed_word_is_right(content: Knowledge) -> None:
    proposal = Proposal(
        kind="frequency",
        cause="weak-signal",
        of="mini/solid-red",
        word="common",
        proposed="very common",
        number=27,
        low=20,
        high=30,
        people=100,
        cases=80,
    )
    better = applied(content, proposal)
    row = next(r for r in better.pattern["mini", "solid-red"].causes if r.cause == "weak-signal")
    assert row.frequency == "very common"
    found = worth(content, proposal)
    assert found is not None
    assert found.families == ("Mini and Mini 2",)
    assert 0 < found.gain < 1


def test_what_a_fixed_cause_is_taken_for_adds_up(content: Knowledge) -> None:
    found = explained(content, content.family["mini"])["mini", "solid-red"]
    down = found["internet-down"]
    assert max(down, key=lambda cause: down[cause]) == "internet-down"
    assert 0 < sum(sum(row.values()) for row in found.values()) < 1
    assert "something-else" not in {c for c, row in found.items() if sum(row.values()) > 0}


def counted_of(
    content: Knowledge, truth: Knowledge, symptom: str, family: str, people: int
) -> dict[tuple[str, str], int]:
    """What so many people have as their likeliest cause when a step has fixed it: they are as the
    truth says, and the content guides them.
    """
    totals = follow(
        truth, content.family[family], mode=Mode.SYMPTOM, least=1e-3, decides=content, explain=True
    )
    mine = {key: n for key, n in totals.explained.items() if key[0] == (family, symptom)}
    found: Counter[tuple[str, str]] = Counter()
    for (_, _, taken_for), share in mine.items():
        found["cause", f"{family}/{symptom}/{taken_for}"] += round(
            people * share / sum(mine.values())
        )
    return found


def test_a_word_of_a_symptom_is_judged_by_the_people_of_all_its_families(
    content: Knowledge,
) -> None:
    word = Proposal(
        kind="frequency", cause="alerts-off", of="no-alerts", word="common", proposed="very common",
        number=27, low=20, high=30, people=0, cases=0,
    )  # fmt: skip
    truth = applied(content, word)
    row = next(row for row in truth.pattern["mini", "no-alerts"].causes if row.cause == word.cause)
    assert row.frequency == "very common"

    def counted(world: Knowledge, people: int) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for family in ("mini", "battery-camera"):
            found.update(counted_of(content, world, word.of, family, people))
        return found

    assert proposals(content, counted(content, 500)) == []
    (found,) = proposals(content, counted(truth, 500))
    assert (found.key, found.word, found.proposed) == (word.key, "common", "very common")
    assert found.low < 27 < found.high
    assert found.people == pytest.approx(1000, abs=10)
    alone = counted_of(content, truth, word.of, "mini", 28)  # too few; with the others enough
    assert proposals(content, alone) == []
    assert [one.key for one in proposals(content, counted(truth, 45))] == [word.key]
    everybody = next(one for one in content.symptoms if one.slug == word.of).families
    assert [family.slug for family in touched(content, found)] == [*everybody]


@pytest.mark.thorough
def test_in_a_world_that_differs_in_ten_words_they_are_proposed_and_hardly_any_other(
    content: Knowledge,
) -> None:
    """How chance is weighed has tests with exact numbers above; one world shows all of it."""
    truth = with_words(content, OTHER_EFFECTS, OTHER_FREQUENCIES)
    driver = Driver(Site(), content, truth, seed=0, families=FAMILIES)
    while driver.outcomes < OUTCOMES:
        driver.people(50)
    different = {
        **{f"{step}/{cause}": word for (cause, step), word in OTHER_EFFECTS.items()},
        **{f"{'/'.join(key)}/{cause}": word for (key, cause), word in OTHER_FREQUENCIES.items()},
    }
    found = proposals(content, driver.counted)
    right = [one for one in found if _is_towards(one, different.get(one.key, one.word))]
    assert len(right) >= 8, found
    assert len(found) - len(right) <= 1, found


def _is_towards(proposal: Proposal, truth: str) -> bool:
    """Is the proposed word between the content's and the true one, or the true one?"""
    known = EFFECTS if proposal.kind == "effect" else FREQUENCIES
    words = [*known]
    said, proposed, true = map(words.index, (proposal.word, proposal.proposed, truth))
    return said < proposed <= true or true <= proposed < said


def test_the_words_of_the_world_are_words_of_the_scale() -> None:
    assert set(OTHER_EFFECTS.values()) <= {word.value for word in Effect}
