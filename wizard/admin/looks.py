"""The style sheets of lists."""

from __future__ import annotations

LISTS = {"all": ["wizard/lists.css"]}
"""Columns may break, so that more of them fit beside the filter."""

LIGHTS = {"all": ["wizard/lists.css", "wizard/light_editor.css"]}
"""With the drawings of lights."""
