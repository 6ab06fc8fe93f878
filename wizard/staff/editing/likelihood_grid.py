"""All likelihoods of a question as one table: causes down, answers across.

A cell is known by its name, "cause/answer", or "cause/family/light/answer" where it holds for one
light only; slugs have no slash. Words are kept by that name; a cell without a word is not among
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from wizard import models
from wizard.analysis.audit import Finding
from wizard.analysis.audit.structure import (
    bits_on,
    idle_likelihoods,
    lights_beside,
    likelihood_gaps,
    likelihoods,
    options_never_given,
)
from wizard.diagnosis.model import answer_row
from wizard.knowledge.scales import Answer
from wizard.knowledge.values import (
    LIGHT,
    Cause,
    Knowledge,
    Likelihood,
    Option,
    Pattern,
    PatternKey,
    Question,
    Slug,
)

Words = dict[str, str]
Place = tuple[Slug, PatternKey | None]

NO_LIGHT: PatternKey = ("", "")
"""A light that has no row of its own, so that the general row holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One word. `share`: what it comes to beside the others of its row, 0..1.

    `live`: the word people's answers count by now,
    None where it is the same; empty where there is none.
    """

    name: str
    option: Option
    word: str
    share: float
    live: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cause, or a cause on one light.

    `asked`: lights it occurs on that the question is asked about; `beside`: lights it
    occurs on where only those are asked who are not sure of the light.
    """

    name: str
    cause: Cause
    pattern: Pattern | None
    cells: tuple[Cell, ...]
    asked: tuple[Pattern, ...]
    beside: tuple[Pattern, ...]
    findings: tuple[Finding, ...]


class Grid:
    """The table of a question, with the given words in place of those of the knowledge.

    `live`: what people see now, None if nothing is published. `more`: rows to show although no cell
    has a word yet.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        question: Question,
        live: Knowledge | None = None,
        words: Words | None = None,
        more: tuple[Place, ...] = (),
    ) -> None:
        self.question = question
        self.words = words_of(knowledge, question) if words is None else words
        self._whole = knowledge
        self._knowledge = with_words(knowledge, question, self.words)
        self._live = words_of(live, question) if live else None
        self._more = more

    @property
    def is_sound(self) -> bool:
        """Can the engine compute with it?"""
        return len(self.question.options) > 1

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """In the order of the content; what holds for one light only stands below its cause."""
        beside = lights_beside(self._whole, self.question)
        met = {pair.cause for pattern in beside for pair in pattern.causes}
        rank = {pattern.key: number for number, pattern in enumerate(self._whole.patterns)}
        lights: dict[Slug, list[PatternKey]] = defaultdict(list)
        said = {place_of(name) for name in self.words}
        for cause, pattern in sorted(
            {*said, *self._more}, key=lambda place: rank.get(place[1] or NO_LIGHT, -1)
        ):
            if pattern:
                lights[cause].append(pattern)
        shown = met | {cause for cause, _ in said} | set(lights)
        return tuple(
            self._row(cause, pattern, beside)
            for cause in self._whole.causes
            if cause.slug in shown
            for pattern in (None, *lights[cause.slug])
        )

    def _row(self, cause: Cause, key: PatternKey | None, beside: list[Pattern]) -> Row:
        where = [
            pattern
            for pattern in beside
            if any(pair.cause == cause.slug for pair in pattern.causes)
        ]
        fits = self.question.fits
        on = f" on {'/'.join(key)}" if key else ""
        thing = f"likelihood {self.question.slug}/{cause.slug}{on}"
        name = row_name((cause.slug, key))
        shares = (
            answer_row(self._knowledge, self.question, cause.slug, key or NO_LIGHT)
            if self.is_sound
            else None
        )
        return Row(
            name=name,
            cause=cause,
            pattern=self._whole.pattern[key] if key else None,
            cells=tuple(
                self._cell(f"{name}/{option.slug}", option, shares[number] if shares else 1.0)
                for number, option in enumerate(self.question.options)
            ),
            asked=tuple(pattern for pattern in where if fits(pattern)),
            beside=tuple(pattern for pattern in where if not fits(pattern)),
            findings=tuple(self._findings.get(thing, ())),
        )

    def _cell(self, name: str, option: Option, share: float) -> Cell:
        word = self.words.get(name, "")
        live = self._live.get(name, "") if self._live is not None else word
        return Cell(
            name=name, option=option, word=word, share=share, live=None if live == word else live
        )

    @property
    def worth(self) -> list[tuple[float, Pattern]]:
        """(bits that the question tells, light) of each it is asked about, the most first."""
        if not self.is_sound:
            return []
        worth = [
            (bits_on(self._knowledge, self.question, pattern.key), pattern)
            for pattern in self._knowledge.ways_in
            if self.question.fits(pattern)
        ]
        return sorted(worth, key=lambda one: -one[0])

    @property
    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """What the audit says of an answer, with its words, or of the question, with none."""
        whole = f"question {self.question.slug}"
        options = {f"{whole}, option {one.slug}": one.label for one in self.question.options}
        return tuple(
            (label, finding)
            for thing, label in {whole: "", **options}.items()
            for finding in self._findings.get(thing, ())
        )

    @property
    def places(self) -> tuple[tuple[Cause, tuple[Pattern, ...]], ...]:
        """For each cause the lights it could have a row of its own on."""
        taken = {(row.cause.slug, row.pattern.key) for row in self.rows if row.pattern}
        found = (
            (
                row.cause,
                tuple(
                    light
                    for light in (*row.asked, *row.beside)
                    if light.kind == LIGHT and (row.cause.slug, light.key) not in taken
                ),
            )
            for row in self.rows
            if row.pattern is None
        )
        return tuple((cause, lights) for cause, lights in found if lights)

    @cached_property
    def _findings(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for check in (likelihoods, likelihood_gaps, idle_likelihoods, options_never_given):
            for finding in check(self._knowledge):
                found[finding.subject].append(finding)
        return found

    def cell_names(self) -> set[str]:
        """Of all cells that are shown."""
        return {cell.name for row in self.rows for cell in row.cells}


def row_name(place: Place) -> str:
    """Such as "stuck", or "stuck/camera/solid-red" where it holds for one light."""
    cause, pattern = place
    return "/".join((cause, *(pattern or ())))


def place_of(name: str) -> Place:
    """The row of a cell. Raises ValueError if it can be none's name."""
    match name.split("/"):
        case [cause, _]:
            return cause, None
        case [cause, family, light, _]:
            return cause, (family, light)
        case _:
            raise ValueError(f"“{name}” names no cell.")


