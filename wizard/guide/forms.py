"""The two forms of the wizard.

Everything a person has said so far travels with them, so an answer is one tap.

Every choice is a small GET form of its own: hidden fields that spell the canonical address of the
next page, and one button without a name. So the address is the same with and without scripts: htmx
and browsers disagree about a pressed button whose name is also that of a hidden field. The template
pack `blinkdiag` renders them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.safestring import SafeString, mark_safe

from wizard.diagnosis.address import Progress, StepOutcome, light_value
from wizard.diagnosis.whole_plan import explains
from wizard.knowledge.values import UNSURE, Option, Pattern, Question, Step
from wizard.rendering import phrases

SHORT = 12
"""Answers of at most so many letters stand beside each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button, and where it leads.

    `given`: it was chosen before. `detail`: a line of explanation below the label.

    With a pattern it carries its own light, on a device of that light's family, drawn with the
    outline `drawing`.
    """

    label: str
    next_page: Progress
    look: str = ""
    detail: str = ""
    icon: str = "go"
    given: bool = False
    pattern: Pattern | None = None
    drawing: str = ""
    counts: str = ""
    """What pressing it reports to `/count/`; empty for nothing."""

    @property
    def hidden(self) -> SafeString:
        """The next page's canonical address as hidden fields. Crispy's own `Hidden` would read a
        value as a template.
        """
        return mark_safe("".join(map(_hidden, self.next_page.pairs())))  # noqa: S308  # escaped


@lru_cache(maxsize=8192)
def _hidden(pair: tuple[str, str]) -> str:
    name, value = map(escape, pair)
    return f'<input type="hidden" name="{name}" value="{value}">'


class AnswerForm(forms.Form):
    """One question as a ChoiceField named by the question's slug; "not sure" is always its last
    option.

    An invalid answer in `progress.errors` binds the form, so that the error stands on the field.
    `left`: the fewest and the most questions before the result, this one among them; None where
    nobody has counted. `in_place`: the form is part of a page, not the page itself, so its heading
    is an h2. `swaps`: the page it stands on is one of the wizard.
    """

    def __init__(
        self,
        progress: Progress,
        question: Question,
        *,
        number: int | None = None,
        left: tuple[int, int] | None = None,
        in_place: bool = False,
        swaps: bool = True,
    ) -> None:
        invalid = next(
            (error.value for error in progress.errors if error.question == question), None
        )
        super().__init__(None if invalid is None else {question.slug: invalid})
        self.question = question
        self.place = f"Question {number}{phrases.questions_ahead(left)}" if number else ""
        self.in_place = in_place
        options = question.options_for(progress.family.slug)
        # On a page of its own the question is counted with its page, else with its answer
        asked = f"asked {counted(progress, question)};" if in_place else ""
        self.options = [_option(progress, question, option, asked) for option in options]
        self.choices = [*self.options, _unsure(progress, question, asked)]
        self.swaps = swaps
        self.fields[question.slug] = forms.ChoiceField(
            label=question.text,
            choices=[
                *((option.slug, option.label) for option in options),
                (UNSURE, phrases.NOT_SURE),
            ],
            error_messages={"invalid_choice": "Pick one of these. Your other answers are kept."},
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(question.slug)

    @property
    def drawings(self) -> tuple[str, ...]:
        """The outlines its options are drawn with."""
        return tuple(dict.fromkeys(option.drawing for option in self.options if option.pattern))

    @property
    def layout(self) -> str:
        """How the options stand: with pictures, in a row, or one under the other."""
        if self.drawings:
            return "two"
        short = all(len(option.label) <= SHORT for option in self.options)
        return "row" if short and len(self.options) <= 2 else ""


class OutcomeForm:
    """Did the step fix it, or what did the look show? Yes, no, or it could not be done. It has
    buttons and no field, so `{% outcomes %}` renders it. `level`: of the heading, 2 or 3. `counts`:
    what an outcome is counted for (`presenters.counted_outcome`); empty for nothing.
    """

    swaps = True
    layout = ""

    def __init__(self, progress: Progress, step: Step, *, level: int = 2, counts: str = "") -> None:
        self.level = level
        knows = explains(progress.knowledge, step)
        self.asks, yes, no = phrases.outcomes(step, explains=knows)
        ends: list[tuple[StepOutcome, str, str, str, str]] = [
            ("fixed", "fixed", yes, "yes", "normal"),
            ("tried", "no-change", no, "", "go"),
            ("skipped", "cannot", "I can’t do this", "quiet", "go"),
        ]
        self.choices = [
            Choice(
                label=label,
                look=look,
                icon=icon,
                next_page=progress.after(step, outcome),
                counts=counts and f"{reported} {counts}",
            )
            for outcome, reported, label, look, icon in ends[: 2 if knows else 3]
        ]


def counted(progress: Progress, question: Question) -> str:
    """The key under which a question is counted: family, light and question."""
    light = light_value(progress.light) if progress.light else UNSURE
    return f"{progress.family.slug}/{light}/{question.slug}"


def _option(progress: Progress, question: Question, option: Option, asked: str) -> Choice:
    knowledge = progress.knowledge
    pattern = knowledge.pattern.get(option.shows) if option.shows else None
    devices = knowledge.devices_of(pattern.family) if pattern else ()
    drawn = progress.device if progress.device in devices else next(iter(devices), None)
    given = (question, option) in progress.answers
    return Choice(
        label=option.label,
        next_page=progress.answered(question, option),
        detail="Your answer now" if given else "",
        given=given,
        pattern=pattern if drawn else None,
        counts=f"{asked}answered {counted(progress, question)}/{option.slug}",
        drawing=drawn.drawing if drawn else "",
    )


def _unsure(progress: Progress, question: Question, asked: str) -> Choice:
    given = (question, None) in progress.answers
    return Choice(
        label=phrases.NOT_SURE,
        look="quiet",
        next_page=progress.answered(question, None),
        detail="Your answer now" if given else "That is fine. We will carry on without it.",
        given=given,
        counts=f"{asked}unsure {counted(progress, question)}",
    )
