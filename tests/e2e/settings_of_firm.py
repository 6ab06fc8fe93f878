"""The settings of a site whose provider, the one of our tests, has one key and does not name it."""

from __future__ import annotations

from blinkdiag.settings import *  # noqa: F403

OIDC_VERIFY_KID = False
