"""The sentences of a page, as a person reads it from top to bottom."""

from __future__ import annotations

import re
from collections import Counter

from tests.pages import Reader

WITHIN = {"a", "b", "strong", "em", "i", "s", "span", "code", "small"}
"""Elements that do not end a sentence."""

EMPTY = {"input", "meta", "link", "br", "hr", "img", "animate", "circle", "path", "rect", "use"}

UNREAD = {"script", "style", "svg", "pre", "cite", "title", "head", "legend"}
"""What stands in these is no text of the page: a `pre` holds the report, which is a paper of its
own, a `cite` the name of another one, a `legend` what its buttons answer.
"""

HANDS = {"hands", "lines"}
"""Lists of movements: every step is complete, so two steps may both say “Unplug it”."""

SENTENCE = re.compile(r"[^.!?]+[.!?]+[”’)]?(?=\s|$)")

SHORTEST = 4
"""Words; fewer are a label."""


class _Blocks(Reader):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks = [""]
        self._open: list[tuple[str, bool]] = []
        self._unread = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WITHIN:
            self.blocks.append("")
        if tag in EMPTY:
            return
        classes = set((dict(attrs).get("class") or "").split())
        in_plan = any(name.endswith(".plan") for name, _ in self._open)
        unread = tag in UNREAD or bool(classes & HANDS) or (tag == "details" and in_plan)
        self._open.append((f"{tag}.plan" if "plan" in classes else tag, unread))
        self._unread += unread

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHIN:
            self.blocks.append("")
        while self._open:
            name, unread = self._open.pop()
            self._unread -= unread
            if name.partition(".")[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    """Every sentence of at least four words, in its order; steps' movements and the report are left
    out.
    """
    found = []
    for block in _Blocks(html).blocks:
        for sentence in SENTENCE.findall(" ".join(block.split())):
            if len(sentence.split()) >= SHORTEST:
                found.append(sentence.strip())
    return found


def said_twice(html: str) -> list[str]:
    return [sentence for sentence, times in Counter(sentences(html)).items() if times > 1]
