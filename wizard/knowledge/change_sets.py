"""Change sets: some of the changes between two contents, applied to a third.

A revision is what was live before it with a change set applied. Publishing a part of the draft,
publishing at a time, taking a revision back and throwing drafts away are all the same: changes
between two contents, perhaps inverted, applied to a third.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter
from typing import TypeAlias, get_args, get_type_hints

from wizard.knowledge.changes import KINDS, objects, same_order
from wizard.knowledge.former_names import living_name
from wizard.knowledge.names import words_for
from wizard.knowledge.references import Name, held_by, named_by, names_in, things_of
from wizard.knowledge.serialise import Frozen, plain, thaw_value
from wizard.knowledge.values import FormerName, Guide, Knowledge, Likelihood, Step

GUIDE = "guide"

LIKELIHOODS = "likelihoods"

PLACED = tuple(section for section in KINDS if section != LIKELIHOODS)
"""Fields of `Knowledge` whose order staff decide. Likelihoods stand in that of their questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectChange:
    """One object with its parts, before and after; None: it is not there.

    `section`: its field of `Knowledge`. `place`: of an object that comes or goes, the subjects that
    stand before it in the content that has it.
    """

    subject: str
    section: str
    before: object | None
    after: object | None
    place: tuple[str, ...] = ()

    @property
    def inverse(self) -> ObjectChange:
        return replace(self, before=self.after, after=self.before)

    def fits(self, held: Mapping[str, object]) -> bool:
        """Does a content with these objects say what this changes, or say it changed already?"""
        return self.is_done(held) or self.inverse.is_done(held)

    def is_done(self, held: Mapping[str, object]) -> bool:
        """Does a content say it changed already?"""
        return _said(held.get(self.subject)) == _said(self.after)

    def on(self, held: Mapping[str, object]) -> ObjectChange:
        """The same end, whatever a content says now."""
        return replace(self, before=held.get(self.subject))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """The order of a section: the subjects in it, before and after."""

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def subject(self) -> str:
        return self.section

    @property
    def inverse(self) -> OrderChange:
        return replace(self, before=self.after, after=self.before)

    def fits(self, held: Mapping[str, object]) -> bool:
        return self.is_done(held) or self.inverse.is_done(held)

    def is_done(self, held: Mapping[str, object]) -> bool:
        return same_order(held, self.after)

    def on(self, held: Mapping[str, object]) -> OrderChange:
        return replace(self, before=tuple(held))


Change: TypeAlias = ObjectChange | OrderChange


class ConflictError(Exception):
    """Objects of a content say something else by now than what was to be changed. `subjects` are
    they; the message calls them what people do.
    """

    def __init__(self, subjects: tuple[str, ...], content: Knowledge) -> None:
        self.subjects = subjects
        names = ", ".join(words_for(content, subject) for subject in subjects)
        super().__init__(f"Changed otherwise in the meantime: {names}.")


