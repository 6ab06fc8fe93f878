"""How far it is still to the result, which questions are certain, and which page came before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from wizard.diagnosis.address import KnownLight, Progress, light_name
from wizard.diagnosis.diagnose import diagnose, evidence_of
from wizard.diagnosis.model import Model, build_model
from wizard.diagnosis.next_move import RULES, Evidence, asks, decision
from wizard.knowledge.values import SYMPTOM, Knowledge, Question, Slug, T

QUESTION_PAGES_BEFORE_RESULT = 2
"""For a light that is known, this many questions have a page of their own; a further one stands on
the result page. Lights, two questions, result: an answer is never more than four pages away, and
anyone who wants it surer goes on from there.
"""

LOOKS = 24
"""How many answers are tried out before the bounds are left as they are: about 5 ms."""


def pages_left(progress: Progress) -> int:
    """How many more questions may have a page of their own, if the engine has so many: all of them
    until a light is known.

    One that was set aside had its page, too. Anyone who has tried a step or recognised a cause has
    seen a result: what is asked then stands on it.
    """
    if progress.tried or progress.skipped or progress.cause:
        return 0
    if not isinstance(progress.light, KnownLight):
        return RULES.question_cap
    return max(0, QUESTION_PAGES_BEFORE_RESULT - len(progress.answers) - len(progress.set_aside))


def before(progress: Progress) -> Progress | None:
    """What was known on the page before in the way; None where that was the choice of the device.

    An address does not say what was said last, so it is what the page before would have asked for;
    where several fit or none does, the last in the order of the knowledge.
    """
    if progress.light is None:
        return replace(progress, colour="") if progress.colour else None
    if progress.again:
        return replace(progress, again=())
    if progress.fixed:
        return replace(progress, fixed=None)
    if progress.tried or progress.skipped:
        return _before_the_last_step(progress)
    if progress.cause:
        return replace(progress, cause=None)
    if progress.just_steps:
        return replace(progress, just_steps=False)
    if progress.answers or progress.set_aside or progress.errors:
        return _before_the_last_question(progress)
    colour = "none" if progress.light and light_name(progress.light) == SYMPTOM else progress.colour
    return replace(progress, light=None, colour=colour)


def _before_the_last_step(progress: Progress) -> Progress:
    """Goes the way again from the first step, as the plan gave them."""
    left = [*progress.tried, *progress.skipped]
    way = _without(progress, left)
    while len(left) > 1 and (plan := diagnose(way.knowledge, way).plan) and plan[0].step in left:
        left.remove(plan[0].step)
        way = _without(progress, left)
    return _without(progress, left[-1:])


def _before_the_last_question(progress: Progress) -> Progress:
    """Goes the way again from the first question, as the engine asked them."""
    if progress.errors:
        return _without(progress, [error.question for error in progress.errors])
    left = [question for question, _ in progress.answers]
    way = _without(progress, left)
    while len(left) > 1 and (asked := _asked(way)) in left:
        left = [question for question in left if question != asked]
        way = _without(progress, left)
    if progress.set_aside and (not left or _asked(way) not in left):
        return _without(progress, progress.set_aside[-1:])
    return _without(progress, left[-1:])


def _asked(progress: Progress) -> Question | None:
    if progress.light is None:
        return None
    model = build_model(progress.knowledge, progress.family, progress.light, progress.colour)
    ask = decision(model, evidence_of(model, progress)).ask
    return progress.knowledge.question[ask.slug] if ask else None


def _without(progress: Progress, things: Sequence[object]) -> Progress:
    """Without what was said of these questions and steps."""
    return replace(
        progress,
        answers=tuple(pair for pair in progress.answers if pair[0] not in things),
        errors=tuple(error for error in progress.errors if error.question not in things),
        set_aside=tuple(question for question in progress.set_aside if question not in things),
        tried=tuple(step for step in progress.tried if step not in things),
        skipped=tuple(step for step in progress.skipped if step not in things),
    )


def questions_left(knowledge: Knowledge, progress: Progress) -> tuple[int, int]:
    """(fewest, most) pages of questions before the result, the one of now among them, whatever is
    answered.

    Both are exact where `LOOKS` suffice; else the fewest may be more and the most may be less,
    never the other way round. Raises ValueError while no light is known.
    """
    if progress.light is None:
        raise ValueError("There is no light yet, so the engine asks nothing.")
    model = build_model(knowledge, progress.family, progress.light, progress.colour)
    return ahead(model, evidence_of(model, progress), pages_left(progress))


@lru_cache(maxsize=4096)
def ahead(
    model: Model, evidence: Evidence, pages: int | None = None, looks: int = LOOKS
) -> tuple[int, int]:
    """The same for a model; `pages` None: up to the question cap. Kept by state."""
    cap = max(0, RULES.question_cap - len(evidence.answers))
    if pages is not None:
        cap = min(pages, cap)
    outlook = _Outlook(model, looks)
    return outlook.fewest(evidence, cap), outlook.most(evidence, cap)


State = frozenset[tuple[Slug, Slug | None]]
"""What was answered, in whatever order."""


class _Outlook:
    """Looks ahead as far as its patience lasts. On the last page that counts it is enough to know
    whether anything is asked.
    """

    def __init__(self, model: Model, looks: int) -> None:
        self.model = model
        self.looks = looks
        self.asked: dict[State, tuple[Evidence, ...]] = {}
        self.whether: dict[State, bool] = {}

    def fewest(self, evidence: Evidence, cap: int) -> int:
        """Level by level: the first on which some answer ends them, or the last looked through."""
        level = [evidence]
        for depth in range(cap):
            after: list[Evidence] = []
            for state in level:
                if depth == cap - 1:
                    if not self._asks(state):
                        return depth
                    continue
                answered = self._after(state)
                if not answered:
                    return depth
                after += answered
            level = after
        return cap

    def most(self, evidence: Evidence, cap: int) -> int:
        """Depth first until the cap is met, "not sure" first: it leaves most to be asked."""
        if cap == 0:
            return 0
        if cap == 1:
            return 0 if self._asks(evidence) is False else 1
        answered = self._after(evidence)
        if answered is None:
            return cap
        most = 0
        for state in reversed(answered):
            most = max(most, 1 + self.most(state, cap - 1))
            if most == cap:
                break
        return most

    def _after(self, evidence: Evidence) -> tuple[Evidence, ...] | None:
        """What is known after each answer to the next question, "not sure" last; () without one,
        None out of patience.
        """
        return self._seen(self.asked, evidence, lambda: tuple(self._answered(evidence)))

    def _asks(self, evidence: Evidence) -> bool | None:
        """Is there a next question, whichever? None out of patience."""
        if (known := self.asked.get(frozenset(evidence.answers))) is not None:
            return bool(known)
        return self._seen(self.whether, evidence, lambda: asks(self.model, evidence))

    def _seen(self, seen: dict[State, T], evidence: Evidence, look: Callable[[], T]) -> T | None:
        key = frozenset(evidence.answers)
        if key not in seen:
            if self.looks == 0:
                return None
            self.looks -= 1
            seen[key] = look()
        return seen[key]

    def _answered(self, evidence: Evidence) -> Iterator[Evidence]:
        if (question := decision(self.model, evidence).ask) is not None:
            for option in (*question.options, None):
                yield replace(evidence, answers=(*evidence.answers, (question.slug, option)))
