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
from wizard.knowledge.names import listed, words_for

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
