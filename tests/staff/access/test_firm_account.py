"""Sign-in with the firm's account, against a provider that runs as a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils.html import escape
from django_otp.plugins.otp_totp.models import TOTPDevice

from blinkdiag import environment
from tests.desk import address, client_of, save
from tests.pages import Page
from tests.provider import running, says
from wizard.knowledge.values import Knowledge
from wizard.models import AuditLogEntry, FirmAccount, Step
from wizard.staff.access import firm_provider
from wizard.staff.access.roles import ROLES

pytestmark = pytest.mark.django_db

BEGIN, CALLBACK = "/admin/firm-account/", "/admin/firm-account/callback/"
PASSWORD = "a long secret that is right"
REFUSED = "The firm’s account did not let you in"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(autouse=True)
def _connected(provider: str, settings: LazySettings) -> Iterator[None]:
    settings.OIDC_ISSUER = provider
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "blinkdiag", "known to both"
    settings.OIDC_ROLES = {"support-editors": "editor", "support-publishers": "publisher"}
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS,
        "wizard.staff.access.firm_provider.FirmBackend",
    ]
    settings.OIDC_VERIFY_KID = False  # this provider has one key, and does not name it
    settings.STAFF_TWO_FACTOR = "required"
    firm_provider._described.cache_clear()
    yield
    firm_provider._described.cache_clear()


def at_provider(client: Client, subject: str = "s-1", begin: str = BEGIN) -> str:
    """Our callback with the code that the provider gives after its own sign-in."""
    response = client.get(begin)
    assert response.status_code == 302, response.content.decode()
    answer = requests.post(
        response["Location"], data={"sub": subject}, allow_redirects=False, timeout=5
    )
    there = urlsplit(answer.headers["Location"])
    assert there.path == CALLBACK
    return f"{there.path}?{there.query}"


def sign_in(client: Client, subject: str = "s-1", begin: str = BEGIN) -> Any:
    return client.get(at_provider(client, subject, begin))


def test_the_environment_knows_the_roles_there_are() -> None:
    assert {role.name for role in ROLES} == environment.ROLES


def test_somebody_new_comes_in_with_the_roles_of_the_claim_and_without_a_password(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors", "everybody"])
    response = sign_in(client, begin=f"{BEGIN}?next=/admin/wizard/step/")
    assert (response.status_code, response["Location"]) == (302, "/admin/wizard/step/")
    user = User.objects.get(username="ann")
    assert (user.first_name, user.email) == ("Ann", "ann@firm.example")
    assert [group.name for group in user.groups.all()] == ["editor"]
    assert user.is_staff
    assert not user.is_superuser
    assert not user.has_usable_password()
    said = AuditLogEntry.objects.values_list("detail", flat=True)
    assert "given by the firm’s account: editor" in said


def test_what_a_provider_calls_somebody_is_text_on_every_page_that_names_them(
    provider: str, client: Client, admin_client: Client, settings: LazySettings, content: Knowledge
) -> None:
    settings.STAFF_TWO_FACTOR = "off"
    script = "<script>alert(1)</script>"
    says(provider, "s-9", groups=["support-editors"], preferred_username=script, given_name=script)
    sign_in(client, "s-9")
    step = Step.objects.get(slug="restart-router")
    save(client, step, title="Both boxes")
    for reader, place in (
        (client, "/admin/"),
        (client, "/staff/publish/"),
        (client, address(step, "history")),
        (admin_client, "/admin/auth/user/"),
        (admin_client, "/admin/wizard/auditlogentry/"),
    ):
        html = reader.get(place).content.decode()
        assert script not in html, place
        assert escape(script) in html, place


def test_the_second_factor_is_the_providers(provider: str, client: Client) -> None:
    says(provider, groups=["support-editors"])
    sign_in(client)
    page = client.get("/admin/wizard/step/")
    assert page.status_code == 200
    assert "Two-factor sign-in" not in page.content.decode()
    with_a_password = client_of(User.objects.create_user("sam", is_staff=True))
    assert with_a_password.get("/admin/").status_code == 302
    TOTPDevice.objects.create(user=User.objects.get(username="ann"), confirmed=True)
    assert client.get("/admin/").status_code == 200


def test_the_provider_is_asked_with_state_nonce_and_pkce(client: Client) -> None:
    asked = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]


def test_a_claim_that_lost_a_role_takes_it_at_the_next_sign_in(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors", "support-publishers"])
    sign_in(client)
    own = Group.objects.create(name="our own group")
    User.objects.get().groups.add(own)
    says(provider, groups=["support-publishers"])
    assert sign_in(client).status_code == 302
    assert {group.name for group in User.objects.get().groups.all()} == {"publisher", own.name}

    says(provider, groups=["everybody"])
    response = sign_in(client)
    assert response.status_code == 403
    assert Page(response.content.decode()).h1 == REFUSED
    user = User.objects.get()
    assert not user.is_staff
    assert [group.name for group in user.groups.all()] == [own.name]
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("groups", [[], ["everybody"], "everybody", None, {"a": 1}, [["x"]], 7])
def test_nobody_is_made_who_has_no_role(provider: str, client: Client, groups: object) -> None:
    says(provider, groups=groups)
    assert sign_in(client).status_code == 403
    assert not User.objects.exists()


def test_roles_may_stand_in_a_claim_inside_another(
    provider: str, client: Client, settings: LazySettings
) -> None:
    settings.OIDC_ROLES_CLAIM = "realm_access.roles"
    says(provider, realm_access={"roles": ["support-publishers"]})
    assert sign_in(client).status_code == 302
    assert User.objects.get().groups.get().name == "publisher"


def test_who_was_switched_off_here_stays_out_and_open_sessions_end(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors"])
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert sign_in(client).status_code == 403
    assert client.get("/admin/").status_code == 302
    assert not User.objects.get().is_active


def test_a_person_is_known_by_what_never_changes(provider: str, client: Client) -> None:
    says(provider, groups=["support-editors"])
    sign_in(client)
    says(provider, groups=["support-editors"], preferred_username="bea", email="bea@firm.example")
    sign_in(client)
    user = User.objects.get()
    assert (user.username, user.email) == ("ann", "bea@firm.example")
    assert FirmAccount.objects.get().subject == "s-1"


def test_the_name_or_address_of_somebody_with_a_password_opens_nothing_of_theirs(
    provider: str, client: Client
) -> None:
    root = User.objects.create_superuser("Ann", "ann@firm.example", PASSWORD)
    says(provider, groups=["support-editors"])
    sign_in(client)
    new = FirmAccount.objects.get().person
    assert new != root
    assert new.username == "ann@firm.example"
    assert not new.is_superuser


def test_the_password_goes_on_and_can_be_switched_off(
    client: Client, settings: LazySettings
) -> None:
    settings.STAFF_TWO_FACTOR = "off"
    User.objects.create_user("sam", password=PASSWORD, is_staff=True)
    form = {"username": "sam", "password": PASSWORD, "next": "/admin/"}
    page = client.get("/admin/login/?next=/admin/wizard/step/").content.decode()
    assert 'href="/admin/firm-account/?next=%2Fadmin%2Fwizard%2Fstep%2F"' in page
    assert 'name="password"' in page
    assert client.post("/admin/login/", form).status_code == 302

    settings.PASSWORD_SIGN_IN = False
    stranger = Client()
    assert 'name="password"' not in stranger.get("/admin/login/").content.decode()
    assert stranger.post("/admin/login/", form).status_code == 403
    assert stranger.get("/admin/").status_code == 302


def test_without_a_provider_there_is_no_such_door(client: Client, settings: LazySettings) -> None:
    settings.OIDC_ISSUER = ""
    assert client.get(BEGIN).status_code == 404
    assert client.get(f"{CALLBACK}?code=1&state=2").status_code == 404
    assert "firm" not in client.get("/admin/login/").content.decode()


def test_the_strict_cookie_that_did_not_come_along_is_fetched_once(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors"])
    back = at_provider(client)
    without_cookie = Client().get(back)
    again = without_cookie["Refresh"].partition("url=")[2]
    assert again == f"{back}&here=1"
    assert client.get(again).status_code == 302
    assert Client().get(again).status_code == 403


def test_a_code_opens_once_and_only_for_the_browser_that_asked(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors"])
    back = f"{at_provider(client)}&here=1"
    assert Client().get(back).status_code == 403
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [{"aud": "somebody-else"}, {"iss": "https://elsewhere.example"}, {"nonce": "another"}],
)
def test_a_token_that_is_not_for_us_is_refused(
    provider: str, client: Client, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    says(provider, groups=["support-editors"])
    back = at_provider(client)
    decode = jwt.decode
    monkeypatch.setattr(jwt, "decode", lambda *args, **more: decode(*args, **more) | changed)
    assert client.get(back).status_code == 403
    assert not User.objects.exists()


def test_a_token_with_another_signature_is_refused(
    provider: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(provider, groups=["support-editors"])
    back = at_provider(client)
    fetch = firm_provider.FirmBackend.get_token

    def forged(backend: Any, payload: Any) -> Any:
        found = fetch(backend, payload)
        head, body, signature = found["id_token"].split(".")
        return found | {"id_token": f"{head}.{body}.{signature[::-1]}"}

    monkeypatch.setattr(firm_provider.FirmBackend, "get_token", forged)
    assert client.get(back).status_code == 403


def test_a_refusal_is_no_wrong_password(provider: str, client: Client) -> None:
    says(provider, groups=[])
    for _ in range(6):
        assert sign_in(client).status_code == 403
    assert not AccessAttempt.objects.exists()
    says(provider, groups=["support-editors"])
    assert sign_in(client).status_code == 302


def test_a_provider_that_is_away_is_said_so_and_open_sessions_go_on(
    provider: str, client: Client, settings: LazySettings
) -> None:
    says(provider, groups=["support-editors"])
    sign_in(client)
    back = at_provider(client)
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.get("/admin/wizard/step/").status_code == 200
    response = Client().get(BEGIN)
    assert response.status_code == 503
    assert Page(response.content.decode()).h1 == "The firm’s account cannot be reached"
    assert client.get(back).status_code == 403


def test_who_signs_out_is_told_of_the_session_at_the_provider(
    provider: str, client: Client
) -> None:
    says(provider, groups=["support-editors"])
    sign_in(client)
    html = client.post("/admin/logout/").content.decode()
    assert f'href="{provider}/oauth2/end_session?client_id=blinkdiag"' in html
    assert client.get("/admin/").status_code == 302


def test_who_comes_back_is_led_to_no_other_site(provider: str, client: Client) -> None:
    says(provider, groups=["support-editors"])
    assert sign_in(client, begin=f"{BEGIN}?next=https://evil.example/")["Location"] == "/admin/"
