"""Looks for faults in the content tables."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard import knowledge
from wizard.diagnosis.audit import ERROR, audit


class Command(BaseCommand):
    help = (
        "Lists every fault of the content tables with its remedy. Fails if one of them keeps it from being published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs: a list of findings")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        try:
            findings = audit(knowledge.collect())
        except knowledge.NothingPublished as error:
            raise CommandError(str(error)) from error
        if json:
            self.stdout.write(as_json(findings))
        for finding in () if json else findings:
            self.stdout.write(str(finding))
        errors = sum(finding.severity == ERROR for finding in findings)
        if errors:
            raise CommandError(f"{errors} errors keep this content from being published.")
        if not json:
            self.stdout.write(f"No errors, {len(findings)} warnings.")


def as_json(findings: tuple[Any, ...]) -> str:
    return json.dumps([dataclasses.asdict(finding) for finding in findings], ensure_ascii=False, indent=1)
