"""The first page of the staff side says what needs whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.desk import client_of, member
from tests.pages import Page, visit
from tests.rows import empty_tables
from wizard.content import change_sets
from wizard.content.change_sets import State, ask
from wizard.content.collect import collect
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.knowledge.change_sets import changes_between
from wizard.models import (
    Cause,
    ChangeSet,
    Device,
    Dispute,
    Family,
    Faq,
    FormerName,
    Guide,
    Note,
    Pattern,
    PatternCause,
    Question,
    Source,
    Step,
    Symptom,
    SymptomCause,
    WordsPeopleUse,
)

pytestmark = pytest.mark.django_db

CALM = "Nothing waits for you."


def page_of(user: User) -> Page:
    return visit(client_of(user), "/admin/")


def change(row: Any, by: User, **fields: Any) -> None:
    """As the admin does it: the row, and a line in the log."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    LogEntry.objects.log_actions(
        by.pk, [row], CHANGE, [{"changed": {"fields": list(fields)}}], single_object=True
    )


@pytest.fixture
def _all_is_well(content: Any) -> None:
    """No source and no text is old, no claim open and no meaning unsure."""
    Source.objects.update(checked=timezone.localdate())
    texts = (Family, Device, Pattern, Symptom, Cause, Question, Step, Dispute, Faq, Guide)
    for text in (*texts, WordsPeopleUse):
        text._default_manager.update(reviewed=timezone.localdate())
    for table in (Dispute, Pattern, Cause, PatternCause, Symptom, SymptomCause):
        table._default_manager.filter(confidence="low").update(confidence="medium")
    publish(None, "All is well")
    published.look_again()


@pytest.mark.usefixtures("_all_is_well")
@pytest.mark.parametrize("role", ["viewer", "editor", "publisher", "administrator"])
def test_where_nothing_is_to_be_done_it_says_so_calmly(role: str) -> None:
    page = page_of(member(role, role))
    assert CALM in page.text
    assert "People see revision 2 , live since" in page.text


def test_unpublished_changes_say_what_who_and_since_when(content: Any) -> None:
    kim, eve = member("kim", "editor"), member("eve", "publisher")
    change(Step.objects.get(slug="restart-router"), kim, title="Restart both")
    change(Cause.objects.get(slug="stuck"), eve, name="It hangs")
    page = page_of(eve)
    assert (
        "2 unpublished changes Cause “It hangs”, step “Restart both”. By eve and kim." in page.text
    )
    assert page.link("Look and publish").href == reverse("wizard:publish")
    assert page_of(kim).link("See what they do").href == reverse("wizard:publish")


@pytest.mark.usefixtures("_all_is_well")
def test_who_only_looks_is_asked_for_nothing() -> None:
    change(Step.objects.get(slug="restart-router"), member("kim", "editor"), title="Restart both")
    assert CALM in page_of(member("viewer", "viewer")).text


@pytest.mark.usefixtures("_all_is_well")
def test_changes_that_a_command_made_are_told_apart() -> None:
    Step.objects.filter(slug="restart-router").update(title="Restart both")
    assert "By a command." in page_of(member("publisher", "publisher")).text


@pytest.mark.usefixtures("_all_is_well")
def test_errors_and_new_warnings_of_the_draft_are_counted(content: Any) -> None:
    editor = member("editor", "editor")
    pattern = Pattern.objects.get(family__slug="mini", slug="solid-red")
    change(pattern, editor, confidence="high", note="")
    pattern.sources.clear()
    page = page_of(editor)
    assert (
        "1 error in the drafts What has one cannot be published before; the rest can." in page.text
    )
    assert page.link("See where").href == reverse("wizard:publish")


@pytest.mark.usefixtures("_all_is_well")
def test_a_warning_that_stands_in_the_content_is_listed_with_its_field() -> None:
    dispute, step = Dispute.objects.all()[0], Step.objects.get(slug="restart-router")
    Dispute.objects.filter(pk=dispute.pk).update(confidence="low")
    Step.objects.filter(pk=step.pk).update(confidence="high")
    dispute.steps.add(step)
    editor = member("editor", "editor")
    assert "new warning" in page_of(editor).text
    publish(None, "With a warning")
    published.look_again()
    page = page_of(editor)
    assert "1 disputed claim not settled" in page.text
    assert "Warnings that stand in the content" in page.text
    assert reverse("admin:wizard_step_change", args=[step.pk]) in {
        link.href.partition("#")[0] for link in page.links
    }


@pytest.mark.usefixtures("_all_is_well")
def test_what_is_old_disputed_or_unsure_waits_for_an_editor() -> None:
    Source.objects.filter(pk__in=Source.objects.values("pk")[:2]).update(
        checked=timezone.localdate() - timedelta(days=400)
    )
    faq = Faq.objects.all()[0]
    Faq.objects.filter(pk=faq.pk).update(reviewed=None)
    Dispute.objects.filter(pk=Dispute.objects.all()[0].pk).update(confidence="low")
    cause = Cause.objects.all()[0]
    Cause.objects.filter(pk=cause.pk).update(confidence="low", note="Unconfirmed: nobody says so.")
    publish(None, "Doubts")
    published.look_again()
    editor = member("editor", "editor")
    page = page_of(editor)
    assert "3 texts and sources not read for a year" in page.text
    assert "1 disputed claim not settled" in page.text
    assert "1 meaning of low confidence" in page.text
    client = Client()
    client.force_login(editor)
    for words in ("2 sources", "Settle", "1 cause"):
        assert visit(client, page.link(words).href).text
    unread = visit(client, page.link("1 frequent question").href)
    assert str(faq) in unread.text
    assert "1 frequent question" in unread.text
    assert str(cause) in visit(client, page.link("1 cause").href).text
    assert CALM in page_of(member("publisher", "publisher")).text


