"""The marks of the interface: play, stop, go, normal, look, act."""

from __future__ import annotations

from django.utils.safestring import SafeString

from wizard.rendering import drawing_files

ICONS = drawing_files.load("icons")


def icon(name: str) -> SafeString:
    """A mark, 24 x 24, in the colour of the text around it. KeyError for a name not in `ICONS`."""
    return ICONS[name].svg("i24")
