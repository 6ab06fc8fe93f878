"""The simulation: visitors as the tables say, figures that can be trusted, everybody meets the same visitors."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import pytest

from tests.builders import (
    FAMILY,
    make_channel,
    make_device,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.analysis.baselines import OURS, POLICIES
from wizard.analysis.simulation import Figures, Mode, Report, Visitor, draw_visitors, mean, ratio, share, simulate
from wizard.diagnosis.address import KnownLight, UnsureLight
from wizard.knowledge.values import SOMETHING_ELSE, Knowledge

MANY = 4000


def camera() -> Knowledge:
    """Two lights that are mistaken for each other, two causes that a question tells apart, a step for each."""
    return make_knowledge(
        patterns=[
            make_pattern(
                "solid-red",
                causes={"stuck": "very common", "flat": "common"},
                seen="very common",
                look_alikes={"solid-blue": "often"},
            ),
            make_pattern(
                "solid-blue",
                causes={"stuck": "common"},
                seen="common",
                channels=[make_channel((1.0, 1000), colour="blue")],
            ),
        ],
        questions=[make_question("old", unknown_share=0.2)],
        likelihoods=[
            make_likelihood("old", "stuck", "rarely", "usually"),
            make_likelihood("old", "flat", "always", "never"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "usually"}, minutes=4),
            make_step("batteries", fixes={"flat": "almost always"}, minutes=6),
        ],
    )


def one_cure() -> Knowledge:
    """Stuck (9 in 10) or something else; a restart of 2 minutes helps 7 in 10 of the stuck; support costs 45 minutes."""
    return make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"}, minutes=2)],
    )


def two_answers() -> Knowledge:
    """Two equally common causes, and a question that 97 in 100 of either answer their own way."""
    return make_knowledge(
        patterns=[make_pattern(causes={"stuck": "very common", "flat": "very common"})],
        questions=[make_question("old", unknown_share=0.0, minutes=0.5)],
        likelihoods=[
            make_likelihood("old", "stuck", "never", "always"),
            make_likelihood("old", "flat", "always", "never"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "almost always"}, minutes=10),
            make_step("batteries", fixes={"flat": "almost always"}, minutes=10),
        ],
    )


def visitors(knowledge: Knowledge, *, mode: Mode = Mode.LIGHT, slips: float = 0.0, seed: int = 1) -> list[Visitor]:
    return list(draw_visitors(knowledge, knowledge.family[FAMILY], MANY, seed=seed, slips=slips, mode=mode))


def ours(report: Report) -> Figures:
    return report.families[0].policies[OURS]


def assert_share(hits: int, of: int, expected: float) -> None:
    """Within four standard errors."""
    assert abs(hits / of - expected) < 4 * sqrt(expected * (1 - expected) / of), (hits, of, expected)


# Visitors


def test_lights_are_brought_as_often_as_they_are_seen() -> None:
    drawn = visitors(camera())
    assert_share(sum(visitor.pattern.slug == "solid-red" for visitor in drawn), MANY, 27 / 36)


def test_causes_are_as_frequent_as_the_words_say_something_else_among_them() -> None:
    causes = Counter(visitor.cause for visitor in visitors(camera()) if visitor.pattern.slug == "solid-red")
    for cause, weight in (("stuck", 27), ("flat", 9), (SOMETHING_ELSE, 1)):
        assert_share(causes[cause], causes.total(), weight / 37)


def test_answers_and_not_sure_are_as_frequent_as_the_words_say() -> None:
    answers = Counter(visitor.answers["old"] for visitor in visitors(camera()) if visitor.cause == "stuck")
    assert_share(answers[None], answers.total(), 0.2)
    assert_share(answers["yes"], answers.total(), 0.8 * 0.15)


def test_nothing_speaks_for_something_else() -> None:
    drawn = [visitor for visitor in visitors(camera()) if visitor.cause == SOMETHING_ELSE]
    answers = Counter(visitor.answers["old"] for visitor in drawn)
    assert_share(answers["yes"], answers.total(), 0.4)
    assert not any(visitor.works for visitor in drawn)


def test_steps_work_as_often_as_the_words_say() -> None:
    stuck = [visitor for visitor in visitors(camera()) if visitor.cause == "stuck"]
    assert_share(sum("restart" in visitor.works for visitor in stuck), len(stuck), 0.7)
    assert not any("batteries" in visitor.works for visitor in stuck)


def test_without_slips_nobody_slips_and_with_all_slips_everybody_gives_another_answer() -> None:
    without, with_all = visitors(two_answers(), slips=0.0), visitors(two_answers(), slips=1.0)
    for one, other in zip(without, with_all, strict=True):
        assert {one.answers["old"], other.answers["old"]} == {"yes", "no"}
        assert (one.cause, one.works) == (other.cause, other.works)


def test_look_alikes_are_picked_by_their_share() -> None:
    drawn = [visitor for visitor in visitors(camera(), mode=Mode.MISTAKES) if visitor.pattern.slug == "solid-blue"]
    said = Counter(visitor.light.pattern.slug for visitor in drawn if isinstance(visitor.light, KnownLight))
    assert_share(said["solid-red"], len(drawn), 0.2)
    assert said.total() == len(drawn)


def test_a_light_that_is_mistaken_for_none_is_always_picked_rightly() -> None:
    for visitor in visitors(camera(), mode=Mode.MISTAKES):
        if visitor.pattern.slug == "solid-red":
            assert visitor.light == KnownLight(visitor.pattern)


def test_visitors_may_know_the_colour_only_or_nothing() -> None:
    for visitor in visitors(camera(), mode=Mode.COLOUR):
        assert (visitor.light, visitor.colour) == (UnsureLight(), visitor.pattern.slug.removeprefix("solid-"))
    for visitor in visitors(camera(), mode=Mode.UNKNOWN):
        assert (visitor.light, visitor.colour) == (UnsureLight(), "")


def test_a_visitor_does_not_depend_on_how_many_come() -> None:
    few = list(draw_visitors(camera(), camera().family[FAMILY], 5, seed=1))
    assert few == list(draw_visitors(camera(), camera().family[FAMILY], 50, seed=1))[:5]


# Figures


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    knowledge = camera()
    assert simulate(knowledge, visitors=200, seed=5) == simulate(knowledge, visitors=200, seed=5)
    assert simulate(knowledge, visitors=200, seed=5) != simulate(knowledge, visitors=200, seed=6)


def test_figures_are_those_that_can_be_worked_out() -> None:
    group = simulate(one_cure(), visitors=20_000).families[0]
    figures = group.policies[OURS]
    assert figures.first.value == pytest.approx(0.9, abs=0.01)
    assert figures.top_three.value == 1
    assert figures.right_cure.value == figures.first.value
    assert figures.fixed.value == figures.fixed_by_first.value == pytest.approx(0.63, abs=0.015)
    assert figures.questions.value == 0
    assert figures.minutes.value == pytest.approx(2 + 45 * 0.37, abs=0.6)
    assert group.told_minutes == pytest.approx(0.9 * (2 + 45 * 0.3) + 0.1 * 45, abs=0.6)
    assert figures.ratio.value == pytest.approx(18.65 / 18.45, abs=0.003)


def test_a_question_lifts_the_share_ranked_first_to_what_its_answers_are_worth() -> None:
    report = simulate(two_answers(), visitors=4000, slips=0.0)
    known = 54 / 55
    assert ours(report).first.value == pytest.approx(0.97 * known, abs=0.01)
    assert ours(report).questions.value == 1
    assert report.families[0].policies["no questions"].first.value == pytest.approx(0.5 * known, abs=0.03)
    (use,) = report.questions
    assert (use.asked, use.unsure) == (1, 0)
    assert use.saves_minutes > 1


def test_answers_that_are_always_wrong_mislead() -> None:
    assert ours(simulate(two_answers(), visitors=4000, slips=1.0)).first.value == pytest.approx(0.03, abs=0.01)


def test_confused_causes_are_named_with_their_share() -> None:
    report = simulate(two_answers(), visitors=4000, slips=0.0)
    assert {(pair.cause, pair.taken_for) for pair in report.confused} == {("stuck", "flat"), ("flat", "stuck")}
    assert sum(pair.share for pair in report.confused) == pytest.approx(0.03 * 54 / 55, abs=0.01)


def test_all_policies_meet_the_same_visitors() -> None:
    """Where there is nothing to ask they all do the same thing, so their figures are the same to the last digit."""
    policies = simulate(one_cure(), visitors=500).families[0].policies
    assert list(policies) == list(POLICIES)
    assert len({policies[name] for name in POLICIES}) == 1


def test_rivals_ask_in_their_own_way() -> None:
    policies = simulate(camera(), visitors=500).families[0].policies
    assert policies["no questions"].questions.value == policies["static page"].questions.value == 0
    assert policies["fixed question order"].questions.value == 1
    assert 0 < policies["ask until 80 %"].questions.value < 1


def test_families_get_equal_numbers_of_visitors_and_those_without_lights_none() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common"}), make_pattern(causes={"stuck": "common"}, family="module")],
        devices=[make_device(), make_device("module-1", family="module"), make_device("panel-1", family="panel")],
        steps=[make_step("restart", fixes={"stuck": "usually"}, families=("camera", "module"))],
    )
    report = simulate(knowledge, visitors=101)
    assert [(group.name, group.policies[OURS].visitors) for group in report.families] == [
        ("camera", 51),
        ("module", 50),
    ]
    assert [group.name for group in report.groups] == ["families with a light table", "all families"]
    with pytest.raises(ValueError, match="at least one visitor"):
        simulate(knowledge, visitors=1)
    with pytest.raises(ValueError, match="a family with lights"):
        simulate(knowledge, families=[knowledge.family["panel"]])


def test_progress_is_told_after_every_visitor() -> None:
    told: list[int] = []
    simulate(one_cure(), visitors=7, on_progress=told.append)
    assert told == [1, 2, 3, 4, 5, 6, 7]


# Confidence


def test_intervals_cover_the_truth_nineteen_times_in_twenty() -> None:
    runs = [ours(simulate(one_cure(), visitors=300, seed=seed)) for seed in range(60)]
    for name, truth in (("first", 0.9), ("fixed", 0.63), ("minutes", 18.65), ("ratio", 18.65 / 18.45)):
        figures = [getattr(run, name) for run in runs]
        assert sum(figure.low <= truth <= figure.high for figure in figures) >= 53, name


def test_an_interval_is_never_empty_for_a_share_of_none_or_all() -> None:
    assert share(0, 50).low == 0 < share(0, 50).high < 0.1
    assert share(50, 50).high == 1 > share(50, 50).low > 0.9


def test_means_and_ratios_have_the_textbook_interval() -> None:
    figure = mean([1.0, 2.0, 3.0])
    assert figure.value == 2.0
    assert figure.high - figure.value == figure.value - figure.low == pytest.approx(1.96 / sqrt(3))
    assert ratio([2.0, 4.0], [1.0, 2.0]).value == ratio([2.0, 4.0], [1.0, 2.0]).low == 2.0
