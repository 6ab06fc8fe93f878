from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.content.little import little
from tests.desk import person
from tests.pages import Page
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.models import (
    Action,
    AuditLogEntry,
    Cause,
    ChangeSet,
    Guide,
    PatternCause,
    Question,
    Revision,
    Step,
)

__all__ = ["little"]  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]

PUBLISH = "/staff/publish/"
WORDS = "Pull the plug, and wait."


@pytest.fixture
def editor() -> Client:
    return person("eve", "editor")


@pytest.fixture
def publisher() -> Client:
    return person("pia", "publisher")


def change_words() -> None:
    Step.objects.filter(slug="restart").update(title=WORDS)


def break_it() -> None:
    PatternCause.objects.filter(pattern__slug="solid-red").delete()


def look(client: Client, status: int = 200) -> Page:
    response = client.get(PUBLISH)
    assert response.status_code == status
    return Page(response.content.decode())


def seen(page: Page) -> str:
    form = next(form for form in page.forms if dict(form.hidden).get("seen"))
    return dict(form.hidden)["seen"]


def send(client: Client, page: Page, **typed: str) -> Any:
    return client.post(PUBLISH, {"note": "Said better", "seen": seen(page), **typed})


# Who


def test_nobody_outside_the_staff_gets_in(client: Client) -> None:
    for address in (PUBLISH, "/staff/revisions/", "/staff/revisions/1/"):
        assert client.get(address).status_code == 302
        client.force_login(User.objects.get_or_create(username="customer")[0])
        assert client.get(address).status_code == 302
        client.logout()


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_the_staff_sees_what_would_change_but_only_publishers_publish(role: str) -> None:
    change_words()
    client = person("joe", role)
    page = look(client)
    assert "It needs the role “publisher”" in page.text
    assert not [form for form in page.forms if dict(form.hidden).get("seen")]
    assert client.post(PUBLISH, {"note": "Mine"}).status_code == 403
    assert published().revision == 1


# What is seen


def test_the_words_before_and_after_stand_side_by_side(editor: Client) -> None:
    change_words()
    html = editor.get(PUBLISH).content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    page = Page(html)
    pk = Step.objects.get(slug="restart").pk
    assert page.link(WORDS).href == reverse("admin:wizard_step_change", args=[pk])
    assert "None. Only words change." in page.text
    assert "1 object," in page.text


def test_a_changed_diagnosis_is_shown_with_a_page_for_each_side(editor: Client) -> None:
    of_the_light = PatternCause.objects.filter(pattern__slug="solid-red")
    of_the_light.filter(cause__slug="too-far").update(frequency="very common")
    html = editor.get(PUBLISH).content.decode()
    assert "Which diagnoses change (0)" not in html
    assert "light=solid-red" in html
    changes = [link for link in Page(html).links if "/diagnose/?device=camera-1" in link.href]
    assert any(link.href.endswith("preview") for link in changes)
    assert any("preview" not in link.href for link in changes)


def test_an_error_blocks_and_leads_to_its_field(publisher: Client, editor: Client) -> None:
    break_it()
    page = look(editor)
    assert "What has to be fixed first (1)" in page.text
    assert "/change/#pattern_causes-group" in page.link("Light “Solid red” of Camera: causes").href
    assert not [form for form in look(publisher).forms if dict(form.hidden).get("seen")]


def test_an_error_shows_its_counter_example(publisher: Client) -> None:
    Guide.objects.update(support_minutes=1)  # now asking support is cheaper than any step
    page = look(publisher)
    assert "Anyone who is not sure of anything ends without a step to try." in page.text
    example = next(link.href for link in page.links if link.text == "See it as a homeowner would")
    assert example.startswith("/diagnose/?device=")
    assert example.endswith("&preview")
    assert not [form for form in page.forms if dict(form.hidden).get("seen")]


def test_an_error_cannot_be_published_by_sending_the_form_anyway(publisher: Client) -> None:
    change_words()
    page = look(publisher)
    break_it()
    assert send(publisher, page).status_code == 409
    assert published().revision == 1


def test_nothing_to_publish_is_said(editor: Client) -> None:
    assert "There is nothing to publish." in look(editor).text


def test_the_page_asks_as_often_for_two_changes_as_for_one(editor: Client) -> None:
    change_words()
    look(editor)  # counts the unpublished changes for a minute
    Step.objects.filter(slug="restart").update(title="Other words again")
    with CaptureQueriesContext(connection) as of_one:
        look(editor)
    Step.objects.filter(slug="move-closer").update(title="Bring it nearer")
    with CaptureQueriesContext(connection) as of_two:
        assert "Bring it nearer" in look(editor).text
    assert len(of_two) == len(of_one)


def test_script_in_a_field_is_shown_as_text(editor: Client) -> None:
    Cause.objects.filter(slug="stuck").update(name="<script>alert(1)</script>")
    assert "<script>alert" not in editor.get(PUBLISH).content.decode()


