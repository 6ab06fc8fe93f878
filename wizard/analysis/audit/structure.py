"""Is everything there that a page or the engine needs, named and joined?

What the tables themselves refuse is not looked for: references to nothing, names twice or reserved,
words of no scale. `TABLE_CHECKS` compute with the engine's tables and are only for content in which
the others found no error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator
from functools import partial
from itertools import combinations

from wizard.analysis.audit.findings import (
    NOTE,
    WARNING,
    Findings,
    Places,
    SimpleCheck,
    check,
    error,
    name,
    note,
    texts,
    warning,
)
from wizard.analysis.end_states import SAID
from wizard.diagnosis.address import KnownLight
from wizard.diagnosis.inference import gain, normalised
from wizard.diagnosis.model import Row, answer_row, build_model
from wizard.diagnosis.next_move import RULES
from wizard.knowledge.names import cause_name, family_name, light_name, spoken, step_title
from wizard.knowledge.scales import Answer, Effect
from wizard.knowledge.values import (
    LIGHT,
    LOOK,
    LOOKS,
    NORMAL,
    RHYTHMS,
    SOMETHING_ELSE,
    Knowledge,
    Likelihood,
    Pattern,
    PatternKey,
    Question,
    Slug,
    Step,
)

# Names


@check(
    code="unknown-reference",
    message="Its look-alike {} is no light of {}.",
    remedy="Name one that exists, or add it.",
)
def look_alikes(knowledge: Knowledge) -> Places:
    """A light that moves to another family leaves its look-alikes behind; the tables allow it."""
    for pattern in knowledge.patterns:
        for alike in pattern.look_alikes:
            if (pattern.family, alike.pattern) not in knowledge.pattern:
                family = family_name(knowledge, pattern.family)
                yield name(pattern), "look_alikes", spoken(alike.pattern), family


@check(
    code="words-lead-nowhere",
    severity=WARNING,
    message="There is no {} “{}”.",
    remedy="Name one that exists, or take the meaning out.",
)
def words_that_lead_nowhere(knowledge: Knowledge) -> Places:
    """What people say is taken for things by their names, former ones included."""
    there: dict[str, Container[str]] = {
        "device": knowledge.device,
        "family": knowledge.family,
        "shelf": {device.group for device in knowledge.devices},
        "colour": knowledge.colour,
        "rhythm": RHYTHMS,
        "light": {pattern.slug for pattern in knowledge.patterns},
        "symptom": {symptom.slug for symptom in knowledge.symptoms},
        "answer": {
            f"{question.slug}/{option.slug}"
            for question in knowledge.questions
            for option in question.options
        },
        "cause": knowledge.cause,
        "step": knowledge.step,
        "faq": {faq.slug for faq in knowledge.faqs},
    }
    for row in knowledge.words:
        for meaning in row.means:
            kind, _, named = knowledge.todays(meaning).partition(":")
            if kind in there and named not in there[kind]:
                yield f"words {row.slug}", "means", kind, named


@check(
    code="name-shared",
    message="The question “{}” has the same slug, and addresses would name either.",
    remedy="Rename the step or the question.",
)
def names_shared(knowledge: Knowledge) -> Places:
    """“skipped” in an address names a step or a question, so they share no slug."""
    for slug in knowledge.step:
        if slug in knowledge.question:
            yield f"step {slug}", "slug", knowledge.question[slug].text


@check(
    code="page-shared",
    message="The light {} has the same slug, and so the same page.",
    remedy="Rename the symptom.",
)
def pages_shared(knowledge: Knowledge) -> Places:
    """A device's lights and symptoms share their addresses."""
    lights = {pattern.slug: pattern for pattern in knowledge.patterns}
    for symptom in knowledge.symptoms:
        if symptom.slug in lights:
            light = light_name(knowledge, lights[symptom.slug].key)
            yield f"symptom {symptom.slug}", "slug", light


