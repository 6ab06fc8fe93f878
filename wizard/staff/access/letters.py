"""Letters to staff that lead to a password: the invitation of somebody new, and a forgotten one."""

from __future__ import annotations

import logging
import threading
from smtplib import SMTPException
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wizard.guide.problems import busy
from wizard.models import Action, record
from wizard.staff.access.brake import password_checks
from wizard.staff.access.sign_in import ask_again, comes_from_elsewhere

logger = logging.getLogger(__name__)

ONE_LETTER_SECONDS = 300
"""So long nobody gets a second letter about a forgotten password."""


def invite(request: HttpRequest, person: User) -> str:
    """Sends a letter with a link at which a person chooses a password, once, within
    `PASSWORD_RESET_TIMEOUT`; returns the link where none could be sent, to hand over.
    """
    key = urlsafe_base64_encode(force_bytes(person.pk))
    way = reverse("admin:choose_password", args=[key, default_token_generator.make_token(person)])
    link = request.build_absolute_uri(way)
    can_send = settings.EMAIL_IS_SET_UP and bool(person.email)
    if can_send and _send(_letter("invitation", person, link, request.get_host())):
        record(request.user, Action.PERSON, person, "invited by e-mail")
        return ""
    record(request.user, Action.PERSON, person, "invited by a link")
    return link


def _letter(name: str, person: User, link: str, site: str) -> EmailMessage:
    """The first line of its template is the subject."""
    context = {
        "person": person,
        "link": link,
        "site": site,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
    }
    subject, _, body = render_to_string(f"staff/letters/{name}.txt", context).partition("\n")
    return EmailMessage(subject, body.strip() + "\n", to=[person.email])


class ForgottenForm(PasswordResetForm):
    """Letters go to staff who have a password here, and nobody waits for one: how long the answer
    takes does not tell whether there is such an address.
    """

    def get_users(self, email: str) -> list[User]:
        return [
            person
            for person in super().get_users(email)
            if isinstance(person, User) and person.is_staff
        ]

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        context = next(arg for arg in args if isinstance(arg, dict))
        person, site = context["user"], context["domain"]
        if not cache.add(f"forgotten-{person.pk}", 1, ONE_LETTER_SECONDS):
            return
        way = reverse("admin:choose_password", args=[context["uid"], context["token"]])
        letter = _letter("forgotten", person, f"{context['protocol']}://{site}{way}", site)
        threading.Thread(target=_send, args=[letter], name="send a letter", daemon=True).start()


def _send(letter: EmailMessage) -> bool:
    """Was it sent? Why not stands in the log."""
    try:
        letter.send()
    except (OSError, SMTPException):
        logger.exception("A letter could not be sent")
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for an address, and sends a link to choose a new password."""
    _refuse_without_passwords()
    if request.method == "POST":
        if not settings.EMAIL_IS_SET_UP:
            raise Http404
        if not password_checks.allows():
            return busy(
                request,
                "Too many people are asking",
                "Nothing was sent. Try again in a minute.",
                status=429,
            )
    context = _context(request, "Forgotten your password?")
    view = PasswordResetView.as_view(
        form_class=ForgottenForm,
        template_name="admin/forgotten.html",
        success_url=reverse("admin:forgotten_sent"),
        extra_context={**context, "can_send": settings.EMAIL_IS_SET_UP},
    )
    return cast("HttpResponse", view(request))


@never_cache
@require_safe
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    """Says the same whether or not there is such an address."""
    return TemplateResponse(
        request, "admin/forgotten_sent.html", _context(request, "Look into your mail")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Where the link of a letter leads. The strict cookie that holds its token does not come along
    from the page of a mail service, so the browser asks once more from here.
    """
    _refuse_without_passwords()
    if request.method == "GET" and comes_from_elsewhere(request):
        return ask_again(request)
    view = PasswordResetConfirmView.as_view(
        template_name="admin/choose_password.html",
        success_url=reverse("admin:login"),
        extra_context=_context(request, "Choose a password"),
    )
    response = cast("HttpResponse", view(request, uidb64=uidb64, token=token))
    if request.method == "POST" and isinstance(response, HttpResponseRedirect):
        person = User.objects.get(pk=int(urlsafe_base64_decode(uidb64)))
        record(person, Action.PERSON, person, "password: chosen by a link")
        messages.success(request, "Your password is set. Sign in with it.")
    return response


def _refuse_without_passwords() -> None:
    if not settings.PASSWORD_SIGN_IN:
        raise Http404


def _context(request: HttpRequest, title: str) -> dict[str, object]:
    return {**admin.site.each_context(request), "title": title}
