from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from tests.desk import address, opened, person, save
from tests.pages import Page
from wizard import models
from wizard.content.draft import unpublished_changes
from wizard.content.files import table_rows
from wizard.content.live import forget, published
from wizard.content.revisions import publish
from wizard.content.row_history import kept, kept_states, state_of
from wizard.models import FormerName
from wizard.staff.editing.bulk_edit import act_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> Client:
    return person("kim", "editor")


def router() -> models.Step:
    return models.Step.objects.get(slug="restart-router")


def light() -> models.Pattern:
    return models.Pattern.objects.get(family__slug="mini", slug="solid-red")


def history(client: Client, row: Any, query: str = "") -> Page:
    return Page(client.get(address(row, "history") + query).content.decode())


def marked(page: Page, tag: str) -> list[str]:
    """The words that stand in `del` or `ins`."""
    return [piece.split(f"</{tag}>")[0] for piece in page.html.split(f"<{tag}>")[1:]]


# What is kept


def test_what_is_kept_is_what_the_tables_say(kim: Client) -> None:
    for row in (router(), light(), models.Question.objects.all()[0], models.Guide.objects.get()):
        save(kim, row, note="Changed.", support_note="Changed.", reasoning="Changed.")
        assert len(kept(row)) == 2
        row.refresh_from_db()
        assert kept_states(row, kept(row)[:1])[kept(row)[0]] == state_of(row)


def test_history_shows_the_words_before_and_after_with_author_and_date(kim: Client) -> None:
    step = router()
    before = step.title
    save(kim, step, title="Restart the modem, then the router")
    page = history(kim, step)
    assert "kim" in page.text
    assert "Not published yet." in page.text
    assert marked(page, "ins")
    assert "As it was before anybody changed it here." in page.text
    assert before in page.text
    assert "{" not in page.text
    assert "[" not in page.text


def test_saving_without_a_change_leaves_no_act(kim: Client) -> None:
    save(kim, router(), title="Another title")
    save(kim, router())
    assert len(kept(router())) == 2


def test_relations_are_shown_by_name_and_choices_by_their_label(kim: Client) -> None:
    device = models.Device.objects.get(slug="mini")
    family = models.Family.objects.exclude(pk=device.family_id)[0]
    source = models.Source.objects.exclude(devices=device)[0]
    save(kim, device, family=family.pk, group="accessories", sources=[source.pk], needs_sync_module="unknown")
    page = history(kim, device)
    assert family.name in " ".join(marked(page, "ins"))
    assert "Accessories" in " ".join(marked(page, "ins"))
    assert source.title.split()[0] in page.text


def test_parts_that_are_added_changed_and_removed_are_named(kim: Client) -> None:
    pattern = light()
    first, second, *_ = pattern.pattern_causes.select_related("cause").order_by("position")
    other = models.Cause.objects.exclude(pattern_causes__pattern=pattern)[0]
    form = opened(kim, pattern)
    count = int(form["pattern_causes-TOTAL_FORMS"])
    rows = [form[f"pattern_causes-{n}-id"] for n in range(count)]
    form |= {
        f"pattern_causes-{rows.index(str(first.pk))}-rationale": "Because of the weather.",
        f"pattern_causes-{rows.index(str(second.pk))}-DELETE": "on",
        "pattern_causes-TOTAL_FORMS": str(count + 1),
        f"pattern_causes-{count}-id": "",
        f"pattern_causes-{count}-cause": other.pk,
        f"pattern_causes-{count}-confidence": "low",
        f"pattern_causes-{count}-position": "990",
    }
    form |= {"title": "Red all the time"}
    assert kim.post(address(pattern, "change"), form).status_code == 302
    assert len(kept(pattern)) == 2  # as it was, and one act of kim's
    text = history(kim, pattern).text
    assert f"Cause of a pattern: {first.cause} changed" in text
    assert f"Cause of a pattern: {second.cause} removed" in text
    assert f"Cause of a pattern: {other} added" in text
    assert "weather" in text


def test_a_rhythm_is_told_in_words(kim: Client) -> None:
    channel = light().channels.all()[0]
    save(kim, channel, steps="[[1.0, 700], [0.0, 1300]]")
    text = history(kim, light()).text
    assert "100% bright for 700 ms" in text
    assert "0% bright for 1300 ms" in text


def test_a_part_changed_on_its_own_page_is_in_the_history_of_the_whole_and_of_the_part(kim: Client) -> None:
    wording = router().wordings.all()[0]
    save(kim, wording, text="Pull the plug.")
    for row in (wording, router()):
        page = history(kim, row)
        assert "kim" in page.text
        assert "Pull" in " ".join(marked(page, "ins")) + page.text
    save(kim, router(), title="Only the title")
    assert len(kept(wording)) == 2
    assert len(kept(router())) == 3


