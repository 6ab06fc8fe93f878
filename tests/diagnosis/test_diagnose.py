"""What a person is told: causes with reasons, the next move, the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_channel,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_progress,
    make_question,
    make_step,
)
from wizard.diagnosis.diagnose import (
    Ask,
    AskSupport,
    Diagnosis,
    Fixed,
    PlannedStep,
    Try,
    answer_sentence,
    clues_of,
    diagnose,
    evidence_of,
    explained_by,
    first_step,
)
from wizard.diagnosis.inference import weights_of_evidence
from wizard.diagnosis.model import build_model
from wizard.diagnosis.next_move import Evidence, decision
from wizard.diagnosis.whole_plan import whole_plan
from wizard.knowledge.values import SOMETHING_ELSE, Knowledge, Step

BLUE_CHANNEL = make_channel((1.0, 1000), colour="blue")

KNOWLEDGE = make_knowledge(
    causes=[make_cause("starting", normal=True), make_cause("broken", support_only=True)],
    patterns=[
        make_pattern(
            "flashing-red",
            causes={
                "batteries": "common",
                "starting": "common",
                "offline": "common",
                "broken": "rare",
            },
            status="act",
        ),
        make_pattern("solid-blue", causes={"recording": "common"}, channels=[BLUE_CHANNEL]),
    ],
    questions=[make_question("blue-first"), make_question("new-batteries", minutes=0.5)],
    likelihoods=[
        make_likelihood("blue-first", "batteries", "always", "never"),
        make_likelihood("blue-first", "starting", "rarely", "usually"),
        make_likelihood("blue-first", "offline", "never", "always"),
        make_likelihood("blue-first", "recording", "sometimes", "rarely"),
        make_likelihood("new-batteries", "batteries", "never", "always"),
        make_likelihood("new-batteries", "starting", "always", "never"),
        make_likelihood("new-batteries", "offline", "rarely", "usually"),
    ],
    steps=[
        make_step("wait", fixes={"starting": "almost always"}, minutes=2),
        make_step(
            "change-batteries", fixes={"batteries": "almost always"}, minutes=9, penalty_minutes=1
        ),
        make_step(
            "restart-router",
            fixes={"offline": "usually"},
            minutes=8,
            penalty_minutes=3,
            disturbs=["blue-first"],
        ),
    ],
)


def diagnosis_of(query: str, knowledge: Knowledge = KNOWLEDGE) -> Diagnosis:
    return diagnose(knowledge, make_progress(knowledge, query))


def slugs(diagnosis: Diagnosis) -> list[str]:
    return [ranked.cause.slug for ranked in diagnosis.causes]


def supports(diagnosis: Diagnosis, cause: str) -> tuple[str, ...]:
    return next(ranked.supports for ranked in diagnosis.causes if ranked.cause.slug == cause)


def opposes(diagnosis: Diagnosis, cause: str) -> tuple[str, ...]:
    return next(ranked.opposes for ranked in diagnosis.causes if ranked.cause.slug == cause)


def test_there_is_nothing_to_diagnose_before_the_light() -> None:
    with pytest.raises(ValueError, match="light=unsure"):
        diagnosis_of("")


def test_causes_are_ranked_and_sum_to_one() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=yes")
    probabilities = [ranked.probability for ranked in diagnosis.causes]
    assert slugs(diagnosis)[0] == "batteries"
    assert sorted(slugs(diagnosis)) == sorted(
        ["batteries", "starting", "offline", "broken", SOMETHING_ELSE]
    )
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1)


def test_equally_likely_causes_stand_in_the_order_of_the_knowledge_with_something_else_last() -> (
    None
):
    assert slugs(diagnosis_of("light=flashing-red")) == [
        "batteries",
        "starting",
        "offline",
        "broken",
        SOMETHING_ELSE,
    ]


def test_probabilities_are_said_in_words() -> None:
    words = {ranked.cause.slug: ranked.word for ranked in diagnosis_of("light=flashing-red").causes}
    assert words == {
        "batteries": "possible",
        "starting": "possible",
        "offline": "possible",
        "broken": "less likely",
        SOMETHING_ELSE: "less likely",
    }
    clear = diagnosis_of("light=flashing-red blue-first=yes new-batteries=no").causes
    assert (clear[0].cause.slug, clear[0].word) == ("batteries", "most likely")


def test_an_answer_supports_one_cause_and_opposes_another_in_the_persons_own_words() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=yes")
    sentence = "you said “Yes” to “Blue first?”"
    assert supports(diagnosis, "batteries") == (sentence,)
    assert opposes(diagnosis, "offline") == (sentence,)


def test_at_most_two_reasons_are_given_the_strongest_first() -> None:
    diagnosis = diagnosis_of(
        "light=flashing-red blue-first=no new-batteries=no tried=change-batteries tried=wait"
    )
    assert supports(diagnosis, "offline") == (
        "you said “No” to “Blue first?”",
        "you said “No” to “New batteries?”",
    )


@pytest.mark.parametrize(("stuck", "reasons"), [("always", 0), ("usually", 1)])
def test_from_half_a_bit_on_an_answer_is_a_reason(stuck: str, reasons: int) -> None:
    """It speaks for something else with 0.48 and 0.54 bits."""
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common", "broken": "common"})],
        questions=[make_question("heard")],
        likelihoods=[
            make_likelihood("heard", "stuck", stuck, "sometimes"),
            make_likelihood("heard", "broken", "never", "sometimes"),
        ],
    )
    diagnosis = diagnose(knowledge, make_progress(knowledge, "light=red heard=yes"))
    assert len(supports(diagnosis, SOMETHING_ELSE)) == reasons


def test_a_step_that_did_not_help_speaks_against_its_cause() -> None:
    diagnosis = diagnosis_of("light=flashing-red tried=change-batteries")
    assert opposes(diagnosis, "batteries") == ("“Change batteries” did not help",)


def test_not_sure_and_what_could_not_be_done_are_no_reasons() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=unsure skipped=change-batteries")
    assert all(ranked.supports == ranked.opposes == () for ranked in diagnosis.causes)


def test_the_same_cause_on_two_patterns_is_one_cause_with_one_reason() -> None:
    """Its hypotheses answer differently on the two lights; the reason is about their sum."""
    knowledge = make_knowledge(
        patterns=[
            make_pattern("one", causes={"stuck": "common", "broken": "common"}),
            make_pattern("two", causes={"stuck": "common"}),
        ],
        questions=[make_question("warm")],
        likelihoods=[
            make_likelihood("warm", "stuck", "always", "never"),
            make_likelihood("warm", "stuck", "usually", "rarely", pattern=("camera", "two")),
            make_likelihood("warm", "broken", "never", "always"),
        ],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    diagnosis = diagnosis_of("light=unsure warm=yes", knowledge)
    assert slugs(diagnosis).count("stuck") == 1
    assert supports(diagnosis, "stuck") == ("you said “Yes” to “Warm?”",)


def test_a_cause_is_ruled_out_with_its_reason_and_stays_among_the_causes() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=yes new-batteries=no")
    ruled_out = {each.cause.slug: each.because for each in diagnosis.ruled_out}
    assert ruled_out == {"starting": "you said “No” to “New batteries?”"}
    assert set(ruled_out) < set(slugs(diagnosis))


def test_only_an_answer_that_leaves_less_than_one_in_a_hundred_rules_a_cause_out() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=yes new-batteries=no")
    left = {ranked.cause.slug: ranked.probability for ranked in diagnosis.causes}
    assert 0.01 < left["offline"] < 0.03
    assert left["starting"] < 0.01
    tried = diagnosis_of("light=flashing-red blue-first=yes tried=wait")
    (starting,) = (ranked for ranked in tried.causes if ranked.cause.slug == "starting")
    assert starting.probability < 0.03
    assert tried.ruled_out == (), "A step that failed rules nothing out."


def test_what_frightens_people_is_never_ruled_out() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "very common", "watched": "uncommon"})],
        causes=[replace(make_cause("watched"), worry=True)],
        questions=[make_question("heard", options=["yes", "no"])],
        likelihoods=[
            make_likelihood("heard", "watched", "always", "never"),
            make_likelihood("heard", "stuck", "never", "always"),
        ],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    assert diagnosis_of("light=red heard=no", knowledge).ruled_out == ()
    calm = tuple(replace(cause, worry=False) for cause in knowledge.causes)
    (out,) = diagnosis_of("light=red heard=no", replace(knowledge, causes=calm)).ruled_out
    assert out.cause.slug == "watched"


def test_what_was_never_likely_is_not_said_to_be_ruled_out() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(
                "red", causes={"stuck": "very common", "broken": "common", "gremlins": "rare"}
            )
        ],
        questions=[make_question("heard")],
        likelihoods=[make_likelihood("heard", "gremlins", "always", "never")],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    assert diagnosis_of("light=red heard=no", knowledge).ruled_out == ()


def test_what_no_single_answer_speaks_clearly_against_is_not_ruled_out() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "very common", "gremlins": "rare"})],
        questions=[make_question("heard")],
        likelihoods=[make_likelihood("heard", "stuck", "usually", "sometimes")],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    diagnosis = diagnosis_of("light=red heard=yes", knowledge)
    probability = {ranked.cause.slug: ranked.probability for ranked in diagnosis.causes}["gremlins"]
    assert probability < 0.03 < 1 / 29
    assert diagnosis.ruled_out == ()


def test_nothing_is_ruled_out_before_anything_is_said() -> None:
    assert diagnosis_of("light=flashing-red").ruled_out == ()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("light=flashing-red", "act"),
        ("light=flashing-red blue-first=no new-batteries=yes", "normal"),
        ("light=solid-blue", "look"),
        ("light=unsure", "act"),
        ("light=unsure colour=blue", "look"),
    ],
)
def test_the_status_is_normal_if_likely_so_else_what_the_lights_call_for(
    query: str, status: str
) -> None:
    assert diagnosis_of(query).status == status


def test_a_question_is_asked_with_what_it_saves() -> None:
    move = diagnosis_of("light=flashing-red").move
    assert isinstance(move, Ask)
    assert move.question.slug == "blue-first"
    assert move.saves_minutes > 0.05


def test_the_plan_is_there_while_a_question_is_asked() -> None:
    diagnosis = diagnosis_of("light=flashing-red")
    assert isinstance(diagnosis.move, Ask)
    assert [planned.step.slug for planned in diagnosis.plan] == [
        "wait",
        "change-batteries",
        "restart-router",
    ]
    assert 0 < diagnosis.expected_minutes < 45


def test_a_planned_step_has_the_persons_minutes_and_its_chance_after_those_before_it() -> None:
    diagnosis = diagnosis_of("light=flashing-red skipped=questions")
    wait, batteries, _ = diagnosis.plan
    causes = {ranked.cause.slug: ranked.probability for ranked in diagnosis.causes}
    assert wait.chance == pytest.approx(0.9 * causes["starting"])
    assert batteries.chance == pytest.approx(0.9 * causes["batteries"] / (1 - wait.chance))
    assert batteries.minutes == 9


def test_a_step_nobody_timed_takes_five_minutes() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"}, minutes=None, penalty_minutes=3)],
    )
    assert diagnosis_of("light=red", knowledge).plan[0].minutes == 5


def test_show_me_the_steps_ends_the_questions() -> None:
    move = diagnosis_of("light=flashing-red skipped=questions").move
    assert isinstance(move, Try)
    assert move.step.slug == "wait"


def test_a_question_set_aside_gives_way_to_the_next_best() -> None:
    move = diagnosis_of("light=flashing-red skipped=blue-first").move
    assert isinstance(move, Ask)
    assert move.question.slug == "new-batteries"


def test_a_question_spoilt_by_a_tried_step_is_not_asked_but_an_answer_given_before_counts() -> None:
    after = diagnosis_of("light=flashing-red tried=restart-router").move
    assert not (isinstance(after, Ask) and after.question.slug == "blue-first")
    counts = diagnosis_of("light=flashing-red tried=restart-router blue-first=yes")
    assert supports(counts, "batteries")[0] == "you said “Yes” to “Blue first?”"


def test_when_everything_was_tried_support_is_asked() -> None:
    diagnosis = diagnosis_of(
        "light=flashing-red tried=wait tried=change-batteries tried=restart-router"
    )
    assert diagnosis.move == AskSupport()
    assert diagnosis.plan == ()
    assert diagnosis.expected_minutes == pytest.approx(45)


def test_the_step_that_fixed_it_ends_the_diagnosis_and_points_to_its_cause() -> None:
    diagnosis = diagnosis_of("light=flashing-red blue-first=yes fixed=change-batteries")
    assert diagnosis.move == Fixed(KNOWLEDGE.step["change-batteries"])
    assert (diagnosis.plan, diagnosis.expected_minutes) == ((), 0)
    assert diagnosis.causes[0].cause.slug == "batteries"
    assert diagnosis.causes[0].probability == pytest.approx(1)
    assert "“Change batteries” fixed it" in supports(diagnosis, "batteries")


def test_a_step_that_fixed_it_against_all_knowledge_changes_no_cause() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"}), make_step("pray")],
    )
    fixed, before = (
        diagnosis_of("light=red fixed=pray", knowledge),
        diagnosis_of("light=red", knowledge),
    )
    assert isinstance(fixed.move, Fixed)
    assert fixed.causes == before.causes


def test_the_patterns_it_may_be_are_found_from_the_answers() -> None:
    before, after = diagnosis_of("light=unsure"), diagnosis_of("light=unsure new-batteries=yes")
    assert [pattern.slug for pattern, _ in before.patterns] == ["flashing-red", "solid-blue"]
    assert sum(probability for _, probability in after.patterns) == pytest.approx(1)
    assert (
        after.patterns[0][1] > before.patterns[0][1] or after.patterns[0][0].slug == "flashing-red"
    )


def test_pattern_probabilities_are_exact_where_hypotheses_were_merged() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern("red", causes={"stuck": "very common"}, seen="common"),
            make_pattern("blue", causes={"stuck": "common", "broken": "common"}, seen="uncommon"),
        ],
        questions=[make_question("heard")],
        likelihoods=[
            make_likelihood("heard", "stuck", "always", "never"),
            make_likelihood("heard", "broken", "never", "always"),
        ],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    red = 9 * (27 / 28 * 0.97 + 1 / 28 * 0.5)
    blue = 3 * (9 / 19 * 0.97 + 9 / 19 * 0.03 + 1 / 19 * 0.5)
    patterns = {
        pattern.slug: p for pattern, p in diagnosis_of("light=unsure heard=yes", knowledge).patterns
    }
    assert patterns == pytest.approx({"red": red / (red + blue), "blue": blue / (red + blue)})


def test_a_look_alike_is_kept_and_answers_can_bring_it_back() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(
                "five-flashes", causes={"starting": "common"}, look_alikes={"six-flashes": "often"}
            ),
            make_pattern("six-flashes", causes={"batteries": "common"}),
        ],
        questions=[make_question("blue-first")],
        likelihoods=[
            make_likelihood("blue-first", "starting", "never", "always"),
            make_likelihood("blue-first", "batteries", "always", "never"),
        ],
        steps=[make_step("change-batteries", fixes={"batteries": "almost always"})],
    )
    assert slugs(diagnosis_of("light=five-flashes", knowledge))[0] == "starting"
    mistaken = diagnosis_of("light=five-flashes blue-first=yes", knowledge)
    assert slugs(mistaken)[0] == "batteries"
    assert mistaken.patterns[0][0].slug == "six-flashes"


@pytest.mark.parametrize(("broken", "poorly"), [("never", True), ("rarely", False)])
def test_an_answer_that_no_cause_gives_fits_poorly(broken: str, poorly: bool) -> None:
    """Something else has a third then, and a sixth where one cause gives it at times."""
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common", "broken": "common"})],
        questions=[make_question("heard")],
        likelihoods=[
            make_likelihood("heard", "stuck", "never", "sometimes"),
            make_likelihood("heard", "broken", broken, "sometimes"),
        ],
    )
    found = diagnose(knowledge, make_progress(knowledge, "light=red heard=yes"))
    assert found.fits_poorly is poorly


def test_a_light_like_none_of_the_pictures_fits_poorly() -> None:
    assert not diagnosis_of("light=unsure").fits_poorly
    assert diagnosis_of("light=other colour=blue").fits_poorly


def test_a_family_without_any_light_ends_with_its_steps() -> None:
    knowledge = make_knowledge(steps=[make_step("look-at-the-camera")])
    diagnosis = diagnosis_of("light=unsure", knowledge)
    assert slugs(diagnosis) == [SOMETHING_ELSE]
    assert diagnosis.patterns == ()
    assert diagnosis.move == Try(knowledge.step["look-at-the-camera"])


def test_where_nobody_said_what_helps_the_steps_stand_in_curated_order() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("second"), make_step("first"), make_step("elsewhere", families=["hub"])],
    )
    diagnosis = diagnosis_of("light=red tried=second", knowledge)
    assert [(planned.step.slug, planned.chance) for planned in diagnosis.plan] == [("first", 0)]
    assert diagnosis.expected_minutes == pytest.approx(45)


def test_where_only_support_can_help_no_step_is_offered() -> None:
    knowledge = make_knowledge(
        causes=[make_cause("broken", support_only=True)],
        patterns=[make_pattern("red", causes={"broken": "common"})],
        steps=[make_step("restart")],
    )
    assert diagnosis_of("light=red", knowledge).move == AskSupport()


def test_without_questions_there_is_a_plan() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    assert diagnosis_of("light=red", knowledge).move == Try(knowledge.step["restart"])


# Exactly where a word begins


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        (
            {"a": "very common", "b": "uncommon", "c": "uncommon", "d": "rare", "e": "rare"},
            ["most likely", *["less likely"] * 5],
        ),  # 27 of 36
        (
            {"a": "uncommon", "b": "uncommon", "c": "rare"},
            ["possible", "possible", *["less likely"] * 2],
        ),
    ],
)
def test_a_word_begins_at_its_least_probability(causes: dict[str, str], words: list[str]) -> None:
    knowledge = make_knowledge(patterns=[make_pattern("red", causes=causes)])
    assert [one.word for one in diagnosis_of("light=red", knowledge).causes] == words


@pytest.fixture
def at_the_bound(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, float, float], None]:
    """Moves a bound of wizard.diagnosis.diagnose to a number, or just above or below it."""

    def move(name: str, number: float, towards: float) -> None:
        moved = nextafter(number, towards) if towards else number
        monkeypatch.setattr(f"wizard.diagnosis.diagnose.{name}", moved)

    return move


def test_bounds_belong_to_what_they_begin(
    at_the_bound: Callable[[str, float, float], None],
) -> None:
    """From so much of something else on the answers fit poorly, from so many bits on an answer is
    a reason, and a cause with at most so much left is ruled out.
    """
    query = "light=flashing-red blue-first=yes new-batteries=no"

    def found() -> Diagnosis:
        return diagnosis_of(query)

    chances = {one.cause.slug: one.probability for one in found().causes}
    prior = {one.cause.slug: one.probability for one in diagnosis_of("light=flashing-red").causes}
    for towards, poorly in ((0.0, True), (2.0, False)):
        at_the_bound("FITS_POORLY", chances[SOMETHING_ELSE], towards)
        assert found().fits_poorly is poorly
    for name, number, towards in (
        ("RULED_OUT", chances["starting"], -1.0),
        ("WORTH_A_REMEDY", prior["starting"], 2.0),
    ):
        at_the_bound(name, number, 0.0)
        assert [out.cause.slug for out in found().ruled_out] == ["starting"]
        at_the_bound(name, number, towards)
        assert found().ruled_out == ()
        at_the_bound(name, number, 0.0)
    progress = make_progress(KNOWLEDGE, query)
    assert progress.light is not None
    model = build_model(KNOWLEDGE, progress.family, progress.light, "")
    factors = [clue.factor for clue in clues_of(model, progress)]
    least = min(weights["batteries"] for weights in weights_of_evidence(model, factors))
    for towards, reasons in ((0.0, 2), (99.0, 1)):
        at_the_bound("TELLING_BITS", least, towards)
        assert len(supports(found(), "batteries")) == reasons


# In the person's own words


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("It has four words", "you said “It has four words”"),
        ("It has three", "you said “It has three” to “Warm?”"),
    ],
)
def test_an_answer_of_four_words_is_understood_without_its_question(label: str, said: str) -> None:
    question = make_question("warm")
    assert answer_sentence(question, replace(question.options[0], label=label)) == said


LOOK = replace(
    make_step("look", fixes={"offline": "usually"}, minutes=1),
    asks="Is it off?",
    seen="It is",
    not_seen="It is not",
)
SIGN = make_step("nothing", fixes={"starting": "almost always"}, minutes=1)
SIGNED = replace(
    KNOWLEDGE,
    causes=tuple(
        replace(cause, sign="It has just got power.") if cause.normal else cause
        for cause in KNOWLEDGE.causes
    ),
    steps=(SIGN, LOOK, *KNOWLEDGE.steps, make_step("pray")),
)


def clues(query: str) -> list[tuple[str, bool]]:
    progress = make_progress(SIGNED, query)
    assert progress.light is not None
    model = build_model(SIGNED, progress.family, progress.light, progress.colour)
    found = clues_of(model, progress)
    evidence = evidence_of(model, progress)
    if progress.fixed is None:
        assert [clue.factor for clue in found] == evidence.factors(model)
    return [(clue.said, clue.answer) for clue in found]


def test_every_clue_says_what_the_person_said_or_did() -> None:
    said = (
        "light=flashing-red blue-first=yes new-batteries=unsure cause=batteries tried=nothing"
        " tried=look tried=change-batteries tried=pray"
    )
    assert clues(said) == [
        ("you said “Yes” to “Blue first?”", True),
        ("you said that this is it", False),
        ("you said that it is not the normal look", False),
        ("you answered “It is not” to “Is it off?”", False),
        ("“Change batteries” did not help", False),
    ]
    assert clues("light=flashing-red fixed=look") == [
        ("you answered “It is” to “Is it off?”", False)
    ]
    assert clues("light=flashing-red fixed=restart-router") == [
        ("“Restart router” fixed it", False)
    ]
    assert clues("light=flashing-red fixed=nothing") == []
    assert clues("light=flashing-red fixed=pray") == []


def test_what_is_known_is_told_to_the_engine_in_full() -> None:
    question = replace(
        KNOWLEDGE.questions[1],
        options=(
            replace(KNOWLEDGE.questions[1].options[0], excludes=("wait", "restart-router")),
            KNOWLEDGE.questions[1].options[1],
        ),
    )
    knowledge = replace(KNOWLEDGE, questions=(KNOWLEDGE.questions[0], question))

    def evidence(query: str) -> Evidence:
        progress = make_progress(knowledge, query)
        assert progress.light is not None
        model = build_model(knowledge, progress.family, progress.light, progress.colour)
        return evidence_of(model, progress)

    assert evidence("light=flashing-red") == Evidence()
    assert evidence(
        "light=flashing-red new-batteries=yes tried=restart-router skipped=change-batteries"
        " cause=batteries"
    ) == Evidence(
        answers=(("new-batteries", "yes"),),
        failed=("restart-router",),
        skipped=("change-batteries", "restart-router", "wait"),
        closed=frozenset({"blue-first"}),
        cause="batteries",
    )
    assert evidence("light=flashing-red blue-first=unsure skipped=questions") == Evidence(
        answers=(("blue-first", None),), closed=frozenset({"blue-first", "new-batteries"})
    )
    assert evidence("light=flashing-red skipped=new-batteries").closed == {"new-batteries"}


def test_what_a_sign_explains_is_the_likeliest_normal_cause_or_else_the_likeliest() -> None:
    assert explained_by(diagnosis_of("light=flashing-red blue-first=yes")).slug == "starting"
    assert explained_by(diagnosis_of("light=solid-blue")).slug == "recording"


def test_the_first_step_is_the_plans_or_else_the_first_of_the_guide() -> None:
    def first(query: str, knowledge: Knowledge) -> Step | None:
        progress = make_progress(knowledge, query)
        assert progress.light is not None
        model = build_model(knowledge, progress.family, progress.light, progress.colour)
        evidence = evidence_of(model, progress)
        planned = decision(model, evidence).plan.steps
        whole = whole_plan(knowledge, progress.family.slug, model, evidence, planned)
        found = diagnose(knowledge, progress)
        step = first_step(progress, model, whole.steps)
        assert step == (found.plan[0].step if found.plan else None)
        return step

    assert first("light=flashing-red", KNOWLEDGE) == KNOWLEDGE.step["wait"]
    tried = "tried=wait tried=change-batteries tried=restart-router"
    assert first(f"light=flashing-red {tried}", KNOWLEDGE) is None
    idle = replace(KNOWLEDGE, steps=(make_step("second"), make_step("first")))
    assert first("light=flashing-red", idle) == idle.steps[0]
    assert first("light=flashing-red tried=second", idle) == idle.steps[1]
    assert first("light=flashing-red skipped=second", idle) == idle.steps[1]


def test_where_nothing_has_a_name_the_steps_of_the_guide_are_left_and_support_is_not() -> None:
    broken = make_knowledge(
        causes=[make_cause("broken", support_only=True)],
        patterns=[make_pattern("red", causes={"broken": "common", "stuck": "rare"})],
        steps=[make_step("look", minutes=None, penalty_minutes=2)],
    )
    (planned,) = diagnosis_of("light=red", broken).plan
    assert planned == PlannedStep(broken.steps[0], 5.0, 0.0, None)


OUTCOMES = st.sampled_from(["tried", "skipped", "fixed"])
ANSWERS = st.tuples(
    st.sampled_from(list(KNOWLEDGE.question)), st.sampled_from(["yes", "no", "unsure", "perhaps"])
)
OUTCOMES_OF_STEPS = st.tuples(
    OUTCOMES, st.sampled_from([*KNOWLEDGE.step, "blue-first", "questions"])
)


@given(
    st.sampled_from(["flashing-red", "solid-blue", "unsure", "other"]),
    st.lists(st.one_of(ANSWERS, OUTCOMES_OF_STEPS), max_size=8),
)
def test_whatever_can_be_said_has_a_diagnosis_that_goes_on(
    light: str, said: list[tuple[str, str]]
) -> None:
    """It never asks what is known or closed, never tries what was tried, and its probabilities
    sum to 1.
    """
    once = [
        pair
        for place, pair in enumerate(said)
        if pair[0] != "fixed" or not any(n == "fixed" for n, _ in said[:place])
    ]
    diagnosis = diagnosis_of(
        " ".join([f"light={light}", *(f"{name}={value}" for name, value in once)])
    )
    progress = diagnosis.progress
    assert sum(ranked.probability for ranked in diagnosis.causes) == pytest.approx(1)
    assert sum(probability for _, probability in diagnosis.patterns) == pytest.approx(1)
    if isinstance(diagnosis.move, Ask):
        assert diagnosis.move.question not in [
            *progress.set_aside,
            *(question for question, _ in progress.answers),
        ]
        assert not progress.just_steps
    planned = {planned.step.slug for planned in diagnosis.plan}
    assert not planned & {step.slug for step in (*progress.tried, *progress.skipped)}
    assert isinstance(diagnosis.move, Fixed) == bool(progress.fixed)
