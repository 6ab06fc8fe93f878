"""The past of a row: the revisions in which it differs, the way back to one, and back from its
deletion.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk import address, person, save
from tests.pages import Page
from wizard import models
from wizard.content.collect import collect
from wizard.content.draft import unpublished_changes
from wizard.content.files import Row, table_rows
from wizard.content.live import forget, published
from wizard.content.revisions import publish
from wizard.content.row_history import deleted, history
from wizard.content.taking_back import discard
from wizard.knowledge.serialise import digest
from wizard.models import FormerName

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> Client:
    return person("kim", "editor")


def router() -> models.Step:
    return models.Step.objects.get(slug="restart-router")


def light() -> models.Pattern:
    return models.Pattern.objects.get(family__slug="mini", slug="solid-red")


def page_of(client: Client, row: Any, query: str = "") -> Page:
    return Page(client.get(address(row, "history") + query).content.decode())


def versions(client: Client, row: Any) -> list[Page]:
    return [Page(part) for part in page_of(client, row).html.split("<article")[1:]]


def marked(page: Page, tag: str) -> list[str]:
    """The words that stand in `del` or `ins`."""
    return [piece.split(f"</{tag}>")[0] for piece in page.html.split(f"<{tag}>")[1:]]


def restore_page(row: Any, number: int = 1) -> str:
    return address(row, "restore", number)


def rows() -> dict[Any, list[Row]]:
    return table_rows()


# History


def test_a_row_that_nobody_changed_has_the_revision_it_came_with(kim: Client) -> None:
    (first,) = versions(kim, router())
    assert "Revision 1" in first.text
    assert "What it said first" in first.text
    assert "Not published yet." not in first.text


def test_a_draft_stands_on_top_with_its_words_and_who_saved_it(kim: Client) -> None:
    save(kim, router(), title="Restart the modem, then the router")
    draft, first = versions(kim, router())
    assert "Not published yet." in draft.text
    assert "Saved by kim," in draft.text
    assert "Changed Title." in draft.text
    assert marked(draft, "del")
    assert marked(draft, "ins")
    assert "Restore" not in draft.text
    assert "Revision 1" in first.text


def test_a_revision_in_which_it_differs_says_who_published_what_and_whose_drafts_they_were(
    kim: Client,
) -> None:
    save(kim, router(), title="First")
    save(kim, router(), title="Second")
    pia = User.objects.create_user("pia", is_staff=True)
    publish(pia, "A better title")
    models.Cause.objects.filter(slug="stuck").update(note="Noted.")
    publish(pia, "Of something else")
    newest, first = versions(kim, router())
    assert "Revision 2" in newest.text
    assert "pia" in newest.text
    assert "A better title" in newest.text
    assert newest.text.count("Saved by kim") == 2
    assert "First" not in newest.text
    assert first.link("Compare with now, restore to revision 1…").href == restore_page(router())


def test_the_parts_are_told_with_the_whole_and_the_whole_on_the_page_of_a_part(kim: Client) -> None:
    wording = router().wordings.all()[0]
    save(kim, wording, text="Pull the plug.")
    for row in (wording, router()):
        draft = versions(kim, row)[0]
        assert "Pull" in " ".join(marked(draft, "ins"))
        assert "Saved by kim" in draft.text
    assert (
        "The history of what it belongs to: Restart your modem and router"
        in page_of(kim, wording).text
    )


def test_the_history_follows_a_name_that_links_carry(kim: Client) -> None:
    save(kim, router(), slug="restart-all")
    publish(None, "Another name")
    step = models.Step.objects.get(slug="restart-all")
    found = history(step)
    assert [version.number for version in found] == [2, 1]
    assert [(field.name, field.before, field.after) for field in found[0].edit.fields] == [
        ("slug", "restart-router", "restart-all")
    ]


def test_the_words_of_answers_have_a_history_of_their_own(kim: Client) -> None:
    row = models.Likelihood.objects.filter(pattern=None).exclude(word="usually")[0]
    save(kim, row, word="usually")
    (edit,) = (version.edit for version in history(row) if version.number is None)
    assert [field.name for field in edit.fields] == [f"answer {row.option.slug}"]


def test_what_staff_type_is_text_in_the_history(kim: Client) -> None:
    save(kim, router(), title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page_of(kim, router()).html


def test_a_field_that_came_into_the_values_later_is_nobodys_change(kim: Client) -> None:
    revision = models.Revision.objects.get()
    for step in revision.knowledge["steps"]:
        for wording in step["wordings"]:
            del wording["picture"]
    models.Revision.objects.filter(pk=revision.pk).update(knowledge=revision.knowledge)
    models.Wording.objects.update(picture="")
    assert [version.number for version in history(router())] == [1]


@pytest.mark.thorough
def test_a_long_history_has_pages_and_costs_no_more_queries(kim: Client) -> None:
    def queries() -> int:
        """The fewest of three requests: now and then one counts the unpublished changes."""
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                assert kim.get(address(light(), "history")).status_code == 200
            counts.append(len(captured))
        return min(counts)

    few = queries()
    for number in range(21):
        models.Pattern.objects.filter(pk=light().pk).update(title=f"Title {number}")
        publish(None, f"Number {number}")
    assert queries() <= few
    assert "Page 1 of 2" in page_of(kim, light()).text
    assert "What it said first" in page_of(kim, light(), "?page=2").text


def test_what_is_in_no_revision_says_so(kim: Client) -> None:
    models.Cause.objects.create(slug="gnomes", name="Gnomes", explanation="So.", confidence="low")
    (draft,) = history(models.Cause.objects.get(slug="gnomes"))
    assert (draft.number, draft.edit.what) == (None, "added")


# Restoring


def test_one_object_is_restored_as_a_draft_with_its_parts(kim: Client) -> None:
    step, before = router(), rows()
    save(kim, step, title="Wrong", minutes="9", sources=[])
    step.wordings.all()[0].delete()
    step.effects.update(word="rarely")
    publish(None, "Worse", expected=digest(collect()))
    shown = Page(kim.get(restore_page(step)).content.decode())
    assert "Restore to revision 1" in shown.text
    assert marked(shown, "del")
    response = kim.post(restore_page(step), follow=True)
    assert response.redirect_chain[-1][0] == address(step, "history")
    assert "Restored what revision 1 says." in response.content.decode()
    assert {model: [row.fields for row in found] for model, found in rows().items()} == {
        model: [row.fields for row in found] for model, found in before.items()
    }
    assert published().step["restart-router"].title == "Wrong"
    assert unpublished_changes() == 1
    entry = LogEntry.objects.order_by("-pk")[0]
    assert (entry.action_flag, entry.change_message) == (CHANGE, "Restored what revision 1 says.")


def test_drafts_of_others_stay_when_one_object_is_restored(kim: Client) -> None:
    save(kim, router(), title="Wrong")
    models.Cause.objects.filter(slug="stuck").update(note="A colleague’s draft.")
    kim.post(restore_page(router()))
    assert router().title == "Restart your modem and router"
    assert models.Cause.objects.get(slug="stuck").note == "A colleague’s draft."


def test_its_place_in_the_list_stays(kim: Client) -> None:
    save(kim, router(), title="Wrong", position="7")
    kim.post(restore_page(router()))
    assert (router().title, router().position) == ("Restart your modem and router", 7)


def test_a_changed_name_comes_back_and_links_made_in_between_are_redirected(kim: Client) -> None:
    pk = router().pk
    save(kim, router(), slug="restart-all")
    publish(None, "Another name")
    step = models.Step.objects.get(slug="restart-all")
    kim.post(restore_page(step))
    assert router().pk == pk
    assert list(FormerName.objects.filter(kind="step").values_list("old", "new")) == [
        ("restart-all", "restart-router")
    ]


def test_a_renamed_answer_comes_back_with_its_likelihoods(kim: Client) -> None:
    option = models.Option.objects.filter(question__slug="when-it-began")[0]
    words, old = option.likelihoods.count(), option.slug
    option.slug = "quite-new"
    option.save()
    kim.post(restore_page(option.question))
    option.refresh_from_db()
    assert (option.slug, option.likelihoods.count()) == (old, words)


def test_the_words_of_all_answers_for_one_cause_are_restored_together(kim: Client) -> None:
    before = unnumbered()
    row = models.Likelihood.objects.filter(pattern=None).select_related("option")[0]
    same = models.Likelihood.objects.filter(
        option__question=row.option.question_id, cause=row.cause_id, pattern=None
    )
    same.exclude(pk=row.pk).delete()
    same.update(word="usually")
    kim.post(restore_page(row))
    assert unnumbered() == before


def test_an_answer_that_came_later_goes_and_links_with_it_say_so(
    kim: Client, client: Client
) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    later = models.Option.objects.create(
        question=question, slug="quite-new", label="Quite new", summary="It is new."
    )
    for row in models.Likelihood.objects.filter(option=question.options.all()[0]):
        models.Likelihood.objects.create(
            option=later, cause=row.cause, pattern=row.pattern, word=row.word
        )
    publish(None, "With the new answer")
    forget()
    kim.post(restore_page(question))
    assert not question.options.filter(slug="quite-new").exists()
    publish(None, "Without it")
    forget()
    text = client.get(
        "/diagnose/?device=mini&light=solid-red&when-it-began=quite-new"
    ).content.decode()
    assert "“Quite new” was taken back." in text


def test_what_it_named_and_is_gone_is_told_by_name_and_nothing_is_restored(kim: Client) -> None:
    source = models.Source.objects.create(
        slug="short", title="Short-lived", publisher="P", authority="blog"
    )
    router().sources.add(source)
    publish(None, "With a source")
    save(
        kim,
        router(),
        sources=[s.pk for s in router().sources.exclude(pk=source.pk)],
        title="Without",
    )
    kim.post(address(source, "delete"), {"post": "yes"})
    response = kim.post(restore_page(router(), 2))
    assert response.status_code == 409
    assert "The source “Short-lived” is gone." in response.content.decode()
    assert address(source, "recover_list") in response.content.decode()
    assert router().title == "Without"
    (gone,) = deleted(models.Source)
    kim.post(recover_page(source, gone.token))
    assert kim.post(restore_page(router(), 2)).status_code == 302
    assert router().sources.filter(slug="short").exists()


def test_a_name_that_is_taken_by_now_is_told_and_nothing_is_restored(kim: Client) -> None:
    save(kim, router(), slug="restart-all")
    publish(None, "Another name")
    other = models.Step.objects.create(slug="other", title="Another", confidence="high")
    models.Step.objects.filter(pk=other.pk).update(slug="restart-router")
    step = models.Step.objects.get(slug="restart-all")
    response = kim.post(restore_page(step))
    assert response.status_code == 409
    assert (
        "Another remediation step has the name by now that this one has in revision 1"
        in response.content.decode()
    )
    assert models.Step.objects.get(pk=step.pk).slug == "restart-all"


def test_a_revision_without_it_is_not_found(kim: Client) -> None:
    cause = models.Cause.objects.create(
        slug="gnomes", name="Gnomes", explanation="So.", confidence="low"
    )
    assert kim.get(restore_page(cause)).status_code == 404
    assert kim.get(restore_page(router(), 99)).status_code == 404


@pytest.mark.parametrize(
    ("role", "look", "act"),
    [("viewer", 200, 403), ("publisher", 200, 403), ("editor", 200, 302), ("", 403, 403)],
)
def test_restoring_is_for_those_who_may_change(kim: Client, role: str, look: int, act: int) -> None:
    save(kim, router(), title="New")
    somebody = person("sam", role)
    assert somebody.get(address(router(), "history")).status_code == look
    response = somebody.get(restore_page(router()))
    assert response.status_code == look
    assert ("Restore to revision 1" in response.content.decode()) == (act == 302)
    assert somebody.post(restore_page(router())).status_code == act
    assert (router().title == "New") == (act != 302)


def test_loading_the_files_again_keeps_what_was_restored(kim: Client) -> None:
    before = rows()
    save(kim, router(), title="New")
    kim.post(restore_page(router()))
    call_command("load_content", verbosity=0)
    assert rows() == before


# Recovering


def recover_page(row: Any, token: str) -> str:
    return f"{address(row, 'recover_list')}{token}/"


def delete(client: Client, row: Any) -> None:
    assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def faq() -> models.Faq:
    return models.Faq.objects.all()[0]


def test_the_list_says_what_was_deleted_by_whom_and_in_which_revision_it_was(kim: Client) -> None:
    gone = faq()
    assert (
        "Nothing that was published is deleted."
        in kim.get(address(gone, "recover_list")).content.decode()
    )
    delete(kim, gone)
    page = Page(kim.get(address(gone, "recover_list")).content.decode())
    assert gone.question in page.text
    assert "kim" in page.text.split(gone.question)[2]
    assert page.link("Revision 1").href == "/staff/revisions/1/"
    shown = Page(kim.get(recover_page(gone, gone.slug)).content.decode())
    assert "kim deleted it on" in shown.text
    assert gone.answer.split(".")[0] in shown.text


def test_what_was_deleted_comes_back_whole(kim: Client) -> None:
    gone, before = faq(), unnumbered()
    delete(kim, gone)
    assert unnumbered() != before
    response = kim.post(recover_page(gone, gone.slug), follow=True)
    assert response.redirect_chain[-1][0] == address(faq(), "change")
    assert f"“{gone.question}” is back." in response.content.decode()
    assert unnumbered() == before
    assert deleted(models.Faq) == []
    entry = LogEntry.objects.order_by("-pk")[0]
    assert (entry.action_flag, entry.change_message) == (ADDITION, "Recovered from revision 1.")


def unnumbered() -> dict[Any, list[Any]]:
    return {model: [row.fields for row in found] for model, found in rows().items()}


def test_a_question_comes_back_with_its_answers_and_their_words(kim: Client) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    question.disputes.clear()
    question.disturbed_by.clear()
    before = digest(collect())
    kim.post(address(question, "retire"), {"reason": "It told too little."})
    assert not models.Likelihood.objects.filter(option__question_id=question.pk).exists()
    assert deleted(models.Option) == []  # they come back with their question
    kim.post(recover_page(question, "when-it-began"))
    assert digest(collect()) == before


def test_a_part_can_be_recovered_alone(kim: Client) -> None:
    wording, before = router().wordings.all()[0], unnumbered()
    save(kim, router(), note="Kept.")
    delete(kim, wording)
    kim.post(recover_page(wording, f"restart-router/{wording.slug}"))
    assert router().note == "Kept."
    models.Step.objects.filter(pk=router().pk).update(note=published().step["restart-router"].note)
    assert unnumbered() == before


def test_a_retired_light_comes_back_and_its_links_mean_it_again(
    kim: Client, client: Client
) -> None:
    pattern = light()
    pattern.mistaken_for.all().delete()
    pattern.shown_by.update(shows=None)
    for relation in (pattern.questions, pattern.disputes, pattern.faqs):
        relation.clear()
    FormerName.objects.create(kind="light", scope="mini", old="red-steady", new="solid-red")
    publish(None, "Named by nothing")
    before = digest(collect())
    kim.post(address(pattern, "retire"), {"reason": "This light is now two lights."})
    publish(None, "Retired")
    forget()
    assert client.get("/answers/mini/solid-red/").status_code == 410
    assert client.get("/answers/mini/red-steady/").status_code == 410
    kim.post(recover_page(pattern, "mini/solid-red"))
    assert digest(collect()) == before
    publish(None, "Back")
    forget()
    assert client.get("/answers/mini/solid-red/").status_code == 200
    assert client.get("/answers/mini/red-steady/")["Location"] == "/answers/mini/solid-red/"


def test_what_names_another_row_that_comes_back_with_it_is_no_obstacle(kim: Client) -> None:
    pk = router().pk
    later = models.Step.objects.exclude(pk=pk).order_by("-position")[0]
    router().prerequisites.set([later])
    publish(None, "It waits for a later step")
    before = digest(collect())
    models.Dispute.objects.all().delete()
    models.Faq.objects.all().delete()
    models.Step.objects.filter(pk__in=[pk, later.pk]).delete()
    discard(None)
    assert digest(collect()) == before
    assert [step.slug for step in router().prerequisites.all()] == [later.slug]


def test_what_was_renamed_is_not_deleted(kim: Client) -> None:
    save(kim, router(), slug="restart-all")
    assert deleted(models.Step) == []
    assert deleted(models.Wording) == []


def test_what_was_never_published_does_not_come_back(kim: Client) -> None:
    cause = models.Cause.objects.create(
        slug="gnomes", name="Gnomes", explanation="So.", confidence="low"
    )
    delete(kim, cause)
    assert deleted(models.Cause) == []
    response = kim.post(recover_page(cause, "gnomes"), follow=True)
    assert "It is not deleted any more." in response.content.decode()


def test_more_deleted_rows_cost_no_more_queries(kim: Client) -> None:
    def queries() -> int:
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                kim.get(address(gone, "recover_list"))
            counts.append(len(captured))
        return min(counts)

    gone = faq()
    delete(kim, gone)
    few = queries()
    for row in models.Faq.objects.all()[:3]:
        delete(kim, row)
    assert queries() == few


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("publisher", 403), ("editor", 302), ("", 403)]
)
def test_recovering_is_for_those_who_may_add(kim: Client, role: str, status: int) -> None:
    gone = faq()
    delete(kim, gone)
    somebody = person("sam", role)
    for page in (address(gone, "recover_list"), recover_page(gone, gone.slug)):
        assert somebody.get(page).status_code == (200 if status == 302 else 403)
    assert somebody.post(recover_page(gone, gone.slug)).status_code == status
    assert models.Faq.objects.filter(slug=gone.slug).exists() == (status == 302)


def test_a_stranger_is_led_to_the_log_in(kim: Client, client: Client) -> None:
    gone = faq()
    delete(kim, gone)
    for response in (
        client.get(restore_page(router())),
        client.post(restore_page(router())),
        client.get(address(gone, "recover_list")),
        client.post(recover_page(gone, gone.slug)),
    ):
        assert response.status_code == 302
        assert "/login/" in response["Location"]
    assert not models.Faq.objects.filter(slug=gone.slug).exists()
