"""The questions that people meet from a light on, as a tree: every answer with its share, and
what it ends in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from wizard.analysis.answer_states import State, decide
from wizard.diagnosis.address import Progress
from wizard.diagnosis.diagnose import WORDS
from wizard.knowledge.values import Option

RARE = 0.01
"""An answer that fewer of the people who chose the light give is drawn, but what follows it only
where asked for.
"""

DEAD = 0.001
"""Fewer than this hardly ever come by."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A state with its answers; none where it ends. `on_path`: a given diagnosis went this way."""

    state: State
    edges: tuple[Edge, ...]
    on_path: bool

    @property
    def query(self) -> str:
        """The query string of its page in the wizard."""
        return urlencode(self.state.pairs)

    @property
    def text(self) -> str:
        """The question, or what it ends in: "Most likely: Stuck. First: Restart it."."""
        if question := self.state.question:
            return question.text
        step = self.state.step
        cause, probability = self.state.causes[0]
        word = next(word for least, word in WORDS if probability >= least)
        return f"{word.capitalize()}: {cause.name}. " + (
            f"First: {step.title}." if step else "Ask support."
        )


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """An answer (None: not sure) and the share 0..1 of those who chose the light that give it here.
    `node` is None where what follows is too rare to be shown.
    """

    option: Option | None
    share: float
    node: Node | None
    on_path: bool

    @property
    def label(self) -> str:
        return self.option.label if self.option else "Not sure"

    @property
    def percent(self) -> str:
        """ "34 %"; "0.4 %" below one, "under 0.1 %" below a tenth."""
        if self.is_dead:
            return "under 0.1 %"
        return f"{100 * self.share:.1f} %" if self.is_rare else f"{100 * self.share:.0f} %"

    @property
    def is_rare(self) -> bool:
        return self.share < RARE

    @property
    def is_dead(self) -> bool:
        return self.share < DEAD


def tree(first: Progress, path: Progress | None = None, *, least_share: float = RARE) -> Node:
    """Everything from a light on that at least `least_share` (0..1) of those who chose it meet, and
    the whole of `path`, a diagnosis of the same light. Raises ValueError without a light.
    """
    given = {question.slug: option for question, option in path.answers} if path else {}

    def grow(state: State, *, on_path: bool) -> Node:
        asked = state.decision.ask
        edges = []
        for branch in state.branches:
            share = state.share * branch.share
            chosen = bool(
                on_path and asked and asked.slug in given and given[asked.slug] == branch.option
            )
            followed = chosen or share >= least_share
            node = grow(decide(branch.progress, share=share), on_path=chosen) if followed else None
            edges.append(Edge(branch.option, share, node, chosen))
        return Node(state, tuple(edges), on_path)

    return grow(decide(first), on_path=path is not None)


def nodes(root: Node) -> Iterator[Node]:
    yield root
    for edge in root.edges:
        if edge.node:
            yield from nodes(edge.node)


def outline(root: Node) -> Iterator[str]:
    """The same tree as indented lines of plain text; a star marks the given path."""
    yield f"{'*' if root.on_path else ' '} {root.text}"
    yield from _below(root, "  ")


def _below(node: Node, indent: str) -> Iterator[str]:
    for edge in node.edges:
        mark = "*" if edge.on_path else " "
        said = f"{indent}{mark} {edge.percent} {edge.label}"
        if edge.node is None:
            yield f"{said} (rare, not followed)"
        elif edge.node.edges:
            yield f"{said}: {edge.node.text}"
            yield from _below(edge.node, indent + "    ")
        else:
            yield f"{said} → {edge.node.text}"
