"""What became of a row, read from the published revisions: where it differs, and what is a draft.

Revisions are the only memory of content (ADR 0017). Who saved drafts stands in Django's log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q

from wizard.content.collect import KINDS, values_of
from wizard.content.files import Row, name_of, table_rows
from wizard.content.rollback import object_rows
from wizard.content.row_state import part_columns, whole_of
from wizard.content.who_drafted import DISCARDED
from wizard.knowledge.changes import KINDS as WORDS
from wizard.knowledge.changes import Edit, object_edit
from wizard.knowledge.serialise import Frozen, plain, thaw_value
from wizard.models import (
    Addressed,
    Colour,
    Content,
    Device,
    Fields,
    FormerName,
    Key,
    Likelihood,
    Pattern,
    Revision,
    Wording,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """Somebody saved the row on the staff side; `said`: the line in Django's log."""

    at: datetime
    who: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The row as one revision has it, where that differs from the one before.

    `number` is None for the draft: what the tables say and nobody has published. `who` published
    it; empty: a command did. `saves`: whose drafts went into it, the newest first.
    """

    number: int | None
    at: datetime | None = None
    who: str = ""
    note: str = ""
    edit: Edit
    saves: tuple[Save, ...] = ()


def history(row: Content) -> list[Version]:
    """The versions of the object that a row is or belongs to, the newest first.

    The number of queries does not grow with the revisions.
    """
    whole = whole_of(row)
    saves = saves_of(whole)
    found = []
    since: datetime | None = None
    before: Frozen | None = None
    for state in reversed(list(_states(whole))):
        if state.frozen == before:
            since = state.at if state.is_whole else since
        elif (edit := _edit(whole, before, state.frozen)) is not None:
            version = Version(
                number=state.number,
                at=state.at,
                who=state.who,
                note=state.note,
                edit=edit,
                saves=_gone_into(saves, since, state.at),
            )
            found.append(version)
            since = state.at
        before = state.frozen
    return found[::-1]


def difference(row: Content, number: int) -> Edit | None:
    """What restoring the object to a revision would change; None if it reads the same now.

    Raises `LookupError` if the revision does not have it.
    """
    whole = whole_of(row)
    now, *published = _states(whole)
    then = next((state.frozen for state in published if state.number == number), None)
    if then is None:
        raise LookupError(f"{row} is not in revision {number}.")
    return _edit(whole, now.frozen, then)


def saves_of(row: Content, since: datetime | None = None) -> list[Save]:
    """Who saved the row or one of its parts, the newest first."""
    about = Q(content_type=_kind(type(row)), object_id=str(row.pk))
    for model, column in part_columns(type(row)).items():
        parts = model.rows().order_by().filter(**{column: row.pk}).values_list("pk", flat=True)
        about |= Q(content_type=_kind(model), object_id__in=list(map(str, parts)))
    entries = LogEntry.objects.filter(about).select_related("user").order_by("-action_time", "-pk")
    if since is not None:
        entries = entries.filter(action_time__gte=since)
    return [
        Save(at=entry.action_time, who=_name(entry.user), said=str(entry.get_change_message()))
        for entry in entries
    ]


# The states of one object


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """An object in a revision (None: it was not there), or in the tables (number None)."""

    number: int | None
    at: datetime | None = None
    who: str = ""
    note: str = ""
    frozen: Frozen | None
    is_whole: bool = False
    """Was every draft published with it? So it was once."""


def _states(whole: Content) -> Iterator[_State]:
    """The newest first. The redirects of each revision tell the name that it had before."""
    model = type(whole)
    now = _frozen_now(whole)
    key = object_key(model, now)
    yield _State(number=None, frozen=now)
    former = [(name.kind, name.scope, name.old, name.new) for name in FormerName.objects.all()]
    for revision in _revisions(model):
        found = {object_key(model, frozen): frozen for frozen in revision["objects"]}
        if key not in found:
            key = next((old for old in _old_names(model, key, former) if old in found), key)
        former = [
            (name["kind"], name["scope"], name["old"], name["new"]) for name in revision["former"]
        ]
        yield _State(
            number=revision["number"],
            at=revision["published_at"],
            who=_full_name(revision),
            note=revision["note"],
            frozen=found.get(key),
            is_whole=revision["subjects"] is None,
        )


def _frozen_now(whole: Content) -> Frozen:
    same: dict[str, object] = {"pk": whole.pk}
    if isinstance(whole, Likelihood):  # the words of all answers for one cause are one object
        same = {
            "option__question": whole.option.question_id,
            "cause": whole.cause_id,
            "pattern": whole.pattern_id,
        }
    rows = type(whole).rows().for_knowledge().filter(**same)
    names = Colour.objects.values_list("slug", "name") if isinstance(whole, Pattern) else ()
    (value,) = values_of(type(whole), rows, dict(names))
    frozen: Frozen = plain(value)
    return frozen


def _revisions(model: type[Content]) -> Iterator[Any]:
    """Of every revision that people have seen, with the objects of a table; the newest first."""
    section, _ = KINDS[model]
    rows = Revision.objects.live().order_by("-number")
    found = rows.values(
        "number",
        "published_at",
        "note",
        "subjects",
        first=F("author__first_name"),
        last=F("author__last_name"),
        login=F("author__username"),
        objects=F(f"knowledge__{section}"),
        former=F("knowledge__former_names"),
    )
    for row in found.iterator(chunk_size=20):
        if isinstance(row["objects"], dict):  # the guide is one
            row["objects"] = [row["objects"]]
        elif row["objects"] is None:  # the table is younger than the revision
            row["objects"] = []
        yield row


def _old_names(
    model: type[Content], key: Key, former: Iterable[tuple[str, str, str, str]]
) -> list[Key]:
    if not issubclass(model, Addressed) or not model.kind:
        return []
    name = model.link_name(key)
    return [
        (*key[:-1], old)
        for kind, scope, old, new in former
        if kind == model.kind and (scope, new) == name
    ]


def _edit(whole: Content, before: Frozen | None, after: Frozen | None) -> Edit | None:
    section, kind = KINDS[type(whole)]
    if before is None and after is None:
        return None
    old, new = (None if frozen is None else thaw_value(kind, frozen) for frozen in (before, after))
    return object_edit(WORDS.get(section, ""), old, new)


def _gone_into(
    saves: list[Save], since: datetime | None, until: datetime | None
) -> tuple[Save, ...]:
    """Those whose drafts were still there; the newest come first, and discarding ends them."""
    found = []
    for save in saves:
        if until is not None and save.at > until:
            continue
        if save.said.startswith(DISCARDED) or (since is not None and save.at <= since):
            break
        found.append(save)
    return tuple(found)


def object_key(model: type[Content], frozen: Frozen) -> Key:
    """The natural key; of the words of answers: the question, the cause and the light."""
    if model is Likelihood:
        return frozen["question"], frozen["cause"], tuple(frozen["pattern"] or ())
    return tuple(frozen[lookup.removesuffix("__slug")] for lookup in model.natural_lookups)


# What was deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A row that only a revision has. `who` is empty where nobody left a line about it."""

    key: Key
    title: str
    number: int
    published_at: datetime
    who: str = ""
    at: datetime | None = None
    edit: Edit | None = None

    @property
    def token(self) -> str:
        """The key as a part of an address."""
        return "/".join("-" if part in (None, "") else str(part) for part in self.key)


