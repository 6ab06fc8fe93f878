"""What people own, and which of it shares one light table."""

from __future__ import annotations

from django.db import models

from wizard.models.base import (
    EDITORS_NOTE_HELP,
    LAST,
    NOTE_HELP,
    POSITION_HELP,
    REVIEWED_HELP,
    SOURCES_HELP,
    SURE_HELP,
    WHENCE_HELP,
    Confidence,
    one_of,
    slug_field,
    text_list_field,
    unique_slug,
)
from wizard.models.redirects import Addressed, Kind
from wizard.models.sources import Source


class Shelf(models.TextChoices):
    """Where a device stands on the page that helps to find its name."""

    BATTERY_CAMERAS = "battery-cameras", "Battery cameras"
    PLUG_IN_CAMERAS = "plug-in-cameras", "Plug-in cameras"
    DOORBELLS = "doorbells", "Doorbells"
    SYNC_MODULES = "sync-modules", "Sync Modules"
    ACCESSORIES = "accessories", "Accessories"


class Drawing(models.TextChoices):
    CUBE = "cube", "Soft square camera (Indoor, Outdoor)"
    XT = "xt", "Squarer camera (XT, XT2)"
    INDOOR_1 = "indoor1", "Pale square camera (Indoor 1st Gen)"
    OUTDOOR_4 = "outdoor4", "Camera with an upright oval (Outdoor 4)"
    OUTDOOR_2K = "outdoor2k", "Camera with a sharper picture (Outdoor 2K+)"
    MINI = "mini", "Camera on a foot (Mini)"
    MINI_2K = "mini2k", "Camera on a foot with a sharper picture (Mini 2K+)"
    DOORBELL = "doorbell", "Doorbell"
    DOORBELL_WIRED = "doorbellwired", "Doorbell on two wires"
    SYNC = "sync", "Sync Module"
    SYNC_XR = "syncxr", "Sync Module for longer range"
    SYNC_CORE = "synccore", "Small Sync Module"
    FLOOD = "flood", "Floodlight"
    SOLAR = "solar", "Solar panel"
    FLOOD_MOUNT = "floodmount", "Two lamps around a battery camera (Floodlight Mount)"
    PAN_TILT = "pantilt", "Foot that turns a camera (Pan-Tilt Mount)"
    BATTERY = "battery", "No camera in particular, with two batteries"


class Back(models.TextChoices):
    """What tells a device from behind or from below."""

    SCREW = "screw", "One screw in the middle of the back"
    SLIDE = "slide", "A switch that slides"
    KEY = "key", "A slot for a key at the bottom"
    CABLE = "cable", "A cable into the stand"
    WIRES = "wires", "Two wires out of the wall"


class Family(Addressed):
    """Devices whose lights mean the same: one light table."""

    parts_kind = Kind.LIGHT
    read_with = ("sources",)

    slug = slug_field()
    name = models.CharField(
        max_length=100, help_text="Its devices in one breath. Example: Mini and Mini 2."
    )
    documented = models.BooleanField(
        default=False,
        help_text=(
            "Does any source have a light table for it? If not, every page of its devices says so. "
            "Example: yes for Mini, whose lights Blink lists."
        ),
    )
    led = models.TextField(
        "light",
        help_text=(
            "Where its light is and what it does at rest. Example: A ring of light around the"
            " button, dark while all is well."
        ),
    )
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="families", help_text=WHENCE_HELP
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        verbose_name = "device family"
        verbose_name_plural = "device families"
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("family"),
        ]

    def __str__(self) -> str:
        return self.name


class Device(Addressed):
    """A product a person owns."""

    kind = Kind.DEVICE
    joined = ("family",)
    read_with = ("instead", "sources")

    slug = slug_field()
    name = models.CharField(
        max_length=100, help_text="As it stands on the box, without “Blink”. Example: Outdoor 4."
    )
    aliases = text_list_field(
        "What people also call it, so that search and misspelt links find it."
        " Example: Outdoor (4th Gen).",
        verbose_name="other names",
    )
    family = models.ForeignKey(
        Family,
        on_delete=models.PROTECT,
        related_name="devices",
        help_text=(
            "Whose light table it has. Everything people read about its lights follows from this:"
            " in the wrong family they are told what another device means. Example: XT2 belongs to"
            " the battery cameras."
        ),
    )
    group = models.CharField(
        "shelf",
        max_length=30,
        choices=Shelf,
        help_text=(
            "Under which heading “Which one do I have?” shows it. Example: a floodlight stands with"
            " the plug-in cameras."
        ),
    )
    tile = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text=(
            "What its tile on the first page says. Devices of one family that look the same say the"
            " same, and share one tile: it shows the first of them. Empty: only its name is listed,"
            " below the tiles. Example: Mini or Mini 2."
        ),
    )
    drawing = models.CharField(
        max_length=20,
        choices=Drawing,
        help_text=(
            "The outline people pick it by, with the places of its lights. The wrong one shows the"
            " light where theirs is not. Example: the camera on a foot for Mini 2."
        ),
    )
    hint = models.CharField(
        max_length=60,
        help_text=(
            "Two to four words under its name, said of what one sees. Example: two lights on top."
        ),
    )
    looks = models.CharField(
        max_length=240,
        blank=True,
        default="",
        help_text=(
            "How to tell it from the others by what one sees, in a sentence or two, for “Which one"
            " do I have?”. Empty: the page does not show it. Example: The front glass is a tall"
            " oval."
        ),
    )
    back = models.CharField(
        max_length=10,
        choices=Back,
        blank=True,
        default="",
        help_text=(
            "The drawing beside the one from the front, where the back or the underside tells."
            " It has to agree with the steps. Example: a switch that slides, for the XT2."
        ),
    )
    documented = models.BooleanField(
        default=False,
        help_text=(
            "Does a source name this very device with its lights? If not, its pages say so. "
            "Example: no for a device that only resembles one in the table."
        ),
    )
    power = models.CharField(
        max_length=200,
        blank=True,
        help_text="What feeds it. Example: 2 x AA 1.5 V lithium non-rechargeable.",
    )
    needs_sync_module = models.BooleanField(
        null=True,
        blank=True,
        help_text=(
            "Does it work only with a Sync Module? Unknown where no source says. Example: yes for"
            " XT, no for Mini."
        ),
    )
    instead = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="picked_for",
        verbose_name="to pick instead",
        help_text=(
            "Of an accessory without a light: the devices that people should pick. Example: Mini"
            " and Mini 2 for the mount that turns them. Empty: every device with lights is offered."
        ),
    )
    confidence = models.CharField(max_length=10, choices=Confidence, help_text=SURE_HELP)
    note = models.TextField(blank=True, help_text=NOTE_HELP)
    editors_note = models.TextField(blank=True, default="", help_text=EDITORS_NOTE_HELP)
    reviewed = models.DateField(null=True, blank=True, help_text=REVIEWED_HELP)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="devices", help_text=SOURCES_HELP
    )
    position = models.PositiveSmallIntegerField(default=LAST, help_text=POSITION_HELP)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            unique_slug("device"),
            one_of("group", Shelf.values, name="device_group_known"),
            one_of("drawing", Drawing.values, name="device_drawing_known"),
            one_of("back", ["", *Back.values], name="device_back_known"),
            one_of("confidence", Confidence.values, name="device_confidence_known"),
        ]

    def __str__(self) -> str:
        return self.name
