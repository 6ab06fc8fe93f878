"""Every code of the audit: content that just triggers it, and content that just does not."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints
from unittest import mock

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
    make_progress,
    make_question,
    make_step,
    make_symptom,
    make_words,
)
from wizard.analysis.answer_states import decide
from wizard.analysis.audit import (
    ERROR,
    NOTE,
    Finding,
    Limits,
    audit,
    examine,
    honesty,
    language,
    reach,
    safety,
    structure,
)
from wizard.analysis.audit.reach import dead_ends
from wizard.analysis.end_states import RULES
from wizard.diagnosis.model import answer_row
from wizard.knowledge.changes import KINDS
from wizard.knowledge.names import words_for
from wizard.knowledge.serialise import freeze, plain, thaw
from wizard.knowledge.values import (
    Cause,
    Device,
    Dispute,
    Faq,
    Knowledge,
    Option,
    Pattern,
    PatternCause,
    Question,
    Source,
    Step,
    Symptom,
    Wording,
)

TODAY = date(2026, 6, 1)
RED, BLUE = ("camera", "solid-red"), ("camera", "solid-blue")


def sourced(pattern: Pattern) -> Pattern:
    causes = tuple(replace(pair, sources=("table",)) for pair in pattern.causes)
    return replace(pattern, sources=("table",), causes=causes)


def symptom(slug: str) -> Symptom:
    made = make_symptom(slug, causes={"stuck": "common"})
    return replace(
        made,
        sources=("table",),
        causes=tuple(replace(pair, sources=("table",)) for pair in made.causes),
    )


def make_dispute(**where: Any) -> Dispute:
    return Dispute(
        slug="green",
        where_claimed="One blog",
        claim="It should be green.",
        resolution="It should not.",
        confidence="medium",
        sources=(),
        reviewed="2026-01-01",
        **{"patterns": (), "causes": (), "steps": (), "questions": (), **where},
    )


def make_faq(**where: Any) -> Faq:
    made = {"patterns": (), "steps": (), "reviewed": "2026-01-01", **where}
    return Faq(slug="why", question="Why?", answer="So.", **made)


def device(slug: str = "camera-1", family: str = "camera", **changes: Any) -> Device:
    made = {"sources": ("table",), "confidence": "medium", **changes}
    return replace(make_device(slug, family=family), **made)


def sound(**changes: Any) -> Knowledge:
    """Content without a finding: a red light, two causes, a question between them, a step
    against each.
    """
    pattern = sourced(make_pattern("solid-red", causes={"stuck": "common", "too-far": "common"}))
    knowledge = make_knowledge(
        patterns=[pattern],
        causes=[replace(make_cause(slug), sources=("table",)) for slug in ("stuck", "too-far")],
        questions=[make_question("moved")],
        likelihoods=[
            make_likelihood("moved", "stuck", "rarely", "usually"),
            make_likelihood("moved", "too-far", "usually", "rarely"),
        ],
        steps=[
            make_step("restart", fixes={"stuck": "usually"}, minutes=10),
            make_step("move", fixes={"too-far": "usually"}, minutes=10),
        ],
    )
    table = Source(
        slug="table",
        title="The table",
        publisher="Blink",
        url="",
        authority="official",
        checked="2026-01-01",
        note="",
    )
    return replace(knowledge, **{"sources": (table,), "devices": (device(),), **changes})


SOUND = sound()
LIGHT = SOUND.patterns[0]
STUCK = SOUND.causes[0]
MOVED = SOUND.questions[0]
RESTART, MOVE = SOUND.steps


def light(**changes: Any) -> Knowledge:
    return sound(patterns=(replace(LIGHT, **changes),))


def cause(**changes: Any) -> Knowledge:
    changed: Cause = replace(STUCK, **changes)
    return sound(causes=(changed, *SOUND.causes[1:]))


def question(**changes: Any) -> Knowledge:
    return sound(questions=(replace(MOVED, **changes),))


def step(**changes: Any) -> Knowledge:
    changed: Step = replace(RESTART, **changes)
    return sound(steps=(changed, MOVE))


UNWORDED = replace(RESTART, wordings=())


def offering(offers: tuple[str, ...], excludes: tuple[str, ...] = ()) -> Option:
    return replace(MOVED.options[0], offers=offers, excludes=excludes)


def pair(**changes: Any) -> Knowledge:
    changed: PatternCause = replace(LIGHT.causes[0], **changes)
    return light(causes=(changed, LIGHT.causes[1]))


def words(slug: str, *families: str) -> Wording:
    return replace(RESTART.wordings[0], slug=slug, families=families)


def wired(drawing: str, text: str, safety: str) -> Knowledge:
    wording = replace(words("camera", "camera"), text=text, safety=safety)
    return replace(
        step(wordings=(wording,)),
        devices=(device(drawing=drawing),),
    )


def waits(text: str) -> Knowledge:
    wording = replace(words("camera", "camera"), text=text)
    return step(wait_seconds=120, wordings=(wording,))


def flashes(count: int, ms: int) -> tuple[object, ...]:
    """That many flashes, each `ms` lit and `ms` dark, once."""
    return (make_channel(*(((1.0, ms), (0.0, ms)) * count), repeat=False),)


def look_alike(slug: str) -> Knowledge:
    """The red light is mistaken for this one; there is a blue one beside it."""
    red = replace(
        LIGHT, look_alikes=make_pattern(causes={}, look_alikes={slug: "rarely"}).look_alikes
    )
    return sound(patterns=(red, sourced(make_pattern("solid-blue", causes={"stuck": "common"}))))


def answered(**words: tuple[str, ...]) -> Knowledge:
    """How people with `stuck` and `far` answer, with a third answer where there are three words."""
    options = ("yes", "no", "late")[: len(words["stuck"])]
    return sound(
        questions=(make_question("moved", options=options),),
        likelihoods=(
            make_likelihood("moved", "stuck", *words["stuck"], options=options),
            make_likelihood("moved", "too-far", *words["far"], options=options),
        ),
    )


def beside(**changes: Any) -> Knowledge:
    """A second light, too far away, that the question does not fit; who is not sure of the light
    is asked all the same.
    """
    red = sourced(make_pattern("solid-red", causes={"stuck": "common"}))
    blue = sourced(make_pattern("solid-blue", causes={"too-far": "common"}))
    asked = make_question("moved", only_patterns=(RED,))
    return sound(patterns=(red, blue), questions=(asked,), **changes)


def two_families(waiting: tuple[str, ...], first: tuple[str, ...]) -> Knowledge:
    lights = [
        sourced(make_pattern(family=family, causes={"stuck": "common"}))
        for family in ("camera", "bell")
    ]
    return sound(
        families=(make_family("camera"), make_family("bell")),
        devices=(device(), device("bell-1", "bell", instead=("camera-1",))),
        patterns=tuple(lights),
        steps=(
            make_step("restart", fixes={"stuck": "usually"}, families=first),
            make_step(
                "move", fixes={"stuck": "usually"}, families=waiting, prerequisites=("restart",)
            ),
        ),
    )


def asked_again(second: Question, stuck: tuple[str, str], far: tuple[str, str]) -> Knowledge:
    return sound(
        questions=(MOVED, second),
        likelihoods=(
            *SOUND.likelihoods,
            make_likelihood(second.slug, "stuck", *stuck, options=("no", "yes")),
            make_likelihood(second.slug, "too-far", *far, options=("no", "yes")),
        ),
    )


def many_steps(count: int) -> Knowledge:
    return sound(
        steps=tuple(
            make_step(f"step-{number}", fixes={"stuck": "usually", "too-far": "usually"})
            for number in range(count)
        )
    )


def slow(minutes: float) -> Knowledge:
    """Steps that are worth a try if one knows what it is; worth it for anyone who knows nothing
    only if they are short enough.
    """
    return sound(steps=tuple(replace(step, minutes=minutes) for step in SOUND.steps))


def helpless(minutes: float) -> Knowledge:
    """Against being too far away there is one step, and it may cost more than asking support."""
    return sound(steps=(RESTART, replace(MOVE, minutes=minutes)))


def excluded(word: str) -> Knowledge:
    """Being too far away is by far the likeliest, and “yes” to the question excludes every step;
    `word`: how often people who are too far away say so.
    """
    pattern = sourced(make_pattern("solid-red", causes={"stuck": "rare", "too-far": "very common"}))
    both = replace(MOVED, options=(offering((), ("restart", "move")), *MOVED.options[1:]))
    answers = make_likelihood("moved", "too-far", word, "usually")
    return sound(
        patterns=(pattern,), questions=(both,), likelihoods=(SOUND.likelihoods[0], answers)
    )


def hidden(frequency: str) -> Knowledge:
    """Two causes that no question tells apart, and one that a step helps against."""
    light = sourced(
        make_pattern("solid-red", causes={"stuck": "very common", "too-far": frequency})
    )
    return sound(
        patterns=(light,),
        questions=(),
        likelihoods=(),
        steps=(make_step("wait", fixes={"stuck": "sometimes"}), MOVE),
    )


def rated(authority: str) -> Knowledge:
    return sound(sources=(replace(SOUND.sources[0], authority=authority),))


def checked(day: str) -> Knowledge:
    return sound(sources=(replace(SOUND.sources[0], checked=day),))


# code -> (content that just triggers it, content that just does not, how the object is named)
CASES: dict[str, tuple[Knowledge, Knowledge, str]] = {
    "unknown-reference": (
        look_alike("purple"),
        look_alike("solid-blue"),
        "pattern camera/solid-red",
    ),
    "name-shared": (step(slug="moved"), step(slug="moves"), "step moved"),
    "page-shared": (
        sound(symptoms=(symptom("solid-red"),)),
        sound(symptoms=(symptom("offline"),)),
        "symptom solid-red",
    ),
    "former-name-leads-nowhere": (
        sound(former_names=(make_former_name("step", "reboot", "re-start"),)),
        sound(former_names=(make_former_name("step", "reboot", "restart"),)),
        "former name reboot",
    ),
    "former-name-in-use": (
        sound(
            former_names=(
                make_former_name("light", "solid-red", "", scope="camera", reason="Gone."),
            )
        ),
        sound(
            former_names=(
                make_former_name("light", "solid-red", "", scope="doorbell", reason="Gone."),
            )
        ),
        "former name solid-red",
    ),
    "family-without-device": (
        sound(families=(*SOUND.families, make_family("lonely"))),
        sound(
            families=(*SOUND.families, make_family("bell")),
            devices=(device(), device("bell-1", "bell", instead=("camera-1",))),
        ),
        "family lonely",
    ),
    "device-without-light": (
        sound(
            families=(*SOUND.families, make_family("bell")),
            devices=(device(), device("bell-1", "bell")),
        ),
        sound(
            families=(*SOUND.families, make_family("bell")),
            devices=(device(), device("bell-1", "bell", instead=("camera-1",))),
        ),
        "device bell-1",
    ),
    "pattern-without-words": (
        light(description=" "),
        light(description="Red."),
        "pattern camera/solid-red",
    ),
    "pattern-without-cause": (light(causes=()), SOUND, "pattern camera/solid-red"),
    "status-against-causes": (
        light(status="normal"),
        light(status="act"),
        "pattern camera/solid-red",
    ),
    "flashes-too-fast": (
        light(channels=flashes(4, 124)),
        light(channels=flashes(3, 124)),
        "pattern camera/solid-red",
    ),
    "drawing-too-long": (
        light(channels=(make_channel((1.0, 4501), (0.0, 100), repeat=False),)),
        light(channels=(make_channel((1.0, 4500), (0.0, 100), repeat=False),)),
        "pattern camera/solid-red",
    ),
    "flashes-not-drawn": (
        light(channels=flashes(5, 200), flash_count=6),
        light(channels=flashes(5, 200), flash_count=5, flash_count_max=6),
        "pattern camera/solid-red",
    ),
    "unconfirmed-unsaid": (
        cause(confidence="low"),
        cause(confidence="low", note="Unconfirmed: one blog."),
        "cause stuck",
    ),
    "meaning-without-source": (
        pair(sources=()),
        pair(sources=(), confidence="low"),
        "pattern camera/solid-red, cause stuck",
    ),
    "cause-without-remedy": (
        step(effects=()),
        replace(step(effects=()), causes=(replace(STUCK, support_only=True), *SOUND.causes[1:])),
        "pattern camera/solid-red, cause stuck",
    ),
    "question-without-choice": (
        replace(question(options=MOVED.options[:1]), likelihoods=()),
        question(options=MOVED.options[:2]),
        "question moved",
    ),
    "question-for-nobody": (
        question(only_patterns=(BLUE,)),
        question(only_patterns=(RED,)),
        "question moved",
    ),
    "words-lead-nowhere": (
        sound(words=(make_words("hung", "cause:hangs"),)),
        sound(words=(make_words("hung", "cause:stuck"),)),
        "words hung",
    ),
    "group-of-one": (question(group="moves"), question(), "question moved"),
    "likelihood-incomplete": (
        sound(likelihoods=(replace(SOUND.likelihoods[0], words=(("yes", "usually"),)),)),
        SOUND,
        "likelihood moved/stuck",
    ),
    "likelihood-says-nothing": (
        sound(likelihoods=(make_likelihood("moved", "stuck", "rarely", "rarely", pattern=RED),)),
        sound(likelihoods=(make_likelihood("moved", "stuck", "rarely", "never", pattern=RED),)),
        "likelihood moved/stuck on camera/solid-red",
    ),
    "prerequisites-in-a-circle": (
        sound(
            steps=(
                replace(RESTART, prerequisites=("move",)),
                replace(MOVE, prerequisites=("restart",)),
            )
        ),
        sound(steps=(replace(RESTART, prerequisites=("move",)), MOVE)),
        "step restart",
    ),
    "effect-idle": (
        sound(
            causes=(*SOUND.causes, replace(make_cause("cold"), sources=("table",))),
            steps=(*SOUND.steps, make_step("warm", fixes={"cold": "usually"})),
        ),
        SOUND,
        "step warm",
    ),
    "erases-unsaid": (
        step(destructive=True),
        step(destructive=True, erases="Everything."),
        "step restart",
    ),
    "erases-unmarked": (step(erases="Everything."), step(erases=" "), "step restart"),
    "safety-missing": (
        wired("doorbell", "Open the case.", ""),
        wired("doorbell", "Open the case.", "Switch the power off."),
        "step restart for camera",
    ),
    "dispute-nowhere": (
        sound(disputes=(make_dispute(),)),
        sound(disputes=(make_dispute(causes=("stuck",)),)),
        "dispute green",
    ),
    "faq-nowhere": (
        sound(faqs=(make_faq(),)),
        sound(faqs=(make_faq(steps=("restart",)),)),
        "faq why",
    ),
    # language
    "editors-language": (
        cause(explanation="Kept as a calm check."),
        cause(explanation="A calm check.", editors_note="Kept as a calm check."),
        "cause stuck",
    ),
    "where-unsaid": (
        step(wordings=(replace(words("camera", "camera"), where=""),)),
        step(wordings=(words("camera", "camera"),)),
        "step restart for camera",
    ),
    "success-unsaid": (
        step(wordings=(replace(words("camera", "camera"), worked=" "),)),
        step(wordings=(words("camera", "camera"),)),
        "step restart for camera",
    ),
    "part-not-there": (
        step(wordings=(replace(words("camera", "camera"), text="Put in lithium batteries."),)),
        step(wordings=(replace(words("camera", "camera"), text="Put in batteries."),)),
        "step restart for camera",
    ),
    "countdown-differs": (
        waits("Take it out. Wait 60 seconds.\nPut it back."),
        waits("Take it out. Wait 60 seconds.\nPut it back. Watch it for 2 minutes."),
        "step restart for camera",
    ),
    # structure
    "words-missing": (cause(explanation=" "), cause(explanation="So."), "cause stuck"),
    "frequency-missing": (
        pair(frequency=""),
        pair(frequency="common"),
        "pattern camera/solid-red, cause stuck",
    ),
    "cause-idle": (
        sound(causes=(*SOUND.causes, replace(make_cause("cold"), sources=("table",)))),
        SOUND,
        "cause cold",
    ),
    "option-never-given": (
        answered(stuck=("rarely", "usually", "never"), far=("usually", "rarely", "never")),
        answered(stuck=("rarely", "usually", "never"), far=("usually", "rarely", "rarely")),
        "question moved, option late",
    ),
    "likelihood-missing": (
        sound(likelihoods=SOUND.likelihoods[:1]),
        SOUND,
        "likelihood moved/too-far",
    ),
    "likelihood-unsaid": (beside(likelihoods=SOUND.likelihoods[:1]), beside(), "question moved"),
    "likelihood-idle": (
        sound(
            likelihoods=(
                *SOUND.likelihoods,
                make_likelihood("moved", "stuck", "rarely", "never", pattern=BLUE),
            )
        ),
        sound(
            likelihoods=(
                *SOUND.likelihoods,
                make_likelihood("moved", "stuck", "rarely", "never", pattern=RED),
            )
        ),
        "likelihood moved/stuck on camera/solid-blue",
    ),
    "likelihood-repeats": (
        sound(likelihoods=(*SOUND.likelihoods, replace(SOUND.likelihoods[0], pattern=RED))),
        sound(
            likelihoods=(
                *SOUND.likelihoods,
                make_likelihood("moved", "stuck", "rarely", "always", pattern=RED),
            )
        ),
        "likelihood moved/stuck on camera/solid-red",
    ),
    "step-without-wording": (
        sound(steps=(*SOUND.steps, make_step("idle", families=()))),
        SOUND,
        "step idle",
    ),
    "worded-twice": (
        step(wordings=(words("general", "camera", "bird"), words("camera", "camera"))),
        step(wordings=(words("general", "bird"), words("camera", "camera"))),
        "step restart",
    ),
    "wording-for-nobody": (
        step(wordings=(words("general", "camera"), words("others"))),
        step(wordings=(words("general", "camera"), words("others", "bird"))),
        "step restart for others",
    ),
    "wording-missing": (
        two_families(waiting=("camera", "bell"), first=("camera",)),
        two_families(waiting=("camera", "bell"), first=("camera", "bell")),
        "step restart",
    ),
    "better-step-elsewhere": (
        sound(
            steps=(
                *SOUND.steps,
                make_step("fly", fixes={"stuck": "almost always"}, families=("bird",)),
            )
        ),
        sound(
            steps=(*SOUND.steps, make_step("fly", fixes={"stuck": "usually"}, families=("bird",)))
        ),
        "step fly",
    ),
    "question-separates-nothing": (
        answered(stuck=("rarely", "usually"), far=("rarely", "usually")),
        answered(stuck=("rarely", "usually"), far=("sometimes", "usually")),
        "question moved",
    ),
    "question-twice": (
        asked_again(
            make_question("carried", options=("no", "yes")),
            ("usually", "rarely"),
            ("rarely", "usually"),
        ),
        asked_again(
            make_question("carried", options=("no", "yes")),
            ("always", "rarely"),
            ("rarely", "usually"),
        ),
        "question carried",
    ),
    # reach
    "address-too-long": (many_steps(59), many_steps(50), "family camera"),
    "unsure-dead-end": (slow(minutes=22), slow(minutes=10), "pattern camera/solid-red"),
    "dead-end": (helpless(minutes=30), helpless(minutes=10), "pattern camera/solid-red"),
    "cause-hidden": (
        hidden("rare"),
        hidden("very common"),
        "pattern camera/solid-red, cause too-far",
    ),
    "pair-unseparated": (
        answered(stuck=("rarely", "usually"), far=("rarely", "usually")),
        SOUND,
        "pattern camera/solid-red, causes stuck and too-far",
    ),
    "question-never-asked": (question(minutes=30.0), question(minutes=1.0), "question moved"),
    "step-never-planned": (
        sound(steps=(*SOUND.steps, make_step("pray", fixes={"stuck": "rarely"}, minutes=20))),
        sound(steps=(*SOUND.steps, make_step("pray", fixes={"stuck": "rarely"}, minutes=2))),
        "step pray for camera",
    ),
    # honesty
    "confidence-above-sources": (rated("blog"), rated("press"), "pattern camera/solid-red"),
    "dispute-unsaid": (
        sound(disputes=(replace(make_dispute(causes=("stuck",)), resolution=" "),)),
        sound(disputes=(make_dispute(causes=("stuck",)),)),
        "dispute green",
    ),
    "dispute-overclaimed": (
        sound(disputes=(replace(make_dispute(causes=("stuck",)), confidence="low"),)),
        replace(
            cause(confidence="medium"),
            disputes=(replace(make_dispute(causes=("stuck",)), confidence="low"),),
        ),
        "cause stuck",
    ),
    "act-without-safety": (
        replace(light(status="act"), guide=replace(make_guide(), safety="")),
        light(status="act"),
        "guide",
    ),
    "source-unchecked": (checked("2025-06-01"), checked("2025-06-02"), "source table"),
    "text-unread": (
        cause(reviewed="2025-06-01"),
        cause(reviewed="2025-06-02"),
        "cause stuck",
    ),
    # safety
    "breaker-missing": (
        wired("doorbell", "Open the case.", "Be careful."),
        wired("doorbell", "Open the case.", "Switch it off at the breaker."),
        "step restart for camera",
    ),
    "erases-first": (
        sound(
            steps=(
                replace(RESTART, destructive=True, erases="All."),
                replace(MOVE, prerequisites=("restart",)),
            )
        ),
        sound(
            steps=(replace(RESTART, prerequisites=("move",), destructive=True, erases="All."), MOVE)
        ),
        "step move",
    ),
}


CASES |= {
    "sign-missing": (
        cause(normal=True),
        cause(normal=True, sign="It is dark."),
        "cause stuck",
    ),
    "look-unasked": (
        step(stage="look"),
        step(stage="look", asks="Is it dark?", seen="Yes", not_seen="No"),
        "step restart",
    ),
    "offer-unworded": (
        replace(
            question(options=(offering(("restart",)), MOVED.options[1])), steps=(UNWORDED, MOVE)
        ),
        question(options=(offering(("restart",)), MOVED.options[1])),
        "question moved, option yes",
    ),
    "offer-excluded": (
        question(options=(offering(("restart",), ("restart",)), MOVED.options[1])),
        question(options=(offering(("restart",), ("move",)), MOVED.options[1])),
        "question moved, option yes",
    ),
    "removal-unsaid": (
        step(wordings=(replace(words("camera", "camera"), text="Remove it and add it again."),)),
        step(
            wordings=(replace(words("camera", "camera"), text="Ask them to remove it. Add yours."),)
        ),
        "step restart for camera",
    ),
}


def everything(knowledge: Knowledge) -> tuple[Finding, ...]:
    return audit(knowledge, today=TODAY, reach=True)


def codes(knowledge: Knowledge) -> set[str]:
    return {finding.code for finding in everything(knowledge)}


def test_sound_content_has_no_findings() -> None:
    assert everything(SOUND) == ()


@pytest.mark.parametrize("code", CASES)
def test_a_fault_is_found_and_named(code: str) -> None:
    faulty, _, subject = CASES[code]
    found = [finding for finding in everything(faulty) if finding.code == code]
    assert found, codes(faulty)
    assert found[0].subject == subject
    assert found[0].message.endswith(".")
    assert found[0].remedy.endswith(".")
    assert found[0].field


@pytest.mark.parametrize("code", CASES)
def test_content_just_this_side_of_the_fault_passes(code: str) -> None:
    assert code not in codes(CASES[code][1])


@pytest.mark.parametrize(
    ("kind", "scope", "new"),
    [
        ("device", "", "camera-1"),
        ("light", "camera", "solid-red"),
        ("question", "", "moved"),
        ("option", "moved", "yes"),
    ],
)
def test_every_kind_of_former_name_leads_to_its_own_kind(kind: str, scope: str, new: str) -> None:
    def findings(target: str) -> set[str]:
        return codes(sound(former_names=(make_former_name(kind, "old", target, scope=scope),)))

    assert findings(new) == set()
    assert findings("new") == {"former-name-leads-nowhere"}
    assert findings("restart") == {"former-name-leads-nowhere"}


def test_an_act_now_light_with_normal_causes_only_is_questioned() -> None:
    causes = tuple(replace(one, normal=True, sign="Dark.") for one in SOUND.causes)
    assert codes(replace(light(status="act"), causes=causes)) == {"status-against-causes"}
    assert codes(replace(light(status="look"), causes=causes)) == set()
    assert codes(replace(light(status="normal"), causes=causes)) == set()


def test_flashes_of_two_lamps_count_together() -> None:
    lamp = make_channel((1.0, 250), (0.0, 250))
    later = make_channel((0.0, 250), (1.0, 250), colour="blue")
    assert codes(light(channels=(lamp,))) == set()
    assert codes(light(channels=(lamp, later))) == {"flashes-too-fast"}


def test_a_device_that_no_source_names_is_said_to_be_unconfirmed() -> None:
    assert codes(sound(devices=(device(sources=()),))) == {"meaning-without-source"}
    unsaid = sound(devices=(device(sources=(), confidence="low"),))
    assert codes(unsaid) == {"unconfirmed-unsaid"}
    said = sound(devices=(device(sources=(), confidence="low", note="Unconfirmed: one shop."),))
    assert codes(said) == set()


def test_a_low_confidence_light_says_so_too() -> None:
    assert codes(light(confidence="low")) == {"unconfirmed-unsaid"}
    assert codes(light(confidence="low", note="This is unconfirmed.")) == set()


@pytest.mark.parametrize("drawing", ["doorbell", "doorbellwired", "flood"])
def test_only_opening_a_wired_device_needs_a_safety_line(drawing: str) -> None:
    assert codes(wired(drawing, "Take both batteries out.", "")) == {"safety-missing"}
    assert codes(wired(drawing, "Leave it alone.", "")) == set()
    assert codes(wired("cube", "Open the case.", "")) == set()


@pytest.mark.parametrize("power", ["Wired to the chime", "House wiring"])
def test_a_device_whose_power_is_wired_needs_a_safety_line_too(power: str) -> None:
    knowledge = wired("cube", "Open the case.", "")
    (device,) = knowledge.devices
    assert codes(replace(knowledge, devices=(replace(device, power=power),))) == {"safety-missing"}


def test_two_questions_of_the_same_words_are_one() -> None:
    again = replace(make_question("carried", options=("no", "yes")), text=" MOVED ")
    knowledge = asked_again(again, ("always", "rarely"), ("rarely", "usually"))
    (finding,) = [finding for finding in everything(knowledge) if finding.code == "question-twice"]
    assert (finding.field, finding.message) == (
        "text",
        "It asks what “Moved?” asks. Both would count.",
    )


def test_questions_are_compared_as_far_as_the_first_cause_that_answers_them_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = mock.Mock(side_effect=answer_row)
    monkeypatch.setattr(structure, "answer_row", compared)
    again = make_question("carried", options=("no", "yes"))
    everything(asked_again(again, ("always", "never"), ("rarely", "usually")))
    assert compared.call_count == 2  # of several causes


def test_a_text_that_was_looked_through_is_looked_through_once() -> None:
    knowledge = asked_again(make_question("carried"), ("always", "never"), ("rarely", "usually"))
    everything(knowledge)
    looked = language._as_editors_speak.cache_info().misses
    assert looked
    everything(replace(knowledge, revision=2))
    assert language._as_editors_speak.cache_info().misses == looked


def test_a_source_nobody_has_read_is_said_so() -> None:
    (finding,) = everything(checked(""))
    assert finding.message == "Nobody has noted when it was last read."


def test_a_text_without_a_day_of_its_own_is_as_old_as_its_oldest_source() -> None:
    def said(**changes: Any) -> list[str]:
        found = everything(cause(reviewed="", **changes))
        return [finding.message for finding in found if finding.code == "text-unread"]

    assert said(sources=("table",)) == []
    assert said(sources=()) == ["Nobody has noted when it was last read."]


def test_every_value_with_a_day_of_review_is_asked_for_it() -> None:
    hints = get_type_hints(Knowledge)
    dated = {
        section
        for section in hints
        for kind in (hints[section], *get_args(hints[section]))
        if "reviewed" in getattr(kind, "__dataclass_fields__", ())
    }
    assert set(honesty.TEXTS) == dated


def test_a_step_that_waits_for_one_in_a_circle_is_not_in_the_circle_itself() -> None:
    circle = (
        replace(RESTART, prerequisites=("restart",)),
        replace(MOVE, prerequisites=("restart",)),
    )
    assert [finding.subject for finding in audit(sound(steps=circle))] == ["step restart"]


def test_errors_come_first_and_the_order_is_stable() -> None:
    knowledge = replace(
        step(destructive=True), patterns=(replace(LIGHT, status="normal", description=""),)
    )
    findings = audit(knowledge)
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities)
    assert severities[0] == ERROR != severities[-1]
    assert audit(knowledge) == findings


def test_what_an_answer_offers_and_excludes_is_named_in_the_order_of_its_offers() -> None:
    both = ("move", "restart")
    knowledge = question(options=(offering(both, both[::-1]), MOVED.options[1]))
    assert [finding.message for finding in audit(knowledge)] == [
        "It offers the step “Move”, and excludes it.",
        "It offers the step “Restart”, and excludes it.",
    ]


def test_a_finding_reads_as_one_line() -> None:
    (finding,) = audit(step(destructive=True))
    assert (
        str(finding)
        == "error: step restart, erases: It is destructive, but does not say what is lost. Say what"
        " it erases. [erases-unsaid]"
    )


def test_nobody_is_asked_more_questions_than_allowed() -> None:
    def said(most: int) -> list[Finding]:
        return [
            finding
            for finding in examine(SOUND, limits=Limits(questions=most)).findings
            if finding.code == "path-too-long"
        ]

    assert said(1) == []
    assert [finding.subject for finding in said(0)] == [
        "pattern camera/solid-red",
        "family camera",
        "family camera",
    ]
    assert said(0)[0].address == (("device", "camera-1"), ("light", "solid-red"))


# How far is looked


def test_a_small_family_is_walked_to_the_end() -> None:
    (walk,) = examine(SOUND).walks
    assert (walk.family, walk.exact, walk.seen, walk.rarest) == ("camera", True, 1.0, 0.0)
    assert (
        walk.states == 4 + 4 + 4
    )  # the light, "not sure" and "something else": the start and three answers each


def test_of_a_large_family_it_is_said_what_was_left_out() -> None:
    (walk,) = examine(SOUND, limits=Limits(states=6)).walks
    assert (walk.states, walk.exact) == (6, False)
    assert 0 < walk.seen < 0.5  # one of three answers
    assert walk.seen == pytest.approx(
        walk.rarest
    )  # and no state that was left out is met by more than this one


def test_nothing_is_walked_in_vain() -> None:
    assert examine(SOUND, reach=False).walks == ()
    assert examine(light(description="")).walks == ()
    assert examine(SOUND, reach=False).findings == ()


def test_a_counter_example_can_be_clicked() -> None:
    (finding,) = [
        finding for finding in everything(helpless(minutes=30)) if finding.code == "dead-end"
    ][:1]
    state = decide(
        make_progress(helpless(minutes=30), " ".join("=".join(pair) for pair in finding.address))
    )
    assert state.first_cause.slug == "too-far"
    assert state.question is None
    assert state.step is None


def test_answers_that_people_with_the_cause_never_give_are_no_dead_end() -> None:
    """They contradict each other: no wording of a step mends that."""
    found = {}
    for word in ("sometimes", "never"):
        knowledge = excluded(word)
        state = decide(make_progress(knowledge, "device=camera-1 light=solid-red moved=yes"))
        found[word] = [one.code for one in dead_ends(knowledge, knowledge.devices[0], [state])]
    assert found == {"sometimes": ["dead-end"], "never": []}


def test_a_hidden_cause_names_the_rival_that_hides_it() -> None:
    (finding,) = [
        finding for finding in everything(hidden("rare")) if finding.code == "cause-hidden"
    ]
    assert "“Stuck” always hides it" in finding.message


def test_where_not_everything_was_walked_a_hidden_cause_is_searched_for_and_that_is_said() -> None:
    for limits, says in ((Limits(), False), (Limits(states=2), True)):
        findings = examine(hidden("rare"), limits=limits).findings
        (finding,) = [finding for finding in findings if finding.code == "cause-hidden"]
        assert ("Searched, not proved" in finding.message) is says


def test_causes_that_share_a_cure_need_not_be_told_apart() -> None:
    both = make_step("restart", fixes={"stuck": "usually", "too-far": "usually"})
    pairs = [
        finding
        for finding in everything(
            replace(answered(stuck=("rarely", "usually"), far=("rarely", "usually")), steps=(both,))
        )
        if finding.code == "pair-unseparated"
    ]
    assert [(finding.severity, "“Restart”" in finding.message) for finding in pairs] == [
        (NOTE, True)
    ]


# What is read

FINDINGS = json.loads(
    (Path(__file__).parent / "reference" / "findings.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("code", CASES)
def test_a_finding_says_word_for_word_what_is_wrong_where_and_what_to_do(code: str) -> None:
    said = [str(finding) for finding in everything(CASES[code][0]) if finding.code == code]
    assert said == FINDINGS[code]


# What staff read

MARK = "-zz9"


def renamed(knowledge: Knowledge) -> tuple[Knowledge, set[str]]:
    """The same content, in which every slug ends in a mark that no text has; and those slugs."""
    slugs = {
        slug
        for section in KINDS
        for value in getattr(knowledge, section)
        for slug in _slugs(plain(value))
    }

    def marked(value: object, field: str = "") -> object:
        match value:
            case dict():
                return {name: marked(held, name) for name, held in value.items()}
            case list():
                return [marked(held, field) for held in value]
            case str() if field == "means":
                kind, _, named = value.partition(":")
                return f"{kind}:{'/'.join(str(marked(part)) for part in named.split('/'))}"
            case str() if value in slugs and field not in WORDS:
                return value + MARK
        return value

    return thaw(marked(freeze(knowledge))), slugs  # type: ignore[arg-type]


WORDS = {"name", "title", "text", "label", "status", "group", "drawing", "kind", "led", "phrases"}
"""Fields that hold no slug, but may say the same word."""


def _slugs(value: object) -> Iterator[str]:
    match value:
        case dict():
            if isinstance(value.get("slug"), str):
                yield value["slug"]
            for held in value.values():
                yield from _slugs(held)
        case list():
            for held in value:
                yield from _slugs(held)


@pytest.mark.parametrize("code", CASES)
def test_no_finding_says_a_slug_to_staff(code: str) -> None:
    """Colours have one word for everything, and are no content of these tests."""
    knowledge, slugs = renamed(CASES[code][0])
    found = [one for one in everything(knowledge) if one.code == code]
    assert slugs
    assert found
    for finding in found:
        said = f"{finding.message} {finding.remedy}"
        assert MARK not in f"{words_for(knowledge, finding.subject)} {said}"
        assert MARK.replace("-", " ") not in said, "a slug as words, although there is a name"


# The document


def codes_in_source() -> dict[str, tuple[str, str]]:
    """code -> (severity, remedy) of every finding that the checks can make."""
    found: dict[str, tuple[str, str]] = {}
    for module in (structure, reach, honesty, safety, language):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            said = (
                {keyword.arg: keyword.value for keyword in node.keywords}
                if isinstance(node, ast.Call)
                else {}
            )
            if "code" in said and isinstance(node, ast.Call):
                remedy = ast.literal_eval(said["remedy"])
                severity = ast.unparse(node.func)
                if severity in ("SimpleCheck", "check"):
                    severity = (
                        ast.unparse(said["severity"]).lower() if "severity" in said else "error"
                    )
                found.setdefault(ast.literal_eval(said["code"]), (severity, str(remedy)))
    return found


def test_every_code_has_content_that_triggers_it() -> None:
    assert set(codes_in_source()) == {*CASES, "path-too-long"}


def test_the_document_lists_every_code_with_its_severity_and_remedy() -> None:
    text = (Path(__file__).parents[2] / "docs" / "content-checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    listed = {
        code: (severity.replace("warning or note", "says"), remedy)
        for code, severity, remedy in rows
    }
    of_plans = {rule.code: ("error", rule.remedy) for rule in RULES}
    assert listed == codes_in_source() | of_plans
    assert len(rows) == len(listed)
