from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    make_cause,
    make_channel,
    make_device,
    make_family,
    make_former_name,
    make_guide,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_picture,
    make_question,
    make_step,
    make_symptom,
    make_words,
)
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.references import (
    MissingReferenceError,
    check_references,
    held_by,
    mentioned_by,
    named_by,
    names_in,
    things_of,
)
from wizard.knowledge.values import Dispute, Faq, Knowledge, Source

TABLES = {
    "colours": "colour",
    "sources": "source",
    "families": "family",
    "patterns": "pattern",
    "causes": "cause",
    "questions": "question",
    "steps": "step",
}


def test_the_shipped_content_names_nothing_that_is_gone(content: Knowledge) -> None:
    check_references(content)


@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_taken_out_is_missed(content: Knowledge, table: str) -> None:
    emptied: dict[str, Any] = {table: ()}
    with pytest.raises(MissingReferenceError, match=f"the {TABLES[table]} .* which is gone"):
        check_references(dataclasses.replace(content, **emptied))


LIGHT = make_pattern("red", causes={"stuck": "common"}, look_alikes={"blue": "rarely"})
QUESTION = make_question("moved", only_patterns=[("camera", "red"), ("camera", "blue")])
STEP = make_step(
    "restart",
    fixes={"stuck": "usually"},
    prerequisites=["wait"],
    disturbs=["moved"],
    families=("camera", "bell"),
)
FAQ = Faq(slug="why", question="Why?", answer="So.", patterns=(("camera", "red"),), steps=("wait",))
DISPUTE = Dispute(
    slug="is-it",
    where_claimed="",
    claim="",
    resolution="",
    confidence="high",
    sources=("table",),
    patterns=(("camera", "red"),),
    causes=("stuck",),
    steps=("wait",),
    questions=("moved",),
)


@pytest.mark.parametrize(
    ("thing", "named"),
    [
        (
            replace(
                LIGHT,
                channels=(make_channel((1.0, 9)), make_channel((0.0, 9), colour="blue")),
                causes=(replace(LIGHT.causes[0], sources=("forum",)),),
                sources=("table",),
            ),
            (
                "colour red, colour blue, pattern camera/blue, family camera, cause stuck,"
                " source forum, source table"
            ),
        ),
        (
            make_likelihood("moved", "stuck", "usually", "rarely"),
            "question moved, option moved/yes, option moved/no, cause stuck",
        ),
        (
            make_likelihood("moved", "stuck", "never", options=["no"], pattern=("camera", "red")),
            "question moved, option moved/no, pattern camera/red, cause stuck",
        ),
        (
            replace(
                QUESTION,
                options=(
                    replace(
                        QUESTION.options[0],
                        shows=("camera", "blue"),
                        offers=("restart",),
                        excludes=("wait",),
                        families=("bell",),
                    ),
                    QUESTION.options[1],
                ),
                symptoms=("offline",),
                sources=("table",),
            ),
            (
                "family camera, pattern camera/red, pattern camera/blue, pattern camera/blue,"
                " step restart, step wait, family bell, source table, symptom offline"
            ),
        ),
        (
            STEP,
            "step wait, question moved, family camera, family bell, cause stuck",
        ),
        (
            make_symptom(causes={"stuck": "rare"}, families=["bell"], only={"stuck": ["plug"]}),
            "family bell, cause stuck, family plug",
        ),
        (replace(make_device(), instead=("bell-1",)), "family camera, device bell-1"),
        (DISPUTE, "source table, pattern camera/red, cause stuck, step wait, question moved"),
        (FAQ, "pattern camera/red, step wait"),
        (make_picture("front", device="camera-1"), "device camera-1"),
        (make_picture("red", light=("camera", "red")), "pattern camera/red"),
        (make_picture("restart", step="restart"), "step restart"),
        (
            replace(make_guide(), safety_sources=("a",), support_sources=("b", "c")),
            "source a, source b, source c",
        ),
        (replace(make_cause("stuck"), sources=("table",)), "source table"),
        (replace(make_family(), sources=("table",)), "source table"),
        (make_former_name("step", "wait", "restart"), ""),
        (make_words("hung", "cause:stuck"), ""),
        (ORIGINAL[0], ""),
        (None, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_thing_names_has_to_be_there(thing: object, named: str) -> None:
    assert ", ".join(map(" ".join, named_by(thing))) == named


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        (LIGHT, "pattern camera/red"),
        (QUESTION, "question moved, option moved/yes, option moved/no"),
        (STEP, "step restart"),
        (FAQ, "faq why"),
        (ORIGINAL[1], "colour blue"),
        (make_symptom(causes={}), "symptom offline"),
        (make_family("bell"), "family bell"),
        (make_device(), "device camera-1"),
        (make_cause("stuck"), "cause stuck"),
        (DISPUTE, ""),
        (make_picture("front"), ""),
        (make_words("hung"), ""),
        (None, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_thing_can_be_named_and_its_parts_with_it(thing: object, names: str) -> None:
    assert ", ".join(map(" ".join, held_by(thing))) == names


def test_words_mention_the_things_they_mean_and_nothing_else() -> None:
    words = make_words(
        "hung", "cause:stuck", "rhythm:blink", "answer:moved/yes", "safety:fire", "faq:a:b"
    )
    assert list(mentioned_by(words)) == [
        ("cause", "stuck"),
        ("option", "moved/yes"),
        ("faq", "a:b"),
    ]
    assert list(mentioned_by(STEP)) == []


SOURCE = Source(slug="table", title="", publisher="", url="", authority="", checked="", note="")


def content(**fields: Any) -> Knowledge:
    held = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        questions=[make_question("moved")],
        likelihoods=[make_likelihood("moved", "stuck", "usually", "rarely")],
    )
    return replace(held, **fields)


def test_everything_that_is_published_is_looked_at() -> None:
    held = replace(content(), sources=(SOURCE,))
    things = [held.guide, *held.colours, SOURCE, *held.families, *held.devices, *held.patterns]
    assert list(things_of(held))[: len(things)] == things
    assert names_in(held) == {
        *(("colour", colour.slug) for colour in ORIGINAL),
        ("source", "table"),
        ("family", "camera"),
        ("device", "camera-1"),
        ("pattern", "camera/red"),
        ("cause", "stuck"),
        ("question", "moved"),
        ("option", "moved/yes"),
        ("option", "moved/no"),
    }
    check_references(held)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"guide": replace(make_guide(), safety_sources=("blog",))},
            "guide names the source 'blog', which is gone.",
        ),
        ({"causes": ()}, "pattern camera/red names the cause 'stuck', which is gone."),
        ({"questions": ()}, "likelihood moved names the question 'moved', which is gone."),
        (
            {"pictures": (make_picture("front", step="restart"),)},
            "picture front names the step 'restart', which is gone.",
        ),
    ],
)
def test_what_is_missing_is_named_with_what_names_it(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(MissingReferenceError) as error:
        check_references(content(**fields))
    assert str(error.value) == said
