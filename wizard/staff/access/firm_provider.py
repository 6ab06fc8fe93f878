"""OpenID Connect with the firm's provider: who somebody is, and which roles that gives.

mozilla-django-oidc speaks the protocol: state, nonce, PKCE, the signature of the token. Here is
what it leaves open: the addresses come from the provider's own description, the token has to be
for this site, a person is known by what never changes, and roles follow a claim.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.views.generic import View
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from wizard.models import Action, FirmAccount, record
from wizard.staff.access.roles import ROLES

logger = logging.getLogger(__name__)

Claims = Mapping[str, Any]
"""What the provider says of a person."""

DESCRIPTION = "/.well-known/openid-configuration"
AN_HOUR = 3600

NAMES = {
    "first_name": ("given_name", 150),
    "last_name": ("family_name", 150),
    "email": ("email", 254),
}
"""Field of a person -> the standard claim that fills it, and how much it holds."""


class ProviderAwayError(Exception):
    """The provider does not answer, or not as one."""


def described() -> dict[str, Any]:
    """The provider's addresses, asked for once an hour. Raises `ProviderAwayError`."""
    return _described(settings.OIDC_ISSUER, int(time.time() // AN_HOUR))


@lru_cache(maxsize=1)
def _described(issuer: str, hour: int) -> dict[str, Any]:
    try:
        answer = requests.get(issuer.rstrip("/") + DESCRIPTION, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        if found["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise ProviderAwayError(f"It calls itself {found['issuer']}, not {issuer}.")
        for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
            found[name]
    except (requests.RequestException, ValueError, KeyError, AttributeError) as error:
        logger.error("The provider at OIDC_ISSUER cannot be asked: %s", error)
        raise ProviderAwayError(str(error)) from error
    return found


def to_provider(request: HttpRequest) -> HttpResponse:
    """Leads to the provider's sign-in. Raises `ProviderAwayError`."""
    response: HttpResponse = _Begin.as_view()(request)
    return response


def signed_in(request: HttpRequest) -> HttpResponse | None:
    """Signs in whom the provider sends, and leads on; None where it refused or we do."""
    response: HttpResponse = _Callback.as_view()(request)
    return None if response.status_code == REFUSED else response


def end_of_session() -> str:
    try:
        address = described().get("end_session_endpoint", "")
    except ProviderAwayError:
        return ""
    return f"{address}?{urlencode({'client_id': settings.OIDC_RP_CLIENT_ID})}" if address else ""


REFUSED = 403


class _Begin(OIDCAuthenticationRequestView):  # type: ignore[misc]  # it has no types
    def __init__(self, **kwargs: Any) -> None:
        View.__init__(self, **kwargs)  # the library would take the address from a setting
        self.OIDC_OP_AUTH_ENDPOINT = described()["authorization_endpoint"]
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID


class _Callback(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # it has no types
    @property
    def success_url(self) -> str:
        wanted: str | None = self.request.session.get("oidc_login_next")
        return wanted or resolve_url("admin:index")

    def login_failure(self) -> HttpResponse:
        return HttpResponse(status=REFUSED)


class FirmBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # it has no types
    """Who is let in by the provider. Permissions are Django's."""

    UserModel = User

    def __init__(self) -> None:
        """Nothing is asked of the provider for a session that is open."""
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID
        self.OIDC_RP_CLIENT_SECRET = settings.OIDC_RP_CLIENT_SECRET
        self.OIDC_RP_SIGN_ALGO = settings.OIDC_RP_SIGN_ALGO
        self.OIDC_RP_IDP_SIGN_KEY = None

    @property
    def OIDC_OP_TOKEN_ENDPOINT(self) -> str:  # noqa: N802  # the library's names
        return str(described()["token_endpoint"])

    @property
    def OIDC_OP_USER_ENDPOINT(self) -> str:  # noqa: N802
        return str(described()["userinfo_endpoint"])

    @property
    def OIDC_OP_JWKS_ENDPOINT(self) -> str:  # noqa: N802
        return str(described()["jwks_uri"])

    def get_user(self, user_id: int) -> User | None:
        """Of an open session. Whoever was switched off is nobody, at once."""
        user: User | None = ModelBackend.get_user(self, user_id)
        if user is not None:
            user.is_of_the_firm = True  # type: ignore[attr-defined]  # for this request
        return user

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """Who comes back from the provider; an inactive nobody where it or we refuse: that is no
        wrong password, and it locks nobody out.
        """
        if request is None or "nonce" not in kwargs:
            return None
        try:
            found: User | None = super().authenticate(request, **kwargs)
        except (
            ProviderAwayError,
            SuspiciousOperation,
            jwt.PyJWTError,
            requests.RequestException,
            ValueError,
            KeyError,
            TypeError,
        ) as error:
            logger.warning("The provider's answer was refused: %s: %s", type(error).__name__, error)
            found = None
        return found or User(is_active=False)

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Raises `SuspiciousOperation` where the token is not by this provider, or not for us."""
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        meant = payload.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (meant if isinstance(meant, list) else [meant]):
            raise SuspiciousOperation("The token is for somebody else.")
        if str(payload.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise SuspiciousOperation("The token is by somebody else.")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> dict[str, Any]:
        """Of both: some providers name groups in the token only."""
        more: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if more.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The claims are somebody else's.")
        return {**payload, **more}

    def verify_claims(self, claims: Claims) -> bool:
        return bool(claims.get("sub"))

    def filter_users_by_claims(self, claims: Claims) -> QuerySet[User]:
        return User.objects.filter(
            firm_account__issuer=settings.OIDC_ISSUER, firm_account__subject=str(claims["sub"])
        )

    @transaction.atomic
    def create_user(self, claims: Claims) -> User:
        """Somebody who comes for the first time, without a password. Raises `SuspiciousOperation`
        where the claim gives no role.
        """
        if not roles_in(claims):
            raise SuspiciousOperation(f"{claims['sub']} has no role here.")
        user: User = User.objects.create_user(_free_name(claims))
        FirmAccount.objects.create(
            person=user, issuer=settings.OIDC_ISSUER, subject=str(claims["sub"])
        )
        record(user, Action.PERSON, user, "added by the firm’s account")
        return self.update_user(user, claims)

    def update_user(self, user: User, claims: Claims) -> User:
        """Roles and names as the provider has them today. Raises `SuspiciousOperation` where no
        role is left.
        """
        roles = roles_in(claims)
        if user.is_active:
            _give(user, roles)
            for field, (claim, length) in NAMES.items():
                setattr(user, field, str(claims.get(claim) or "")[:length])
            user.is_staff = bool(roles)
            user.save()
        if not roles:
            raise SuspiciousOperation(f"{user} has no role here any more.")
        return user


def roles_in(claims: Claims) -> set[str]:
    """The roles that the claim gives: its values by `OIDC_ROLES`. A claim inside another is named
    with a dot, such as realm_access.roles.
    """
    held: Any = claims.get(settings.OIDC_ROLES_CLAIM)
    if held is None:
        held = claims
        for part in settings.OIDC_ROLES_CLAIM.split("."):
            held = held.get(part) if isinstance(held, dict) else None
    values = [held] if isinstance(held, str) else held if isinstance(held, list) else []
    return {settings.OIDC_ROLES[value] for value in values if value in settings.OIDC_ROLES}


def _give(user: User, roles: set[str]) -> None:
    """Exactly these of the four roles; groups of another making stay."""
    ours = {role.name for role in ROLES}
    had = {group.name for group in user.groups.all()} & ours
    for verb, names, change in (
        ("given", roles - had, user.groups.add),
        ("taken", had - roles, user.groups.remove),
    ):
        if names:
            change(*Group.objects.filter(name__in=names))
            said = f"{verb} by the firm’s account: {', '.join(sorted(names))}"
            record(user, Action.PERSON, user, said)


def _free_name(claims: Claims) -> str:
    """A name nobody has: a person with a password of the same name is somebody else."""
    subject = str(claims["sub"])
    for claim in ("preferred_username", "email"):
        name = str(claims.get(claim) or "")[:150]
        if name and not User.objects.filter(username__iexact=name).exists():
            return name
    return f"firm-{subject}"[:150]
