"""What became of a row: the states it and its parts had, whose work they were, and which words differ between two of them.

django-reversion keeps the states; one of its revisions is one act: the row as it was after it, with its parts. A state that
something else than the admin wrote (loading files, restoring a revision) is kept when it is met, before the next change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import reversion
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import CharField, DateField, Field, ForeignKey, ManyToManyField, TextField, Value
from reversion.models import Revision as Kept
from reversion.models import Version

from wizard.content.files import FILES
from wizard.knowledge.changes import ADDED, CHANGED, REMOVED, Edit, FieldEdit, LinesEdit
from wizard.models import Addressed, Content, FormerName

Person = AbstractBaseUser | AnonymousUser
Fields = dict[str, Any]
"""Field -> JSON value, as Django's serializers write it: a relation is a number, many are a list of them."""

State = dict[str, Fields]
"""“wizard.wording 12” -> the fields of that row. The row itself comes first, then its parts."""

Names = dict[tuple[type[Content], Any], str]
"""A row -> what people call it, also when it is gone."""

ONE_BY_ONE = "likelihoods"
"""Parts that are not in a state: a question has a hundred and more. Each has a history of its own."""

DELETED = "Deleted."
"""The comment of an act that keeps what it is about to delete."""


def page_parts(model: type[Content]) -> tuple[str, ...]:
    """The relations whose rows are edited on the page of the whole."""
    return tuple(name for name in model.parts if name != ONE_BY_ONE)


for _model in FILES.values():
    reversion.register(_model, follow=page_parts(_model))


# The state of the tables


def target(column: Any) -> type[Content]:
    """The table a relation leads into."""
    model: type[Content] = column.remote_field.model
    return model


