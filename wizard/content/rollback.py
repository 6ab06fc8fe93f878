"""The way back: values into the tables, all of them or one object.

The inverse of `collect()`: afterwards the tables say what the values say. Only `position` is in
no revision: it stays as it is where it gives the right order.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, ForeignKey, ManyToManyField

from wizard import models
from wizard.content.collect import KINDS, described
from wizard.content.files import (
    FILES,
    Row,
    all_fields,
    calling,
    key_of,
    name_of,
    plain_fields,
    table_rows,
)
from wizard.content.live import published_at_revision
from wizard.content.retirement import link_names, people_know
from wizard.content.row_state import page_parts, whole_columns
from wizard.knowledge import values as facts
from wizard.knowledge.changes import TITLES
from wizard.knowledge.serialise import plain
from wizard.models import Addressed, Column, Content, Fields, FormerName, Key, target_of

Rows = dict[type[Content], dict[Key, Fields]]
Present = dict[type[Content], dict[Key, Row]]

Numbers = dict[type[Content], dict[Key, int | None]]
"""Table and natural key -> the number of the row."""

PARTS: dict[type[Content], dict[str, type[Content]]] = {
    models.Pattern: {
        "channels": models.Channel,
        "look_alikes": models.LookAlike,
        "causes": models.PatternCause,
    },
    models.Symptom: {"causes": models.SymptomCause},
    models.Question: {"options": models.Option},
    models.Step: {"wordings": models.Wording, "effects": models.Effect},
}
"""Table of objects -> the field of its value that holds parts -> their table."""

WORDING = tuple(field.name for field in dataclasses.fields(facts.Wording))

STEP = 10
"""Between two positions, so that something can be put between them."""


@dataclass(frozen=True)
class Obstacle:
    """Why something cannot come back. `model`: where what is missing may be recovered."""

    words: str
    model: type[Content] | None = None


class CannotRestoreError(Exception):
    """Nothing was written. `obstacles` are all that is known to stand in the way."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacle.words for obstacle in obstacles))


# The whole content


@transaction.atomic
def write_tables(knowledge: facts.Knowledge) -> None:
    """All of it. Raises `CannotRestoreError` if a row is refused; then nothing is written."""
    present = rows_as_then(knowledge)
    wanted = rows_of(knowledge, present)
    former_names = wanted.pop(FormerName)
    gone = [
        row for model in wanted for key, row in present[model].items() if key not in wanted[model]
    ]
    _put_back(wanted, present, gone, wanted)
    # those and no others: writing rows under their earlier names has made some
    for key, fields in former_names.items():
        FormerName.objects.update_or_create(
            **dict(zip(FormerName.natural_lookups, key, strict=True)), defaults={**fields}
        )
    for name in FormerName.objects.all():
        if name.natural_key() not in former_names:
            name.delete()


# One object


@transaction.atomic
def restore_object(row: Content, number: int) -> None:
    """Makes the tables say of one object what a revision says, as a draft. Its parts come with it.

    A part that came later goes, and links with its name say so.

    Raises `NothingPublishedError` if there is no such revision, and `CannotRestoreError` if it has
    no such object, if something it names is gone or if its name is taken. Nothing is written then.
    """
    knowledge = published_at_revision(number)
    present = rows_as_then(knowledge)
    every = rows_of(knowledge, present)
    model = type(row)
    key = next(key for key, held in present[model].items() if held.pk == row.pk)
    wanted = _with_parts(every, present, model, _same_object(model, key, every))
    if not wanted[model]:
        name = model._meta.verbose_name
        words = (
            f"Another {name} has the name by now that this one has in revision {number}, or it was"
            " not there."
        )
        raise CannotRestoreError([Obstacle(words)])
    for fields in wanted[model].values():
        fields.pop("position", None)  # its order among others is not its own
    tables = {
        of: {name: held.fields for name, held in rows.items()} for of, rows in present.items()
    }
    belong = _with_parts(tables, present, model, _same_object(model, key, tables))
    gone = [present[of][name] for of in belong for name in belong[of] if name not in wanted[of]]
    withdrawn = [part for one in gone if (part := _known_part(one))]
    _put_back(wanted, present, gone, every)
    for kind, scope, name, label in withdrawn:
        FormerName.redirect(kind, scope, name, "", f"“{label}” was taken back."[:200])


