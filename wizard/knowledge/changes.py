"""What reads differently between two states of the content: object by object, field by field, word
by word, for the person who wrote it. `difference` says what people are told differently.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Sequence
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

ANSWER = "answer "
ORDER = "order of "
WORDINGS = "wordings"

MOST_COMPARED = 1_000_000
"""Words of one text times those of the other; longer ones are shown whole, lest a page be slow."""

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
        blocks: Sequence[tuple[str, int, int, int, int]]
        blocks = [("replace", 0, len(before), 0, len(after))]
        if len(before) * len(after) <= MOST_COMPARED:
            blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        pieces = []
        for tag, i, j, k, n in blocks:
            gone, new = "".join(before[i:j]), "".join(after[k:n])
            said = [(SAME, gone)] if tag == "equal" else [(GONE, gone), (NEW, new)]
            pieces += [Piece(kind, text) for kind, text in said if text]
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
    """One object that reads differently. `subject` names it as findings do ("step restart-router"),
    `title` as people do. `kind` is a word of `KINDS`, empty for the guide and for an order. What
    was added has only new fields, what was removed only old ones.
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
    """Every object that was added, removed, changed or put elsewhere; what is gone comes last."""
    found = [object_edit("", old.guide, new.guide)]
    for name, kind in KINDS.items():
        before, after = objects(old, name), objects(new, name)
        found += [
            object_edit(kind, before.get(subject), after.get(subject))
            for subject in after | before
            if before.get(subject) != after.get(subject)
        ]
        if name != "likelihoods":  # they have no order of their own
            found.append(_moved(name, before, after))
    return tuple(filter(None, found))


def object_edit(kind: str, before: object, after: object) -> Edit | None:
    """How one object reads differently; None if it does not. `before` or `after` None: it was not
    there. `kind`: as in `KINDS`, empty for the guide.
    """
    value = before if after is None else after
    what = ADDED if before is None else REMOVED if after is None else CHANGED
    old, new = _texts(before), _texts(after)
    fields = _alike_as_one(
        FieldEdit(name=name, before=old.get(name, ""), after=new.get(name, ""))
        for name in new | old
        if old.get(name, "") != new.get(name, "")
        and not (
            name.startswith(ORDER)
            and same_order(old.get(name, "").split(", "), new.get(name, "").split(", "))
        )
    )
    if what == CHANGED and not fields:
        return None
    title = title_of(value) if kind else "What holds for every page"
    return Edit(kind=kind, subject=subject_of(kind, value), title=title, what=what, fields=fields)


def objects(content: Knowledge, section: str) -> dict[str, object]:
    """Subject -> object of a field of `Knowledge`, in its order."""
    held = getattr(content, section)
    return {
        subject_of(KINDS.get(section, ""), value): value
        for value in (held if isinstance(held, tuple) else (held,))
    }


def subject_of(kind: str, value: object) -> str:
    """What tells an object from all others: "step restart-router". `kind` as in `object_edit`."""
    return f"{kind} {_name(value)}" if kind else "guide"


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


def _alike_as_one(fields: Iterable[FieldEdit]) -> tuple[FieldEdit, ...]:
    """Families with the same changes are named together: "wordings, mini and xt, text"."""
    families: dict[FieldEdit, list[str]] = {}
    for field in fields:
        match field.name.split(", "):
            case [part, family, label] if part == WORDINGS:
                families.setdefault(dataclasses.replace(field, name=label), []).append(family)
            case _:
                families[field] = []
    return tuple(
        dataclasses.replace(one, name=f"{WORDINGS}, {joined(named)}, {one.name}") if named else one
        for one, named in families.items()
    )


def joined(names: Sequence[str]) -> str:
    """ "Mini, XT2 and Outdoor"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _moved(name: str, before: Collection[str], after: Collection[str]) -> Edit | None:
    if same_order(before, after):
        return None
    was, becomes = (
        ", ".join(subject.removeprefix(f"{KINDS[name]} ") for subject in subjects)
        for subjects in (before, after)
    )
    return Edit(
        kind="",
        subject=name,
        title=f"Order of the {name.replace('_', ' ')}",
        what=CHANGED,
        fields=(FieldEdit(name="order", before=was, after=becomes),),
    )


def same_order(before: Collection[str], after: Collection[str]) -> bool:
    """Do those that are in both stand in the same order?"""
    was, becomes = set(before), set(after)
    return [one for one in before if one in becomes] == [one for one in after if one in was]


def _texts(value: Any) -> dict[str, str]:
    """Name of a field, or of a part's ("wordings, mini, text"), in words -> its text."""
    texts: dict[str, str] = {}
    for field in () if value is None else dataclasses.fields(value):
        name, held = field.name.replace("_", " "), getattr(value, field.name)
        if isinstance(value, Likelihood) and field.name == "words":
            texts |= {f"{ANSWER}{option}": scales.Answer.with_number(word) for option, word in held}
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
    """ "3 changes: step “Restart the router”, cause “Stuck” and 1 more"; empty for none."""
    names = [f"{edit.kind} “{edit.title}”" if edit.kind else edit.title for edit in found]
    if not names:
        return ""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (
        f"{len(names)} {'change' if len(names) == 1 else 'changes'}:"
        f" {', '.join(names[:most])}{more}"
    )
