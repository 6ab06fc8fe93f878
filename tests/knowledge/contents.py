"""Small contents for properties."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_channel,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_picture,
    make_question,
    make_step,
)
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Knowledge

NAMES = ("a", "b", "c", "d")


def some_of(draw: Any) -> list[str]:
    """Some of the names in any order."""
    return list(draw(st.permutations(NAMES)))[: draw(st.integers(1, len(NAMES)))]


@st.composite
def contents(draw: Any) -> Knowledge:
    """A few causes, steps, questions, colours, lights and pictures, each in one of two versions,
    in any order.
    """
    version = st.booleans()
    questions = [
        make_question(slug, options=draw(st.permutations(["yes", "no"]))) for slug in some_of(draw)
    ]
    causes = [make_cause(slug, normal=draw(version)) for slug in some_of(draw)]
    likelihoods = [
        make_likelihood(
            question.slug,
            cause.slug,
            *draw(st.sampled_from([("usually", "rarely"), ("never", "always")])),
            options=[option.slug for option in question.options],
        )
        for question, cause in product(questions, causes)
        if draw(version)
    ]
    colours = [replace(ORIGINAL[0], slug=slug) for slug in some_of(draw)]
    lights = [
        make_pattern(
            slug,
            causes={causes[0].slug: draw(st.sampled_from(["common", "rare"]))},
            channels=[make_channel((1.0, 1000), colour=draw(st.sampled_from(colours)).slug)],
        )
        for slug in some_of(draw)
    ]
    pictures = [make_picture(slug, light=draw(st.sampled_from(lights)).key) for slug in "xy"]
    made = make_knowledge(
        patterns=lights,
        causes=causes,
        questions=questions,
        likelihoods=likelihoods,
        steps=[
            make_step(slug, minutes=draw(st.integers(1, 2)), fixes={causes[-1].slug: "usually"})
            for slug in some_of(draw)
        ],
    )
    return replace(made, colours=tuple(colours), pictures=tuple(pictures))