def whole_columns(model: type[Content]) -> list[Any]:
    """The columns that name a whole, of which a row of this table is a part."""
    columns = [column for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
    return [column for column in columns if column.remote_field.get_accessor_name() in target(column).parts]


def _page_columns(model: type[Content]) -> list[Any]:
    """Those that name a whole on whose page the row is edited."""
    return [
        column
        for column in whole_columns(model)
        if column.remote_field.get_accessor_name() in page_parts(target(column))
    ]


def units(row: Content) -> list[Content]:
    """Whose states the row is in: the rows on whose page it stands, else the row itself."""
    return [getattr(row, column.name) for column in _page_columns(type(row))] or [row]


def state_of(row: Content) -> State:
    """What the tables say of the row and its parts. The number of queries does not grow with the parts."""
    rows: list[Content] = list(type(row)._default_manager.filter(pk=row.pk))
    for model, column in part_columns(type(row)).items():
        rows += model._default_manager.filter(**{column: row.pk})
    return state_in(rows)


def state_in(rows: Sequence[Content]) -> State:
    """The state of a row and its parts that have been read already. One query, for their many-to-many relations."""
    state: State = {
        row_name(type(row), row.pk): {
            column.name: column.value_from_object(row) for column in row._meta.concrete_fields if not column.primary_key
        }
        | {relation.name: [] for relation in row._meta.many_to_many}
        for row in rows
    }
    for label, relation, pk, other in _pairs(rows):
        state[f"{label} {pk}"][relation].append(other)
    as_json: State = json.loads(json.dumps(state, cls=DjangoJSONEncoder))
    return {name: _in_order(row_of(name)[0], fields) for name, fields in as_json.items()}


def lock(row: Content) -> None:
    """Nobody else changes the row before this transaction ends."""
    rows = type(row)._default_manager.order_by()  # the curated order would lock what it joins
    list(rows.select_for_update().filter(pk=row.pk).values_list("pk"))


def part_columns(model: type[Content]) -> dict[type[Content], str]:
    """Table of parts -> its column that names the whole."""
    relations: list[Any] = [model._meta.get_field(name) for name in page_parts(model)]
    return {relation.related_model: relation.field.name for relation in relations}


def _pairs(rows: Sequence[Content]) -> Iterable[tuple[str, str, Any, Any]]:
    """(“wizard.step”, “sources”, row, the other row) of all many-to-many relations of these rows."""
    queries = []
    tables: dict[type[Content], None] = dict.fromkeys(type(row) for row in rows)
    for model in tables:
        pks = [row.pk for row in rows if type(row) is model]
        for relation in model._meta.many_to_many:
            source, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            through: Any = relation.remote_field.through
            pairs = through._default_manager.order_by().filter(**{f"{source}__in": pks})
            names = Value(model._meta.label_lower), Value(relation.name)
            queries.append(pairs.values_list(*names, f"{source}_id", f"{other}_id"))
    found: Iterable[tuple[str, str, Any, Any]] = queries[0].union(*queries[1:], all=True) if queries else ()
    return found


def _in_order(model: type[Content], fields: Fields) -> Fields:
    """Many-to-many relations have no order of their own."""
    many = {relation.name for relation in model._meta.many_to_many}
    return {name: sorted(value) if name in many else value for name, value in fields.items()}


def row_name(model: type[Content], pk: Any) -> str:
    return f"{model._meta.label_lower} {pk}"


def row_of(name: str) -> tuple[type[Content], Any]:
    """The table and the number of a row of a state."""
    label, _, pk = name.partition(" ")
    model: Any = _table(label)
    return model, model._meta.pk.to_python(pk)


def _table(label: str) -> type[Content]:
    model: Any = apps.get_model(label)
    return model  # type: ignore[no-any-return]


# The states that were kept


def note(row: Content, person: Person | None = None, comment: str = "") -> None:
    """Keeps the state a row has now, unless it is the newest that was kept. Without a person it is nobody's work."""
    newest = Version.objects.get_for_object(row).values_list("revision_id", "revision__comment").first()
    if newest is None or newest[1] == DELETED or _differ(kept_states(row, [newest[0]])[newest[0]], state_of(row)):
        tables: Any = type(row)._default_manager.get_queryset()
        _keep(tables.for_knowledge().filter(pk=row.pk), person, comment)


def _differ(before: State, after: State) -> bool:
    """A field that came into the tables later makes no difference."""
    return before.keys() != after.keys() or any(
        before[name][field] != after[name][field]
        for name in before
        for field in before[name].keys() & after[name].keys()
    )


@contextmanager
def deleting(rows: Sequence[Content], person: Person | None) -> Iterator[None]:
    """What is deleted in this block is kept before, with everything that goes with it and the names that lead to it."""
    with transaction.atomic():
        wholes = [unit for row in rows for unit in units(row) if unit not in rows]
        for whole in wholes:
            note(whole)
        keep_what_goes(rows, person)
        yield
        for whole in wholes:
            note(whole, person)


def keep_what_goes(rows: Sequence[Content], person: Person | None) -> None:
    """Keeps rows that are about to be deleted, with everything that goes with them and the names that lead to them."""
    _keep([going for row in rows for going in _going(row)], person, DELETED)


def _keep(rows: Iterable[Content], person: Person | None, comment: str) -> None:
    with reversion.create_revision(manage_manually=True):
        for row in rows:
            reversion.add_to_revision(row)
        reversion.set_user(person if person is not None and person.is_authenticated else None)
        reversion.set_comment(comment)


def _going(row: Content) -> Iterable[Content]:
    yield row
    for name in row.parts:
        relation: Any = row._meta.get_field(name)
        parts: Any = relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
        for part in parts.with_names():
            yield from _going(part)
    if isinstance(row, Addressed):
        scope, name = row.link_name(row.natural_key())
        yield from FormerName.objects.filter(kind=row.kind, scope=scope, new=name)
        yield from FormerName.objects.filter(kind=row.parts_kind, scope=name)


def kept_rows(numbers: Sequence[int]) -> dict[int, State]:
    """Number of a reversion -> every row in it."""
    rows: dict[int, State] = {number: {} for number in numbers}
    for number, data in (
        Version.objects.filter(revision__in=numbers).order_by("pk").values_list("revision_id", "serialized_data")
    ):
        (version,) = json.loads(data)
        model = _table(version["model"])
        rows[number][row_name(model, version["pk"])] = _in_order(model, version["fields"])
    return rows


def kept_states(row: Content, numbers: Sequence[int]) -> dict[int, State]:
    """Number of a reversion -> the state of the row in it."""
    own, columns = row_name(type(row), row.pk), part_columns(type(row))

    def belongs(name: str, fields: Fields) -> bool:
        column = columns.get(row_of(name)[0])
        return name == own or (column is not None and fields[column] == row.pk)

    return {
        number: {name: fields for name, fields in rows.items() if belongs(name, fields)}
        for number, rows in kept_rows(numbers).items()
    }


def kept(row: Content) -> list[int]:
    """The numbers of the reversions that left another state of the row behind, the newest first."""
    versions = Version.objects.get_for_object(row)
    if page_parts(type(row)):
        return list(versions.values_list("revision_id", flat=True))
    # a part is kept again with every change of its whole
    return [version.revision_id for version in versions.order_by("pk").get_unique()][::-1]


def kept_numbers(row: Content) -> set[int]:
    """The numbers of all reversions that have a state of the row."""
    return set(Version.objects.get_for_object(row).values_list("revision_id", flat=True))


def moment(number: int) -> datetime:
    """When a state was kept."""
    at: datetime = Kept.objects.values_list("date_created", flat=True).get(pk=number)
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did to a row. `number` names the state it left behind; None: nobody has kept it yet.

    `who` is empty if it was not done on a page of the row: files were loaded, or a revision was restored.
    """

    number: int | None = None
    at: datetime | None = None
    who: str = ""
    comment: str = ""
    is_first: bool = False
    edits: tuple[Edit, ...]


def acts(row: Content, numbers: Sequence[int], earlier: int | None) -> list[Act]:
    """What was done to a row, the newest first. `numbers`: of `kept`; `earlier`: the one that follows them, if there is one."""
    states = kept_states(row, [*numbers, *([earlier] if earlier is not None else [])])
    names = names_in(states.values())
    revisions = Kept.objects.select_related("user").in_bulk(list(numbers))
    return [
        Act(
            number=number,
            at=revisions[number].date_created,
            who=_who(revisions[number]),
            comment=revisions[number].comment,
            is_first=before is None,
            edits=edits({} if before is None else states[before], states[number], names),
        )
        for number, before in zip(numbers, [*numbers[1:], earlier], strict=False)
    ]


def unkept(row: Content, newest: int | None) -> Act | None:
    """What the tables say and the newest state does not: something else than a page of the row wrote it."""
    if newest is None:
        return None
    before, now = kept_states(row, [newest])[newest], state_of(row)
    if not _differ(before, now):
        return None
    return Act(edits=edits(before, now, names_in([before, now])))


def work_since(row: Content, moment: datetime) -> list[Act]:
    """Whose work on the row was kept since, the newest first, without what it changed."""
    numbers = Version.objects.get_for_object(row).values_list("revision_id", flat=True)
    revisions = Kept.objects.filter(pk__in=numbers, date_created__gte=moment, user__isnull=False)
    return [
        Act(number=revision.pk, at=revision.date_created, who=_who(revision), edits=())
        for revision in revisions.select_related("user")
    ]


def _who(revision: Any) -> str:
    return str(revision.user.get_full_name() or revision.user.get_username()) if revision.user else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A row that was deleted, as it was last kept. `who` is empty if that was not its deletion."""

    pk: Any
    title: str
    number: int
    at: datetime
    who: str
    is_deletion: bool


def gone(model: type[Content]) -> list[Gone]:
    """What was deleted from a table and is not there again, the newest first. What went with its whole comes back with it."""
    found = Version.objects.get_deleted(model).select_related("revision__user").order_by("-pk")
    if model is FormerName:  # those that were kept with what they lead to come back with it
        found = found.exclude(revision__version__in=Version.objects.exclude(content_type=_kind(model)))
    versions = list(found)
    if not versions:
        return []
    fields = {version.pk: json.loads(version.serialized_data)[0]["fields"] for version in versions}
    columns = list(dict.fromkeys(lookup.partition("__")[0] for lookup in model.natural_lookups))
    keys = set(model._default_manager.order_by().values_list(*columns)) if columns else set()
    there = {
        column.name: set(target(column)._default_manager.values_list("pk", flat=True))
        for column in whole_columns(model)
    }
    return [
        Gone(
            pk=version.object_id,
            title=version.object_repr,
            number=version.revision_id,
            at=version.revision.date_created,
            who=_who(version.revision),
            is_deletion=version.revision.comment == DELETED,
        )
        for version in versions
        if tuple(fields[version.pk][column] for column in columns) not in keys
        and all(fields[version.pk][name] is None or fields[version.pk][name] in pks for name, pks in there.items())
    ]


def wholes_of_gone(model: type[Content], pk: Any) -> list[Content]:
    """The rows that a deleted row was a part of, and whose states it comes back into."""
    version = Version.objects.get_for_object_reference(model, pk).first()
    fields = json.loads(version.serialized_data)[0]["fields"] if version else {}
    found = [
        target(column)._default_manager.filter(pk=fields.get(column.name)).first() for column in _page_columns(model)
    ]
    return [row for row in found if row is not None]


def _kind(model: type[Content]) -> ContentType:
    return ContentType.objects.get_for_model(model)


# What reads differently


def edits(before: State, after: State, names: Names) -> tuple[Edit, ...]:
    """Every row that differs, the row itself first: field by field, relations by their names and choices by their labels."""
    found = []
    for name in dict.fromkeys([*after, *before]):
        model, _ = row_of(name)
        old, new = before.get(name), after.get(name)
        fields = _field_edits(model, old or {}, new or {}, names)
        if fields:
            what = CHANGED if old is not None and new is not None else ADDED if old is None else REMOVED
            is_part = name != next(iter(after or before))
            title = _part_title(model, new or old or {}, names) if is_part else ""
            kind = str(model._meta.verbose_name) if is_part else ""
            found.append(Edit(kind=kind, thing=name, title=title, what=what, fields=fields))
    return tuple(found)


def _field_edits(model: type[Content], old: Fields, new: Fields, names: Names) -> tuple[FieldEdit, ...]:
    found, wholes = [], _page_columns(model)
    columns = [column for column in (*model._meta.concrete_fields, *model._meta.many_to_many) if column not in wholes]
    for column in columns:
        if old and new and not (column.name in old and column.name in new):
            continue  # it came into the table between the two
        before, after = (_text(column, fields.get(column.name), names) for fields in (old, new))
        if before != after:
            found.append(_kind_of_edit(column)(name=str(column.verbose_name), before=before, after=after))
    return tuple(found)


def _kind_of_edit(column: Any) -> type[FieldEdit]:
    """Sentences are compared word by word; names, choices and lists line by line."""
    is_text = isinstance(column, (CharField, TextField)) and not column.flatchoices
    return FieldEdit if is_text else LinesEdit


def _part_title(model: type[Content], fields: Fields, names: Names) -> str:
    """What a part is called beside its whole: by its own words, else by what else it names."""
    own = fields.get("label") or fields.get("led")
    if own:
        return str(own)
    keys = dict.fromkeys(lookup.partition("__")[0] for lookup in model.natural_lookups)
    columns = [column for name in keys if (column := model._meta.get_field(name)) not in _page_columns(model)]
    return ", ".join(filter(None, (_text(column, fields.get(column.name), names) for column in columns)))


def _text(column: Any, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(column, ManyToManyField):
        return "".join(f"{name}\n" for name in sorted(names[target(column), pk] for pk in value))
    if isinstance(column, ForeignKey):
        return names[target(column), value]
    if isinstance(column, Field) and column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, DateField):
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if isinstance(value, list):
        return "".join(f"{_line(item)}\n" for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _line(item: Any) -> str:
    """A line of a list; a step of a lamp is its brightness and its length."""
    return f"{item[0]:.0%} bright for {item[1]} ms" if isinstance(item, list) else str(item)


def references(states: Iterable[State]) -> dict[type[Content], set[Any]]:
    """Everything that rows of these states name."""
    named: dict[type[Content], set[Any]] = defaultdict(set)
    for state in states:
        for name, fields in state.items():
            model, _ = row_of(name)
            for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
                if isinstance(column, (ForeignKey, ManyToManyField)):
                    value = fields.get(column.name)
                    named[target(column)] |= set(value) if isinstance(value, list) else {value} - {None}
    return named


def names_in(states: Iterable[State]) -> Names:
    """What people call everything that these states name; what is gone has the name it had last."""
    names: Names = {}
    for model, pks in references(states).items():
        tables: Any = model._default_manager.filter(pk__in=pks)
        names |= {(model, row.pk): str(row) for row in tables.with_names()}
        if lost := {str(pk): pk for pk in pks if (model, pk) not in names}:
            versions = Version.objects.filter(content_type=_kind(model), object_id__in=lost).order_by("pk")
            names |= {(model, pk): f"a {model._meta.verbose_name} that is gone" for pk in lost.values()}
            names |= {(model, lost[number]): name for number, name in versions.values_list("object_id", "object_repr")}
    return names
