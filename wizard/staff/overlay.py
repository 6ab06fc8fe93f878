"""What signed-in staff see over public pages: the draft instead of what is live, or their toolbar.

A visitor's request passes one test here and enters nothing else of the staff side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.guide.problems import busy
from wizard.guide.visitors import is_stranger
from wizard.knowledge.values import Knowledge
from wizard.staff.preview import NAME, previewed, wants_preview
from wizard.staff.toolbar import wants_toolbar, with_toolbar


class StaffOverlay(MiddlewareMixin):
    """Middleware. Makes a public page by its own view, with the draft or with the toolbar."""

    def process_view(
        self, request: HttpRequest, page: Any, args: tuple[Any, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """None: the public page as it is."""
        if is_stranger(request) and NAME not in request.META["QUERY_STRING"]:
            return None
        view: Callable[..., HttpResponse] | None = getattr(page, "view_of_knowledge", None)
        if view is None or request.method not in ("GET", "HEAD"):
            return None
        try:
            return self._instead(request, lambda *given: view(*given, *args, **kwargs))
        except (InterfaceError, OperationalError):
            if not wants_preview(request):
                return None  # the public page needs no database
            return busy(request, "The database does not answer", "Try again in a minute.")

    def _instead(
        self, request: HttpRequest, view: Callable[[HttpRequest, Knowledge], HttpResponse]
    ) -> HttpResponse | None:
        if wants_preview(request):
            return previewed(request, view)
        if wants_toolbar(request):
            try:
                knowledge = published()
            except NothingPublishedError:
                return None
            return with_toolbar(request, knowledge, view(request, knowledge))
        return None
