"""Values to JSON and back without loss, and the digest of a content."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import types
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from wizard.knowledge.colours import ORIGINAL, Colour
from wizard.knowledge.values import Knowledge, Step, T, Wording

Frozen: TypeAlias = dict[str, Any]
"""A value as plain dicts, lists and scalars, as JSON has it: field -> what it holds."""


def freeze(knowledge: Knowledge) -> Frozen:
    """The knowledge as plain dicts, lists and scalars, ready for JSON."""
    frozen: Frozen = plain(knowledge)
    return frozen


def thaw(frozen: Frozen) -> Knowledge:
    """The knowledge that was frozen. What an older revision does not name takes its default; what
    it said in another way is read by `_as_today`. Raises `TypeError` if a value without a default
    is missing.
    """
    return thaw_value(Knowledge, frozen)


def thaw_value(kind: type[T], frozen: object) -> T:
    """One value of a frozen knowledge. Raises `TypeError` as `thaw` does."""
    value: T = _typed(kind, frozen)
    return value


def thaw_text(text: str) -> Knowledge:
    """The same from JSON, one row after another: other threads go on between two of them, and
    wait while `json` reads a text of megabytes at once.

    Raises `ValueError` if it is no JSON of an object, else what `thaw` raises.
    """
    hints = get_type_hints(Knowledge)
    values: dict[str, Any] = {}
    place = _past(text, 0, "{")
    while text[place] != "}":
        name, place = DECODER.raw_decode(text, place)
        place = _past(text, place, ":")
        kind = hints.get(name)
        if text[place] == "[" and get_args(kind)[-1:] == (Ellipsis,):
            values[name], place = _read_rows(text, place, get_args(kind)[0])
        else:
            value, place = DECODER.raw_decode(text, place)
            values[name] = _typed(kind, value)
        place = _past(text, place, ",")
    return Knowledge(**{name: value for name, value in values.items() if name in hints})


def _read_rows(text: str, place: int, kind: Any) -> tuple[tuple[Any, ...], int]:
    """The values of a list that begins here, and where it has ended."""
    rows = []
    place = _past(text, place, "[")
    while text[place] != "]":
        value, place = DECODER.raw_decode(text, place)
        rows.append(_typed(kind, value))
        place = _past(text, place, ",")
    return tuple(rows), place + 1


def _past(text: str, place: int, sign: str) -> int:
    """Where the next value begins: behind this sign, if it stands there, and white space.

    Raises `ValueError` where the text ends.
    """
    found = SIGNS[sign].match(text, place)
    if found is None or found.end() == len(text):
        raise ValueError(f"“{sign}” is missing at {place}, or the text ends there.")
    return found.end()


DECODER = json.JSONDecoder()
SIGNS = {
    "{": re.compile(r"\s*{\s*"),
    "[": re.compile(r"\s*\[\s*"),
    ":": re.compile(r"\s*:\s*"),
    ",": re.compile(r"\s*,?\s*"),
}


def plain(value: object) -> Any:
    """A value as plain dicts, lists and scalars."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    return value


def _typed(kind: object, value: Any) -> Any:
    """`value`, made of lists and dicts, as the annotated type `kind`."""
    read = _reader(kind)
    return value if read is None else read(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """What makes a value of the annotated type; None where JSON has it as it is."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if get_origin(kind) in (Union, types.UnionType):
        some = _reader(next(arm for arm in get_args(kind) if arm is not type(None)))
        return None if some is None else lambda value: None if value is None else some(value)
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    return None


def _dataclass_reader(kind: type[T]) -> Callable[[Any], T]:
    hints = get_type_hints(kind)
    nested = [(name, inner) for name, hint in hints.items() if (inner := _reader(hint))]

    def read(value: Any) -> T:
        frozen = _as_today(kind, value)
        named = dict(frozen) if hints.keys() >= frozen.keys() else _of_names(hints, frozen)
        for name, inner in nested:
            if name in named:
                named[name] = inner(named[name])
        return kind(**named)

    return read


def _of_names(names: Iterable[str], frozen: Frozen) -> Frozen:
    """Without the fields that there are no longer."""
    return {name: frozen[name] for name in names if name in frozen}


def _tuple_reader(arms: tuple[Any, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if arms[-1] is not Ellipsis:
        if any(map(_reader, arms)):
            raise TypeError(f"{arms}: a tuple of fixed length may hold scalars only")
        return partial(_of_length, len(arms))
    inner = _reader(arms[0])
    if inner is None:
        return tuple
    return lambda value: tuple(map(inner, value))


def _of_length(length: int, value: Any) -> tuple[Any, ...]:
    """Raises `ValueError` if it is longer or shorter."""
    if len(value) != length:
        raise ValueError(f"{value!r} has not {length} parts")
    return tuple(value)


def _as_today(kind: type, value: Frozen) -> Frozen:
    """A frozen value as it would be frozen now. A wording used to belong to one family, and a
    colour had no day of review: those that ship have theirs.
    """
    if kind is Colour:
        shipped = next((one for one in map(plain, ORIGINAL) if one == {**one, **value}), None)
        return shipped or value
    if kind is Wording and "family" in value:
        return {**value, "slug": value["family"], "families": [value["family"]]}
    return value


def digest(knowledge: Knowledge) -> str:
    """The same for the same content, whatever its revision's number and date, and however its
    wordings are cut: people of a family read the same."""
    content = freeze(dataclasses.replace(knowledge, revision=0, published=""))
    if knowledge.colours == ORIGINAL:  # revisions older than a table say nothing of it
        del content["colours"]
    if not knowledge.pictures:
        del content["pictures"]
    del content["former_pictures"]  # what was, not what is said
    families = {family.slug: place for place, family in enumerate(knowledge.families)}
    for step, frozen in zip(knowledge.steps, content["steps"], strict=True):
        frozen["wordings"] = _family_by_family(step, families)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _family_by_family(step: Step, place: dict[str, int]) -> list[Frozen]:
    """A wording for each family. `place`: where a family stands in the curated order."""
    wordings = []
    for wording in step.wordings:
        said = plain(wording)
        del said["slug"], said["families"]
        wordings += [{**said, "family": family} for family in wording.families]
    return sorted(wordings, key=lambda wording: place.get(wording["family"], len(place)))
