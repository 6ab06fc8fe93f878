"""`make mutants`, the other half: are the tests strict enough to notice a wrong constant?

mutmut changes what stands in functions. This changes the numbers that stand outside of them: the
constants of modules, the words of scales, the defaults of values and of arguments.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = ("knowledge", "diagnosis", "search", "analysis")
COPIED = ("wizard", "blinkdiag", "tests", "fixtures", "templates", "static", "docs")
SECONDS = 600
"""A constant that makes the tests run for longer is noticed."""


@dataclass(frozen=True)
class Constant:
    """A number in the sources: where it stands, and its neighbour that is put in its place."""

    file: Path
    line: int
    begin: int
    end: int
    number: int | float

    @property
    def other(self) -> int | float:
        """An integer by one more; a fraction by half of it again, and zero by a hundredth."""
        if isinstance(self.number, int):
            return self.number + 1
        return round(self.number * 1.5, 12) or 0.01

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.number} -> {self.other}"


class Constants(ast.NodeVisitor):
    """The numbers of a module that no function holds."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.found: list[Constant] = []
        self.visit(ast.parse(text))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                self.visit(default)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            assert node.end_col_offset is not None
            begin, end = node.col_offset, node.end_col_offset
            self.found.append(Constant(self.file, node.lineno, begin, end, node.value))


def constants() -> list[Constant]:
    return [
        constant
        for package in PURE
        for path in sorted((ROOT / "wizard" / package).rglob("*.py"))
        for constant in Constants(path.relative_to(ROOT), path.read_text(encoding="utf-8")).found
    ]


def changed(text: str, constant: Constant) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[constant.line - 1].encode()  # columns are counted in bytes
    other = repr(constant.other).encode()
    lines[constant.line - 1] = (line[: constant.begin] + other + line[constant.end :]).decode()
    return "".join(lines)


def survives(constant: Constant, copy: Path, options: list[str], tests: list[str]) -> bool:
    """Do all tests pass in this copy of the sources, with the constant changed?"""
    path = copy / constant.file
    text = path.read_text(encoding="utf-8")
    path.write_text(changed(text, constant), encoding="utf-8")
    own = f"tests/{constant.file.parts[1]}"  # likely to notice first
    try:
        run = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *options),
                *sorted(tests, key=lambda folder: folder != own),
            ],
            cwd=copy,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(text, encoding="utf-8")
    return run.returncode == 0


def main(sample: int) -> int:
    """Changes this many constants, 0 for all of them, and prints those that no test notices."""
    found = constants()
    chosen = random.Random(1).sample(found, min(sample, len(found))) if sample else found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    settings: dict[str, list[str]] = project["tool"]["mutmut"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        options = settings["pytest_add_cli_args"]
        tests = settings["pytest_add_cli_args_test_selection"]
        survivors = []
        for constant in chosen:
            if survives(constant, copy, options, tests):
                survivors.append(constant)
                sys.stdout.write(f"{constant}\n")
                sys.stdout.flush()
    killed = len(chosen) - len(survivors)
    sys.stdout.write(
        f"{killed} of {len(chosen)} constants noticed; there are {len(found)} of them.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
