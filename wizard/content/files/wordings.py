"""Wordings in the files: one for a family of a step, which no constraint of the tables can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.content.files.format import Row
from wizard.models import Fields, Wording
from wizard.models.steps import worded_already

if TYPE_CHECKING:
    from wizard.content.files.loading import RowOutcome


def as_today(fields: Fields) -> Fields:
    """The row of a file that may have been exported when each wording belonged to one family."""
    family = fields.get("family")
    if not isinstance(family, list) or "families" in fields:
        return fields
    rest = {name: value for name, value in fields.items() if name != "family"}
    return {**rest, "slug": "-".join(map(str, family)), "families": [family]}


def worded_twice(outcomes: Iterable[RowOutcome]) -> Iterator[tuple[Row, str]]:
    """(row of the file, what is wrong) where the load would word a step twice for a family."""
    worded: dict[tuple[str, str], list[RowOutcome]] = {}
    for outcome in outcomes:
        if outcome.row.model is Wording and (after := outcome.after):
            for (family,) in after.fields["families"]:
                worded.setdefault((after.fields["step"][0], family), []).append(outcome)
    for (_, family), several in worded.items():
        written = [outcome for outcome in several if outcome.is_write]
        if len(several) > 1 and written:
            other = next(outcome.after for outcome in several if outcome is not written[-1])
            yield written[-1].row, worded_already(family, other.fields["text"] if other else "")
