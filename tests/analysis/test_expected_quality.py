"""The same figures as the simulation's, without drawing anybody."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

import pytest

from tests.analysis.test_simulation import MANY, camera, one_cure, two_answers
from tests.builders import FAMILY, make_device, make_knowledge, make_likelihood, make_pattern, make_question
from wizard.analysis.baselines import NO_QUESTIONS, OURS
from wizard.analysis.expected_quality import Quality, qualities, quality, together, without_each_question
from wizard.analysis.simulation import Figures, Mode, simulate
from wizard.knowledge.values import Knowledge


def measured(knowledge: Knowledge, *, slips: float = 0.0, mode: Mode = Mode.LIGHT, policy: str = OURS) -> Quality:
    return quality(knowledge, knowledge.family[FAMILY], slips=slips, mode=mode, policy=policy, least=0)


def test_one_step_that_helps_some_of_nine_in_ten() -> None:
    """Stuck 9 of 10, a restart of 2 minutes fixes .7 of them, else 45 minutes of support."""
    found = measured(one_cure())
    assert isclose(found.first, 0.9)
    assert isclose(found.top_three, 1)
    assert isclose(found.fixed, 0.9 * 0.7)
    assert isclose(found.fixed_by_first, 0.9 * 0.7)
    assert isclose(found.minutes, 2 + (1 - 0.63) * 45)
    assert isclose(found.told_minutes, 0.9 * (2 + 0.3 * 45) + 0.1 * 45)
    assert found.questions == 0
    assert isclose(found.followed, 1)


def test_one_question_that_nearly_everybody_answers_truly() -> None:
    """Two causes of 27 and something else of 1, that answers by chance; whoever has a cause says so 97 times in 100."""
    found = measured(two_answers())
    assert isclose(found.first, 54 / 55 * 0.97)
    assert isclose(found.questions_first, 1)


def test_a_slip_is_another_answer() -> None:
    found = measured(two_answers(), slips=0.1)
    assert isclose(found.first, 54 / 55 * (0.9 * 0.97 + 0.1 * 0.03))


def test_without_its_question_one_of_two_causes_is_ranked_first() -> None:
    content = two_answers()
    less = without_each_question(content, [content.family[FAMILY]], slips=0)
    assert set(less) == {"old"}
    assert isclose(less["old"].first, 54 / 55 / 2)
    assert less["old"].questions == 0


def test_a_question_for_others_is_not_left_out() -> None:
    content = two_answers()
    elsewhere = replace(content.questions[0], slug="elsewhere", families=("another",))
    content = replace(content, questions=(*content.questions, elsewhere))
    assert set(without_each_question(content, [content.family[FAMILY]])) == {"old"}


def test_who_is_unsure_is_ranked_as_if_nothing_had_been_asked() -> None:
    content = two_answers()
    unsure = make_question("old", unknown_share=0.4, minutes=0.5)
    found = measured(
        make_knowledge(
            patterns=content.patterns, questions=[unsure], likelihoods=content.likelihoods, steps=content.steps
        )
    )
    assert isclose(found.first, 54 / 55 * (0.6 * 0.97 + 0.4 * 0.5))


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("policy", [OURS, NO_QUESTIONS])
def test_drawn_visitors_come_to_the_same_figures(mode: Mode, policy: str) -> None:
    knowledge = camera()
    exact = measured(knowledge, slips=0.05, mode=mode, policy=policy)
    drawn = simulate(knowledge, visitors=MANY, seed=7, mode=mode).families[0].policies[policy]
    for figure in ("first", "top_three", "right_cure", "fixed_by_first", "fixed", "questions", "minutes", "ratio"):
        assert within(drawn, figure, getattr(exact, figure)), figure


def within(drawn: Figures, figure: str, value: float) -> bool:
    """Within twice its 95 % interval, so that one in thousands of such comparisons fails."""
    found = getattr(drawn, figure)
    half = (found.high - found.low) / 2
    return bool(found.value - 2 * half - 1e-9 <= value <= found.value + 2 * half + 1e-9)


def test_few_people_are_asked_no_more_and_that_is_said() -> None:
    content = camera()
    all_of_them, most = measured(content), quality(content, content.families[0], slips=0.0, least=0.2)
    assert most.followed < all_of_them.followed
    assert isclose(all_of_them.followed, 1)
    assert most.questions <= all_of_them.questions


def test_families_count_alike_and_those_without_a_light_table_are_a_group_of_their_own() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(causes={"stuck": "common"}),
            make_pattern(causes={"stuck": "common", "far": "common"}, family="box"),
        ],
        devices=[make_device(), make_device("box-1", family="box")],
    )
    families, groups = qualities(knowledge, slips=0)
    assert [one.name for one in families] == [family.name for family in knowledge.families]
    assert [group.name for group in groups] == ["families with a light table", "all families"]
    assert isclose(groups[-1].first, sum(one.first for one in families) / 2)
    assert together("one", families[:1]).minutes == families[0].minutes


def test_a_family_without_lights_has_no_quality() -> None:
    knowledge = make_knowledge(likelihoods=[make_likelihood("old", "stuck", "always", "never")])
    with pytest.raises(ValueError, match="no lights"):
        quality(knowledge, knowledge.families[0])
