"""All figures, each beside its goal; what has none is a line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from tests.bench import (
    audit_growth,
    counting,
    deployed,
    differences,
    engine,
    growth,
    pages,
    publishing,
    weight,
)
from tests.bench.pages import Figure
from wizard.content.live import published

Measured = Iterable[Figure | str]


def write(out: TextIO) -> int:
    """Returns 1 if a goal is missed by more than a tenth, else 0."""
    figures: list[Figure] = []
    for title, measure in SECTIONS.items():
        out.write(f"{title}\n")
        for line in measure():
            out.write(f"{line}\n")
            out.flush()
            if isinstance(line, Figure):
                figures.append(line)
    missed = [figure for figure in figures if figure.is_missed]
    out.write(f"{len(missed)} of {len(figures)} goals are missed by more than a tenth.\n")
    out.writelines(f"{figure}\n" for figure in missed)
    return 1 if missed else 0


def weights() -> Iterator[Figure]:
    for kind, found in weight.measure().items():
        assert found.css, f"{kind}: its style sheet was not found, so nothing was weighed."
        yield Figure(f"{kind}: HTML and CSS", found.first, weight.FIRST, "")
        yield Figure(f"{kind}: everything", found.everything, weight.EVERYTHING, "")


def decisions() -> Iterator[Figure | str]:
    goals = {"decision, 10x15x8": 2.0, "decision, 50x50x20": 20.0}
    for name, milliseconds in engine.time_decisions().items():
        goal = goals.get(name)
        yield (
            Figure(name, milliseconds, goal, " ms")
            if goal
            else f"  {name:48}{milliseconds:9.2f} ms"
        )
    mean, p95, worst = engine.optimality()
    yield Figure("minutes above the exact optimum, mean", 100 * (mean - 1), 0.6, " %")
    yield f"  95 % of them within {100 * (p95 - 1):.2f} %, worst {100 * (worst - 1):.2f} %"


def edits() -> Iterator[Figure | str]:
    for word, timed in differences.time_edits(published()):
        yield Figure(word, timed.seconds, 2.0, " s")
        yield f"    {timed.changed} states, {timed.share:.1%} of people compared"


def audits() -> Iterator[str]:
    for families, (quick, full, states) in audit_growth.time_audits().items():
        yield f"  {families:3} families    {quick:6.2f} s, {full:6.1f} s for {states} states"


def publications() -> Iterator[Figure | str]:
    goals = {"looking, as shipped": 10.0, "looking, ten times": 5.0, "publishing, ten times": 5.0}
    for act, seconds in publishing.measure().items():
        goal = goals.get(act)
        yield Figure(act, seconds, goal, " s") if goal else f"  {act:48}{seconds:9.2f} s"


SECTIONS: dict[str, Callable[[], Measured]] = {
    "Pages: warm against a bare view with the same bytes, cold in processor time": pages.measure,
    "As they are deployed, against a bare view behind the same gunicorn": deployed.measure,
    "Counting": counting.measure,
    "A hundred times the content": growth.measure,
    "Bytes of a first load, compressed": weights,
    "A decision of the engine": decisions,
    "Which diagnoses an edit of one word changes": edits,
    "The audit as the knowledge grows: without walking (what publishing asks), and with": audits,
    "Publishing": publications,
}
