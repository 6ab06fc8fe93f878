"""The pages of a row’s past: its history, back to a revision, and back from its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from wizard.content import row_history
from wizard.content.rollback import CannotRestoreError, Obstacle, recover, restore_object
from wizard.content.row_history import Deleted
from wizard.content.row_state import whole_of
from wizard.models import Content
from wizard.staff.admin.own_pages import OwnPagesAdmin

ON_A_PAGE = 20
DELETED_ON_A_PAGE = 50


class HistoryAdmin(OwnPagesAdmin):
    """Rows whose past is read from the published revisions."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.own_page("recover/", self.recover_list_view, "recover_list"),
            self.own_page("recover/<path:token>/", self.recover_view, "recover"),
            self.own_page("<path:object_id>/history/<int:number>/", self.restore_view, "restore"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        context = {"can_recover": self.has_add_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The revisions in which the row differs, the newest first, word by word."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            gone = self._get_obj_does_not_exist_redirect  # type: ignore[attr-defined]  # missing in the stubs
            return cast(HttpResponse, gone(request, self.opts, object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        versions = row_history.history(row)
        context = {
            **self.own_context(request, row, f"History: {row}"),
            "page": Paginator(versions, ON_A_PAGE).get_page(request.GET.get("page")),
            "whole": whole_of(row),
            "newest": versions[0].number if versions else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/wizard/object_history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """What the row would say again; anyone who may change it makes it so."""
        row = get_object_or_404(self.model, pk=unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        try:
            edit = row_history.difference(row, number)
        except LookupError as error:
            raise Http404(str(error)) from error
        may_restore = self.has_change_permission(request, row)
        obstacles: list[Obstacle] = []
        if request.method == "POST":
            if not may_restore:
                raise PermissionDenied(self.needed_role("change"))
            try:
                return self._restore(request, row, number)
            except CannotRestoreError as error:
                obstacles = error.obstacles
        context = {
            **self.own_context(request, row, f"Restore: {row}"),
            "number": number,
            "edit": edit,
            "may_restore": may_restore,
            "missing_role": self.needed_role("change"),
            "obstacles": self._with_links(obstacles),
        }
        return TemplateResponse(
            request, "admin/wizard/restore.html", context, status=409 if obstacles else 200
        )

    @transaction.atomic
    def _restore(self, request: HttpRequest, row: Content, number: int) -> HttpResponse:
        whole = whole_of(row)
        restore_object(whole, number)
        said = f"Restored what revision {number} says."
        self.log_change(request, whole.rows().get(pk=whole.pk), said)
        self.message_user(request, f"{said} It is a draft: people see it when it is published.")
        if self.model._default_manager.filter(pk=row.pk).exists():
            return HttpResponseRedirect(self.own_address("history", row.pk))
        return HttpResponseRedirect(self.own_address("changelist"))  # a part that came later

    def recover_list_view(self, request: HttpRequest) -> HttpResponse:
        """What was published and is not in this table any more."""
        self._ask_to_add(request)
        deleted = Paginator(row_history.deleted(self.model), DELETED_ON_A_PAGE)
        context = {
            **self.own_context(request, None, f"Deleted {self.opts.verbose_name_plural}"),
            "page": deleted.get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "admin/wizard/recover_list.html", context)

    def recover_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """What would come back; one button brings it."""
        self._ask_to_add(request)
        found = next((row for row in row_history.deleted(self.model) if row.token == token), None)
        if found is None:
            self.message_user(request, "It is not deleted any more.", messages.WARNING)
            return redirect(self.own_address("recover_list"))
        obstacles: list[Obstacle] = []
        if request.method == "POST":
            try:
                return self._recover(request, found)
            except CannotRestoreError as error:
                obstacles = error.obstacles
        context = {
            **self.own_context(request, None, f"Recover: {found.title}"),
            "deleted": found,
            "edit": found.edit,
            "obstacles": self._with_links(obstacles),
        }
        return TemplateResponse(
            request, "admin/wizard/recover.html", context, status=409 if obstacles else 200
        )

    @transaction.atomic
    def _recover(self, request: HttpRequest, found: Deleted) -> HttpResponse:
        row = recover(self.model, found.key, found.number)
        self.log_addition(request, row, f"Recovered from revision {found.number}.")
        self.message_user(
            request, f"“{row}” is back. It is a draft: people see it when it is published."
        )
        return HttpResponseRedirect(self.own_address("change", row.pk))

    def _ask_to_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied(self.needed_role("add"))

    def _with_links(self, obstacles: Sequence[Obstacle]) -> list[tuple[str, str]]:
        """(words, where it may be recovered)."""
        return [
            (
                obstacle.words,
                reverse(f"admin:wizard_{obstacle.model._meta.model_name}_recover_list")
                if obstacle.model
                else "",
            )
            for obstacle in obstacles
        ]
