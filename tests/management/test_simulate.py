from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.rows import empty_tables
from wizard.content.live import forget

pytestmark = pytest.mark.django_db


def simulate(*arguments: str) -> str:
    out = io.StringIO()
    call_command("simulate", *arguments, stdout=out)
    return out.getvalue()


def figures(*arguments: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(simulate("--json", *arguments))
    return read


def test_people_get_a_table_with_families_rivals_and_work_for_an_editor() -> None:
    said = simulate("--visitors", "200", "--seed", "3")
    for line in (
        "Revision 1, 200 visitors, seed 3, 5 % slips",
        "Visitors know: their light.",
        "families with a light table",
        "families without a light table",
        "all families",
        "  fixed question order",
        "  ask until 80 %",
        "  no questions",
        "  static page",
        "  Questions that pay least",
        "  Causes mistaken for another",
    ):
        assert f"\n{line}" in f"\n{said}", line
    assert "\r" not in said


def test_programs_get_every_figure_with_its_interval() -> None:
    report = figures("--visitors", "50", "--family", "mini", "--seed", "9", "--slips", "0.1", "--mode", "mistakes")
    assert (report["seed"], report["visitors"], report["slips"], report["mode"]) == (9, 50, 0.1, "mistakes")
    (family,) = report["families"]
    assert family["name"] == "mini"
    first = family["policies"]["Blinkdiag"]["first"]
    assert 0 <= first["low"] <= first["value"] <= first["high"] <= 1
    assert {light["name"].split("/")[0] for light in report["lights"]} == {"mini"}


def test_the_same_command_gives_the_same_figures() -> None:
    assert figures("--visitors", "40") == figures("--visitors", "40")
    assert figures("--visitors", "40") != figures("--visitors", "40", "--seed", "2")


def test_less_is_known_so_less_is_found() -> None:
    def right(mode: str) -> float:
        report = figures("--visitors", "300", "--family", "battery-camera", "--mode", mode)
        value: float = report["families"][0]["policies"]["Blinkdiag"]["first"]["value"]
        return value

    assert right("light") > right("unknown")


def test_a_terminal_sees_a_progress_bar_and_a_file_does_not() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    for stderr in (terminal, file):
        call_command("simulate", "--visitors", "20", "--family", "mini", stdout=io.StringIO(), stderr=stderr)
    assert terminal.getvalue().startswith("\r[")
    assert "] 100 %" in terminal.getvalue()
    assert file.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--slips", "1.5"], "from 0 to 1"),
        (["--family", "minni"], "There is no family “minni”. Give one of: sync-module"),
        (["--visitors", "3"], "at least one visitor for each family"),
        (["--family", "solar-panel"], "a family with lights"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_a_way_on(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        simulate(*arguments)


def test_without_content_it_says_how_to_load_it() -> None:
    empty_tables()
    forget()
    with pytest.raises(CommandError, match="load_content"):
        simulate()


def test_exact_figures_have_no_interval_and_say_how_many_were_followed() -> None:
    said = simulate("--exact", "--family", "sync-module-newer")
    assert "Revision 1, every way with its probability, 5 % slips" in said
    assert "±" not in said
    assert "of the people were followed to the end" in said


def test_programs_get_exact_figures_of_families_and_groups() -> None:
    report = figures("--exact", "--family", "sync-module-newer", "--slips", "0")
    (family,) = report["families"]
    assert [group["name"] for group in report["groups"]] == ["families without a light table", "all families"]
    assert 0.9 < family["followed"] <= 1
    assert family["ratio"] > 1


def test_it_says_what_would_change_without_each_question() -> None:
    said = simulate("--exact", "--each-question", "--family", "sync-module-newer")
    (line,) = [line for line in said.splitlines() if line.startswith("  cameras-ok")]
    fewer_first, asked = float(line.split()[1]), float(line.split()[7])
    assert fewer_first < -1
    assert asked < 0
    assert "sync-module-lights" not in said  # which this family is never asked


def test_programs_get_the_figures_without_each_question() -> None:
    report = figures("--exact", "--each-question", "--family", "sync-module-newer")
    (whole,) = report["families"]
    assert report["without"]["when-it-began"]["minutes"] > whole["minutes"]


def test_drawn_visitors_do_not_say_what_a_question_is_worth() -> None:
    with pytest.raises(CommandError, match="--exact"):
        simulate("--each-question")
