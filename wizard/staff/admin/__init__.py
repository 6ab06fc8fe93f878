"""The staff side: one admin a table, with what belongs together on one page."""

from __future__ import annotations

from django.contrib import admin

from wizard.staff.admin import (  # noqa: F401  # each registers its tables
    colours,
    devices,
    guide,
    lights,
    notes,
    people,
    pictures,
    questions,
    read_only,
    steps,
    symptoms,
    wordings,
)

admin.site.site_header = admin.site.site_title = "Blinkdiag, the staff side"
admin.site.index_title = "Content"
