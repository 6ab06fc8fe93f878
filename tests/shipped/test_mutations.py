"""Breaks the shipped content in many ways, one at a time; the audit or the loader catches every
one.

The audit looks at what the tables can hold. What they refuse by themselves is broken in small
files: tests/content/files/test_refusals.py.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.content.files.test_refusals import REFUSED
from tests.rows import Files, empty_tables, find, row, write
from wizard import models
from wizard.analysis.audit import ERROR, audit
from wizard.content import files as fixtures
from wizard.content.collect import collect
from wizard.content.files import FILES, FixtureError
from wizard.knowledge.values import Effect, FormerName, Knowledge, Likelihood, Pattern, Question

pytestmark = pytest.mark.django_db

Mutation = Callable[[Knowledge], Knowledge]
TODAY = date(2026, 12, 1)
FOLDER: Path = settings.BASE_DIR / "fixtures"
MINI_RED, SYNC_RED = ("mini", "solid-red"), ("sync-module", "solid-red")


def having(rows: tuple[Any, ...], named: str, /, **changes: Any) -> tuple[Any, ...]:
    """The rows with this one changed."""
    assert any(row.slug == named for row in rows), named
    return tuple(replace(row, **changes) if row.slug == named else row for row in rows)


def without(rows: tuple[Any, ...], slug: str) -> tuple[Any, ...]:
    left = tuple(row for row in rows if row.slug != slug)
    assert len(left) < len(rows), slug
    return left


def changed(k: Knowledge, table: str, rows: tuple[Any, ...]) -> Knowledge:
    change: dict[str, Any] = {table: rows}
    return replace(k, **change)


def light(key: tuple[str, str], **changes: Any) -> Mutation:
    def mutate(k: Knowledge) -> Knowledge:
        assert key in k.pattern
        return replace(
            k, patterns=tuple(replace(p, **changes) if p.key == key else p for p in k.patterns)
        )

    return mutate


def meaning(key: tuple[str, str], cause: str, **changes: Any) -> Mutation:
    def mutate(k: Knowledge) -> Knowledge:
        pairs = k.pattern[key].causes
        assert any(pair.cause == cause for pair in pairs), cause
        return light(
            key, causes=tuple(replace(p, **changes) if p.cause == cause else p for p in pairs)
        )(k)

    return mutate


def one(table: str, named: str, /, **changes: Any) -> Mutation:
    return lambda k: changed(k, table, having(getattr(k, table), named, **changes))


def dropped(table: str, slug: str) -> Mutation:
    return lambda k: changed(k, table, without(getattr(k, table), slug))


def said(question: str, cause: str, change: Callable[[Likelihood], Likelihood | None]) -> Mutation:
    """The general row of the question and the cause changed, or gone."""

    def mutate(k: Knowledge) -> Knowledge:
        assert (question, cause, None) in k.likelihood
        rows = [
            change(row)
            if (row.question, row.cause, row.pattern) == (question, cause, None)
            else row
            for row in k.likelihoods
        ]
        return replace(k, likelihoods=tuple(row for row in rows if row))

    return mutate


def silent(question: str) -> Mutation:
    """Every answer to the question "sometimes", whatever the cause."""

    def mutate(k: Knowledge) -> Knowledge:
        return replace(
            k,
            likelihoods=tuple(
                replace(row, words=tuple((option, "sometimes") for option, _ in row.words))
                if row.question == question
                else row
                for row in k.likelihoods
            ),
        )

    return mutate


def worded(step: str, family: str, **changes: Any) -> Mutation:
    def mutate(k: Knowledge) -> Knowledge:
        wordings = k.step[step].wordings
        assert family in k.step[step].families
        fixed = tuple(replace(w, **changes) if family in w.families else w for w in wordings)
        return one("steps", step, wordings=fixed)(k)

    return mutate


def swapped(k: Knowledge) -> Knowledge:
    """The Sync Module's steady red means what its good light means, and the other way round."""
    good = ("sync-module", "solid-blue-solid-green")
    red, blue = k.pattern[SYNC_RED].causes, k.pattern[good].causes
    return light(good, causes=red)(light(SYNC_RED, causes=blue)(k))


def asked_again(k: Knowledge) -> Knowledge:
    again = replace(k.question["home-wifi"], slug="net", text="Does your network work?")
    rows = [replace(row, question="net") for row in k.likelihoods if row.question == "home-wifi"]
    return replace(k, questions=(*k.questions, again), likelihoods=(*k.likelihoods, *rows))


