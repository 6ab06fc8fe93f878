"""Reads a page as a person without scripts does: headings, links, and forms whose buttons can be
pressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.test import Client

UNBROKEN = re.compile(r'<span class="nb">([^<]*)</span>')
"""A word that is kept on one line: for whoever reads it, it is a word like others."""


START = re.compile(r'<([a-z][a-z0-9-]*)((?:\s+[^\s"\'=<>/]+(?:="[^"]*")?)*)\s*(/?)>')
ATTRIBUTE = re.compile(r'([^\s"\'=<>/]+)(?:="([^"]*)")?')
END = re.compile(r"</([a-z][a-z0-9-]*)>")


class Reader(HTMLParser):
    """Reads tags that are written as ours are in half of the time: pages are read as often as they
    are made. Whatever is written otherwise, and where nothing is a tag, Python's parser reads.
    """

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for the number of a line."""
        return j

    def parse_starttag(self, i: int) -> int:
        found = START.match(self.rawdata, i)
        if found is None:
            return super().parse_starttag(i)
        tag, given, closed = found.groups()
        attributes: list[tuple[str, str | None]] = [
            (each[1].lower(), each[2] and unescape(each[2])) for each in ATTRIBUTE.finditer(given)
        ]
        if closed:
            self.handle_startendtag(tag, attributes)
        else:
            self.handle_starttag(tag, attributes)
            if tag in self.CDATA_CONTENT_ELEMENTS:
                self.set_cdata_mode(tag)
        return found.end()

    def parse_endtag(self, i: int) -> int:
        found = END.match(self.rawdata, i)
        if found is None or self.cdata_elem:
            return super().parse_endtag(i)
        self.handle_endtag(found[1])
        return found.end()


@dataclass
class Form:
    action: str
    method: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    counted: bool = False
    """Does pressing it report something to be counted?"""

    @property
    def address(self) -> str:
        """The address a browser opens when its button is pressed."""
        return f"{self.action}?{urlencode(self.hidden)}"


@dataclass
class Question:
    """The choices of one fieldset: each is a form with one button."""

    choices: list[Form] = field(default_factory=list)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What every choice keeps of what was said before."""
        return [
            pair
            for pair in self.choices[0].hidden
            if all(pair in form.hidden for form in self.choices)
        ]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What each choice adds, in their order."""
        kept = self.kept
        return [pair for form in self.choices for pair in form.hidden if pair not in kept]

    def press(self, name: str, value: str) -> str:
        """The address a browser opens when the choice is pressed that adds this."""
        assert (name, value) in self.answers, f"No choice adds {name}={value}, only {self.answers}."
        return next(form.address for form in self.choices if (name, value) in form.hidden)

    def values(self, name: str) -> list[str]:
        return [value for added, value in self.answers if added == name]


@dataclass
class Link:
    href: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class Page(Reader):
    """What stands in an HTML page; `text` is everything a person can read, white space folded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.questions: list[Question] = []
        self.links: list[Link] = []
        self.headings: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self.feed(UNBROKEN.sub(r"\1", html))
        self.title = " ".join(self.title.split())

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    @property
    def h1(self) -> str:
        assert len(self.headings) == 1, f"A page has one h1; this one has {self.headings}."
        return " ".join(self.headings[0].split())

    @property
    def question(self) -> Question:
        assert len(self.questions) == 1, f"Expected one question, found {len(self.questions)}."
        return self.questions[0]

    def link(self, text: str) -> Link:
        """The first link whose words contain `text`."""
        found = [link for link in self.links if text in " ".join(link.text.split())]
        assert found, (
            f"No link says “{text}”. There are: {[link.text.strip() for link in self.links]}"
        )
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in {"input", "meta", "link", "br", "hr", "img"}:
            self._open.append(tag)
        if tag == "fieldset":
            self.questions.append(Question())
        elif tag == "form":
            self.forms.append(
                Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            )
            if "fieldset" in self._open:
                self.questions[-1].choices.append(self.forms[-1])
        elif tag == "input" and self.forms and attributes.get("type") == "hidden":
            self.forms[-1].hidden.append((attributes["name"], attributes.get("value", "")))
        elif tag == "button" and "data-count" in attributes and self.forms:
            self.forms[-1].counted = True
        elif tag == "a":
            self.links.append(Link(attributes.get("href", ""), attributes=attributes))
        elif tag == "h1":
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag not in {"strong", "em", "code"}:  # a mark ends within a sentence
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
            return
        if "script" in self._open or "style" in self._open:
            return
        self._text.append(data)
        if "h1" in self._open:
            self.headings[-1] += data
        if "a" in self._open and self.links:
            self.links[-1].text += data


def visit(client: Client, address: str, status: int = 200) -> Page:
    """Opens an address, follows redirects, and reads the page; a wrong status names the address."""
    response = client.get(address, follow=True)
    assert response.status_code == status, (
        f"{address} answered {response.status_code}, not {status}."
    )
    return Page(response.content.decode())


def printed(text: str) -> str:
    """A text of the content as it stands on a page."""
    return re.sub(r"(?<=[A-Za-z])'(?=[a-z])", "’", text)


def has_an_answer(page: Page) -> bool:
    """What it is and what to do stand there: a step with its outcomes, or the report for
    support.
    """
    return "Why we ask" not in page.text and ("do" in page.ids or "report" in page.ids)