def asked(author: Any, state: State, **more: Any) -> str:
    """The page of a change set that waits."""
    Guide.objects.update(support_minutes=46)
    changes = changes_between(published(), collect())
    made = ask(author, "Longer waits", changes, state=state, **more)
    return reverse("wizard:change_set", args=[made.pk])


@pytest.mark.usefixtures("_all_is_well")
def test_a_change_set_that_waits_is_told_to_those_who_can_let_it_go() -> None:
    author, second = member("author", "publisher"), member("second", "publisher")
    link = asked(author, State.ASKED)
    assert "waits for you By author: Longer waits" in page_of(second).text
    assert page_of(second).link("Look and decide").href == link
    assert "which you asked for, waits for a second person" in page_of(author).text
    assert "waits for" not in page_of(member("viewer", "viewer")).text.replace(CALM, "")


@pytest.mark.usefixtures("_all_is_well")
def test_what_is_ready_for_one_colleague_is_no_task_of_another() -> None:
    author, bob, eve = (member(name, "editor", "publisher") for name in ("author", "bob", "eve"))
    link = asked(author, State.READY, colleague=bob)
    assert page_of(bob).link("Look and decide").href == link
    assert "waits for you" not in page_of(eve).text
    change_sets.give_back(ChangeSet.objects.get().pk, bob, "Say which.")
    assert "was given back to you" in page_of(author).text
    assert "Say which." in page_of(author).text


@pytest.mark.usefixtures("_all_is_well")
def test_a_change_set_with_a_time_to_come_says_when() -> None:
    asked(None, State.SCHEDULED, at=timezone.now() + timedelta(days=1))
    assert re.search(r"Change set \d+ goes live on", page_of(member("publisher", "publisher")).text)


def test_what_happened_lately_stands_with_who_and_a_link(content: Any) -> None:
    kim, step = member("kim", "editor"), Step.objects.get(slug="restart-router")
    change(step, kim, title="Restart both")
    page = page_of(member("viewer", "viewer"))
    assert "kim changed remediation step “Restart both”" in page.text
    assert page.link("Restart both").href == reverse("admin:wizard_step_change", args=[step.pk])
    assert "a command published revision 1" in page.text


def test_what_was_done_to_people_is_not_told_there(content: Any) -> None:
    boss = member("boss", "administrator")
    LogEntry.objects.log_actions(
        boss.pk, [boss], CHANGE, [{"changed": {"fields": ["password"]}}], single_object=True
    )
    assert "boss changed" not in page_of(member("viewer", "viewer")).text


def test_the_newest_notes_stand_there(content: Any) -> None:
    Note.objects.create(
        kind="light", scope="mini", name="solid-red", text="Callers say orange", author_name="sam"
    )
    page = page_of(member("viewer", "viewer"))
    assert "Callers say orange" in page.text
    assert page.link("Red, steady (Mini and Mini 2)").href == "/answers/mini/solid-red/"
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert "Callers say orange" not in page_of(nobody).text


def test_the_tables_are_grouped_as_editors_think_of_them(content: Any) -> None:
    def groups(user: User) -> list[str]:
        client = Client()
        client.force_login(user)
        page: Any = client.get("/admin/")
        return [app["name"] for app in page.context_data["app_list"]]

    ours = ["Lights", "Symptoms", "Causes", "Questions", "Steps", "Sources", "Guide", "The desk"]
    assert groups(member("editor", "editor")) == ours
    assert groups(member("administrator", "administrator")) == [*ours, "People"]
    assert groups(User.objects.create_user("nobody", is_staff=True)) == []


def test_every_table_is_in_one_group(admin_client: Client, content: Any) -> None:
    page: Any = admin_client.get("/admin/")
    shown = [
        table["object_name"] for app in page.context_data["app_list"] for table in app["models"]
    ]
    assert len(shown) == len(set(shown))
    assert {"Pattern", "FormerName", "Note", "AuditLogEntry", "User", "AccessAttempt"} <= set(shown)


def test_what_staff_typed_is_text_there(content: Any) -> None:
    attempt = "<script>alert(1)</script>"
    kim = member("kim", "editor", "publisher")
    change(Step.objects.get(slug="restart-router"), kim, title=attempt)
    Note.objects.create(kind="step", name="restart-router", text=attempt, author_name=attempt)
    publish(kim, attempt)
    change(Cause.objects.get(slug="stuck"), kim, name=attempt)
    client = Client()
    client.force_login(kim)
    html = client.get("/admin/").content.decode()
    assert attempt not in html
    assert html.count("&lt;script&gt;alert(1)") >= 4


def test_an_empty_site_says_how_to_fill_it(admin_client: Client) -> None:
    empty_tables()
    published.look_again()
    response = admin_client.get("/admin/")
    assert response.status_code == 200
    assert "load_content" in response.content.decode()


def test_more_work_costs_no_more_queries(content: Any) -> None:
    editor = member("editor", "editor", "publisher")
    client = Client()
    client.force_login(editor)

    def queries() -> int:
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                client.get("/admin/")
            counts.append(len(captured))
        return min(counts)

    change(Step.objects.get(slug="restart-router"), editor, title="One")
    Note.objects.create(kind="step", name="restart-router", text="One", author_name="kim")
    few = queries()
    assert few <= 21
    for number, step in enumerate(Step.objects.all()):
        change(step, editor, title=f"Step {number}")
    Note.objects.bulk_create(
        Note(kind="step", name="restart-router", text=str(n)) for n in range(50)
    )
    FormerName.objects.bulk_create(
        FormerName(kind="step", old=f"old-{n}", new="restart-router") for n in range(50)
    )
    assert queries() == few