def family_without_lights_for(k: Knowledge) -> Knowledge:
    return replace(k, devices=tuple(device for device in k.devices if device.family != "mini"))


def unheard(k: Knowledge) -> Knowledge:
    """An answer that nobody ever gives."""
    return replace(
        k,
        likelihoods=tuple(
            replace(
                row, words=tuple((o, "never" if o == "special" else word) for o, word in row.words)
            )
            for row in k.likelihoods
        ),
    )


def no_cure(*causes: str) -> Mutation:
    def mutate(k: Knowledge) -> Knowledge:
        return replace(
            k,
            steps=tuple(
                replace(
                    step,
                    effects=tuple(effect for effect in step.effects if effect.cause not in causes),
                )
                for step in k.steps
            ),
        )

    return mutate


def flashing_fast(k: Knowledge) -> Knowledge:
    lamp = k.pattern[MINI_RED].channels[0]
    return light(MINI_RED, channels=(replace(lamp, steps=((1.0, 120), (0.0, 120)), repeat=True),))(
        k
    )


# What is broken -> (how, the code that has to name it). Nothing is walked: it is what publishing
# asks.
STRUCTURE: dict[str, tuple[Mutation, str]] = {
    "a step is called like a question": (
        one("steps", "no-action", slug="home-wifi"),
        "name-shared",
    ),
    "a symptom is called like a light": (
        one("symptoms", "offline", slug="solid-red"),
        "page-shared",
    ),
    "a symptom loses its causes": (one("symptoms", "offline", causes=()), "pattern-without-cause"),
    "a family loses its devices": (family_without_lights_for, "family-without-device"),
    "a light loses its title": (light(MINI_RED, title=""), "pattern-without-words"),
    "a light loses its causes": (light(MINI_RED, causes=()), "pattern-without-cause"),
    "a cause loses its explanation": (one("causes", "stuck", explanation=""), "words-missing"),
    "a step loses its title": (one("steps", "no-action", title=" "), "words-missing"),
    "a wording is emptied": (worded("restart-camera", "mini", text=""), "words-missing"),
    "a wording is left without a family": (
        worded("restart-camera", "mini", families=()),
        "wording-for-nobody",
    ),
    "a family gets a second wording": (
        worded("restart-camera", "wired-floodlight", families=("wired-floodlight", "mini")),
        "worded-twice",
    ),
    "a frequency is taken away": (meaning(MINI_RED, "stuck", frequency=""), "frequency-missing"),
    "the causes of two lights are swapped": (swapped, "likelihood-missing"),
    "a dead light is called normal": (
        light(("sync-module", "no-light"), status="normal"),
        "status-against-causes",
    ),
    "nothing helps against a cause": (no_cure("low-battery"), "cause-without-remedy"),
    "a step loses all its wordings": (
        one("steps", "restart-camera", wordings=()),
        "step-without-wording",
    ),
    "a question keeps one answer": (
        lambda k: one("questions", "activity", options=k.question["activity"].options[:1])(k),
        "question-without-choice",
    ),
    "a question is for no family": (
        one("questions", "activity", families=()),
        "question-for-nobody",
    ),
    "a question is for another family than its lights": (
        one("questions", "which-shape", families=("mini",)),
        "question-for-nobody",
    ),
    "a likelihood row is dropped": (
        said("home-wifi", "internet-down", lambda row: None),
        "likelihood-missing",
    ),
    "an answer of a row is dropped": (
        said("home-wifi", "internet-down", lambda row: replace(row, words=row.words[1:])),
        "likelihood-incomplete",
    ),
    "a row says nothing": (
        said(
            "home-wifi",
            "internet-down",
            lambda row: replace(row, words=tuple((o, "rarely") for o, _ in row.words)),
        ),
        "likelihood-says-nothing",
    ),
    "a whole question says nothing": (silent("blue-first"), "question-separates-nothing"),
    "an answer is given by nobody": (unheard, "option-never-given"),
    "a question is asked twice": (asked_again, "question-twice"),
    "a row stands for a cause nobody has there": (
        lambda k: replace(
            k,
            likelihoods=(
                *k.likelihoods,
                replace(k.likelihood["setup-message", "hardware", None], cause="other-device"),
            ),
        ),
        "likelihood-idle",
    ),
    "a row repeats the general one": (
        lambda k: replace(
            k,
            likelihoods=(
                *k.likelihoods,
                replace(k.likelihood["activity", "recording", None], pattern=("mini", "no-light")),
            ),
        ),
        "likelihood-repeats",
    ),
    "two steps wait for each other": (
        one("steps", "restart-sync-module", prerequisites=("reset-sync-module",)),
        "prerequisites-in-a-circle",
    ),
    "a step waits for one that erases": (
        one("steps", "no-action", prerequisites=("reset-mini",)),
        "erases-first",
    ),
    "a dispute stands nowhere": (
        one("disputes", "amber", patterns=(), causes=(), steps=(), questions=()),
        "dispute-nowhere",
    ),
    "a dispute is not resolved in words": (
        one("disputes", "amber", resolution=""),
        "dispute-unsaid",
    ),
    "a frequent question stands nowhere": (
        lambda k: replace(k, faqs=(replace(k.faqs[0], patterns=(), steps=()), *k.faqs[1:])),
        "faq-nowhere",
    ),
    "a light loses its sources": (light(MINI_RED, sources=()), "meaning-without-source"),
    "a meaning loses its sources": (
        meaning(SYNC_RED, "wrong-password", sources=(), confidence="high"),
        "meaning-without-source",
    ),
    "a doubt is not said": (light(("mini", "no-light"), note=""), "unconfirmed-unsaid"),
    "a blog's claim becomes certain": (
        light(("video-doorbell", "solid-blue"), confidence="high"),
        "confidence-above-sources",
    ),
    "a note to ourselves is shown": (
        one("steps", "restart-router", note="The wait is in the extra minutes."),
        "editors-language",
    ),
    "a reason says what a question tells from what": (
        one("questions", "armed", why="It tells the phone from the device."),
        "editors-language",
    ),
    "owners of a Mini are asked about batteries": (
        one("questions", "home-wifi", text="Is the Wi-Fi well, and are the batteries?"),
        "part-not-there",
    ),
    "a wording forgets the screen": (
        worded("restart-camera", "mini", where=""),
        "where-unsaid",
    ),
    "a wording forgets what is seen afterwards": (
        worded("restart-camera", "mini", worked=""),
        "success-unsaid",
    ),
    "a countdown ends while the batteries are still out": (
        one("steps", "reseat-batteries", wait_seconds=60),
        "countdown-differs",
    ),
    "a source was never read": (one("sources", "knowtechie", checked=""), "source-unchecked"),
    "the safety line is emptied": (
        lambda k: replace(k, guide=replace(k.guide, safety=" ")),
        "act-without-safety",
    ),
    "a light flashes four times a second": (flashing_fast, "flashes-too-fast"),
    "a light goes on for a minute": (
        lambda k: light(
            MINI_RED,
            channels=(
                replace(
                    k.pattern[MINI_RED].channels[0],
                    steps=((1.0, 30_000), (0.0, 30_000)),
                    repeat=False,
                ),
            ),
        )(k),
        "drawing-too-long",
    ),
    "more flashes are counted than drawn": (light(MINI_RED, flash_count=9), "flashes-not-drawn"),
    "an erasing step does not say so": (one("steps", "reset-mini", erases=""), "erases-unsaid"),
    "an erasing step is not marked": (
        one("steps", "reset-mini", destructive=False),
        "erases-unmarked",
    ),
    "a wired doorbell is opened without a safety line": (
        worded("reset-doorbell", "video-doorbell", safety=""),
        "safety-missing",
    ),
    "the breaker is not named": (
        worded("reset-doorbell", "video-doorbell", safety="Take care."),
        "breaker-missing",
    ),
    "a former name leads nowhere": (
        lambda k: replace(
            k, former_names=(FormerName(kind="step", scope="", old="old", new="gone", reason=""),)
        ),
        "former-name-leads-nowhere",
    ),
    "a former name is in use": (
        lambda k: replace(
            k,
            former_names=(
                FormerName(kind="step", scope="", old="no-action", new="restart-camera", reason=""),
            ),
        ),
        "former-name-in-use",
    ),
    "a step helps against what its families do not have": (
        lambda k: one(
            "steps",
            "reset-mini",
            effects=(*k.step["reset-mini"].effects, Effect(cause="module-stuck", word="rarely")),
        )(k),
        "effect-idle",
    ),
    "a cause is on no light": (
        lambda k: replace(k, causes=(*k.causes, replace(k.causes[0], slug="haunted"))),
        "cause-idle",
    ),
}


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: Any) -> Knowledge:
    with django_db_blocker.unblock():
        return collect()


