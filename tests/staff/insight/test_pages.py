"""`/staff/insight/`: what visitors read and tell, for everybody on the staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.desk import address, person
from tests.pages import visit
from wizard.insight.limits import today
from wizard.models import DailyTotal, Device, OddDay, Pattern, Question, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

SOME = {
    ("seen", "home"): 400,
    ("seen", "light/mini/solid-red"): 300,
    ("seen", "light/xt2/solid-blue"): 45,
    ("seen", "light/xt2/no-light"): 19,
    ("asked", "mini/solid-red/home-wifi"): 80,
    ("unsure", "mini/solid-red/home-wifi"): 30,
    ("asked", "mini/solid-red/app-status"): 90,
    ("answered", "mini/solid-red/app-status/all"): 60,
    ("answered", "mini/solid-red/app-status/only-this"): 30,
    ("step", "restart-router"): 90,
    ("fixed", "internet-down/restart-router"): 20,
    ("no-change", "internet-down/restart-router"): 60,
    ("sure", "internet-down/restart-router"): 7200,
    ("expected", "internet-down/restart-router"): 5200,
    ("clear", "light/mini/solid-red"): 15,
    ("unclear", "light/mini/solid-red"): 25,
    ("nothing", "search"): 40,
    ("vain", "chime of the bell"): 33,
}
PAGES = ("", "devices/", "lights/", "problems/", "questions/", "steps/", "pages/", "search/")


def counted(totals: Mapping[tuple[str, str], int] = SOME, *, ago: int = 0) -> None:
    day = today() - timedelta(days=ago)
    DailyTotal.objects.add({(day, kind, key, "en"): n for (kind, key), n in totals.items()})


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_and_without_counts(name: str) -> None:
    sam = person("sam", "viewer")
    visit(sam, f"/staff/insight/{name}")
    counted()
    for days in (7, 28, 90):
        visit(sam, f"/staff/insight/{name}?days={days}")


def test_the_overview_answers_what_staff_ask() -> None:
    counted()
    text = visit(person("sam", "viewer"), "/staff/insight/").text
    assert "Mini and Mini 2: Red, steady : looked up 300 times" in text
    assert "How is your Wi-Fi right now? : 38 % not sure or skipped it" in text
    assert "chime of the bell : searched 33 times" in text
    assert ": −40 % against what was expected" in text


def test_few_are_not_told_and_the_bars_belong_to_the_first_figure() -> None:
    counted()
    page = visit(person("sam", "viewer"), "/staff/insight/lights/")
    assert "Red, steady 300" in page.text
    assert " 19 " not in page.text
    bars = [marks for tag, marks in page.tags if tag == "rect"]
    assert bars[0]["width"] == "100.0"
    assert bars[1]["width"] == "15.0"


def test_steps_that_fix_more_than_expected_have_no_bar() -> None:
    counted()
    better = "stuck/restart-camera"
    counted({("fixed", better): 60, ("no-change", better): 20, ("expected", better): 4000})
    page = visit(person("sam", "viewer"), "/staff/insight/steps/")
    bars = [marks["width"] for tag, marks in page.tags if tag == "rect"]
    assert bars[:2] == ["100.0", "0.0"]
    sorted_by = [marks for tag, marks in page.tags if "aria-sort" in marks]
    assert [marks["aria-sort"] for marks in sorted_by] == ["ascending"]


def test_a_period_is_held_against_the_28_days_before_it() -> None:
    counted({("seen", "light/mini/solid-red"): 70}, ago=3)
    counted({("seen", "light/mini/solid-red"): 140}, ago=20)
    counted({("seen", "light/mini/solid-red"): 999}, ago=200)
    sam = person("sam", "viewer")
    assert "Red, steady 70 0 0 0 0 % +100 %" in visit(
        sam, "/staff/insight/lights/?days=7"
    ).text.replace("too few", "0 %")
    assert "Red, steady 210" in visit(sam, "/staff/insight/lights/?days=28").text


def test_a_spreadsheet_gets_the_same_without_what_is_few_and_without_formulas() -> None:
    counted({**SOME, ("vain", "-chime"): 40})
    sam = person("sam", "viewer")
    response = sam.get("/staff/insight/lights.csv?days=7")
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    by_row = {row["row"]: row for row in rows}
    assert by_row["pattern mini/solid-red"]["looked up"] == "300"
    assert by_row["pattern battery-camera/no-light"]["looked up"] == ""
    assert "'-chime" in sam.get("/staff/insight/search.csv").content.decode()
    assert sam.get("/staff/insight/nothing.csv").status_code == 404


def test_rows_lead_to_the_forms_where_they_are_changed() -> None:
    counted()
    page = visit(person("max", "editor"), "/staff/insight/questions/")
    assert page.link("How is your Wi-Fi right now?").href.startswith("/admin/wizard/question/")


def test_a_day_that_stands_out_waits_for_somebody_to_look() -> None:
    for ago in range(1, 8):
        counted({("seen", "home"): 30}, ago=ago)
    counted({("seen", "home"): 3000})
    page = visit(person("sam", "viewer"), "/staff/insight/")
    assert "3000 pages seen. Nobody has looked." in page.text
    assert "Use it" not in page.text
    max_ = person("max", "editor")
    day = {"day": today().isoformat()}
    assert person("tom", "viewer").post("/staff/insight/odd-day/", day).status_code == 403
    assert max_.post("/staff/insight/odd-day/", {**day, "used": "yes"}).status_code == 302
    assert OddDay.objects.get().used
    assert "Its counts are used." in visit(max_, "/staff/insight/").text
    other = {"day": "2020-01-01", "used": "yes"}
    assert max_.post("/staff/insight/odd-day/", other).status_code == 404


def test_the_first_page_of_the_desk_asks_editors_for_what_the_numbers_show() -> None:
    assert "in vain" not in visit(person("ann", "editor"), "/admin/").text
    counted()
    text = visit(person("max", "editor"), "/admin/").text
    assert "1 search in vain that many people make" in text
    assert "“chime of the bell”" in text
    assert "1 question that many cannot answer" in text
    assert "1 page that many call unclear" in text
    assert "1 step that fixes less than the content says" in text
    assert "in vain" not in visit(person("sam", "viewer"), "/admin/").text


def test_a_form_says_how_often_people_met_what_it_is_about() -> None:
    counted()
    max_ = person("max", "editor")
    for row, said in (
        (Pattern.objects.get(family__slug="mini", slug="solid-red"), "Looked up 300 times"),
        (Question.objects.get(slug="home-wifi"), "Asked 80 times"),
        (Step.objects.get(slug="restart-router"), "Shown 90 times"),
        (Device.objects.get(slug="mini"), "Its lights were seen 0 times"),
    ):
        assert f"{said} in the last 28 days" in visit(max_, address(row, "change")).text


def test_the_map_shows_what_visitors_answered_beside_what_is_expected() -> None:
    counted()
    text = visit(person("sam", "viewer"), "/staff/map/mini/?light=solid-red").text
    assert "What visitors answered" in text
    assert "67 %" in text
