"""Daily totals as tables: by device, light, symptom, question, step, page and search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wizard.analysis.audit.findings import name
from wizard.insight.keys import (
    ANSWERED,
    ASKED,
    CANNOT,
    CHANGED,
    CLEAR,
    EXPECTED,
    FIXED,
    LEFT,
    NO_CHANGE,
    PAGES,
    SEARCHES,
    SEEN,
    SET_ASIDE,
    STEP,
    UNCLEAR,
    UNSURE_OF,
    VAIN,
)
from wizard.knowledge.values import SYMPTOM, Knowledge, Pattern, Question

FEW = 20
"""Fewer than this say nothing, and could be somebody: they are shown as “too few”."""

ODD, ODD_FROM, WEEK = 10, 200, 7
"""A day with ten times the mean of the week before it is odd, if it has so many events at all."""

DISAPPOINTS = 0.1
"""From this share (0..1) on that a step fixes less than was expected, it disappoints."""

OFTEN_UNSURE, OFTEN_UNCLEAR = 0.25, 0.25
"""Shares 0..1 from which on a question, or a page, wants an editor."""

Sums = Mapping[tuple[str, str], int]
"""(kind, key) -> how many."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`share`: of `whole`, 0..1; None for a plain number, which is then `whole` itself."""

    whole: int
    share: float | None = None

    @property
    def is_known(self) -> bool:
        return self.whole >= FEW or (self.share is None and self.whole == 0)

    @property
    def text(self) -> str:
        if not self.is_known:
            return "too few"
        return (
            f"{self.whole:,}"
            if self.share is None
            else f"{100 * self.share:.0f} %".replace("-", "−")
        )

    @property
    def number(self) -> float | None:
        """What a spreadsheet gets; None where it is too few."""
        if not self.is_known:
            return None
        return self.whole if self.share is None else round(self.share, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """`subject`: as the tables name it, such as "step restart-router"; empty where it is no row."""

    name: str
    subject: str
    figures: tuple[Figure, ...]
    change: str = ""
    bar: float = 0.0
    """Its figure that decides the order, of the largest one in per cent."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: what the figures are. Rows with most to look at come first: sorted by the column
    at `by`, `order` "ascending" or "descending".
    """

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    by: int
    order: str


def share(part: int, whole: int) -> Figure:
    """Never more than everything: two reports of one page can fall on two days."""
    return Figure(whole, min(1.0, part / whole) if whole else 0.0)


def change(now: int, days: int, before: int, days_before: int) -> str:
    """Per day against the time before: "+12 %"; empty where either is too few."""
    if now < FEW or before < FEW:
        return ""
    percent = round(100 * (now / days) / (before / days_before)) - 100
    return f"{percent:+} %".replace("-", "−")


def odd_days(totals: Mapping[date, int]) -> set[date]:
    found = set()
    for day, number in totals.items():
        week = [totals.get(day - timedelta(days=back), 0) for back in range(1, WEEK + 1)]
        known = [one for one in week if one]
        if known and number >= ODD_FROM and number >= ODD * sum(known) / len(known):
            found.add(day)
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """Sums of a number of days, and of the 28 days before them."""

    sums: Sums
    days: int
    before: Sums
    days_before: int = 28

    def of(self, kind: str, *keys: str) -> int:
        return sum(self.sums.get((kind, key), 0) for key in keys)

    def change(self, kind: str, keys: Sequence[str]) -> str:
        was = sum(self.before.get((kind, key), 0) for key in keys)
        return change(self.of(kind, *keys), self.days, was, self.days_before)

    def within(self, kind: str, part: str) -> int:
        """Of all keys that hold this between slashes or at an end, such as a question's."""
        return sum(
            number
            for (of, key), number in self.sums.items()
            if of == kind and f"/{part}/" in f"/{key}/"
        )


def devices(knowledge: Knowledge, period: Period) -> Table:
    rows = []
    for device in knowledge.devices:
        lights = [light.slug for light in knowledge.ways_in_of(device.family)]
        others = [*lights, "unsure", "other"]
        looked_at = [f"device/{device.slug}", f"lights/{device.slug}"]
        looked_up = [f"light/{device.slug}/{light}" for light in lights]
        ends = (
            [f"{kind}/{device.slug}/{light}" for light in others]
            for kind in ("result", "fixed", "support")
        )
        figures = tuple(Figure(period.of(SEEN, *keys)) for keys in (looked_at, looked_up, *ends))
        trend = period.change(SEEN, [*looked_at, *looked_up])
        rows.append(Row(device.name, f"device {device.slug}", figures, trend))
    columns = ("lights seen", "answer pages", "results", "fixed", "support reached")
    about = "How often the pages of each device were seen. A result can be seen after every step."
    return _table("Devices", about, columns, rows)


def lights(knowledge: Knowledge, period: Period, *, symptoms: bool = False) -> Table:
    rows = [
        _light(knowledge, period, pattern)
        for pattern in knowledge.ways_in
        if (pattern.kind == SYMPTOM) == symptoms
    ]
    columns = ("looked up", "results", "fixed", "support reached", "not clear")
    thing = "problem" if symptoms else "light"
    about = f"“Looked up”: its answer page, or a result that starts from this {thing}."
    return _table("Problems without a light" if symptoms else "Lights", about, columns, rows)


def _light(knowledge: Knowledge, period: Period, pattern: Pattern) -> Row:
    devices = knowledge.devices_of(pattern.family)

    def keys(kind: str) -> list[str]:
        return [f"{kind}/{device.slug}/{pattern.slug}" for device in devices]

    page, *ends = map(keys, ("light", "result", "fixed", "support"))
    looked_up = [*page, *keys("result")]
    figures = (
        *(Figure(period.of(SEEN, *some)) for some in (looked_up, *ends)),
        _unclear(period, page),
    )
    title = f"{knowledge.family[pattern.family].name}: {pattern.title}"
    return Row(title, name(pattern), figures, period.change(SEEN, looked_up))


def _unclear(period: Period, pages: Iterable[str]) -> Figure:
    pages = [*pages]
    said, unclear = period.of(CLEAR, *pages), period.of(UNCLEAR, *pages)
    return share(unclear, said + unclear)


def questions(knowledge: Knowledge, period: Period) -> Table:
    """The least clear first: not sure and skipped together."""
    rows = []
    for question in knowledge.questions:
        asked, unsure, aside, changed = (
            period.within(kind, question.slug) for kind in (ASKED, UNSURE_OF, SET_ASIDE, CHANGED)
        )
        end = f"/{question.slug}"
        keys = [key for kind, key in period.sums if kind == ASKED and key.endswith(end)]
        figures = (
            Figure(asked),
            share(unsure + aside, asked),
            share(unsure, asked),
            share(aside, asked),
            share(changed, asked),
            _unclear(period, [f"question/{question.slug}"]),
        )
        trend = period.change(ASKED, keys)
        rows.append(Row(question.text, f"question {question.slug}", figures, trend))
    columns = ("asked", "not sure or skipped", "not sure", "skipped", "changed later", "not clear")
    about = "The least clear first. “Not clear”: of those who said whether the page was."
    return _table("Questions", about, columns, rows, by=1)


def steps(knowledge: Knowledge, period: Period) -> Table:
    """Those that disappoint most first: what they fix against what the content expects."""
    rows = []
    for step in knowledge.steps:
        keys = {key for _, key in period.sums if key.endswith(f"/{step.slug}")}
        fixed, failed, cannot = (period.of(kind, *keys) for kind in (FIXED, NO_CHANGE, CANNOT))
        tried = fixed + failed
        expected = period.of(EXPECTED, *keys) / 100
        figures = (
            Figure(period.of(STEP, step.slug)),
            Figure(tried),
            share(fixed, tried),
            Figure(tried, expected / tried if tried else 0.0),
            Figure(tried, (fixed - expected) / tried if tried else 0.0),
            share(cannot, tried + cannot),
        )
        trend = period.change(STEP, [step.slug])
        rows.append(Row(step.title, f"step {step.slug}", figures, trend))
    columns = ("shown", "tried", "fixed it", "expected", "difference", "could not do it")
    about = (
        "Those that disappoint most first: the share that a step fixed against the share that the"
        " content expects of the people who were offered it."
    )
    return _table("Steps", about, columns, rows, by=4, downwards=False)


def pages(period: Period) -> Table:
    """By kind of page: how often people left from it."""
    seen: Counter[str] = Counter()
    unclear: dict[str, list[str]] = defaultdict(list)
    for (kind, key), number in period.sums.items():
        of = key.partition("/")[0]
        if kind == SEEN:
            seen[of] += number
        elif kind in (CLEAR, UNCLEAR):
            unclear[of].append(key)
    rows = [
        Row(
            PAGES.get(of, of),
            "",
            (
                Figure(number),
                share(period.of(LEFT, of), number),
                _unclear(period, set(unclear[of])),
            ),
        )
        for of, number in seen.items()
    ]
    about = "Left: of those who saw a page of this kind, how many closed it or went elsewhere."
    return _table("Pages", about, ("seen", "left", "not clear"), rows)


def searches(period: Period) -> Table:
    names = {"opened": "A page opened", "listed": "Results were listed", "nothing": "Nothing"}
    rows = [
        Row(names[kind], "", (Figure(period.of(kind, "search")),), period.change(kind, ["search"]))
        for kind in SEARCHES
    ]
    return _table("Searches", "What a search found.", ("searches",), rows)


def words(period: Period) -> Table:
    """What people typed in vain, asked most often first."""
    sums = period.sums.items()
    rows = [Row(key, "", (Figure(number),)) for (kind, key), number in sums if kind == VAIN]
    about = (
        "Searches that found nothing, once three days or five browsers of a day asked for the same."
        " Figures, addresses and links are taken out before."
    )
    return _table("Searched in vain", about, ("searches",), rows)


def unclear_pages(knowledge: Knowledge, period: Period) -> Table:
    """Pages of lights, steps and questions that many call unclear, the worst first."""
    keys = {key for kind, key in period.sums if kind in (CLEAR, UNCLEAR)}
    rows = []
    for key in keys:
        figure = _unclear(period, [key])
        rows.append(Row(*page_name(knowledge, key), (figure, Figure(period.of(SEEN, key)))))
    about = "Of those who said whether the page was clear, how many said no."
    return _table("Pages that are not clear", about, ("not clear", "seen"), rows)


def page_name(knowledge: Knowledge, key: str) -> tuple[str, str]:
    """(words, subject) of a page's key."""
    match key.split("/"):
        case ["question", question] if question in knowledge.question:
            return knowledge.question[question].text, f"question {question}"
        case ["how-to", step, device] if step in knowledge.step and device in knowledge.device:
            title = f"{knowledge.step[step].title} ({knowledge.device[device].name})"
            return title, f"step {step}"
        case ["light", device, light] if device in knowledge.device:
            of = knowledge.device[device]
            pattern = knowledge.pattern.get((of.family, light))
            if pattern:
                return f"{of.name}: {pattern.title}", name(pattern)
    return PAGES.get(key, key), ""


def answered(
    period: Period, family: str, light: str, question: Question
) -> dict[str | None, Figure]:
    """Option (None: not sure) -> the share of those asked this for a light who gave it."""
    place = f"{family}/{light}/{question.slug}"
    given = {
        option.slug: period.of(ANSWERED, f"{place}/{option.slug}") for option in question.options
    }
    unsure = period.of(UNSURE_OF, place)
    whole = sum(given.values()) + unsure
    return {**{slug: share(n, whole) for slug, n in given.items()}, None: share(unsure, whole)}


def _table(
    title: str,
    about: str,
    columns: tuple[str, ...],
    rows: Iterable[Row],
    *,
    by: int = 0,
    downwards: bool = True,
) -> Table:
    """Sorted by one column; what is too few or nothing comes last."""

    def worth(row: Row) -> tuple[bool, float]:
        figure = row.figures[by]
        number = figure.number or 0.0
        return not figure.is_known, -number if downwards else number

    def measure(row: Row) -> float:
        return max(0.0, -worth(row)[1])

    ordered = sorted(rows, key=worth)
    most = max(map(measure, ordered), default=0.0) or 1.0
    bars = tuple(replace(row, bar=100 * measure(row) / most) for row in ordered)
    return Table(title, about, columns, bars, by, "descending" if downwards else "ascending")