def changes_between(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    """Everything that differs, in the order of the content; what is gone last in its section."""
    found: list[Change] = []
    for section in (GUIDE, *KINDS):
        before, after = objects(old, section), objects(new, section)
        for subject in after | before:
            was, becomes = before.get(subject), after.get(subject)
            if _said(was) != _said(becomes):
                has_place = section in PLACED and not (was and becomes)
                place = _before(subject, after if becomes else before) if has_place else ()
                found.append(
                    ObjectChange(
                        subject=subject, section=section, before=was, after=becomes, place=place
                    )
                )
        if section in PLACED and not same_order(before, after):
            found.append(OrderChange(section=section, before=tuple(before), after=tuple(after)))
    return tuple(found)


def apply(content: Knowledge, changes: Iterable[Change]) -> Knowledge:
    """The content with these changes; what they do not name stays. Raises `ConflictError` if it
    says something else than what is changed.
    """
    chosen = tuple(changes)
    if conflicts := conflicting(content, chosen):
        raise ConflictError(tuple(change.subject for change in conflicts), content)
    fields: dict[str, object] = {}
    by_section = _by_section(chosen)
    for section, some in by_section.items():
        held = _with(objects(content, section), some)
        fields[section] = held[GUIDE] if section == GUIDE else tuple(held.values())
    made: Knowledge = replace(content, **fields)  # type: ignore[arg-type]
    moves_answers = by_section.keys() & {LIKELIHOODS, "questions", "causes", "patterns", "families"}
    return _with_likelihoods_in_order(made) if moves_answers else made


def conflicting(content: Knowledge, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of which the content says neither what was before nor what comes after."""
    return tuple(change for change, held in _beside(content, changes) if not change.fits(held))


def is_live(content: Knowledge, changes: Iterable[Change]) -> bool:
    """Does the content say all of what the changes lead to?"""
    return all(change.is_done(held) for change, held in _beside(content, changes))


def forced(content: Knowledge, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same ends, whatever the content says now."""
    return tuple(change.on(held) for change, held in _beside(content, changes))


def merged(live: Knowledge, draft: Knowledge, chosen: Collection[str]) -> Knowledge:
    """What is live with the draft of the chosen subjects, of none or of all of them."""
    return apply(live, (one for one in changes_between(live, draft) if one.subject in chosen))


def rebased(draft: Knowledge, old: Knowledge, new: Knowledge) -> Knowledge:
    """The draft after people see `new` in place of `old`.

    What differed from the old content stays, because somebody works on it; the rest follows, but
    for what a draft still names. A name that a draft has is no former name there.
    """
    follows = {
        change.subject: change
        for change, held in _beside(draft, changes_between(old, new))
        if _is_untouched(change, held)
    }
    while True:
        made = apply(draft, follows.values())
        dangling, living = _dangling(made), names_in(made)
        stay = {
            subject
            for subject, change in follows.items()
            if isinstance(change, ObjectChange)
            and (_breaks(change, dangling) or _retires_one_of(living, change))
        }
        if not stay:
            return made
        follows = {subject: one for subject, one in follows.items() if subject not in stay}


def inverted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What takes these changes back."""
    return tuple(change.inverse for change in changes)


# JSON


def freeze_changes(changes: Iterable[Change]) -> list[Frozen]:
    """Changes as plain dicts and lists, ready for JSON."""
    return [plain(change) for change in changes]


def thaw_changes(frozen: Iterable[Frozen]) -> tuple[Change, ...]:
    """The changes that were frozen. Raises `TypeError` as `serialise.thaw` does."""
    return tuple(map(_thawed, frozen))


def _thawed(frozen: Frozen) -> Change:
    if "subject" not in frozen:
        return thaw_value(OrderChange, frozen)
    kind = _kinds()[frozen["section"]]
    before, after = (
        frozen[side] and thaw_value(kind, frozen[side]) for side in ("before", "after")
    )
    return replace(thaw_value(ObjectChange, frozen), before=before, after=after)


def _kinds() -> dict[str, type]:
    hints = get_type_hints(Knowledge)
    return {GUIDE: Guide, **{section: get_args(hints[section])[0] for section in KINDS}}


# One section


def _by_section(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.section].append(change)
    return found


def _beside(
    content: Knowledge, changes: Iterable[Change]
) -> Iterator[tuple[Change, dict[str, object]]]:
    """Each change with what the content has in its section."""
    for section, some in _by_section(changes).items():
        held = objects(content, section)
        yield from ((change, held) for change in some)


def _with(held: dict[str, object], changes: Sequence[Change]) -> dict[str, object]:
    values, order = dict(held), list(held)
    for change in changes:
        if isinstance(change, ObjectChange):
            if change.after is None:
                values.pop(change.subject, None)
                order = [name for name in order if name != change.subject]
            else:
                if change.subject not in values:
                    order.insert(_position(order, change.place), change.subject)
                values[change.subject] = change.after
    for change in changes:
        if isinstance(change, OrderChange):
            order = _ordered(order, change.after)
    return {name: values[name] for name in order}


def _position(order: Sequence[str], place: Sequence[str]) -> int:
    """Behind the nearest of those that stand before it."""
    there = {name: number for number, name in enumerate(order)}
    return next((there[name] + 1 for name in reversed(place) if name in there), 0)


def _ordered(order: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """In the order that is wanted; what that does not name stays behind what it stood behind."""
    placed = [name for name in wanted if name in set(order)]
    for number, name in enumerate(order):
        if name not in wanted:
            placed.insert(_position(placed, order[:number]), name)
    return placed


def _before(subject: str, held: dict[str, object]) -> tuple[str, ...]:
    names = list(held)
    return tuple(names[: names.index(subject)])


def _said(value: object) -> object:
    """What tells an object apart. The words of answers have no order of their own, and people of a
    family read the same, however wordings are cut.
    """
    match value:
        case Likelihood():
            return replace(value, words=tuple(sorted(value.words)))
        case Step():
            worded = [
                (family, replace(wording, slug="", families=()))
                for wording in value.wordings
                for family in wording.families
            ]
            return replace(value, wordings=()), sorted(worded, key=itemgetter(0))
        case _:
            return value


def _with_likelihoods_in_order(content: Knowledge) -> Knowledge:
    """As the tables give them: by question, cause and light, answers as in the question."""
    question, cause = _place_in(content.question), _place_in(content.cause)
    family, light = _place_in(content.family), _place_in(content.pattern)
    answer = _place_in(
        (question.slug, option.slug)
        for question in content.questions
        for option in question.options
    )
    rows = sorted(
        content.likelihoods,
        key=lambda row: (
            question(row.question),
            cause(row.cause),
            (family(row.pattern[0]), light(row.pattern)) if row.pattern else (-1, -1),
        ),
    )
    return replace(
        content,
        likelihoods=tuple(
            replace(
                row,
                words=tuple(sorted(row.words, key=lambda word: answer((row.question, word[0])))),
            )
            for row in rows
        ),
    )


def _place_in(names: Iterable[Hashable]) -> Callable[[Hashable], int]:
    """Where a name stands among these; behind them if it does not."""
    places = {name: place for place, name in enumerate(names)}
    return lambda name: places.get(name, len(places))


def _is_untouched(change: Change, held: Mapping[str, object]) -> bool:
    """Does the draft say what was live before?"""
    if isinstance(change, OrderChange):
        return change.fits(held)
    return change.inverse.is_done(held)


def _dangling(content: Knowledge) -> set[Name]:
    """What is named and not there."""
    return set(chain.from_iterable(map(named_by, things_of(content)))) - names_in(content)


def _retires_one_of(living: set[Name], change: ObjectChange) -> bool:
    """Does it come with a former name that is one of a thing still?"""
    row = change.after
    return isinstance(row, FormerName) and change.before is None and living_name(row) in living


def _breaks(change: ObjectChange, dangling: set[Name]) -> bool:
    gone = set(held_by(change.before)) - set(held_by(change.after))
    return bool(dangling & (gone | set(named_by(change.after))))
