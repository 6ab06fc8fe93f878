from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk import address, opened, person, save
from tests.pages import Page
from wizard import models
from wizard.content.collect import collect
from wizard.content.files import Row, table_rows
from wizard.content.live import forget
from wizard.content.revisions import publish
from wizard.content.rollback import restore
from wizard.knowledge.serialise import digest
from wizard.models import FormerName

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> Client:
    return person("kim", "editor")


def fresh() -> models.Step:
    """A step nobody has seen, with a wording, an effect and a source."""
    step = models.Step.objects.create(slug="sing", title="Sing to it", confidence="low")
    step.sources.add(models.Source.objects.all()[0])
    models.Wording.objects.create(step=step, family=models.Family.objects.all()[0], text="La la la.")
    models.Effect.objects.create(step=step, cause=models.Cause.objects.all()[0], word="rarely")
    return step


def rows() -> dict[Any, list[Row]]:
    return table_rows()


def recovers(client: Client, row: Any) -> bool:
    """Does the list page offer what was deleted?"""
    return address(row, "recover_list") in client.get(address(row, "changelist")).content.decode()


def delete(client: Client, row: Any) -> None:
    assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def test_a_list_offers_to_recover_only_when_something_was_deleted(kim: Client) -> None:
    step = fresh()
    assert not recovers(kim, step)
    delete(kim, step)
    assert recovers(kim, step)
    assert not recovers(kim, models.Wording.objects.all()[0])  # it comes back with its step


def test_the_list_says_what_was_deleted_by_whom_and_when(kim: Client) -> None:
    step = fresh()
    delete(kim, step)
    page = Page(kim.get(address(step, "recover_list")).content.decode())
    assert "Sing to it" in page.text
    assert "kim" in page.text.split("Sing to it")[-2]
    shown = Page(kim.get(address(step, "recover")).content.decode())
    assert "kim deleted it on" in shown.text
    assert "La la la." in shown.text.replace("La la la .", "La la la.")


def test_what_was_deleted_comes_back_whole(kim: Client) -> None:
    step = fresh()
    before = rows()
    delete(kim, step)
    assert rows() != before
    response = kim.post(address(step, "recover"), follow=True)
    assert response.redirect_chain[-1][0] == address(step, "change")
    assert "“Sing to it” is back." in response.content.decode()
    assert rows() == before
    assert not recovers(kim, step)
    entry = LogEntry.objects.order_by("-pk")[0]
    assert entry.action_flag == ADDITION
    assert entry.change_message.startswith("Recovered what kim deleted on")
    assert "Recovered what kim deleted on" in kim.get(address(step, "history")).content.decode()


def test_a_question_comes_back_with_its_answers_and_their_words(kim: Client) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    question.disputes.clear()
    question.disturbed_by.clear()
    before = rows()
    kim.post(address(question, "retire"), {"reason": "It told too little."})
    assert not models.Likelihood.objects.filter(option__question_id=question.pk).exists()
    kim.post(address(question, "recover"))
    assert rows() == before


def test_several_that_are_deleted_at_once_come_back_one_by_one(kim: Client) -> None:
    causes = [
        models.Cause.objects.create(slug=slug, name=slug.title(), explanation="So.", confidence="low")
        for slug in ("gnomes", "moths")
    ]
    action = {"action": "delete_selected", "_selected_action": [cause.pk for cause in causes], "post": "yes"}
    kim.post(address(causes[0], "changelist"), action)
    assert not models.Cause.objects.filter(slug__in=("gnomes", "moths")).exists()
    kim.post(address(causes[1], "recover"))
    assert [cause.slug for cause in models.Cause.objects.filter(slug__in=("gnomes", "moths"))] == ["moths"]
    assert "Gnomes" in kim.get(address(causes[0], "recover_list")).content.decode()


def test_a_part_that_was_taken_out_of_a_page_can_be_recovered(kim: Client) -> None:
    step = models.Step.objects.get(slug="restart-router")
    wording, before = step.wordings.all()[0], rows()
    form = opened(kim, step)
    number = next(name for name, value in form.items() if name.endswith("-id") and value == str(wording.pk))
    kim.post(address(step, "change"), form | {number.replace("-id", "-DELETE"): "on"})
    assert rows() != before
    assert "kim" in Page(kim.get(address(wording, "recover_list")).content.decode()).text
    kim.post(address(wording, "recover"))
    assert rows() == before
    acts = Page(kim.get(address(step, "history")).content.decode()).html.split("<article")[1:]
    assert ["removed" in act for act in acts] == [False, True, False]


