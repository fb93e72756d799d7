"""Keep phrases that readers of plain English stumble over out of the program and its documentation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))["phrases"]


def texts() -> dict[str, str]:
    """Return the texts that people read, by path."""
    paths = [*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.html"), *ROOT.glob("docs/*.md")]
    paths += [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths if "site" not in path.parts
    }


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_does_not_come_back(phrase: str) -> None:
    offenders = [name for name, text in texts().items() if re.search(phrase, text, re.IGNORECASE)]

    assert offenders == [], f"write {PHRASES[phrase]!r}"
