"""Which admin site the staff side is."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class StaffSideConfig(AdminConfig):
    default_site = "wizard.staff.site.StaffSite"
