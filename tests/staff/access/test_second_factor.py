from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.pages import Page, visit
from wizard.models import Action, AuditLogEntry
from wizard.staff.access.second_factor import forget

pytestmark = pytest.mark.django_db

SHOW, SET_UP = "/admin/second-factor/", "/admin/second-factor/new/"


@pytest.fixture
def sam(client: Client) -> User:
    """Signed in with the right password, with no second factor yet."""
    user = User.objects.create_user("sam", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def required(settings: LazySettings) -> None:
    settings.STAFF_TWO_FACTOR = "required"


def app_code(user: User, *, later: int = 0) -> str:
    """What the person's authenticator app shows now, or some 30 seconds later."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    return f"{totp(device.bin_key, t0=-30 * later):06d}"


def enrol(client: Client, user: User) -> list[str]:
    """Sets up the app; returns the backup codes that are shown."""
    client.get(SET_UP)
    page = Page(client.post(SET_UP, {"code": app_code(user)}).content.decode())
    assert page.h1 == "Your backup codes"
    return re.findall(r"<code>([a-z2-7]{8})</code>", page.html)


def sign_in_again(client: Client, user: User) -> None:
    """A new session, and the app has gone on to a code that was not used yet."""
    client.logout()
    client.force_login(user)
    TOTPDevice.objects.update(last_t=-1)


@pytest.mark.usefixtures("required")
def test_where_it_is_required_staff_are_led_to_set_it_up_and_reach_nothing_else(
    client: Client, sam: User
) -> None:
    for address in (
        "/admin/",
        "/admin/wizard/step/",
        "/admin/auth/user/",
        "/admin/password_change/",
    ):
        page = visit(client, address)
        assert page.h1 == "Set up two-factor sign-in", address
        assert not [link for link in page.links if link.href.startswith("/admin/wizard")]
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("required")
def test_a_person_sets_up_an_app_sees_backup_codes_once_and_is_in(
    client: Client, sam: User
) -> None:
    codes = enrol(client, sam)
    assert len(set(codes)) == 10
    assert client.get("/admin/wizard/step/").status_code == 200
    for address in (SHOW, SET_UP, "/admin/"):
        text = client.get(address, follow=True).content.decode()
        assert not [code for code in codes if code in text], address
    assert (
        AuditLogEntry.objects.filter(
            action=Action.SECOND_FACTOR, actor=sam, detail="set up"
        ).count()
        == 1
    )


def test_the_picture_and_the_words_give_the_same_key_without_style_or_script(
    client: Client, sam: User
) -> None:
    response = client.get(SET_UP)
    page = Page(response.content.decode())
    key = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page.html)[0].split())
    assert f"secret={key}" in TOTPDevice.objects.get(user=sam).config_url
    assert "<svg" in page.html
    assert " style=" not in page.html
    assert not re.search(r"<script(?! src=)", page.html)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("mode", ["required", "optional"])
def test_who_has_set_it_up_signs_in_with_a_code_of_the_app(
    client: Client, sam: User, settings: LazySettings, mode: str
) -> None:
    settings.STAFF_TWO_FACTOR = mode
    enrol(client, sam)
    sign_in_again(client, sam)
    assert visit(client, "/admin/wizard/step/").h1 == "Your code"
    response = client.post(f"{SHOW}?next=/admin/wizard/step/", {"code": f" {app_code(sam)} "})
    assert response.headers["Location"] == "/admin/wizard/step/"
    assert client.get("/admin/wizard/step/").status_code == 200


@pytest.mark.usefixtures("required")
def test_a_backup_code_works_once_and_says_how_many_are_left(client: Client, sam: User) -> None:
    code = enrol(client, sam)[0]
    sign_in_again(client, sam)
    page = Page(client.post(SHOW, {"code": code.upper()}, follow=True).content.decode())
    assert "9 of them are left" in page.text
    sign_in_again(client, sam)
    assert (
        "This is not the right code"
        in Page(client.post(SHOW, {"code": code}).content.decode()).text
    )
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("required")
def test_a_code_of_the_app_works_once(client: Client, sam: User) -> None:
    enrol(client, sam)
    client.logout()
    client.force_login(sam)
    assert (
        "each works once" in Page(client.post(SHOW, {"code": app_code(sam)}).content.decode()).text
    )


@pytest.mark.usefixtures("required")
def test_guessing_is_slowed_down_even_with_the_right_code(client: Client, sam: User) -> None:
    enrol(client, sam)
    sign_in_again(client, sam)
    for _ in range(3):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        client.post(SHOW, {"code": "000000"})
    text = Page(client.post(SHOW, {"code": app_code(sam)}).content.decode()).text
    assert "too many wrong codes. Wait 4 seconds." in text
    wrong = AuditLogEntry.objects.filter(action=Action.SECOND_FACTOR, detail="wrong code")
    assert [entry.actor_name for entry in wrong] == ["sam"] * 3
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("required")
def test_a_password_alone_cannot_replace_the_app(client: Client, sam: User) -> None:
    enrol(client, sam)
    sign_in_again(client, sam)
    assert client.get(SET_UP).headers["Location"].startswith(SHOW)
    assert client.post(SET_UP, {"code": app_code(sam)}).headers["Location"].startswith(SHOW)


@pytest.mark.usefixtures("required")
def test_a_new_phone_replaces_the_old_one_and_its_backup_codes(client: Client, sam: User) -> None:
    old = TOTPDevice.objects.filter(user=sam)
    first = enrol(client, sam)
    key = old.get().key
    second = enrol(client, sam)
    assert TOTPDevice.objects.get(user=sam).key != key
    assert not set(first) & set(second)
    assert StaticToken.objects.count() == 10
    assert client.get("/admin/").status_code == 200


def test_setting_up_again_and_leaving_keeps_the_old_app(client: Client, sam: User) -> None:
    enrol(client, sam)
    client.get(SET_UP)
    client.post(SET_UP, {"code": "000000"})
    assert TOTPDevice.objects.filter(user=sam, confirmed=True).count() == 1
    assert client.get("/admin/").status_code == 200


def test_where_it_is_optional_nobody_is_forced(client: Client, sam: User) -> None:
    assert client.get("/admin/").status_code == 200


def test_where_it_is_off_nobody_is_asked(client: Client, sam: User, settings: LazySettings) -> None:
    enrol(client, sam)
    settings.STAFF_TWO_FACTOR = "off"
    sign_in_again(client, sam)
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_the_way_on_never_leaves_the_site(client: Client, sam: User) -> None:
    enrol(client, sam)
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert client.get(SHOW, {"next": elsewhere}).headers["Location"] == "/admin/"


@pytest.mark.usefixtures("required")
def test_somebody_who_cannot_give_a_code_can_sign_out(client: Client, sam: User) -> None:
    assert 'action="/admin/logout/"' in client.get(SET_UP).content.decode()
    client.post(reverse("admin:logout"))
    assert client.get(SET_UP).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", [SHOW, SET_UP])
def test_the_pages_are_for_staff_only(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/admin/login/")
    client.force_login(User.objects.create_user("visitor"))
    assert client.get(address).headers["Location"].startswith("/admin/login/")


@pytest.mark.usefixtures("required")
def test_who_has_lost_everything_is_helped_and_sets_it_up_anew(client: Client, sam: User) -> None:
    enrol(client, sam)
    sign_in_again(client, sam)
    forget(sam)
    assert not StaticDevice.objects.exists()
    assert visit(client, "/admin/").h1 == "Set up two-factor sign-in"
