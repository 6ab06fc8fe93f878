"""Tiny named knowledge bases. Everything a test does not name has a harmless value.

    make_knowledge(
        patterns=[make_pattern("solid-red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )

Everything belongs to the family "camera" with the one device "camera-1" unless a test says
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.model import Model, QuestionTable, StepTable, question_table
from wizard.knowledge.values import (
    Cause,
    Channel,
    Device,
    Effect,
    Family,
    FormerName,
    Guide,
    Knowledge,
    Likelihood,
    LookAlike,
    Option,
    Pattern,
    PatternCause,
    PatternKey,
    Picture,
    Question,
    Slug,
    Step,
    Symptom,
    SymptomCause,
    Wording,
    WordsPeopleUse,
)

FAMILY = "camera"
DEVICE = "camera-1"


def title(slug: Slug) -> str:
    return slug.replace("-", " ").capitalize()


def make_channel(
    *steps: tuple[float, int],
    colour: str = "red",
    led: str = "front light",
    repeat: bool = True,
    cuts: Sequence[int] = (),
) -> Channel:
    return Channel(led=led, colour=colour, steps=steps, repeat=repeat, cuts=tuple(cuts))


def make_pattern(
    slug: Slug = "solid-red",
    *,
    causes: Mapping[Slug, str],
    family: Slug = FAMILY,
    status: str = "look",
    seen: str = "common",
    look_alikes: Mapping[Slug, str] | None = None,
    channels: Sequence[Channel] = (make_channel((1.0, 1000)),),
    timing: str = "sourced",
    flash_counts: tuple[int | None, int | None] = (None, None),
) -> Pattern:
    """`causes`: cause -> Frequency word; `look_alikes`: pattern -> Confusion word."""
    return Pattern(
        family=family,
        slug=slug,
        title=title(slug),
        description=f"The light shows {slug.replace('-', ' ')}.",
        status=status,
        channels=tuple(channels),
        timing=timing,
        flash_count=flash_counts[0],
        flash_count_max=flash_counts[1],
        normal_for_seconds=None,
        seen=seen,
        look_alikes=tuple(
            LookAlike(pattern=other, confusion=word, how_to_tell_apart="Look longer.")
            for other, word in (look_alikes or {}).items()
        ),
        causes=tuple(
            PatternCause(cause=cause, frequency=word, rationale="", confidence="high", sources=())
            for cause, word in causes.items()
        ),
        confidence="high",
        note="",
        reviewed="2026-01-01",
        sources=(),
        fact_rows=(),
    )


def make_symptom(
    slug: Slug = "offline",
    *,
    causes: Mapping[Slug, str],
    families: Sequence[Slug] = (FAMILY,),
    only: Mapping[Slug, Sequence[Slug]] | None = None,
) -> Symptom:
    """`causes`: cause -> Frequency word; `only`: cause -> the families that can have it."""
    return Symptom(
        slug=slug,
        title=title(slug),
        description=f"People say: {slug.replace('-', ' ')}.",
        said=(),
        status="look",
        families=tuple(families),
        causes=tuple(
            SymptomCause(
                cause=cause,
                families=tuple((only or {}).get(cause, ())),
                frequency=word,
                rationale="",
                confidence="high",
                sources=(),
            )
            for cause, word in causes.items()
        ),
        confidence="high",
        note="",
        reviewed="2026-01-01",
        sources=(),
    )


def make_cause(slug: Slug, *, normal: bool = False, support_only: bool = False) -> Cause:
    return Cause(
        slug=slug,
        name=title(slug),
        normal=normal,
        explanation=f"{title(slug)} it is.",
        support_only=support_only,
        confidence="high",
        note="",
        reviewed="2026-01-01",
        sources=(),
    )


def make_words(slug: Slug, *means: str, phrases: Sequence[str] = ()) -> WordsPeopleUse:
    return WordsPeopleUse(
        slug=slug, phrases=tuple(phrases) or (slug,), means=means, reviewed="2026-01-01"
    )


def make_question(
    slug: Slug,
    *,
    options: Sequence[Slug] = ("yes", "no"),
    minutes: float | None = 0.25,
    unknown_share: float = 0.1,
    hard_to_tell: bool = False,
    group: Slug = "",
    families: Sequence[Slug] = (FAMILY,),
    only_patterns: Sequence[PatternKey] = (),
) -> Question:
    return Question(
        slug=slug,
        text=f"{title(slug)}?",
        why="Causes differ in it.",
        minutes=minutes,
        unknown_share=unknown_share,
        hard_to_tell=hard_to_tell,
        group=group,
        families=tuple(families),
        only_patterns=tuple(only_patterns),
        options=tuple(
            Option(
                slug=option, label=title(option), summary=f"{title(slug)}: {option}.", shows=None
            )
            for option in options
        ),
        reasoning="",
        reviewed="2026-01-01",
        sources=(),
    )


def make_likelihood(
    question: Slug,
    cause: Slug,
    *words: str,
    options: Sequence[Slug] = ("yes", "no"),
    pattern: PatternKey | None = None,
) -> Likelihood:
    """Words in the order of the options."""
    return Likelihood(
        question=question,
        cause=cause,
        pattern=pattern,
        words=tuple(zip(options, words, strict=True)),
    )


def make_step(
    slug: Slug,
    *,
    fixes: Mapping[Slug, str] | None = None,
    minutes: float | None = 2,
    penalty_minutes: float = 0,
    prerequisites: Sequence[Slug] = (),
    disturbs: Sequence[Slug] = (),
    destructive: bool = False,
    families: Sequence[Slug] = (FAMILY,),
) -> Step:
    """`fixes`: cause -> Effect word."""
    return Step(
        slug=slug,
        title=title(slug),
        minutes=minutes,
        penalty_minutes=penalty_minutes,
        tools=(),
        erases="",
        wait_seconds=None,
        prerequisites=tuple(prerequisites),
        disturbs=tuple(disturbs),
        destructive=destructive,
        wordings=tuple(
            Wording(
                slug=family,
                families=(family,),
                where="At the camera.",
                text=f"{title(slug)}.",
                worked="The light is off.",
                safety="",
            )
            for family in families
        ),
        effects=tuple(Effect(cause=cause, word=word) for cause, word in (fixes or {}).items()),
        confidence="high",
        note="",
        reviewed="2026-01-01",
        sources=(),
    )


def make_device(
    slug: Slug = DEVICE, *, family: Slug = FAMILY, aliases: Sequence[str] = ()
) -> Device:
    return Device(
        slug=slug,
        name=title(slug),
        aliases=tuple(aliases),
        family=family,
        group="cameras",
        drawing="",
        hint="",
        documented=True,
        power="batteries",
        needs_sync_module=None,
        confidence="high",
        note="",
        reviewed="2026-01-01",
        sources=(),
    )


def make_family(slug: Slug = FAMILY) -> Family:
    return Family(
        slug=slug,
        name=title(slug),
        documented=True,
        led="",
        note="",
        sources=(),
        reviewed="2026-01-01",
    )


def make_former_name(
    kind: str, old: Slug, new: Slug = "", *, scope: Slug = "", reason: str = ""
) -> FormerName:
    return FormerName(kind=kind, scope=scope, old=old, new=new, reason=reason)


def make_picture(
    slug: Slug,
    *,
    device: Slug | None = None,
    light: PatternKey | None = None,
    step: Slug | None = None,
) -> Picture:
    return Picture(
        slug=slug,
        alt=slug.capitalize(),
        device=device,
        light=light,
        step=step,
        digest="0" * 64,
        width=40,
        height=30,
    )


def make_knowledge(
    *,
    patterns: Sequence[Pattern] = (),
    symptoms: Sequence[Symptom] = (),
    causes: Sequence[Cause] = (),
    questions: Sequence[Question] = (),
    likelihoods: Sequence[Likelihood] = (),
    steps: Sequence[Step] = (),
    devices: Sequence[Device] = (make_device(),),
    former_names: Sequence[FormerName] = (),
    support_minutes: float = 45,
) -> Knowledge:
    """Causes the patterns name need not be given: they are faults that steps can help."""
    given = {cause.slug: cause for cause in causes}
    named = dict.fromkeys(
        [
            *(row.cause for pattern in patterns for row in pattern.causes),
            *(row.cause for symptom in symptoms for row in symptom.causes),
        ]
    )
    families = dict.fromkeys(
        [*(device.family for device in devices), *(pattern.family for pattern in patterns)]
    )
    return Knowledge(
        revision=1,
        published="2026-01-01T00:00:00Z",
        guide=make_guide(support_minutes=support_minutes),
        families=tuple(make_family(slug) for slug in families),
        devices=tuple(devices),
        patterns=tuple(patterns),
        symptoms=tuple(symptoms),
        causes=tuple(
            given.get(slug) or make_cause(slug) for slug in {**named, **dict.fromkeys(given)}
        ),
        questions=tuple(questions),
        likelihoods=tuple(likelihoods),
        steps=tuple(steps),
        former_names=tuple(former_names),
    )


def make_guide(*, support_minutes: float = 45) -> Guide:
    return Guide(
        independent="",
        safety="Heat: cut the power.",
        safety_sources=(),
        support_title="Ask support",
        support_text="",
        support_url="",
        support_note="",
        support_minutes=support_minutes,
        reviewed="2026-01-01",
        support_sources=(),
    )


def make_model(
    *,
    prior: Sequence[float],
    causes: Sequence[Slug] = (),
    questions: Sequence[QuestionTable] = (),
    steps: Sequence[StepTable] = (),
    support_minutes: float = 45,
) -> Model:
    """A model in bare numbers, for the formulas; causes are numbered where they have no names."""
    return Model(
        causes=tuple(causes) or tuple(str(number) for number in range(len(prior))),
        prior=tuple(weight / sum(prior) for weight in prior),
        questions=tuple(questions),
        steps=tuple(steps),
        support_minutes=support_minutes,
    )


def make_question_table(
    slug: Slug,
    *,
    rows: Sequence[Sequence[float]],
    minutes: float = 0.5,
    unknown_share: float = 0.1,
    options: Sequence[Slug] = (),
    group: Slug = "",
) -> QuestionTable:
    """`rows[cause][option]`."""
    return question_table(
        slug,
        minutes=minutes,
        unknown_share=unknown_share,
        options=tuple(options) or tuple(str(number) for number in range(len(rows[0]))),
        rows=[tuple(row) for row in rows],
        group=group,
    )


def make_step_table(
    slug: Slug,
    *,
    fixes: Sequence[float],
    minutes: float = 2,
    prerequisites: Iterable[Slug] = (),
    disturbs: Iterable[Slug] = (),
    destructive: bool = False,
) -> StepTable:
    return StepTable(
        slug=slug,
        minutes=minutes,
        fixes=tuple(fixes),
        fails=tuple(1 - fix for fix in fixes),
        prerequisites=frozenset(prerequisites),
        disturbs=frozenset(disturbs),
        destructive=destructive,
    )


def make_progress(knowledge: Knowledge, query: str = "") -> Progress:
    """`query` like "light=solid-red when=today tried=restart"; the device is "camera-1" unless
    it is given.
    """
    parts = [part.partition("=") for part in query.split()]
    pairs = [(name, value) for name, _, value in parts]
    if not any(name == "device" for name, _ in pairs):
        pairs.insert(0, ("device", DEVICE))
    progress = replay(knowledge, pairs)
    assert isinstance(progress, Progress), (
        f"“{query}” does not lead to a progress but to {progress}"
    )
    return progress
