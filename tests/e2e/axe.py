"""What axe-core says of a page as it stands, asked at the telling moments of every journey."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

BOTH_THEMES = ("dark", "light")
"""The light one last: it is the theme a journey has unless it says otherwise."""

AXE = Axe()


def violations(page: Page) -> str:
    """Axe's report; empty where it finds nothing."""
    found = AXE.run(page, options=OPTIONS)
    return found.generate_report() if found.violations_count else ""


def expect_no_violation(page: Page, *themes: str) -> None:
    """The page as it is, or once in each of these themes."""
    for theme in themes:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert not (report := violations(page)), f"{theme}: {report}"
    if not themes:
        assert not (report := violations(page)), report
