"""What people call things that findings and changes name by slugs, as files and addresses do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wizard.knowledge.changes import (
    ANSWER,
    KINDS,
    ORDER,
    REMOVED,
    Edit,
    FieldEdit,
    edits,
    joined,
    objects,
    title_of,
)
from wizard.knowledge.references import NAMED, ONE_LIGHT
from wizard.knowledge.values import (
    FormerName,
    Knowledge,
    PatternKey,
    Question,
    Slug,
    Step,
    WordsPeopleUse,
)

SUBJECT = re.compile(
    r"(?P<kind>former name|[a-z_]+) ?(?P<name>[^,]*?)"
    r"(?:, (?P<part>causes?|option) (?P<of>.+)| for (?P<wording>.+))?"
)
"""Such as "step restart-router for mini" and "pattern mini/solid-red, cause stuck"."""

CALLED = {"pattern": "light", "faq": "frequent question", "dispute": "disputed claim"}
"""How findings call a kind -> how people do, where that differs."""

MOST_NAMED = 3
"""Families of a wording that are named; of more it says how many."""


def words_for(content: Knowledge, subject: str) -> str:
    """What people call the subject of a finding or a change, without a slug: "light “Solid red” of
    Mini and Mini 2, cause “It needs a restart”".
    """
    found = SUBJECT.fullmatch(subject)
    if found is None or subject == "guide":
        return "what holds for every page"
    kind, name = found["kind"], found["name"]
    if kind in KINDS and not name:
        return f"order of the {kind.replace('_', ' ')}"
    value = _by_subject(content).get(f"{kind} {name}")
    words = _whole(content, kind, name, value)
    if found["part"] == "option":
        return f"{words}, answer {_answer(value, found['of'])}"
    if found["part"]:
        causes = [cause_name(content, slug) for slug in found["of"].split(" and ")]
        return f"{words}, {found['part']} {' and '.join(causes)}"
    if found["wording"]:
        return f"{words} for {_wording(content, value, found['wording'])}"
    return words


def spoken(slug: Slug) -> str:
    """What can be said of something that is gone: its slug as words, "“solid red”"."""
    return f"“{slug.replace('-', ' ')}”"


def cause_name(content: Knowledge, slug: Slug) -> str:
    """In quotation marks, as all names here that are sentences."""
    return f"“{content.cause[slug].name}”" if slug in content.cause else spoken(slug)


def step_title(content: Knowledge, slug: Slug) -> str:
    return f"“{content.step[slug].title}”" if slug in content.step else spoken(slug)


def family_name(content: Knowledge, slug: Slug) -> str:
    return content.family[slug].name if slug in content.family else spoken(slug)


def light_name(content: Knowledge, key: PatternKey) -> str:
    """“Solid red” of Mini and Mini 2."""
    family, slug = key
    title = f"“{content.pattern[key].title}”" if key in content.pattern else spoken(slug)
    return f"{title} of {family_name(content, family)}"


def listed(names: Iterable[str]) -> str:
    """ "Mini, XT2 and 2 more"."""
    some = list(names)
    if len(some) > MOST_NAMED + 1:
        some[MOST_NAMED:] = [f"{len(some) - MOST_NAMED} more"]
    return joined(some)


def _whole(content: Knowledge, kind: str, name: str, value: object) -> str:
    if kind == "pattern":
        family, _, slug = name.partition("/")
        return f"light {light_name(content, (family, slug))}"
    if kind == "likelihood":
        question, _, row = name.partition("/")
        cause, _, light = row.partition(" on ")
        asked = content.question.get(question)
        text = f"“{asked.text}”" if asked else spoken(question)
        words = f"answers to {text} where it is {cause_name(content, cause)}"
        family, _, slug = light.partition("/")
        return f"{words}, on {light_name(content, (family, slug))}" if light else words
    if kind in ("family", "device") and value is not None:
        return f"{kind} {title_of(value)}"
    if isinstance(value, WordsPeopleUse) and value.phrases:
        return f"words “{value.phrases[0]}”"
    said = spoken(name.rpartition("/")[2])
    if value is not None and not isinstance(value, FormerName):
        said = f"“{title_of(value)}”"
    return f"{CALLED.get(kind, kind)} {said}"


def _answer(question: object, slug: Slug) -> str:
    option = question.option(slug) if isinstance(question, Question) else None
    return f"“{option.label}”" if option else spoken(slug)


def _wording(content: Knowledge, step: object, slug: Slug) -> str:
    """The families it is for; a finding may also name one of them."""
    wordings = step.wordings if isinstance(step, Step) else ()
    found = next((wording for wording in wordings if wording.slug == slug), None)
    families: Sequence[Slug] = found.families if found else (slug,)
    return listed(family_name(content, family) for family in families) or "nobody"


@lru_cache(maxsize=4)
def _by_subject(content: Knowledge) -> dict[str, object]:
    """As findings name them, which say of a former name its old name only."""
    return {name: value for section in KINDS for name, value in objects(content, section).items()}


# What reads differently


def edits_in_words(old: Knowledge, new: Knowledge) -> tuple[Edit, ...]:
    """What `edits` says, for staff: things that a field names are called what people call them."""
    return tuple(_in_words(edit, old, new) for edit in edits(old, new))


def _in_words(edit: Edit, old: Knowledge, new: Knowledge) -> Edit:
    both = _Both(new, old)
    if edit.kind == "likelihood":
        return _answers_in_words(edit, both)
    return replace(
        edit,
        kind=CALLED.get(edit.kind, edit.kind),
        fields=tuple(_field_in_words(edit, field, both) for field in edit.fields),
    )


def _answers_in_words(edit: Edit, both: _Both) -> Edit:
    """The title says the question, the cause and the light; fields are the answers."""
    words = words_for(both.old if edit.what == REMOVED else both.new, edit.subject)
    question = edit.subject.removeprefix("likelihood ").partition("/")[0]
    answers = (field for field in edit.fields if field.name.startswith(ANSWER))
    return replace(
        edit,
        kind="",
        title=words[0].upper() + words[1:],
        fields=tuple(
            replace(field, name=both.option(question, field.name.removeprefix(ANSWER)))
            for field in answers
        ),
    )


def _field_in_words(edit: Edit, field: FieldEdit, both: _Both) -> FieldEdit:
    part, *named, last = field.name.split(", ") if ", " in field.name else ("", field.name)
    if part:
        slugs = [slug for some in named for slug in some.split(" and ")]
        names = [both.part(edit.subject, part, slug) for slug in slugs]
        return replace(_values(field, last, both), name=f"{part}, {listed(names)}, {last}")
    section = edit.subject if last == "order" else last.removeprefix(ORDER)
    return _values(field, section, both)


def _values(field: FieldEdit, holds: str, both: _Both) -> FieldEdit:
    """With the names of the things whose slugs the field holds."""
    kind = NAMED.get(holds.replace(" ", "_"))
    if kind is None:
        return field

    def names(text: str) -> str:
        slugs = [text.replace(", ", "/")] if holds in ONE_LIGHT else text.split(", ")
        return ", ".join(both.name(kind, slug) for slug in slugs if slug)

    return replace(field, before=names(field.before), after=names(field.after))


@dataclass(frozen=True, slots=True)
class _Both:
    """Names in the new content, or in the old one for what is gone."""

    new: Knowledge
    old: Knowledge

    def name(self, kind: str, slug: Slug) -> str:
        subject = f"{kind} {slug}"
        content = self.new if subject in _by_subject(self.new) else self.old
        found = _by_subject(content).get(subject)
        if kind == "pattern":
            family, _, light = slug.partition("/")
            return light_name(content, (family, light))
        return title_of(found) if found is not None else slug.replace("-", " ")

    def option(self, question: Slug, slug: Slug) -> str:
        for content in (self.new, self.old):
            found = content.question.get(question)
            if found and (option := found.option(slug)):
                return f"answer “{option.label}”"
        return f"answer {spoken(slug)}"

    def part(self, subject: str, part: str, slug: Slug) -> str:
        """What a part is called: by what it names, or by its own words."""
        kind, _, whole = subject.partition(" ")
        if kind == "question" and part == "options":
            return self.option(whole, slug).removeprefix("answer ")
        if part == "look alikes":
            return self.name("pattern", f"{whole.partition('/')[0]}/{slug}")
        return self.name(NAMED[part], slug) if part in NAMED else slug
