"""The marks of the interface: play, stop, go, normal, look, act."""

from __future__ import annotations

from django.utils.safestring import SafeString

from wizard.rendering import drawing_files

ICONS = {name: drawing.svg("i24") for name, drawing in drawing_files.load("icons").items()}
"""Name -> mark, 24 x 24, in the colour of the text around it."""


def icon(name: str) -> SafeString:
    """A mark. KeyError for a name not in `ICONS`."""
    return ICONS[name]
