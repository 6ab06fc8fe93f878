"""Change sets: some of the changes between two contents, applied to a third.

A revision is what was live before it with a change set applied. Publishing a part of the draft,
publishing at a time, taking a revision back and throwing drafts away are all the same: changes
between two contents, perhaps inverted, applied to a third.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter
from typing import TypeAlias, get_args, get_type_hints

from wizard.knowledge.changes import KINDS, subject_of
from wizard.knowledge.references import held_by, mentioned_by, named_by
from wizard.knowledge.serialise import Frozen, plain, thaw_value
from wizard.knowledge.values import FormerName, Guide, Knowledge, Likelihood, PatternKey, Step

GUIDE = "guide"

LIKELIHOODS = "likelihoods"

PLACED = tuple(section for section in KINDS if section != LIKELIHOODS)
"""Fields of `Knowledge` whose order staff decide. Likelihoods stand in that of their questions."""

LINKED = {
    "device": "device",
    "light": "pattern",
    "symptom": "symptom",
    "question": "question",
    "option": "option",
    "step": "step",
}
"""What former names call a thing that links carry -> what references call it."""


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
        """Does a content say what this changes, or say it changed already? `held`: the objects of
        its section.
        """
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
        return _common(held, self.after) == _common(self.after, held)

    def on(self, held: Mapping[str, object]) -> OrderChange:
        return replace(self, before=tuple(held))


Change: TypeAlias = ObjectChange | OrderChange


class ConflictError(Exception):
    """Objects say something else by now than what was to be changed. `subjects` names them."""

    def __init__(self, subjects: tuple[str, ...]) -> None:
        self.subjects = subjects
        super().__init__(f"Changed otherwise in the meantime: {', '.join(subjects)}.")


def changes_between(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    """Everything that differs, in the order of the content; what is gone comes last in its
    section.
    """
    found: list[Change] = []
    for section in (GUIDE, *KINDS):
        before, after = objects(old, section), objects(new, section)
        for subject in [*after, *(name for name in before if name not in after)]:
            was, becomes = before.get(subject), after.get(subject)
            if _said(was) != _said(becomes):
                has_place = section in PLACED and not (was and becomes)
                place = _before(subject, after if becomes else before) if has_place else ()
                found.append(
                    ObjectChange(
                        subject=subject, section=section, before=was, after=becomes, place=place
                    )
                )
        if section in PLACED and _common(before, after) != _common(after, before):
            found.append(OrderChange(section=section, before=tuple(before), after=tuple(after)))
    return tuple(found)


def apply(content: Knowledge, changes: Iterable[Change]) -> Knowledge:
    """The content with these changes; what they do not name stays as it is.

    Raises `ConflictError` if the content says something else than what is changed.
    """
    chosen = tuple(changes)
    if conflicts := conflicting(content, chosen):
        raise ConflictError(tuple(change.subject for change in conflicts))
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
    return tuple(
        change
        for section, some in _by_section(changes).items()
        for held in [objects(content, section)]
        for change in some
        if not change.fits(held)
    )


def is_live(content: Knowledge, changes: Iterable[Change]) -> bool:
    """Does the content say all of what the changes lead to?"""
    return all(
        change.is_done(held)
        for section, some in _by_section(changes).items()
        for held in [objects(content, section)]
        for change in some
    )


def forced(content: Knowledge, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same ends, whatever the content says now."""
    return tuple(
        change.on(held)
        for section, some in _by_section(changes).items()
        for held in [objects(content, section)]
        for change in some
    )


def merged(live: Knowledge, draft: Knowledge, chosen: Collection[str]) -> Knowledge:
    """What is live with the draft of the chosen subjects: all of them are the draft, none are what
    is live.
    """
    return apply(live, (one for one in changes_between(live, draft) if one.subject in chosen))


