from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.pages import Page
from wizard.guide.visitors import client_address
from wizard.models import Action, AuditLogEntry
from wizard.staff.access.brake import password_checks
from wizard.staff.access.sign_in import MOST_NAMES

pytestmark = pytest.mark.django_db

PASSWORD = "a long secret that is right"
WRONG = "wrong"
SPRAYER = "198.51.100.9"


@pytest.fixture(autouse=True)
def _staff(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    for name in ("sam", "kim"):
        User.objects.create_user(name, password=PASSWORD, is_staff=True)


def sign_in(client: Client, name: str = "sam", password: str = WRONG, **extra: str) -> HttpResponse:
    form = {"username": name, "password": password, "next": "/admin/"}
    return client.post(reverse("admin:login"), form, **extra)  # type: ignore[arg-type,return-value]  # a response of the test client


def fail(client: Client, times: int, **extra: str) -> HttpResponse:
    for _ in range(times):
        response = sign_in(client, **extra)
    return response


def test_the_right_password_opens_the_staff_side(client: Client) -> None:
    assert sign_in(client, password=PASSWORD).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_fifth_wrong_password_locks_and_says_for_how_long(client: Client) -> None:
    assert fail(client, 4).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429
    page = Page(response.content.decode())
    assert page.h1 == "Too many wrong passwords"
    assert "locked for 15 minutes" in page.text


def test_while_it_is_locked_the_right_password_does_not_help(client: Client) -> None:
    fail(client, 5)
    assert sign_in(client, password=PASSWORD).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_trying_on_does_not_make_the_lock_longer_and_it_ends(client: Client) -> None:
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14, seconds=30))
    assert "locked for 1 minute." in Page(fail(client, 1).content.decode()).text
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert sign_in(client, password=PASSWORD).status_code == 302


def test_signing_in_forgets_the_wrong_passwords_before_it(client: Client) -> None:
    for _ in range(2):
        fail(client, 4)
        assert sign_in(client, password=PASSWORD).status_code == 302


def test_nobody_else_is_locked_out(client: Client) -> None:
    fail(client, 5)
    assert sign_in(client, "kim", PASSWORD).status_code == 302
    assert sign_in(client, "sam", PASSWORD, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_another_browser_does_not_get_more_tries(client: Client) -> None:
    for number in range(5):
        response = sign_in(client, HTTP_USER_AGENT=f"Browser {number}")
    assert response.status_code == 429


def test_a_lock_is_written_down_once_with_name_and_address_and_no_password(client: Client) -> None:
    fail(client, 7, REMOTE_ADDR="203.0.113.7")
    entry = AuditLogEntry.objects.get(action=Action.LOCKED)
    assert (entry.what, entry.detail) == ("sam", "after 5 wrong passwords from 203.0.113.7")
    assert not AccessAttempt.objects.filter(post_data__contains=WRONG).exists()


def test_without_a_proxy_nobody_can_pretend_another_address(settings: LazySettings) -> None:
    settings.BEHIND_PROXY = False
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "198.51.100.1"}, REMOTE_ADDR="203.0.113.7"
    )
    assert client_address(request) == "203.0.113.7"


def test_behind_a_proxy_the_address_is_the_one_the_proxy_wrote(settings: LazySettings) -> None:
    settings.BEHIND_PROXY = True
    forged = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}, REMOTE_ADDR="10.0.0.1"
    )
    assert client_address(forged) == "203.0.113.7"
    for nothing in ("", "unknown", "<b>"):
        request = RequestFactory().get(
            "/", headers={"X-Forwarded-For": nothing}, REMOTE_ADDR="10.0.0.1"
        )
        assert client_address(request) == "10.0.0.1"


def test_the_staff_cookies_are_strict_and_end_with_the_browser(client: Client) -> None:
    client.get(reverse("admin:login"))
    sign_in(client, password=PASSWORD)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Strict", name
    assert not client.cookies["sessionid"]["max-age"]
    assert client.session.get_expiry_age() == 12 * 3600


def test_a_link_on_another_site_opens_for_who_is_signed_in(client: Client) -> None:
    """The strict cookie does not come along; the browser is told to ask again, and then it does."""
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    asked = client.get("/admin/login/?next=/admin/wizard/step/", headers=elsewhere)
    again = asked.headers["Refresh"].removeprefix("0; url=")
    assert again == "/admin/login/?next=%2Fadmin%2Fwizard%2Fstep%2F&here=1"
    assert 'name="password"' in client.get(again, headers=elsewhere).content.decode()
    sign_in(client, password=PASSWORD)
    assert client.get(again).headers["Location"] == "/admin/wizard/step/"


def test_the_way_on_from_the_log_in_never_leaves_the_site(client: Client) -> None:
    sign_in(client, password=PASSWORD)
    assert client.get("/admin/login/?next=https://example.com/").headers["Location"] == "/admin/"


def test_many_names_from_one_address_are_refused_and_nobody_elsewhere_is(client: Client) -> None:
    known = Client()
    assert sign_in(known, "kim", PASSWORD, REMOTE_ADDR=SPRAYER).status_code == 302
    known.post("/admin/logout/")
    for number in range(MOST_NAMES):
        password_checks.release()
        sign_in(client, f"name-{number}", REMOTE_ADDR=SPRAYER)
    password_checks.release()
    assert sign_in(client, "sam", PASSWORD, REMOTE_ADDR=SPRAYER).status_code == 429
    assert sign_in(Client(), "sam", PASSWORD, REMOTE_ADDR="203.0.113.8").status_code == 302
    assert sign_in(known, "kim", PASSWORD, REMOTE_ADDR=SPRAYER).status_code == 302
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=16))
    assert sign_in(client, "sam", PASSWORD, REMOTE_ADDR=SPRAYER).status_code == 302


def test_signing_in_is_written_down_with_the_address(client: Client) -> None:
    sign_in(client, password=PASSWORD, REMOTE_ADDR="203.0.113.7")
    entry = AuditLogEntry.objects.get(action=Action.SIGNED_IN)
    assert (entry.actor_name, entry.what, entry.detail) == ("sam", "sam", "from 203.0.113.7")
