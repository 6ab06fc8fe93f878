"""`make mutants`: are the tests of the pure packages strict enough to notice a wrong line?

mutmut changes one thing in one function, such as `<` to `<=`, and runs the tests that call the
function; the change should make one of them fail. All of them take hours, so a sample is drawn, the
same for the same content. Constants of modules are changed by tests/constants.py.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
COPY = Path("mutants")
"""Where mutmut keeps the changed sources and the results."""

SURVIVED = {0, 5, 33}
"""Exit codes of tests that noticed nothing; 5 and 33: no test calls the function."""


def main(sample: int) -> int:
    """Tests this many mutants, 0 for all of them, and prints the survivors with what was
    changed.
    """
    said = mutmut("run", "none of these")  # makes the mutants, times the tests, finds nothing to do
    names = sorted(results())
    if not names:
        sys.stderr.write(said)
        return 1
    chosen = random.Random(1).sample(names, min(sample, len(names))) if sample else names
    said = mutmut("run", *chosen)
    codes = {name: code for name, code in results().items() if name in set(chosen)}
    if None in codes.values():
        sys.stderr.write(said)
        return 1
    survivors = sorted(name for name, code in codes.items() if code in SURVIVED)
    killed = len(codes) - len(survivors)
    for name in survivors:
        sys.stdout.write(f"{mutmut('show', name).strip()}\n\n")
    sys.stdout.write(
        f"{killed} of {len(codes)} killed ({killed / len(codes):.0%}), {len(survivors)} survived; "
        f"there are {len(names)} mutants.\n"
    )
    return 0


def results() -> dict[str, int | None]:
    """Mutant -> exit code of its tests; None where it was not tested."""
    found: dict[str, int | None] = {}
    for file in COPY.rglob("*.meta"):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def mutmut(*arguments: str) -> str:
    finished = subprocess.run([MUTMUT, *arguments], capture_output=True, text=True, check=False)
    return finished.stdout + finished.stderr


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
