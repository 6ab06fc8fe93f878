"""Pages are read as Python's parser reads them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.kinds import PAGES
from tests.pages import Reader

Told = list[tuple[str, object]]


class Plain(HTMLParser):
    """Notes what a parser tells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: Told = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.told.append(("end", tag))

    def handle_data(self, data: str) -> None:
        self.told.append(("text", data))


class Quick(Plain, Reader):
    """The same of ours."""


PIECES = (
    '<a href="/x?a=1&amp;b=2" data-count>', "<br>", '<path d="M0 0"/>', "<path d='1' />", "</a>",
    "</A >", "<script>", "</script>", "<style>", "</style>", "<p class=x>", '<p class="x"id="y">',
    "a < b", "&lt;b&gt;", "<", ">", '"', "<!-- <b> -->", "<!doctype html>", '<svg viewBox="0 0 1">',
    "<b\n  title=\"it's\"\n>", "</", "<a b=\"", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_is_written_is_read_the_same(html: str) -> None:
    assert Quick(html).told == Plain(html).told


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["result", "which one", "search"])
def test_our_pages_are(client: Client, kind: str) -> None:
    html = client.get(PAGES[kind]).content.decode()
    assert len(Plain(html).told) > 100
    assert Quick(html).told == Plain(html).told
