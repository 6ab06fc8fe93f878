"""`make bench`: every figure the project is held to, with its goal.

Ratios are taken within one run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["STATIC_ROOT"] = folder
        os.environ["SECRET_KEY"] = "only-for-measuring"
        os.environ["DJANGO_SETTINGS_MODULE"] = "blinkdiag.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        call_command("migrate", verbosity=0)
        call_command("load_content", verbosity=0)
        from tests.bench import (
            audit_growth,
            counting,
            differences,
            engine,
            pages,
            publishing,
            weight,
        )
        from wizard.content.live import published

        say = sys.stdout.write
        say("Pages: warm against a bare Django view with the same bytes, cold in processor time\n")
        figures = [*pages.measure(), *counting.measure()]
        for figure in figures:
            say(f"{figure}\n")
        say("Bytes of a first load, compressed (goals: HTML and CSS 14000, everything 60000)\n")
        for kind, found in weight.measure().items():
            say(
                f"  {kind:32}{found.html:6} + {found.css} = {found.first:5}, everything"
                f" {found.everything:5}\n"
            )
        say("A decision of the engine (goals: 2 ms, 20 ms)\n")
        for size_name, milliseconds in engine.time_decisions().items():
            say(f"  {size_name:16}{milliseconds:6.2f} ms\n")
        mean, p95, worst = engine.optimality()
        say(
            "Expected minutes above the exact optimum on seeded instances (goal: mean within 0.6"
            " %)\n"
        )
        say(
            f"  mean {100 * (mean - 1):.2f} %, 95 % of them within {100 * (p95 - 1):.2f} %, worst"
            f" {100 * (worst - 1):.2f} %\n"
        )
        say("Which diagnoses an edit of one word changes (goal: 2 s)\n")
        for word, timed in differences.time_edits(published()):
            say(
                f"  {word:64}{timed.seconds:5.2f} s, {timed.changed} states, {timed.share:.1%} of"
                " people compared\n"
            )
        say("The audit as the knowledge grows: without walking (what publishing asks), and with\n")
        for families, (quick, full, states) in audit_growth.time_audits().items():
            say(f"  {families:3} families{'':4}{quick:6.2f} s, {full:6.1f} s for {states} states\n")
        say(
            "Publishing (goals: looking within 2 s as shipped, looking and the act within 5 s with"
            " ten times the content)\n"
        )
        for act, spent in publishing.measure().items():
            say(f"  {act:26}{spent:6.2f} s\n")
        missed = [figure for figure in figures if figure.is_missed]
        say(f"{len(missed)} of {len(figures)} figures of pages are missed by more than a tenth.\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
