"""What hands do, drawn: the small pictures beside a step.

Staff choose a picture for each wording; here is what it consists of. A panel stands on a box of 160 x 120: lines in the
colour of the text, the thing to touch in amber (`to`), the movement as an arrow (`go`). The caption says the same, so the
drawing itself is hidden from screen readers.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Panel:
    """One movement: its drawing and the words under it."""

    caption: str
    body: SafeString


COVER = Panel(
    "The cover is on the back.",
    mark_safe(
        '<rect x="28" y="12" width="74" height="96" rx="18"/><rect x="38" y="24" width="54" height="72" rx="8"/>'
        '<rect x="46" y="38" width="16" height="50" rx="3"/><path d="M51 38v-5h6v5"/><rect x="68" y="38" width="16" height="50" rx="3"/><path d="M73 38v-5h6v5"/>'
        '<path class="to" d="M116 24l20-8q8-2 8 6v76q0 8-8 6l-20-8z"/><path class="go" d="M98 60h30m-9-8l9 8-9 8"/>'
    ),
)
SCREW = Panel(
    "One screw holds the back. Turn it to the left.",
    mark_safe(
        '<rect x="34" y="10" width="92" height="100" rx="22"/><rect x="48" y="24" width="64" height="72" rx="12"/>'
        '<circle class="to" cx="80" cy="60" r="11"/><path d="M73 60h14"/>'
        '<path class="go" d="M80 38a22 22 0 1 0 21 15m-10 3l10-3 4 9"/>'
    ),
)
CELLS = Panel(
    "The + end goes to the + mark. Your marks may sit the other way round.",
    mark_safe(
        '<rect x="26" y="10" width="44" height="100" rx="6"/><rect x="90" y="10" width="44" height="100" rx="6"/>'
        '<rect x="34" y="24" width="28" height="78" rx="5"/><path d="M42 24v-6h12v6"/>'
        '<rect x="98" y="18" width="28" height="78" rx="5"/><path d="M106 96v6h12v-6"/>'
        '<path class="go" d="M48 34v14M41 41h14M41 90h14M112 72v14M105 79h14M105 30h14M12 14v14M5 21h14M148 92v14M141 99h14"/>'
    ),
)
BREAKER = Panel(
    "Wired? Breaker off first.",
    mark_safe(
        '<rect x="44" y="8" width="72" height="104" rx="10"/><rect x="62" y="28" width="36" height="64" rx="6"/>'
        '<rect class="to" x="66" y="62" width="28" height="26" rx="4"/><path class="go" d="M80 32v22m-8-9l8 9 8-9"/>'
        '<path d="M74 18h12"/>'
    ),
)
BREAKER_AGAIN = Panel(
    "Off at the breaker, then on.",
    mark_safe(
        '<rect x="44" y="8" width="72" height="104" rx="10"/><rect class="to" x="62" y="28" width="36" height="64" rx="6"/>'
        '<path d="M62 60h36"/><path class="go" d="M30 34v52m-8-9l8 9 8-9M130 86V34m-8 9l8-9 8 9"/>'
    ),
)
DOORBELL_CASE = Panel(
    "The case opens with the key. The batteries are inside.",
    mark_safe(
        '<rect x="26" y="8" width="52" height="104" rx="20"/><rect x="35" y="34" width="14" height="48" rx="3"/>'
        '<path d="M39 34v-5h6v5"/><rect x="55" y="34" width="14" height="48" rx="3"/><path d="M59 34v-5h6v5"/>'
        '<rect x="98" y="8" width="46" height="104" rx="20"/><circle cx="121" cy="36" r="10"/>'
        '<circle cx="121" cy="82" r="14"/><circle class="to" cx="121" cy="82" r="8"/><path class="go" d="M72 60h36m-9-8l9 8-9 8"/>'
    ),
)
DOORBELL_RESET = Panel(
    "The reset button is inside the case.",
    mark_safe(
        '<rect x="44" y="8" width="60" height="104" rx="22"/><rect x="56" y="44" width="14" height="48" rx="3"/>'
        '<rect x="78" y="44" width="14" height="48" rx="3"/><circle class="to" cx="74" cy="27" r="7"/>'
        '<path class="go" d="M140 14L86 26m11-9l-11 9 13 4"/>'
    ),
)
PINHOLE = Panel(
    "Stand off. The hole is underneath.",
    mark_safe(
        '<rect x="48" y="6" width="64" height="66" rx="26"/><circle cx="80" cy="36" r="20"/><circle cx="80" cy="33" r="8"/>'
        '<path d="M20 70l4 28h12l4-28zM12 104q18-10 36 0z"/><path class="go" d="M56 82l-12 8m2-10l-2 10 10 2"/>'
        '<circle class="to" cx="88" cy="70" r="4"/><path d="M124 116L93 79"/><path class="go" d="M91 91l0-14 13 3"/>'
    ),
)
SYNC_BUTTON = Panel(
    "The small button sits near the USB port.",
    mark_safe(
        '<rect x="16" y="48" width="128" height="48" rx="16"/><rect x="36" y="62" width="42" height="20" rx="3"/>'
        '<path d="M42 72h30"/><circle class="to" cx="104" cy="72" r="6"/><path d="M142 18l-32 45"/>'
        '<path class="go" d="M109 50l0 14 13-4"/>'
    ),
)
PLUG_OUT = Panel(
    "Plug out, and wait ten seconds.",
    mark_safe(
        '<rect x="14" y="22" width="46" height="76" rx="9"/><circle cx="37" cy="50" r="4"/><circle cx="37" cy="70" r="4"/>'
        '<rect class="to" x="90" y="42" width="30" height="36" rx="7"/><path d="M90 51H76M90 69H76M120 60q20 0 20 24v30"/>'
        '<path class="go" d="M84 22h36m-9-8l9 8-9 8"/>'
    ),
)
PLUG_IN = Panel(
    "Plug in again.",
    mark_safe(
        '<rect x="14" y="22" width="46" height="76" rx="9"/><rect class="to" x="52" y="42" width="30" height="36" rx="7"/>'
        '<path d="M82 60q36 0 36 24v30"/><path class="go" d="M120 22H84m9-8l-9 8 9 8"/>'
    ),
)
PLUG_AND_CABLE = Panel(
    "Both ends of the cable, all the way in.",
    mark_safe(
        '<rect x="8" y="22" width="40" height="76" rx="9"/><rect class="to" x="40" y="42" width="28" height="36" rx="7"/>'
        '<path d="M68 60h6q10 0 10 22t12 22q10 0 10-22t6-22"/><rect class="to" x="110" y="51" width="16" height="18" rx="3"/>'
        '<rect x="122" y="30" width="32" height="60" rx="10"/><path class="go" d="M86 26H58m9-8l-9 8 9 8M88 34h26m-9-8l9 8-9 8"/>'
    ),
)
ROUTER_OUT = Panel(
    "Both plugs out. Wait 30 seconds.",
    mark_safe(
        '<rect x="12" y="20" width="34" height="60" rx="6"/><path d="M22 68h14"/>'
        '<rect x="84" y="46" width="64" height="34" rx="8"/><path d="M94 46V20M138 46V20M94 66h10"/>'
        '<path d="M28 80v10M116 80v10"/><rect class="to" x="20" y="90" width="16" height="14" rx="3"/>'
        '<rect class="to" x="108" y="90" width="16" height="14" rx="3"/><path class="go" d="M50 92v22m-7-7l7 7 7-7M94 92v22m-7-7l7 7 7-7"/>'
    ),
)
ROUTER_IN = Panel(
    "First the modem (1), then the router (2).",
    mark_safe(
        '<rect x="12" y="20" width="34" height="60" rx="6"/><path d="M22 68h14"/>'
        '<rect x="84" y="46" width="64" height="34" rx="8"/><path d="M94 46V20M138 46V20M94 66h10"/>'
        '<path d="M28 80v8M116 80v8"/><circle class="to" cx="28" cy="101" r="13"/><circle class="to" cx="116" cy="101" r="13"/>'
        '<path class="on" d="M25 97l4-3v14M111 97q1-4 5-4 5 0 5 4 0 3-10 11h11"/>'
    ),
)

PICTURES: dict[str, tuple[Panel, ...]] = {
    "cover-and-cells": (COVER, CELLS),
    "screw-and-cells": (SCREW, CELLS),
    "doorbell-and-cells": (BREAKER, DOORBELL_CASE, CELLS),
    "doorbell-case": (BREAKER, DOORBELL_CASE),
    "doorbell-reset": (BREAKER, DOORBELL_CASE, DOORBELL_RESET),
    "breaker": (BREAKER,),
    "breaker-again": (BREAKER_AGAIN,),
    "pinhole": (PINHOLE,),
    "sync-button": (SYNC_BUTTON,),
    "plug-again": (PLUG_OUT, PLUG_IN),
    "plug-and-cable": (PLUG_AND_CABLE,),
    "router": (ROUTER_OUT, ROUTER_IN),
}
"""The names are the choices of `models.Picture`."""


def drawn(picture: str) -> SafeString:
    """The panels of a picture as a list; nothing where no picture was chosen."""
    panels = PICTURES.get(picture, ())
    if not panels:
        return SafeString("")
    return format_html(
        '<ul role="list" class="drawn">{}</ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 160 120" aria-hidden="true">{}</svg><span>{}</span></li>',
            ((panel.body, panel.caption) for panel in panels),
        ),
    )
