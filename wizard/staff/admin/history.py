"""What is done on the pages of a row is kept: its history, the way back to an earlier state, and back from its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from wizard.content import row_history
from wizard.content.row_history import Act
from wizard.content.row_restore import CannotComeBack, Obstacle, recover, restore, to_recover
from wizard.models import Content, Revision
from wizard.staff.access.permissions import missing_role
from wizard.staff.admin.typing import ModelAdmin

ACTS_A_PAGE = 20
GONE_A_PAGE = 50
ADDED = "Added."


class KeptAdmin(ModelAdmin):
    """Whatever leaves a line in the admin's log leaves a state of the row, too."""

    # Keeping

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        stored = list(self.model._default_manager.filter(pk=obj.pk)) if change else []
        for unit in [unit for row in (*stored, obj) for unit in row_history.units(row) if unit.pk]:
            row_history.note(unit)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        going = [part.instance for part in formset.deleted_forms if part.instance.pk]
        if going:
            row_history.keep_what_goes(going, request.user)
        super().save_formset(request, form, formset, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        self._keep(request, obj, message if isinstance(message, str) else ADDED)
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        self._keep(request, obj, message if isinstance(message, str) else "")
        return entry

    def _keep(self, request: HttpRequest, row: Content, comment: str) -> None:
        for unit in row_history.units(row):
            row_history.note(unit, request.user, comment if unit == row else "")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with row_history.deleting([obj], request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with row_history.deleting(list(queryset), request.user):
            super().delete_queryset(request, queryset)

    # Pages

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            guarded: Any = self.admin_site.admin_view(view)
            found: URLPattern = path(address, guarded, name=f"wizard_{self.opts.model_name}_{name}")
            return found

        return [
            page("recover/", self.recover_list_view, "recover_list"),
            page("recover/<path:pk>/", self.recover_view, "recover"),
            page("<path:object_id>/history/<int:number>/", self.restore_view, "restore"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        offered = self.has_add_permission(request) and bool(row_history.gone(self.model))
        return super().changelist_view(request, {"can_recover": offered, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to the row, the newest first, with the words before and after."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            gone = self._get_obj_does_not_exist_redirect  # type: ignore[attr-defined]
            return cast(HttpResponse, gone(request, self.opts, object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        numbers = row_history.kept(row)
        page = Paginator(numbers, ACTS_A_PAGE).get_page(request.GET.get("page"))
        acts = row_history.acts(row, list(page), next(iter(numbers[page.end_index() :]), None))
        newer = None if page.number == 1 else row_history.moment(numbers[page.start_index() - 2])
        context = {
            **self._context(request, row, f"History: {row}"),
            "page": page,
            "acts": list(zip(acts, _when_live(acts, newer), strict=True)),
            "unkept": row_history.unkept(row, numbers[0]) if numbers and page.number == 1 else None,
            "newest": next(iter(numbers), None),
            "earlier": [] if page.has_next() else self._logged_before(row, acts),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/wizard/object_history.html", context)

    def _logged_before(self, row: Content, acts: Sequence[Act]) -> QuerySet[LogEntry]:
        """Lines of the admin's log from before states were kept."""
        kind = ContentType.objects.get_for_model(self.model)
        until = acts[-1].at if acts else timezone.now()
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk), action_time__lt=until)
        return entries.select_related("user").order_by("-pk")[:ACTS_A_PAGE]

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """What the row would say again; whoever may change it makes it so."""
        row = get_object_or_404(self.model, pk=unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if number not in row_history.kept_numbers(row):
            raise Http404
        may_restore = self.has_change_permission(request, row)
        obstacles: list[Obstacle] = []
        act = row_history.acts(row, [number], None)[0]
        if request.method == "POST":
            if not may_restore:
                raise PermissionDenied(missing_role(self._permission("change")))
            try:
                return self._restore(request, row, act)
            except CannotComeBack as error:
                obstacles = error.obstacles
        before, after = row_history.state_of(row), row_history.kept_states(row, [number])[number]
        context = {
            **self._context(request, row, f"Restore: {row}"),
            "act": act,
            "edits": row_history.edits(before, after, row_history.names_in([before, after])),
            "may_restore": may_restore,
            "missing_role": missing_role(self._permission("change")),
            "obstacles": self._with_links(obstacles),
        }
        status = 409 if obstacles else 200
        return TemplateResponse(request, "admin/wizard/restore.html", context, status=status)

    @transaction.atomic
    def _restore(self, request: HttpRequest, row: Any, act: Act) -> HttpResponse:
        for unit in row_history.units(row):
            row_history.note(unit)
        restore(row, cast(int, act.number))
        restored = self.model._default_manager.get(pk=row.pk)
        said = f"Restored what {act.who or 'it'} {'had' if act.who else 'said'} on {_day_and_time(act.at)}."
        self.log_change(request, restored, said)
        self.message_user(request, f"{said} It is a draft: people see it when it is published.")
        return HttpResponseRedirect(self._address("history", row.pk))

    def recover_list_view(self, request: HttpRequest) -> HttpResponse:
        """What was deleted from this table."""
        self._ask_to_add(request)
        page = Paginator(row_history.gone(self.model), GONE_A_PAGE).get_page(request.GET.get("page"))
        title = f"Recover deleted {self.opts.verbose_name_plural}"
        context = {**self._context(request, None, title), "page": page, "rows": list(page)}
        return TemplateResponse(request, "admin/wizard/recover_list.html", context)

    def recover_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """What would come back; one button brings it."""
        self._ask_to_add(request)
        found = to_recover(self.model, unquote(pk))
        if found is None:
            self.message_user(request, "It is not deleted any more.", messages.WARNING)
            return redirect(self._address("recover_list"))
        gone, state = found
        obstacles: list[Obstacle] = []
        if request.method == "POST":
            try:
                return self._recover(request, gone)
            except CannotComeBack as error:
                obstacles = error.obstacles
        context = {
            **self._context(request, None, f"Recover: {gone.title}"),
            "gone": gone,
            "edits": row_history.edits({}, state, row_history.names_in([state])),
            "obstacles": self._with_links(obstacles),
        }
        return TemplateResponse(request, "admin/wizard/recover.html", context, status=409 if obstacles else 200)

    @transaction.atomic
    def _recover(self, request: HttpRequest, gone: row_history.Gone) -> HttpResponse:
        pk = self.model._meta.pk.to_python(gone.pk)
        for unit in row_history.wholes_of_gone(self.model, pk):
            row_history.note(unit)
        row: Any = recover(self.model, pk)
        deleter = f"what {gone.who} deleted" if gone.is_deletion and gone.who else "what was there"
        said = f"Recovered {deleter} on {_day_and_time(gone.at)}."
        self.log_addition(request, row, said)
        self.message_user(request, f"“{row}” is back. It is a draft: people see it when it is published.")
        return HttpResponseRedirect(self._address("change", row.pk))

    def _ask_to_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied(missing_role(self._permission("add")))

    def _permission(self, action: str) -> str:
        return f"wizard.{action}_{self.opts.model_name}"

    def _address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:wizard_{self.opts.model_name}_{page}", args=args)

    def _with_links(self, obstacles: Sequence[Obstacle]) -> list[tuple[str, str]]:
        """(words, where it may be recovered)."""
        return [
            (
                obstacle.words,
                reverse(f"admin:wizard_{obstacle.model._meta.model_name}_recover_list") if obstacle.model else "",
            )
            for obstacle in obstacles
        ]

    def _context(self, request: HttpRequest, row: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": row,
        }


def _day_and_time(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M}" if moment else ""


def _when_live(acts: Sequence[Act], newer: datetime | None) -> list[int | None]:
    """For each act the first revision that was published after it and before the next one."""
    oldest = acts[-1].at if acts else None
    if oldest is None:
        return []
    live = Revision.objects.live().filter(published_at__gte=oldest).order_by("published_at")
    published = [(revision.published_at, revision.number) for revision in live.only("published_at", "number")]
    ends = [newer, *(act.at for act in acts[:-1])]
    return [
        next(
            (number for at, number in published if at and act.at and act.at <= at and (end is None or at < end)),
            None,
        )
        for act, end in zip(acts, ends, strict=True)
    ]
