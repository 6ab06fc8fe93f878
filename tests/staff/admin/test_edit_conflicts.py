from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.desk import address, opened, person, save, sent_by
from tests.pages import Page
from wizard import models
from wizard.content.row_state import state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> Client:
    return person("kim", "editor")


@pytest.fixture
def lee(db: None) -> Client:
    return person("lee", "editor")


def router() -> models.Step:
    return models.Step.objects.get(slug="restart-router")


def send(client: Client, row: Any, form: dict[str, Any]) -> Any:
    return client.post(address(row, "change"), form)


def row_number(form: dict[str, Any], part: Any, prefix: str) -> str:
    """Where a part stands in the form: “wordings-3”."""
    return next(
        name.removesuffix("-id")
        for name, value in form.items()
        if name.startswith(prefix) and name.endswith("-id") and value == str(part.pk)
    )


# The second editor


def test_the_second_is_told_who_changed_what_and_nothing_is_overwritten(
    kim: Client, lee: Client
) -> None:
    form = opened(lee, router())
    save(kim, router(), title="Kim's title", minutes="7")
    response = send(lee, router(), form | {"title": "Lee's title", "note": "Lee's note"})
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert "kim (" in page.text
    assert "saved this while you had it open" in page.text
    assert "<del>5</del>" in page.html or "<ins>7</ins>" in page.html
    assert "minutes" in page.text
    assert router().title == "Kim's title"
    assert router().note != "Lee's note"


def test_everything_the_second_typed_is_still_in_the_form(kim: Client, lee: Client) -> None:
    form = opened(lee, router())
    wording = router().wordings.all()[0]
    number = row_number(form, wording, "wordings")
    save(kim, router(), title="Kim's title")
    typed = form | {"title": "Lee's title", f"{number}-text": "Lee's way to do it."}
    again = sent_by(send(lee, router(), typed).content.decode())
    del again["_opened"], typed["_opened"]
    assert again == typed


def test_saving_again_without_a_decision_is_refused_again(kim: Client, lee: Client) -> None:
    form = opened(lee, router())
    save(kim, router(), title="Kim's title")
    again = sent_by(send(lee, router(), form | {"title": "Lee's title"}).content.decode())
    response = send(lee, router(), again)
    assert "saved this while you had it open" in response.content.decode()
    assert router().title == "Kim's title"


def over(html: str) -> str:
    """The value of the box that says “save mine over it”."""
    return next(given["value"] for tag, given in Page(html).tags if given.get("name") == "_over")


def test_the_second_can_decide_to_save_over_what_they_have_seen(kim: Client, lee: Client) -> None:
    form = opened(lee, router())
    save(kim, router(), title="Kim's title")
    html = send(lee, router(), form | {"title": "Lee's title"}).content.decode()
    assert send(lee, router(), sent_by(html) | {"_over": over(html)}).status_code == 302
    assert router().title == "Lee's title"
    history = Page(lee.get(address(router(), "history")).content.decode())
    assert history.text.count("Saved by") == 2  # who saved, though not the words of both


def test_what_changed_after_that_look_is_not_overwritten_either(kim: Client, lee: Client) -> None:
    form = opened(lee, router())
    save(kim, router(), title="Kim's title")
    html = send(lee, router(), form | {"title": "Lee's title"}).content.decode()
    save(kim, router(), title="Kim's second title")
    response = send(lee, router(), sent_by(html) | {"_over": over(html)})
    assert response.status_code == 200
    assert router().title == "Kim's second title"


def test_a_part_that_was_changed_counts_too(kim: Client, lee: Client) -> None:
    form, wording = opened(lee, router()), router().wordings.all()[0]
    save(kim, wording, text="Kim's way to do it.")
    response = send(lee, router(), form | {"title": "Lee's title"})
    text = Page(response.content.decode()).text
    assert f"Wording: {wording.slug}" in text
    wording.refresh_from_db()
    assert wording.text == "Kim's way to do it."


def test_parts_that_the_first_deleted_are_kept_in_the_second_form_and_can_be_saved_back(
    kim: Client, lee: Client
) -> None:
    step = models.Step.objects.get(slug="replace-batteries")
    form, (first, second, *_) = opened(lee, step), step.wordings.all()
    kims = opened(kim, step)
    assert (
        send(kim, step, kims | {f"{row_number(kims, first, 'wordings')}-DELETE": "on"}).status_code
        == 302
    )
    typed = form | {
        f"{row_number(form, first, 'wordings')}-text": "Lee's first.",
        f"{row_number(form, second, 'wordings')}-text": "Lee's second.",
    }
    html = send(lee, step, typed).content.decode()
    assert "removed" in Page(html).text
    again = sent_by(html)
    assert {"Lee's first.", "Lee's second."} <= set(map(str, again.values()))
    assert send(lee, step, again | {"_over": over(html)}).status_code == 302
    assert step.wordings.get(slug=first.slug).text == "Lee's first."
    assert step.wordings.get(slug=second.slug).text == "Lee's second."


def test_parts_that_the_first_added_stay(kim: Client, lee: Client) -> None:
    step = router()
    form = opened(lee, step)
    cause = models.Cause.objects.exclude(effects__step=step)[0]
    models.Effect.objects.create(step=step, cause=cause, word="rarely")
    html = send(lee, step, form | {"title": "Lee's title"}).content.decode()
    assert f"Effect: {cause} added" in Page(html).text
    assert "files were loaded, or a revision was restored" in Page(html).text
    assert send(lee, step, sent_by(html) | {"_over": over(html)}).status_code == 302
    assert step.effects.filter(cause=cause).exists()


