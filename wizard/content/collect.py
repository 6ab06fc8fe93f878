"""Tables to values: the rows become the frozen knowledge that everything else reads.

A value's field is read from the column or relation of its own name, so a new column needs no line
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import groupby
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from wizard import models
from wizard.content.errors import NothingPublishedError
from wizard.content.last_revision import collector_at_rest
from wizard.content.records import records
from wizard.knowledge import values
from wizard.knowledge.colours import Colour
from wizard.knowledge.rhythm import in_words

V = TypeVar("V")

RowsOf = Callable[[type[models.Content]], Iterable[object]]
"""The rows of a model in the curated order, or what stands for them."""

KINDS: dict[type[models.Content], tuple[str, type]] = {
    models.Colour: ("colours", Colour),
    models.Source: ("sources", values.Source),
    models.Family: ("families", values.Family),
    models.Device: ("devices", values.Device),
    models.Pattern: ("patterns", values.Pattern),
    models.Symptom: ("symptoms", values.Symptom),
    models.Cause: ("causes", values.Cause),
    models.Question: ("questions", values.Question),
    models.Likelihood: ("likelihoods", values.Likelihood),
    models.Step: ("steps", values.Step),
    models.Dispute: ("disputes", values.Dispute),
    models.Faq: ("faqs", values.Faq),
    models.FormerName: ("former_names", values.FormerName),
    models.WordsPeopleUse: ("words", values.WordsPeopleUse),
    models.Picture: ("pictures", values.Picture),
    models.Guide: ("guide", values.Guide),
}
"""Table of objects -> their field of `Knowledge`, and their value. Other tables hold parts."""

Reader = Callable[[Any], Any]
"""What turns the content of a column, a related row or a relation into a field of a value."""

COLUMNS = {
    (values.LookAlike, "pattern"): "other",
    (values.Pattern, "causes"): "pattern_causes",
    (values.Symptom, "causes"): "symptom_causes",
}
"""Where the column or relation has another name than the value's field."""


def collect() -> values.Knowledge:
    """The tables as they are now, frozen, with revision 0.

    The number of queries does not grow with the content.

    Raises `NothingPublishedError` if the tables are empty: without a guide row no page can be made.
    """
    with collector_at_rest():
        return _read()


def _read() -> values.Knowledge:
    return from_rows(records().__getitem__)


def from_rows(rows: RowsOf) -> values.Knowledge:
    """The knowledge that rows hold, wherever they come from.

    Raises `NothingPublishedError` if there is no guide among them.
    """
    guide = next(iter(rows(models.Guide)), None)
    if guide is None:
        raise NothingPublishedError(
            "The content tables have no guide. Load the content with: python manage.py load_content"
        )

    colours = values_of(models.Colour, rows(models.Colour), {})
    names = {colour.slug: colour.name for colour in colours}
    fields: dict[str, Any] = {"colours": colours} | {
        name: values_of(model, rows(model), names)
        for model, (name, _) in KINDS.items()
        if model not in (models.Colour, models.Guide)
    }
    return values.Knowledge(revision=0, published="", guide=value(values.Guide, guide), **fields)


def values_of(
    model: type[models.Content], rows: Iterable[object], names: Mapping[values.Slug, str]
) -> tuple[Any, ...]:
    """Rows of one of `KINDS`, in their order, as frozen values. `names`: of the colours."""
    if model is models.Likelihood:
        return _likelihoods(cast("Iterable[models.Likelihood]", rows))
    _, kind = KINDS[model]
    found: tuple[Any, ...] = tuple(value(kind, row) for row in rows)
    if model is models.Pattern:
        return tuple(described(pattern, names) for pattern in found)
    return found


def value(kind: type[V], row: object) -> V:
    """A row as the frozen value of this kind."""
    return kind(
        **{name: read(getattr(row, column)) for name, column, read in _fields(cast("type", kind))}
    )


@cache
def _fields(kind: type) -> tuple[tuple[str, str, Reader], ...]:
    """(field, column, what turns the column's content into the field's) of a value."""
    hints = get_type_hints(kind)
    return tuple(
        (name, COLUMNS.get((kind, name), name), _reader(hint)) for name, hint in hints.items()
    )


def _reader(hint: object) -> Reader:
    """What makes a value of the annotated type."""
    if get_origin(hint) in (Union, UnionType):
        some = _reader(next(arm for arm in get_args(hint) if arm is not type(None)))
        return lambda held: None if held is None else some(held)
    if get_origin(hint) is tuple:
        return _tuple_reader(*get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(value, hint)
    if hint is str:
        return _text
    return float if hint is float else _as_it_is


def _as_it_is(held: object) -> object:
    return held


def _tuple_reader(*parts: object) -> Reader:
    if parts[-1] is Ellipsis:
        each = _reader(parts[0])
        return lambda held: tuple(map(each, held.all() if hasattr(held, "all") else held))
    readers = [_reader(part) for part in parts]

    def read(held: Any) -> tuple[object, ...]:
        if hasattr(held, "family"):
            return _pattern_key(held)
        return tuple(reader(item) for reader, item in zip(readers, held, strict=True))

    return read


def _text(held: object) -> str:
    """A text, the slug of a related row, or a date as ISO has it; empty for none."""
    if held is None:
        return ""
    if isinstance(held, date):
        return held.isoformat()
    return str(getattr(held, "slug", held))


def _pattern_key(row: models.Pattern) -> values.PatternKey:
    return row.family.slug, row.slug


def described(pattern: values.Pattern, names: Mapping[values.Slug, str]) -> values.Pattern:
    """Where staff wrote no description, the data says what is seen. `names`: of the colours."""
    if pattern.description:
        return pattern
    return replace(pattern, description=f"{in_words(pattern, names)}.")


def _likelihoods(rows: Iterable[models.Likelihood]) -> tuple[values.Likelihood, ...]:
    """One value per question, cause and pattern; its words stand in the order of the options."""

    def place(row: models.Likelihood) -> tuple[values.Slug, values.Slug, values.PatternKey | None]:
        return (
            row.option.question.slug,
            row.cause.slug,
            _pattern_key(row.pattern) if row.pattern else None,
        )

    return tuple(
        values.Likelihood(
            question=question,
            cause=cause,
            pattern=pattern,
            words=tuple((row.option.slug, row.word) for row in same_place),
        )
        for (question, cause, pattern), same_place in groupby(rows, place)
    )
