"""What the checks say of a row while it is edited: at the fields of its form, without slugs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst

from wizard import models
from wizard.analysis.audit import ERROR, NOTE, Finding, audit
from wizard.content.draft import RecentActivity, recent_activity
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.content.row_state import whole_of
from wizard.knowledge.values import Knowledge
from wizard.models import Content
from wizard.staff.links import LISTS, TABLES
from wizard.staff.typing import InlineFormSet, ModelForm

KINDS: dict[type[Content], str] = {model: kind for kind, model in TABLES.items()}

JOINTS: dict[type[Content], str] = {
    models.PatternCause: ", cause ",
    models.SymptomCause: ", cause ",
    models.Option: ", option ",
    models.Wording: " for ",
}
"""A part -> what stands between the subject of its whole and its own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One finding on the page of a row. `place`: the field in words, and `href` leads to it; both
    are empty where no field of the form is meant.
    """

    severity: str
    words: str
    place: str = ""
    href: str = ""


def subject_of(row: Content) -> str:
    """As findings name it; empty where they never do. Example: "pattern mini/red, cause stuck"."""
    if joint := JOINTS.get(type(row)):
        return f"{subject_of(whole_of(row))}{joint}{row.natural_key()[-1]}"
    if isinstance(row, models.FormerName):
        return f"former name {row.old}"
    kind = KINDS.get(type(row))
    return f"{kind} {'/'.join(map(str, row.natural_key()))}".strip() if kind else ""


def findings_about(row: Content, activity: RecentActivity | None = None) -> list[Finding]:
    """The errors and warnings of the draft that this row's page can fix."""
    try:
        found = _audited((activity or recent_activity()).draft)
    except NothingPublishedError:
        return []
    subject = subject_of(row)
    return [
        finding
        for finding in found
        if subject and finding.severity != NOTE and _is_about(finding.subject, subject)
    ]


def new_among(findings: Iterable[Finding]) -> list[Finding]:
    """Without the warnings that what people see has, too."""
    known = set(_audited(published()))
    return [finding for finding in findings if finding.severity == ERROR or finding not in known]


def show(
    findings: Iterable[Finding], row: Content, form: ModelForm, formsets: Sequence[InlineFormSet]
) -> list[Shown]:
    """Puts each finding where a form that was not sent yet shows what is wrong: at its field, else
    at the row or at the list of its part. Returns all of them for the top of the page.
    """
    subject = subject_of(row)
    parts = {
        subject_of(part.instance): part
        for formset in formsets
        for part in formset.forms
        if part.instance.pk and type(part.instance) in JOINTS
    }
    groups = {f"{formset.prefix}-group": formset for formset in formsets}
    kind = KINDS.get(type(row), "")
    shown = []
    for finding in findings:
        words = f"{finding.message} {finding.remedy}"
        at = form if finding.subject == subject else parts.get(finding.subject)
        group = groups.get(LISTS.get((kind, finding.field), ""))
        place = href = ""
        if at is not None and finding.field in at.fields:
            _say(at, finding.field, finding.severity, words)
            place = str(at[finding.field].label)
            href = f"#{at[finding.field].auto_id}"
        elif at is not None and at is not form:
            _say(at, NON_FIELD_ERRORS, finding.severity, words)
            place = str(at.instance)
            href = f"#{at.prefix}"
        elif at is form and group is not None:
            group.non_form_errors().append(words)
            place = str(group.model._meta.verbose_name_plural)
            href = f"#{group.prefix}-group"
        shown.append(
            Shown(severity=finding.severity, words=words, place=capfirst(place), href=href)
        )
    return shown


def _say(form: ModelForm, field: str, severity: str, words: str) -> None:
    form.errors.setdefault(field, form.error_class(error_class=severity)).append(words)


def _is_about(subject: str, row: str) -> bool:
    return subject == row or subject.startswith((f"{row}, ", f"{row} for "))


@lru_cache(maxsize=2)
def _audited(knowledge: Knowledge) -> tuple[Finding, ...]:
    """Of the draft and of what is published; both are looked at again and again."""
    return audit(knowledge)
