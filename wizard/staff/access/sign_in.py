"""The staff side's door: who is let in, and what happens after too many wrong passwords."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.db.models import Max
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from wizard.guide.problems import problem
from wizard.guide.visitors import client_address, is_known_browser, is_stranger
from wizard.models import Action, record
from wizard.rendering.phrases import counted

HERE = "here"

MOST_NAMES = 20
"""From one address, within a lock: who tries more names tries one password with many of them."""


def leads_here(request: HttpRequest, address: str) -> bool:
    """Is it an address of this site?"""
    return url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Was a link on another site opened? Then the strict cookie was not sent, signed in or not."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site" and HERE not in request.GET


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lets the browser ask again from here, with its cookie, so that links in tickets open."""
    query = request.GET.copy()
    query[HERE] = "1"
    response = HttpResponse(
        content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
    response.headers["Refresh"] = f"0; url={request.path}?{query.urlencode()}"
    return response


def to_log_in(request: HttpRequest, address: str) -> HttpResponse:
    """Leads to the log-in and back to `address`. Where the staff side has an address of its own,
    strangers are not told it.
    """
    if (
        settings.ADMIN_URL == settings.USUAL_ADMIN_URL
        or is_known_browser(request)
        or not is_stranger(request)
    ):
        return redirect_to_login(address, reverse("admin:login"))
    if request.method == "GET" and comes_from_elsewhere(request):
        return ask_again(request)
    message = "Sign in first, at the address you were given. Then open this page again."
    return problem(request, "This page is for staff", message, status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose cookie is gone or older than the sign-in leads back to its page, by way of the
    log-in where that is needed.

    Nothing was saved. What was typed waits in the browser (static/staff/keep_typing.js) and is
    offered on that page.
    """
    came_from = request.headers.get("Referer", "")
    known = leads_here(request, came_from)
    parts = urlsplit(came_from if known else request.get_full_path())
    form = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if request.path in (reverse("admin:login"), reverse("admin:logout")):
        return HttpResponseRedirect(form if known else reverse("admin:login"))
    if not site.has_permission(request):
        return to_log_in(request, form)
    message = (
        "Nothing was saved. What you typed is kept in this browser: open the page again, and it is"
        " offered."
    )
    links = [("Open the page again", form), ("To the staff side", reverse("admin:index"))]
    return problem(request, "This page is older than your sign-in", message, links, status=403)


def tries_many_names(request: HttpRequest) -> bool:
    """Were wrong passwords sent for too many names from where this request comes from?"""
    tried = AccessAttempt.objects.filter(
        ip_address=client_address(request),
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )
    names: int = tried.values("username").distinct().count()
    return names >= MOST_NAMES


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, object] | None
) -> HttpResponse:
    """The page that says for how long nobody can sign in with this name from this address."""
    message = (
        f"Signing in with this name is locked for {_minutes_left(request, credentials)}. "
        "Other people can sign in. An administrator can unlock it."
    )
    links = [("Sign in again", reverse("admin:login"))]
    locked = problem(request, "Too many wrong passwords", message, links, status=429)
    locked.headers["Cache-Control"] = "no-store"
    return locked


def _minutes_left(request: HttpRequest, credentials: dict[str, object] | None) -> str:
    attempts = AccessAttempt.objects.filter(
        username=(credentials or {}).get("username"), ip_address=client_address(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    passed = timezone.now() - last if last else timedelta()
    minutes = max(1, math.ceil((settings.AXES_COOLOFF_TIME - passed).total_seconds() / 60))
    return counted(minutes, "minute")


@receiver(user_logged_in)
def _write_down_sign_in(*, request: HttpRequest | None, user: User, **_: object) -> None:
    """However somebody signed in; what signs in without a request from anywhere is a test."""
    address = client_address(request) if request is not None else None
    if address:
        record(user, Action.SIGNED_IN, user, f"from {address}")


@receiver(user_locked_out)
def _write_down(*, request: Any, username: str, ip_address: str, **_: object) -> None:
    """When the lock falls, not at every try against it."""
    if request.axes_failures_since_start == settings.AXES_FAILURE_LIMIT:
        record(
            None,
            Action.LOCKED,
            username,
            f"after {settings.AXES_FAILURE_LIMIT} wrong passwords from {ip_address}",
        )
