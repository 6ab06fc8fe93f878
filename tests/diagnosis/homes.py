"""Made-up homes: one camera with its usual troubles, in which chance has chosen every word, every
minute and what waits for what. The same number always makes the same home.

What is told in them stands in reference/homes.json, so that a change of a rule shows in which
plans, reasons and notes it shows. `python -m tests.diagnosis.homes` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.builders import (
    make_cause,
    make_channel,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_progress,
    make_question,
    make_step,
    make_symptom,
)
from wizard.diagnosis.address import Progress
from wizard.diagnosis.diagnose import (
    Ask,
    Diagnosis,
    PlannedStep,
    RankedCause,
    Try,
    diagnose,
)
from wizard.diagnosis.explanation import explain_numbers
from wizard.diagnosis.progress import before, questions_left
from wizard.knowledge.scales import Confusion, Effect, Frequency, ScaleWord, Seen
from wizard.knowledge.values import Cause, Knowledge, Likelihood, Pattern, Question, Step

REFERENCE = Path(__file__).parent / "reference" / "homes.json"

HOMES = range(24)

T = TypeVar("T")

CAUSES = ("stuck", "router", "flat", "dirty", "idle", "new", "broken")
OPTIONS = ("yes", "no", "late")
TELLING = ("always", "usually", "sometimes", "rarely", "never", "never")

STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("nothing", "", ("idle",)),
    ("look", "look", ("dirty", "idle")),
    ("wait", "", ("stuck", "router", "idle")),
    ("restart", "restart-device", ("stuck", "idle")),
    ("module", "restart-module", ("router", "stuck")),
    ("router", "restart-router", ("router", "idle")),
    ("join", "types-wifi", ("router", "new")),
    ("rejoin", "types-wifi", ("router",)),
    ("charge", "", ("flat", "stuck", "dirty")),
    ("clean", "", ("dirty",)),
    ("add", "", ("new",)),
    ("call", "", ()),
    ("reset", "", ("stuck", "router", "dirty")),
    ("erase", "", ("flat", "router")),
)
"""(slug, sort, what it may help against)"""


class Chance(Random):
    """Draws by `random()` alone, which gives the same numbers with every version of Python."""

    def one_of(self, some: Sequence[T]) -> T:
        return some[int(self.random() * len(some))]

    def word(self, scale: type[ScaleWord]) -> str:
        return self.one_of([member.value for member in scale])

    def some_of(self, some: Sequence[T], chance: float) -> tuple[T, ...]:
        return tuple(one for one in some if self.random() < chance)


def home(number: int) -> Knowledge:
    chance = Chance(number)
    there = [row for row in STEPS if row[0] == "nothing" or chance.random() < 0.85]
    steps = [slug for slug, _, _ in there if slug not in ("nothing", "look", "wait")]
    questions = [_question(chance, slug, steps) for slug in ("app", "heard", "old", "moved")]
    return make_knowledge(
        patterns=[_light(chance, slug) for slug in ("red", "blue")],
        symptoms=[
            make_symptom(
                "offline",
                causes={
                    cause: chance.word(Frequency) for cause in chance.some_of(CAUSES, 0.5) or CAUSES
                },
            )
        ],
        causes=[_cause(chance, slug) for slug in CAUSES],
        questions=questions,
        likelihoods=list(_likelihoods(chance, questions)),
        steps=[_step(chance, slug, stage, against, steps) for slug, stage, against in there],
        support_minutes=chance.one_of((45, 90, 180)),
    )


def _light(chance: Chance, slug: str) -> Pattern:
    causes = chance.some_of(CAUSES, 0.7) or CAUSES[:2]
    return make_pattern(
        slug,
        causes={
            cause: chance.one_of(("very common", "common"))
            if cause == "idle"
            else chance.word(Frequency)
            for cause in causes
        },
        status=chance.one_of(("act", "look")),
        seen=chance.word(Seen),
        look_alikes={"red": chance.word(Confusion)} if slug == "blue" else None,
        channels=[make_channel((1.0, 1000), colour=slug)],
    )


def _cause(chance: Chance, slug: str) -> Cause:
    normal = slug in ("idle", "new")
    return replace(
        make_cause(slug, normal=normal, support_only=slug == "broken"),
        sign="It is dark." if slug == "idle" and chance.random() < 0.8 else "",
        waits=slug == "new",
        worry=slug == "dirty" and chance.random() < 0.5,
    )


def _question(chance: Chance, slug: str, steps: Sequence[str]) -> Question:
    made = make_question(
        slug,
        options=OPTIONS[: chance.one_of((2, 3))],
        minutes=chance.one_of((None, 0.05, 0.25, 0.5)),
        unknown_share=chance.one_of((0.0, 0.1, 0.3)),
        hard_to_tell=chance.random() < 0.2,
        group="sound" if slug in ("heard", "old") and chance.random() < 0.7 else "",
        only_patterns=[("camera", "red")] if slug == "moved" and chance.random() < 0.5 else (),
    )
    options = tuple(
        replace(
            option,
            offers=chance.some_of(steps, 0.12),
            excludes=chance.some_of(steps, 0.08),
            families=("hub",) if number == 2 and chance.random() < 0.3 else (),
        )
        for number, option in enumerate(made.options)
    )
    return replace(made, options=options, symptoms=("offline",) if slug != "old" else ())


def _likelihoods(chance: Chance, questions: Sequence[Question]) -> Iterator[Likelihood]:
    for question in questions:
        options = [option.slug for option in question.options]
        for cause in CAUSES:
            for pattern, share in ((None, 0.9), (("camera", "blue"), 0.15)):
                if chance.random() < share:
                    words = [chance.one_of(TELLING) for _ in options]
                    yield make_likelihood(
                        question.slug, cause, *words, options=options, pattern=pattern
                    )


def _step(
    chance: Chance, slug: str, stage: str, against: tuple[str, ...], steps: Sequence[str]
) -> Step:
    asks = slug == "look"
    wait = slug == "wait"
    before = [other for other in steps if other != slug]
    made = make_step(
        slug,
        fixes={
            cause: chance.word(Effect)
            for cause in against
            if cause == against[0] or chance.random() < 0.6
        },
        minutes=2.5 if wait else 1 if asks else chance.one_of((None, 4, 8, 15, 30)),
        penalty_minutes=0 if wait or asks else chance.one_of((0, 0, 3, 6)),
        prerequisites=() if wait or asks else chance.some_of(before, 0.04),
        disturbs=chance.some_of(("app", "heard"), 0.2),
        destructive=slug in ("reset", "erase"),
    )
    return replace(
        made,
        stage=stage,
        erases="Every setting." if made.destructive else "",
        asks="Is it dirty?" if asks else "",
        seen="Yes" if asks else "",
        not_seen="No" if asks else "",
        wait_seconds=120 if wait else chance.one_of((None, None, None, 50, 90)),
    )


def situations(knowledge: Knowledge, number: int) -> Iterator[str]:
    """What is said in it, as the rest of an address: nothing but the light, then also answers, and
    steps that were tried, could not be done, or have helped.
    """
    chance = Chance(f"said {number}")
    yield from ("light=red", "light=unsure")
    for begin in ("light=red", "light=blue", "light=unsure", "light=other", "symptom=offline"):
        if chance.random() < 0.3:
            continue
        said = [begin]
        for question in chance.some_of(knowledge.questions, 0.35):
            answers = [*(option.slug for option in question.options), "unsure"]
            said.append(f"{question.slug}={chance.one_of(answers)}")
        if chance.random() < 0.5:
            steps = [step.slug for step in knowledge.steps]
            for outcome, share in (("tried", 0.15), ("skipped", 0.05)):
                said += [f"{outcome}={slug}" for slug in chance.some_of(steps, share)]
            if chance.random() < 0.2:
                said.append(f"fixed={chance.one_of(steps)}")
        if chance.random() < 0.1:
            said.append(f"cause={chance.one_of(CAUSES)}")
        yield " ".join(said)


def told() -> Iterator[tuple[str, Progress, Diagnosis]]:
    """(home and what was said, the same read, the diagnosis) of every situation."""
    for number in HOMES:
        knowledge = home(number)
        for said in situations(knowledge, number):
            progress = make_progress(knowledge, said)
            yield f"{number}: {said}", progress, diagnose(knowledge, progress)


def in_words(progress: Progress, found: Diagnosis) -> dict[str, object]:
    """What is told, and the numbers behind it, rounded."""
    numbers = explain_numbers(progress.knowledge, progress)
    back = before(progress)
    return {
        "status": found.status,
        "causes": [_ranked(one) for one in found.causes],
        "ruled out": [f"{one.cause.slug}, because {one.because}" for one in found.ruled_out],
        "move": _move(found),
        "plan": list(map(_planned, found.plan)),
        "before support": list(map(_planned, found.before_support)),
        "sign": found.sign.slug if found.sign else "",
        "minutes": f"{found.expected_minutes:.3f}",
        "lights": ", ".join(f"{light.slug} {chance:.4f}" for light, chance in found.patterns),
        "questions left": list(questions_left(progress.knowledge, progress)),
        "page before": " ".join("=".join(pair) for pair in back.pairs()) if back else "",
        "clues": list(numbers.clues),
        "known cause": f"{numbers.known_cause_minutes:.3f}",
        "questions": [
            f"{row.question.slug} {row.minutes:g} {_figure(row.bits)} {_figure(row.ask)}"
            f" {_figure(row.step_first)} {row.verdict}"
            for row in numbers.questions
        ],
        "steps": ", ".join(
            f"{row.step.slug} {row.minutes:g} {row.reached:.4f} {row.chance:.4f}"
            for row in numbers.plan
        ),
    }


def _figure(number: float | None) -> str:
    return "-" if number is None else f"{number:.4f}"


def _ranked(one: RankedCause) -> str:
    reasons = [*(f"for: {said}" for said in one.supports), *(f"against: {s}" for s in one.opposes)]
    return "; ".join([f"{one.cause.slug} {one.probability:.4f} {one.word}", *reasons])


def _move(found: Diagnosis) -> str:
    match found.move:
        case Ask(question, minutes):
            return f"ask {question.slug}, saves {minutes:.3f}"
        case Try(step):
            return f"try {step.slug}"
    return type(found.move).__name__


def _planned(one: PlannedStep) -> str:
    answer = f", by {one.answer.summary}" if one.answer else ""
    return f"{one.step.slug} {one.minutes:g} {one.chance:.4f}{answer}"


def write() -> None:
    rows = {name: in_words(progress, found) for name, progress, found in told()}
    REFERENCE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