@transaction.atomic
def recover(model: type[Content], key: Key, number: int) -> Content:
    """Brings back what is gone as a draft, with all that a revision has of it and of its redirects.

    Raises `NothingPublishedError`, `LookupError` if the revision does not have it, and
    `CannotRestoreError` as `restore_object` does.
    """
    knowledge = published_at_revision(number)
    present = rows_as_then(knowledge)
    every = rows_of(knowledge, present)
    if key not in every[model] or key in present[model]:
        raise LookupError(
            f"Revision {number} has no {model._meta.verbose_name} of this name that is gone."
        )
    pks = _put_back(_with_parts(every, present, model, [key]), present, (), every)
    row = model.rows().get(pk=pks[model][key])
    if isinstance(row, Addressed):
        scope, name = row.link_name(row.natural_key())
        for former in knowledge.former_names:
            leads_to_it = (former.kind, former.scope, former.new) == (row.kind, scope, name)
            if leads_to_it or (former.kind, former.scope) == (row.parts_kind, name):
                FormerName.redirect(
                    former.kind, former.scope, former.old, former.new, former.reason
                )
    return row


def _same_object(model: type[Content], key: Key, rows: Rows) -> list[Key]:
    """The keys of the rows that are one object: one, or the words of all answers for one cause."""
    if model is not models.Likelihood:
        return [key] if key in rows[model] else []
    return [other for other in rows[model] if (other[0], *other[2:]) == (key[0], *key[2:])]


def _with_parts(rows: Rows, present: Present, model: type[Content], keys: Iterable[Key]) -> Rows:
    """These rows with their parts; what the tables do not have comes with everything of it."""
    found: Rows = {of: {} for of in FILES.values()}
    found[model] = {key: rows[model][key] for key in keys}
    for part in FILES.values():
        for column in whole_columns(part):
            whole = target_of(column)
            is_on_its_page = column.remote_field.get_accessor_name() in page_parts(whole)
            for name, fields in rows[part].items():
                owner = None if fields[column.name] is None else tuple(fields[column.name])
                if owner in found[whole] and (is_on_its_page or owner not in present[whole]):
                    found[part][name] = fields
    return found


def _known_part(row: Row) -> tuple[str, str, str, str] | None:
    """Kind, scope, name and label of a row, if people have links with its name."""
    instance = row.model.rows().get(pk=row.pk)
    if not (isinstance(instance, Addressed) and instance.kind and people_know(instance)):
        return None
    scope, name = instance.link_name(instance.natural_key())
    return instance.kind, scope, name, str(getattr(instance, "label", name))


# The tables, by the names that a revision has


def rows_as_then(knowledge: facts.Knowledge) -> Present:
    """The tables' rows by natural key.

    What was renamed since has the key that it has in the knowledge, and so has what names it. Only
    its own `slug` says what it is called today, so that writing the earlier one makes a redirect.
    """
    known = set(link_names(knowledge))
    old_names = defaultdict(list)
    for former in FormerName.objects.exclude(new=""):
        old_names[former.kind, former.scope, former.new].append(former.old)
    then: dict[tuple[type[Content], Key], Key] = {}
    present: Present = {}
    for model, rows in table_rows().items():
        today = {row.key for row in rows}
        present[model] = {}
        for row in rows:
            fields = calling(model, row.fields, lambda of, name: then[of, name])
            key = key_of(model, fields)
            if (
                issubclass(model, Addressed)
                and model.kind
                and (model.kind, *model.link_name(key)) not in known
            ):
                for old in old_names[model.kind, *model.link_name(row.key)]:
                    was = (*key[:-1], old)
                    is_free = (*row.key[:-1], old) not in today
                    if is_free and (model.kind, *model.link_name(was)) in known:
                        key = was
                        break
            then[model, row.key] = key
            present[model][key] = Row(model=model, key=key, fields=fields, pk=row.pk)
    return present


# Values to rows


def rows_of(knowledge: facts.Knowledge, present: Present | None = None) -> Rows:
    """The rows that give this knowledge when they are collected, by table and natural key.

    `present`: what `rows_as_then` says, whose positions are kept where they give the right order.
    """
    present = rows_as_then(knowledge) if present is None else present
    rows: Rows = {model: {} for model in FILES.values()}
    names = {colour.slug: colour.name for colour in knowledge.colours}
    for model, (name, _) in KINDS.items():
        held = getattr(knowledge, name)
        for value in held if isinstance(held, tuple) else (held,):
            for part, more in object_rows(model, value, present, names).items():
                rows[part] |= more
    for model in rows:
        _place(model, rows[model], present[model])
    return rows


