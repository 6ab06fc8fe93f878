"""What holds for every page, and what is said beside the lights."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wizard.models.base import (
    EDITORS_NOTE_HELP,
    LAST,
    POSITION_HELP,
    REVIEWED_HELP,
    Confidence,
    Content,
    check,
    one_of,
    slug_field,
    unique_slug,
)
from wizard.models.causes import Cause
from wizard.models.lights import Pattern
from wizard.models.questions import Question
from wizard.models.sources import Source
from wizard.models.steps import Step
from wizard.models.validators import validate_reply


class Dispute(Content):
    """A claim the sources disagree about, and how it was settled."""

    read_with = ("sources", "patterns__family", "causes", "steps", "questions")

    slug = slug_field("A name for it in the fixtures. Example: six-flashes.")
    where_claimed = models.CharField(
        max_length=200,
        help_text="Who says so, and what it is about. Example: one blog against Blink's table.",
    )
    claim = models.TextField(
        help_text="The claim, in short. Example: Six flashes are a normal start."
    )
    resolution = models.TextField(
        help_text=(
            "How it was settled, for people who have read the claim elsewhere. Shown with the"
            " claim. Example: Blink's table says five. Count again in good light."
        )
    )
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    confidence = models.CharField(
        max_length=10,
        choices=Confidence,
        help_text=(
            "How sure we are of the way it was settled. Example: medium, where two good sources"
            " disagree."
        ),
    )
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="disputes",
        help_text="What the decision rests on. Example: Blink: Understanding the LEDs.",
    )
    patterns = models.ManyToManyField(
        Pattern,
        blank=True,
        related_name="disputes",
        help_text="Lights it is shown beside. Example: Five or six red flashes, then nothing.",
    )
    causes = models.ManyToManyField(
        Cause,
        blank=True,
        related_name="disputes",
        help_text="Causes it is shown beside. Example: Starting up.",
    )
    steps = models.ManyToManyField(
        Step,
        blank=True,
        related_name="disputes",
        help_text="Steps it is shown beside. Example: Put in two new lithium batteries.",
    )
    questions = models.ManyToManyField(
        Question,
        blank=True,
        related_name="disputes",
        help_text="Questions it is shown beside. Example: Which batteries are in it?",
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "disputed claim"
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("dispute", called="claim"),
            one_of("confidence", Confidence.values, name="dispute_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.claim


class Faq(Content):
    """A question people type into a search engine, with the pages its answer belongs to."""

    read_with = ("patterns__family", "steps")

    slug = slug_field()
    question = models.CharField(
        max_length=200, help_text="As people type it. Example: Why is my Blink camera blinking red?"
    )
    answer = models.TextField(
        help_text=(
            "Short main clauses, one thought a line. The good news first. Example: Most often it is"
            " the Wi-Fi. Check that your phone is online."
        )
    )
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    patterns = models.ManyToManyField(
        Pattern,
        blank=True,
        related_name="faqs",
        help_text=(
            "The answer pages it stands on. With none nobody finds it. Example: Red, flashing."
        ),
    )
    steps = models.ManyToManyField(
        Step,
        blank=True,
        related_name="faqs",
        help_text="The how-to pages it stands on. Example: Put in two new lithium batteries.",
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "frequent question"
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("faq", called="question"),
        ]

    def __str__(self) -> str:
        return self.question


class Guide(Content):
    """What holds for every page: safety, the way to support, its price. There is one row."""

    natural_lookups = ()
    read_with = ("safety_sources", "support_sources")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    independent = models.CharField(
        max_length=200,
        help_text=(
            "The line at the foot of every page: whose guide this is. Example: An independent"
            " guide, not made by Blink."
        ),
    )
    safety = models.TextField(
        help_text=(
            "Shown always. Example: Heat, a burning smell or sparks: cut the power and call a"
            " professional."
        )
    )
    safety_sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="guides_for_safety",
        help_text="What the safety line rests on. Example: Blink: Safety information.",
    )
    support_title = models.CharField(
        max_length=80, help_text="The end of every plan. Example: Ask Blink support."
    )
    support_text = models.TextField(
        help_text=(
            "What to have at hand, one thought a line. Never invent a phone number: people would"
            " call it. Example: Have the serial number ready."
        )
    )
    support_url = models.URLField(
        "address of support",
        help_text="Blink's own support site. Example: https://support.blinkforhome.com.",
    )
    support_note = models.TextField(
        blank=True,
        help_text=(
            "What is known about warranty and ways to support. Example: The warranty lasts one"
            " year."
        ),
    )
    support_minutes = models.FloatField(
        help_text=(
            "What asking support costs a person beyond the steps, in minutes. Support asks for the"
            " same steps, after a wait, so it comes after all that may help. A step whose minutes"
            " are more than this times its chance goes to the end of the plan. Example: 180."
        )
    )
    support_sources = models.ManyToManyField(
        Source,
        blank=True,
        related_name="guides_for_support",
        help_text="What the support text rests on. Example: Blink: Contact us.",
    )
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    reply = models.TextField(
        "reply to customers",
        blank=True,
        validators=[validate_reply],
        help_text=(
            "What “Copy reply” gives staff on a page, as plain text. In braces stand: {device},"
            " {light}, {meaning}, {steps} (what to do first) and {link}. A paragraph is left out"
            " where one of its braces has nothing to say. Example: “Your {light} means: {meaning}”."
            " Empty: a short standard text."
        ),
    )

    class Meta:
        verbose_name_plural = "guide"
        constraints = [
            check(Q(id=1), name="guide_one_row", message="There is one guide. Fix that row."),
            check(
                Q(support_minutes__gte=0.25),
                name="guide_support_minutes_quarter",
                message="Calling support takes at least a quarter of a minute: 0.25.",
            ),
        ]

    def __str__(self) -> str:
        return "What holds for every page"