def former_names(knowledge: Knowledge) -> Findings:
    """A former name leads to a living one, and is not itself alive."""
    living: dict[str, dict[tuple[str, str], str]] = {
        "device": {("", row.slug): row.name for row in knowledge.devices},
        "light": {row.key: row.title for row in knowledge.patterns},
        "symptom": {("", row.slug): row.title for row in knowledge.symptoms},
        "question": {("", row.slug): row.text for row in knowledge.questions},
        "option": {
            (question.slug, option.slug): option.label
            for question in knowledge.questions
            for option in question.options
        },
        "step": {("", row.slug): row.title for row in knowledge.steps},
    }
    """Kind -> scope and slug -> what it is called."""
    for row in knowledge.former_names:
        subject = f"former name {row.old}"
        if row.new and (row.scope, row.new) not in living[row.kind]:
            yield error(
                code="former-name-leads-nowhere",
                subject=subject,
                field="new",
                message=f"There is no {row.kind} {spoken(row.new)} to redirect to.",
                remedy="Name a living one, or leave it empty and say what became of it.",
            )
        if called := living[row.kind].get((row.scope, row.old)):
            yield error(
                code="former-name-in-use",
                subject=subject,
                field="old",
                message=(
                    f"The {row.kind} “{called}” has this name now, so its links would be led"
                    " astray."
                ),
                remedy="Delete this former name, or rename the other.",
            )


# Lights


@check(
    code="status-against-causes",
    severity=WARNING,
    message="Its first line says “{}”, but {}.",
    remedy="Change the status, or look at the causes.",
)
def statuses(knowledge: Knowledge) -> Places:
    """The first line of a page agrees with the causes below it."""
    for pattern in knowledge.ways_in:
        normal = [knowledge.cause[pair.cause].normal for pair in pattern.causes]
        if normal and pattern.status == NORMAL and not any(normal):
            but = "none of its causes is normal"
        elif normal and pattern.status not in (NORMAL, LOOK) and all(normal):
            but = "all of its causes are normal"
        else:
            continue
        yield name(pattern), "status", SAID[pattern.status], but


@check(
    code="cause-without-remedy",
    message="No step that helps against “{}” is worded for the family {}.",
    remedy="Word such a step for this family, or mark the cause as one for support only.",
)
def causes_without_remedy(knowledge: Knowledge) -> Places:
    """Whatever a light means, there is something to do on that device, or support."""
    steps = {
        (family, effect.cause)
        for step in knowledge.steps
        for family in step.families
        for effect in step.effects
    }
    for pattern in knowledge.ways_in:
        family = family_name(knowledge, pattern.family)
        for pair in pattern.causes:
            cause = knowledge.cause[pair.cause]
            if not cause.support_only and (pattern.family, cause.slug) not in steps:
                yield f"{name(pattern)}, cause {cause.slug}", "causes", cause.name, family


# Questions


def offers(knowledge: Knowledge) -> Findings:
    """What an answer offers can be told to anyone who gives it."""
    for question in knowledge.questions:
        for option in question.options:
            subject = f"question {question.slug}, option {option.slug}"
            steps = [knowledge.step[slug] for slug in option.offers]
            for family in option.families or question.families:
                if steps and not any(step.wording(family) for step in steps):
                    yield error(
                        code="offer-unworded",
                        subject=subject,
                        field="offers",
                        message=(
                            "No step that it offers is worded for the family"
                            f" {family_name(knowledge, family)}."
                        ),
                        remedy=(
                            "Word such a step for this family, or say that its owners cannot give"
                            " this answer."
                        ),
                    )
            for slug in [slug for slug in option.offers if slug in option.excludes]:
                yield error(
                    code="offer-excluded",
                    subject=subject,
                    field="excludes",
                    message=f"It offers the step {step_title(knowledge, slug)}, and excludes it.",
                    remedy="Take the step out of one of the two.",
                )


def likelihoods(knowledge: Knowledge) -> Findings:
    """A row gives every answer a word, and not always the same one."""
    for row in knowledge.likelihoods:
        subject = _row_name(row)
        words = dict(row.words)
        for option in knowledge.question[row.question].options:
            if option.slug not in words:
                yield error(
                    code="likelihood-incomplete",
                    subject=subject,
                    field="words",
                    message=f"The answer “{option.label}” has no word.",
                    remedy="Give every answer of the question one word.",
                )
        if len(words) > 1 and len(set(words.values())) == 1:
            yield warning(
                code="likelihood-says-nothing",
                subject=subject,
                field="words",
                message="Every answer has the same word, which says as much as no row.",
                remedy="Choose words that differ, or delete the row.",
            )


# Steps


@check(
    code="prerequisites-in-a-circle",
    message="It has to wait for itself, so it can never be done.",
    remedy="Take one prerequisite out of the circle.",
)
def prerequisites_in_a_circle(knowledge: Knowledge) -> Places:
    for step in knowledge.steps:
        if step.slug in _before(knowledge, step):
            yield f"step {step.slug}", "prerequisites"


