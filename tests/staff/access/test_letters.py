"""Somebody new is invited, and a forgotten password is replaced, by a letter or by hand."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.desk import client_of, person, sent_by
from tests.pages import Page
from wizard.models import AuditLogEntry, FirmAccount
from wizard.staff.access.brake import BURST

pytestmark = pytest.mark.django_db

ADD, LIST, FORGOTTEN = "/admin/auth/user/add/", "/admin/auth/user/", "/admin/forgotten/"
LINK = re.compile(r"http://testserver(/admin/password/\S+?/)(?=[\s<]|$)")
PASSWORD = "a long secret that is right"


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings) -> None:
    cache.clear()
    settings.EMAIL_IS_SET_UP = True
    settings.DEFAULT_FROM_EMAIL = "desk@firm.example"


@pytest.fixture
def administrator() -> Client:
    return person("ada", "administrator")


def add(client: Client, **typed: str) -> Page:
    form = sent_by(client.get(ADD).content.decode())
    new = {"username": "neo", "email": "neo@firm.example", "usable_password": "false"}
    response = client.post(ADD, form | new | typed, follow=True)
    return Page(response.content.decode())


def letters(count: int = 1) -> list[Any]:
    """Those that were sent, once there are so many: nobody waits for the sending."""
    for _ in range(100):
        if len(mail.outbox) >= count:
            break
        time.sleep(0.02)
    return mail.outbox


def link_in(text: object) -> str:
    found = LINK.search(str(text))
    assert found
    return found[1]


def choose(client: Client, link: str, password: str = PASSWORD) -> Any:
    page = client.get(link)
    assert page.status_code == 302, page.content.decode()
    return client.post(
        page["Location"], {"new_password1": password, "new_password2": password}, follow=True
    )


def signs_in(password: str, name: str = "neo") -> bool:
    form = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", form).status_code == 302


def test_somebody_new_gets_a_letter_and_chooses_a_password(
    administrator: Client, client: Client
) -> None:
    page = add(administrator)
    assert "“neo” was sent an invitation to neo@firm.example." in page.text
    (letter,) = mail.outbox
    assert (letter.to, letter.from_email) == (["neo@firm.example"], "desk@firm.example")
    assert letter.subject == "Your login for the staff side of Blinkdiag"
    assert "within 3 days" in letter.body
    assert "<" not in letter.body
    link = link_in(letter.body)
    assert link not in page.text

    done = Page(choose(client, link).content.decode())
    assert "Your password is set. Sign in with it." in done.text
    User.objects.filter(username="neo").update(is_staff=True)
    assert signs_in(PASSWORD)
    assert "too old, or it was used" in Page(client.get(link).content.decode()).text
    said = set(AuditLogEntry.objects.values_list("detail", flat=True))
    assert {"invited by e-mail", "password: chosen by a link"} <= said


def test_without_e_mail_the_administrator_sees_the_link_once(
    administrator: Client, client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_IS_SET_UP = False
    page = add(administrator)
    assert "Hand over this link, which you see only now" in page.text
    link = link_in(page.text)
    assert link not in administrator.get(LIST).content.decode()
    assert not mail.outbox
    assert "Your password is set" in choose(client, link).content.decode()


def test_a_letter_that_cannot_be_sent_loses_nobody(
    administrator: Client, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert link_in(add(administrator).text)


def test_people_of_the_list_are_invited_again_where_that_helps(administrator: Client) -> None:
    invited = User.objects.create_user("neo", "neo@firm.example", is_staff=True)
    gone = User.objects.create_user("gone", is_active=False)
    root = User.objects.create_superuser("root", "root@firm.example")
    firm = User.objects.create_user("firm")
    FirmAccount.objects.create(person=firm, issuer="https://firm.example", subject="1")
    chosen = [user.pk for user in (invited, gone, root, firm)]
    page = Page(
        administrator.post(
            LIST, {"action": "invite", "_selected_action": chosen}, follow=True
        ).content.decode()
    )
    assert [letter.to for letter in mail.outbox] == [["neo@firm.example"]]
    assert "“gone” is switched off" in page.text
    assert "“root” is a superuser" in page.text
    assert "“firm” signs in with the firm’s account" in page.text


def test_who_may_not_change_people_invites_nobody() -> None:
    editor = person("ed", "editor")
    invited = User.objects.create_user("neo", "neo@firm.example")
    answer = editor.post(LIST, {"action": "invite", "_selected_action": [invited.pk]})
    assert answer.status_code == 403
    assert not mail.outbox


def test_a_forgotten_password_is_replaced_by_a_letter(client: Client) -> None:
    User.objects.create_user("neo", "neo@firm.example", "an old secret", is_staff=True)
    assert FORGOTTEN in client.get("/admin/login/").content.decode()
    client.post(FORGOTTEN, {"email": "Neo@firm.example"})
    (letter,) = letters()
    assert letter.subject == "A new password for the staff side of Blinkdiag"
    choose(client, link_in(letter.body))
    assert signs_in(PASSWORD)
    assert not signs_in("an old secret")


def test_the_answer_does_not_tell_whether_there_is_such_an_address(client: Client) -> None:
    User.objects.create_user("neo", "neo@firm.example", "an old secret", is_staff=True)
    User.objects.create_user("visitor", "visitor@firm.example", "an old secret")
    User.objects.create_user("firm", "firm@firm.example", is_staff=True)
    User.objects.create_user(
        "gone", "gone@firm.example", "an old secret", is_staff=True, is_active=False
    )
    said = set()
    for name in ("visitor", "firm", "gone", "nobody", "neo"):
        response = client.post(FORGOTTEN, {"email": f"{name}@firm.example"}, follow=True)
        text = Page(response.content.decode()).text
        said.add((response.status_code, response.redirect_chain[0], text))
    assert len(said) == 1
    assert [letter.to for letter in letters()] == [["neo@firm.example"]]


def test_nobody_is_flooded_with_letters_and_the_asking_is_slowed_down(client: Client) -> None:
    User.objects.create_user("neo", "neo@firm.example", "an old secret", is_staff=True)
    answers = [
        client.post(FORGOTTEN, {"email": "neo@firm.example"}).status_code for _ in range(BURST + 2)
    ]
    assert answers[0] == 302
    assert answers[-1] == 429
    assert len(letters()) == 1


def test_without_e_mail_nothing_is_promised(client: Client, settings: LazySettings) -> None:
    settings.EMAIL_IS_SET_UP = False
    assert "An administrator can give you a link" in client.get(FORGOTTEN).content.decode()
    assert client.post(FORGOTTEN, {"email": "neo@firm.example"}).status_code == 404


def test_where_nobody_has_a_password_there_are_no_such_pages(
    client: Client, settings: LazySettings
) -> None:
    settings.PASSWORD_SIGN_IN = False
    for address in (FORGOTTEN, "/admin/password/MQ/set-password/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["MQ", "x", "%00", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"])
def test_a_link_that_is_none_is_said_so(client: Client, key: str) -> None:
    page = client.get(f"/admin/password/{key}/c9l0co-0123456789abcdef/")
    assert page.status_code == 200
    assert "too old, or it was used" in page.content.decode()


def test_a_link_in_a_mail_service_is_asked_for_once_more_from_here(client: Client) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    again = client.get("/admin/password/MQ/abc/", headers=elsewhere)["Refresh"]
    assert again == "0; url=/admin/password/MQ/abc/?here=1"


def test_a_weak_password_is_refused_and_the_link_lives_on(
    administrator: Client, client: Client
) -> None:
    add(administrator)
    link = link_in(mail.outbox[0].body)
    assert "This password is too common." in choose(client, link, "password").content.decode()
    assert "Your password is set" in choose(client, link).content.decode()


def test_the_second_factor_is_still_asked_for(
    administrator: Client, client: Client, settings: LazySettings
) -> None:
    settings.STAFF_TWO_FACTOR = "required"
    user = User.objects.create_user("neo", "neo@firm.example", "an old secret", is_staff=True)
    client.post(FORGOTTEN, {"email": "neo@firm.example"})
    choose(client, link_in(letters()[0].body))
    assert client.get("/admin/").status_code == 302
    assert client_of(user).get("/admin/wizard/step/").status_code == 302
