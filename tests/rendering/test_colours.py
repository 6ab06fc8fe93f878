"""A colour of light as it stands beside its words."""

from __future__ import annotations

from wizard.knowledge.colours import ORIGINAL
from wizard.rendering import lights


def test_a_dot_shows_the_colours_of_its_group_side_by_side() -> None:
    assert lights.dot("red", ORIGINAL).count("<rect") == 1
    both = lights.dot("blue-red", ORIGINAL)
    assert '<rect fill="#ff5a4d"/><rect x="50%" fill="#5f9bff"/>' in both
    assert lights.dot("none", ORIGINAL) == '<i class="dot none"></i>'
