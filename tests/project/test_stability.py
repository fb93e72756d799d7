"""The page about stability: each promise names a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/stability.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py): (test_\w+)`")


def test_each_promise_names_its_test() -> None:
    tables = [
        table for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE) if table.startswith("| promise |")
    ]
    rows = [row for table in tables for row in table.splitlines()[2:]]

    assert len(rows) > 20
    assert [row for row in rows if not _TEST.search(row)] == []


def test_each_named_test_exists() -> None:
    named = _TEST.findall(PAGE)

    missing = [
        (file, test)
        for file, test in named
        if not (ROOT / file).is_file() or f"\ndef {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
