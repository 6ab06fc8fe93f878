"""Where the boxes and lines of a map stand: a tree of questions from left to right, its ends one
below the other.

The states of a light are a tree, so nothing crosses: a question stands at the height of its first
answer, and each answer below all that follows from the one before. Lengths are pixels of the SVG.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from wizard.analysis.question_tree import Edge, Node

BOX, GAP, LINE, PADDING, SPACE = 248, 240, 16, 8, 10
"""Width of a box, width between boxes for an answer's words, height of a line of text, padding
of a box, least distance.
"""

BOX_LETTERS, LABEL_LETTERS = 31, 28
"""How many letters fit on a line, set in 13 pixels."""

WIDEST = 14
"""Width of a line everybody takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A question, or (`ends`) what a way ends in. `text` is all of it, `lines` as it is set."""

    node: Node
    x: float
    y: float
    height: float
    lines: tuple[Text, ...]
    width: int = BOX

    @property
    def ends(self) -> bool:
        return not self.node.edges


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An answer, from its question to what follows. `d`: the SVG path; `dashes`: of one that few
    take, else empty.
    """

    edge: Edge
    d: str
    width: float
    lines: tuple[Text, ...]

    @property
    def dashes(self) -> str:
        return "1 5" if self.edge.is_dead else "7 5" if self.edge.is_rare else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A drawing of this size; lines lie below boxes."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def lay_out(root: Node) -> Map:
    """The drawing of a tree; the same tree always gives the same drawing."""
    layout = _Layout()
    layout.node(root, depth=0)
    return Map(
        width=layout.right + SPACE,
        height=layout.free,
        boxes=tuple(layout.boxes),
        lines=tuple(layout.lines),
    )


class _Layout:
    def __init__(self) -> None:
        self.free: float = SPACE
        self.boxes: list[Box] = []
        self.lines: list[Line] = []
        self.right: float = 0

    def node(self, node: Node, depth: int, above: float = 0) -> float:
        """Places a node and all that follows; returns the height of its middle. `above`: what the
        words of its answer need.
        """
        words = wrap(node.text, BOX_LETTERS)
        height = LINE * len(words) + 2 * PADDING
        middle = self.free + max(above, height / 2)
        ends = [(edge, self.edge_end(edge, depth)) for edge in node.edges]
        self.free = max(self.free, middle + height / 2 + SPACE)
        x = _column(depth)
        self.right = max(self.right, x + BOX)
        self.boxes.append(
            Box(
                node=node,
                x=x,
                y=middle - height / 2,
                height=height,
                lines=_set(words, x + PADDING, middle - height / 2 + PADDING + LINE - 5),
            )
        )
        self.lines += [self.line(edge, x + BOX, middle, y) for edge, y in ends]
        return middle

    def edge_end(self, edge: Edge, depth: int) -> float:
        """The height at which an answer ends."""
        above = LINE * len(_label(edge)) + WIDEST / 2
        if edge.node:
            return self.node(edge.node, depth + 1, above)
        self.right = max(self.right, _column(depth + 1))
        self.free += above + SPACE
        return self.free - SPACE

    def line(self, edge: Edge, x: float, y: float, end: float) -> Line:
        words, width = _label(edge), max(1, round(WIDEST * edge.share, 1))
        bend, stop = x + 0.15 * GAP, x + GAP
        return Line(
            edge=edge,
            d=f"M{x:g} {y:.1f}C{bend:g} {y:.1f} {x + 4:g} {end:.1f} {bend:g} {end:.1f}H{stop:g}",
            width=width,
            lines=_set(
                words,
                bend + 4,
                end - width / 2 - (8 if edge.on_path else 4) - LINE * (len(words) - 1),
            ),
        )


def _column(depth: int) -> float:
    return SPACE + depth * (BOX + GAP)


def _label(edge: Edge) -> list[str]:
    share = edge.percent.replace(" ", "\N{NO-BREAK SPACE}")
    return wrap(f"{edge.label} ({share})", LABEL_LETTERS)


def _set(words: Iterable[str], x: float, y: float) -> tuple[Text, ...]:
    """Lines of text, the first one's foot at y."""
    return tuple(
        Text(x=x, y=round(y + number * LINE, 1), words=line) for number, line in enumerate(words)
    )
