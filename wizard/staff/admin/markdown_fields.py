"""Fields whose text may hold marks (`wizard.markdown`): which marks, and a live preview."""

from __future__ import annotations

from django.forms import Field as FormField
from django.http import HttpRequest

from wizard.models import Column
from wizard.rendering.markdown import FIELDS, PROSE
from wizard.staff.editing.markdown_widget import LISTS, MARKS, MarkdownTextarea
from wizard.staff.typing import BaseModelAdmin


class ProseFields(BaseModelAdmin):
    """Put before an admin or an inline: fields that may hold marks get such a box."""

    def formfield_for_dbfield(
        self, db_field: Column, request: HttpRequest, **kwargs: object
    ) -> FormField | None:
        shown_as = FIELDS.get(str(db_field.model._meta.model_name), {}).get(db_field.name)
        if shown_as:
            kwargs["widget"] = MarkdownTextarea(shown_as)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if shown_as and field is not None:
            field.help_text = " ".join(
                [str(field.help_text), MARKS, *([LISTS] if shown_as == PROSE else [])]
            )
        return field