def test_two_rows_do_not_stand_in_each_others_way(kim: Client, lee: Client) -> None:
    other = models.Step.objects.exclude(slug="restart-router")[0]
    form = opened(lee, other)
    save(kim, router(), title="Kim's title")
    assert send(lee, other, form | {"title": "Lee's title"}).status_code == 302


def test_ones_own_earlier_save_is_no_conflict(kim: Client) -> None:
    save(kim, router(), title="One")
    save(kim, router(), title="Two")
    assert router().title == "Two"


@pytest.mark.parametrize("seal", ["", "not-sealed-here"])
def test_a_form_that_cannot_say_what_it_was_opened_with_saves_over_nothing(
    kim: Client, seal: str
) -> None:
    form = opened(kim, router()) | {"_opened": seal, "title": "Forged"}
    assert send(kim, router(), form).status_code == 200
    assert router().title != "Forged"


@pytest.mark.parametrize("count", ["", "many"])
def test_a_form_with_a_nonsensical_count_of_parts_is_refused_in_words(
    kim: Client, count: str
) -> None:
    response = send(kim, router(), opened(kim, router()) | {"wordings-INITIAL_FORMS": count})
    assert response.status_code == 200
    assert "Please correct the error" in response.content.decode()


def test_a_viewer_gets_no_form_to_send() -> None:
    viewer = person("vera", "viewer")
    assert 'name="_opened"' not in viewer.get(address(router(), "change")).content.decode()


# Nothing typed is lost


def test_a_mistake_loses_no_typing_in_the_form_and_its_lists(kim: Client) -> None:
    step = router()
    form = opened(kim, step)
    count = int(form["wordings-TOTAL_FORMS"])
    number = row_number(form, step.wordings.all()[0], "wordings")
    typed = form | {
        "minutes": "0.1",
        "note": "Typed.",
        f"{number}-text": "Also typed.",
        "wordings-TOTAL_FORMS": str(count + 1),
        f"wordings-{count}-id": "",
        f"wordings-{count}-step": str(step.pk),
        f"wordings-{count}-text": "A new one without its families.",
        f"wordings-{count}-safety": "",
        f"wordings-{count}-picture": "",
    }
    response = send(kim, step, typed)
    assert "A step takes at least a quarter of a minute" in response.content.decode()
    again = sent_by(response.content.decode())
    for name in ("minutes", "note", f"{number}-text", f"wordings-{count}-text"):
        assert again[name] == typed[name]
    before = opened(kim, step)
    assert before["note"] != "Typed."


def test_text_that_the_browser_kept_is_put_back_into_the_form_and_not_saved(kim: Client) -> None:
    step, before = router(), state_of(router())
    typed = opened(kim, step) | {"title": "Typed before the sign-in ended", "minutes": "9"}
    response = send(kim, step, typed | {"_put_back": "1"})
    page = Page(response.content.decode())
    assert "Your text is back. It is not saved yet" in page.text
    assert sent_by(page.html)["title"] == "Typed before the sign-in ended"
    assert "Please correct" not in page.text
    assert state_of(router()) == before
    assert send(kim, step, sent_by(page.html)).status_code == 302
    assert router().title == "Typed before the sign-in ended"


def test_text_that_is_put_back_is_checked_against_what_happened_since(
    kim: Client, lee: Client
) -> None:
    typed = opened(lee, router()) | {"title": "Typed"}
    save(kim, router(), title="Kim's title")
    page = Page(send(lee, router(), typed | {"_put_back": "1"}).content.decode())
    assert "Your text is back." in page.text
    assert "saved this while you had it open" in page.text


def test_a_new_row_that_is_put_back_is_not_added(kim: Client) -> None:
    form = {
        "slug": "a-page",
        "title": "A page",
        "publisher": "Blink",
        "authority": "blog",
        "position": "5",
    }
    response = kim.post(reverse("admin:wizard_source_add"), form | {"_put_back": "1"})
    assert "Your text is back." in response.content.decode()
    assert not models.Source.objects.filter(slug="a-page").exists()


def test_the_page_says_what_holds_without_scripts(kim: Client) -> None:
    for here in (address(router(), "change"), reverse("admin:wizard_step_add")):
        html = kim.get(here).content.decode()
        assert "<noscript>" in html
        assert "Without scripts this browser keeps nothing" in html
        assert "keep_typing.js" in html


def test_a_form_sent_after_the_sign_in_has_ended_leads_to_the_log_in_and_back() -> None:
    User.objects.create_user("kim", password="blue-moon-77", is_staff=True)
    stranger = Client(enforce_csrf_checks=True)
    here = address(router(), "change")
    response = stranger.post(here, {"title": "Typed"})
    assert response.status_code == 302
    assert response["Location"] == f"/admin/login/?next={here}"


def test_a_form_that_is_older_than_the_sign_in_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("kim"))
    here = address(router(), "change")
    response = client.post(here, {"title": "Typed"})
    assert response.status_code == 403
    page = Page(response.content.decode())
    assert page.h1 == "This page is older than your sign-in"
    assert page.link("Open the page again").href == here


def test_a_form_is_led_back_to_the_page_it_stood_on() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/staff/revisions/1/restore/",
        headers={"Referer": "http://testserver/staff/revisions/1/?against=1"},
    )
    assert response["Location"] == "/admin/login/?next=/staff/revisions/1/%3Fagainst%3D1"
    foreign = client.post(
        "/staff/revisions/1/restore/", headers={"Referer": "https://elsewhere.example/x"}
    )
    assert foreign["Location"] == "/admin/login/?next=/staff/revisions/1/restore/"


@pytest.mark.parametrize("here", ["/admin/login/", "/admin/logout/"])
def test_an_old_log_in_page_is_shown_anew(here: str) -> None:
    response = Client(enforce_csrf_checks=True).post(here, {"username": "kim"})
    assert response.status_code == 302
    assert response["Location"] == "/admin/login/"
