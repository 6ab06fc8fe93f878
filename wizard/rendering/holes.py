"""What many pages show is put together once, by its values. Where pages differ it has holes, which
are filled in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

HOLE = re.compile(r"\0(\w+)\0")


def put_together(template: str, own: Mapping[str, str], **values: Hashable) -> SafeString:
    """The template with these values, and with this page's `own` HTML in the holes of that name."""
    parts = _with_holes(template, tuple(own), **values)
    whole = [own[part] if place % 2 else part for place, part in enumerate(parts)]
    return mark_safe("".join(whole))  # noqa: S308  # a template's, and what was escaped


@lru_cache(maxsize=2**14)
def _with_holes(template: str, holes: tuple[str, ...], **values: Hashable) -> tuple[str, ...]:
    """What it says with these values, and the names of its holes, in turn."""
    empty = {name: mark_safe(f"\0{name}\0") for name in holes}  # noqa: S308  # our own words
    return tuple(HOLE.split(render_to_string(template, {**values, **empty})))
