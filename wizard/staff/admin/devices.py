"""Families and devices."""

from __future__ import annotations

from django.contrib import admin

from wizard.models import Device, Family
from wizard.staff.admin.base import AddressedAdmin, ContentAdmin, number_of
from wizard.staff.admin.copies import CopyAdmin
from wizard.staff.admin.markdown_fields import ProseFields


@admin.register(Family)
class FamilyAdmin(ProseFields, CopyAdmin, ContentAdmin):
    list_display = [
        "name",
        "position",
        "documented",
        "number_of_devices",
        "number_of_patterns",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["documented"]
    search_fields = ["name", "slug", "devices__name"]
    autocomplete_fields = ["sources"]
    prepopulated_fields = {"slug": ["name"]}
    counted = ("devices", "patterns")
    copied_as = ("name",)

    number_of_devices = number_of("devices", "devices")
    number_of_patterns = number_of("patterns", "light patterns")


@admin.register(Device)
class DeviceAdmin(ProseFields, AddressedAdmin):
    list_display = [
        "name",
        "position",
        "family",
        "tile",
        "group",
        "needs_sync_module",
        "documented",
        "confidence",
        "last_read",
    ]
    list_editable = ["position"]
    list_filter = ["group", "family", "needs_sync_module", "drawing", "documented", "confidence"]
    list_select_related = ["family"]
    search_fields = ["name", "slug", "aliases"]
    autocomplete_fields = ["instead", "sources"]
    prepopulated_fields = {"slug": ["name"]}
