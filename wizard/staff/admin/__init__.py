"""The staff side: one admin a table, with what belongs together on one page.

A module a part of the content.
"""

from __future__ import annotations

from django.contrib import admin

from wizard.staff.admin import (
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

__all__ = [
    "colours",
    "devices",
    "guide",
    "lights",
    "notes",
    "people",
    "pictures",
    "questions",
    "read_only",
    "steps",
    "symptoms",
    "wordings",
]

admin.site.site_header = admin.site.site_title = "Blinkdiag, the staff side"
admin.site.index_title = "Content"
