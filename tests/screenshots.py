"""`make screenshots`: a picture of every kind of page, as people see it, for docs/screenshots/ and
for our own eyes.

The first screen at two widths and in both themes, in 256 colours, so that all of them together stay
small.

`python -m tests.screenshots [folder] [name …]`: only these pages, into another folder.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import browser
from tests.kinds import PAGES
from tests.site import ROOT, serve

AT_THE_FIRST_FLASH = (
    "document.querySelectorAll('svg').forEach(s => { s.pauseAnimations(); s.setCurrentTime(.45) })"
)
SIZES = {360: 740, 1280: 800}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    names = sys.argv[2:] or list(PAGES)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as site,
        serve(Path(site)) as address,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=browser.system_browser() or browser.own_browser(),
            args=browser.ARGUMENTS,
        )
        for width, height in SIZES.items():
            for theme in ("light", "dark"):
                context = chromium.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    base_url=address,
                    service_workers="block",
                )
                page = context.new_page()
                for name in names:
                    page.goto(PAGES[name])
                    page.evaluate(AT_THE_FIRST_FLASH)
                    taken = Image.open(
                        io.BytesIO(page.screenshot(full_page=len(sys.argv) > 1))
                    ).convert("RGB")
                    small = taken.quantize(
                        colors=256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
                    )
                    small.save(
                        folder / f"{name.replace(' ', '-')}-{width}-{theme}.png", optimize=True
                    )
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