def words_of(knowledge: Knowledge, question: Question) -> Words:
    """What the knowledge says, by cell."""
    return {
        f"{row_name((row.cause, row.pattern))}/{option}": word
        for row in knowledge.likelihoods
        if row.question == question.slug
        for option, word in row.words
    }


def with_words(knowledge: Knowledge, question: Question, words: Mapping[str, str]) -> Knowledge:
    """The knowledge with this question and these words alone: enough to audit and weigh a table."""
    rows: dict[Place, list[tuple[Slug, str]]] = defaultdict(list)
    for option in question.options:  # a row's words stand in the order of the answers
        for name, word in words.items():
            if name.endswith(f"/{option.slug}"):
                rows[place_of(name)].append((option.slug, word))
    return replace(
        knowledge,
        questions=(question,),
        likelihoods=tuple(
            Likelihood(question=question.slug, cause=cause, pattern=pattern, words=tuple(said))
            for (cause, pattern), said in rows.items()
        ),
    )


# Two people at one table


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else than it did; empty: no word."""

    before: str
    after: str


def changes(before: Words, after: Words) -> dict[str, Change]:
    """By cell, in the order of its name."""
    names = sorted(before.keys() | after.keys())
    found = {name: Change(before.get(name, ""), after.get(name, "")) for name in names}
    return {name: change for name, change in found.items() if change.before != change.after}


def is_word(word: str) -> bool:
    return word == "" or word in set(Answer)


def _cell_of(row: models.Likelihood) -> str:
    pattern = (row.pattern.family.slug, row.pattern.slug) if row.pattern else None
    return f"{row_name((row.cause.slug, pattern))}/{row.option.slug}"


def write(
    question: models.Question, changed: dict[str, Change]
) -> Iterator[tuple[models.Likelihood, Change]]:
    """Writes cells and yields each row, a deleted one with its key. For use in a transaction."""
    stored = models.Likelihood.objects.for_knowledge().filter(option__question=question)
    rows = {_cell_of(row): row for row in stored}
    options = {option.slug: option for option in question.options.all()}
    causes = models.Cause.objects.in_bulk(field_name="slug")
    patterns = {row.natural_key(): row for row in models.Pattern.rows().with_names()}
    for name, change in changed.items():
        cause, pattern = place_of(name)
        row = rows.get(name) or models.Likelihood(
            option=options[name.rpartition("/")[2]],
            cause=causes[cause],
            pattern=patterns[pattern] if pattern else None,
        )
        row.word = change.after
        if change.after:
            row.save()
        else:
            pk = row.pk
            row.delete()
            row.pk = pk
        yield row, change
