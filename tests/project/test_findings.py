"""The form of the scripts in ``findings/``. They are not run here: they need the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FINDINGS = sorted((Path(__file__).parents[2] / "findings").glob("*.sh"))
PARTS = ["Expected", "Happens", "Matters here", "Seen"]


def head_of(script: Path) -> list[str]:
    """Return the comment at the beginning of *script*, line by line."""
    shebang, *lines = script.read_text(encoding="utf-8").splitlines()
    assert shebang == "#!/usr/bin/env bash"
    return [
        line.removeprefix("#").strip()
        for line in lines[: next(at for at, line in enumerate(lines) if line[:1] != "#")]
    ]


@pytest.mark.parametrize("script", FINDINGS, ids=lambda script: script.stem)
def test_a_finding_names_the_behaviour_the_expectation_the_reason_and_the_date(script: Path) -> None:
    behaviour, *rest = head_of(script)

    assert re.fullmatch(r"[A-Za-z].{20,150}\.", behaviour)
    assert [part for line in rest for part in re.findall(rf"^({'|'.join(PARTS)}):", line)] == PARTS
    assert re.search(r"^Seen: 20\d\d-\d\d-\d\d, \S.*\d", "\n".join(rest), re.MULTILINE)


@pytest.mark.parametrize("script", FINDINGS, ids=lambda script: script.stem)
def test_a_finding_stops_at_the_first_error_and_runs_without_ilofeed(script: Path) -> None:
    body = "\n".join(line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))

    assert body.lstrip().startswith("set -euo pipefail")
    assert not re.search(r"(import|from|install|-m)\s[^\n]*\bilofeed\b", body)
    assert "mktemp" in body or not re.search(r"\b(pip|npm)\b", body)


@pytest.mark.parametrize("script", FINDINGS, ids=lambda script: script.stem)
def test_a_finding_pins_what_it_installs(script: Path) -> None:
    body = script.read_text(encoding="utf-8").replace("\\\n", " ")
    installed = [line for line in body.splitlines() if re.search(r"pip\W+install|npm\W+install|npm\W+i\b", line)]

    for line in installed:
        assert re.search(r"==|@\d|@\$|==\$", line), line
