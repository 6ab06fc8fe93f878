"""All content rows, linked to each other as the tables link them."""

from __future__ import annotations

from django.db.models import ForeignKey

from wizard.content.files import FILES, Record, Related, link_back, pairs_of, plain_fields
from wizard.models import Content, target_of


def records() -> dict[type[Content], list[Record]]:
    """What stands for the rows of each table, in its curated order, relations in both directions
    included. One query a table and one a relation, and one object a row: Django would make one as
    often as a row is named.

    A row is read before what it names: what is added meanwhile is not missing then.
    """
    pairs = {
        relation: list(pairs_of(relation))
        for model in FILES.values()
        for relation in model._meta.many_to_many
    }
    tables = {model: _rows(model) for model in reversed(FILES.values())}
    for model in FILES.values():
        here = tables[model]
        for column in plain_fields(model):
            if isinstance(column, ForeignKey):
                there = tables[target_of(column)]
                for record in here.values():
                    setattr(record, column.name, there.get(getattr(record, column.name)))
                link_back(column, here.values(), there.values())
        for relation in model._meta.many_to_many:
            there = tables[target_of(relation)]
            places = {pk: place for place, pk in enumerate(there)}
            for record in here.values():
                setattr(record, relation.name, Related())
            both = [pair for pair in pairs[relation] if pair[0] in here and pair[1] in there]
            for pk, other in sorted(both, key=lambda pair: places[pair[1]]):
                getattr(here[pk], relation.name).append(there[other])
    return {model: [*rows.values()] for model, rows in tables.items()}


def _rows(model: type[Content]) -> dict[int, Record]:
    """By number; of another row no more than the number."""
    columns = plain_fields(model)
    names = [column.name for column in columns]
    rows = model.rows().values_list("pk", *(column.attname for column in columns))
    return {pk: Record(**dict(zip(names, held, strict=True))) for pk, *held in rows}
