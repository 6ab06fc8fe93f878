"""What hands do, drawn: the small pictures beside a step.

Staff choose a picture for each wording; here is what it consists of. A panel is a file of
`drawings/steps`: lines in the colour of the text, what to touch in amber, the movement as an arrow
(`motion`, in the colour of links). The caption says the same, so the drawing itself is hidden from
screen readers.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wizard.rendering import drawing_files

PANELS = drawing_files.load("steps")

CAPTIONS = {
    "slide": "If the back has a switch, slide it to open the cover.",
    "screw": "Undo the screw on the back: turn it to the left.",
    "cells": "Match the + end to the + mark. Yours may be the other way round from this drawing.",
    "breaker": "If it is wired: switch the breaker off first.",
    "breaker-again": "Switch it off at the breaker, then on.",
    "doorbell-case": "The case opens with the key. The batteries are inside.",
    "doorbell-reset": "The reset button is inside the case.",
    "pinhole": "Take the stand off. The hole is on the underside.",
    "sync-button": "The small button is near the USB port.",
    "plug-out": "Unplug it, and wait 10 seconds.",
    "plug-in": "Plug it in again.",
    "plug-and-cable": "Push both ends of the cable all the way in.",
    "router-out": "Unplug both. Wait 30 seconds.",
    "router-in": "First the modem (1), then the router (2).",
}
"""Panel -> the words under it."""

PICTURES: dict[str, tuple[str, ...]] = {
    "cover-and-cells": ("slide", "screw", "cells"),
    "screw-and-cells": ("screw", "cells"),
    "doorbell-and-cells": ("breaker", "doorbell-case", "cells"),
    "doorbell-case": ("breaker", "doorbell-case"),
    "doorbell-reset": ("breaker", "doorbell-case", "doorbell-reset"),
    "breaker": ("breaker",),
    "breaker-again": ("breaker-again",),
    "pinhole": ("pinhole",),
    "sync-button": ("sync-button",),
    "plug-again": ("plug-out", "plug-in"),
    "plug-and-cable": ("plug-and-cable",),
    "router": ("router-out", "router-in"),
}
"""Picture -> its panels. The names are the choices of `models.Picture`."""


def drawn(picture: str) -> SafeString:
    """The panels of a picture as a list; nothing where no picture was chosen."""
    if not (panels := PICTURES.get(picture)):
        return SafeString("")
    return format_html(
        '<ul role="list" class="drawn">{}</ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 160 120" aria-hidden="true">{}</svg><span>{}</span></li>',
            ((PANELS[panel].shapes, CAPTIONS[panel]) for panel in panels),
        ),
    )
