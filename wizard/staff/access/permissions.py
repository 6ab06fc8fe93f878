"""Who may see a page of the staff side."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from wizard.content.errors import NothingPublishedError
from wizard.staff.access.roles import roles_with
from wizard.staff.access.sign_in import to_log_in

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, P], HttpResponse]


def is_staff(request: HttpRequest) -> bool:
    """Is this somebody of the staff, signed in with all that is asked of them (a second factor)?"""
    return admin.site.has_permission(request)


def staff_page(permission: str) -> Callable[[StaffView[P]], StaffView[P]]:
    """A page for staff with this permission, such as "wizard.publish_revision".

    Nobody keeps a copy of it.

    Others are led to the log-in and back; staff without the permission get status 403 and the name
    of the role. Before anything is published, status 404 says so.
    """

    def decorate(view: StaffView[P]) -> StaffView[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not is_staff(request):
                return to_log_in(request, request.get_full_path())
            if not request.user.has_perm(permission):
                raise PermissionDenied(missing_role(permission))
            try:
                return view(request, *args, **kwargs)
            except NothingPublishedError as error:
                raise Http404(str(error)) from error

        return never_cache(wrapped)

    return decorate


def person(request: HttpRequest) -> User:
    """Who asks for a `staff_page`: somebody who has a permission has signed in."""
    return cast("User", request.user)


def missing_role(permission: str) -> str:
    """What to ask an administrator for, in a sentence."""
    roles = roles_with(permission)
    if not roles:
        return "It is for superusers only."
    return (
        f"It needs the role “{roles[0].name}”, which your login does not have. An administrator can"
        " give it to you."
    )


LOOKED_AT = ("change", "changelist", "history", "autocomplete")


def permission_of(request: HttpRequest) -> str:
    """What the page of a table asks for, such as "wizard.add_step"; empty for another page."""
    name = request.resolver_match.url_name if request.resolver_match else None
    app, _, rest = (name or "").partition("_")
    model, _, page = rest.partition("_")
    if not page:
        return ""
    is_looked_at = page in LOOKED_AT and request.method != "POST"
    action = page if page in ("add", "delete") else "view" if is_looked_at else "change"
    return f"{app}.{action}_{model}"