def object_rows(
    model: type[Content], value: object, present: Present, names: Mapping[facts.Slug, str]
) -> Rows:
    """The rows of one object with its parts, without positions. `names`: of the colours."""
    if isinstance(value, facts.Likelihood):
        words = [
            _fields(model, value, option=(value.question, option), word=word)
            for option, word in value.words
        ]
        return {model: {key_of(model, fields): fields for fields in words}}
    own = _fields(model, value)
    if isinstance(value, facts.Pattern) and value == described(
        replace(value, description=""), names
    ):
        own["description"] = ""
    key = key_of(model, own)
    rows: Rows = {model: {key: own}}
    for name, part in PARTS.get(model, {}).items():
        (whole,) = (column.name for column in whole_columns(part))
        parts = getattr(value, name)
        if part is models.Wording:
            parts = _together(key, parts, present)
        places = _channel_positions(key, len(parts), present) if part is models.Channel else []
        rows[part] = {}
        for number, one in enumerate(parts):
            more: Fields = {whole: key}
            if part is models.Channel:
                more["position"] = places[number]
            elif part is models.LookAlike:
                more["other"] = (key[0], one.pattern)
            row = _fields(part, one, **more)
            rows[part][key_of(part, row)] = row
    return rows


def _together(
    step: Key, wordings: tuple[facts.Wording, ...], present: Present
) -> tuple[facts.Wording, ...]:
    """Wordings of a revision that had one for each family: as one where they say the same, under
    the name that these words, else these families, have in the table.
    """
    if any(wording.families != (wording.slug,) for wording in wordings):
        return wordings
    names: dict[object, facts.Slug] = {}
    for row in present[models.Wording].values():
        if row.key[:-1] == step:
            names[frozenset(slug for (slug,) in row.fields["families"])] = row.key[-1]
            said = {**row.fields, "tools": tuple(row.fields["tools"]), "slug": "", "families": ()}
            names[facts.Wording(**{name: said[name] for name in WORDING})] = row.key[-1]
    groups: dict[facts.Wording, list[facts.Slug]] = defaultdict(list)
    for wording in wordings:
        groups[replace(wording, slug="", families=())].append(wording.slug)
    together = tuple(
        replace(
            said,
            slug=names.get(said) or names.get(frozenset(families), families[0]),
            families=tuple(families),
        )
        for said, families in groups.items()
    )
    return together if len({wording.slug for wording in together}) == len(together) else wordings


def _channel_positions(pattern: Key, count: int, present: Present) -> list[int]:
    """A channel is known by its position: those that are there are taken, if as many."""
    held = sorted(key[-1] for key in present[models.Channel] if key[:-1] == pattern)
    return held if len(held) == count else list(range(1, count + 1))


def _fields(model: type[Content], value: object, **more: object) -> Fields:
    names = {column.name: column for column in all_fields(model)}
    held = {name: more.get(name, getattr(value, name, _ABSENT)) for name in names}
    return {name: _json(names[name], given) for name, given in held.items() if given is not _ABSENT}


_ABSENT = object()


def _place(model: type[Content], rows: dict[Key, Fields], present: dict[Key, Row]) -> None:
    """Positions for rows in this order, among those with the same first relation of their key."""
    if model is models.Channel or not any(
        column.name == "position" for column in plain_fields(model)
    ):
        return
    first, _, is_relation = model.natural_lookups[0].partition("__")
    siblings = defaultdict(list)
    for key, fields in rows.items():
        siblings[tuple(fields[first]) if is_relation else ()].append(key)
    for keys in siblings.values():
        held = [present[key].fields["position"] if key in present else None for key in keys]
        for key, position in zip(keys, positions(held), strict=True):
            rows[key]["position"] = position


def positions(held: Sequence[int | None]) -> list[int]:
    """Rising positions for rows in this order, None for a new one. Those that rise already stay."""
    placed: list[int] = []
    for place, position in enumerate(held):
        before = placed[-1] if placed else 0
        if position is None:
            after = next(
                (later for later in held[place + 1 :] if later is not None), before + 2 * STEP
            )
            position = (before + after) // 2
        if position <= before:
            return [STEP * number for number in range(1, len(held) + 1)]
        placed.append(position)
    return placed


