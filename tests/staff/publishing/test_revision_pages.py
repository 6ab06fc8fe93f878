from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.content.little import little
from tests.desk import person
from tests.pages import Page
from tests.staff.publishing.test_publish_page import WORDS, change_words
from wizard.content.collect import collect
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.models import Action, AuditLogEntry, Step
from wizard.staff.publishing.selection import token_of

__all__ = ["little"]  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]


@pytest.fixture
def publisher() -> Client:
    return person("pia", "publisher")


@pytest.fixture
def second() -> None:
    change_words()
    publish(None, "Said better", diagnoses=0)


def read(client: Client, address: str, status: int = 200) -> Page:
    response = client.get(address)
    assert response.status_code == status
    return Page(response.content.decode())


def test_the_list_says_who_published_what_and_how_much(publisher: Client, second: None) -> None:
    page = read(publisher, "/staff/revisions/")
    assert page.link("2").href == "/staff/revisions/2/"
    assert "2 live" in page.text
    assert "a command Said better 1 " in page.text


def test_the_list_fetches_no_knowledge_and_asks_as_often_for_more(
    publisher: Client, second: None, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        Step.objects.filter(slug="restart").update(note=f"Number {number}")
        publish(None, f"Number {number}")
    read(publisher, "/staff/revisions/")  # counts the unpublished changes for a minute
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        read(publisher, "/staff/revisions/")


def test_a_revision_shows_its_words_beside_those_before_it(publisher: Client, second: None) -> None:
    page = read(publisher, "/staff/revisions/2/")
    assert "Compared with revision 1" in page.text
    assert WORDS in page.text
    assert "People see it now." in page.text
    first = read(publisher, "/staff/revisions/1/?against=2")
    assert "Compared with revision 2" in first.text
    assert first.link("See it as a homeowner did").href == "/?preview=1"
    read(publisher, "/staff/revisions/99/", 404)
    read(publisher, "/staff/revisions/1/?against=99", 404)


def test_a_publisher_restores_a_revision_for_everybody(
    publisher: Client, client: Client, second: None
) -> None:
    before = collect()
    response = publisher.post("/staff/revisions/1/restore/", {"why": "The old words were right."})
    assert response["Location"] == "/staff/revisions/3/"
    assert published().revision == 3
    assert collect() != before
    assert WORDS not in client.get("/how-to/restart/camera-1/").content.decode()
    assert (
        "Restores revision 1. The old words were right."
        in read(publisher, "/staff/revisions/3/").text
    )
    assert AuditLogEntry.objects.filter(
        action=Action.RESTORED, what="Revision 1", actor_name="pia"
    ).exists()


def test_a_revision_is_taken_back_with_what_came_later_only_if_it_is_ticked(
    publisher: Client, second: None
) -> None:
    Step.objects.filter(slug="restart").update(title="Later words")
    publish(None, "Later")
    page = read(publisher, "/staff/revisions/2/")
    assert "Changed again since" in page.text
    address = "/staff/revisions/2/take-back/"
    assert publisher.post(address, {"back-why": ""}).status_code == 400
    refused = publisher.post(address, {"back-why": "Nothing is left of it"})
    assert refused.status_code == 409
    token = token_of("step restart")
    done = publisher.post(address, {"back-why": "All of it", "back-also": [token]})
    assert done["Location"] == "/staff/revisions/4/"
    assert published().step["restart"].title not in (WORDS, "Later words")


def test_where_two_have_to_agree_undoing_waits_and_touches_nothing(
    publisher: Client, second: None, settings: LazySettings
) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    before = collect()
    for act, sent in (("take-back", {"back-why": "Back"}), ("restore", {"why": "Back"})):
        number = 2 if act == "take-back" else 1
        response = publisher.post(f"/staff/revisions/{number}/{act}/", sent)
        assert response["Location"].startswith("/staff/change-sets/")
    assert collect() == before
    assert published().revision == 2


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_look_but_do_not_touch(second: None, role: str) -> None:
    client = person("joe", role)
    page = read(client, "/staff/revisions/1/").text
    assert "Restore revision 1" not in page
    assert "Take revision" not in page