@pytest.fixture(scope="module")
def known_findings(known: Knowledge) -> set[tuple[str, str]]:
    return found(known)


def found(knowledge: Knowledge, *, reach: bool = False) -> set[tuple[str, str]]:
    """(code, object) of everything the audit says."""
    return {
        (finding.code, finding.subject) for finding in audit(knowledge, today=TODAY, reach=reach)
    }


@pytest.mark.parametrize("name", STRUCTURE)
def test_broken_content_is_refused_or_questioned(
    name: str, known: Knowledge, known_findings: set[tuple[str, str]]
) -> None:
    mutate, code = STRUCTURE[name]
    new = found(mutate(known)) - known_findings
    assert code in {found_code for found_code, _ in new}, new


# The ways people go, on one small family


def only(k: Knowledge, family: str) -> Knowledge:
    """The knowledge of one family."""
    patterns = k.patterns_of(family)
    causes = {pair.cause for pattern in patterns for pair in pattern.causes}
    steps = tuple(step for step in k.steps if step.wording(family))
    here = {step.slug for step in steps}
    questions = tuple(
        one_family(question, family, here)
        for question in k.questions
        if any(map(question.fits, patterns))
    )
    asked = {question.slug for question in questions}
    return replace(
        k,
        families=(k.family[family],),
        devices=k.devices_of(family),
        patterns=patterns,
        symptoms=(),
        causes=tuple(cause for cause in k.causes if cause.slug in causes),
        questions=questions,
        likelihoods=tuple(
            row
            for row in k.likelihoods
            if row.question in asked
            and row.cause in causes
            and row.pattern in {None, *keys(patterns)}
        ),
        steps=tuple(
            replace(
                step,
                wordings=tuple(
                    replace(wording, families=(family,))
                    for wording in step.wordings
                    if family in wording.families
                ),
                effects=tuple(effect for effect in step.effects if effect.cause in causes),
                prerequisites=tuple(slug for slug in step.prerequisites if slug in here),
                disturbs=tuple(slug for slug in step.disturbs if slug in asked),
            )
            for step in steps
        ),
        disputes=(),
        faqs=(),
    )


