"""`make mutants`: are the tests of the pure packages strict enough to notice a wrong line?

mutmut changes one thing in one function, such as `<` to `<=`, and runs the tests that call the
function; the change should make one of them fail. All of them take hours, so a sample is drawn, the
same for the same content. Constants of modules are not changed.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
COPY = Path("mutants")
"""Where mutmut keeps the changed sources and the results."""

RESULT = re.compile(r"^(\S+) (wizard\.\S+__mutmut_\d+)$", re.MULTILINE)
KILLED, TIMED_OUT = "🎉", "⏰"


def main(sample: int) -> int:
    """Tests this many mutants, 0 for all of them, and prints the survivors."""
    run("none of these")  # makes the mutants and times the tests, then finds nothing to do
    names = sorted(
        name
        for file in COPY.rglob("*.meta")
        for name in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    )
    if not names:
        sys.stderr.write(run("none of these"))
        return 1
    chosen = random.Random(1).sample(names, min(sample, len(names))) if sample else names  # noqa: S311
    results = RESULT.findall(run(*chosen))
    killed = [name for sign, name in results if sign in (KILLED, TIMED_OUT)]
    survivors = sorted(name for sign, name in results if sign not in (KILLED, TIMED_OUT))
    sys.stdout.write(
        f"{len(killed)} of {len(results)} killed ({len(killed) / max(len(results), 1):.0%}), "
        f"of {len(names)} mutants there are.\n"
    )
    for name in survivors:
        sys.stdout.write(f"\n{show(name)}\n")
    return 0 if results else 1


def run(*names: str) -> str:
    finished = subprocess.run([MUTMUT, "run", *names], capture_output=True, text=True, check=False)
    return finished.stdout + finished.stderr


def show(name: str) -> str:
    """A survivor's name and what was changed."""
    return subprocess.run([MUTMUT, "show", name], capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
