"""What the first load of each kind of page weighs, in Brotli, as it is sent to every browser that
the guide is drawn for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders
from django.test import Client

from blinkdiag.static_files import sheet
from tests.kinds import PAGES
from wizard.guide import links
from wizard.guide.page_cache import LIGHTLY, THOROUGHLY, compressed

FIRST = 14_000
"""Bytes of HTML and CSS: what arrives in the first round trip."""

EVERYTHING = 60_000
"""Bytes with scripts and the icon."""

LINKED = re.compile(
    r'<(?:link rel="(?:stylesheet|icon)" href|script(?: type="module")? src)="([^"]+)"'
    r'( media="print")?|<link rel="icon" href="([^"]+)"'
)
"""A sheet for paper is loaded, and no page waits for it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes as sent. `foreign`: addresses of other sites, or of files that are not ours."""

    html: int
    css: int
    rest: int
    foreign: tuple[str, ...]

    @property
    def first(self) -> int:
        return self.html + self.css

    @property
    def everything(self) -> int:
        return self.first + self.rest


def weigh(client: Client, address: str) -> Weight:
    """The page at this address with everything it loads, as it is sent to the first who asks. Needs
    plain names of static files.
    """
    html = client.get(address, follow=True).content
    css = rest = 0
    foreign = []
    for found in LINKED.finditer(html.decode()):
        name = (found[1] or found[3]).removeprefix("/static/")
        path = finders.find(name)
        if not isinstance(path, str):
            foreign.append(name)
            continue
        if name.endswith(".css") and not found[2]:
            css += len(brotli.compress(sheet(Path(path)).encode()))
        else:
            rest += len(brotli.compress(Path(path).read_bytes()))
    levels = LIGHTLY if address.startswith(links.wizard()) else THOROUGHLY
    sent = len(compressed(html, "br", levels["br"]))
    return Weight(html=sent, css=css, rest=rest, foreign=tuple(foreign))


def measure() -> dict[str, Weight]:
    """Kind of page -> its weight."""
    return {name: weigh(Client(), address) for name, address in PAGES.items()}
