"""What each check of the audit reads, and where its bounds lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log2, nextafter
from typing import Any

import pytest

from tests.analysis.test_audit import (
    BLUE,
    LIGHT,
    MOVE,
    MOVED,
    RED,
    RESTART,
    SOUND,
    STUCK,
    answered,
    beside,
    cause,
    device,
    make_dispute,
    make_faq,
    sound,
    step,
    symptom,
    wired,
    words,
)
from tests.builders import (
    make_channel,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
    make_words,
)
from wizard.analysis.audit import (
    ERROR,
    Finding,
    Limits,
    examine,
    honesty,
    language,
    reach,
    safety,
    structure,
)
from wizard.diagnosis.model import answer_row

# Where the words stand


def test_batteries_are_found_wherever_an_owner_reads_of_them() -> None:
    said = "Lithium batteries"
    option = replace(MOVED.options[0], label=said, summary=said)
    elsewhere = replace(MOVED.options[1], label=said, families=("bird",))
    knowledge = sound(
        patterns=(replace(LIGHT, title=said, description=said),),
        causes=(replace(STUCK, name=said, explanation=said, sign=said), *SOUND.causes[1:]),
        questions=(
            replace(MOVED, text=said, options=(option, elsewhere)),
            replace(MOVED, slug="other", text=said, families=("bird",)),
        ),
        steps=(
            replace(
                RESTART,
                title=said,
                wordings=(
                    replace(
                        words("mine", "camera"),
                        where=said,
                        text=said,
                        worked=said,
                        safety=said,
                        tools=("Screwdriver", said),
                    ),
                    replace(words("others", "bird"), text=said),
                ),
            ),
            MOVE,
        ),
        devices=(device(power="Mains"),),
    )
    assert list(language.parts_not_there.places(knowledge)) == [
        (thing, field, said, "Camera, Camera")
        for thing, field in (
            ("pattern camera/solid-red", "title"),
            ("pattern camera/solid-red", "description"),
            ("cause stuck", "name"),
            ("cause stuck", "explanation"),
            ("cause stuck", "sign"),
            ("question moved", "text"),
            ("question moved, option yes", "label"),
            ("question moved, option yes", "summary"),
            ("step restart", "title"),
            ("step restart for mine", "where"),
            ("step restart for mine", "text"),
            ("step restart for mine", "worked"),
            ("step restart for mine", "safety"),
            ("step restart for mine", "tools"),
        )
    ]


@pytest.mark.parametrize(
    ("powers", "named"),
    [
        (("Batteries",), ["lithium"]),
        (("Mains", "AA batteries"), ["lithium"]),
        (("2 lithium batteries",), []),
        (("Lithium",), []),
        (("",), []),
        (("Mains",), ["batter", "lithium"]),
    ],
)
def test_what_a_device_takes_is_read_from_its_power(
    powers: tuple[str, ...], named: list[str]
) -> None:
    devices = tuple(device(f"camera-{n}", power=power) for n, power in enumerate(powers))
    for part in ("batter", "lithium"):
        knowledge = replace(cause(explanation=f"A {part}y."), devices=devices)
        found = list(language.parts_not_there.places(knowledge))
        assert bool(found) is (part in named), part


def test_all_that_people_read_is_searched_and_each_part_is_named() -> None:
    wording = replace(RESTART.wordings[0], slug="mine", safety="Careful.")
    knowledge = replace(SOUND, steps=(replace(RESTART, title="Restart it", wordings=(wording,)),))
    texts = list(language.public_texts(knowledge))
    assert ("guide", "safety", "Heat: cut the power.") in texts
    assert ("step restart", "title", "Restart it") in texts
    assert ("step restart for mine", "safety", "Careful.") in texts
    assert ("question moved", "label", "Yes") in texts
    assert ("device camera-1", "name", "Camera 1") in texts
    assert all(isinstance(part, str) for text in texts for part in text)
    assert not {field for _, field, _ in texts} & {"slug", "confidence", "editors_note"}


def test_whatever_is_shown_needs_words() -> None:
    option = replace(MOVED.options[0], label=" ", summary="")
    knowledge = sound(
        devices=(replace(device(), name=""),),
        families=(replace(SOUND.families[0], name=" "),),
        patterns=(replace(LIGHT, title="", description=" "),),
        causes=(replace(STUCK, name="", explanation=""), *SOUND.causes[1:]),
        questions=(replace(MOVED, text="", why=" ", options=(option, *MOVED.options[1:])),),
        steps=(
            replace(RESTART, title="", wordings=(replace(words("mine", "camera"), text=""),)),
            MOVE,
        ),
    )
    found = [
        (one.code, one.subject, one.field)
        for one in examine(knowledge).findings
        if one.code in ("words-missing", "pattern-without-words")
    ]
    assert found == [
        ("words-missing", "device camera-1", "name"),
        ("words-missing", "family camera", "name"),
        ("words-missing", "cause stuck", "name"),
        ("words-missing", "cause stuck", "explanation"),
        ("words-missing", "question moved", "text"),
        ("words-missing", "question moved", "why"),
        ("words-missing", "question moved, option yes", "label"),
        ("words-missing", "question moved, option yes", "summary"),
        ("words-missing", "step restart", "title"),
        ("words-missing", "step restart for mine", "text"),
        ("pattern-without-words", "pattern camera/solid-red", "title"),
        ("pattern-without-words", "pattern camera/solid-red", "description"),
    ]


@pytest.mark.parametrize(
    ("text", "seconds", "last"),
    [
        ("Wait an hour.", 3600, None),
        ("Wait a minute.", 60, None),
        ("Hold for 3 seconds, then wait 2 minutes.", 120, None),
        ("Hold for 3 seconds, then wait 2 minutes.", 3, "120 seconds"),
        ("Wait 2 hours.", 60, "7200 seconds"),
        ("Wait.", 60, "none"),
        ("Wait a while.", None, None),
    ],
)
def test_a_countdown_is_as_long_as_the_last_wait_of_its_text(
    text: str, seconds: int | None, last: str | None
) -> None:
    wording = replace(words("camera", "camera"), text=text)
    found = list(language.countdowns.places(step(wait_seconds=seconds, wordings=(wording,))))
    assert found == (
        [("step restart for camera", "text", str(seconds), last)] if last is not None else []
    )


# Drawings


def test_a_colours_flashes_are_counted_over_its_channels_and_each_once() -> None:
    lit_twice = make_channel((0.5, 700), (1.0, 700), (0.0, 700), (0.2, 700), repeat=False)
    blue = make_channel((1.0, 700), (0.0, 700), (1.0, 700), colour="blue", repeat=False)

    def said(*channels: Any, count: int) -> list[str]:
        pattern = replace(LIGHT, channels=channels, flash_count=count)
        return [str(finding) for finding in safety.drawing(pattern, ())]

    drawn = "error: pattern camera/solid-red, flash_count: It is said to flash {} times, but {} are"
    drawn += " drawn. Draw every flash that is counted. [flashes-not-drawn]"
    assert said(lit_twice, count=2) == []
    assert said(lit_twice, count=3) == [drawn.format(3, 2)]
    assert said(lit_twice, blue, count=3) == [drawn.format(3, 2)]
    assert said(lit_twice, lit_twice, count=4) == []
    assert said(count=1) == [drawn.format(1, 0)]


def test_one_on_the_house_s_wires_makes_its_whole_family_careful() -> None:
    knowledge = wired("cube", "**Open** the `case`.", " ")
    devices = (device(), device("camera-2", power="Hard-WIRED"))
    (found,) = safety.wired_work(replace(knowledge, devices=devices))
    assert (found.code, found.field) == ("safety-missing", "safety")
    for words_of_it in safety.OPENING_WORDS:
        asked = wired("flood", f"Now {words_of_it.upper()}.", "At the BREAKER.")
        assert list(safety.wired_work(asked)) == []
        assert len(list(safety.wired_work(wired("flood", f"Now {words_of_it}.", "")))) == 1
    elsewhere = replace(words("bird", "bird"), text="Open the case.", safety="")
    (own,) = RESTART.wordings
    assert (
        list(
            safety.wired_work(
                replace(step(wordings=(elsewhere, own)), devices=(device(drawing="flood"),))
            )
        )
        == []
    )


def test_the_first_erasing_step_that_is_waited_for_is_named() -> None:
    erasing = replace(RESTART, destructive=True, erases="All.")
    again = replace(erasing, slug="reset", title="Reset")
    knowledge = sound(
        steps=(
            erasing,
            again,
            MOVE,
            replace(MOVE, slug="go", prerequisites=("move", "reset", "restart")),
        )
    )
    assert list(safety.harmless_first.places(knowledge)) == [
        ("step go", "prerequisites", "“Reset”")
    ]


# Who is asked, and of what


def test_a_finding_without_a_field_names_the_thing_alone() -> None:
    finding = Finding(
        code="x", severity=ERROR, subject="guide", field="", message="Bad.", remedy="Mend it."
    )
    assert str(finding) == "error: guide: Bad. Mend it. [x]"


def test_what_is_silent_about_a_cause_is_a_warning_where_its_light_asks_and_else_a_note() -> None:
    missing, unsaid = map(str, structure.likelihood_gaps(beside(likelihoods=())))
    assert missing == (
        "warning: likelihood moved/stuck, words: Nothing says how people with this cause answer,"
        " and the light “Solid red” of Camera asks them. Give every answer of the question one"
        " word. [likelihood-missing]"
    )
    assert unsaid == (
        "note: question moved, likelihoods: Anyone who is not sure of the light is asked it too,"
        " and nothing says how people with these causes answer: “Too far”. Say how people with"
        " these causes answer, if they answer otherwise than by chance. [likelihood-unsaid]"
    )


def test_a_cause_on_a_light_that_asks_is_missing_even_where_another_light_has_it_first() -> None:
    """The blue light stands first and does not ask; the red one does."""
    red, blue = beside().patterns
    knowledge = beside(likelihoods=SOUND.likelihoods[1:])
    both = replace(blue, causes=(*blue.causes, *red.causes))
    found = list(structure.likelihood_gaps(replace(knowledge, patterns=(both, red))))
    assert [(one.code, one.subject) for one in found] == [
        ("likelihood-missing", "likelihood moved/stuck")
    ]
    one_answer = replace(MOVED, options=MOVED.options[:1])
    assert list(structure.likelihood_gaps(replace(knowledge, questions=(one_answer,)))) == []


def test_a_row_of_one_light_is_enough_for_that_light_only() -> None:
    red, blue = ("camera", "solid-red"), ("camera", "solid-blue")
    lights = tuple(make_pattern(slug, causes={"stuck": "common"}) for _, slug in (red, blue))
    rows = {
        key: make_likelihood("moved", "stuck", "rarely", "usually", pattern=key)
        for key in (red, blue, None)
    }

    def silent(*keys: Any) -> list[str]:
        knowledge = sound(patterns=lights, likelihoods=tuple(rows[key] for key in keys))
        return [one.message for one in structure.likelihood_gaps(knowledge)]

    assert [message.count("Solid blue") for message in silent(red)] == [1]
    assert [message.count("Solid red") for message in silent(blue)] == [1]
    assert silent(red, blue) == silent(None) == []


def test_an_idle_row_says_whether_its_light_or_its_cause_meets_nobody() -> None:
    def said(row: Any) -> list[tuple[str, str, str]]:
        found = structure.idle_likelihoods(sound(likelihoods=(row,)))
        return [(one.subject, one.field, one.message) for one in found]

    assert said(make_likelihood("moved", "lost", "rarely", "never")) == [
        ("likelihood moved/lost", "cause", "Nobody with this cause is asked the question.")
    ]
    assert said(make_likelihood("moved", "stuck", "rarely", "never", pattern=BLUE)) == [
        (
            "likelihood moved/stuck on camera/solid-blue",
            "pattern",
            "Nobody with this cause is asked the question about this light.",
        )
    ]
    assert said(SOUND.likelihoods[0]) == []


@pytest.mark.parametrize(
    "kind",
    [
        "device",
        "family",
        "shelf",
        "colour",
        "rhythm",
        "light",
        "symptom",
        "answer",
        "cause",
        "step",
        "faq",
    ],
)
def test_words_lead_to_things_of_every_kind(kind: str) -> None:
    there = {
        "device": "camera-1",
        "family": "camera",
        "shelf": "cameras",
        "rhythm": "blink",
        "light": "solid-red",
        "symptom": "offline",
        "answer": "moved/yes",
        "cause": "stuck",
        "step": "restart",
        "faq": "why",
    }
    knowledge = sound(symptoms=(symptom("offline"),), faqs=(make_faq(steps=("restart",)),))

    def found(name: str) -> list[tuple[str, ...]]:
        row = make_words("it", f"{kind}:{name}")
        return list(structure.words_that_lead_nowhere.places(replace(knowledge, words=(row,))))

    assert found("nowhere") == [("words it", "means", kind, "nowhere")]
    if kind in there:
        assert found(there[kind]) == []
    elsewhere = make_words("it", f"topic:{kind}")
    assert (
        list(structure.words_that_lead_nowhere.places(replace(knowledge, words=(elsewhere,)))) == []
    )


def test_a_step_that_helps_as_much_as_the_best_is_not_better() -> None:
    def better(word: str, families: tuple[str, ...] = ("bird",)) -> list[tuple[str, ...]]:
        fly = make_step("fly", fixes={"stuck": word}, families=families)
        knowledge = sound(steps=(*SOUND.steps, fly))
        return list(structure.better_elsewhere.places(knowledge))

    assert better("almost always") == [("step fly", "wordings", "“Stuck”", "Camera")]
    assert better("usually") == better("rarely") == better("almost always", ()) == []
    nothing = sound(
        steps=(MOVE, make_step("fly", fixes={"stuck": "almost always"}, families=("bird",)))
    )
    assert list(structure.better_elsewhere.places(nothing)) == []


def test_a_question_tells_of_the_causes_with_a_name_what_it_would_tell_if_asked_first() -> None:
    even = answered(stuck=("always", "never"), far=("never", "always"))
    question = even.questions[0]
    bits = structure.bits_on(even, question, RED)
    lost = -sum(p * log2(p) for p in (0.97, 0.03))
    assert bits == pytest.approx(0.9 * (1 - lost))
    assert structure.bits_on(even, make_question("other"), RED) == 0.0
    nameless = replace(even, patterns=(replace(LIGHT, causes=()),))
    assert structure.bits_on(nameless, question, RED) == 0.0


# How far people come


def test_the_longest_address_has_the_longest_of_everything() -> None:
    long = replace(
        MOVED,
        slug="moved-about",
        options=(*MOVED.options, replace(MOVED.options[0], slug="perhaps")),
    )
    knowledge = sound(
        questions=(
            replace(MOVED, slug="m"),
            long,
            replace(MOVED, slug="other", families=("bird",)),
            MOVED,
        ),
        devices=(device(), device("camera-number-2")),
        symptoms=(symptom("a-much-longer-name"),),
        steps=(
            *(replace(RESTART, slug=f"step-{number}") for number in range(60)),
            replace(RESTART, slug="elsewhere", wordings=()),
        ),
    )
    (found,) = reach.long_addresses(knowledge, knowledge.families[0], Limits(questions=2))
    assert found.address == (
        ("device", "camera-number-2"),
        ("symptom", "a-much-longer-name"),
        ("moved", "yes"),
        ("moved-about", "perhaps"),
        ("cause", "too-far"),
        *(("tried", f"step-{number}") for number in range(60)),
    )
    characters = sum(len(name) + len(value) for name, value in found.address)
    assert str(found) == (
        "error: family camera, steps: Somebody who tries everything needs an address of 65 parts"
        f" and {characters} characters; 60 and 2000 are read. Word fewer steps for this family, or"
        " shorten names. [address-too-long]"
    )


@pytest.mark.parametrize(("most", "said"), [("MOST_PARAMETERS", 6), ("MOST_CHARACTERS", 69)])
def test_an_address_at_the_bounds_is_not_too_long(
    monkeypatch: pytest.MonkeyPatch, most: str, said: int
) -> None:
    def found() -> int:
        return len(list(reach.long_addresses(SOUND, SOUND.families[0], Limits())))

    monkeypatch.setattr(f"wizard.analysis.audit.reach.{most}", said)
    assert found() == 0
    monkeypatch.setattr(f"wizard.analysis.audit.reach.{most}", said - 1)
    assert found() == 1


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ({}, {}, "warning"),
        ({"support_only": True}, {}, "warning"),
        ({"support_only": True}, {"support_only": True}, "note"),
        ({"normal": True, "sign": "Dark."}, {}, "warning"),
        ({"normal": True, "sign": "Dark."}, {"normal": True, "sign": "Dark."}, "note"),
        ({"support_only": True}, {"normal": True, "sign": "Dark."}, "warning"),
    ],
)
def test_two_causes_need_not_be_told_apart_where_it_is_of_no_use(
    one: dict[str, Any], other: dict[str, Any], severity: str
) -> None:
    stuck, far = SOUND.causes
    knowledge = sound(questions=(), causes=(replace(stuck, **one), replace(far, **other)))
    (found,) = reach.unseparated_pairs(knowledge, knowledge.devices[0])
    assert str(found) == (
        f"{severity}: pattern camera/solid-red, causes stuck and too-far, questions: No question"
        " tells the two apart. They share no step. Ask something that people with one of them"
        " answer differently, or make them one cause. [pair-unseparated]"
    )
    assert found.address == (("device", "camera-1"), ("light", "solid-red"))


def test_a_question_tells_two_causes_apart_from_a_tenth_of_difference_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    knowledge = answered(stuck=("sometimes", "sometimes"), far=("usually", "sometimes"))
    rows = [answer_row(knowledge, knowledge.questions[0], c.slug, RED) for c in knowledge.causes]
    most = max(abs(one - other) for one, other in zip(*rows, strict=True))
    for apart, told in ((most, True), (nextafter(most, 1), False)):
        monkeypatch.setattr("wizard.analysis.audit.reach.APART", apart)
        found = list(reach.unseparated_pairs(knowledge, knowledge.devices[0]))
        assert (found == []) is told


def test_a_cause_that_something_normal_hides_is_a_note_with_its_sign() -> None:
    """“Stuck” hides “too far”, nine to one and more."""
    knowledge = sound(
        patterns=(make_pattern("solid-red", causes={"stuck": "very common", "too-far": "rare"}),),
        questions=(),
        likelihoods=(),
        steps=(make_step("wait", fixes={"stuck": "sometimes"}, minutes=1), MOVE),
    )

    def hidden(**changes: Any) -> tuple[str, str]:
        causes = (replace(STUCK, **changes), *knowledge.causes[1:])
        _, found = reach.examine_family(
            replace(knowledge, causes=causes), knowledge.families[0], Limits()
        )
        (one,) = [finding for finding in found if finding.code == "cause-hidden"]
        return one.severity, one.message

    first = (
        "No honest answers bring it to the first place. “Stuck” always hides it, at best {} to 1."
    )
    fault, calm = hidden(), hidden(normal=True, sign="It is dark.")
    assert fault[0] == "warning"
    assert fault[1].startswith(first.format("")[:-6])
    assert calm[0] == "note"
    assert calm[1].endswith(" to 1. Its sign tells it apart: It is dark.")
    assert hidden(normal=True)[0] == "warning"


def test_who_ends_without_a_step_ends_well_if_it_is_normal_or_only_support_can_help() -> None:
    stuck, far = SOUND.causes

    def codes(*causes: Any) -> set[str]:
        knowledge = sound(causes=causes, steps=())
        _, found = reach.examine_family(knowledge, knowledge.families[0], Limits())
        return {finding.code for finding in found} & {"dead-end", "unsure-dead-end"}

    assert codes(stuck, far) == {"dead-end", "unsure-dead-end"}
    both = [replace(one, support_only=True) for one in (stuck, far)]
    assert codes(*both) == set()
    assert codes(both[0], far) == {"dead-end", "unsure-dead-end"}
    calm = [replace(one, normal=True, sign="Dark.") for one in (stuck, far)]
    assert codes(*calm) == set()


def test_a_dead_end_is_told_once_for_each_light_with_what_is_likely_there() -> None:
    knowledge = sound(steps=())
    _, found = reach.examine_family(knowledge, knowledge.families[0], Limits())
    ends = [one for one in found if one.code == "dead-end"]
    assert [one.subject for one in ends] == ["pattern camera/solid-red", *["family camera"] * 2]
    assert str(ends[0]) == (
        "warning: pattern camera/solid-red, steps: With these answers “Too far” is likely, and"
        " there is nothing to try. Word a step against it for this family that costs less than"
        " asking support. [dead-end]"
    )
    assert ends[0].address == (("device", "camera-1"), ("light", "solid-red"), ("moved", "yes"))
    unsure = [one for one in found if one.code == "unsure-dead-end"]
    assert str(unsure[0]) == (
        "error: pattern camera/solid-red, steps: Anyone who is not sure of anything ends without a"
        " step to try. Word a step for this family that costs less than asking support."
        " [unsure-dead-end]"
    )
    assert [dict(one.address).get("colour") for one in unsure] == [None, None, None, "red"]


def test_every_step_is_looked_for_also_after_one_that_was_found_on_purpose() -> None:
    """Shaking is worth a try for those alone whose answer says that it is stuck; nobody was walked
    to them.
    """
    shake = make_step("shake", fixes={"stuck": "rarely"}, minutes=4)
    pray = make_step("pray", fixes={"stuck": "rarely"}, minutes=40)
    knowledge = sound(steps=(RESTART, MOVE, shake, pray))
    _, found = reach.examine_family(knowledge, knowledge.families[0], Limits(states=0))
    assert [one.subject for one in found if one.code == "step-never-planned"] == [
        "step pray for camera"
    ]


# How it is put together


def test_texts_and_sources_are_old_after_as_many_months_as_are_asked_for() -> None:
    today = date(2026, 6, 1)

    def old(months: int | None) -> set[str]:
        given: Any = {} if months is None else {"months": months}
        found = examine(SOUND, today=today, reach=False, **given).findings
        assert {one.severity for one in found} <= {"warning"}
        return {one.subject for one in found}

    everything = {
        "guide",
        "source table",
        "family camera",
        "device camera-1",
        "pattern camera/solid-red",
        "cause stuck",
        "cause too-far",
        "question moved",
        "step restart",
        "step move",
    }
    assert old(None) == old(6) == old(12) == set()
    assert old(5) == everything
    (source, *_) = examine(SOUND, today=today, reach=False, months=5).findings
    assert str(source) == (
        "warning: source table, checked: It was last read on 2026-01-01, more than 5 months ago."
        " Read it again, fix what has changed, and set the day. [source-unchecked]"
    )


def test_an_examination_counts_its_findings_and_its_states() -> None:
    found = examine(cause(normal=True), limits=Limits(states=5))
    assert [one.code for one in found.findings] == ["sign-missing"]
    assert (found.count("error"), found.count("warning"), found.states) == (1, 0, 0)
    walked = examine(SOUND, limits=Limits(states=5))
    assert walked.states == walked.walks[0].states == 3, "two more cannot be shared out evenly"
    assert examine(SOUND).states == 12


def test_high_confidence_needs_authority_and_settled_disputes_for_everything_it_is_claimed_of() -> (
    None
):
    blog = replace(SOUND.sources[0], authority="blog-low")
    other = replace(blog, slug="other", authority="forum")
    pair = replace(LIGHT.causes[0], sources=("table", "other"))
    knowledge = sound(
        sources=(blog, other),
        patterns=(replace(LIGHT, causes=(pair, *LIGHT.causes[1:])),),
        causes=(replace(STUCK, sources=()), *SOUND.causes[1:]),
        devices=(device(confidence="high"),),
    )
    low = "a less reliable blog"
    assert list(honesty.high_confidence.places(knowledge)) == [
        ("device camera-1", "confidence", low),
        ("pattern camera/solid-red", "confidence", low),
        ("pattern camera/solid-red, cause stuck", "confidence", f"a forum post, {low}"),
        ("pattern camera/solid-red, cause too-far", "confidence", low),
        ("cause too-far", "confidence", low),
    ]
    mixed = replace(knowledge, sources=(blog, replace(other, authority="press")))
    assert "pattern camera/solid-red, cause stuck" not in {
        place[0] for place in honesty.high_confidence.places(mixed)
    }
    dispute = replace(
        make_dispute(patterns=(RED,), causes=("stuck",), steps=("move",)),
        confidence="low",
        claim=" It is green. ",
    )
    disputed = replace(SOUND, disputes=(dispute,))
    assert list(honesty.overclaimed.places(disputed)) == [
        ("pattern camera/solid-red", "confidence", "It is green."),
        ("cause stuck", "confidence", "It is green."),
        ("step move", "confidence", "It is green."),
    ]
    settled = replace(disputed, disputes=(replace(dispute, confidence="medium"),))
    assert list(honesty.overclaimed.places(settled)) == []


def test_where_people_are_to_act_now_the_first_such_light_is_named() -> None:
    def said(safety: str, *statuses: str) -> list[tuple[str, ...]]:
        lights = tuple(
            replace(LIGHT, slug=f"light-{number}", title=f"Light {number}", status=status)
            for number, status in enumerate(statuses)
        )
        guide = replace(SOUND.guide, safety=safety)
        return list(honesty.act_now.places(sound(patterns=lights, guide=guide)))

    assert said(" ", "look", "act", "act") == [("guide", "safety", "light", "“Light 1” of Camera")]
    assert said("Heat.", "act") == said("", "look") == []


def test_two_questions_are_one_where_all_who_are_asked_both_answer_them_alike() -> None:
    def twice(second: Any, *rows: Any) -> list[tuple[str, ...]]:
        knowledge = sound(questions=(MOVED, second), likelihoods=(*SOUND.likelihoods, *rows))
        return list(structure.asked_twice.places(knowledge))

    alike = [replace(row, question="carried") for row in SOUND.likelihoods]
    carried = make_question("carried")
    found = ("question carried", "likelihoods", "Moved?")
    assert twice(carried, *alike) == [(*found, ": whatever the cause, people answer the two alike")]
    assert twice(carried, alike[0]) == []
    assert twice(carried) == [], "it says nothing, and so does not repeat"
    assert twice(replace(carried, text="moved ?  ")) == [("question carried", "text", "Moved?", "")]
    assert twice(replace(carried, text="Moved?", families=("bird",))) == []
    assert twice(replace(carried, only_patterns=(BLUE,)), *alike) == []
