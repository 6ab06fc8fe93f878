"""What staff read names things as people do; slugs are for files and addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    make_device,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
    make_words,
    title,
)
from tests.builders import make_knowledge as made
from wizard.knowledge.changes import FieldEdit
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.names import edits_in_words, listed, spoken, step_title, words_for
from wizard.knowledge.values import Effect, Knowledge, Step, Wording

STEP = make_step("start-again", fixes={"stuck": "usually"}, families=("camera", "bell"))
CONTENT = replace(
    made(
        patterns=[make_pattern("solid-red", causes={"stuck": "common", "too-far": "common"})],
        questions=[make_question("moved-lately")],
        likelihoods=[make_likelihood("moved-lately", "too-far", "usually", "rarely")],
        steps=[
            replace(
                STEP,
                wordings=(
                    replace(STEP.wordings[0], slug="all-of-them", families=("camera",)),
                    replace(STEP.wordings[1], slug="nobody-yet", families=()),
                ),
            )
        ],
    ),
    words=(make_words("my-words", "cause:stuck", phrases=["it hangs"]),),
)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("guide", "what holds for every page"),
        ("family camera", "family Camera"),
        ("device camera-1", "device Camera 1"),
        ("cause too-far", "cause “Too far”"),
        ("pattern camera/solid-red", "light “Solid red” of Camera"),
        ("pattern camera/solid-red, cause stuck", "light “Solid red” of Camera, cause “Stuck”"),
        (
            "pattern camera/solid-red, causes stuck and too-far",
            "light “Solid red” of Camera, causes “Stuck” and “Too far”",
        ),
        ("question moved-lately, option yes", "question “Moved lately?”, answer “Yes”"),
        (
            "likelihood moved-lately/too-far on camera/solid-red",
            "answers to “Moved lately?” where it is “Too far”, on “Solid red” of Camera",
        ),
        ("step start-again for all-of-them", "step “Start again” for Camera"),
        ("words my-words", "words “it hangs”"),
        ("former name step/red-light", "former name “red light”"),
        ("steps", "order of the steps"),
        ("former_names", "order of the former names"),
        ("pattern camera/long-gone", "light “long gone” of Camera"),
        ("pattern old-bell/red-light", "light “red light” of “old bell”"),
        ("cause long-gone", "cause “long gone”"),
        ("pattern camera/solid-red, cause it-is", "light “Solid red” of Camera, cause “it is”"),
        (
            "question moved-lately, option not-there",
            "question “Moved lately?”, answer “not there”",
        ),
        ("question long-gone, option not-there", "question “long gone”, answer “not there”"),
        ("step start-again for bell-2", "step “Start again” for “bell 2”"),
        ("step start-again for nobody-yet", "step “Start again” for nobody"),
        ("step long-gone for camera", "step “long gone” for Camera"),
        ("likelihood long-gone/too-far", "answers to “long gone” where it is “Too far”"),
        (
            "likelihood moved-lately/it-is on camera/long-gone",
            "answers to “Moved lately?” where it is “it is”, on “long gone” of Camera",
        ),
        ("former name option/moved-lately/of-course", "former name “of course”"),
        ("faq why-not", "frequent question “why not”"),
        ("dispute it-is", "disputed claim “it is”"),
        ("words long-gone", "words “long gone”"),
        ("", "what holds for every page"),
        ("Somewhere", "what holds for every page"),
    ],
)
def test_a_subject_is_called_what_people_call_it(subject: str, words: str) -> None:
    assert words_for(CONTENT, subject) == words


def test_of_many_names_the_first_are_said_and_how_many_more() -> None:
    assert listed([]) == ""
    assert listed(["Mini", "XT"]) == "Mini and XT"
    assert listed(map(title, "abc")) == "A, B and C"
    assert listed(map(title, "abcd")) == "A, B, C and D", "one more would be no shorter"
    assert listed(map(title, "abcde")) == "A, B, C and 2 more"


def test_what_is_gone_is_called_by_its_slug_in_words() -> None:
    assert spoken("a-solid-red") == "“a solid red”"
    assert step_title(CONTENT, "start-again") == "“Start again”"
    assert step_title(CONTENT, "long-gone") == "“long gone”"


def test_what_a_field_names_is_called_what_people_call_it() -> None:
    """Parts, references, lists, orders and the words of answers; nothing of it is a slug."""
    light, question, step = CONTENT.patterns[0], CONTENT.questions[0], CONTENT.steps[0]
    offering = replace(question.options[0], offers=("start-again",), shows=light.key)
    new = replace(
        CONTENT,
        patterns=(replace(light, causes=light.causes[:1]),),
        questions=(replace(question, options=(offering,), only_patterns=(light.key,)),),
        steps=(
            replace(
                step,
                wordings=(replace(step.wordings[0], families=("camera", "bell")),),
                disturbs=("moved-lately",),
            ),
        ),
        causes=CONTENT.causes[::-1],
        likelihoods=(replace(CONTENT.likelihoods[0], words=(("yes", "never"), ("no", "never"))),),
    )
    said = [
        (edit.kind, edit.title, field.name, field.before, field.after)
        for edit in edits_in_words(CONTENT, new)
        for field in edit.fields
    ]
    assert ("light", "Solid red", "causes, Too far, frequency", "common (9)", "") in said
    question_said = ("question", "Moved lately?")
    assert (*question_said, "only patterns", "", "“Solid red” of Camera") in said
    assert (*question_said, "options, “Yes”, offers", "", "Start again") in said
    assert (*question_said, "options, “Yes”, shows", "", "“Solid red” of Camera") in said
    assert ("step", "Start again", "wordings, bell, text", "", "Start again.") in said
    assert ("step", "Start again", "disturbs", "", "Moved lately?") in said
    assert ("", "Order of the causes", "order", "Stuck, Too far", "Too far, Stuck") in said
    answers = "Answers to “Moved lately?” where it is “Too far”"
    assert [(field[2], field[3][:7], field[4][:5]) for field in said if field[1] == answers] == [
        ("answer “Yes”", "usually", "never"),
        ("answer “No”", "rarely ", "never"),
    ]


DEVICES = [make_device(slug, family=slug) for slug in ("camera", "front-bell", "small-plug")]


def step(text: str, **fields: Any) -> Step:
    wording = Wording(
        slug="all", families=("camera", "front-bell", "small-plug"), text=text, safety=""
    )
    return replace(STEP, wordings=(wording,), **fields)


FULL = made(
    devices=DEVICES,
    patterns=[
        make_pattern(
            "solid-red",
            causes={"stuck": "common", "too-far": "rare"},
            look_alikes={"slow-blink": "often"},
        ),
        make_pattern("slow-blink", causes={"too-far": "common"}),
    ],
    questions=[
        make_question(
            "moved-lately", only_patterns=[("camera", "slow-blink"), ("camera", "solid-red")]
        )
    ],
    likelihoods=[make_likelihood("moved-lately", "too-far", "usually", "rarely")],
    steps=[step("Pull the plug.", effects=(Effect(cause="too-far", word="usually"),))],
)
LESS = replace(
    FULL,
    patterns=(replace(FULL.patterns[0], causes=FULL.patterns[0].causes[::-1], look_alikes=()),),
    questions=(
        replace(FULL.questions[0], options=FULL.questions[0].options[:1], only_patterns=()),
    ),
    likelihoods=(),
    steps=(step("Turn it off.", effects=(), disturbs=("moved-lately", "long-gone")),),
)
SAID = [
    ("light", "Solid red", "order of causes", "Stuck, Too far", "Too far, Stuck"),
    ("light", "Solid red", "look alikes, “Slow blink” of Camera, confusion", "often (0.2)", ""),
    (
        "light",
        "Solid red",
        "look alikes, “Slow blink” of Camera, how to tell apart",
        "Look longer.",
        "",
    ),
    (
        "question",
        "Moved lately?",
        "only patterns",
        "“Slow blink” of Camera, “Solid red” of Camera",
        "",
    ),
    ("question", "Moved lately?", "options, “No”, label", "No", ""),
    ("question", "Moved lately?", "options, “No”, summary", "Moved lately: no.", ""),
    (
        "",
        "Answers to “Moved lately?” where it is “Too far”",
        "answer “Yes”",
        "usually (0.85)",
        "",
    ),
    ("", "Answers to “Moved lately?” where it is “Too far”", "answer “No”", "rarely (0.15)", ""),
    ("step", "Start again", "disturbs", "", "Moved lately?, long gone"),
    (
        "step",
        "Start again",
        "wordings, Camera, Front bell and Small plug, text",
        "Pull the plug.",
        "Turn it off.",
    ),
    ("step", "Start again", "effects, Too far, word", "usually (0.7)", ""),
]


def test_an_edit_reads_the_same_forwards_and_backwards() -> None:
    """What is gone is called what it was called, and no field repeats what its title says."""

    def said(old: Knowledge, new: Knowledge) -> list[tuple[str, ...]]:
        return [
            (edit.kind, edit.title, field.name, field.before, field.after)
            for edit in edits_in_words(old, new)
            for field in edit.fields
            if edit.title != "Slow blink"
        ]

    assert said(FULL, LESS) == SAID
    assert sorted(said(LESS, FULL)) == sorted((*row[:3], row[4], row[3]) for row in SAID)


def test_an_answer_that_nobody_knows_any_more_is_called_by_its_slug_in_words() -> None:
    row = make_likelihood("moved-lately", "too-far", "usually", options=["no-idea"])
    (edit,) = edits_in_words(
        CONTENT, replace(CONTENT, likelihoods=(*CONTENT.likelihoods, replace(row, cause="stuck")))
    )
    assert edit.title == "Answers to “Moved lately?” where it is “Stuck”"
    assert [field.name for field in edit.fields] == ["answer “no idea”"]


def test_answers_that_come_or_go_with_their_question_are_called_by_its_text() -> None:
    gone = replace(FULL, questions=(), likelihoods=())
    for old, new in ((FULL, gone), (gone, FULL)):
        titles = [edit.title for edit in edits_in_words(old, new)]
        assert "Answers to “Moved lately?” where it is “Too far”" in titles


def test_a_channel_is_called_by_its_lamp_and_its_colour_by_its_name() -> None:
    amber = replace(ORIGINAL[0], slug="warm-amber", name="amber")
    old = replace(CONTENT, colours=(*ORIGINAL, amber))
    light = old.patterns[0]
    channel = replace(light.channels[0], colour="warm-amber")
    new = replace(old, patterns=(replace(light, channels=(channel,)),))
    (edit,) = edits_in_words(old, new)
    assert edit.fields == (
        FieldEdit(name="channels, front light, colour", before="red", after="amber"),
    )
