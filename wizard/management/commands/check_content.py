"""Looks for faults in the content tables, and walks the ways people go through them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wizard.analysis.audit import (
    ERROR,
    NOTE,
    SEVERITIES,
    WARNING,
    Examination,
    FamilyWalk,
    Finding,
    examine,
)
from wizard.content.collect import collect
from wizard.content.errors import NothingPublishedError
from wizard.guide import links
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import Knowledge
from wizard.models import Revision

HEADINGS = {
    ERROR: "Errors: they keep this content from being published",
    WARNING: "Warnings: worth a look",
    NOTE: "Notes: worth knowing",
}


class Command(BaseCommand):
    help = (
        "Lists every fault of the content tables with its remedy and an address that shows it,"
        " walks every family's answers, and ends with a certificate. Fails if a fault keeps the"
        " content from being published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="for programs: certificate, walks and findings"
        )
        parser.add_argument(
            "--quick", action="store_true", help="walk nothing: what publishing asks, in a second"
        )
        parser.add_argument(
            "--months",
            type=int,
            default=12,
            help="how long a source may go unread (default: %(default)s)",
        )

    def handle(
        self, *args: object, json: bool, quick: bool, months: int, **options: object
    ) -> None:
        try:
            content = collect()
        except NothingPublishedError as error:
            raise CommandError(str(error)) from error
        examination = examine(content, today=timezone.localdate(), months=months, reach=not quick)
        for line in [as_json(content, examination)] if json else in_words(content, examination):
            self.stdout.write(line)
        if errors := examination.count(ERROR):
            raise CommandError(f"{errors} errors keep this content from being published.")


def in_words(content: Knowledge, examination: Examination) -> Iterator[str]:
    for severity, heading in HEADINGS.items():
        findings = [finding for finding in examination.findings if finding.severity == severity]
        if findings:
            yield f"{heading} ({len(findings)})"
            for finding in findings:
                yield f"  {finding.subject}, {finding.field}: {finding.message} [{finding.code}]"
                yield f"    {finding.remedy}"
                if finding.address:
                    yield f"    {address(finding)}"
            yield ""
    if examination.walks:
        yield "Ways walked, from every light, “not sure” and “something else”"
        yield from map(_walk, examination.walks)
        yield ""
    yield certificate(content, examination)


def _walk(walk: FamilyWalk) -> str:
    share = "all of them"
    if not walk.exact:
        share = (
            f"those most people meet: every one that more than 1 in {1 / walk.rarest:,.0f} meet; "
            f"at least {int(walk.seen * 1000) / 10} % of the people followed to the end"
        )
    return f"  {walk.family:24}{walk.states:7,} states {walk.seconds:5.1f} s  {share}"


def certificate(content: Knowledge, examination: Examination) -> str:
    """One dated line: what was looked at, how far, and what was found."""
    counted = ", ".join(f"{examination.count(severity)} {severity}s" for severity in SEVERITIES)
    if examination.walks:
        seconds = sum(walk.seconds for walk in examination.walks)
        walked = (
            f"{examination.states:,} states of {len(examination.walks)} families visited in"
            f" {seconds:.1f} s"
        )
    else:
        walked = "no way walked"
    return f"Certificate of {timezone.localdate()}: {looked_at(content)}, {walked}: {counted}."


def looked_at(content: Knowledge) -> str:
    """The revision that says what the tables say."""
    newest = Revision.objects.only("number", "digest").first()
    if newest is None:
        return "drafts before the first revision"
    what = "revision" if newest.digest == digest(content) else "drafts after revision"
    return f"{what} {newest.number}"


def address(finding: Finding) -> str:
    return links.diagnose(finding.address) if finding.address else ""


def as_json(content: Knowledge, examination: Examination) -> str:
    report = {
        "date": timezone.localdate().isoformat(),
        "content": looked_at(content),
        "states": examination.states,
        "counts": {severity: examination.count(severity) for severity in SEVERITIES},
        "walks": [dataclasses.asdict(walk) for walk in examination.walks],
        "findings": [
            dataclasses.asdict(finding) | {"address": address(finding)}
            for finding in examination.findings
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)
