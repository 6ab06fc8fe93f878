from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.rows import empty_tables
from wizard.content.live import forget, published
from wizard.knowledge.values import Knowledge
from wizard.management.commands import simulate as command

pytestmark = pytest.mark.django_db

FAMILY = "sync-module-newer"
"""The family that is followed quickest."""

QUESTIONS = {"cameras-ok", "when-it-began", "home-wifi", "sync-module-lights"}
"""What is asked here: with all questions, following everybody takes seconds a time."""


@pytest.fixture(autouse=True)
def _few_questions(content: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tuple(question for question in content.questions if question.slug in QUESTIONS)
    few = replace(content, questions=asked)
    monkeypatch.setattr(command, "published", lambda: few)


def simulate(*arguments: str, stderr: io.StringIO | None = None) -> str:
    out = io.StringIO()
    call_command("simulate", "--family", FAMILY, *arguments, stdout=out, stderr=stderr)
    return out.getvalue()


def figures(*arguments: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(simulate("--json", *arguments))
    return read


def test_people_get_a_table_with_families_baselines_and_work_for_an_editor() -> None:
    said = simulate()
    for line in (
        "Revision 1, every way with its probability, 5 % of the answers wrong",
        "People know: their light.",
        "Sync Module XR and Sync Module Core",
        "families without a light table",
        "all families",
        "Against other ways to decide, families without a light table:",
        "  fixed question order",
        "  ask until 80 %",
        "  no questions",
        "  static page",
        "  Lights with most wrong diagnoses",
        f"    {FAMILY}/any-light",
        "  Questions that pay least",
        "  Causes mistaken for another",
        "At least 100.0 % of the people were followed to the end; the rest were asked no more.",
    ):
        assert f"\n{line}" in f"\n{said}", line
    assert "\r" not in said


def test_programs_get_every_figure() -> None:
    report = figures("--error-rate", "0")
    (family,) = report["families"]
    assert [group["name"] for group in report["groups"]] == [
        "families without a light table",
        "all families",
    ]
    assert 0.9 < family["followed"] <= 1
    assert family["ratio"] > 1
    assert report["baselines"][0] == {**family, "name": "Blinkdiag"}
    assert [light["light"] for light in report["lights"]] == [
        f"{FAMILY}/any-light",
        f"{FAMILY}/no-light",
    ]
    assert report["questions"][0]["saves_minutes"] <= report["questions"][-1]["saves_minutes"]
    assert "without" not in report


def test_more_wrong_answers_mean_fewer_right_diagnoses() -> None:
    none, some = (figures("--error-rate", rate)["families"][0]["first"] for rate in ("0", "0.1"))
    assert none > some


def test_less_is_known_so_less_is_found() -> None:
    right = {mode: figures("--mode", mode)["families"][0]["first"] for mode in ("light", "unknown")}
    assert right["light"] > right["unknown"]


def test_a_terminal_sees_a_progress_bar_and_a_file_does_not() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    for stderr in (terminal, file):
        simulate(stderr=stderr)
    assert terminal.getvalue().startswith("\r[")
    assert "] 100 %" in terminal.getvalue()
    assert file.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--error-rate", "1.5"], "from 0 to 1"),
        (["--family", "minni"], "There is no family “minni”. Give one of: sync-module"),
        (["--family", "solar-panel"], "a family with lights"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_way_on(
    arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        simulate(*arguments)


def test_without_content_it_says_how_to_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "published", published)
    empty_tables()
    forget()
    with pytest.raises(CommandError, match="load_content"):
        simulate()


def test_it_says_what_would_change_without_each_question() -> None:
    said = simulate("--each-question")
    without = said.split("Without a question, against all of them")[1].split("Work for")[0]
    (line,) = [line for line in without.splitlines() if line.startswith("  cameras-ok")]
    fewer_first, asked = float(line.split()[1]), float(line.split()[7])
    assert fewer_first < -1
    assert asked < 0
    assert "sync-module-lights" not in said  # which this family is never asked


def test_programs_get_the_figures_without_each_question() -> None:
    report = figures("--each-question")
    (whole,) = report["families"]
    assert report["without"]["when-it-began"]["minutes"] > whole["minutes"]
