"""The queries that have a name, each tuned once.

`for_knowledge()` fetches what one kind of row needs to become a frozen value, in a number of
queries that does not grow with the content.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, Self, TypeVar, cast

from django.apps import apps
from django.db import models
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


class Named(Protocol):
    """A class of rows that are known by their natural key."""

    natural_lookups: ClassVar[tuple[str, ...]]


class ContentQuerySet(models.QuerySet[M]):
    """Rows of a content table, known by their natural key."""

    def get_by_natural_key(self, *key: object) -> M:
        """The row with these values of the model's `natural_lookups`; None stands for "no such
        relation".
        """
        return self.get(**dict(zip(self._lookups, key, strict=True)))

    def for_knowledge(self) -> Self:
        return self

    def with_names(self) -> Self:
        """With what their natural keys, and so their names, need."""
        related = {lookup.rpartition("__")[0] for lookup in self._lookups} - {""}
        return self.select_related(*related) if related else self

    @property
    def _lookups(self) -> tuple[str, ...]:
        return cast("type[Named]", self.model).natural_lookups


def named_only(sources: str) -> models.Prefetch[str]:
    """A relation to sources of which no more than their names is wanted."""
    return models.Prefetch(
        sources, apps.get_model("wizard", "Source")._default_manager.only("slug")
    )


class FamilyQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(named_only("sources"))


class DeviceQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.select_related("family").prefetch_related("instead", named_only("sources"))


class PatternQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.select_related("family").prefetch_related(
            "channels__colour",
            "look_alikes__other",
            "pattern_causes__cause",
            named_only("pattern_causes__sources"),
            named_only("sources"),
        )


class SymptomQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(
            "families",
            "symptom_causes__cause",
            "symptom_causes__families",
            named_only("symptom_causes__sources"),
            named_only("sources"),
        )


class CauseQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(named_only("sources"))


class QuestionQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(
            "families",
            "only_patterns__family",
            "symptoms",
            "options__shows__family",
            "options__offers",
            "options__excludes",
            "options__families",
            named_only("sources"),
        )


class LikelihoodQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(
            "option__question", "cause", "pattern__family"
        )  # 1,200 cells share 160 rows


class StepQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(
            "prerequisites",
            "disturbs",
            "wordings__families",
            "effects__cause",
            named_only("sources"),
        )


class DisputeQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(
            named_only("sources"), "patterns__family", "causes", "steps", "questions"
        )


class FaqQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related("patterns__family", "steps")


class FormerNameQuerySet(ContentQuerySet[M]):
    def redirect(self, kind: str, scope: str, old: str, new: str, reason: str = "") -> M:
        """From now on `old` leads to `new`, and so does every name that led to `old`.

        With `new` empty they are all
        withdrawn, and `reason` says what became of them.
        """
        self.filter(kind=kind, scope=scope, new=old).update(new=new, reason=reason)
        named, _ = self.update_or_create(
            kind=kind, scope=scope, old=old, defaults={"new": new, "reason": reason}
        )
        return named


class PictureQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.select_related("device", "light__family", "step")


class GuideQuerySet(ContentQuerySet[M]):
    def for_knowledge(self) -> Self:
        return self.prefetch_related(named_only("safety_sources"), named_only("support_sources"))


class NoteQuerySet(models.QuerySet[M]):
    def rename(self, kind: str, scope: str, old: str, new: str) -> int:
        """Moves the notes on an object to its new name; returns how many."""
        return self.move(kind, (scope, old), (scope, new))

    def move(self, kind: str, before: tuple[str, str], after: tuple[str, str]) -> int:
        """Moves the notes on an object to its new scope and name; returns how many."""
        scope, name = before
        new_scope, new_name = after
        return self.filter(kind=kind, scope=scope, name=name).update(scope=new_scope, name=new_name)


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
