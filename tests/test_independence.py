"""The thinking needs nothing but Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import wizard.diagnosis


def test_every_module_imports_where_there_is_no_django() -> None:
    folder = Path(wizard.diagnosis.__file__).parent
    files = [path.relative_to(folder) for path in folder.rglob("*.py") if path.stem != "__init__"]
    modules = [".".join(file.with_suffix("").parts) for file in files]
    script = "\n".join(
        [
            "import sys",
            "sys.modules['django'] = None",
            *(f"import wizard.diagnosis.{module}" for module in modules),
        ]
    )
    assert len(modules) >= 10
    subprocess.run(
        [sys.executable, "-c", script], check=True, cwd=Path(wizard.__file__).parent.parent
    )
