"""The sentences people read at length, with the few marks staff may set in them
(`wizard.markdown`).
"""

from __future__ import annotations

from django import template

from wizard.rendering import markdown

register = template.Library()

register.filter(
    "inline", markdown.inline
)  # {{ cause.explanation|inline }}: between tags only, never in an attribute
register.filter("prose", markdown.prose)  # {{ faq.answer|prose }}: brings its paragraphs with it
register.filter("lines", markdown.lines)  # {% for line in wording.text|lines %}
register.filter("plain", markdown.plain)  # {{ cause.explanation|plain }}: for attributes
