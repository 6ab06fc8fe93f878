from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rows import empty_tables, small, twice, write
from wizard.content.files import load
from wizard.models import (
    Device,
    Dispute,
    Family,
    Faq,
    Guide,
    Likelihood,
    Pattern,
    Question,
    Source,
    Step,
)

pytestmark = pytest.mark.django_db


def touch(model: Any) -> None:
    """Reads what becomes a frozen value, through every relation of it."""
    for row in model.objects.for_knowledge():
        row.natural_key()
        for relation in model._meta.many_to_many:
            [other.natural_key() for other in getattr(row, relation.name).all()]


@pytest.mark.parametrize(
    "model", [Source, Family, Device, Pattern, Question, Likelihood, Step, Dispute, Faq]
)
def test_more_rows_cost_no_more_queries(tmp_path: Path, model: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            touch(model)
        return len(captured)

    empty_tables()
    load(write(tmp_path, small()))
    rows, few = model.objects.count(), queries()
    load(write(tmp_path, twice(small())))
    assert model.objects.count() == 2 * rows
    assert queries() == few


def test_a_missing_row_is_not_found_by_its_natural_key() -> None:
    with pytest.raises(Pattern.DoesNotExist):
        Pattern.objects.get_by_natural_key("mini", "purple")


def test_a_natural_key_has_all_its_parts() -> None:
    with pytest.raises(ValueError, match="zip"):
        Pattern.objects.get_by_natural_key("solid-red")


def test_the_guide_is_found_without_a_name() -> None:
    assert Guide.objects.get_by_natural_key() == Guide.objects.get()
