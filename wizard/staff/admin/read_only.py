"""What the product itself writes: to be looked at only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from wizard.models import AuditLogEntry, LoadedContent, Revision
from wizard.staff.admin.base import ReadOnlyAdmin


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["number", "published_at", "author", "note"]
    list_select_related = ["author"]
    search_fields = ["note"]
    fields = ["number", "published_at", "author", "note", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Without the knowledge itself, which is a third of a megabyte a row."""
        return super().get_queryset(request).defer("knowledge")


@admin.register(LoadedContent)
class LoadedContentAdmin(ReadOnlyAdmin):
    list_display = ["stream", "loaded_at", "digest"]
    search_fields = ["digest"]
    fields = ["stream", "loaded_at", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoadedContent]:
        return super().get_queryset(request).defer("rows")


@admin.register(AuditLogEntry)
class AuditLogAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_name", "action", "what", "detail"]
    list_filter = ["action", "at"]
    search_fields = ["actor_name", "what", "detail"]
    fields = ["at", "actor_name", "action", "what", "detail"]