def test_what_other_writers_changed_is_told_as_theirs_and_not_as_the_next_editors(kim: Client) -> None:
    save(kim, router(), title="First")
    models.Step.objects.filter(slug="restart-router").update(title="Second")
    assert "Since then" in history(kim, router()).text
    save(kim, router(), title="Third")
    page = history(kim, router())
    assert "Since then" not in page.text
    assert page.text.count("files were loaded, or a revision was restored") == 1
    acts = page.html.split("<article")[1:]
    assert ["kim" in act for act in acts] == [True, False, True, False]


def test_history_says_in_which_revision_a_change_went_live(kim: Client) -> None:
    save(kim, router(), title="First")
    save(kim, router(), title="Second")
    number = publish(None, "Published").number
    save(kim, router(), title="Third")
    acts = [Page(act).text for act in history(kim, router()).html.split("<article")[1:]]
    assert "Not published yet." in acts[0]
    assert f"Live with revision {number}" in acts[1]
    assert "Changed again before it was published." in acts[2]


def test_a_field_that_came_into_the_tables_later_is_nobodys_change(kim: Client) -> None:
    save(kim, router(), title="New")
    for version in Version.objects.get_for_object(router()):
        data = json.loads(version.serialized_data)
        del data[0]["fields"]["penalty_minutes"]
        Version.objects.filter(pk=version.pk).update(serialized_data=json.dumps(data))
    assert "Since then" not in history(kim, router()).text
    save(kim, router(), title="Newer")
    assert len(kept(router())) == 3
    kim.post(restore_page(router(), kept(router())[1]))
    assert router().title == "New"
    assert router().penalty_minutes == 3


def test_what_was_added_here_begins_with_that(kim: Client) -> None:
    source = models.Source.objects.all()[0]
    form = {"slug": "a-page", "title": "A page", "publisher": "Blink", "authority": source.authority, "position": "5"}
    kim.post(address(source, "add"), form)
    page = history(kim, models.Source.objects.get(slug="a-page"))
    assert "Added." in page.text
    assert "As it was before" not in page.text


def test_what_the_log_knows_from_before_is_listed_too(kim: Client) -> None:
    LogEntry.objects.create(
        user=User.objects.get(username="kim"),
        content_type=ContentType.objects.get_for_model(models.Step),
        object_id=router().pk,
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["Minutes"]}}]',
    )
    assert "Changed Minutes." in history(kim, router()).text


def test_what_staff_type_is_text_in_the_history(kim: Client) -> None:
    save(kim, router(), title="<script>alert(1)</script>")
    html = history(kim, router()).html
    assert "<script>alert(1)" not in html


def test_a_long_history_has_pages_and_costs_no_more_queries(kim: Client) -> None:
    pattern = light()
    save(kim, pattern, title="Title")

    def queries() -> int:
        """The fewest of three requests: now and then one counts the unpublished changes."""
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                assert kim.get(address(pattern, "history")).status_code == 200
            counts.append(len(captured))
        return min(counts)

    few = queries()
    author = User.objects.get(username="kim")
    for number in range(25):
        with act_of(author) as act:
            pattern.title = f"Title {number}"
            pattern.save()
            act.did(pattern, "Changed title.")
    assert queries() <= few + 1
    assert "Page 1 of 2" in history(kim, pattern).text
    assert "As it was before anybody changed it here." in history(kim, pattern, "?page=2").text


# Restoring


def restore_page(row: Any, number: int) -> str:
    return address(row, "restore", number)


def test_one_row_is_restored_as_a_draft_with_its_parts(kim: Client) -> None:
    step = router()
    before = state_of(step)
    wording = step.wordings.all()[0]
    save(kim, step, title="Wrong", minutes="9", sources=[])
    wording.delete()
    step.effects.update(word="rarely")
    first = kept(step)[-1]
    shown = Page(kim.get(restore_page(step, first)).content.decode())
    assert "Restore this" in shown.text
    assert marked(shown, "del")
    assert step.title != "Wrong"
    response = kim.post(restore_page(step, first), follow=True)
    assert response.redirect_chain[-1][0] == address(step, "history")
    assert "Restored what it said on" in response.content.decode()
    assert state_of(router()) == before
    assert published().step["restart-router"].title == step.title
    assert LogEntry.objects.order_by("-pk")[0].change_message.startswith("Restored what it said")


def test_a_restored_state_names_whose_it_was_and_counts_as_a_change(kim: Client) -> None:
    save(kim, router(), title="Kim's words")
    assert unpublished_changes() == 1
    lee = person("lee", "editor")
    save(lee, router(), title="Lee's words")
    lee.post(restore_page(router(), kept(router())[1]))
    assert "Restored what kim had on" in history(kim, router()).text
    assert router().title == "Kim's words"


def test_what_was_restored_can_be_undone_the_same_way(kim: Client) -> None:
    save(kim, router(), title="New")
    first, new = kept(router())[-1], kept(router())[0]
    kim.post(restore_page(router(), first))
    kim.post(restore_page(router(), new))
    assert router().title == "New"


