"""A symptom is written once and is a pattern without a lamp on every family that can have it."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import make_device, make_knowledge, make_pattern, make_question, make_symptom
from wizard.analysis.audit import audit
from wizard.knowledge.values import LIGHT, SYMPTOM

OFFLINE = make_symptom(
    causes={"stuck": "common", "flat": "rare"},
    families=["camera", "plug"],
    only={"flat": ["camera"]},
)
KNOWLEDGE = make_knowledge(
    devices=[make_device(), make_device("plug-1", family="plug"), make_device("hub", family="hub")],
    patterns=[make_pattern("solid-red", causes={"stuck": "common"})],
    symptoms=[OFFLINE],
)


def test_every_family_of_a_symptom_has_it_and_no_other() -> None:
    assert [way.key for way in KNOWLEDGE.symptoms_of("camera")] == [("camera", "offline")]
    assert [way.key for way in KNOWLEDGE.symptoms_of("plug")] == [("plug", "offline")]
    assert KNOWLEDGE.symptoms_of("hub") == ()


def test_a_symptom_has_no_lamp_and_says_what_it_is() -> None:
    (way,) = KNOWLEDGE.symptoms_of("plug")
    assert (way.kind, way.channels, way.title) == (SYMPTOM, (), "Offline")
    assert KNOWLEDGE.pattern["camera", "solid-red"].kind == LIGHT


def test_a_cause_for_some_families_is_no_cause_on_the_others() -> None:
    causes = {
        family: [row.cause for row in KNOWLEDGE.pattern[family, "offline"].causes]
        for family in ("camera", "plug")
    }
    assert causes == {"camera": ["stuck", "flat"], "plug": ["stuck"]}


def test_the_lights_of_a_family_are_lights_only() -> None:
    assert [way.slug for way in KNOWLEDGE.patterns_of("camera")] == ["solid-red"]
    assert [way.slug for way in KNOWLEDGE.ways_in_of("camera")] == ["solid-red", "offline"]


def test_a_question_is_asked_beside_a_symptom_only_where_it_says_so() -> None:
    light, symptom = KNOWLEDGE.ways_in_of("camera")
    plain = make_question("when")
    assert plain.fits(light)
    assert not plain.fits(symptom)
    both = replace(plain, symptoms=("offline",))
    assert both.fits(light)
    assert both.fits(symptom)
    assert not both.fits(KNOWLEDGE.pattern["plug", "offline"])  # not of its families
    only = replace(both, about_lights=False)
    assert not only.fits(light)
    assert only.fits(symptom)


def test_a_symptom_and_a_light_may_not_share_a_page() -> None:
    symptom = make_symptom("solid-red", causes={"stuck": "common"})
    found = [one for one in audit(replace(KNOWLEDGE, symptoms=(symptom,))) if one.field == "slug"]
    assert [(one.code, one.subject) for one in found] == [("page-shared", "symptom solid-red")]


def test_a_fault_of_a_symptom_is_told_once_whatever_its_families() -> None:
    nameless = replace(OFFLINE, title=" ")
    found = [
        one
        for one in audit(replace(KNOWLEDGE, symptoms=(nameless,)))
        if one.code == "pattern-without-words"
    ]
    assert [(one.subject, one.field) for one in found] == [("symptom offline", "title")]