def keys(patterns: tuple[Pattern, ...]) -> list[tuple[str, str]]:
    return [pattern.key for pattern in patterns]


def one_family(question: Question, family: str, steps: set[str]) -> Question:
    return replace(
        question,
        families=(family,),
        symptoms=(),
        only_patterns=tuple(key for key in question.only_patterns if key[0] == family),
        options=tuple(
            replace(option, shows=None, offers=tuple(s for s in option.offers if s in steps))
            for option in question.options
        ),
    )


def like_another(k: Knowledge) -> Knowledge:
    """People with the wrong kind of Wi-Fi answer like those with a wrong password."""
    rows = [row for row in k.likelihoods if row.cause != "wifi-incompatible"]
    copied = [
        replace(row, cause="wifi-incompatible") for row in rows if row.cause == "wrong-password"
    ]
    return replace(k, likelihoods=(*rows, *copied))


def slow(*slugs: str, minutes: float) -> Mutation:
    def mutate(k: Knowledge) -> Knowledge:
        return replace(
            k,
            steps=tuple(
                replace(step, minutes=minutes, penalty_minutes=0)
                if not slugs or step.slug in slugs
                else step
                for step in k.steps
            ),
        )

    return mutate


def endless(k: Knowledge) -> Knowledge:
    """Twenty more steps with names that fill an address."""
    again = [
        replace(k.step["restart-router"], slug=f"{n}-" + "again-" * 15, effects=())
        for n in range(20)
    ]
    return replace(k, steps=(*k.steps, *again))


def outshone(k: Knowledge) -> Knowledge:
    """People with a weak signal answer like those whose module is broken, and these are many."""
    rows = [row for row in k.likelihoods if row.cause != "weak-signal"]
    copied = [replace(row, cause="weak-signal") for row in rows if row.cause == "hardware"]
    k = meaning(NEWER, "hardware", frequency="very common")(
        replace(k, likelihoods=(*rows, *copied))
    )
    return meaning(NEWER, "weak-signal", frequency="rare")(k)


NEWER = ("sync-module-newer", "any-light")

