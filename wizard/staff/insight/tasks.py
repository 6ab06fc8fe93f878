"""What the numbers ask editors to do, for the first page of the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from wizard.insight import figures
from wizard.insight.figures import DISAPPOINTS, OFTEN_UNCLEAR, OFTEN_UNSURE, Row
from wizard.knowledge.values import Knowledge
from wizard.rendering.phrases import counted
from wizard.staff.insight import periods

Asked = tuple[str, str, str]
"""(what there is to do, about what, the address where it is seen)."""

NAMED = 3


def tasks(knowledge: Knowledge) -> Iterator[Asked]:
    """What stands out in the last 28 days; one query."""
    found = periods.now()
    if not found.sums:
        return
    words = [row for row in figures.words(found).rows if row.figures[0].is_known]
    if words:
        yield (
            f"{counted(len(words), 'search', 'searches')} in vain that many people make",
            f"Add the words to what people use: {_named(words)}.",
            _page("search"),
        )
    for name, heading, table_of, column, least in (
        ("questions", "question that many cannot answer", figures.questions, 1, OFTEN_UNSURE),
        ("pages", "page that many call unclear", figures.unclear_pages, 0, OFTEN_UNCLEAR),
        ("steps", "step that fixes less than the content says", figures.steps, 4, None),
    ):
        table = table_of(knowledge, found)
        rows = [row for row in table.rows if _stands_out(row, column, least)]
        if rows:
            thing, rest = heading.split(" ", 1)
            rest = rest if len(rows) == 1 else rest.replace("fixes", "fix")
            yield f"{counted(len(rows), thing)} {rest}", _named(rows), _page(name)


def _stands_out(row: Row, column: int, least: float | None) -> bool:
    number = row.figures[column].number
    if number is None:
        return False
    return number <= -DISAPPOINTS if least is None else number >= least


def _named(rows: list[Row]) -> str:
    names = "; ".join(f"“{row.name}”" for row in rows[:NAMED])
    more = len(rows) - NAMED
    return f"{names} and {more} more" if more > 0 else names


def _page(name: str) -> str:
    return reverse("wizard:insight_table", args=[name])
