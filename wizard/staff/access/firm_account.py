"""The door for people who sign in with the firm's account (OpenID Connect, ADR 0036).

What the library does stands in `firm_provider`, which is loaded only where a provider is set.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wizard.guide.problems import problem
from wizard.guide.visitors import remember_browser
from wizard.staff.access.sign_in import HERE, ask_again


def is_of_the_firm(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Has the firm's provider let this person in, in this session? It has asked for all factors."""
    return bool(getattr(user, "is_of_the_firm", False))


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Leads to the provider."""
    if not settings.OIDC_ISSUER:
        raise Http404
    from wizard.staff.access import firm_provider

    try:
        return firm_provider.to_provider(request)
    except firm_provider.ProviderAwayError:
        message = "Nothing is wrong with your account. Try again in a minute."
        return _refused(request, "The firm’s account cannot be reached", message, status=503)


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to, with a code that says who they are.

    The strict cookie does not come along from another site, so the browser asks once more from
    here.
    """
    if not settings.OIDC_ISSUER:
        raise Http404
    if request.GET.get("state") not in request.session.get("oidc_states", {}):
        if HERE not in request.GET:
            return ask_again(request)
        return refused(request)
    from wizard.staff.access import firm_provider

    response = firm_provider.signed_in(request)
    if response is None:
        return refused(request)
    remember_browser(response)
    return response


def refused(request: HttpRequest) -> HttpResponse:
    message = (
        "It has no role here, it was switched off here, or the sign-in took too long. An"
        " administrator can tell you which."
    )
    return _refused(request, "The firm’s account did not let you in", message, status=403)


def _refused(request: HttpRequest, title: str, message: str, *, status: int) -> HttpResponse:
    links = [("Sign in again", reverse("admin:login"))]
    return problem(request, title, message, links, status=status)


def sign_out_address(request: HttpRequest) -> str:
    """Where the provider ends its own session; empty where it cannot, or for others."""
    if not (settings.OIDC_ISSUER and is_of_the_firm(request.user)):
        return ""
    from wizard.staff.access import firm_provider

    return firm_provider.end_of_session()