def test_a_changed_name_comes_back_and_links_made_in_between_lead_on(kim: Client) -> None:
    save(kim, router(), slug="restart-all")
    step = models.Step.objects.get(slug="restart-all")
    kim.post(restore_page(step, kept(step)[-1]))
    assert list(FormerName.objects.filter(kind="step").values_list("old", "new")) == [("restart-all", "restart-router")]


def test_two_lamps_that_changed_places_change_back(kim: Client) -> None:
    pattern = models.Pattern.objects.filter(channels__position=2)[0]
    before = state_of(pattern)
    save(kim, pattern, note="Noted.")
    one, two = pattern.channels.order_by("position")[:2]
    for row, position in ((one, 7), (two, one.position), (one, two.position)):
        models.Channel.objects.filter(pk=row.pk).update(position=position)
    kim.post(restore_page(pattern, kept(pattern)[-1]))
    assert state_of(pattern) == before


def test_what_it_named_and_is_gone_is_told_by_name_and_nothing_is_restored(kim: Client) -> None:
    source = models.Source.objects.create(slug="short", title="Short-lived", publisher="P", authority="blog")
    step = router()
    save(kim, step, sources=[source.pk], title="With the source")
    number = kept(step)[0]
    save(kim, step, sources=[], title="Without")
    kim.post(address(source, "delete"), {"post": "yes"})
    response = kim.post(restore_page(step, number))
    assert response.status_code == 409
    text = Page(response.content.decode()).text
    assert "The source “P: Short-lived” is gone." in text
    assert address(source, "recover_list") in response.content.decode()
    assert router().title == "Without"
    kim.post(address(source, "recover"))
    assert kim.post(restore_page(step, number)).status_code == 302
    assert router().title == "With the source"


def test_a_name_that_is_taken_by_now_is_told_and_nothing_is_restored(kim: Client) -> None:
    save(kim, router(), slug="restart-all")
    models.Step.objects.create(slug="restart-router", title="Another", confidence="high")
    step = models.Step.objects.get(slug="restart-all")
    response = kim.post(restore_page(step, kept(step)[-1]))
    assert response.status_code == 409
    assert "There is a step with this name." in response.content.decode()
    assert models.Step.objects.get(pk=step.pk).slug == "restart-all"


def test_an_answer_that_came_later_goes_and_links_with_it_say_so(kim: Client, client: Client) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    save(kim, question, reasoning="Noted.")
    later = models.Option.objects.create(question=question, slug="quite-new", label="Quite new", summary="It is new.")
    for likelihood in models.Likelihood.objects.filter(option=question.options.all()[0]):
        models.Likelihood.objects.create(
            option=later, cause=likelihood.cause, pattern=likelihood.pattern, word=likelihood.word
        )
    publish(None, "With the new answer")
    forget()
    kim.post(restore_page(question, kept(question)[-1]))
    assert not question.options.filter(slug="quite-new").exists()
    publish(None, "Without it")
    forget()
    text = client.get("/diagnose/?device=mini&light=solid-red&when-it-began=quite-new").content.decode()
    assert "“Quite new” was taken back." in text


@pytest.mark.parametrize(
    ("role", "look", "act"), [("viewer", 200, 403), ("publisher", 200, 403), ("editor", 200, 302), ("", 403, 403)]
)
def test_restoring_is_for_those_who_may_change(kim: Client, role: str, look: int, act: int) -> None:
    save(kim, router(), title="New")
    somebody, number = person("sam", role), kept(router())[-1]
    assert somebody.get(address(router(), "history")).status_code == look
    response = somebody.get(restore_page(router(), number))
    assert response.status_code == look
    assert ("Restore this" in response.content.decode()) == (act == 302)
    assert somebody.post(restore_page(router(), number)).status_code == act
    assert (router().title == "New") == (act != 302)


def test_a_stranger_is_led_to_the_log_in(kim: Client, client: Client) -> None:
    save(kim, router(), title="New")
    number = kept(router())[-1]
    for response in (client.get(restore_page(router(), number)), client.post(restore_page(router(), number))):
        assert response.status_code == 302
        assert "/login/" in response["Location"]
    assert router().title == "New"


def test_a_state_of_another_row_is_not_found(kim: Client) -> None:
    save(kim, router(), title="New")
    other = models.Step.objects.exclude(slug="restart-router")[0]
    assert kim.get(restore_page(other, kept(router())[0])).status_code == 404


def test_loading_the_files_again_keeps_what_was_restored(kim: Client) -> None:
    rows = {model: len(rows) for model, rows in table_rows().items()}
    save(kim, router(), title="New")
    kim.post(restore_page(router(), kept(router())[-1]))
    call_command("load_content", verbosity=0)
    assert {model: len(rows) for model, rows in table_rows().items()} == rows
