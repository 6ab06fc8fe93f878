"""What of the draft somebody has chosen, for the pages that act on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.text import capfirst

from wizard.content.change_sets import changes_of
from wizard.content.draft import draft
from wizard.content.live import published
from wizard.content.who_drafted import People, drafted_by
from wizard.knowledge.change_needs import Need, needs, with_needs
from wizard.knowledge.change_sets import LIKELIHOODS, Change, ObjectChange, changes_between
from wizard.knowledge.changes import ADDED, CHANGED, KINDS, REMOVED, title_of
from wizard.knowledge.names import CALLED, words_for
from wizard.knowledge.values import Knowledge
from wizard.models import ChangeSet

MOST_TICKED = 300
"""So many objects can be ticked one by one; an address has no room for more."""

ALL, MINE, READY = "all", "mine", "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A changed object as a line with a box to tick. `token` names it in an address."""

    change: Change
    title: str
    ticked: bool
    ready: bool
    needs: tuple[str, ...]

    @property
    def token(self) -> str:
        return token_of(self.change.subject)

    @property
    def kind(self) -> str:
        """Empty where the title says it."""
        if not isinstance(self.change, ObjectChange) or self.change.section == LIKELIHOODS:
            return ""
        kind = KINDS.get(self.change.section, "")
        return CALLED.get(kind, kind)

    @property
    def what(self) -> str:
        if not isinstance(self.change, ObjectChange) or (self.change.before and self.change.after):
            return CHANGED
        return ADDED if self.change.before is None else REMOVED


@dataclass(frozen=True)
class Selection:
    """The changes of the draft, and which of them are chosen. `of`: a word of `ALL, MINE, READY`,
    empty where they were ticked one by one.
    """

    person: User
    changes: tuple[Change, ...]
    of: str
    tokens: frozenset[str]

    @cached_property
    def chosen(self) -> frozenset[str]:
        every = [change.subject for change in self.changes]
        if self.of == MINE:
            return with_needs(self.mine, self.needs)
        if self.of == READY:
            return with_needs(self.ready, self.needs)
        if self.of == ALL:
            return frozenset(every)
        return frozenset(subject for subject in every if token_of(subject) in self.tokens)

    @cached_property
    def names(self) -> dict[str, str]:
        now = draft()
        return {change.subject: title(change, now) for change in self.changes}

    @property
    def only(self) -> frozenset[str] | None:
        """The chosen subjects; None if they are all."""
        return None if len(self.chosen) == len(self.changes) else self.chosen

    @cached_property
    def needs(self) -> dict[str, tuple[Need, ...]]:
        return needs(self.changes)

    @cached_property
    def people(self) -> dict[str, People]:
        return drafted_by(self.changes)

    @cached_property
    def mine(self) -> frozenset[str]:
        return frozenset(
            subject for subject, people in self.people.items() if self.person.pk in people
        )

    @cached_property
    def ready(self) -> frozenset[str]:
        """What somebody said is ready, and nobody has changed since."""
        said = {
            (one.subject, one.after)
            for change_set in ChangeSet.objects.filter(state=ChangeSet.State.READY)
            for one in changes_of(change_set)
        }
        return frozenset(one.subject for one in self.changes if (one.subject, one.after) in said)

    @cached_property
    def missing(self) -> list[tuple[str, str, str]]:
        """(chosen, what it cannot go without, why), in people’s words."""
        names = self.names
        return [
            (names[subject], names[need.subject], need.why)
            for subject in names
            if subject in self.chosen
            for need in self.needs.get(subject, ())
            if need.subject not in self.chosen
        ]

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """(words, `of`, is it chosen): what can be ticked at once."""
        ways = ((ALL, "Everything", self.changes), (MINE, "Mine", self.mine))
        return [
            (f"{words} ({len(some)})", of, self.of == of)
            for of, words, some in (*ways, (READY, "All that is ready", self.ready))
            if some
        ]

    @property
    def complete(self) -> str:
        """The query that chooses what is missing, too."""
        return query(with_needs(self.chosen, self.needs))

    @property
    def by_people(self) -> list[tuple[str, list[Row]]]:
        """(who, rows), the person’s own first."""
        names = self.names
        groups: dict[tuple[int, str], list[Row]] = {}
        for change in self.changes:
            people = self.people.get(change.subject, {})
            who = " and ".join(sorted(people.values())) or "a command"
            order = 0 if self.person.pk in people else 1 if people else 2
            row = Row(
                change=change,
                title=names[change.subject],
                ticked=change.subject in self.chosen,
                ready=change.subject in self.ready,
                needs=tuple(
                    sorted({names[need.subject] for need in self.needs.get(change.subject, ())})
                ),
            )
            groups.setdefault((order, who), []).append(row)
        return [(who, groups[order, who]) for order, who in sorted(groups)]


def selected(person: User, asked: QueryDict) -> Selection:
    """What an address says: `of=mine`, or `o=` for each ticked box; without either, everything."""
    tokens = frozenset(asked.getlist("o"))
    of = asked.get("of", "")
    known = of if of in (ALL, MINE, READY) else "" if tokens or "pick" in asked else ALL
    return Selection(person, changes_between(published(), draft()), known, tokens)


def query(subjects: Iterable[str]) -> str:
    """The address’s words for these subjects."""
    return "?" + "&".join(["pick=1", *(f"o={token_of(subject)}" for subject in sorted(subjects))])


def token_of(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()[:8]


def title(change: Change, content: Knowledge | None = None) -> str:
    """What people call it. `content`: has what it names, what people see if it is not given."""
    if isinstance(change, ObjectChange):
        if change.subject == "guide":
            return "What holds for every page"
        if change.section == LIKELIHOODS:
            return capfirst(words_for(content or published(), change.subject))
        return title_of(change.after or change.before)
    return f"Order of the {change.section.replace('_', ' ')}"
