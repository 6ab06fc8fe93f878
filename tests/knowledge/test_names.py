"""What staff read names things as people do; slugs are for files and addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import make_knowledge as made
from tests.builders import (
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
    make_words,
    title,
)
from wizard.knowledge.names import edits_in_words, listed, words_for

STEP = make_step("start-again", fixes={"stuck": "usually"}, families=("camera", "bell"))
CONTENT = replace(
    made(
        patterns=[make_pattern("solid-red", causes={"stuck": "common", "too-far": "common"})],
        questions=[make_question("moved-lately")],
        likelihoods=[make_likelihood("moved-lately", "too-far", "usually", "rarely")],
        steps=[
            replace(
                STEP,
                wordings=(replace(STEP.wordings[0], slug="all-of-them", families=("camera",)),),
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
        ("pattern camera/long-gone", "light “long gone” of Camera"),
    ],
)
def test_a_subject_is_called_what_people_call_it(subject: str, words: str) -> None:
    assert words_for(CONTENT, subject) == words


def test_of_many_names_the_first_are_said_and_how_many_more() -> None:
    assert listed([]) == ""
    assert listed(["Mini", "XT"]) == "Mini and XT"
    assert listed(map(title, "abcde")) == "A, B, C and 2 more"


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
