"""The answer states people actually meet: from a light, the engine's own question with every
answer, until it stops asking.

Which question comes next follows from the answers before it, so the states of a light are a tree:
one way leads to each. A state is decided (belief, plan, next move) without the words of a
diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from heapq import heappop, heappush
from itertools import count

from wizard.diagnosis.address import KnownLight, Light, OtherLight, Pairs, Progress, UnsureLight
from wizard.diagnosis.diagnose import evidence_of, first_step, likeliest_cause, likeliest_causes
from wizard.diagnosis.inference import by_cause, dot
from wizard.diagnosis.model import LIGHTS_KEPT, Model, Row, build_model
from wizard.diagnosis.next_move import Decision, Evidence, belief_after, next_move, open_steps
from wizard.diagnosis.step_order import plan
from wizard.diagnosis.whole_plan import WholePlan, status_of, steps_to_try, whole_plan
from wizard.knowledge.values import Cause, Device, Family, Knowledge, Option, Question, Slug, Step


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer (None: not sure) to a question, and the share 0..1 of those who give it."""

    before: Progress
    question: Question
    option: Option | None
    share: float

    @property
    def progress(self) -> Progress:
        """What is known then."""
        answers = {asked.slug: (asked, given) for asked, given in self.before.answers}
        answers[self.question.slug] = self.question, self.option
        place = self.before.knowledge.place_of_question
        in_order = sorted(answers.values(), key=lambda answer: place[answer[0].slug])
        return replace(self.before, answers=tuple(in_order))


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What is known, what to believe (one probability for each hypothesis of the model), and what
    to do next. `question` or else `step` is the next move; without either it is support. `share`:
    0..1 of the people who chose the light come here.
    """

    progress: Progress
    model: Model
    belief: Row
    decision: Decision
    share: float = 1.0

    @property
    def knowledge(self) -> Knowledge:
        return self.progress.knowledge

    @property
    def pairs(self) -> Pairs:
        return self.progress.pairs()

    @property
    def whole_plan(self) -> WholePlan:
        """What the page lists, from the engine's plan."""
        evidence, (_, found) = self._evidence, _found(self.model)
        if evidence not in found:
            found[evidence] = whole_plan(*self._known, evidence, self.decision.plan.steps)
        return found[evidence]

    @property
    def _evidence(self) -> Evidence:
        return evidence_of(self.model, self.progress)

    @property
    def _known(self) -> tuple[Knowledge, Slug, Model]:
        return self.knowledge, self.progress.family.slug, self.model

    @property
    def question(self) -> Question | None:
        return self.knowledge.question[self.decision.ask.slug] if self.decision.ask else None

    @property
    def step(self) -> Step | None:
        """The step to try now; None where there is a question, or nothing but support."""
        if self.decision.ask:
            return None
        evidence, (_, found) = self._evidence, _found(self.model)
        steps = (
            found[evidence].steps
            if evidence in found
            else steps_to_try(*self._known, evidence, self.decision.plan.steps)
        )
        return first_step(self.progress, self.model, steps)

    @property
    def causes(self) -> tuple[tuple[Cause, float], ...]:
        """Every cause with its probability, likeliest first, as people are shown them."""
        return likeliest_causes(self.knowledge, by_cause(self.model, self.belief))

    @property
    def first_cause(self) -> Cause:
        return likeliest_cause(self.knowledge, by_cause(self.model, self.belief))

    @property
    def status(self) -> str:
        return status_of(self.knowledge, self.model, self.belief)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Every answer to the question in its own order, "not sure" last; the shares sum to 1.
        Empty where nothing is asked. P(a|E) = (1 - u) sum_h P(h|E) P(a|h), and P(not sure) = u.
        """
        table, question = self.decision.ask, self.question
        if table is None or question is None:
            return ()
        told, branch = 1 - table.unknown_share, partial(Branch, self.progress, question)
        options = question.options_for(self.progress.family.slug)
        return (
            *(
                branch(option, told * dot(self.belief, row))
                for option, row in zip(options, table.likelihoods, strict=True)
            ),
            branch(None, table.unknown_share),
        )


def lights_of(knowledge: Knowledge, family: Family) -> tuple[Light, ...]:
    """What people can say of a light without its colour: each pattern, not sure, something else."""
    return (*map(KnownLight, knowledge.ways_in_of(family.slug)), UnsureLight(), OtherLight())


def start(knowledge: Knowledge, device: Device, light: Light, colour: str = "") -> Progress:
    """A light was chosen, and nothing answered. `colour` only with a light that is not known."""
    family = knowledge.family[device.family]
    return Progress(knowledge=knowledge, device=device, family=family, light=light, colour=colour)


def decide(progress: Progress, model: Model | None = None, share: float = 1.0) -> State:
    """The state of a progress, whose `model` may be at hand. Raises ValueError without a light."""
    model = model or model_of(progress)
    evidence = evidence_of(model, progress)
    belief = belief_after(model, evidence)
    found, _ = _found(model)
    if evidence not in found:
        found[evidence] = next_move(model, evidence)
    return State(progress, model, belief, found[evidence], share)


def decide_steps(progress: Progress, model: Model) -> State:
    """The same where nothing more is asked: the plan of `decide`, in a fraction of its time."""
    evidence = evidence_of(model, progress)
    belief = belief_after(model, evidence)
    ordered = plan(belief, open_steps(model, evidence), model.support_minutes)
    return State(progress, model, belief, Decision(ordered))


@lru_cache(maxsize=LIGHTS_KEPT)
def _found(model: Model) -> tuple[dict[Evidence, Decision], dict[Evidence, WholePlan]]:
    """What was found of one light so far: several walks come to the same states."""
    return {}, {}


def model_of(progress: Progress) -> Model:
    """Raises ValueError while no light is known."""
    if progress.light is None:
        raise ValueError("There is no light to decide about yet.")
    return build_model(progress.knowledge, progress.family, progress.light, progress.colour)


def walk(first: Progress) -> Iterator[State]:
    """Every state from here on, the one that most people meet first."""
    model = model_of(first)
    order = count()
    ahead = [(-1.0, next(order), first)]
    while ahead:
        share, _, progress = heappop(ahead)
        state = decide(progress, model, -share)
        yield state
        for branch in state.branches:
            heappush(ahead, (share * branch.share, next(order), branch.progress))
