"""The queries that have a name, each tuned once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar, cast

from django.apps import apps
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from wizard.models.base import Content

M = TypeVar("M", bound=models.Model)


class ContentQuerySet(models.QuerySet[M]):
    """Rows of a content table, known by their natural key."""

    def get_by_natural_key(self, *key: object) -> M:
        """The row with these values of `natural_lookups`; None for "no such relation"."""
        return self.get(**dict(zip(self._content.natural_lookups, key, strict=True)))

    def for_knowledge(self) -> Self:
        """With what becomes a frozen value. More content takes no more queries."""
        joined = self._content.joined
        rows = self.select_related(*joined) if joined else self
        return rows.prefetch_related(*map(_lean, self._content.read_with))

    def with_names(self) -> Self:
        """With what their natural keys, and so their names, need."""
        related = {lookup.rpartition("__")[0] for lookup in self._content.natural_lookups} - {""}
        return self.select_related(*related) if related else self

    @property
    def _content(self) -> type[Content]:
        return cast("type[Content]", self.model)


def _lean(relation: str) -> str | models.Prefetch[str]:
    """Of sources no more than their names is wanted."""
    if not relation.endswith("sources"):
        return relation
    return models.Prefetch(
        relation, apps.get_model("wizard", "Source")._default_manager.only("slug")
    )


class NoteQuerySet(models.QuerySet[M]):
    def move(self, kind: str, before: tuple[str, str], after: tuple[str, str]) -> int:
        """Moves the notes on an object to its new scope and name; returns how many."""
        found = self.filter(kind=kind, scope=before[0], name=before[1])
        return found.update(scope=after[0], name=after[1])


class ChangeSetQuerySet(models.QuerySet[M]):
    def open(self) -> Self:
        """Those that are neither published nor cancelled, without what they change."""
        rows = self.exclude(state__in=["published", "cancelled"])
        return rows.select_related("author", "colleague", "publisher").defer("changes")

    def due(self) -> Self:
        """Those whose time has come, the first one first."""
        return self.filter(state="scheduled", at__lte=timezone.now()).order_by("at", "pk")


class RevisionQuerySet(models.QuerySet[M]):
    def live(self) -> Self:
        """Those whose time has come; the first of them is what people see."""
        return self.filter(published_at__lte=timezone.now())

    def without_knowledge(self) -> Self:
        """Without what was published, which is a third of a megabyte a row."""
        return self.select_related("author", "publisher").defer("knowledge")
