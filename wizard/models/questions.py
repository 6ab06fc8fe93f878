"""What a person can be asked, and what each answer says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wizard.knowledge import scales, values
from wizard.models.base import (
    LAST,
    POSITION_HELP,
    REVIEWED_HELP,
    Content,
    check,
    one_of,
    scale_field,
    slug_field,
    unique,
    unique_slug,
    words_of,
)
from wizard.models.causes import Cause
from wizard.models.devices import Family
from wizard.models.lights import Pattern
from wizard.models.redirects import Addressed, Kind
from wizard.models.sources import Source
from wizard.models.symptoms import Symptom

RESERVED_QUESTIONS = {
    name: f"the wizard's own “{name}”" for name in sorted(values.RESERVED_NAMES)
} | {values.ALL_QUESTIONS: "“skip all questions”"}


class Question(Addressed):
    """Evidence a person can give beyond the light. “Not sure” is added to every question."""

    kind = Kind.QUESTION
    parts_kind = Kind.OPTION
    parts = ("options",)
    read_with = (
        "families",
        "only_patterns__family",
        "symptoms",
        "options__shows__family",
        "options__offers",
        "options__excludes",
        "options__families",
        "sources",
    )

    slug = slug_field(reserved=RESERVED_QUESTIONS)
    text = models.CharField(
        max_length=200, help_text="One question, one fact. Example: When did this begin?"
    )
    why = models.CharField(
        max_length=300,
        help_text=(
            "Why it is asked, for the person who answers. Example: Blue first points to batteries"
            " that run low."
        ),
    )
    minutes = models.FloatField(
        null=True,
        blank=True,
        help_text=(
            "How long the answer takes, in minutes, at least 0.25. A question is asked only if it"
            " saves more than it costs: too high, and it is never asked. Example: 2, if people have"
            " to walk to the router. Empty: nobody has estimated it."
        ),
    )
    unknown_share = models.FloatField(
        default=0.1,
        help_text=(
            "How many people answer “not sure”. Example: 0.1 is one in ten. At most 0.5; a question"
            " that more than half cannot answer is the wrong question."
        ),
    )
    hard_to_tell = models.BooleanField(
        default=False,
        help_text=(
            "Is it easy to get wrong? Then a wrong answer counts for less, and so does a right one."
            " Example: yes for how strong the Wi-Fi is."
        ),
    )
    group = models.SlugField(
        blank=True,
        default="",
        db_index=False,
        help_text=(
            "One word for questions that ask about the same thing, so that anyone who knows the "
            "cause could often guess one answer from the other. Together they count for less. "
            "Example: wifi. Empty: it stands on its own."
        ),
    )
    families = models.ManyToManyField(
        Family,
        blank=True,
        related_name="questions",
        help_text=(
            "The families it may be asked about. With none it is never asked. Example: the families"
            " with batteries."
        ),
    )
    only_patterns = models.ManyToManyField(
        Pattern,
        blank=True,
        related_name="questions",
        help_text=(
            "The patterns it makes sense for. Example: only the lights that show during setup. "
            "Empty: every pattern of its families."
        ),
    )
    about_lights = models.BooleanField(
        "asked about lights",
        default=True,
        help_text=(
            "Is it asked of people who start from a light? Example: no for “What exactly is"
            " missing?”, which makes sense beside a symptom only."
        ),
    )
    symptoms = models.ManyToManyField(
        Symptom,
        blank=True,
        related_name="questions",
        help_text=(
            "The symptoms it makes sense for, on devices of its families. Example: No recordings"
            " or alerts. Empty: it is asked about lights only."
        ),
    )
    reasoning = models.TextField(
        blank=True,
        help_text=(
            "For colleagues: why this question, and how its answers were judged. Not shown. "
            "Example: tells flat batteries from bad ones."
        ),
    )
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="questions",
        help_text="What its answers rest on. Example: Blink: Battery best practices.",
    )
    position = models.PositiveSmallIntegerField(
        default=LAST, help_text=POSITION_HELP + " The order of answers in every address follows it."
    )

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("question"),
            check(
                Q(minutes=None) | Q(minutes__gte=0.25),
                name="question_minutes_quarter",
                message="Reading and answering takes at least a quarter of a minute: 0.25.",
            ),
            check(
                Q(unknown_share__gte=0, unknown_share__lte=0.5),
                name="question_unknown_share_half",
                message="The share of “not sure” lies between 0 and 0.5.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Option(Addressed):
    """One answer to a question."""

    natural_lookups = ("question__slug", "slug")
    kind = Kind.OPTION
    parts = ("likelihoods",)

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="options",
        help_text=(
            "The question it answers. Moved to another, its old links say that it has moved."
            " Example: When did this begin?"
        ),
    )
    slug = slug_field(reserved={values.UNSURE: "“not sure”, which every question has"})
    label = models.CharField(
        max_length=120, help_text="What the person presses. Example: Under two minutes ago."
    )
    summary = models.CharField(
        max_length=200,
        help_text=(
            "The same in the third person, for the report to support. Example: It began during"
            " setup."
        ),
    )
    shows = models.ForeignKey(
        Pattern,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shown_by",
        help_text=(
            "The light this answer is about, drawn on its button. Example: Five or six red flashes,"
            " for “it flashes five times”. Empty: no light."
        ),
    )
    offers = models.ManyToManyField(
        "wizard.Step",
        blank=True,
        related_name="offered_by",
        help_text=(
            "Steps that anyone who gives this answer is always offered, however likely they are to"
            " help. Example: Put in two new lithium batteries, for “Low battery”. Empty: the"
            " numbers decide."
        ),
    )
    excludes = models.ManyToManyField(
        "wizard.Step",
        blank=True,
        related_name="excluded_by",
        help_text=(
            "Steps that nobody who gives this answer is told, because they were done before or"
            " go against what was said. Example: Put in two new lithium batteries, for “AA lithium,"
            " a few days old”."
        ),
    )
    families = models.ManyToManyField(
        Family,
        blank=True,
        related_name="options",
        help_text=(
            "The families whose owners can give this answer. Example: those with batteries, for"
            " “Low battery”. Empty: all families of its question."
        ),
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["question__position", "question__slug", "position", "slug"]
        constraints = [
            unique(
                "question",
                "slug",
                name="option_slug_unique",
                message="This question has an answer with this name. Choose another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.label}"


class Likelihood(Content):
    """If this is the cause, how often people give this answer; for one pattern or for all."""

    natural_lookups = (
        "option__question__slug",
        "option__slug",
        "cause__slug",
        "pattern__family__slug",
        "pattern__slug",
    )
    read_with = ("option__question", "cause", "pattern__family")

    option = models.ForeignKey(
        Option,
        on_delete=models.CASCADE,
        related_name="likelihoods",
        help_text="The answer that is given. Example: Under two minutes ago.",
    )
    cause = models.ForeignKey(
        Cause,
        on_delete=models.CASCADE,
        related_name="likelihoods",
        help_text="What is really the matter. Example: Your Wi-Fi was changed.",
    )
    pattern = models.ForeignKey(
        Pattern,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="likelihoods",
        help_text=(
            "Only for this light, in place of the general row. Example: Red, flashing, where people"
            " answer otherwise than at other lights. Empty: for every light."
        ),
    )
    word = scale_field(
        scales.Answer,
        "Of the people with this cause, how many give this answer. Give every answer of the"
        " question a word. “Never” (0.03) all but rules the cause out once somebody gives this"
        " answer. Example: usually (0.85).",
    )

    class Meta:
        ordering = [
            "option__question__position",
            "option__question__slug",
            "cause__position",
            "cause__slug",
            models.F("pattern__family__position").asc(nulls_first=True),
            models.F("pattern__family__slug").asc(nulls_first=True),
            models.F("pattern__position").asc(nulls_first=True),
            models.F("pattern__slug").asc(nulls_first=True),
            "option__position",
            "option__slug",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "cause"],
                condition=Q(pattern=None),
                name="likelihood_general_unique",
                violation_error_message=(
                    "This answer has a general word for this cause. Fix that row."
                ),
            ),
            models.UniqueConstraint(
                fields=["option", "cause", "pattern"],
                condition=Q(pattern__isnull=False),
                name="likelihood_override_unique",
                violation_error_message=(
                    "This answer has a word for this cause on this light. Fix that row."
                ),
            ),
            one_of("word", words_of(scales.Answer), name="likelihood_word_known"),
        ]
