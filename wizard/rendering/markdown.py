"""The few marks that staff may set in the sentences people read at length, and the same sentences
without them.

**bold**, *italic*, `code` and [links](/answers/) to a page of this guide or to another site over
HTTPS; in long texts also paragraphs and lists. A mark begins and ends on one line. Everything else,
HTML above all, is text and shows as such.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from wizard.knowledge.values import Knowledge
from wizard.rendering.phrases import unbroken

INLINE, LINES, PROSE = "inline", "lines", "prose"
"""How a text is shown: sentences in a row, one thing a line, or paragraphs and lists."""

FIELDS = {
    "cause": {"explanation": INLINE, "note": INLINE},
    "device": {"note": INLINE},
    "dispute": {"resolution": INLINE},
    "family": {"note": INLINE},
    "faq": {"answer": PROSE},
    "pattern": {"note": INLINE},
    "symptom": {"note": INLINE},
    "step": {"note": INLINE},
    "wording": {"text": LINES, "safety": INLINE},
    "wordspeopleuse": {"text": INLINE},
}
"""Model -> its fields that may hold marks. Titles, labels and whatever stands inside a link or a
button stay plain.
"""

MARK = re.compile(r"[*_`\[\\]")
"""A line without one of these is text as it stands."""

OTHER_SITE = re.compile(r"https://[^\s/]")
THIS_SITE = re.compile(r"/(?![/\\])")

TAGS = {"a", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}


def _parser(*rules: str) -> MarkdownIt:
    # In a long text a new line is meant: one thought a line
    parser = MarkdownIt("zero", {"breaks": bool(rules)}).enable(
        ["backticks", "emphasis", "escape", "link", *rules]
    )
    parser.validateLink = _may_lead_to  # type: ignore[assignment, method-assign]  # the library’s way
    parser.core.ruler.at("inline", _line_by_line)
    parser.add_render_rule("link_open", _link)
    return parser


def _may_lead_to(address: str) -> bool:
    return bool(OTHER_SITE.match(address) or THIS_SITE.match(address))


def _line_by_line(state: StateCore) -> None:
    """Instead of the library's rule: a star on one line never pairs with a star on the next."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            for number, line in enumerate(token.content.split("\n")):
                if number:
                    token.children.append(Token("softbreak", "br", 0))
                state.md.inline.parse(line, state.md, state.env, token.children)


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Other sites get no recommendation from us, and no way back to our window."""
    tokens[index].attrs.pop("title", None)
    if OTHER_SITE.match(str(tokens[index].attrGet("href"))):
        tokens[index].attrSet("rel", "noopener nofollow")
    return renderer.renderToken(tokens, index, options, env)


_inline = _parser()
_prose = _parser("list")


@lru_cache(maxsize=4096)
def inline(text: str) -> SafeString:
    """Sentences as HTML for the inside of a paragraph. Line breaks stay as in the source."""
    return unbroken(_safe(_inline.renderInline(text)) if MARK.search(text) else escape(text))


@lru_cache(maxsize=1024)
def prose(text: str) -> SafeString:
    """A long text as HTML: paragraphs and lists."""
    return unbroken(_safe(_prose.render(text).strip()))


def lines(text: str) -> list[SafeString]:
    """Each line as HTML, where a line is one thing to do."""
    return [inline(line) for line in text.splitlines()]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words without marks, for whatever is no page: mail, interfaces, search engines. A link to
    another site is followed by its address in brackets; lists keep their dashes and numbers.
    """
    if not MARK.search(text):
        return text
    found: list[str] = []
    address = ""
    for token in _inline.parseInline(text)[0].children or []:
        if token.type == "link_open":
            address = str(token.attrGet("href"))
        elif token.type == "link_close":
            found.append(f" ({address})" if OTHER_SITE.match(address) else "")
        else:
            found.append("\n" if token.type == "softbreak" else token.content)
    return "".join(found)


def _safe(html: str) -> SafeString:
    """Nothing dangerous can come out of the parser; should it ever, it ends here."""
    return mark_safe(  # noqa: S308  # cleaned
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            link_rel=None,
            url_schemes={"https"},
            url_relative=_stay_on_this_site,
        )
    )


def _stay_on_this_site(address: str) -> str | None:
    return address if THIS_SITE.match(address) else None


# The whole knowledge without marks


@lru_cache(maxsize=4)
def in_plain_words(knowledge: Knowledge) -> Knowledge:
    """The same knowledge without a mark in it."""
    return dataclasses.replace(
        knowledge,
        causes=_unmarked("cause", knowledge.causes),
        devices=_unmarked("device", knowledge.devices),
        disputes=_unmarked("dispute", knowledge.disputes),
        families=_unmarked("family", knowledge.families),
        faqs=_unmarked("faq", knowledge.faqs),
        patterns=_unmarked("pattern", knowledge.patterns),
        symptoms=_unmarked("symptom", knowledge.symptoms),
        words=_unmarked("wordspeopleuse", knowledge.words),
        steps=tuple(
            dataclasses.replace(step, wordings=_unmarked("wording", step.wordings))
            for step in _unmarked("step", knowledge.steps)
        ),
    )


def _unmarked(kind: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        dataclasses.replace(value, **{name: plain(getattr(value, name)) for name in FIELDS[kind]})
        for value in values
    )
