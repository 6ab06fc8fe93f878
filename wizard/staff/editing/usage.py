"""Where a step is used, and which wordings say the same word for word: what one change changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from wizard import models
from wizard.guide import links
from wizard.staff.preview import address

FIELDS = ("text", "safety")
"""Of a wording: texts that can be changed wherever they stand."""

Named = tuple[str, str]
"""(what people call it, address of its page, empty where it has none)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameText:
    """Families one step has the same words for; `elsewhere`: so many wordings of other steps have them too."""

    families: tuple[str, ...]
    elsewhere: int
    href: str

    @property
    def count(self) -> int:
        return len(self.families) + self.elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Pages are those of the draft, as homeowners would see it."""

    families: tuple[Named, ...] = ()
    texts: tuple[SameText, ...] = ()
    causes: tuple[Named, ...] = ()
    lights: tuple[Named, ...] = ()


def use_of(step: models.Step) -> Use:
    """In three queries."""
    device = Subquery(models.Device.objects.filter(family=OuterRef("family")).values("slug")[:1])
    alike = models.Wording.objects.filter(text__in=step.wordings.order_by().values("text"))
    said = list(alike.select_related("family").annotate(device=device))
    wordings = [wording for wording in said if wording.step_id == step.pk]
    lights = models.Pattern.objects.filter(
        family__wordings__step=step, pattern_causes__cause__effects__step=step
    ).distinct()
    return Use(
        families=tuple(
            (str(wording.family), _preview(wording.device and links.how_to(step.slug, wording.device)))
            for wording in wordings
        ),
        texts=tuple(_same_texts(wordings, Counter(wording.text for wording in said))),
        causes=tuple(
            (str(effect.cause), reverse("admin:wizard_cause_change", args=[effect.cause_id]))
            for effect in step.effects.select_related("cause")
        ),
        lights=tuple(
            (f"{light.family}: {light.title}", _preview(light.device and links.answer(light.device, light.slug)))
            for light in lights.select_related("family").annotate(device=device)
        ),
    )


def _same_texts(wordings: Sequence[models.Wording], everywhere: Counter[str]) -> Iterator[SameText]:
    by_text: dict[str, list[models.Wording]] = defaultdict(list)
    for wording in wordings:
        by_text[wording.text].append(wording)
    for text, same in by_text.items():
        if everywhere[text] > 1:
            yield SameText(
                families=tuple(str(wording.family) for wording in same),
                elsewhere=everywhere[text] - len(same),
                href=reverse("wizard:same_text", args=[same[0].pk, "text"]),
            )


def wordings_that_say(field: str, text: str) -> QuerySet[models.Wording]:
    """Those whose `field` is exactly this text."""
    return models.Wording.objects.filter(**{field: text}).select_related("step", "family")


def _preview(href: str | None) -> str:
    return address(href) if href else ""
