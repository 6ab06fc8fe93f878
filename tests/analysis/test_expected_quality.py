"""Expected figures: worked out by hand, and the same as when every single person is walked
through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import isclose, prod

import pytest

from tests.builders import (
    FAMILY,
    make_cause,
    make_channel,
    make_device,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
    make_symptom,
)
from wizard.analysis.baselines import OURS, POLICIES
from wizard.analysis.expected_quality import (
    Mode,
    Quality,
    Report,
    follow,
    report,
    together,
    without_each_question,
)
from wizard.diagnosis.address import KnownLight, Light, UnsureLight
from wizard.diagnosis.inference import by_cause, posterior
from wizard.diagnosis.model import answer_row, build_model
from wizard.diagnosis.next_move import Evidence
from wizard.diagnosis.step_order import plan
from wizard.diagnosis.whole_plan import whole_plan
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import Family, Knowledge, Pattern, Slug


def camera() -> Knowledge:
    """Two lights that are mistaken for each other, two symptoms, causes that two questions tell
    apart, a step for each.
    """
    symptoms = ("offline", "no-picture")
    old = make_question("old", unknown_share=0.2)
    near = make_question("near", options=("near", "far", "away"), minutes=0.25)
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
                causes={"stuck": "common", "far": "common"},
                seen="common",
                channels=[make_channel((1.0, 1000), colour="blue")],
            ),
        ],
        symptoms=[
            make_symptom("offline", causes={"stuck": "very common", "far": "common"}),
            make_symptom("no-picture", causes={"flat": "common", "stuck": "common"}),
        ],
        questions=[replace(old, symptoms=symptoms), replace(near, symptoms=symptoms)],
        likelihoods=[
            make_likelihood("old", "stuck", "rarely", "usually"),
            make_likelihood("old", "flat", "always", "never"),
            make_likelihood(
                "near", "far", "never", "usually", "usually", options=("near", "far", "away")
            ),
        ],
        steps=[
            make_step(
                "restart", fixes={"stuck": "usually", "far": "rarely"}, minutes=8, disturbs=["near"]
            ),
            make_step("batteries", fixes={"flat": "almost always"}, minutes=6),
            make_step("bring-near", fixes={"far": "usually"}, minutes=9),
        ],
    )


def one_step() -> Knowledge:
    """Stuck (9 in 10) or something else; a restart of 2 minutes helps 7 in 10 of the stuck; support
    costs 45 minutes.
    """
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


def measured(
    knowledge: Knowledge, *, error_rate: float = 0.0, mode: Mode = Mode.LIGHT, policy: str = OURS
) -> Quality:
    family = knowledge.family[FAMILY]
    totals = follow(knowledge, family, error_rate=error_rate, mode=mode, policy=policy, least=0)
    return totals.quality()


# One person at a time: everything about them is fixed before anybody asks


@dataclass(frozen=True)
class Person:
    share: float
    pattern: Pattern
    cause: Slug
    light: Light
    colour: str
    answers: dict[Slug, Slug | None]
    works: frozenset[Slug]


SEEN = {"solid-red": 27 / 36, "solid-blue": 9 / 36, "offline": 1 / 2, "no-picture": 1 / 2}
CAUSES = {
    "solid-red": {"stuck": 27 / 37, "flat": 9 / 37, "something-else": 1 / 37},
    "solid-blue": {"stuck": 9 / 19, "far": 9 / 19, "something-else": 1 / 19},
    "offline": {"stuck": 27 / 37, "far": 9 / 37, "something-else": 1 / 37},
    "no-picture": {"flat": 9 / 19, "stuck": 9 / 19, "something-else": 1 / 19},
}
MISTAKEN_FOR_RED = 0.2
"""Of those whose light is the blue one, "often"."""


def lights_said(
    pattern: Pattern, mode: Mode, knowledge: Knowledge
) -> list[tuple[Light, str, float]]:
    if mode is Mode.COLOUR:
        return [(UnsureLight(), pattern.slug.removeprefix("solid-"), 1.0)]
    if mode is Mode.UNKNOWN:
        return [(UnsureLight(), "", 1.0)]
    if mode in {Mode.LIGHT, Mode.SYMPTOM} or pattern.slug == "solid-red":
        return [(KnownLight(pattern), "", 1.0)]
    red = knowledge.pattern[FAMILY, "solid-red"]
    return [
        (KnownLight(pattern), "", 1 - MISTAKEN_FOR_RED),
        (KnownLight(red), "", MISTAKEN_FOR_RED),
    ]


def people(knowledge: Knowledge, mode: Mode, error_rate: float) -> Iterator[Person]:
    """Everybody there can be, each with their share of all."""
    listed = knowledge.symptoms_of if mode is Mode.SYMPTOM else knowledge.patterns_of
    for pattern in listed(FAMILY):
        for cause, share in CAUSES[pattern.slug].items():
            answers = [
                list(chances(knowledge, question.slug, cause, pattern, error_rate).items())
                for question in knowledge.questions
            ]
            outcomes = [
                [(True, fixes), (False, 1 - fixes)]
                for fixes in (helps(knowledge, step.slug, cause) for step in knowledge.steps)
            ]
            for light, colour, said in lights_said(pattern, mode, knowledge):
                for given, worked in product(product(*answers), product(*outcomes)):
                    yield Person(
                        share=SEEN[pattern.slug]
                        * share
                        * said
                        * prod(chance for _, chance in (*given, *worked)),
                        pattern=pattern,
                        cause=cause,
                        light=light,
                        colour=colour,
                        answers={
                            question.slug: option
                            for question, (option, _) in zip(
                                knowledge.questions, given, strict=True
                            )
                        },
                        works=frozenset(
                            step.slug
                            for step, (works, _) in zip(knowledge.steps, worked, strict=True)
                            if works
                        ),
                    )


def chances(
    knowledge: Knowledge, slug: Slug, cause: Slug, pattern: Pattern, error_rate: float
) -> dict[Slug | None, float]:
    """First what is true, then an error that turns it into any other option, then "not sure"."""
    question = knowledge.question[slug]
    true = answer_row(knowledge, question, cause, pattern.key)
    found = defaultdict[Slug | None, float](float, {None: question.unknown_share})
    for meant, chance in zip(question.options, true, strict=True):
        for said in question.options:
            wrong = error_rate / (len(true) - 1)
            found[said.slug] += (
                (1 - question.unknown_share) * chance * (1 - error_rate if said == meant else wrong)
            )
    return dict(found)


def helps(knowledge: Knowledge, step: Slug, cause: Slug) -> float:
    words = {effect.cause: effect.word for effect in knowledge.step[step].effects}
    return Effect.number_of(words[cause]) if cause in words else 0.0


def walked(knowledge: Knowledge, family: Family, person: Person, policy: str) -> dict[str, float]:
    """How it goes for one person."""
    model = build_model(knowledge, family, person.light, person.colour)
    evidence = Evidence()
    ranked: list[Slug] = []
    minutes, questions, questions_first, fixed = 0.0, 0, 0, False
    while not fixed:
        decision = POLICIES[policy](model, evidence)
        if decision.ask:
            slug = decision.ask.slug
            evidence = replace(evidence, answers=(*evidence.answers, (slug, person.answers[slug])))
            minutes += decision.ask.minutes
            questions += 1
            questions_first += not evidence.failed
            ranked = []
            continue
        causes = by_cause(model, posterior(model.prior, evidence.factors(model)))
        ranked = ranked or sorted(causes, key=lambda cause: -causes[cause])
        steps = whole_plan(knowledge, family.slug, model, evidence, decision.plan.steps).everything
        if not steps:
            minutes += model.support_minutes
            break
        step = steps[0]
        minutes += step.minutes
        fixed = step.slug in person.works
        evidence = replace(
            evidence,
            failed=(*evidence.failed, step.slug),
            closed=evidence.closed | step.disturbs,
        )
    certain = tuple(float(name == ranked[0]) for name in model.causes)
    first = plan(certain, model.steps, model.support_minutes).steps if any(certain) else ()
    return {
        "first": person.cause == ranked[0],
        "top_three": person.cause in ranked[:3],
        "first_step_correct": helps(knowledge, first[0].slug, person.cause) >= 0.4
        if first
        else person.cause == "something-else",
        "fixed_by_first": fixed and len(evidence.failed) == 1,
        "fixed": fixed,
        "questions_first": questions_first,
        "questions": questions,
        "minutes": minutes,
    }


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("policy", list(POLICIES))
def test_walking_every_single_person_comes_to_the_same_figures(mode: Mode, policy: str) -> None:
    knowledge = camera()
    family, sums = knowledge.family[FAMILY], defaultdict[str, float](float)
    for person in people(knowledge, mode, 0.05):
        for figure, amount in walked(knowledge, family, person, policy).items():
            sums[figure] += person.share * amount
        sums["followed"] += person.share
    found = measured(knowledge, error_rate=0.05, mode=mode, policy=policy)
    assert {figure: getattr(found, figure) for figure in sums} == pytest.approx(sums)


# Worked out by hand


def test_one_step_that_helps_some_of_nine_in_ten() -> None:
    """Stuck 9 of 10, a restart of 2 minutes fixes .7 of them, else 45 minutes of support."""
    found = measured(one_step())
    assert isclose(found.first, 0.9)
    assert isclose(found.top_three, 1)
    assert isclose(found.first_step_correct, 0.9)
    assert isclose(found.fixed, 0.9 * 0.7)
    assert isclose(found.fixed_by_first, 0.9 * 0.7)
    assert isclose(found.minutes, 2 + (1 - 0.63) * 45)
    assert isclose(found.oracle_minutes, 0.9 * (2 + 0.3 * 45) + 0.1 * 45)
    assert isclose(found.ratio, 18.65 / 18.45)
    assert found.questions == 0
    assert isclose(found.followed, 1)


def test_where_neither_cause_has_a_step_support_is_the_right_first_step() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern(causes={"broken": "very common", "stuck": "common"})],
        causes=[make_cause("broken", support_only=True)],
    )
    assert isclose(measured(knowledge).first_step_correct, 28 / 37)


def test_one_question_that_nearly_everybody_answers_truly() -> None:
    """Two causes of 27 and something else of 1, that answers by chance; anyone who has a cause says
    so 97 times in 100.
    """
    found = measured(two_answers())
    assert isclose(found.first, 54 / 55 * 0.97)
    assert isclose(found.questions_first, 1)


def test_an_error_is_another_answer() -> None:
    found = measured(two_answers(), error_rate=0.1)
    assert isclose(found.first, 54 / 55 * (0.9 * 0.97 + 0.1 * 0.03))


def test_who_is_unsure_is_ranked_as_if_nothing_had_been_asked() -> None:
    content = two_answers()
    unsure = make_question("old", unknown_share=0.4, minutes=0.5)
    found = measured(replace(content, questions=(unsure,)))
    assert isclose(found.first, 54 / 55 * (0.6 * 0.97 + 0.4 * 0.5))


def test_without_its_question_one_of_two_causes_is_ranked_first() -> None:
    content = two_answers()
    less = without_each_question(content, [content.family[FAMILY]], error_rate=0)
    assert set(less) == {"old"}
    assert isclose(less["old"].first, 54 / 55 / 2)
    assert less["old"].questions == 0


def test_without_a_question_errors_in_the_others_still_count() -> None:
    content = camera()
    none, some = (
        without_each_question(content, content.families, error_rate=rate)["near"].first
        for rate in (0, 0.2)
    )
    assert none > some


def test_a_question_for_others_is_not_left_out() -> None:
    content = two_answers()
    elsewhere = replace(content.questions[0], slug="elsewhere", families=("another",))
    content = replace(content, questions=(*content.questions, elsewhere))
    assert set(without_each_question(content, [content.family[FAMILY]])) == {"old"}


def test_few_people_are_asked_no_more_and_that_is_said() -> None:
    content = camera()
    all_of_them = measured(content)
    most = follow(content, content.families[0], error_rate=0.0, least=0.2).quality()
    assert most.followed < all_of_them.followed
    assert isclose(all_of_them.followed, 1)
    assert most.questions <= all_of_them.questions


# The report


def reported(knowledge: Knowledge, error_rate: float = 0.0) -> Report:
    return report(knowledge, error_rate=error_rate)


def test_where_there_is_nothing_to_ask_all_policies_do_the_same() -> None:
    found = reported(one_step())
    assert [one.name for one in found.baselines] == list(POLICIES)
    figures = {replace(one, name="") for one in found.baselines}
    assert len(figures) == 1


def test_baselines_ask_in_their_own_way() -> None:
    asked = {one.name: one.questions for one in reported(camera()).baselines}
    assert asked["no questions"] == asked["static page"] == 0
    assert isclose(asked["fixed question order"], 2)
    assert 0 < asked["ask until 80 %"] < asked[OURS] < 2


def test_a_question_is_worth_the_minutes_it_saves_each_time() -> None:
    """Asked of everybody; without it the wrong step of 10 minutes comes first half of the time."""
    knowledge = two_answers()
    knowledge = replace(knowledge, guide=replace(knowledge.guide, support_minutes=1000))
    (use,) = reported(knowledge).questions
    without = without_each_question(knowledge, knowledge.families, error_rate=0)["old"]
    assert (use.question, use.unsure) == ("old", 0)
    assert isclose(use.asked, 1)
    assert isclose(use.saves_minutes, without.minutes - measured(knowledge).minutes)


def test_who_is_unsure_of_a_question_is_said() -> None:
    uses = {use.question: use for use in reported(camera()).questions}
    assert isclose(uses["old"].unsure, 0.2)
    assert isclose(uses["near"].unsure, 0.1)


def test_a_question_that_pays_less_comes_first_and_one_nobody_is_asked_before_all() -> None:
    uses = reported(camera()).questions
    assert [use.saves_minutes for use in uses] == sorted(use.saves_minutes for use in uses)
    knowledge = two_answers()
    idle = replace(knowledge, questions=(*knowledge.questions, make_question("idle")))
    assert reported(idle).questions[0].question == "idle"
    assert reported(idle).questions[0].saves_minutes == 0


def test_confused_causes_are_named_with_their_share_of_everybody() -> None:
    found = {(pair.cause, pair.taken_for): pair.share for pair in reported(two_answers()).confused}
    share = 27 / 55 * 0.03
    assert found == pytest.approx({("flat", "stuck"): share, ("stuck", "flat"): share})


def test_lights_with_most_wrong_diagnoses_come_first() -> None:
    first, last = reported(camera()).lights
    assert {first.light, last.light} == {"camera/solid-red", "camera/solid-blue"}
    assert first.people * (1 - first.first) > last.people * (1 - last.first)
    found = {light.light: light for light in (first, last)}
    assert isclose(found["camera/solid-red"].people, 27 / 36)
    assert isclose(
        sum(light.people * light.first for light in (first, last)), measured(camera()).first
    )


def test_families_count_alike_and_those_without_a_light_table_are_a_group_of_their_own() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(causes={"stuck": "common"}),
            make_pattern(causes={"stuck": "common", "far": "common"}, family="box"),
        ],
        devices=[make_device(), make_device("box-1", family="box")],
    )
    found = reported(knowledge)
    assert [one.name for one in found.families] == [family.name for family in knowledge.families]
    assert [group.name for group in found.groups] == ["families with a light table", "all families"]
    assert isclose(found.groups[-1].first, sum(one.first for one in found.families) / 2)
    assert [light.people for light in found.lights] == pytest.approx([0.5, 0.5])
    assert together("one", found.families[:1]).minutes == found.families[0].minutes


def test_baselines_are_compared_for_the_families_of_the_first_group() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(causes={"stuck": "common"}),
            make_pattern(causes={"stuck": "common", "far": "common"}, family="box"),
        ],
        devices=[make_device(), make_device("box-1", family="box")],
    )
    camera_family, box = knowledge.families
    knowledge = replace(knowledge, families=(camera_family, replace(box, documented=False)))
    found = reported(knowledge)
    assert [group.name for group in found.groups] == [
        "families with a light table",
        "families without a light table",
        "all families",
    ]
    assert {one.first for one in found.baselines} == {found.families[0].first}


def test_progress_counts_families_and_baselines() -> None:
    told: list[int] = []
    report(one_step(), on_progress=told.append)
    assert told == [1, 2, 3, 4, 5]


def two_families() -> Knowledge:
    """A camera with a question, and a box that has no light table."""
    camera_only = two_answers()
    box = make_pattern(causes={"stuck": "common", "flat": "rare"}, family="box")
    knowledge = make_knowledge(
        patterns=[*camera_only.patterns, box],
        questions=camera_only.questions,
        likelihoods=camera_only.likelihoods,
        steps=camera_only.steps,
        devices=[make_device(), make_device("box-1", family="box")],
    )
    first, second = knowledge.families
    return replace(knowledge, families=(first, replace(second, documented=False)))


def test_a_report_is_of_the_families_that_were_asked_for_in_the_way_that_was_asked_for() -> None:
    knowledge = two_families()
    camera_family, box = knowledge.families
    told: list[int] = []
    found = report(
        knowledge, families=[box, camera_family], mode=Mode.UNKNOWN, on_progress=told.append
    )
    assert [one.name for one in found.families] == ["Box", "Camera"]
    assert [one.name for one in found.groups] == [
        "families without a light table",
        "families with a light table",
        "all families",
    ]
    assert told == [1, 2, 3, 4, 5, 6]
    assert found.families == tuple(
        follow(knowledge, family, error_rate=0.05, mode=Mode.UNKNOWN).quality()
        for family in (box, camera_family)
    )
    assert found.baselines[0] == replace(found.families[0], name=OURS)
    assert [one.questions for one in found.baselines] == [0.0] * len(POLICIES)
    (use,) = found.questions
    assert (use.question, use.asked, use.unsure) == ("old", 0.5, 0.0)
    only = report(knowledge, families=[camera_family])
    assert [one.name for one in only.groups] == ["families with a light table", "all families"]


def test_whoever_is_asked_a_question_of_which_nobody_there_is_asked_is_told_of_progress() -> None:
    knowledge = two_answers()
    elsewhere = replace(knowledge.questions[0], slug="elsewhere", families=("another",))
    told: list[int] = []
    found = without_each_question(
        replace(knowledge, questions=(elsewhere, *knowledge.questions)),
        knowledge.families,
        on_progress=told.append,
    )
    assert told == [1, 2]
    assert found == {
        "old": replace(
            follow(
                replace(knowledge, questions=(), likelihoods=()), knowledge.families[0]
            ).quality(),
            name="Old?",
        )
    }


def test_whose_light_is_right_says_nothing_of_content_that_decides_otherwise() -> None:
    """People are as the tables say; what is asked and planned is as another content decides."""
    knowledge = two_answers()
    swapped = replace(
        knowledge,
        likelihoods=tuple(
            replace(
                row, words=tuple(zip(dict(row.words), [w for _, w in row.words][::-1], strict=True))
            )
            for row in knowledge.likelihoods
        ),
    )
    family = knowledge.families[0]
    own, others = (
        follow(knowledge, family, error_rate=0, decides=decides).quality()
        for decides in (None, swapped)
    )
    assert own == follow(knowledge, family, error_rate=0, decides=knowledge).quality()
    assert isclose(own.first, 54 / 55 * 0.97)
    assert isclose(others.first, 54 / 55 * 0.03)
    assert others.minutes > own.minutes
    assert others.oracle_minutes == own.oracle_minutes


def test_what_is_told_once_it_is_fixed_is_the_likeliest_by_the_answers_and_the_step() -> None:
    """Both steps help both: whoever a step has helped is told what it usually mends."""
    knowledge = make_knowledge(
        patterns=[make_pattern(causes={"stuck": "very common", "flat": "uncommon"})],
        steps=[
            make_step("restart", fixes={"stuck": "usually", "flat": "rarely"}, minutes=2),
            make_step("charge", fixes={"stuck": "rarely", "flat": "usually"}, minutes=2),
        ],
    )
    family, key = knowledge.families[0], ("camera", "solid-red")
    assert follow(knowledge, family).explained == {}
    found = follow(knowledge, family, error_rate=0, least=0, explain=True).explained
    stuck, flat = 27 / 31, 3 / 31
    first = {"stuck": stuck * 0.7, "flat": flat * 0.15}
    assert found[key, "flat", "stuck"] == pytest.approx(first["flat"])
    told = {
        taken: sum(share for (_, cause, what), share in found.items() if (cause, what) == taken)
        for taken in (("stuck", "stuck"), ("stuck", "flat"), ("flat", "flat"))
    }
    left = {"stuck": stuck * 0.3, "flat": flat * 0.85}
    second = {"stuck": left["stuck"] * 0.15, "flat": left["flat"] * 0.7}
    assert second["flat"] > second["stuck"]
    assert told == pytest.approx(
        {
            ("stuck", "stuck"): first["stuck"],
            ("stuck", "flat"): second["stuck"],
            ("flat", "flat"): second["flat"],
        }
    )


def test_a_family_without_lights_has_no_quality() -> None:
    knowledge = make_knowledge(likelihoods=[make_likelihood("old", "stuck", "always", "never")])
    with pytest.raises(ValueError, match="no lights"):
        follow(knowledge, knowledge.families[0])
    with pytest.raises(ValueError, match="a family with lights"):
        report(knowledge)


def test_a_static_page_goes_from_the_commonest_cause_to_the_rarest() -> None:
    """Each cause's steps in the staff's order, a step once, and none that costs more than
    support.
    """
    knowledge = make_knowledge(
        patterns=[
            make_pattern(causes={"rare": "rare", "common": "common", "usual": "very common"})
        ],
        steps=[
            make_step("for-rare", fixes={"rare": "usually"}),
            make_step("for-all", fixes={"common": "usually", "usual": "usually"}),
            make_step("dear", fixes={"usual": "usually"}, minutes=90),
            make_step("for-usual", fixes={"usual": "usually"}),
        ],
    )
    model = build_model(knowledge, knowledge.family[FAMILY], KnownLight(knowledge.patterns[0]), "")

    def listed(evidence: Evidence) -> list[Slug]:
        return [step.slug for step in POLICIES["static page"](model, evidence).plan.steps]

    assert listed(Evidence()) == ["for-all", "for-usual", "for-rare"]
    assert listed(Evidence(failed=("for-all",))) == ["for-usual", "for-rare"]
