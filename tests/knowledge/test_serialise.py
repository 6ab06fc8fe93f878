"""Values to JSON and back, whatever release wrote them, and the digest that tells them apart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, make_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    make_channel,
    make_family,
    make_former_name,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_picture,
    make_question,
    make_step,
)
from wizard.knowledge import values
from wizard.knowledge.colours import ORIGINAL, Colour
from wizard.knowledge.serialise import digest, freeze, plain, thaw, thaw_text, thaw_value
from wizard.knowledge.values import Knowledge, Wording

CONTENT = make_knowledge(
    patterns=[
        make_pattern("solid-red", causes={"stuck": "common"}, channels=[make_channel((1.0, 1000))])
    ],
    questions=[make_question("moved", only_patterns=[("camera", "solid-red")])],
    likelihoods=[make_likelihood("moved", "stuck", "rarely", "usually")],
    steps=[make_step("restart", fixes={"stuck": "usually"}, families=("camera", "bell"))],
    former_names=[make_former_name("step", "reboot", "restart")],
)


def through_json(knowledge: Knowledge) -> Knowledge:
    return thaw(json.loads(json.dumps(freeze(knowledge))))


def test_the_shipped_content_survives_json(content: Knowledge) -> None:
    assert through_json(content) == content
    assert thaw_text(json.dumps(freeze(content))) == content


st.register_type_strategy(float, st.floats(allow_nan=False))


def some(kind: type[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.from_type(kind), max_size=2).map(tuple)


KNOWLEDGE = st.builds(
    Knowledge,
    revision=st.integers(0),
    published=st.text(),
    guide=st.from_type(values.Guide),
    sources=some(values.Source),
    families=some(values.Family),
    devices=some(values.Device),
    patterns=some(values.Pattern),
    causes=some(values.Cause),
    questions=some(values.Question),
    likelihoods=some(values.Likelihood),
    steps=some(values.Step),
    disputes=some(values.Dispute),
    faqs=some(values.Faq),
    former_names=some(values.FormerName),
)


@given(KNOWLEDGE)
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_knowledge_survives_json(knowledge: Knowledge) -> None:
    assert through_json(knowledge) == knowledge
    for text in (json.dumps(freeze(knowledge)), json.dumps(freeze(knowledge), indent=1)):
        assert thaw_text(text) == knowledge


# What is read, kind by kind


@dataclass(frozen=True)
class Part:
    name: str
    size: int = 0


def made(**kinds: Any) -> type:
    """A new sort of value, of which nobody has read one yet: field -> its type."""
    fields = [(name, kind, field(default=None)) for name, kind in kinds.items()]
    return make_dataclass("Made", fields, frozen=True)


@pytest.mark.parametrize(
    ("kind", "frozen", "held"),
    [
        (int, 3, 3),
        (Part, {"name": "lid", "size": 2}, Part("lid", 2)),
        (Part | None, {"name": "lid"}, Part("lid")),
        (Part | None, None, None),
        (str | None, "lid", "lid"),
        (tuple[str, ...], ["lid", "box"], ("lid", "box")),
        (tuple[str, ...], [], ()),
        (tuple[str, ...], ["lid"], ("lid",)),
        (tuple[Part, ...], [{"name": "lid"}, {"name": "box"}], (Part("lid"), Part("box"))),
        (tuple[float, int], [0.5, 20], (0.5, 20)),
        (tuple[tuple[float, int], ...], [[1.0, 9], [0.0, 8]], ((1.0, 9), (0.0, 8))),
        (tuple[str, str] | None, ["mini", "red"], ("mini", "red")),
        (tuple[str, str] | None, None, None),
    ],
)
def test_a_field_is_read_as_its_annotation_says(kind: Any, frozen: object, held: object) -> None:
    sort = made(field=kind, other=str)
    assert thaw_value(sort, {"field": frozen, "other": "x"}) == sort(held, "x")
    assert plain(sort(held, "x")) == {"field": plain(held), "other": "x"}


def test_what_is_frozen_is_json_of_plain_lists_and_fields_in_their_order() -> None:
    value = made(parts=tuple[Part, ...])((Part("lid", 1), Part("box")))
    text = '{"parts": [{"name": "lid", "size": 1}, {"name": "box", "size": 0}]}'
    assert json.dumps(plain(value)) == text


@pytest.mark.parametrize("pair", [[], [1.0], [1.0, 2, 3]])
def test_a_pair_that_is_none_is_refused(pair: list[float]) -> None:
    with pytest.raises(ValueError, match=r"has not 2 parts") as error:
        thaw_value(made(pair=tuple[float, int]), {"pair": pair})
    assert str(error.value) == f"{pair} has not 2 parts"


def test_a_pair_of_more_than_scalars_is_no_sort_that_can_be_read() -> None:
    with pytest.raises(TypeError) as error:
        thaw_value(made(pair=tuple[str, Part]), {"pair": ["lid", {"name": "box"}]})
    assert str(error.value).endswith(": a tuple of fixed length may hold scalars only")


# From an older release


def test_an_older_value_takes_defaults_and_loses_what_there_is_no_longer() -> None:
    sort = made(part=Part, other=int)
    frozen = {"part": {"name": "lid", "forgotten": 1}, "long": "ago"}
    assert thaw_value(sort, frozen) == sort(Part("lid"), None)
    with pytest.raises(TypeError, match="name"):
        thaw_value(sort, {"part": {"size": 1}})


def test_an_older_revision_takes_defaults_for_what_it_does_not_have() -> None:
    frozen = freeze(CONTENT)
    del frozen["former_names"]
    del frozen["patterns"][0]["channels"][0]["cuts"]
    del frozen["questions"][0]["group"]
    frozen["patterns"][0]["forgotten"] = "a field of long ago"
    frozen["tables"] = [{"slug": "a table of long ago"}]
    frozen["label"] = "another"
    older = replace(CONTENT, former_names=())
    assert thaw(frozen) == older
    assert thaw_text(json.dumps(frozen)) == older


def test_an_older_revision_has_a_wording_for_each_family() -> None:
    frozen = freeze(CONTENT)
    frozen["steps"][0]["wordings"] = [
        {"family": family, "text": "Do it.", "safety": "", "picture": "router"}
        for family in ("camera", "bell")
    ]
    thawed = thaw(frozen)
    assert thawed.steps[0].wordings == tuple(
        Wording(slug=family, families=(family,), text="Do it.", safety="", picture="router")
        for family in ("camera", "bell")
    )
    assert digest(thawed) != digest(CONTENT)


def test_a_revision_from_before_colours_had_a_day_has_that_of_those_that_ship() -> None:
    frozen = freeze(CONTENT)
    for colour in frozen["colours"]:
        del colour["reviewed"]
    assert thaw(frozen).colours == ORIGINAL
    frozen["colours"][1]["letter"] = "L"
    changed = replace(ORIGINAL[1], letter="L", reviewed="")
    assert thaw(frozen).colours == (ORIGINAL[0], changed, ORIGINAL[2])


def test_a_colour_that_has_a_day_keeps_what_it_says() -> None:
    for reviewed in ("2031-05-06", ""):
        red = replace(ORIGINAL[0], reviewed=reviewed)
        assert thaw_value(Colour, plain(red)) == red


def test_a_revision_from_before_the_table_of_colours_has_the_original_ones() -> None:
    frozen = freeze(CONTENT)
    del frozen["colours"]
    assert thaw(frozen) == CONTENT


# As a text, row by row


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"devices"', '{"devices": [', "{}x"])
def test_what_is_no_revision_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        thaw_text(text)


def test_a_text_that_ends_too_early_is_refused_wherever_it_ends() -> None:
    content = make_knowledge(devices=[])
    text = json.dumps(freeze(content))
    for end in range(len(text)):
        with pytest.raises(ValueError, match=r"."):
            thaw_text(text[:end])
    assert thaw_text(f" {text}\n") == content


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "“{” is missing at 0, or the text ends there."),
        ("{ ", "“{” is missing at 0, or the text ends there."),
        ('{"causes" []}', "“:” is missing at 9, or the text ends there."),
        ('{"causes": [', "“[” is missing at 11, or the text ends there."),
        ('{"causes": []', "“,” is missing at 13, or the text ends there."),
    ],
)
def test_what_is_missing_is_said_and_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"is missing") as error:
        thaw_text(text)
    assert str(error.value) == said


# The digest


def test_the_digest_tells_content_apart_and_nothing_else() -> None:
    assert digest(replace(CONTENT, revision=7, published="2026-11-20")) == digest(CONTENT)
    cause = replace(CONTENT.causes[0], name="Hung")
    assert digest(replace(CONTENT, causes=(cause,))) != digest(CONTENT)
    pictures = (make_picture("front"),)
    assert digest(replace(CONTENT, pictures=pictures)) != digest(CONTENT)
    assert digest(replace(CONTENT, colours=ORIGINAL[:2])) != digest(CONTENT)
    assert digest(replace(CONTENT, former_pictures=("0" * 64,))) == digest(CONTENT)


def test_the_digest_is_what_earlier_releases_stored() -> None:
    """Otherwise content that nobody changed could be published again after an upgrade. A new field
    of a value that is here changes it: change it here, too.
    """
    assert digest(CONTENT) == "50f20c558d478aa85f9d2d6a6a1f58b409d35fe597ddb8f91258b24341262277"
    step = replace(CONTENT.steps[0], title="Ünplug it")
    colours, pictures = (*ORIGINAL[1:], ORIGINAL[0]), (make_picture("front"),)
    more = replace(CONTENT, steps=(step,), colours=colours, pictures=pictures)
    assert digest(more) == "2bca10fc2dc028ad4435f98f808b6006747ad9bf8ca121af00ca61930f012e4e"


def test_the_digest_knows_the_words_of_a_step_family_by_family() -> None:
    def of(*wordings: Wording) -> str:
        step = replace(make_step("restart"), wordings=wordings)
        made = make_knowledge(steps=[step], devices=[])
        return digest(replace(made, families=(make_family("b"), make_family("a"))))

    def say(*families: str, text: str = "Restart.") -> Wording:
        return Wording(slug=families[0], families=families, text=text, safety="")

    together = of(say("a", "b"))
    assert of(say("a"), say("b")) == of(say("b"), say("a")) == together
    assert of(say("a")) != together
    assert of(say("a"), say("b", text="Start it.")) != together
    assert of(say("a", "gone", "b")) == of(say("gone"), say("b"), say("a")) != together
