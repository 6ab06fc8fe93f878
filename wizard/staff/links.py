"""From the name of an object, as findings and edits say it, to the page where it is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from wizard import models
from wizard.analysis.audit import Finding
from wizard.guide import links as guide_links
from wizard.knowledge.names import words_for
from wizard.knowledge.values import Knowledge
from wizard.staff.preview import address

TABLES: dict[str, type[models.Content]] = {
    "colour": models.Colour,
    "source": models.Source,
    "family": models.Family,
    "device": models.Device,
    "pattern": models.Pattern,
    "symptom": models.Symptom,
    "cause": models.Cause,
    "question": models.Question,
    "step": models.Step,
    "dispute": models.Dispute,
    "faq": models.Faq,
    "former name": models.FormerName,
    "words": models.WordsPeopleUse,
    "picture": models.Picture,
    "guide": models.Guide,
}
"""How an object begins -> its table; what belongs to it is fixed on its page."""

LISTS = {
    ("pattern", "causes"): "pattern_causes-group",
    ("pattern", "channels"): "channels-group",
    ("pattern", "look_alikes"): "look_alikes-group",
    ("symptom", "causes"): "symptom_causes-group",
    ("question", "options"): "options-group",
    ("step", "wordings"): "wordings-group",
    ("step", "effects"): "effects-group",
}
"""Table and field of a finding -> the place on the page where its rows stand."""


class AdminLinks:
    """Links for one request. A table is asked once, however many links lead into it."""

    def __init__(self, request: HttpRequest) -> None:
        self._user = request.user
        self._rows = cache(_rows)

    def of(self, subject: str, field: str = "") -> str:
        """The address, or nothing where the object is gone or the person may not see it."""
        if subject.startswith("likelihood "):
            return self._likelihoods(subject.removeprefix("likelihood "))
        kind = next(
            (kind for kind in TABLES if subject == kind or subject.startswith(f"{kind} ")), ""
        )
        if not kind or not self._may_see(TABLES[kind]):
            return ""
        name = subject.removeprefix(kind).strip()
        if (kind, field) == ("question", "likelihoods"):
            return self._likelihoods(name)
        pk = self._rows(kind).get(name.partition(",")[0].partition(" for ")[0])
        if pk is None:
            return ""
        page = reverse(f"admin:wizard_{TABLES[kind]._meta.model_name}_change", args=[pk])
        return page + _place(kind, name, field)

    def _likelihoods(self, name: str) -> str:
        """The table of a question ("moved"), or a row of it ("moved/stuck on camera/solid-red")."""
        question, _, row = name.partition("/")
        place = f"#r-{row.replace(' on ', '/')}" if row else ""
        if question not in self._rows("question") or not self._may_see(models.Likelihood):
            return ""
        return reverse("wizard:likelihoods", args=[question]) + place

    def _may_see(self, model: type[models.Content]) -> bool:
        return self._user.has_perm(f"wizard.view_{model._meta.model_name}")


def _rows(kind: str) -> dict[str, object]:
    """Name -> primary key."""
    rows = TABLES[kind].rows().order_by()
    if kind == "guide":
        return {"": 1}  # there is one row
    if kind == "pattern":
        return {"/".join(row.natural_key()): row.pk for row in rows.with_names()}
    return dict(rows.values_list("old" if kind == "former name" else "slug", "pk"))


PARTS: dict[str, tuple[str, type[models.Content]]] = {
    ", cause": ("causes", models.PatternCause),
    ", option": ("options", models.Option),
    " for ": ("wordings", models.Wording),
}
"""What leads in the subject of a finding to a part -> the list where it stands, and its table."""


def _place(kind: str, name: str, field: str) -> str:
    """The field, or the list of the parts that the name goes on to ("restart-router for mini")."""
    field = next((part for words, (part, _) in PARTS.items() if words in name), field)
    place = LISTS.get((kind, field), f"id_{field}")
    return f"#{place}" if field else ""


def field_words(subject: str, field: str) -> str:
    """What the form calls the field of a finding."""
    part = next((model for words, (_, model) in PARTS.items() if words in subject), None)
    model = part or TABLES.get(subject.partition(" ")[0])
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many] if model else []
    named = (str(column.verbose_name) for column in fields if column.name == field)
    return next(named, field.replace("_", " "))


def finding_row(
    links: AdminLinks, finding: Finding, preview: str, content: Knowledge
) -> dict[str, object]:
    """A finding in the words of `content`, with the form where it is fixed, and its diagnosis."""
    place = capfirst(words_for(content, finding.subject))
    field = field_words(finding.subject, finding.field)
    return {
        "finding": finding,
        "place": f"{place}: {field}" if field else place,
        "edit_href": links.of(finding.subject, finding.field),
        "see_href": diagnosis_href(finding.address, preview) if finding.address else "",
    }


def diagnosis_href(pairs: Iterable[tuple[str, str]], preview: str | None) -> str:
    """The wizard's address of these answers; `preview`: a revision, or the draft if empty."""
    href = guide_links.diagnose(pairs)
    return href if preview is None else address(href, preview)
