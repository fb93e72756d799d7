"""How the package is built, and what it refuses."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

import ilofeed
from ilofeed.publish.render import FORMATS, MEDIA_TYPES, render
from publish.render.samples import FEEDS

PACKAGE = Path(ilofeed.__file__).parent


def imported(path: Path) -> set[str]:
    """Top-level names of all that a module imports, wherever it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def test_feedgen_is_imported_in_one_place_only() -> None:
    importers = [str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if "feedgen" in imported(path)]

    assert importers == ["publish/render/rss_atom.py"]


@pytest.mark.parametrize(
    ("program", "loaded"),
    [
        ("None", False),
        ("render(FEEDS['seed'], 'json')", False),
        ("render(FEEDS['seed'], 'rss')", True),
    ],
    ids=["import", "json", "rss"],
)
def test_feedgen_and_lxml_are_loaded_only_for_xml(program: str, loaded: bool) -> None:  # noqa: FBT001 - a parameter
    imports = "from publish.render.samples import FEEDS; from ilofeed.publish.render import render"
    asked = f"{imports}; {program}; import sys; print(sorted({{'feedgen', 'lxml'}} & sys.modules.keys()))"

    printed = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )

    assert printed.stdout.strip() == ("['feedgen', 'lxml']" if loaded else "[]")


def test_every_format_has_a_media_type() -> None:
    assert tuple(MEDIA_TYPES) == FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_feed_is_refused(format: str) -> None:
    with pytest.raises(ValueError, match="feed 'minimal' has no entries"):
        render(replace(FEEDS["minimal"], entries=()), format)


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no such format: 'opml'; there are rss, atom, json"):
        render(FEEDS["minimal"], "opml")
