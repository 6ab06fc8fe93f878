"""Pictures: an upload that is looked through, and where it is shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wizard.content import pictures
from wizard.guide import links
from wizard.models import Picture
from wizard.staff.admin.base import ContentAdmin
from wizard.staff.admin.edit_conflicts import ConflictForm


class PictureForm(ConflictForm):
    file = forms.FileField(
        required=False,
        label="Picture",
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=(
            "A JPEG, PNG or WebP of up to 15 MB. It is turned upright and made smaller, and all"
            " that a camera wrote into it, such as the place, is left out."
        ),
    )

    class Meta:
        model = Picture
        fields: ClassVar = ["slug", "alt", "device", "light", "step", "reviewed", "position"]

    encoded: pictures.Encoded | None = None

    def clean_file(self) -> object:
        upload = self.cleaned_data["file"]
        if not upload:
            if not self.instance.digest:
                raise ValidationError("Choose a picture.")
            return None
        try:
            encoded = pictures.encode(upload.file)
            pictures.keep(encoded.data)  # what the model checks is whether it is there
        except (pictures.PictureError, pictures.StorageAwayError) as error:
            raise ValidationError(str(error)) from error
        self.encoded = encoded
        return None

    def _post_clean(self) -> None:
        """What is checked is the picture as it lies in the storage."""
        if self.encoded:
            self.instance.digest = self.encoded.digest
            self.instance.width, self.instance.height = self.encoded.width, self.encoded.height
        super()._post_clean()  # type: ignore[misc]  # the stubs do not know it


@admin.register(Picture)
class PictureAdmin(ContentAdmin):
    form = PictureForm
    list_display = ["small", "slug", "position", "alt", "device", "light", "step", "last_read"]
    list_display_links = ["small", "slug"]
    list_editable = ["position"]
    list_select_related = ["device", "light__family", "step"]
    search_fields = ["slug", "alt"]
    autocomplete_fields = ["device", "light", "step"]
    prepopulated_fields = {"slug": ["alt"]}
    fields = ("file", "shown", "alt", "slug", "device", "light", "step", "reviewed", "position")
    readonly_fields = ("shown",)

    @admin.display(description="picture")
    def small(self, picture: Picture) -> SafeString:
        return _image(picture, 96)

    @admin.display(description="as it is now")
    def shown(self, picture: Picture) -> Any:
        return _image(picture, 240) if picture.digest else "–"


def _image(picture: Picture, width: int) -> SafeString:
    height = round(width * picture.height / picture.width)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        links.small_picture(picture.digest),
        picture.alt,
        width,
        height,
    )