REACH: dict[str, tuple[Mutation, str]] = {
    "every step costs more than support": (slow(minutes=200), "unsure-dead-end"),
    "one step is long and seldom helps": (
        one(
            "steps",
            "reset-sync-module",
            minutes=600.0,
            effects=(Effect(cause="module-stuck", word="rarely"),),
        ),
        "step-never-planned",
    ),
    "a question takes an hour": (
        one("questions", "cameras-ok", minutes=60.0),
        "question-never-asked",
    ),
    "two causes are answered alike": (like_another, "pair-unseparated"),
    "a cause is outshone by another": (outshone, "cause-hidden"),
    "there is no end of steps": (endless, "address-too-long"),
    "the cures of the likeliest cause take too long": (
        slow(minutes=150),
        "dead-end",
    ),
}


@pytest.fixture(scope="module")
def newer(known: Knowledge) -> Knowledge:
    return only(known, "sync-module-newer")


@pytest.fixture(scope="module")
def newer_findings(newer: Knowledge) -> set[tuple[str, str]]:
    findings = audit(newer, today=TODAY, reach=True)
    assert not [str(finding) for finding in findings if finding.severity == ERROR]
    return {(finding.code, finding.subject) for finding in findings}


@pytest.mark.parametrize("name", REACH)
def test_a_broken_way_is_found_by_walking(
    name: str, newer: Knowledge, newer_findings: set[tuple[str, str]]
) -> None:
    mutate, code = REACH[name]
    new = found(mutate(newer), reach=True) - newer_findings
    assert code in {found_code for found_code, _ in new}, new


# Files, many rows broken at once: one load names every fault

Broken = tuple[Files, list[tuple[str, str]]]
"""The shipped files with many faults, each in a row of its own, and (file, part of the message)
for each.
"""


def shipped() -> Files:
    return {file: json.loads((FOLDER / file).read_text(encoding="utf-8")) for file in FILES}


def test_a_light_that_moves_leaves_its_look_alikes_behind_and_the_audit_says_so(
    known_findings: set[tuple[str, str]],
) -> None:
    """Only a look-alike that is edited is looked at, so the tables hold this one."""
    moved = models.Pattern.objects.get(family__slug="mini", slug="solid-red")
    assert moved.look_alikes.exists()
    moved.family = models.Family.objects.get(slug="solar-panel")
    moved.full_clean()
    moved.save()
    assert ("unknown-reference", "pattern solar-panel/solid-red") in found(collect())


def broken_joins() -> Broken:
    """Every row is sound, and they do not fit together."""
    files = shipped()
    alikes = files["look_alikes.json"]
    alikes[0]["other"] = alikes[0]["pattern"]
    alikes[-1]["other"] = ["solar-panel", "any-light"]
    find(files, "look_alikes.json", pattern=["mini", "solid-red"])["other"] = [
        "sync-module",
        "solid-red",
    ]
    find(files, "pattern_causes.json", cause=["unknown-viewer"])["cause"] = ["ghost"]
    find(files, "effects.json", cause=["low-battery"])["step"] = ["new-batteries"]
    find(files, "likelihoods.json", cause=["hardware"], question=["home-wifi"])["words"][
        "sometimes"
    ] = "never"
    return files, [
        ("look_alikes.json", "its own look-alike"),
        ("look_alikes.json", "same family"),
        ("look_alikes.json", "solar-panel / any-light"),
        ("pattern_causes.json", "ghost"),
        ("effects.json", "new-batteries"),
        ("likelihoods.json", "home-wifi / sometimes"),
    ]


