"""The way back: a published revision into the tables, and live again.

The inverse of `collect()`: afterwards the tables say what the revision says. What was never published (notes for
the staff, positions that already give the right order) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import DateField, ForeignKey, ManyToManyField

from wizard import models
from wizard.content.errors import NothingChanged
from wizard.content.files import FILES, Fields, Key, replace_rows, table_rows
from wizard.content.live import published, published_at_revision
from wizard.content.revisions import freeze_tables
from wizard.knowledge import values as facts
from wizard.models import Content, Note

Rows = dict[type[Content], dict[Key, Fields]]

STEP = 10
"""Between two positions, so that something can be put between them."""


@transaction.atomic
def restore(
    number: int, author: AbstractBaseUser | None, note: str = "", *, needs_second: bool = False
) -> models.Revision:
    """Writes a revision back into the tables and publishes it as a new one; of the newest, only the drafts are thrown away.

    Raises `NothingPublished` if there is none of that number, `ContentError` if it would not pass today’s checks, and
    `Waiting` if a revision waits to go live. Nothing is written then.
    """
    names = [name for name in published().former_names if name.new]
    renamed = list(models.FormerName.objects.exclude(new=""))  # in the drafts, too
    replace_rows(rows_of(published_at_revision(number)))
    _lead_back(names)
    _take_notes_back(renamed)
    said = f"Restores revision {number}." + (f" {note}" if note else "")
    try:
        made = freeze_tables(author, said, needs_second=needs_second)
    except NothingChanged:
        made = models.Revision.objects.without_knowledge().latest()
    become = "Only drafts were thrown away." if made.number == number else f"As revision {made.number}."
    models.record(author, models.Action.RESTORED, f"Revision {number}", f"{become} {note}".strip())
    return made


def _lead_back(names: Sequence[facts.FormerName]) -> None:
    """What was renamed since has its old name again; links made in between lead on to that."""
    for name in names:
        if _is_there(name, name.old) and not _is_there(name, name.new):
            for other in names:
                if (other.kind, other.scope, other.new) == (name.kind, name.scope, name.new) and other != name:
                    models.FormerName.objects.lead_on(name.kind, name.scope, other.old, name.old)
            models.FormerName.objects.lead_on(name.kind, name.scope, name.new, name.old)


def _take_notes_back(names: Sequence[models.FormerName]) -> None:
    """Notes followed a new name; where the old one is back, they come back with it."""
    for name in names:
        if _is_there(name, name.old) and not _is_there(name, name.new):
            Note.objects.rename(name.kind, name.scope, name.new, name.old)


def _is_there(former: facts.FormerName | models.FormerName, slug: facts.Slug) -> bool:
    table = next(table for table in FILES.values() if issubclass(table, models.Addressed) and table.kind == former.kind)
    key = (former.scope, slug) if former.scope else (slug,)
    return table._default_manager.filter(**dict(zip(table.natural_lookups, key, strict=True))).exists()


def rows_of(knowledge: facts.Knowledge) -> Rows:
    """The rows that give this knowledge when they are collected, by table and natural key."""
    rows = _Rows()
    rows.add(models.Source, knowledge.sources)
    rows.add(models.Family, knowledge.families)
    rows.add(models.Device, knowledge.devices)
    rows.add(models.Cause, knowledge.causes)
    for family in knowledge.families:
        rows.add(models.Pattern, knowledge.patterns_of(family.slug))
    for pattern in knowledge.patterns:
        rows.add_channels(pattern)
        rows.add(
            models.LookAlike,
            pattern.look_alikes,
            pattern=pattern.key,
            other=[(pattern.family, alike.pattern) for alike in pattern.look_alikes],
        )
        rows.add(models.PatternCause, pattern.causes, pattern=pattern.key)
    rows.add(models.Question, knowledge.questions)
    for question in knowledge.questions:
        rows.add(models.Option, question.options, question=question.slug)
    for row in knowledge.likelihoods:
        words = [word for _, word in row.words]
        rows.add(
            models.Likelihood,
            [row] * len(words),
            option=[(row.question, option) for option, _ in row.words],
            word=words,
        )
    rows.add(models.Step, knowledge.steps)
    for step in knowledge.steps:
        rows.add(models.Wording, step.wordings, step=step.slug)
        rows.add(models.Effect, step.effects, step=step.slug)
    rows.add(models.Dispute, knowledge.disputes)
    rows.add(models.Faq, knowledge.faqs)
    rows.add(models.FormerName, knowledge.former_names)
    rows.add(models.Guide, [knowledge.guide])
    return rows.rows


class _Rows:
    """Rows in the making, beside those the tables hold now."""

    def __init__(self) -> None:
        self.present = {model: {row.key: row.fields for row in rows} for model, rows in table_rows().items()}
        self.rows: Rows = {model: {} for model in FILES.values()}

    def add(self, model: type[Content], values: Sequence[Any], **more: Any) -> None:
        """The rows of values that stand in this order. `more`: what all of them have, or a list with one for each."""
        added: list[tuple[Key, Fields]] = []
        for place, value in enumerate(values):
            own = {name: given[place] if isinstance(given, list) else given for name, given in more.items()}
            fields = {
                column.name: _json(column, own.get(column.name, getattr(value, column.name, None)))
                for column in (*model._meta.concrete_fields, *model._meta.many_to_many)
                if column.name in own or hasattr(value, column.name)
            }
            added.append((_key(model, fields), fields))
        if any(column.name == "position" for column in model._meta.concrete_fields) and "position" not in more:
            held = [self.present[model].get(key, {}).get("position") for key, _ in added]
            for (_, fields), position in zip(added, positions(held), strict=True):
                fields["position"] = position
        self.rows[model] |= dict(added)

    def add_channels(self, pattern: facts.Pattern) -> None:
        """A channel is known by its position, so the positions that are there are taken if they are as many."""
        present = sorted(key[-1] for key in self.present[models.Channel] if key[:-1] == pattern.key)
        numbers = range(1, len(pattern.channels) + 1)
        taken = present if len(present) == len(numbers) else list(numbers)
        self.add(models.Channel, pattern.channels, pattern=pattern.key, position=taken)


def positions(held: Sequence[int | None]) -> list[int]:
    """Rising positions for rows in this order, None for a new one. Those that are held are kept if they rise already."""
    placed: list[int] = []
    for place, position in enumerate(held):
        before = placed[-1] if placed else 0
        if position is None:
            after = next((later for later in held[place + 1 :] if later is not None), before + 2 * STEP)
            position = (before + after) // 2
        if position <= before:
            return [STEP * number for number in range(1, len(held) + 1)]
        placed.append(position)
    return placed


def _json(column: Any, value: Any) -> Any:
    """A frozen value as fixtures write it."""
    if isinstance(column, ManyToManyField):
        return sorted(map(_reference, value))
    if isinstance(column, ForeignKey):
        return None if value is None else _reference(value)
    if isinstance(column, DateField):
        return value or None
    return _lists(value)


def _reference(name: facts.Slug | Iterable[str]) -> list[str]:
    return [name] if isinstance(name, str) else list(name)


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _key(model: type[Content], fields: Fields) -> Key:
    """The natural key, read from fields whose relations are natural keys already."""
    key: list[Any] = []
    for name in dict.fromkeys(lookup.partition("__")[0] for lookup in model.natural_lookups):
        lookups = [lookup for lookup in model.natural_lookups if lookup.partition("__")[0] == name]
        value = fields[name]
        key += value if isinstance(value, list) else [value] * len(lookups)
    return tuple(key)
