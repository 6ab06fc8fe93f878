"""The colours of light."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wizard.knowledge.colours import PAPER, STAGE, contrast
from wizard.models import Colour
from wizard.staff.admin.base import ContentAdmin, number_of
from wizard.staff.admin.edit_conflicts import ConflictForm


class ColourForm(ConflictForm):
    def clean_words(self) -> object:
        """A word means one colour, or the search could not tell which was meant."""
        words = self.cleaned_data["words"]
        for other in Colour.objects.exclude(pk=self.instance.pk):
            for word in words if isinstance(words, list) else ():
                if word in other.words:
                    raise ValidationError(
                        f"“{word}” is a word for {other.name}. Take it out there first."
                    )
        return words


@admin.register(Colour)
class ColourAdmin(ContentAdmin):
    form = ColourForm
    list_display = ["name", "position", "letter", "hues", "said", "number_of_lamps", "last_read"]
    list_editable = ["position"]
    search_fields = ["name", "slug", "words"]
    fields = (
        ("name", "slug", "letter"),
        "words",
        ("stage", "paper"),
        ("glow", "core"),
        ("reviewed", "position"),
    )
    counted = ("channels",)

    number_of_lamps = number_of("channels", "lamps")

    @admin.display(description="on the stage, on paper")
    def hues(self, colour: Colour) -> SafeString:
        """Both hues where they are seen, and how well."""
        return format_html(
            '<svg width="64" height="20" aria-hidden="true"><path fill="{}" d="M0 0h32v20H0z"/>'
            '<path fill="{}" d="M32 0h32v20H32z"/><path fill="{}" d="M5 5h22v10H5z"/>'
            '<path fill="{}" d="M37 5h22v10H37z"/></svg> {} : 1, {} : 1',
            STAGE,
            PAPER,
            colour.stage,
            colour.paper,
            f"{contrast(colour.stage, STAGE):.1f}",
            f"{contrast(colour.paper, PAPER):.1f}",
        )

    @admin.display(description="words people say")
    def said(self, colour: Colour) -> str:
        return ", ".join(colour.words)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """Links carry its name in addresses."""
        return ("slug",) if obj else ()