def deleted(model: type[Content]) -> list[Deleted]:
    """What was published, is not in the table, and was not renamed: each as the newest revision has
    it.

    A part is listed if what it belongs to is there; else it comes back with that. A wording is
    listed if one of its families has devices and no words now; else nobody misses it.
    """
    there = {of: {row.key: row for row in rows} for of, rows in table_rows().items()}
    owner, kind_words = _owner(model)
    _, kind = KINDS[owner]
    renamed = _renamed(there)
    worded = {
        (row.key[0], *family)
        for row in there[Wording].values()
        for family in row.fields["families"]
    }
    in_use = {tuple(row.fields["family"]) for row in there[Device].values()}
    colours = {row.key[0]: row.fields["name"] for row in there[Colour].values()}
    found: dict[Key, Deleted] = {}
    seen: list[Frozen] = []
    for revision in _revisions(owner):
        if revision["objects"] == seen:
            continue
        seen = revision["objects"]
        for frozen in seen:
            value: object = thaw_value(kind, frozen)
            for key, fields in object_rows(owner, value, there, colours).get(model, {}).items():
                if key in there[model] or key in found or (model, key) in renamed:
                    continue
                if owner is not model and object_key(owner, frozen) not in there[owner]:
                    continue
                if (
                    model is Wording
                    and {
                        (key[0], *family)
                        for family in fields["families"]
                        if tuple(family) in in_use
                    }
                    <= worded
                ):
                    continue
                found[key] = Deleted(
                    key=key,
                    title=_title(model, key, fields),
                    number=revision["number"],
                    published_at=revision["published_at"],
                    edit=object_edit(kind_words, None, value) if owner is model else None,
                )
    return _with_who(model, list(found.values()))


def _owner(model: type[Content]) -> tuple[type[Content], str]:
    """The table in whose frozen values the rows stand, and the word for one."""
    owner = model
    while owner not in KINDS:
        owner = next(whole for whole in KINDS if model in part_columns(whole))
    return owner, WORDS.get(KINDS[owner][0], "")


def _renamed(there: Mapping[type[Content], Mapping[Key, Row]]) -> set[tuple[type[Content], Key]]:
    """Keys whose redirect leads to a row that is there."""
    found: set[tuple[type[Content], Key]] = set()
    names = list(FormerName.objects.exclude(new=""))
    for model in there:
        if issubclass(model, Addressed) and model.kind:
            for name in names:
                scope = (name.scope,) if name.scope else ()
                if name.kind == model.kind and (*scope, name.new) in there[model]:
                    found.add((model, (*scope, name.old)))
    return found


def _title(model: type[Content], key: Key, fields: Frozen) -> str:
    """What people call it; the log may begin with what it belongs to."""
    names = (
        ("name", "title", "text", "claim", "question", "label")
        if model in KINDS or "label" in fields
        else ()
    )
    own = next((str(fields[name]) for name in names if isinstance(fields.get(name), str)), "")
    return own or name_of(key)


def _with_who(model: type[Content], rows: list[Deleted]) -> list[Deleted]:
    """Who deleted them and when, as far as Django's log has a line under their title."""
    entries = LogEntry.objects.filter(content_type=_kind(model), action_flag=DELETION)
    deletions = list(entries.select_related("user").order_by("-action_time"))
    found = []
    for row in rows:
        ends = f": {row.title}"  # it may begin with what the row belonged to
        entry = next((one for one in deletions if f": {one.object_repr}".endswith(ends)), None)
        found.append(replace(row, who=_name(entry.user), at=entry.action_time) if entry else row)
    return sorted(found, key=lambda row: row.at or row.published_at, reverse=True)


def _kind(model: type[Content]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _full_name(revision: Fields) -> str:
    return f"{revision['first'] or ''} {revision['last'] or ''}".strip() or revision["login"] or ""
