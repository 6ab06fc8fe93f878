"""Rules for files that no linter of ours holds: short lines, nothing inline, links that work
without scripts, types that say something, and words that a reader can look up.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"

LONGEST = 120
"""Characters of a line."""

MOST_ANY = 7
"""How often `Any` may stand in a thousand lines of code."""

TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.*")
    if path.suffix in (".html", ".svg", ".xml", ".js")
)
STATIC = sorted(path for path in (ROOT / "static").rglob("*.*") if path.suffix in (".css", ".js"))
SCRIPTS = sorted((ROOT / "tests" / "scripts").glob("*.mjs"))

TEMPLATE_TAG = re.compile(r"{%.*?%}")
TAG = re.compile(r"<[a-z][^>]*>")
INLINE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|<[a-z][^>]*\s(?:style|on[a-z]+)=")
REQUEST = re.compile(r'\shx-(?:get|post)="([^"]*)"')


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def inline(markup: str) -> list[str]:
    """Scripts, styles and handlers that stand in the markup itself: the content security policy
    refuses them.
    """
    return INLINE.findall(TEMPLATE_TAG.sub("", markup))


def only_with_scripts(markup: str) -> list[str]:
    """Addresses that htmx asks for where the same tag has no link or form that leads there too."""
    return [
        address
        for tag in TAG.findall(TEMPLATE_TAG.sub("", markup))
        for address in REQUEST.findall(tag)
        if not re.search(rf'\s(?:href|action)="{re.escape(address)}"', tag)
    ]


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC, *SCRIPTS], ids=name)
def test_no_line_is_longer_than_a_screen_is_wide(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [number for number, line in enumerate(lines, start=1) if len(line) > LONGEST] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_and_no_style(path: Path) -> None:
    assert inline(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_what_htmx_asks_for_is_there_without_scripts_too(path: Path) -> None:
    assert only_with_scripts(path.read_text()) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<p><script>alert(1)</script>",
        '<script type="module">alert(1)</script>',
        "<style>p { color: red }</style>",
        '<p class="a" style="color: red">',
        '<button\n  onclick="alert(1)">',
        '<p{% if a > b %} style="color: red"{% endif %}>',
    ],
)
def test_what_is_inline_is_found(markup: str) -> None:
    assert len(inline(markup)) == 1


def test_what_is_loaded_is_not_taken_for_inline() -> None:
    assert (
        inline(
            '<script type="module" src="/tap.js"></script><a class="style" href="?on=1">Style</a>'
        )
        == []
    )


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<a href="{{ one }}" hx-get="{{ one }}">', []),
        ('<a href="{{ one }}"{% if a > b %}\n  hx-get="{{ one }}"{% endif %}>', []),
        ('<form action="/a/" hx-post="/a/">', []),
        ('<a href="{{ one }}" hx-get="{{ other }}">', ["{{ other }}"]),
        ('<a href="/a/"></a><button hx-post="/a/">', ["/a/"]),
    ],
)
def test_an_address_for_htmx_alone_is_found(markup: str, found: list[str]) -> None:
    assert only_with_scripts(markup) == found


def test_types_say_what_they_are() -> None:
    code = [
        line
        for package in ("blinkdiag", "wizard")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
    ]
    assert sum(len(re.findall(r"\bAny\b", line)) for line in code) <= MOST_ANY * len(code) / 1000


def test_words_that_the_glossary_replaces_are_not_used() -> None:
    _, _, replaced = GLOSSARY.read_text().partition("## Words that are not used")
    words = re.findall(r"^\| ([a-z ]+) \| [a-z ]+ \|$", replaced, re.MULTILINE)[1:]
    assert len(words) > 5
    used = re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?:s|ed|ing)?(?![a-z])")
    code = [
        path
        for folder in ("wizard", "docs")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".md") and "migrations" not in path.parts and path != GLOSSARY
    ]
    assert {
        name(path): found
        for path in [*code, *TEMPLATES, *STATIC]
        if (found := used.findall(path.read_text()))
    } == {}
