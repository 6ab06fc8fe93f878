"""What visitors read, answer and tell: `/staff/insight/`, as tables with bars, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.insight import figures
from wizard.insight.figures import Figure, Period, Table
from wizard.insight.keys import SEEN
from wizard.insight.limits import today
from wizard.knowledge.values import Knowledge
from wizard.models import DailyTotal, OddDay
from wizard.staff.access.permissions import person, staff_page
from wizard.staff.insight import periods
from wizard.staff.links import AdminLinks

VIEW, EDIT = "wizard.view_dailytotal", "wizard.change_pattern"

TABLES: dict[str, Callable[[Knowledge, Period], list[Table]]] = {
    "devices": lambda knowledge, period: [figures.devices(knowledge, period)],
    "lights": lambda knowledge, period: [figures.lights(knowledge, period)],
    "problems": lambda knowledge, period: [figures.lights(knowledge, period, symptoms=True)],
    "questions": lambda knowledge, period: [figures.questions(knowledge, period)],
    "steps": lambda knowledge, period: [figures.steps(knowledge, period)],
    "pages": lambda knowledge, period: [
        figures.pages(period),
        figures.unclear_pages(knowledge, period),
    ],
    "search": lambda knowledge, period: [figures.words(period), figures.searches(period)],
}
"""Name in the address -> the tables of its page."""

CHART_WIDTH, CHART_HEIGHT = 600, 160
"""Pixels of the drawing of a page's days."""


@dataclass(frozen=True, slots=True)
class Bar:
    """In pixels of the drawing."""

    day: date
    number: int
    x: float
    y: float
    width: float
    height: float


@require_safe
@staff_page(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """`/staff/insight/`: pages seen a day, and what stands out."""
    days = periods.length_of(request)
    found, bars = periods.period(days), _bars(days)
    context = {
        **_context(request, "Numbers", days),
        "bars": bars,
        "most": Figure(max(bar.number for bar in bars)).text,
        "answers": [*_answers(live_knowledge(), found)],
        "odd": periods.odd(),
        "may_edit": request.user.has_perm(EDIT),
        "nothing": not found.sums,
    }
    return render(request, "staff/insight/overview.html", context)


@require_safe
@staff_page(VIEW)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """`/staff/insight/<name>/`: the tables of one page."""
    days = periods.length_of(request)
    found, links = _tables(name, days), AdminLinks(request)
    context = {
        **_context(request, found[0].title, days),
        "name": name,
        "tables": [
            (one, [(row, links.of(row.subject) if row.subject else "") for row in one.rows])
            for one in found
        ],
        "may_add": request.user.has_perm("wizard.add_wordspeopleuse"),
    }
    return render(request, "staff/insight/table.html", context)


@require_safe
@staff_page(VIEW)
def as_csv(request: HttpRequest, name: str) -> HttpResponse:
    """`/staff/insight/<name>.csv`: the same for a spreadsheet; what is too few is empty."""
    days = periods.length_of(request)
    found = _tables(name, days)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{days}-days.csv"'
    writer = csv.writer(response)
    for one in found:
        writer.writerow([one.title, "row", *one.columns, "change"])
        for row in one.rows:
            numbers = ("" if f.number is None else f.number for f in row.figures)
            writer.writerow([_cell(row.name), row.subject, *numbers, row.change])
    return response


def _tables(name: str, days: int) -> list[Table]:
    if name not in TABLES:
        raise Http404("There is no such page of numbers.")
    return TABLES[name](live_knowledge(), periods.period(days))


def _cell(text: str) -> str:
    """No spreadsheet takes it for a formula: visitors can have typed it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


@require_POST
@staff_page(EDIT)
def odd_day(request: HttpRequest) -> HttpResponse:
    """Says of a day that stands out whether proposals may use it."""
    day = parse_date(request.POST.get("day", ""))
    if day is None or day not in {one.day for one in periods.odd()}:
        raise Http404("That day does not stand out.")
    used = request.POST.get("used") == "yes"
    OddDay.objects.update_or_create(
        day=day, defaults={"used": used, "who": person(request).get_username()}
    )
    messages.success(request, f"Proposals {'use' if used else 'leave out'} that day.")
    return redirect("wizard:insight")


def live_knowledge() -> Knowledge:
    try:
        return published()
    except NothingPublishedError as error:
        raise Http404(str(error)) from error


def _context(request: HttpRequest, title: str, days: int) -> dict[str, object]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "days": days,
        "lengths": periods.LENGTHS,
        "names": {name: name.capitalize() for name in TABLES},
    }


def _answers(knowledge: Knowledge, found: Period) -> Iterator[tuple[str, str, str, str]]:
    """(what is asked, the answer, its figure, the page that says more)."""
    asked = (
        ("Looked up most", "lights", 0, "looked up {}"),
        ("Least clear question", "questions", 1, "{} not sure or skipped it"),
        ("Searched in vain most", "search", 0, "searched {}"),
        ("The step that disappoints most", "steps", 4, "{} against what was expected"),
    )
    for words, name, column, said in asked:
        rows = TABLES[name](knowledge, found)[0].rows
        if rows and rows[0].figures[column].is_known and rows[0].figures[column].number:
            figure = rows[0].figures[column]
            times = " times" if figure.share is None else ""
            yield words, rows[0].name, said.format(figure.text + times), name


def _bars(days: int) -> list[Bar]:
    first = today() - timedelta(days=days - 1)
    seen = DailyTotal.objects.between(first, today()).by_day(SEEN)
    most, width = max(seen.values(), default=0) or 1, CHART_WIDTH / days
    bars = []
    for place in range(days):
        day = first + timedelta(days=place)
        number = seen.get(day, 0)
        height = CHART_HEIGHT * number / most
        bars.append(Bar(day, number, place * width, CHART_HEIGHT - height, width * 0.8, height))
    return bars
