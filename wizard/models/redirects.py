"""Names that links made earlier still carry."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from wizard.models.base import Content, Key, check, one_of, slug_field, unique
from wizard.models.notes import Note
from wizard.models.validators import validate_slug


class Kind(models.TextChoices):
    DEVICE = "device", "Device"
    LIGHT = "light", "Light pattern"
    SYMPTOM = "symptom", "Symptom"
    QUESTION = "question", "Question"
    OPTION = "option", "Answer to a question"
    STEP = "step", "Remediation step"


class FormerName(Content):
    """A name that was changed or withdrawn, so that old links still lead somewhere."""

    natural_lookups = ("kind", "scope", "old")

    kind = models.CharField(
        max_length=10, choices=Kind, help_text="What carried the name. Example: a light pattern."
    )
    scope = models.CharField(
        max_length=50,
        blank=True,
        validators=[validate_slug],
        help_text=(
            "Of a light its family, of an answer its question. Example: mini, when-it-began."
            " Otherwise empty."
        ),
    )
    old = slug_field("The name that old links carry. Example: plain-red.")
    new = models.CharField(
        max_length=50,
        blank=True,
        validators=[validate_slug],
        help_text=(
            "The name it has now; old links are redirected for good. Example: solid-red. A name"
            " that nothing has leads nowhere. Empty: it was withdrawn."
        ),
    )
    reason = models.CharField(
        max_length=200,
        blank=True,
        help_text=(
            "Shown to people whose link names it, where it was withdrawn. Example: This light is"
            " now two lights."
        ),
    )

    class Meta:
        ordering = ["kind", "scope", "old"]
        constraints = [
            unique(
                "kind",
                "scope",
                "old",
                name="former_name_unique",
                message="This name is listed already. Fix that row.",
            ),
            one_of("kind", Kind.values, name="former_name_kind_known"),
            check(
                ~Q(old=F("new")),
                name="former_name_changed",
                message="The new name is the old one. Nothing to redirect to.",
            ),
            check(
                ~Q(new="") | ~Q(reason=""),
                name="former_name_reason",
                message=(
                    "Say what became of it: a withdrawn name needs a reason that people can read."
                ),
            ),
            check(
                (Q(kind__in=["light", "option"]) & ~Q(scope=""))
                | (~Q(kind__in=["light", "option"]) & Q(scope="")),
                name="former_name_scope",
                message=(
                    "A light needs its family and an answer its question in “scope”; nothing else"
                    " has a scope."
                ),
            ),
        ]

    @classmethod
    def redirect(cls, kind: str, scope: str, old: str, new: str, reason: str = "") -> FormerName:
        """From now on `old` leads to `new`, and so does every name that led to `old`.

        With `new` empty they are all withdrawn, and `reason` says what became of them.
        """
        cls.objects.filter(kind=kind, scope=scope, new=old).update(new=new, reason=reason)
        named, _ = cls.objects.update_or_create(
            kind=kind, scope=scope, old=old, defaults={"new": new, "reason": reason}
        )
        return named


class Addressed(Content):
    """A row whose name links carry, as itself or as the scope of its parts' names.

    Saving it under a new name writes the former name. That happens here and not in the admin,
    because forms, inlines, imports, restoring and the shell all come through `save()`.
    """

    kind: ClassVar[Kind | None] = None
    """What the name is called in former names; None if no link carries it."""
    parts_kind: ClassVar[Kind | None] = None
    """What its parts are called, whose former names have this row's name as their scope."""

    former_name: FormerName | None = None
    """What the last `save()` wrote down, to be told to the editor."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self._stored_name()
        super().save(*args, **kwargs)
        after = self._stored_name()
        self.former_name = None
        if after is not None and before != after:
            self._lead_links_on(before, after)
            if before is not None:
                self._move_notes(before, after)

    def _move_notes(self, before: tuple[str, str], after: tuple[str, str]) -> None:
        """Notes name their object as links do, so they go along; of lights with their family."""
        if self.kind:
            Note.objects.move(self.kind, before, after)
        if self.parts_kind:
            Note.objects.filter(kind=self.parts_kind, scope=before[1]).update(scope=after[1])

    @classmethod
    def link_name(cls, key: Key) -> tuple[str, str]:
        """A natural key as former names say it: (scope, name); the scope may be empty."""
        *scope, name = key
        return "".join(scope), name

    @classmethod
    def take_names(cls, keys: Collection[Key]) -> None:
        """Rows with these natural keys are there now; links with their names mean them."""
        names = set(map(cls.link_name, keys))
        former = FormerName.objects.filter(kind=cls.kind) if cls.kind and names else ()
        for name in former:
            if (name.scope, name.old) in names:
                name.delete()

    def _stored_name(self) -> tuple[str, str] | None:
        """As the table has it, whatever this instance holds by now."""
        rows = self.rows().order_by().filter(pk=self.pk)
        key = rows.values_list(*self.natural_lookups).first() if self.pk else None
        return None if key is None else self.link_name(key)

    def _lead_links_on(self, before: tuple[str, str] | None, after: tuple[str, str]) -> None:
        scope, name = after
        names = FormerName.objects
        if self.kind:
            names.filter(kind=self.kind, scope=scope, old=name).delete()  # it means this row now
        if before is None:
            return
        scope_before, name_before = before
        if self.kind and scope_before == scope:
            self.former_name = FormerName.redirect(self.kind, scope, name_before, name)
        elif self.kind:
            # a link cannot cross over: its other half, the device or the question, would not fit
            # any more
            reason = f"“{self}” has moved. Look for it in the list."
            self.former_name = FormerName.redirect(
                self.kind, scope_before, name_before, "", reason[:200]
            )
        if self.parts_kind and name_before != name:
            names.filter(kind=self.parts_kind, scope=name).delete()
            names.filter(kind=self.parts_kind, scope=name_before).update(scope=name)
