"""The second factor of staff: a code from an authenticator app, or one of ten backup codes."""

from __future__ import annotations

import math
from base64 import b32encode
from collections.abc import Callable, Mapping
from textwrap import wrap

import django_otp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from wizard.models import Action, record
from wizard.rendering.qr import qr_code
from wizard.staff.access.firm_account import is_of_the_firm
from wizard.staff.access.sign_in import leads_here

BACKUP_CODES = 10
NEXT = "next"


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
        help_text="Six digits from the authenticator app, or one of your backup codes.",
    )

    def clean_code(self) -> str:
        """As it is stored: people type codes in groups, and phones begin with a capital letter."""
        return "".join(str(self.cleaned_data["code"]).split()).lower()


def is_set_up(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Remembered with the user, that is for this request: a page asks more than once."""
    known: bool | None = getattr(user, "second_factor_is_set_up", None)
    if known is None:
        known = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()
        setattr(user, "second_factor_is_set_up", known)  # noqa: B010  # Django's user has no such field
    return known


def is_shown(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Has this person shown the second factor in this session?"""
    return getattr(user, "otp_device", None) is not None


def is_enough(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Has this person, whose password was right, shown all that the setting asks for?

    Who has set up a second factor is asked for it even where it is optional; whom the firm's
    provider let in, it has asked.
    """
    if settings.STAFF_TWO_FACTOR == "off" or is_of_the_firm(user) or is_shown(user):
        return True
    return not (settings.STAFF_TWO_FACTOR == "required" or is_set_up(user))


def forget(user: User) -> None:
    """Takes phone and backup codes from somebody who lost them and is to set up new ones."""
    for device in django_otp.devices_for_user(user, confirmed=None):
        device.delete()


def signed_in_with_a_password(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """For the two pages that staff reach before their second factor is shown."""

    @require_http_methods(["GET", "POST"])
    def wrapped(request: HttpRequest) -> HttpResponse:
        if not (request.user.is_active and request.user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request)

    return never_cache(wrapped)


@signed_in_with_a_password
def show(request: HttpRequest) -> HttpResponse:
    """Asks for a code, and redirects."""
    if is_shown(request.user):
        return HttpResponseRedirect(way_on(request))
    if not is_set_up(request.user):
        return HttpResponseRedirect(
            f"{reverse('admin:second_factor_set_up')}?{request.GET.urlencode()}"
        )
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = _device_for(request.user, form.cleaned_data["code"])
        if _accepts(request, device, form):
            if isinstance(device, StaticDevice):
                left = device.token_set.count()
                said = f"used a backup code, {left} left"
                record(request.user, Action.SECOND_FACTOR, request.user, said)
                messages.warning(request, f"You have used a backup code. {left} of them are left.")
            return HttpResponseRedirect(way_on(request))
    return _page(request, "admin/second_factor.html", {"title": "Your code", "form": form})


@signed_in_with_a_password
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows a key for the authenticator app; after its first code, the backup codes, this once."""
    if is_set_up(request.user) and not is_shown(request.user):
        return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{request.GET.urlencode()}")
    device, _ = TOTPDevice.objects.get_or_create(
        user_id=request.user.pk, confirmed=False, defaults={"name": "Authenticator app"}
    )
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "The six digits that the app shows now."
    if form.is_valid():
        with transaction.atomic():
            if _accepts(request, device, form):
                codes = _keep(request, device)
                shown = {"title": "Your backup codes", "codes": codes, "next": way_on(request)}
                return _page(request, "admin/backup_codes.html", shown)
    context = {
        "title": "Set up two-factor sign-in",
        "form": form,
        "qr": qr_code(device.config_url),
        "key": " ".join(wrap(b32encode(device.bin_key).decode(), 4)),  # to type it into the app
        "required": settings.STAFF_TWO_FACTOR == "required",
        "again": is_set_up(request.user),
    }
    return _page(request, "admin/second_factor_set_up.html", context)


def _device_for(user: User | AnonymousUser, code: str) -> TOTPDevice | StaticDevice | None:
    """Six digits are the app's; a backup code has letters, too, and is longer."""
    kind = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    device: TOTPDevice | StaticDevice | None = kind.objects.filter(
        user_id=user.pk, confirmed=True
    ).first()
    return device


def _accepts(
    request: HttpRequest, device: TOTPDevice | StaticDevice | None, form: CodeForm
) -> bool:
    """Signs the session in with the device if the code is right; else the form says what is wrong.

    After each wrong code the library makes people wait twice as long: 1, 2, 4 … seconds.
    """
    if device is not None:
        allowed, reason = device.verify_is_allowed()
        if not allowed:
            seconds = math.ceil((reason["locked_until"] - timezone.now()).total_seconds())
            form.add_error(
                "code", f"There were too many wrong codes. Wait {max(1, seconds)} seconds."
            )
            return False
        if django_otp.verify_token(request.user, device.persistent_id, form.cleaned_data["code"]):
            request.session.cycle_key()
            django_otp.login(request, device)
            return True
    record(request.user, Action.SECOND_FACTOR, request.user, "wrong code")
    form.add_error(
        "code",
        "This is not the right code. The app shows a new one every 30 seconds; each works once.",
    )
    return False


def _keep(request: HttpRequest, device: TOTPDevice) -> list[str]:
    """The new app counts and the old one no longer does. Returns the new backup codes."""
    TOTPDevice.objects.filter(user_id=request.user.pk).exclude(pk=device.pk).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    StaticDevice.objects.filter(user_id=request.user.pk).delete()
    backup = StaticDevice.objects.create(user_id=request.user.pk, name="Backup codes")
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=backup, token=code) for code in codes)
    record(request.user, Action.SECOND_FACTOR, request.user, "set up")
    return codes


def way_on(request: HttpRequest) -> str:
    """Where the person was going; only on this site."""
    address = request.GET.get(NEXT, "")
    return address if leads_here(request, address) else reverse("admin:index")


def _page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    request.current_app = site.name
    return TemplateResponse(request, template, {**site.each_context(request), **context})