def rebased(draft: Knowledge, old: Knowledge, new: Knowledge) -> Knowledge:
    """The draft after people see `new` in place of `old`.

    What differed from the old content stays, because somebody works on it; the rest follows, but
    for what a draft still names. A name that a draft has is no former name there.
    """
    follows = {
        change.subject: change
        for section, some in _by_section(changes_between(old, new)).items()
        for held in [objects(draft, section)]
        for change in some
        if _is_untouched(change, held)
    }
    while True:
        made = apply(draft, follows.values())
        dangling = _dangling(made)
        stay = {
            subject
            for subject, change in follows.items()
            if isinstance(change, ObjectChange) and _breaks(change, dangling)
        }
        living = set(chain.from_iterable(map(held_by, _values(made))))
        stay |= {
            subject
            for subject, change in follows.items()
            if isinstance(change, ObjectChange)
            and isinstance(change.after, FormerName)
            and change.before is None
            and _living_name(change.after) in living
        }
        if not stay:
            return made
        follows = {subject: one for subject, one in follows.items() if subject not in stay}


def inverted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What takes these changes back."""
    return tuple(change.inverse for change in changes)


# What belongs together


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One change cannot go without another one. `why` is a sentence without its subject."""

    subject: str
    why: str


def needs(changes: Iterable[Change]) -> dict[str, tuple[Need, ...]]:
    """Subject -> the other changes that it cannot go without, each with the reason."""
    some = [change for change in changes if isinstance(change, ObjectChange)]
    adds: dict[tuple[str, str], list[str]] = defaultdict(list)
    named_before: dict[tuple[str, str], list[str]] = defaultdict(list)
    for change in some:
        for name in _held(change.after) - _held(change.before):
            adds[name].append(change.subject)
        for name in _named(change.before) - _named(change.after):
            named_before[name].append(change.subject)
    formers = {
        _living_name(one): change.subject
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
            for other in adds.get(_target(change.after), ()):
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


# Links that were given away lead on


def with_ways_on(live: Knowledge, new: Knowledge) -> Knowledge:
    """The new content with a former name for every name that links to the live one carry and that
    the new one has nothing for: to what has its earlier name again, else a reason.
    """
    here = set(chain.from_iterable(map(held_by, _values(new))))
    former = {_living_name(row): row for row in new.former_names}
    lost = [name for name in _linked(live) if name[1:] not in here and name[1:] not in former]
    missing = [
        row
        for row in live.former_names
        if _living_name(row) not in here and _living_name(row) not in former
    ]
    if not lost and not missing:
        return new
    titles = _titles(live)
    for kind, *name in lost:
        scope, _, slug = name[1].rpartition("/")
        if scope and (("family" if kind == "light" else "question"), scope) not in here:
            continue  # links name it together with that, which says why itself
        back = next(
            (
                row
                for row in live.former_names
                if (row.kind, row.scope, row.new) == (kind, scope, slug)
                and _living_name(row) in here
            ),
            None,
        )
        title = titles.get((name[0], name[1]), slug)
        former[name[0], name[1]] = FormerName(
            kind=kind,
            scope=scope,
            old=slug,
            new=back.old if back else "",
            reason="" if back else f"“{title}” was taken out of the guide."[:200],
        )
    former |= {_living_name(row): row for row in missing}
    led = tuple(_redirected(row, former, here) for row in former.values())
    kept = sorted(led, key=lambda row: (row.kind, row.scope, row.old))
    return replace(new, former_names=tuple(kept))


def _redirected(
    row: FormerName, former: dict[tuple[str, str], FormerName], here: set[tuple[str, str]]
) -> FormerName:
    """To where its links end, past names that are former ones, too."""
    met, last = {_living_name(row)}, row
    while last.new and (target := _target(last)) not in here and target in former:
        if target in met:
            break
        met.add(target)
        last = former[target]
    return replace(row, new=last.new, reason=last.reason if not last.new else row.reason)


def _linked(content: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(kind of a former name, name of a reference) of everything that links carry."""
    kinds = {word: kind for kind, word in LINKED.items()}
    for value in _values(content):
        if not isinstance(value, FormerName):
            yield from ((kinds[word], word, key) for word, key in held_by(value) if word in kinds)


def _titles(content: Knowledge) -> dict[tuple[str, str], str]:
    titles = {
        name: str(getattr(value, "title", "") or getattr(value, "name", ""))
        for value in _values(content)
        for name in held_by(value)
    }
    return (
        titles
        | {
            ("option", f"{question.slug}/{option.slug}"): option.label
            for question in content.questions
            for option in question.options
        }
        | {("question", question.slug): question.text for question in content.questions}
    )


def _living_name(row: FormerName) -> tuple[str, str]:
    return LINKED[row.kind], "/".join(filter(None, (row.scope, row.old)))


def _target(row: FormerName) -> tuple[str, str]:
    return LINKED[row.kind], "/".join(filter(None, (row.scope, row.new)))


# JSON


def freeze_changes(changes: Iterable[Change]) -> list[Frozen]:
    """Changes as plain dicts and lists, ready for JSON."""
    return [plain(change) for change in changes]


def thaw_changes(frozen: Iterable[Frozen]) -> tuple[Change, ...]:
    """The changes that were frozen. Raises `TypeError` as `serialise.thaw` does."""
    return tuple(map(_thawed, frozen))


def _thawed(frozen: Frozen) -> Change:
    if "subject" not in frozen:
        return OrderChange(
            section=frozen["section"],
            before=tuple(frozen["before"]),
            after=tuple(frozen["after"]),
        )
    kind = _kinds()[frozen["section"]]
    before, after = (
        None if frozen[side] is None else thaw_value(kind, frozen[side])
        for side in ("before", "after")
    )
    return ObjectChange(
        subject=frozen["subject"],
        section=frozen["section"],
        before=before,
        after=after,
        place=tuple(frozen["place"]),
    )


def _kinds() -> dict[str, type]:
    hints = get_type_hints(Knowledge)
    return {GUIDE: Guide, **{section: get_args(hints[section])[0] for section in KINDS}}


# One section


def _by_section(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.section].append(change)
    return found


def objects(content: Knowledge, section: str) -> dict[str, object]:
    """Subject -> object of a field of `Knowledge`, in its order."""
    held = getattr(content, section)
    return {
        subject_of(KINDS.get(section, ""), value): value
        for value in (held if isinstance(held, tuple) else (held,))
    }


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


def _common(names: Iterable[str], others: Collection[str]) -> list[str]:
    there = set(others)
    return [name for name in names if name in there]


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
    places = [
        {slug: place for place, slug in enumerate(names)}
        for names in (content.question, content.cause, content.family)
    ]
    lights = {pattern.key: place for place, pattern in enumerate(content.patterns)}
    answers = {
        (question.slug, option.slug): place
        for question in content.questions
        for place, option in enumerate(question.options)
    }
    questions, causes, families = places
    last = len(content.likelihoods) + len(answers)

    def light(key: PatternKey | None) -> tuple[int, int]:
        return (families.get(key[0], last), lights.get(key, last)) if key else (-1, -1)

    rows = sorted(
        content.likelihoods,
        key=lambda row: (
            questions.get(row.question, last),
            causes.get(row.cause, last),
            light(row.pattern),
        ),
    )
    return replace(
        content,
        likelihoods=tuple(
            replace(
                row,
                words=tuple(
                    sorted(row.words, key=lambda word: answers.get((row.question, word[0]), last))
                ),
            )
            for row in rows
        ),
    )


# Names


def _values(content: Knowledge) -> Iterator[object]:
    yield content.guide
    for section in KINDS:
        yield from getattr(content, section)


def _held(value: object | None) -> set[tuple[str, str]]:
    return set() if value is None else set(held_by(value))


def _named(value: object | None) -> set[tuple[str, str]]:
    if value is None:
        return set()
    led = {_target(value)} if isinstance(value, FormerName) and value.new else set()
    return {*named_by(value), *mentioned_by(value), *led}


def _is_untouched(change: Change, held: Mapping[str, object]) -> bool:
    """Does the draft say what was live before?"""
    if isinstance(change, OrderChange):
        return change.fits(held)
    return change.inverse.is_done(held)


def _dangling(content: Knowledge) -> set[tuple[str, str]]:
    """What is named and not there."""
    here = set(chain.from_iterable(map(held_by, _values(content))))
    return set(chain.from_iterable(map(named_by, _values(content)))) - here


def _breaks(change: ObjectChange, dangling: set[tuple[str, str]]) -> bool:
    gone = _held(change.before) - _held(change.after)
    return bool(dangling & (gone | set(named_by(change.after) if change.after else ())))
