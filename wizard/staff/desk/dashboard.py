"""The first page of the staff side: what needs me, what has happened, and the tables in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import get_text_list

from wizard.analysis.audit import ERROR, WARNING, Finding, audit
from wizard.content.draft import RecentActivity, recent_activity
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.knowledge.changes import summary
from wizard.knowledge.values import Knowledge
from wizard.models import ChangeSet, Note, Revision
from wizard.rendering.phrases import counted
from wizard.staff import notes
from wizard.staff.access.roles import content_tables
from wizard.staff.insight import tasks as insight
from wizard.staff.links import TABLES, AdminLinks, finding_row

GROUPS = {
    "Lights": ("pattern", "channel", "lookalike", "colour", "family", "device"),
    "Symptoms": ("symptom", "symptomcause"),
    "Causes": ("cause", "patterncause"),
    "Questions": ("question", "option", "likelihood"),
    "Steps": ("step", "wording", "effect"),
    "Sources": ("source", "dispute"),
    "Guide": ("guide", "faq", "wordspeopleuse", "picture", "formername"),
}
"""What editors think in -> its tables."""

MOST_ACTS, MOST_NOTES, MOST_WARNINGS = 10, 5, 5

UNREAD = ("source-unchecked", "text-unread")
"""Findings about a source or a text that nobody has read for a year."""
EDIT, PUBLISH = "wizard.change_pattern", "wizard.publish_revision"
VERBS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


class Task(NamedTuple):
    """Something that waits for this person.

    `links`: (words, address) of where it is done; `urgency`: error, warning or note.
    """

    words: str
    links: Sequence[tuple[str, str]]
    detail: str = ""
    urgency: str = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did. `href` is empty where the object is gone."""

    at: datetime
    who: str
    verb: str
    what: str
    href: str
    detail: str = ""


AppEntry: TypeAlias = dict[str, Any]
"""An app or a table in Django's list of apps."""


def dashboard(request: HttpRequest) -> dict[str, object]:
    """What the page says besides the tables, for this person. The number of queries is constant."""
    user = request.user
    try:
        live, now = published(), recent_activity()
    except NothingPublishedError as error:
        return {"title": "The staff desk", "error": str(error)}
    acts = sorted([*_admin_acts(), *_revisions()], key=lambda act: act.at, reverse=True)
    may_look = user.has_perm("wizard.view_revision")
    newest = Note.objects.all()[:MOST_NOTES] if user.has_perm(notes.VIEW) else ()
    return {
        "title": "The staff desk",
        "tasks": list(_tasks(request, live, now)),
        "live": live.revision,
        "live_since": parse_datetime(live.published),
        "acts": acts[:MOST_ACTS] if may_look else (),
        "notes": notes.rows(user, newest, live),
        "warnings": _standing(request, live, now.draft) if user.has_perm(EDIT) else (),
    }


def grouped(app_list: Iterable[AppEntry]) -> list[AppEntry]:
    """Django's list of apps as groups of tables that belong together; what a person may not see
    is in neither. “The desk” has those of ours that are left; “People”, those of other apps.
    """
    ours, others = dict[str, AppEntry](), list[AppEntry]()
    for app in app_list:
        if app["app_label"] == "wizard":
            ours = {table["object_name"].lower(): table for table in app["models"]}
        else:
            others += app["models"]
    groups = {
        group: [ours.pop(name) for name in names if name in ours] for group, names in GROUPS.items()
    }
    groups |= {"The desk": list(ours.values()), "People": others}
    return [
        {
            "name": group,
            "app_label": group.lower().replace(" ", "-"),
            "app_url": tables[0]["admin_url"],
            "models": tables,
        }
        for group, tables in groups.items()
        if tables
    ]


# ------------------------------------------------------------------------------------ what needs me
def _tasks(request: HttpRequest, live: Knowledge, now: RecentActivity) -> Iterator[Task]:
    edits_content, publishes = request.user.has_perm(EDIT), request.user.has_perm(PUBLISH)
    if now.edits and (edits_content or publishes):
        yield from _about_the_draft(live, now.draft)
        yield _unpublished(now, publishes=publishes)
    if edits_content or publishes:
        yield from _change_sets(request, publishes=publishes)
    if edits_content:
        for words, detail, href in insight.tasks(live):
            yield Task(words, [("See the numbers", href)], detail)
        yield from _upkeep(now.draft)


def _about_the_draft(live: Knowledge, draft: Knowledge) -> Iterator[Task]:
    found, known = _found(draft), set(map(str, _found(live)))
    errors = sum(finding.severity == ERROR for finding in found)
    new = sum(
        finding.severity == WARNING and finding.code not in UNREAD and str(finding) not in known
        for finding in found
    )
    link = (("See where", reverse("wizard:publish")),)
    if errors:
        detail = "What has one cannot be published before; the rest can."
        yield Task(f"{counted(errors, 'error')} in the drafts", link, detail, ERROR)
    if new:
        detail = "They may be published with a reason."
        yield Task(f"{counted(new, 'new warning')} in the drafts", link, detail, WARNING)


def _unpublished(activity: RecentActivity, *, publishes: bool) -> Task:
    who = get_text_list(list(activity.drafters), "and")
    return Task(
        counted(len(activity.edits), "unpublished change"),
        [("Look and publish" if publishes else "See what they do", reverse("wizard:publish"))],
        f"{summary(activity.edits).partition(': ')[2]}. By {who}.",
        WARNING if publishes else "note",
    )