def broken_fields() -> Broken:
    files = shipped()
    expected: list[tuple[str, str]] = []

    def mutate(file: str, says: str, /, changes: dict[str, Any], **fields: Any) -> None:
        find(files, file, **fields).update(changes)
        expected.append((file, says))

    mutate("sources.json", "authority", {"authority": "hearsay"}, slug="bestdb")
    mutate("sources.json", "url", {"url": "not an address"}, slug="dbts")
    mutate("sources.json", "colour", {"colour": "red"}, slug="giga")
    mutate("sources.json", "checked", {"checked": "yesterday"}, slug="lac")
    mutate("devices.json", "family", {"family": ["mimi"]}, slug="mini-2")
    mutate("devices.json", "sources", {"sources": [["off-req"], ["off-req"]]}, slug="mini")
    mutate("devices.json", "confidence", {"confidence": "certain"}, slug="xt")
    mutate("devices.json", "name", {"name": None}, slug="xt2")
    mutate("patterns.json", "seen", {"seen": "often"}, family=["mini"], slug="no-light")
    mutate("patterns.json", "status", {"status": "panic"}, family=["mini"], slug="solid-blue")
    mutate(
        "patterns.json",
        "or as many as",
        {"flash_count": 5, "flash_count_max": 4},
        slug="five-long-red-flashes",
    )
    mutate("patterns.json", "slug", {"slug": "Steady Red"}, family=["mini"], slug="solid-red")
    mutate("patterns.json", "reserved", {"slug": "unsure"}, family=["outdoor-4"], slug="green")
    mutate(
        "channels.json", "brightness", {"steps": [[2, 100]]}, pattern=["outdoor-4", "solid-blue"]
    )
    mutate(
        "channels.json", "milliseconds", {"steps": [[1, -5]]}, pattern=["outdoor-4", "solid-red"]
    )
    mutate("channels.json", "blank", {"steps": []}, pattern=["outdoor-4", "blinking-blue"])
    mutate("channels.json", "rising", {"cuts": [30, 20]}, pattern=["indoor-1st-gen", "solid-red"])
    mutate("channels.json", "colour", {"colour": "amber"}, pattern=["indoor-1st-gen", "solid-blue"])
    mutate("causes.json", "explanation", {"explanation": ""}, slug="stuck")
    files["causes.json"].append(copy.deepcopy(files["causes.json"][0]))
    expected.append(("causes.json", "same key"))
    files["causes.json"].append({"pk": 7, "model": "wizard.cause", "fields": {"slug": "bare"}})
    expected.append(("causes.json", "nothing else"))
    mutate("pattern_causes.json", "frequency", {"frequency": "always"}, cause=["blink-outage"])
    mutate("questions.json", "reserved", {"slug": "device"}, slug="cameras-ok")
    mutate("questions.json", "0.5", {"unknown_share": 0.9}, slug="wifi-kind")
    mutate("questions.json", "quarter", {"minutes": 0.1}, slug="activity")
    mutate("options.json", "reserved", {"slug": "unsure"}, question=["activity"], slug="no")
    mutate("likelihoods.json", "mostly", {"words": {"yes": "mostly"}}, cause=["hardware"])
    mutate("likelihoods.json", "list of its slug", {"question": "activity"}, cause=["stuck"])
    files["likelihoods.json"].append({"model": "wizard.option", "fields": {}})
    expected.append(("likelihoods.json", "options.json"))
    mutate("steps.json", "quarter", {"minutes": 0.1}, slug="no-action")
    mutate(
        "steps.json",
        "prerequisites",
        {"prerequisites": [["restart-everything"]]},
        slug="reset-mini",
    )
    mutate("wordings.json", "families", {"families": "mini"}, step=["secure-account"])
    mutate("effects.json", "word", {"word": "always"}, step=["move-closer"])
    mutate("disputes.json", "claim", {"claim": ""}, slug="amber")
    mutate("faqs.json", "faqs", {"slug": "Why?"}, slug=files["faqs.json"][0]["slug"])
    files["former_names.json"] += [
        row("formername", kind="light", scope="", old="red", new="solid-red"),
        row("formername", kind="step", scope="", old="pray", new=""),
        row("formername", kind="step", scope="", old="wait", new="wait"),
    ]
    expected += [("former_names.json", says) for says in ("scope", "reason", "old one")]
    files["guide.json"][0]["support_minutes"] = 0
    expected.append(("guide.json", "quarter"))
    return files, expected


@pytest.mark.parametrize("broken", [broken_fields, broken_joins])
def test_every_fault_of_broken_files_is_named_at_once_and_nothing_is_loaded(
    broken: Callable[[], Broken], tmp_path: Path
) -> None:
    files, expected = broken()
    empty_tables()
    with pytest.raises(FixtureError) as caught:
        fixtures.load(write(tmp_path, files))
    faults = list(map(str, caught.value.faults))
    missed = [
        (file, says)
        for file, says in expected
        if not any(fault.startswith(file) and says in fault.lower() for fault in faults)
    ]
    assert missed == []
    assert not models.Family.objects.exists()


def test_there_are_more_than_a_hundred_mutations() -> None:
    in_files = [*broken_fields()[1], *broken_joins()[1]]
    assert len(STRUCTURE) + len(REACH) + len(REFUSED) + len(in_files) >= 100