# Publishing


def test_publishing_is_seen_and_written_down(publisher: Client, client: Client) -> None:
    change_words()
    assert WORDS not in client.get("/how-to/restart/camera-1/").content.decode()
    response = send(publisher, look(publisher))
    assert (response.status_code, response["Location"]) == (302, "/staff/revisions/2/")
    assert WORDS in client.get("/how-to/restart/camera-1/").content.decode()
    revision = Revision.objects.latest()
    assert (str(revision.author), revision.note, revision.changed_objects, revision.diagnoses) == (
        "pia",
        "Said better",
        1,
        0,
    )
    assert AuditLogEntry.objects.filter(
        action=Action.PUBLISHED, what="Revision 2", actor_name="pia"
    ).exists()
    assert "Revision 2 is live." in Page(publisher.get("/staff/revisions/2/").content.decode()).text


def test_a_note_is_needed(publisher: Client) -> None:
    change_words()
    response = send(publisher, look(publisher), note="")
    assert response.status_code == 400
    assert "This field is required." in response.content.decode()
    assert published().revision == 1


def test_a_new_warning_wants_a_reason_which_is_kept(publisher: Client) -> None:
    change_words()
    Question.objects.update(group="a question alone")
    page = look(publisher)
    assert "New warnings (" in page.text
    response = send(publisher, page)
    assert response.status_code == 400
    assert "Said better" in response.content.decode()  # what was typed is still there
    assert send(publisher, look(publisher), reason="It is meant so.").status_code == 302
    assert Revision.objects.latest().note == "Said better In spite of warnings: It is meant so."


def test_nothing_is_published_that_nobody_looked_at(publisher: Client) -> None:
    change_words()
    page = look(publisher)
    Cause.objects.filter(slug="stuck").update(name="Hung")
    response = send(publisher, page)
    assert response.status_code == 409
    again = Page(response.content.decode())
    assert "The content has changed since you looked. Nothing was published." in again.text
    assert "Hung" in again.text
    assert "Said better" in again.html
    assert send(publisher, again).status_code == 302


def test_a_publication_in_between_is_noticed(publisher: Client) -> None:
    change_words()
    page = look(publisher)
    publish(None, "Somebody else")
    Cause.objects.filter(slug="stuck").update(name="Hung")
    assert send(publisher, page).status_code == 409


@pytest.mark.parametrize("token", ["", "made up", "eyJ:made:up"])
def test_a_form_that_was_not_ours_publishes_nothing(publisher: Client, token: str) -> None:
    change_words()
    assert publisher.post(PUBLISH, {"note": "Mine", "seen": token}).status_code == 400
    assert published().revision == 1


def test_a_time_to_come_can_be_given(publisher: Client, client: Client) -> None:
    change_words()
    past = send(publisher, look(publisher), at="2020-01-01 09:00")
    assert "That time is past." in past.content.decode()
    later = timezone.now() + timedelta(days=2)
    response = send(publisher, look(publisher), at=f"{later:%Y-%m-%d %H:%M}")
    assert response.status_code == 302
    assert published().revision == 1
    assert "goes live on" in look(publisher).text.replace("Goes", "goes")
    assert publisher.post(f"{response['Location']}cancel/").status_code == 302
    assert ChangeSet.objects.get().state == "cancelled"


# Everywhere on the staff side


def test_saving_what_was_only_looked_at_changes_nothing(admin_client: Client) -> None:
    cause = Cause.objects.get(slug="stuck")
    Cause.objects.filter(pk=cause.pk).update(explanation="It hangs.\nIt has to be restarted.")
    form: dict[str, Any] = {
        name: getattr(cause, name) for name in ("slug", "name", "confidence", "position")
    }
    form |= {
        "explanation": "It hangs.\r\nIt has to be restarted.",
        "sources": [s.pk for s in cause.sources.all()],
    }
    assert (
        admin_client.post(reverse("admin:wizard_cause_change", args=[cause.pk]), form).status_code
        == 302
    )
    assert Cause.objects.get(slug="stuck").explanation == "It hangs.\nIt has to be restarted."


def test_every_page_of_the_admin_says_how_many_changes_are_unpublished(
    admin_client: Client,
) -> None:
    cause = Cause.objects.get(slug="stuck")
    form: dict[str, Any] = {
        name: getattr(cause, name) for name in ("slug", "explanation", "confidence", "position")
    }
    form |= {"name": "Hung", "sources": [source.pk for source in cause.sources.all()]}
    assert (
        admin_client.post(reverse("admin:wizard_cause_change", args=[cause.pk]), form).status_code
        == 302
    )
    page = Page(admin_client.get(reverse("admin:index")).content.decode())
    assert page.link("1 unpublished change").href == PUBLISH
