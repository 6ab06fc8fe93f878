"""Proposals: staff look at them, accept them into the draft, or decline them. Nothing changes by
itself.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from tests.desk import person
from tests.pages import visit
from tests.staff.insight.test_pages import counted
from wizard.content.live import published
from wizard.insight.limits import today
from wizard.models import DailyTotal, DeclinedProposal, Effect, Step, SymptomCause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

KEY = "internet-down/restart-router"
PAGE = "/staff/insight/proposals/effect/restart-router/internet-down/"
SELDOM = {("fixed", KEY): 20, ("no-change", KEY): 60, ("sure", KEY): 7200, ("expected", KEY): 5200}


def effect() -> Effect:
    return Effect.objects.get(step__slug="restart-router", cause__slug="internet-down")


def test_a_word_that_visitors_speak_against_is_proposed_with_its_interval_and_number() -> None:
    sam = person("sam", "viewer")
    assert "There is none." in visit(sam, "/staff/insight/proposals/").text
    counted(SELDOM)
    text = visit(sam, "/staff/insight/proposals/").text
    assert "helps “Your internet or router is down” sometimes (0.4)" in text
    assert "and not usually (0.7). Visitors make it 0.29 to 0.43; n = 80." in text
    assert "People who give up tell nothing" in text


def test_the_drawn_scale_shows_what_visitors_make_of_it_beside_the_words() -> None:
    counted(SELDOM)
    page = visit(person("sam", "viewer"), "/staff/insight/proposals/")
    rects = [marks for tag, marks in page.tags if tag == "rect"]
    words, (between,) = rects[:4], rects[4:]
    ends = [float(marks["x"]) + float(marks["width"]) for marks in words]
    assert ends == pytest.approx([96.8, 193.6, 281.6, 352], abs=0.1)
    assert float(between["x"]) / 352 == pytest.approx(0.29, abs=0.005)
    assert (float(between["x"]) + float(between["width"])) / 352 == pytest.approx(0.43, abs=0.005)


def test_its_page_says_what_would_change_and_changes_nothing() -> None:
    counted(SELDOM)
    text = visit(person("sam", "viewer"), PAGE).text
    assert "Which diagnoses change" in text
    assert "Work out the minutes" in text
    assert "into the draft" not in text  # a viewer decides nothing
    assert effect().word == "usually"


def test_accepted_it_is_a_draft_that_names_its_source() -> None:
    counted(SELDOM)
    max_ = person("max", "editor")
    assert max_.post(PAGE, {"accept": "yes"}).status_code == 302
    assert effect().word == "sometimes"
    note = Step.objects.get(slug="restart-router").editors_note
    assert note.endswith("“sometimes” instead of “usually”. Our own visitors, 28 days, n = 80.")
    assert "n = 80" in LogEntry.objects.latest("action_time").change_message
    seen = next(e for e in published().step["restart-router"].effects if e.cause == "internet-down")
    assert seen.word == "usually"
    assert "in the draft: sometimes" in visit(max_, "/staff/insight/proposals/").text
    assert "The draft says “sometimes” already." in visit(max_, PAGE).text


def test_a_word_of_a_symptom_is_accepted_for_all_its_families() -> None:
    counted({
        ("cause", f"{family}/no-alerts/{cause}"): number
        for family in ("mini", "battery-camera")
        for cause, number in (("disarmed", 60), ("alerts-off", 60), ("motion-off", 20))
    })  # fmt: skip
    max_ = person("max", "editor")
    address = "/staff/insight/proposals/frequency/no-alerts/alerts-off/"
    assert "n = 280" in visit(max_, address).text
    assert max_.post(address, {"accept": "yes"}).status_code == 302
    row = SymptomCause.objects.get(symptom__slug="no-alerts", cause__slug="alerts-off")
    assert row.frequency == "very common"
    assert row.rationale.endswith("Our own visitors, 28 days, n = 280.")
    assert LogEntry.objects.latest("action_time").object_id == str(row.symptom_id)


def test_declined_it_needs_a_reason_and_comes_back_when_the_counts_have_doubled() -> None:
    counted(SELDOM)
    max_ = person("max", "editor")
    assert "Say why in a sentence." in max_.post(PAGE, {"decline": "yes"}).content.decode()
    assert not DeclinedProposal.objects.exists()
    max_.post(PAGE, {"decline": "yes", "reason": "An outage that week."})
    assert max_.get(PAGE).status_code == 404
    assert "An outage that week." in visit(max_, "/staff/insight/proposals/").text
    counted({kind: number - 1 for kind, number in SELDOM.items()})
    assert max_.get(PAGE).status_code == 404
    counted({("fixed", KEY): 1, ("no-change", KEY): 1})
    assert max_.get(PAGE).status_code == 200


def test_a_day_that_stands_out_is_left_out_until_somebody_says_otherwise() -> None:
    for ago in range(1, 8):
        counted({("no-change", "stuck/restart-camera"): 20}, ago=ago)
    counted({kind: 10 * number for kind, number in SELDOM.items()})
    sam, max_ = person("sam", "viewer"), person("max", "editor")
    text = visit(sam, "/staff/insight/proposals/").text
    assert "1 day with ten times its week is left out." in text
    assert "There is none." in text
    day = {"day": today().isoformat(), "used": "yes"}
    max_.post("/staff/insight/odd-day/", day)
    assert "n = 800" in visit(sam, "/staff/insight/proposals/").text


def test_only_the_last_28_days_count() -> None:
    counted(SELDOM, ago=28)
    assert "There is none." in visit(person("sam", "viewer"), "/staff/insight/proposals/").text
    assert DailyTotal.objects.filter(day__gte=today() - timedelta(days=28)).exists()


def test_a_viewer_or_publisher_cannot_accept() -> None:
    counted(SELDOM)
    for name in ("viewer", "publisher"):
        client = person(name, name)
        assert client.post(PAGE, {"accept": "yes"}).status_code == 403
        assert client.post(PAGE, {"decline": "yes", "reason": "x"}).status_code == 403
    assert effect().word == "usually"
