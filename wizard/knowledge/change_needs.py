"""What belongs together: which changes cannot go live without which others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wizard.knowledge.change_sets import Change, ObjectChange
from wizard.knowledge.former_names import living_name, target
from wizard.knowledge.references import Name, held_by, mentioned_by, named_by
from wizard.knowledge.values import FormerName


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One change cannot go without another one. `why` is a sentence without its subject."""

    subject: str
    why: str


def needs(changes: Iterable[Change]) -> dict[str, tuple[Need, ...]]:
    """Subject -> the other changes that it cannot go without, each with the reason."""
    some = [change for change in changes if isinstance(change, ObjectChange)]
    adds: dict[Name, list[str]] = defaultdict(list)
    named_before: dict[Name, list[str]] = defaultdict(list)
    for change in some:
        for name in _held(change.after) - _held(change.before):
            adds[name].append(change.subject)
        for name in _named(change.before) - _named(change.after):
            named_before[name].append(change.subject)
    formers = {
        living_name(one): change.subject
        for change in some
        for one in (change.before, change.after)
        if isinstance(one, FormerName) and (change.before is None or change.after is None)
    }
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for change in some:
        mine = found[change.subject]
        for name in _named(change.after):
            for other in adds.get(name, ()):
                mine[other] = "it names this, which is new"
        gone = _held(change.before) - _held(change.after)
        for name in gone:
            for other in named_before.get(name, ()):
                mine[other] = "this names it as people see it now"
        for name in gone ^ (_held(change.after) - _held(change.before)):
            if former := formers.get(name):
                mine[former] = "it says where links with its name lead"
                found[former][change.subject] = "its links lead there only with it"
        if isinstance(change.after, FormerName) and change.after.new:
            for other in adds.get(target(change.after), ()):
                found[other][change.subject] = "it leads links with the earlier name here"
    return {
        subject: tuple(
            Need(subject=other, why=why) for other, why in others.items() if other != subject
        )
        for subject, others in found.items()
    }


def with_needs(chosen: Iterable[str], needed: dict[str, tuple[Need, ...]]) -> frozenset[str]:
    """The chosen subjects with everything that they cannot go without."""
    found, left = set[str](), list(chosen)
    while left:
        subject = left.pop()
        if subject not in found:
            found.add(subject)
            left += [need.subject for need in needed.get(subject, ())]
    return frozenset(found)


def _held(thing: object) -> set[Name]:
    return set(held_by(thing))


def _named(thing: object) -> set[Name]:
    led = {target(thing)} if isinstance(thing, FormerName) and thing.new else set()
    return {*named_by(thing), *mentioned_by(thing), *led}
