"""Django's admin as the staff side uses it: its door, its first page, its order of tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from wizard.guide.problems import busy
from wizard.guide.visitors import is_known_browser, remember_browser
from wizard.models import Action, record
from wizard.staff.access import firm_account, letters, second_factor
from wizard.staff.access.brake import password_checks
from wizard.staff.access.permissions import missing_role, permission_of
from wizard.staff.access.sign_in import ask_again, comes_from_elsewhere, tries_many_names
from wizard.staff.desk.dashboard import dashboard, grouped

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class StaffSite(AdminSite):
    """Django's admin, which lets nobody in before the second factor the setting asks for."""

    logout_template = "admin/signed_out.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and second_factor.is_enough(request.user)

    def admin_view(
        self,
        view: View,
        cacheable: bool = False,  # noqa: FBT001, FBT002  # Django's signature
    ) -> View:
        """Who may not open a page of a table is told which role it needs, as on our own pages."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def named(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as error:
                needed = "" if error.args else permission_of(request)
                if not needed or request.user.has_perm(needed):
                    raise
                raise PermissionDenied(missing_role(needed)) from error

        return cast("View", named)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Who has given the right password is redirected to the second factor."""
        if request.method == "GET" and super().has_permission(request):
            if second_factor.is_enough(request.user):
                return HttpResponseRedirect(second_factor.way_on(request))
            return HttpResponseRedirect(
                f"{reverse('admin:second_factor')}?{request.GET.urlencode()}"
            )
        if request.method == "GET" and comes_from_elsewhere(request):
            return ask_again(request)
        if request.method == "POST" and not settings.PASSWORD_SIGN_IN:
            raise PermissionDenied("Nobody signs in with a password here.")
        if request.method == "POST" and not (
            is_known_browser(request)
            or (password_checks.allows() and not tries_many_names(request))
        ):
            return busy(
                request,
                "Too many people are signing in",
                "Nothing is wrong with your name or your password. Try again in a minute.",
                status=429,
            )
        response = super().login(request, {**self._doors(request), **(extra_context or {})})
        if request.method == "POST" and super().has_permission(request):
            remember_browser(response)
        return response

    @staticmethod
    def _doors(request: HttpRequest) -> dict[str, object]:
        """The ways to sign in."""
        wanted = request.GET.get("next")
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return {
            "password_sign_in": settings.PASSWORD_SIGN_IN,
            "firm_name": settings.OIDC_NAME,
            "firm_href": f"{reverse('admin:firm_account')}{query}" if settings.OIDC_ISSUER else "",
        }

    def logout(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """Whom the firm's provider let in is still signed in there, and is told so."""
        provider = {"provider_href": firm_account.sign_out_address(request)}
        return super().logout(request, {**provider, **(extra_context or {})})

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        response = super().password_change(request, extra_context)
        if isinstance(response, HttpResponseRedirect):
            record(request.user, Action.PERSON, request.user, "password: changed")
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        return super().index(request, {**dashboard(request), **(extra_context or {})})

    def app_index(  # type: ignore[override]  # a page of its own would say less
        self, request: HttpRequest, app_label: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The tables all stand on the first page, where the path above a form leads, too."""
        return HttpResponseRedirect(reverse("admin:index"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        return found if app_label else grouped(found)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            # Open to those as well who cannot give a code.
            path("logout/", self.logout, name="logout"),
            path("firm-account/", firm_account.begin, name="firm_account"),
            path("firm-account/callback/", firm_account.callback, name="firm_account_callback"),
            path("forgotten/", letters.forgotten, name="forgotten"),
            path("forgotten/sent/", letters.forgotten_sent, name="forgotten_sent"),
            path(
                "password/<str:uidb64>/<str:token>/",
                letters.choose_password,
                name="choose_password",
            ),
            path("second-factor/", second_factor.show, name="second_factor"),
            path("second-factor/new/", second_factor.set_up, name="second_factor_set_up"),
            *super().get_urls(),
        ]
