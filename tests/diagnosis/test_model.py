"""Words become numbers, and nothing that cannot be told apart is kept apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    make_cause,
    make_channel,
    make_family,
    make_knowledge,
    make_likelihood,
    make_model,
    make_pattern,
    make_question,
    make_step,
    make_step_table,
)
from wizard.diagnosis.address import KnownLight, Light, OtherLight, UnsureLight
from wizard.diagnosis.inference import by_cause, entropy
from wizard.diagnosis.model import (
    Model,
    QuestionTable,
    StepTable,
    answer_row,
    build_model,
    is_idle_wait,
)
from wizard.knowledge.values import SOMETHING_ELSE, Knowledge

RED, BLUE = ("camera", "red"), ("camera", "blue")
BLUE_CHANNEL = make_channel((1.0, 1000), colour="blue")


def knowledge_of_two_lights(**changes: object) -> Knowledge:
    content: dict[str, Any] = {
        "patterns": [
            make_pattern("red", causes={"stuck": "very common", "broken": "rare"}, seen="common"),
            make_pattern(
                "blue", causes={"stuck": "common"}, seen="uncommon", channels=[BLUE_CHANNEL]
            ),
        ],
        "questions": [make_question("heard")],
        "likelihoods": [make_likelihood("heard", "stuck", "always", "never")],
        "steps": [make_step("restart", fixes={"stuck": "usually"})],
    }
    return make_knowledge(**(content | changes))


def model_of(knowledge: Knowledge, light: Light, colour: str = "") -> Model:
    return build_model(knowledge, make_family(), light, colour)


def known(knowledge: Knowledge, slug: str) -> KnownLight:
    return KnownLight(knowledge.pattern["camera", slug])


def test_a_known_light_has_its_causes_by_frequency_and_something_else_as_rare() -> None:
    knowledge = knowledge_of_two_lights()
    model = model_of(knowledge, known(knowledge, "red"))
    assert by_cause(model, model.prior) == pytest.approx(
        {"stuck": 27 / 29, "broken": 1 / 29, SOMETHING_ELSE: 1 / 29}
    )


def test_an_empty_frequency_counts_as_common() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "", "broken": "common"})]
    )
    causes = by_cause(model := model_of(knowledge, known(knowledge, "red")), model.prior)
    assert causes["stuck"] == causes["broken"]


def test_a_light_that_is_not_known_may_be_any_of_the_family_by_how_often_it_is_seen() -> None:
    model = model_of(knowledge_of_two_lights(), UnsureLight())
    assert by_cause(model, model.prior)["stuck"] == pytest.approx((9 * 27 / 29 + 3 * 9 / 10) / 12)


def test_a_colour_leaves_the_lights_of_its_group() -> None:
    model = model_of(knowledge_of_two_lights(), UnsureLight(), "blue")
    assert by_cause(model, model.prior) == pytest.approx({"stuck": 0.9, SOMETHING_ELSE: 0.1})


def test_not_sure_of_the_colour_leaves_them_all() -> None:
    knowledge = knowledge_of_two_lights()
    unsure = model_of(knowledge, UnsureLight(), "unsure")
    assert vars(unsure) == vars(model_of(knowledge, UnsureLight()))


def test_another_light_makes_something_else_common() -> None:
    model = model_of(knowledge_of_two_lights(), OtherLight(), "blue")
    assert by_cause(model, model.prior) == pytest.approx({"stuck": 0.5, SOMETHING_ELSE: 0.5})


def test_the_lights_a_known_one_is_mistaken_for_are_kept_at_their_share() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern(
                "red", causes={"stuck": "common"}, seen="common", look_alikes={"blue": "often"}
            ),
            make_pattern("blue", causes={"starting": "common"}, seen="very common"),
        ]
    )
    causes = by_cause(model := model_of(knowledge, known(knowledge, "red")), model.prior)
    assert causes["starting"] / causes["stuck"] == pytest.approx(27 * 0.2 / 9)
    assert "stuck" not in model_of(knowledge, known(knowledge, "blue")).causes


def test_pairs_nothing_can_tell_apart_are_one_hypothesis_that_knows_its_patterns() -> None:
    model = model_of(knowledge_of_two_lights(), UnsureLight())
    assert model.causes == ("stuck", "broken", SOMETHING_ELSE)
    shares = dict(model.patterns[0])
    assert shares == pytest.approx(
        {RED: (9 * 27 / 29) / (9 * 27 / 29 + 2.7), BLUE: 2.7 / (9 * 27 / 29 + 2.7)}
    )


def test_pairs_that_answer_differently_stay_apart() -> None:
    on_blue = make_likelihood("heard", "stuck", "never", "always", pattern=BLUE)
    general = make_likelihood("heard", "stuck", "always", "never")
    model = model_of(knowledge_of_two_lights(likelihoods=[general, on_blue]), UnsureLight())
    assert model.causes.count("stuck") == 2


def test_a_row_of_this_pattern_replaces_the_general_one() -> None:
    on_blue = make_likelihood("heard", "stuck", "never", "always", pattern=BLUE)
    general = make_likelihood("heard", "stuck", "always", "never")
    knowledge = knowledge_of_two_lights(likelihoods=[general, on_blue])
    question = knowledge.question["heard"]
    assert answer_row(knowledge, question, "stuck", RED) == pytest.approx((0.97, 0.03))
    assert answer_row(knowledge, question, "stuck", BLUE) == pytest.approx((0.03, 0.97))
    assert answer_row(knowledge, question, "broken", RED) == (0.5, 0.5)


def test_words_are_normalised_over_the_options() -> None:
    options = ("a", "b", "c")
    knowledge = knowledge_of_two_lights(
        questions=[make_question("heard", options=options)],
        likelihoods=[
            make_likelihood("heard", "stuck", "always", "rarely", "rarely", options=options)
        ],
    )
    row = answer_row(knowledge, knowledge.question["heard"], "stuck", RED)
    assert row == pytest.approx((0.97 / 1.27, 0.15 / 1.27, 0.15 / 1.27))


def test_a_question_that_is_hard_to_tell_says_a_fifth_less() -> None:
    knowledge = knowledge_of_two_lights(questions=[make_question("heard", hard_to_tell=True)])
    row = answer_row(knowledge, knowledge.question["heard"], "stuck", RED)
    assert row == pytest.approx((0.8 * 0.97 + 0.1, 0.8 * 0.03 + 0.1))


def test_the_group_of_a_question_reaches_the_engine() -> None:
    knowledge = knowledge_of_two_lights(questions=[make_question("heard", group="sound")])
    table = model_of(knowledge, known(knowledge, "red")).question["heard"]
    assert table.group == "sound"


def test_a_question_that_tells_nothing_apart_is_left_out() -> None:
    knowledge = knowledge_of_two_lights(likelihoods=[])
    assert model_of(knowledge, known(knowledge, "red")).questions == ()


def test_only_questions_that_fit_the_chosen_light_itself_are_offered() -> None:
    knowledge = knowledge_of_two_lights(
        patterns=[
            make_pattern(
                "red", causes={"stuck": "common", "broken": "common"}, look_alikes={"blue": "often"}
            ),
            make_pattern("blue", causes={"stuck": "common"}),
        ],
        questions=[make_question("heard", only_patterns=[BLUE])],
    )
    assert model_of(knowledge, known(knowledge, "red")).questions == ()
    assert [question.slug for question in model_of(knowledge, UnsureLight()).questions] == ["heard"]


def test_only_steps_said_for_the_family_that_help_a_possible_cause_are_planned() -> None:
    knowledge = knowledge_of_two_lights(
        steps=[
            make_step("restart", fixes={"stuck": "usually"}),
            make_step("pray"),
            make_step("elsewhere", fixes={"stuck": "usually"}, families=["hub"]),
        ]
    )
    assert [step.slug for step in model_of(knowledge, known(knowledge, "red")).steps] == ["restart"]


@pytest.mark.parametrize(
    ("minutes", "penalty", "engine_minutes"), [(2, 3, 5), (0, 0, 0.25), (None, 0, 5), (None, 1, 6)]
)
def test_the_engine_counts_minutes_and_penalty_five_where_nobody_estimated_and_never_nothing(
    minutes: float | None, penalty: float, engine_minutes: float
) -> None:
    step = make_step(
        "restart", fixes={"stuck": "usually"}, minutes=minutes, penalty_minutes=penalty
    )
    knowledge = knowledge_of_two_lights(steps=[step])
    assert model_of(knowledge, known(knowledge, "red")).steps[0].minutes == engine_minutes


def test_a_family_without_a_light_still_has_something_else() -> None:
    model = model_of(make_knowledge(), UnsureLight())
    assert (model.causes, model.prior, model.patterns) == ((SOMETHING_ELSE,), (1.0,), ((),))


def test_a_model_is_built_once_for_each_knowledge_and_light() -> None:
    knowledge = knowledge_of_two_lights()
    assert model_of(knowledge, UnsureLight()) is model_of(knowledge, UnsureLight())
    assert model_of(knowledge, UnsureLight()) is not model_of(
        knowledge_of_two_lights(), UnsureLight()
    )


def test_two_contents_share_the_steps_in_which_nothing_differs() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern(causes={"stuck": "common", "far": "common"})],
        steps=[
            make_step("restart", fixes={"stuck": "usually"}, minutes=10),
            make_step("move-closer", fixes={"far": "usually"}, minutes=10),
        ],
    )
    restart, move = knowledge.steps
    edited = replace(knowledge, steps=(restart, replace(move, minutes=12.0)))
    old, new = (
        build_model(content, content.families[0], KnownLight(content.patterns[0]), "").step
        for content in (knowledge, edited)
    )
    assert old["restart"] is new["restart"]
    assert (old["move-closer"].minutes, new["move-closer"].minutes) == (10, 12)


def test_an_answer_that_a_family_cannot_give_is_neither_asked_nor_counted() -> None:
    question = make_question("heard", options=["yes", "no", "low"])
    yes, no, low = question.options
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common", "broken": "common"})],
        questions=[replace(question, options=(yes, no, replace(low, families=("others",))))],
        likelihoods=[
            make_likelihood(
                "heard", "stuck", "usually", "rarely", "usually", options=("yes", "no", "low")
            ),
        ],
    )
    family = knowledge.families[0]
    model = build_model(knowledge, family, KnownLight(knowledge.patterns[0]), "")
    assert model.question["heard"].options == ("yes", "no")
    stuck = [row[model.causes.index("stuck")] for row in model.question["heard"].likelihoods]
    assert stuck == pytest.approx([0.85, 0.15])
    asked = answer_row(knowledge, knowledge.question["heard"], "broken", RED)
    assert asked == pytest.approx((0.5, 0.5, 0))


# The whole of it


def test_a_model_is_what_the_tables_say_number_by_number() -> None:
    yes_no = ("yes", "no")
    knowledge = make_knowledge(
        patterns=[
            make_pattern(
                "red", causes={"stuck": "common", "calm": "uncommon"}, seen="rare", status="act"
            ),
            make_pattern("blue", causes={"stuck": "common"}, seen="uncommon"),
        ],
        causes=[make_cause("stuck"), make_cause("calm", normal=True)],
        questions=[
            make_question("heard", minutes=None, unknown_share=0.2, group="sound"),
            make_question("old", minutes=0.01, hard_to_tell=True, only_patterns=[RED]),
            make_question("alone", options=["yes"]),
            make_question("elsewhere", families=["hub"]),
        ],
        likelihoods=[
            make_likelihood("heard", "stuck", "always", "never"),
            make_likelihood("old", "calm", "usually", "rarely", pattern=RED),
            make_likelihood("old", SOMETHING_ELSE, "always", "never"),
        ],
        steps=[
            make_step(
                "restart",
                fixes={"stuck": "usually", "lost": "rarely"},
                minutes=3,
                penalty_minutes=2,
                prerequisites=["pray"],
                disturbs=["heard"],
                destructive=True,
            ),
            replace(
                make_step("wait", fixes={"calm": "almost always"}, minutes=2.5),
                wait_seconds=120,
                stage="look",
                asks="Is it dark?",
            ),
            make_step("pray", fixes={"lost": "usually"}),
        ],
        support_minutes=60,
    )
    model = build_model(knowledge, knowledge.families[0], UnsureLight(), "")
    red, blue = 1 / 13, 3 / 10
    old = (0.8 * 0.85 + 0.1, 0.8 * 0.15 + 0.1)
    even = (0.5, 0.5)
    assert model.causes == ("stuck", "calm", SOMETHING_ELSE)
    weights = (9 * red + 9 * blue, 3 * red, red + blue)
    assert model.prior == pytest.approx([weight / 4 for weight in weights])
    heard, asked_old = model.questions
    assert heard == QuestionTable(
        slug="heard",
        minutes=0.5,
        unknown_share=0.2,
        options=yes_no,
        likelihoods=((0.97, 0.5, 0.5), (0.03, 0.5, 0.5)),
        entropies=(entropy((0.97, 0.03)), 1.0, 1.0),
        group="sound",
    )
    assert asked_old == QuestionTable(
        slug="old",
        minutes=0.1,
        unknown_share=0.1,
        options=yes_no,
        likelihoods=tuple(zip(even, old, even, strict=True)),
        entropies=(1.0, entropy(old), 1.0),
    )
    assert heard.likelihood("no") == (0.03, 0.5, 0.5)
    assert model.steps == (
        StepTable(
            slug="restart",
            minutes=5,
            fixes=(0.7, 0.0, 0.0),
            fails=(1 - 0.7, 1.0, 1.0),
            prerequisites=frozenset({"pray"}),
            disturbs=frozenset({"heard"}),
            destructive=True,
        ),
        StepTable(
            slug="wait",
            minutes=2.5,
            fixes=(0.0, 0.9, 0.0),
            fails=(1.0, 1 - 0.9, 1.0),
            stage="look",
            is_look=True,
            is_wait=True,
        ),
    )
    assert model.steps[1].helps == ((1, 0.9, 1 - 0.9),)
    assert model.support_minutes == 60
    share = 9 * red / weights[0]
    assert [dict(shares) for shares in model.patterns] == [
        pytest.approx({RED: share, BLUE: 1 - share}),
        {RED: 1.0},
        pytest.approx({RED: red / weights[2], BLUE: blue / weights[2]}),
    ]
    assert model.normal == (0.0, 1.0, 0.0)
    assert model.act == pytest.approx((share, 1.0, red / weights[2]))
    assert model.one_each
    assert model.cures == ((("restart", 5, 1 - 0.7),), (("wait", 2.5, 1 - 0.9),), ())


def test_what_is_mistaken_for_the_chosen_light_weighs_its_share_for_every_cause() -> None:
    knowledge = make_knowledge(
        patterns=[
            make_pattern("red", causes={"stuck": "common"}, look_alikes={"blue": ""}, seen=""),
            make_pattern("blue", causes={"stuck": "common", "far": "rare"}, seen="very common"),
        ]
    )
    model = model_of(knowledge, known(knowledge, "red"))
    mistaken = 27 * 0.03
    assert by_cause(model, model.prior) == pytest.approx(
        {
            "stuck": (9 * 9 / 10 + mistaken * 9 / 11) / (9 + mistaken),
            "far": mistaken * 1 / 11 / (9 + mistaken),
            SOMETHING_ELSE: (9 * 1 / 10 + mistaken * 1 / 11) / (9 + mistaken),
        }
    )


@pytest.mark.parametrize(
    ("minutes", "seconds", "idle"),
    [
        (2, 120, True),
        (2.5, 120, True),
        (2.6, 120, False),
        (1.9, 120, False),
        (5, None, False),
        (None, 300, True),
        (None, 269, False),
        (0.5, 0, True),
    ],
)
def test_a_wait_has_at_most_half_a_minute_of_work_beside_it(
    minutes: float | None, seconds: int | None, idle: bool
) -> None:
    step = replace(make_step("wait", minutes=minutes), wait_seconds=seconds)
    assert is_idle_wait(step) is idle


def test_a_step_cures_where_it_beats_support_and_the_quickest_cure_comes_first() -> None:
    steps = [
        make_step_table("even", fixes=(0.5, 0.0), minutes=20),
        make_step_table("slow", fixes=(0.9, 0.1), minutes=30),
        make_step_table("fast", fixes=(0.9, 0.5), minutes=5),
    ]
    model = make_model(prior=[1, 1], steps=steps, support_minutes=40)
    assert [[slug for slug, _, _ in cures] for cures in model.cures] == [["fast", "slow"], ["fast"]]


def test_a_row_whose_words_are_no_words_counts_sometimes_and_one_without_a_light_fits_all() -> None:
    question = make_question("heard", options=["yes", "no", "low"])
    low = replace(question.options[2], families=("hub",))
    question = replace(question, options=(*question.options[:2], low))
    knowledge = knowledge_of_two_lights(
        questions=[question],
        likelihoods=[
            make_likelihood("heard", "stuck", "always", "", "never", options=("yes", "no", "low"))
        ],
    )
    row = answer_row(knowledge, question, "stuck", RED)
    assert row == pytest.approx((0.97 / 1.47, 0.5 / 1.47, 0))
    anywhere = answer_row(knowledge, question, "stuck", ("", ""))
    assert anywhere == pytest.approx((0.97 / 1.5, 0.5 / 1.5, 0.03 / 1.5))
    assert answer_row(knowledge, question, "far", ("", "")) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert answer_row(knowledge, question, SOMETHING_ELSE, RED) == (0.5, 0.5, 0)
