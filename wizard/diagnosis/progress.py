"""How far is it still? Only what is certain, found by asking the engine what it would ask after each answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.diagnosis.diagnose import evidence_of
from wizard.diagnosis.facts import Knowledge, Slug
from wizard.diagnosis.model import Model, build_model
from wizard.diagnosis.move import Evidence, Rules, next_move
from wizard.diagnosis.replay import Progress

LOOKS = 24
"""How many answers are tried out before the bounds are left as they are: about 5 ms."""


def questions_left(knowledge: Knowledge, progress: Progress, looks: int = LOOKS) -> tuple[int, int]:
    """(fewest, most) questions that are still to be asked, the one to be asked now among them, whatever is answered.

    Both are exact where `looks` suffice; else the fewest may be more and the most may be less, never the other way round.
    Raises ValueError while no light is known.
    """
    if progress.light is None:
        raise ValueError("There is no light yet, so the engine asks nothing.")
    model = build_model(knowledge, progress.family, progress.light, progress.colour)
    return ahead(model, evidence_of(model, progress), looks)


def ahead(model: Model, evidence: Evidence, looks: int = LOOKS) -> tuple[int, int]:
    """The same for a model and its evidence."""
    return _Outlook(model, looks).left(evidence)


class _Outlook:
    """Looks ahead as far as its patience lasts. States are told apart by what was answered, in whatever order."""

    def __init__(self, model: Model, looks: int) -> None:
        self.model = model
        self.looks = looks
        self.asked: dict[frozenset[tuple[Slug, Slug | None]], tuple[Evidence, ...]] = {}

    def left(self, evidence: Evidence) -> tuple[int, int]:
        cap = max(0, (Rules().cap or 0) - len(evidence.answers))
        return self._fewest(evidence, cap), self._most(evidence, cap)

    def _fewest(self, evidence: Evidence, cap: int) -> int:
        """Level by level: the first on which some answer ends the questions; the deepest one that was looked through."""
        level = [evidence]
        for depth in range(cap):
            after: list[Evidence] = []
            for state in level:
                answered = self._after(state)
                if not answered:
                    return depth
                after += answered
            level = after
        return cap

    def _most(self, evidence: Evidence, cap: int) -> int:
        """Depth first, "not sure" before the answers, because it leaves most to be asked; done as soon as the cap is met."""
        if cap == 0:
            return 0
        answered = self._after(evidence)
        if answered is None:
            return cap
        most = 0
        for state in reversed(answered):
            most = max(most, 1 + self._most(state, cap - 1))
            if most == cap:
                break
        return most

    def _after(self, evidence: Evidence) -> tuple[Evidence, ...] | None:
        """What is known after each answer to the next question, "not sure" last; () without one, None out of patience."""
        key = frozenset(evidence.answers)
        if key not in self.asked:
            if self.looks == 0:
                return None
            self.looks -= 1
            self.asked[key] = tuple(self._answered(evidence))
        return self.asked[key]

    def _answered(self, evidence: Evidence) -> Iterator[Evidence]:
        if (question := next_move(self.model, evidence).ask) is not None:
            for option in (*question.options, None):
                yield replace(evidence, answers=(*evidence.answers, (question.slug, option)))
