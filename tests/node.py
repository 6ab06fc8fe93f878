"""What Node.js does for this project: biome checks style sheets and scripts, and scripts have their
own tests.

`python -m tests.node check | format | test`. Without Node.js, or npm, it says so and does nothing;
under continuous integration that is a failure. tests/test_house_rules.py holds the plainest of the
rules without it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from tests.browser import required
from tests.site import ROOT

BIOME = "2.6.8"
FOLDER = ROOT / ".node"
OLDEST = 18
"""The first version of Node.js with a test runner."""

CHECKED = ["static", "tests/scripts"]


def version() -> int:
    """The major version of Node.js; 0 if it is missing."""
    if not shutil.which("node"):
        return 0
    said = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def biome() -> str | None:
    """The path of biome in the version above, installed if it is not there yet; None if that
    cannot be.
    """
    program = FOLDER / BIOME / "node_modules" / ".bin" / "biome"
    if not program.exists() and shutil.which("npm"):
        where = [
            "--prefix",
            str(program.parents[2]),
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--silent",
        ]
        program.parents[2].mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", *where, f"@biomejs/biome@{BIOME}"], check=False)
    return str(program) if program.exists() else None


def missing(what: str) -> int:
    sys.stderr.write(f"{what}\n")
    return 1 if required() else 0


def main() -> int:
    match sys.argv[1:]:
        case ["test"]:
            if version() < OLDEST:
                return missing(
                    f"No Node.js from version {OLDEST} on. Until then the tests of scripts are not"
                    " run."
                )
            files = sorted(str(path) for path in (ROOT / "tests" / "scripts").glob("*.test.mjs"))
            return subprocess.run(["node", "--test", *files], check=False, cwd=ROOT).returncode
        case ["check" | "format" as task]:
            if not (program := biome()):
                return missing(
                    "No npm, or no biome from it. Only the length of lines is checked in styles and"
                    " scripts."
                )
            arguments = (
                ["check", "--error-on-warnings"] if task == "check" else ["check", "--write"]
            )
            return subprocess.run([program, *arguments, *CHECKED], check=False, cwd=ROOT).returncode
    sys.stderr.write(f"{__doc__}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
