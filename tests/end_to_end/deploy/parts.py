"""What the recipes in ``deploy/`` need, and the folder itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent


def run(
    *command: str | Path, folder: Path, stdin: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run *command* in *folder*, with our own commands first on its path."""
    return subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **(environment or {})},
    )


def documented(heading: str) -> dict[str, list[str]]:
    """Return the cells of the table under *heading* in docs/serving.md, by the first word or words of each row."""
    section = (ROOT / "docs/serving.md").read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    rows = [
        line.strip("| ").split(" | ") for line in section.partition("\n## ")[0].splitlines() if line[:1] == "|"
    ]
    return {name.partition(" (")[0]: cells for name, *cells in rows[2:]}
