"""What a person can do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from wizard.knowledge import scales, values
from wizard.models.base import (
    EDITORS_NOTE_HELP,
    LAST,
    NOTE_HELP,
    POSITION_HELP,
    REVIEWED_HELP,
    SURE_HELP,
    WHENCE_HELP,
    Confidence,
    Content,
    check,
    one_of,
    scale_field,
    slug_field,
    text_list_field,
    unique,
    unique_slug,
    words_of,
)
from wizard.models.causes import Cause
from wizard.models.devices import Family
from wizard.models.questions import Question
from wizard.models.redirects import Addressed, Kind
from wizard.models.sources import Source
from wizard.models.validators import validate_slug


class Stage(models.TextChoices):
    """Sorts of steps that have their place in a plan."""

    LOOK = values.LOOKS, "a look"
    RESTART_DEVICE = values.RESTARTS[0], "restarts the device"
    RESTART_MODULE = values.RESTARTS[1], "restarts the Sync Module"
    RESTART_ROUTER = values.RESTARTS[2], "restarts the router"
    TYPES_WIFI = values.TYPES_WIFI, "types Wi-Fi details"


class Step(Addressed):
    """A remediation step: one thing to do, with its price."""

    kind = Kind.STEP
    parts = ("wordings", "effects")
    read_with = ("prerequisites", "disturbs", "wordings__families", "effects__cause", "sources")

    slug = slug_field(reserved={values.ALL_QUESTIONS: "“skip all questions”"})
    title = models.CharField(
        max_length=80, help_text="What to do, as an order. Example: Restart modem and router."
    )
    minutes = models.FloatField(
        null=True,
        blank=True,
        help_text=(
            "The person's time with reading and waiting, at least 0.25. Cheap steps come first, and"
            " a step that costs more than it can save is left out of the plan. Example: 4 for a"
            " restart of the router. Empty: nobody has estimated it, and five minutes are counted."
        ),
    )
    penalty_minutes = models.FloatField(
        default=0,
        help_text=(
            "Extra minutes that stand for risk, money and annoyance. They move the step back in the"
            " plan; people do not see them. Example: 5 for new batteries."
        ),
    )
    tools = text_list_field(
        "What has to be at hand on every device, said before the person climbs the ladder. A"
        " wording adds what its families need. Example: Wi-Fi password.",
    )
    erases = models.CharField(
        max_length=200,
        blank=True,
        help_text=(
            "What is lost, told before the step. Example: The settings and motion zones of this"
            " camera."
        ),
    )
    wait_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="If the step ends in a wait, its length; shown as a countdown. Example: 120.",
    )
    prerequisites = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="required_by",
        help_text=(
            "Steps to try or to skip first. Use it only between steps for the same cause: others"
            " hold it back for nothing. Example: try a restart before a reset."
        ),
    )
    disturbs = models.ManyToManyField(
        Question,
        blank=True,
        related_name="disturbed_by",
        help_text=(
            "Questions whose answer it spoils: they are not asked after it, and it is not done"
            " before them. Example: new batteries spoil “Which batteries are in it?”"
        ),
    )
    destructive = models.BooleanField(
        default=False,
        help_text=(
            "Does it erase something? Then the page says so in stripes, and “erases” says what."
            " Unmarked, people lose what they were not told of. Example: yes for a reset."
        ),
    )
    stage = models.CharField(
        max_length=20,
        blank=True,
        choices=Stage,
        help_text=(
            "What sort of step it is, which decides its place in a plan: looks come first, restarts"
            " from the outside in where several things are offline, and nobody types Wi-Fi details"
            " before the router was restarted. Example: a look, for “Try live view”. Empty: none of"
            " these."
        ),
    )
    asks = models.CharField(
        max_length=120,
        blank=True,
        help_text=(
            "For a look: what the page asks afterwards, in place of “Did that fix it?”. Example:"
            " Did live view open?"
        ),
    )
    seen = models.CharField(
        max_length=60,
        blank=True,
        help_text="For a look: the answer if that is what they saw. Example: Yes, it opened.",
    )
    not_seen = models.CharField(
        max_length=60,
        blank=True,
        help_text="For a look: the answer if it is not. Example: No, it did not.",
    )
    confidence = models.CharField(max_length=10, choices=Confidence, help_text=SURE_HELP)
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="steps", help_text=WHENCE_HELP
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "remediation step"
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("step"),
            one_of("confidence", Confidence.values, name="step_confidence_known"),
            one_of("stage", ["", *Stage.values], name="step_stage_known"),
            check(
                Q(minutes=None) | Q(minutes__gte=0.25),
                name="step_minutes_quarter",
                message="A step takes at least a quarter of a minute: 0.25.",
            ),
            check(
                Q(penalty_minutes__gte=0),
                name="step_penalty_not_negative",
                message="Extra minutes are 0 or more.",
            ),
            check(
                Q(wait_seconds=None) | Q(wait_seconds__gte=1),
                name="step_wait_positive",
                message="A wait is at least one second. Leave it empty where there is none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Picture(models.TextChoices):
    """A drawing of what the hands do."""

    COVER_AND_CELLS = "cover-and-cells", "Battery cover on the back, and two AA batteries"
    SCREW_AND_CELLS = "screw-and-cells", "Back held by a screw, and two AA batteries"
    DOORBELL_AND_CELLS = (
        "doorbell-and-cells",
        "Breaker off, doorbell case open, and two AA batteries",
    )
    DOORBELL_CASE = "doorbell-case", "Breaker off, doorbell case open"
    DOORBELL_RESET = "doorbell-reset", "Breaker off, and the reset button in the doorbell case"
    BREAKER = "breaker", "Breaker off"
    BREAKER_AGAIN = "breaker-again", "Breaker off and on again"
    PINHOLE = "pinhole", "Stand off, pin into the hole under a Mini"
    SYNC_BUTTON = "sync-button", "Small button near the USB port of a Sync Module"
    PLUG_AGAIN = "plug-again", "Plug out and in again"
    PLUG_AND_CABLE = "plug-and-cable", "Plug and cable pushed in"
    ROUTER = "router", "Modem and router out, then in, in their order"


class Wording(Content):
    """A step as it is said for some families. A family without a wording does not get the step.

    That a step has one wording for a family is no constraint: it stands in two tables. The admin's
    forms, the loader and the audit see to it.
    """

    natural_lookups = ("step__slug", "slug")

    step = models.ForeignKey(
        Step,
        on_delete=models.CASCADE,
        related_name="wordings",
        help_text="The step that is worded. Example: Switch it off and on.",
    )
    slug = models.CharField(
        "name",
        max_length=50,
        validators=[validate_slug],
        help_text=(
            "Tells it from the other wordings of the step; only staff see it. It stays when "
            "families come or go. Example: battery-cameras."
        ),
    )
    families = models.ManyToManyField(
        Family,
        related_name="wordings",
        help_text=(
            "Whose hands move this way. A family without a wording does not get the step. "
            "Example: Mini and Mini 2."
        ),
    )
    where = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text=(
            "Where the hands or the eyes go: which screen, which side. Example: In the Blink app,"
            " in the settings of the Sync Module."
        ),
    )
    text = models.TextField(
        help_text="One movement of the hands a line. Example: Unplug the camera. Wait 10 seconds."
    )
    worked = models.TextField(
        blank=True,
        default="",
        help_text=(
            "What people see when it has worked, in one sentence. Example: Blue and green are both"
            " steady."
        ),
    )
    tools = text_list_field(
        "What these families need beside the tools of the step. Example: the doorbell's"
        " opening key.",
    )
    safety = models.TextField(
        blank=True,
        help_text=(
            "Shown before the first movement. Where a wired device is opened without it, nothing"
            " can be published. Example: Switch the doorbell’s breaker off first."
        ),
    )
    picture = models.CharField(
        max_length=30,
        choices=Picture,
        blank=True,
        default="",
        help_text=(
            "A drawing for the hands, shown before the first movement. Example: plug out and in"
            " again. Leave it empty where nothing is touched."
        ),
    )

    class Meta:
        ordering = ["step__position", "step__slug", "slug"]
        constraints = [
            unique(
                "step",
                "slug",
                name="wording_slug_unique",
                message="This step has a wording with this name. Choose another.",
            ),
            one_of("picture", ["", *Picture.values], name="wording_picture_known"),
        ]


def worded_already(family: object, text: str) -> str:
    """What to say where a wording of the step that says `text` is for this family, too."""
    begins = Truncator(text.partition("\n")[0]).chars(60)
    return (
        f"This step is worded for {family} already, in the wording that begins “{begins}” Take it"
        " out of one of them."
    )


class Effect(Content):
    """If this is the cause, how often the step fixes it."""

    natural_lookups = ("step__slug", "cause__slug")

    step = models.ForeignKey(
        Step,
        on_delete=models.CASCADE,
        related_name="effects",
        help_text="What is done. Example: Switch it off and on.",
    )
    cause = models.ForeignKey(
        Cause,
        on_delete=models.CASCADE,
        related_name="effects",
        help_text="What is really the matter. Example: Stuck, needs a restart.",
    )
    word = scale_field(
        scales.Effect,
        "Of the people with this cause, how many are helped. Never all: steps are done wrongly,"
        " too. Too high, and the step stands before better ones. Example: almost always (0.9)"
        " for new batteries against empty ones.",
    )

    class Meta:
        ordering = ["step__position", "step__slug", "cause__position", "cause__slug"]
        constraints = [
            unique(
                "step",
                "cause",
                name="effect_unique",
                message="This step has a word for this cause already. Fix that row.",
            ),
            one_of("word", words_of(scales.Effect), name="effect_word_known"),
        ]
