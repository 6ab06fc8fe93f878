"""Who saved what is a draft now, read from Django's log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType

from wizard.content.collect import KINDS
from wizard.content.files import FILES, Row, table_rows
from wizard.content.row_state import whole_columns
from wizard.knowledge.change_sets import Change, ObjectChange, OrderChange
from wizard.knowledge.changes import KINDS as WORDS
from wizard.knowledge.changes import title_of
from wizard.models import Content, FormerName, Key, Likelihood, Revision, target_of

DISCARDED = "The draft was discarded"
"""How a line of the log begins after which nobody's work on a row is left."""

People: TypeAlias = dict[int, str]
"""Number of a person -> their user name."""


def drafted_by(changes: Collection[Change]) -> dict[str, People]:
    """Subject -> who saved it since it was published last; nobody where a command did."""
    since = _published_last(change.subject for change in changes)
    if not since:
        return {}
    subjects = {
        (_kind(row.model), str(row.pk)): subject
        for subject, rows in rows_by_subject().items()
        for row in rows
    }
    removed = {name: change.subject for change in changes for name in _logged_as(change)}
    orders = {_kind(model): section for model, (section, _) in KINDS.items()}
    moved = {change.section for change in changes if isinstance(change, OrderChange)}
    found: dict[str, People] = defaultdict(dict)
    for entry in _entries(min(since.values())):
        kind, name = entry.content_type_id, entry.user.get_username()
        subject = subjects.get((kind, entry.object_id or ""), "")
        if entry.action_flag == DELETION:
            subject = removed.get((kind, entry.object_repr), "")
        about = [subject] if subject else []
        if orders.get(kind) in moved and '"Position"' in entry.change_message:
            about.append(orders[kind])
        for one in about:
            if one in since and entry.action_time > since[one]:
                if entry.change_message.startswith(DISCARDED):
                    found[one].clear()
                else:
                    found[one][entry.user_id] = name
    return dict(found)


def rows_by_subject() -> dict[str, list[Row]]:
    """Subject -> the rows of the tables that it is made of, its own first."""
    tables = table_rows()
    owners: dict[tuple[type[Content], Key], str] = {}
    found: dict[str, list[Row]] = defaultdict(list)
    for model in FILES.values():
        for row in tables[model]:
            if model in KINDS:
                subject = _subject(model, row.key)
            else:
                (column, *_) = whole_columns(model)
                subject = owners.get((target_of(column), tuple(row.fields[column.name])), "")
            owners[model, row.key] = subject
            found[subject].append(row)
    return found


def model_of(section: str) -> type[Content]:
    """The table of the objects of a section."""
    return next(model for model, (name, _) in KINDS.items() if name == section)


def _subject(model: type[Content], key: Key) -> str:
    word = WORDS.get(KINDS[model][0], "guide")
    if model is Likelihood:
        question, _, cause, *light = key
        place = "/".join(str(part) for part in light if part)
        return f"{word} {question}/{cause}{f' on {place}' if place else ''}"
    names = filter(None, map(str, key)) if model is FormerName else map(str, key)
    return f"{word} {'/'.join(names)}" if word != "guide" else word


def _published_last(subjects: Iterable[str]) -> dict[str, datetime]:
    """Subject -> when a revision last changed it, or when the memory of that begins."""
    left, found = set(subjects), dict[str, datetime]()
    for at, changed in Revision.objects.live().values_list("published_at", "subjects"):
        known = left if changed is None else left & set(changed)
        if at is not None:
            found.update(dict.fromkeys(known, at))
        left -= known
        if not left:
            break
    return found


def _entries(since: datetime) -> Iterable[Any]:
    kinds = ContentType.objects.get_for_models(*FILES.values()).values()
    entries = LogEntry.objects.filter(content_type__in=kinds, action_time__gt=since)
    return entries.select_related("user").order_by("action_time", "pk")


def _logged_as(change: Change) -> list[tuple[int, str]]:
    """How the log may call what was deleted."""
    if not isinstance(change, ObjectChange) or change.after is not None:
        return []
    name = change.subject.partition(" ")[2]
    kind = _kind(model_of(change.section))
    return [(kind, called) for called in (title_of(change.before), name.replace("/", " / "), name)]


def _kind(model: type[Content]) -> int:
    return int(ContentType.objects.get_for_model(model).pk)