def _change_sets(request: HttpRequest, *, publishes: bool) -> Iterator[Task]:
    """Those that this person has something to do about, or has asked for."""
    me = request.user.pk
    for one in ChangeSet.objects.open():
        page = reverse("wizard:change_set", args=[one.pk])
        look, decide = [("Look, or cancel it", page)], [("Look and decide", page)]
        mine, who = one.author_id == me, one.author or "a command"
        match one.state:
            case ChangeSet.State.SCHEDULED if one.at and (publishes or mine):
                yield Task(
                    f"{one} goes live on {date_format(one.at, 'j F, H:i')} UTC", look, one.note
                )
            case ChangeSet.State.STOPPED if publishes or mine:
                yield Task(f"{one} stopped", decide, f"{one.note} {one.why}", ERROR)
            case ChangeSet.State.RETURNED if mine:
                words, missing = f"{one} was given back to you", [("See what is missing", page)]
                yield Task(words, missing, f"{one.note} {one.why}", WARNING)
            case ChangeSet.State.READY | ChangeSet.State.ASKED if mine:
                waits = "a second person" if one.state == ChangeSet.State.ASKED else "a publisher"
                yield Task(f"{one}, which you asked for, waits for {waits}", look, one.note)
            case ChangeSet.State.READY | ChangeSet.State.ASKED if publishes:
                if one.colleague_id in (None, me):
                    yield Task(f"{one} waits for you", decide, f"By {who}: {one.note}", WARNING)


def _upkeep(draft: Knowledge) -> Iterator[Task]:
    stale = Counter(
        TABLES[next(kind for kind in TABLES if finding.subject.startswith(kind))]
        for finding in _found(draft)
        if finding.code in UNREAD
    )
    if stale:
        words = counted(stale.total(), "text or source", "texts and sources")
        yield Task(
            f"{words} not read for a year",
            [
                (
                    counted(number, str(meta.verbose_name), str(meta.verbose_name_plural)),
                    f"{_list(str(meta.model_name))}?unread=yes",
                )
                for model, number in stale.items()
                for meta in [model._meta]
            ],
            "Read them again, fix what has changed, and set the day.",
        )
    open_claims = sum(dispute.confidence == "low" for dispute in draft.disputes)
    if open_claims:
        words = f"{counted(open_claims, 'disputed claim')} not settled"
        yield Task(words, [("Settle", f"{_list('dispute')}?confidence__exact=low")])
    causes = [row for pattern in draft.patterns for row in pattern.causes]
    suspected = [row for symptom in draft.symptoms for row in symptom.causes]
    low = [
        (number, counted(number, words, plural), f"{_list(table)}?confidence__exact=low")
        for rows, table, words, plural in (
            (draft.patterns, "pattern", "light", "lights"),
            (draft.causes, "cause", "cause", "causes"),
            (causes, "patterncause", "cause of a light", "causes of lights"),
            (draft.symptoms, "symptom", "symptom", "symptoms"),
            (suspected, "symptomcause", "cause of a symptom", "causes of symptoms"),
        )
        if (number := sum(row.confidence == "low" for row in rows))
    ]
    if low:
        yield Task(
            f"{counted(sum(number for number, *_ in low), 'meaning')} of low confidence",
            [(words, href) for _, words, href in low],
            "People read “unconfirmed” beside them until a source says so.",
        )


def _standing(request: HttpRequest, live: Knowledge, draft: Knowledge) -> list[dict[str, object]]:
    """Warnings that are live, too: publishing does not ask about them, so they are listed here."""
    known = set(map(str, _found(live)))
    found = [
        finding
        for finding in _found(draft)
        if finding.severity == WARNING and finding.code not in UNREAD and str(finding) in known
    ]
    links = AdminLinks(request)
    return [finding_row(links, finding, "", draft) for finding in found[:MOST_WARNINGS]]


def _found(knowledge: Knowledge) -> tuple[Finding, ...]:
    return _findings(knowledge, timezone.localdate())


@lru_cache(maxsize=4)
def _findings(knowledge: Knowledge, today: date) -> tuple[Finding, ...]:
    """Without walking anybody's way: milliseconds, and once a day for each content."""
    return audit(knowledge, today=today)


# -------------------------------------------------------------------------------- what has happened
def _admin_acts() -> Iterator[Act]:
    entries: QuerySet[Any] = LogEntry.objects.filter(
        content_type__app_label="wizard", content_type__model__in=content_tables()
    ).select_related("user", "content_type")
    for entry in entries.order_by("-action_time", "-pk")[:MOST_ACTS]:
        yield Act(
            at=entry.action_time,
            who=entry.user.get_username(),
            verb=VERBS[entry.action_flag],
            what=f"{entry.content_type.name} “{entry.object_repr}”",
            href="" if entry.action_flag == DELETION else entry.get_admin_url() or "",
            detail="" if entry.action_flag != CHANGE else entry.get_change_message(),
        )


def _revisions() -> Iterator[Act]:
    for revision in Revision.objects.live().without_knowledge()[:MOST_ACTS]:
        yield Act(
            at=revision.published_at or timezone.now(),
            who=revision.author.get_username() if revision.author else "a command",
            verb="published",
            what=str(revision).lower(),
            href=reverse("wizard:revision", args=[revision.number]),
            detail=revision.note,
        )


# -------------------------------------------------------------------------------------------- words
def _list(table: str) -> str:
    return reverse(f"admin:wizard_{table}_changelist")
