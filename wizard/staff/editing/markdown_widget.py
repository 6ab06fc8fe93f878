"""The box that staff type a text with marks into (`wizard.markdown`)."""

from __future__ import annotations

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.safestring import SafeString, mark_safe

from wizard.rendering.markdown import INLINE

MARKS = "Marks: **bold**, *italic*, [words](/answers/) or [words](https://…)."
LISTS = "A line that begins with “- ” is a point of a list; an empty line begins a new paragraph."


class MarkdownTextarea(AdminTextareaWidget):
    """A box for text with marks, and what people see; without scripts, of what was sent last."""

    class Media:
        css = {"all": ["staff/markdown.css"]}
        js = ["staff/markdown.js"]

    def __init__(self, shown_as: str) -> None:
        super().__init__(
            {
                "data-markdown": reverse_lazy("wizard:markdown"),
                "data-shown-as": shown_as,
                "rows": 4 if shown_as == INLINE else 6,
            }
        )
        self.shown_as = shown_as

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        shown = render_to_string(
            "staff/_markdown.html", {"text": value or "", "shown_as": self.shown_as}
        )
        return mark_safe(  # noqa: S308  # both are templates' work
            f'<div class="markdown">{box}<div class="markdown-shown">{shown}</div></div>'
        )
