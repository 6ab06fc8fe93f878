"""What axe-core says of a page as it stands, asked at the telling moments of every journey."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

Options = dict[str, list[str]]
Theme = Literal["dark", "light"]

WCAG: Options = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
"""What pages of Django's admin are held to, whose own templates keep some habits."""

OPTIONS: Options = WCAG | {"runOnly": [*WCAG["runOnly"], "best-practice"]}

BOTH_THEMES: tuple[Theme, ...] = ("dark", "light")
"""The light one last: it is the theme a journey has unless it says otherwise."""

COLOURS: Options = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that a second theme can answer otherwise: themes differ in colours alone."""

FADED = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one instanceof CSSTransition).map(one => one.finished))"""
"""Colours that fade from one theme, or one state, to another are not measured half-way."""

RUN = """([within, options]) => axe.run(within ?? document, options)
    .then(({ violations }) => ({ violations }))"""
"""Of what is in order, which is most of it, nobody reads a word."""


def violations_in(
    page: Page, *themes: Theme, options: Options = OPTIONS, within: str | None = None
) -> str:
    """Axe's report of the page as it is, or in each of these themes without loading it again;
    empty where it finds nothing.
    """
    reports = []
    for number, theme in enumerate(themes or (None,)):
        if theme:
            page.emulate_media(color_scheme=theme)
        page.evaluate(FADED)
        asked = options | COLOURS if number else options
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate(RUN, [within, asked]))
        if found.violations_count:
            reports.append(f"{theme}: {found.generate_report()}")
    return "\n".join(reports)


def expect_no_violation(page: Page, *themes: Theme, within: str | None = None) -> None:
    """The page, or what the selector `within` names of it, as it is, or once in each of these
    themes.
    """
    assert not (report := violations_in(page, *themes, within=within)), report