def _before(knowledge: Knowledge, step: Step) -> set[Slug]:
    found: set[Slug] = set()
    ahead = list(step.prerequisites)
    while ahead:
        slug = ahead.pop()
        if slug not in found:
            found.add(slug)
            ahead += knowledge.step[slug].prerequisites
    return found


@check(
    code="effect-idle",
    severity=WARNING,
    message="It helps against {}, but no family it is worded for has that cause.",
    remedy="Word it for such a family, or delete the effect.",
)
def idle_steps(knowledge: Knowledge) -> Places:
    """A step helps somebody, and every cause it is for can meet it."""
    met = {
        (family, pair.cause)
        for family in knowledge.family
        for pattern in knowledge.ways_in_of(family)
        for pair in pattern.causes
    }
    for step in knowledge.steps:
        for effect in step.effects:
            if not any((family, effect.cause) in met for family in step.families):
                yield f"step {step.slug}", "effects", cause_name(knowledge, effect.cause)


def _row_name(row: Likelihood) -> str:
    light = f" on {'/'.join(row.pattern)}" if row.pattern else ""
    return f"likelihood {row.question}/{row.cause}{light}"


def _shown_texts(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(object, field, text) of whatever is shown. (Patterns have a check of their own.)"""
    for device in knowledge.devices:
        yield from texts(f"device {device.slug}", device, "name")
    for family in knowledge.families:
        yield from texts(f"family {family.slug}", family, "name")
    for cause in knowledge.causes:
        yield from texts(f"cause {cause.slug}", cause, "name", "explanation")
    for question in knowledge.questions:
        subject = f"question {question.slug}"
        yield from texts(subject, question, "text", "why")
        for option in question.options:
            yield from texts(f"{subject}, option {option.slug}", option, "label", "summary")
    for step in knowledge.steps:
        yield from texts(f"step {step.slug}", step, "title")
        for wording in step.wordings:
            yield from texts(f"step {step.slug} for {wording.slug}", wording, "text")


# What nobody meets, and what is not said


@check(
    code="option-never-given",
    severity=WARNING,
    message="Whatever the cause is, people never give this answer.",
    remedy="Say for which cause they do, or delete the answer.",
)
def options_never_given(knowledge: Knowledge) -> Places:
    """An answer that is "never" given, whatever the cause, waits for nobody."""
    said_of: dict[Slug, list[dict[Slug, str]]] = {}
    for row in knowledge.likelihoods:
        said_of.setdefault(row.question, []).append(dict(row.words))
    for question in knowledge.questions:
        words = said_of.get(question.slug, [])
        for option in question.options:
            if words and all(said.get(option.slug) == Answer.NEVER for said in words):
                yield f"question {question.slug}, option {option.slug}", "likelihoods"


def likelihood_gaps(knowledge: Knowledge) -> Findings:
    """Silence counts as even odds, and that is an opinion nobody has given."""
    for question in knowledge.questions:
        if len(question.options) < 2:
            continue
        silent: dict[Slug, Pattern] = {}
        for pattern in sorted(
            lights_beside(knowledge, question), key=lambda row: not question.fits(row)
        ):
            for pair in pattern.causes:
                rows = {(question.slug, pair.cause, None), (question.slug, pair.cause, pattern.key)}
                if not any(row in knowledge.likelihood for row in rows):
                    silent.setdefault(pair.cause, pattern)
        for cause, pattern in silent.items():
            if question.fits(pattern):
                yield warning(
                    code="likelihood-missing",
                    subject=f"likelihood {question.slug}/{cause}",
                    field="words",
                    message=(
                        f"Nothing says how people with this cause answer, and the {pattern.kind}"
                        f" {light_name(knowledge, pattern.key)} asks them."
                    ),
                    remedy="Give every answer of the question one word.",
                )
        unsaid = [
            cause_name(knowledge, cause)
            for cause, pattern in silent.items()
            if not question.fits(pattern)
        ]
        if unsaid:
            yield note(
                code="likelihood-unsaid",
                subject=f"question {question.slug}",
                field="likelihoods",
                message=(
                    "Anyone who is not sure of the light is asked it too, and nothing says how"
                    f" people with these causes answer: {', '.join(unsaid)}."
                ),
                remedy=(
                    "Say how people with these causes answer, if they answer otherwise than by"
                    " chance."
                ),
            )


def idle_likelihoods(knowledge: Knowledge) -> Findings:
    """A row is for a cause that can be asked about, and differs from the general row."""
    beside = {question.slug: lights_beside(knowledge, question) for question in knowledge.questions}
    for row in knowledge.likelihoods:
        subject = _row_name(row)
        lights = [
            light
            for light in beside[row.question]
            if any(pair.cause == row.cause for pair in light.causes)
        ]
        if not any(row.pattern in (None, pattern.key) for pattern in lights):
            yield warning(
                code="likelihood-idle",
                subject=subject,
                field="pattern" if row.pattern else "cause",
                message="Nobody with this cause is asked the question"
                + (" about this light." if row.pattern else "."),
                remedy="Delete the row, or ask the question where the cause is.",
            )
        general = knowledge.likelihood.get((row.question, row.cause, None))
        if row.pattern and general and dict(general.words) == dict(row.words):
            yield warning(
                code="likelihood-repeats",
                subject=subject,
                field="words",
                message="It says what the general row of this cause says already.",
                remedy="Delete it, or say what is different on this light.",
            )


def lights_beside(knowledge: Knowledge, question: Question) -> list[Pattern]:
    """The lights and symptoms somebody may have who is asked: who is not sure of the light is
    asked about all of a family at once.
    """
    asked = frozenset(question.families)
    near = [pattern for pattern in knowledge.ways_in if pattern.family in asked]
    families = {
        pattern.family for pattern in near if pattern.kind == LIGHT and question.fits(pattern)
    }
    return [
        pattern
        for pattern in near
        if question.fits(pattern) or (pattern.kind == LIGHT and pattern.family in families)
    ]


def fitting_patterns(knowledge: Knowledge, question: Question) -> list[Pattern]:
    """The lights and symptoms beside which the question may be asked."""
    families = frozenset(question.families)
    return [
        pattern
        for pattern in knowledge.ways_in
        if pattern.family in families and question.fits(pattern)
    ]


@check(
    code="wording-missing",
    severity=WARNING,
    message="“{}” waits for it, and for the family {} it has no words.",
    remedy="Word it for this family, or let nothing wait for it.",
)
def wordings(knowledge: Knowledge) -> Places:
    """What a step waits for is worded, too."""
    for step in knowledge.steps:
        for earlier in [knowledge.step[slug] for slug in step.prerequisites]:
            for family in step.families:
                if earlier.families and earlier.wording(family) is None:
                    words = step.title, family_name(knowledge, family)
                    yield f"step {earlier.slug}", "wordings", *words


@check(
    code="better-step-elsewhere",
    severity=NOTE,
    message="It helps more against {} than anything worded for {}.",
    remedy="Word it for this family, unless it cannot be done there.",
)
def better_elsewhere(knowledge: Knowledge) -> Places:
    """A family that could have something better is named."""
    against: dict[Slug, list[tuple[float, Step]]] = {}
    for step in knowledge.steps:
        for effect in step.effects:
            if step.families:
                against.setdefault(effect.cause, []).append((Effect.number_of(effect.word), step))
    for family in knowledge.families:
        causes = dict.fromkeys(
            pair.cause for pattern in knowledge.ways_in_of(family.slug) for pair in pattern.causes
        )
        for cause in causes:
            steps = against.get(cause, [])
            best = max(
                (strength for strength, step in steps if step.wording(family.slug)), default=0.0
            )
            better = [step for strength, step in steps if strength > best > 0]
            if better:
                words = cause_name(knowledge, cause), family.name
                yield f"step {better[0].slug}", "wordings", *words


# What the numbers say


@check(
    code="question-separates-nothing",
    severity=WARNING,
    message=(
        "On no light do its answers tell the causes apart: {} bit at most, and the engine asks for"
        f" {RULES.min_bits:g}."
    ),
    remedy="Choose words that differ more, ask something else, or delete it.",
)
def telling_nothing(knowledge: Knowledge) -> Places:
    """About some light a question tells at least as many bits as the engine asks for."""
    for question in knowledge.questions:
        fitting = [pattern.key for pattern in fitting_patterns(knowledge, question)]
        bits = partial(bits_on, knowledge, question)
        if fitting and not any(bits(key) >= RULES.min_bits for key in fitting):
            yield f"question {question.slug}", "likelihoods", f"{max(map(bits, fitting)):.3f}"


def bits_on(knowledge: Knowledge, question: Question, key: PatternKey) -> float:
    """What the question is expected to tell of the causes that have a name, asked first."""
    pattern = knowledge.pattern[key]
    model = build_model(knowledge, knowledge.family[pattern.family], KnownLight(pattern), "")
    table = model.question.get(question.slug)
    named = [
        0.0 if cause == SOMETHING_ELSE else p
        for cause, p in zip(model.causes, model.prior, strict=True)
    ]
    return gain(table, normalised(named)) if table and any(named) else 0.0


@check(
    code="question-twice",
    severity=WARNING,
    message="It asks what “{}” asks{}. Both would count.",
    remedy="Keep one of the two, or say how the answers differ.",
)
def asked_twice(knowledge: Knowledge) -> Places:
    """Two questions about one fact count twice: same words, or the same answers from everybody."""
    fitting = {
        question.slug: {pattern.key for pattern in fitting_patterns(knowledge, question)}
        for question in knowledge.questions
    }
    for one, other in combinations(knowledge.questions, 2):
        lights = sorted(fitting[one.slug] & fitting[other.slug])
        pairs = [(pair.cause, key) for key in lights for pair in knowledge.pattern[key].causes]
        subject = f"question {other.slug}"
        if pairs and _plain(one.text) == _plain(other.text):
            yield subject, "text", one.text, ""
        elif pairs and _answered_alike(knowledge, one, other, pairs):
            alike = ": whatever the cause, people answer the two alike"
            yield subject, "likelihoods", one.text, alike


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).rstrip("?.! ")


def _answered_alike(
    knowledge: Knowledge, one: Question, other: Question, pairs: list[tuple[Slug, PatternKey]]
) -> bool:
    """Is it one table, but for the order and names of the answers? One that says nothing is not."""

    def row(question: Question, pair: tuple[Slug, PatternKey]) -> Row:
        return answer_row(knowledge, question, *pair)

    if any(sorted(row(one, pair)) != sorted(row(other, pair)) for pair in pairs):
        return False  # most differ in the first
    columns = [
        sorted(zip(*(row(question, pair) for pair in pairs), strict=True))
        for question in (one, other)
    ]
    return columns[0] == columns[1] and any(len(set(column)) > 1 for column in columns[0])


SIMPLE_CHECKS = (
    SimpleCheck(
        code="words-missing",
        message="It is shown to people and has no words.",
        remedy="Say it in a few words.",
        places=lambda knowledge: (
            (subject, field) for subject, field, text in _shown_texts(knowledge) if not text.strip()
        ),
    ),
    SimpleCheck(
        code="sign-missing",
        message="It is normal, and nothing says how people know that it is this.",
        remedy="Say what they can see.",
        places=lambda knowledge: (
            (f"cause {cause.slug}", "sign")
            for cause in knowledge.causes
            if cause.normal and not cause.sign.strip()
        ),
    ),
    SimpleCheck(
        code="look-unasked",
        message="It is a look, and does not say what it asks and what the answers are.",
        remedy="Fill in what it asks, and both answers.",
        places=lambda knowledge: (
            (f"step {step.slug}", "asks")
            for step in knowledge.steps
            if (step.stage == LOOKS or step.asks or step.seen or step.not_seen)
            and not (step.asks.strip() and step.seen.strip() and step.not_seen.strip())
        ),
    ),
    SimpleCheck(
        code="family-without-device",
        message="No device belongs to it, so nobody can reach it.",
        remedy="Put a device into it, or delete it.",
        places=lambda knowledge: (
            (f"family {family.slug}", "devices")
            for family in knowledge.families
            if not knowledge.devices_of(family.slug)
        ),
    ),
    SimpleCheck(
        code="device-without-light",
        message="Its family has no light, and it does not say which device to pick instead.",
        remedy="Add a light to its family, or name the devices to pick instead.",
        places=lambda knowledge: (
            (f"device {device.slug}", "instead")
            for device in knowledge.devices
            if not (device.instead or knowledge.patterns_of(device.family))
        ),
    ),
    SimpleCheck(
        code="pattern-without-words",
        message="It has no words, so nobody can pick it without seeing it.",
        remedy="Say what the eye sees.",
        places=lambda knowledge: (
            (name(pattern), field)
            for pattern in knowledge.ways_in
            for field, text in (("title", pattern.title), ("description", pattern.description))
            if not text.strip()
        ),
    ),
    SimpleCheck(
        code="pattern-without-cause",
        message="It has no cause, so its page can say nothing.",
        remedy="Add at least one cause.",
        places=lambda knowledge: (
            (name(pattern), "causes") for pattern in knowledge.ways_in if not pattern.causes
        ),
    ),
    SimpleCheck(
        code="frequency-missing",
        message="Nobody has said how often this light means this cause; it counts as “common”.",
        remedy="Choose how often.",
        places=lambda knowledge: (
            (f"{name(pattern)}, cause {pair.cause}", "frequency")
            for pattern in knowledge.ways_in
            for pair in pattern.causes
            if not pair.frequency
        ),
    ),
    SimpleCheck(
        code="cause-idle",
        severity=WARNING,
        message="No light means it, so nobody is ever told of it.",
        remedy="Give it to a light, or delete it.",
        places=lambda knowledge: (
            (f"cause {slug}", "patterns")
            for slug in knowledge.cause
            if not any(pair.cause == slug for light in knowledge.ways_in for pair in light.causes)
        ),
    ),
    SimpleCheck(
        code="question-without-choice",
        message="It has {} of the two answers a question needs beside “not sure”.",
        remedy="Add an answer, or delete the question.",
        places=lambda knowledge: (
            (f"question {question.slug}", "options", str(len(question.options)))
            for question in knowledge.questions
            if len(question.options) < 2
        ),
    ),
    SimpleCheck(
        code="question-for-nobody",
        message="It may be asked beside no light of its families, so nobody meets it.",
        remedy="Choose families whose lights it fits, or empty “only patterns”.",
        places=lambda knowledge: (
            (f"question {question.slug}", "families")
            for question in knowledge.questions
            if not fitting_patterns(knowledge, question)
        ),
    ),
    SimpleCheck(
        code="step-without-wording",
        message="It is worded for no family, so nobody can be told how to do it.",
        remedy="Word it for the families it helps, or delete it.",
        places=lambda knowledge: (
            (f"step {step.slug}", "wordings") for step in knowledge.steps if not step.families
        ),
    ),
    SimpleCheck(
        code="worded-twice",
        message="It has {} wordings for the family {}; one of them is shown.",
        remedy="Take the family out of all but one.",
        places=lambda knowledge: (
            (f"step {step.slug}", "wordings", str(count), family_name(knowledge, family))
            for step in knowledge.steps
            for family, count in Counter(step.families).items()
            if count > 1
        ),
    ),
    SimpleCheck(
        code="wording-for-nobody",
        message="It is a wording for no family, so nobody reads it.",
        remedy="Choose the families it is for, or delete it.",
        places=lambda knowledge: (
            (f"step {step.slug} for {wording.slug}", "families")
            for step in knowledge.steps
            for wording in step.wordings
            if not wording.families
        ),
    ),
    SimpleCheck(
        code="dispute-nowhere",
        message="It is shown beside nothing, so nobody reads it.",
        remedy="Choose a light, cause, step or question.",
        places=lambda knowledge: (
            (f"dispute {dispute.slug}", "patterns")
            for dispute in knowledge.disputes
            if not (dispute.patterns or dispute.causes or dispute.steps or dispute.questions)
        ),
    ),
    SimpleCheck(
        code="faq-nowhere",
        message="It stands on no page, so nobody reads it.",
        remedy="Choose a light or a step.",
        places=lambda knowledge: (
            (f"faq {faq.slug}", "patterns")
            for faq in knowledge.faqs
            if not (faq.patterns or faq.steps)
        ),
    ),
    SimpleCheck(
        code="group-of-one",
        severity=WARNING,
        message="No other question has its group, so the group changes nothing.",
        remedy="Give the other question the same group, or empty this one.",
        places=lambda knowledge: (
            (f"question {question.slug}", "group")
            for question in knowledge.questions
            if question.group
            and [other.group for other in knowledge.questions].count(question.group) == 1
        ),
    ),
)

CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (
    names_shared,
    pages_shared,
    former_names,
    words_that_lead_nowhere,
    *SIMPLE_CHECKS,
    statuses,
    look_alikes,
    causes_without_remedy,
    offers,
    options_never_given,
    likelihoods,
    likelihood_gaps,
    idle_likelihoods,
    prerequisites_in_a_circle,
    wordings,
    better_elsewhere,
    idle_steps,
)

TABLE_CHECKS: tuple[Callable[[Knowledge], Findings], ...] = (telling_nothing, asked_twice)