def _json(column: Column, value: Any) -> object:
    """A frozen value as fixtures write it."""
    if isinstance(column, ManyToManyField):
        return sorted(map(_reference, value))
    if isinstance(column, ForeignKey):
        return None if value is None else _reference(value)
    if isinstance(column, DateField):
        return value or None
    return plain(value)


def _reference(name: facts.Slug | Iterable[str]) -> list[str]:
    return [name] if isinstance(name, str) else list(name)


# Rows to tables


def _put_back(wanted: Rows, present: Present, gone: Iterable[Row], every: Rows) -> Numbers:
    """Writes what differs and deletes what is gone. A field that nobody names stays as it is.

    `every`: all rows of the revision, which know what people call what is missing.

    Raises `CannotRestoreError` with all that stands in the way; the caller's transaction takes back
    what was written.
    """
    pks = {model: {key: row.pk for key, row in rows.items()} for model, rows in present.items()}
    obstacles: dict[Obstacle, None] = {}
    for model in FILES.values():
        written: list[tuple[Content, Fields]] = []
        for key, fields in wanted.get(model, {}).items():
            row = present[model].get(key)
            changed = {
                name: value
                for name, value in fields.items()
                if row is None or row.fields[name] != value
            }
            if row is not None and not changed:
                continue
            absent = [(of, name) for of, name in _named(model, changed) if name not in pks[of]]
            gone_for_good = [(of, name) for of, name in absent if name not in wanted.get(of, {})]
            for of, name in gone_for_good:
                words = f"“{_called(name, every[of].get(name, {}))}” is gone."
                obstacles[Obstacle(f"The {of._meta.verbose_name} {words}", of)] = None
            if gone_for_good or any(of is not model for of, _ in absent):
                continue  # what stands in the way is told already
            try:
                instance = _write(model, pks[model].get(key), changed, pks)
            except ValidationError as error:
                obstacles[Obstacle(_in_words(model, _called(key, fields), error))] = None
            else:
                pks[model][key] = instance.pk
                written.append((instance, changed))
        if not obstacles:
            for instance, fields in written:  # perhaps with another row of this table
                _relate(instance, fields, pks)
    if obstacles:
        raise CannotRestoreError(list(obstacles))
    order = list(FILES.values())
    for row in sorted(gone, key=lambda row: -order.index(row.model)):
        for instance in row.model.rows().filter(pk=row.pk):
            instance.delete()
    return pks


def _named(model: type[Content], fields: Fields) -> Iterator[tuple[type[Content], Key]]:
    """The rows that these fields name."""
    for column in all_fields(model):
        if column.name in fields and isinstance(column, (ForeignKey, ManyToManyField)):
            value = fields[column.name]
            keys = [] if value is None else [value] if isinstance(column, ForeignKey) else value
            for key in keys:
                yield target_of(column), tuple(key)


def _called(key: Key, fields: Fields) -> str:
    """What people call a row; its key where it has no title."""
    title = next((fields[title] for title in TITLES if fields.get(title)), None)
    return str(title or name_of(key))


def _write(model: type[Content], pk: int | None, fields: Fields, pks: Numbers) -> Content:
    """Writes the columns. Raises `ValidationError`."""
    instance: Content = model.rows().get(pk=pk) if pk is not None else model()
    for column in plain_fields(model):
        if column.name in fields:
            value = fields[column.name]
            if isinstance(column, ForeignKey):
                value = None if value is None else pks[target_of(column)][tuple(value)]
            else:
                value = column.to_python(value)
            setattr(instance, column.attname, value)
    instance.full_clean()
    instance.save()
    return instance


def _relate(instance: Content, fields: Fields, pks: Numbers) -> None:
    for relation in instance._meta.many_to_many:
        if relation.name in fields:
            numbers = [pks[target_of(relation)][tuple(key)] for key in fields[relation.name]]
            getattr(instance, relation.name).set(numbers)


def _in_words(model: type[Content], name: str, error: ValidationError) -> str:
    titles = {column.name: f"{column.verbose_name}: " for column in model._meta.fields}
    words = [
        f"{titles.get(name, '')}{message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
    return f"{model._meta.verbose_name} “{name}”: {' '.join(words)}"