def test_a_retired_light_comes_back_and_its_links_mean_it_again(kim: Client, client: Client) -> None:
    pattern = models.Pattern.objects.get(family__slug="mini", slug="solid-red")
    pattern.mistaken_for.all().delete()
    pattern.shown_by.update(shows=None)
    for relation in (pattern.questions, pattern.disputes, pattern.faqs):
        relation.clear()
    FormerName.objects.create(kind="light", scope="mini", old="red-steady", new="solid-red")
    before = digest(collect())
    kim.post(address(pattern, "retire"), {"reason": "This light is now two lights."})
    publish(None, "Retired")
    forget()
    assert client.get("/answers/mini/solid-red/").status_code == 410
    assert client.get("/answers/mini/red-steady/").status_code == 410
    kim.post(address(pattern, "recover"))
    assert digest(collect()) == before
    publish(None, "Back")
    forget()
    assert client.get("/answers/mini/solid-red/").status_code == 200
    assert client.get("/answers/mini/red-steady/")["Location"] == "/answers/mini/solid-red/"


def test_what_it_named_and_is_gone_is_told_by_name_and_nothing_comes_back(kim: Client) -> None:
    cause = models.Cause.objects.create(slug="gnomes", name="Garden gnomes", explanation="So.", confidence="low")
    step = fresh()
    models.Effect.objects.create(step=step, cause=cause, word="rarely")
    delete(kim, step)
    delete(kim, cause)
    response = kim.post(address(step, "recover"))
    assert response.status_code == 409
    assert "The cause “Garden gnomes” is gone." in response.content.decode()
    assert not models.Step.objects.filter(slug="sing").exists()
    assert not models.Wording.objects.filter(text="La la la.").exists()
    kim.post(address(cause, "recover"))
    kim.post(address(step, "recover"))
    assert models.Effect.objects.filter(step=step, cause=cause).exists()


def test_a_name_that_is_taken_by_now_is_not_offered(kim: Client) -> None:
    step = fresh()
    delete(kim, step)
    models.Step.objects.create(slug="sing", title="Another song", confidence="low")
    assert not recovers(kim, step)
    response = kim.post(address(step, "recover"), follow=True)
    assert "It is not deleted any more." in response.content.decode()
    assert models.Step.objects.get(slug="sing").title == "Another song"


def test_drafts_that_were_thrown_away_with_a_revision_can_be_recovered(kim: Client) -> None:
    step = fresh()
    save(kim, step, title="Sing louder")
    restore(1, None)
    assert not models.Step.objects.filter(slug="sing").exists()
    page = Page(kim.get(address(step, "recover_list")).content.decode())
    assert "Sing louder" in page.text
    assert "when it was last kept" in page.text
    kim.post(address(step, "recover"))
    assert models.Step.objects.get(slug="sing").wordings.get().text == "La la la."


def test_loading_the_files_again_keeps_what_came_back(kim: Client) -> None:
    faq, before = models.Faq.objects.all()[0], rows()
    delete(kim, faq)
    call_command("load_content", verbosity=0)
    assert not models.Faq.objects.filter(slug=faq.slug).exists()
    kim.post(address(faq, "recover"))
    call_command("load_content", verbosity=0)
    assert rows() == before


def test_more_deleted_rows_cost_no_more_queries(kim: Client) -> None:
    def queries() -> int:
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                kim.get(address(faqs[0], "recover_list"))
            counts.append(len(captured))
        return min(counts)

    faqs = [models.Faq.objects.create(slug=f"why-{n}", question=f"Why {n}?", answer="So.") for n in range(5)]
    delete(kim, faqs[0])
    few = queries()
    for faq in faqs[1:]:
        delete(kim, faq)
    assert queries() == few


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("publisher", 403), ("editor", 302), ("", 403)])
def test_recovering_is_for_those_who_may_add(kim: Client, role: str, status: int) -> None:
    step = fresh()
    delete(kim, step)
    somebody = person("sam", role)
    for page in ("recover_list", "recover"):
        assert somebody.get(address(step, page)).status_code == (200 if status == 302 else 403)
    if role:
        assert recovers(somebody, step) == (status == 302)
    assert somebody.post(address(step, "recover")).status_code == status
    assert models.Step.objects.filter(slug="sing").exists() == (status == 302)


def test_a_stranger_is_led_to_the_log_in(kim: Client, client: Client) -> None:
    step = fresh()
    delete(kim, step)
    for response in (
        client.get(address(step, "recover_list")),
        client.get(address(step, "recover")),
        client.post(address(step, "recover")),
    ):
        assert response.status_code == 302
        assert "/login/" in response["Location"]
    assert not models.Step.objects.filter(slug="sing").exists()
