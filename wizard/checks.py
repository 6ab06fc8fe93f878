"""What `check --deploy` says about the staff side.

Notes, not warnings: a small site may have its reasons.
"""

from __future__ import annotations

from django.conf import settings
from django.core.checks import Info, Tags, register


@register(Tags.security, deploy=True)
def staff_side(app_configs: object, **_: object) -> list[Info]:
    notes = []
    if settings.ADMIN_URL == settings.USUAL_ADMIN_URL:
        notes.append(
            Info(
                "The staff side is at its usual address, where everybody's robots look for it.",
                hint="Set ADMIN_URL to an address of your own, such as desk-7/.",
                id="wizard.I001",
            )
        )
    if settings.STAFF_TWO_FACTOR != "required":
        notes.append(
            Info(
                "Staff can sign in with a password alone.",
                hint="Set STAFF_TWO_FACTOR=required.",
                id="wizard.I002",
            )
        )
    return notes
