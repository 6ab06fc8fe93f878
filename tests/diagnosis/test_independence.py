"""The thinking needs nothing but Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import wizard.diagnosis


def test_every_module_imports_where_there_is_no_django() -> None:
    modules = [path.stem for path in Path(wizard.diagnosis.__file__).parent.glob("*.py") if path.stem != "__init__"]
    script = "\n".join(
        ["import sys", "sys.modules['django'] = None", *(f"import wizard.diagnosis.{module}" for module in modules)]
    )
    assert len(modules) >= 10
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(wizard.__file__).parent.parent)
