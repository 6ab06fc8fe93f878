"""What was live and is live no more: links that were given away lead on, whatever became of what
they named, and pictures that were shown are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.knowledge.changes import title_of
from wizard.knowledge.references import Name, held_by, names_in, things_of
from wizard.knowledge.values import FormerName, Knowledge

LINKED = {
    "device": "device",
    "light": "pattern",
    "symptom": "symptom",
    "question": "question",
    "option": "option",
    "step": "step",
}
"""What former names call a thing that links carry -> what references call it."""


def with_ways_on(live: Knowledge, new: Knowledge) -> Knowledge:
    """The new content with a former name for every name that links to the live one carry and that
    the new one has nothing for: to what has its earlier name again, else a reason. And with the
    pictures that were ever live and are not in it.
    """
    shown = {*live.former_pictures, *(picture.digest for picture in live.pictures)}
    former_pictures = tuple(sorted(shown - {picture.digest for picture in new.pictures}))
    if former_pictures != new.former_pictures:
        new = replace(new, former_pictures=former_pictures)
    here = names_in(new)
    former = {living_name(row): row for row in new.former_names}
    lost = [name for name in _linked(live) if name[1:] not in here and name[1:] not in former]
    missing = [
        row
        for row in live.former_names
        if living_name(row) not in here and living_name(row) not in former
    ]
    if not lost and not missing:
        return new
    titles = _titles(live)
    called_so_before = {
        (row.kind, row.scope, row.new): row
        for row in reversed(live.former_names)
        if living_name(row) in here
    }
    for kind, *name in lost:
        scope, _, slug = name[1].rpartition("/")
        if scope and (("family" if kind == "light" else "question"), scope) not in here:
            continue  # links name it together with that, which says why itself
        back = called_so_before.get((kind, scope, slug))
        title = titles.get((name[0], name[1]), slug)
        former[name[0], name[1]] = FormerName(
            kind=kind,
            scope=scope,
            old=slug,
            new=back.old if back else "",
            reason="" if back else f"“{title}” was taken out of the guide."[:200],
        )
    former |= {living_name(row): row for row in missing}
    led = tuple(_redirected(row, former, here) for row in former.values())
    kept = sorted(led, key=lambda row: (row.kind, row.scope, row.old))
    return replace(new, former_names=tuple(kept))


def _redirected(row: FormerName, former: dict[Name, FormerName], here: set[Name]) -> FormerName:
    """To where its links end, past names that are former ones, too."""
    met, last = {living_name(row)}, row
    while last.new and (name := target(last)) not in here and name in former:
        if name in met:
            break
        met.add(name)
        last = former[name]
    return replace(row, new=last.new, reason=last.reason if not last.new else row.reason)


def _linked(content: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(kind of a former name, name of a reference) of everything that links carry."""
    kinds = {word: kind for kind, word in LINKED.items()}
    for value in things_of(content):
        if not isinstance(value, FormerName):
            yield from ((kinds[word], word, key) for word, key in held_by(value) if word in kinds)


def _titles(content: Knowledge) -> dict[Name, str]:
    titles = {name: title_of(value) for value in things_of(content) for name in held_by(value)}
    return titles | {
        ("option", f"{question.slug}/{option.slug}"): option.label
        for question in content.questions
        for option in question.options
    }


def living_name(row: FormerName) -> Name:
    """What references called the thing while it had this name."""
    return LINKED[row.kind], "/".join(filter(None, (row.scope, row.old)))


def target(row: FormerName) -> Name:
    """What references call the thing that its links lead to."""
    return LINKED[row.kind], "/".join(filter(None, (row.scope, row.new)))
