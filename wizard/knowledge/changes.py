"""What reads differently between two states of the content: object by object, field by field, word
by word.

`difference` says what people are told differently; this says which words stand elsewhere, for the
person who wrote them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from wizard.knowledge import scales
from wizard.knowledge.values import (
    Effect,
    FormerName,
    Knowledge,
    Likelihood,
    LookAlike,
    Pattern,
    PatternCause,
    SymptomCause,
    Wording,
)

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

SAME, GONE, NEW = "same", "gone", "new"

KINDS = {
    "colours": "colour",
    "sources": "source",
    "families": "family",
    "devices": "device",
    "patterns": "pattern",
    "symptoms": "symptom",
    "causes": "cause",
    "questions": "question",
    "likelihoods": "likelihood",
    "steps": "step",
    "disputes": "dispute",
    "faqs": "faq",
    "former_names": "former name",
    "words": "words",
    "pictures": "picture",
}
"""Field of `Knowledge` -> how findings call one of it."""

TITLES = ("name", "title", "text", "claim", "question", "old")
"""Where an object has the words people know it by: the first of these fields that it has."""

SCALES: dict[tuple[type, str], type[scales.ScaleWord]] = {
    (Pattern, "seen"): scales.Seen,
    (PatternCause, "frequency"): scales.Frequency,
    (SymptomCause, "frequency"): scales.Frequency,
    (LookAlike, "confusion"): scales.Confusion,
    (Effect, "word"): scales.Effect,
}
"""Fields that hold a word with a number, which staff see beside it wherever they see the word."""

ORDER = "order of "
WORDINGS = "wordings"

MOST_COMPARED = 1_000_000
"""Words of one text times words of the other; longer texts are shown whole, so that no text
makes a page slow.
"""

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands in both texts, in the old one only, or in the new one only."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEdit:
    """One field that reads differently. `name` is in words: "wordings, mini, text"."""

    name: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The new text with what it replaced, in reading order."""
        before, after = self._tokens(self.before), self._tokens(self.after)
        if len(before) * len(after) > MOST_COMPARED:
            return tuple(
                Piece(kind, text) for kind, text in ((GONE, self.before), (NEW, self.after)) if text
            )
        pieces = []
        for tag, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                pieces.append(Piece(SAME, "".join(before[i:j])))
                continue
            pieces += [
                Piece(kind, "".join(run))
                for kind, run in ((GONE, before[i:j]), (NEW, after[k:n]))
                if run
            ]
        return tuple(pieces)

    @property
    def words(self) -> int:
        """How many words are gone or new."""
        changed = "".join(piece.text + " " for piece in self.pieces if piece.kind != SAME)
        return len(re.findall(r"\w+", changed))

    @staticmethod
    def _tokens(text: str) -> list[str]:
        return TOKEN.findall(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesEdit(FieldEdit):
    """One that holds a name or a list of them, a line each: a name is replaced as a whole."""

    @staticmethod
    def _tokens(text: str) -> list[str]:
        return text.splitlines(keepends=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One object that reads differently.

    `subject` names it as findings do ("step restart-router"), `title` as people do.

    `kind` is a word of `KINDS`, empty for the guide and for an order. What was added has only new
    fields, what was removed only old ones.
    """

    kind: str
    subject: str
    title: str
    what: str
    fields: tuple[FieldEdit, ...]

    @property
    def words(self) -> int:
        return sum(field.words for field in self.fields)


def edits(old: Knowledge, new: Knowledge) -> tuple[Edit, ...]:
    """Every object that was added, removed, changed or put elsewhere, in the order of the
    content; what is gone comes last.
    """
    found = list(_changed("", "guide", "What holds for every page", old.guide, new.guide))
    for name, kind in KINDS.items():
        before, after = _by_thing(kind, getattr(old, name)), _by_thing(kind, getattr(new, name))
        for subject, value in after.items():
            if subject not in before:
                found.append(_whole(kind, subject, ADDED, value))
            elif before[subject] != value:
                found += _changed(kind, subject, title_of(value), before[subject], value)
        found += [
            _whole(kind, subject, REMOVED, value)
            for subject, value in before.items()
            if subject not in after
        ]
        if name != "likelihoods":  # they have no order of their own
            found += _moved(name, list(before), list(after))
    return tuple(found)


def object_edit(kind: str, before: object, after: object) -> Edit | None:
    """How one object reads differently; None if it does not.

    `before` or `after` None: it was not there.

    `kind`: as in `KINDS`, empty for the guide.
    """
    value = before if after is None else after
    subject = subject_of(kind, value)
    title = title_of(value) if kind else "What holds for every page"
    if before is None or after is None:
        return _whole(kind, subject, ADDED if before is None else REMOVED, value)
    return next(_changed(kind, subject, title, before, after), None)


def subject_of(kind: str, value: object) -> str:
    """What tells an object from all others: "step restart-router". `kind` as in `object_edit`."""
    return f"{kind} {_name(value)}" if kind else "guide"


def _by_thing(kind: str, values: Iterable[object]) -> dict[str, object]:
    return {subject_of(kind, value): value for value in values}


def _name(value: object) -> str:
    match value:
        case Pattern():
            return "/".join(value.key)
        case Likelihood():
            place = f" on {'/'.join(value.pattern)}" if value.pattern else ""
            return f"{value.question}/{value.cause}{place}"
        case FormerName():
            return "/".join(filter(None, (value.kind, value.scope, value.old)))
        case _:
            return str(getattr(value, "slug", ""))


def title_of(value: object) -> str:
    """What people call it."""
    if isinstance(value, Likelihood):
        return _name(value)
    return next((title for name in TITLES if (title := getattr(value, name, ""))), _name(value))


def _changed(kind: str, subject: str, title: str, before: object, after: object) -> Iterator[Edit]:
    old, new = _texts(before), _texts(after)
    fields = _alike_as_one(
        FieldEdit(name=name, before=old.get(name, ""), after=new.get(name, ""))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
        and not (name.startswith(ORDER) and _same_order(old, new, name))
    )
    if fields:
        yield Edit(kind=kind, subject=subject, title=title, what=CHANGED, fields=fields)


def _whole(kind: str, subject: str, what: str, value: object) -> Edit:
    fields = _alike_as_one(
        FieldEdit(
            name=name, before="" if what == ADDED else text, after=text if what == ADDED else ""
        )
        for name, text in _texts(value).items()
        if text and not name.startswith(ORDER)
    )
    return Edit(kind=kind, subject=subject, title=title_of(value), what=what, fields=fields)


def _alike_as_one(fields: Iterable[FieldEdit]) -> tuple[FieldEdit, ...]:
    """Families whose words change in the same way are named together: "wordings, mini and xt,
    text".
    """
    families: dict[FieldEdit, list[str]] = {}
    for field in fields:
        match field.name.split(", "):
            case [part, family, label] if part == WORDINGS:
                families.setdefault(dataclasses.replace(field, name=label), []).append(family)
            case _:
                families[field] = []
    return tuple(
        dataclasses.replace(one, name=f"{WORDINGS}, {_and(named)}, {one.name}") if named else one
        for one, named in families.items()
    )


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _moved(name: str, before: list[str], after: list[str]) -> Iterator[Edit]:
    if [subject for subject in before if subject in set(after)] == [
        subject for subject in after if subject in set(before)
    ]:
        return
    names = [
        ", ".join(subject.partition(" ")[2] for subject in subjects) for subjects in (before, after)
    ]
    field = FieldEdit(name="order", before=names[0], after=names[1])
    yield Edit(
        kind="",
        subject=name,
        title=f"Order of the {name.replace('_', ' ')}",
        what=CHANGED,
        fields=(field,),
    )


def _same_order(old: dict[str, str], new: dict[str, str], name: str) -> bool:
    before, after = old.get(name, "").split(", "), new.get(name, "").split(", ")
    return [part for part in before if part in after] == [part for part in after if part in before]


def _texts(value: Any) -> dict[str, str]:
    """Name of a field in words -> its text.

    A part has a name of its own: "wordings, mini, text".
    """
    texts: dict[str, str] = {}
    for field in dataclasses.fields(value):
        name, held = field.name.replace("_", " "), getattr(value, field.name)
        if isinstance(value, Likelihood) and field.name == "words":
            texts |= {f"answer {option}": scales.Answer.with_number(word) for option, word in held}
        elif scale := SCALES.get((type(value), field.name)):
            texts[name] = scale.with_number(held)
        elif isinstance(held, tuple) and held and isinstance(held[0], Wording):
            texts |= _family_by_family(held)
        elif isinstance(held, tuple) and held and dataclasses.is_dataclass(held[0]):
            keys = [str(getattr(part, dataclasses.fields(part)[0].name)) for part in held]
            if len(set(keys)) < len(keys):
                keys = [f"{key} {number}" for number, key in enumerate(keys, start=1)]
            texts[f"{ORDER}{name}"] = ", ".join(keys)
            for key, part in zip(keys, held, strict=True):
                inner = list(_texts(part).items())
                texts |= {f"{name}, {key}, {label}": text for label, text in inner[1:] or inner}
        else:
            texts[name] = in_words(held)
    return texts


def _family_by_family(wordings: Iterable[Wording]) -> dict[str, str]:
    """People of a family read the same, however wordings are cut; and they have no order."""
    return {
        f"{WORDINGS}, {family}, {label}": text
        for wording in wordings
        for family in wording.families
        for label, text in _texts(wording).items()
        if label not in ("slug", "families")
    }


def in_words(value: object) -> str:
    """One value of a field, of an object or of a fixture file."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return ", ".join(
                "/".join(map(in_words, part)) if isinstance(part, tuple | list) else in_words(part)
                for part in value
            )
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def summary(found: Iterable[Edit], most: int = 3) -> str:
    """One line: "3 changes: step “Restart the router”, cause “Stuck” and 1 more".

    Empty if there are none.
    """
    names = [f"{edit.kind} “{edit.title}”" if edit.kind else edit.title for edit in found]
    if not names:
        return ""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (
        f"{len(names)} {'change' if len(names) == 1 else 'changes'}:"
        f" {', '.join(names[:most])}{more}"
    )
