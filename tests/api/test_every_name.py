"""The public interface as programs use it: all of it typed, and no more loaded than is used."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ilofeed

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("every_name.py")
#: What a program that reads, compares and renders has no use for.
UNUSED = {"anyio", "apscheduler", "click", "httpx", "httpcore", "jinja2", "psycopg", "sqlite3", "ssl", "starlette"}


def run(program: str, folder: Path) -> str:
    """What a Python of its own prints for *program*."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_program_with_every_name_runs(tmp_path: Path) -> None:
    printed = run(f"import runpy; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')", tmp_path)

    first, error, last = printed.splitlines()
    assert (first, last) == ("True 2 True", "[]")
    assert error.startswith("config.toml: missing.toml: there is no such file")


def test_the_program_has_every_name() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))

    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "ilofeed"
        for alias in node.names
    }

    assert imported == set(ilofeed.__all__)


@pytest.mark.slow
def test_a_type_checker_accepts_the_program_and_finds_misspelt_names(tmp_path: Path) -> None:
    shutil.copy(PROGRAM, tmp_path / "program.py")
    (tmp_path / "misspelt.py").write_text(
        "import ilofeed\n\nilofeed.extract_item('', url='')\nilofeed.extract_items(5)\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "program.py", "misspelt.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    found = [
        (line.partition(":")[0], line.rpartition("[")[2]) for line in done.stdout.splitlines() if "error:" in line
    ]
    assert found == [
        ("misspelt.py", "attr-defined]"),
        ("misspelt.py", "call-arg]"),
        ("misspelt.py", "arg-type]"),
    ], done.stdout


def test_one_line_reads_a_saved_page(tmp_path: Path) -> None:
    shutil.copy(ROOT / "fixtures/ilo-cards/front.html", tmp_path / "page.html")

    printed = run(
        "import ilofeed;"
        " print(ilofeed.extract_items(open('page.html').read(), url='https://www.ilo.org/resource/news'))",
        tmp_path,
    )

    assert printed.startswith("Extraction(profile='ilo-cards', url='https://www.ilo.org/resource/news', ")
    assert "title='Fishers agree on rest hours'" in printed


def test_a_program_loads_neither_network_nor_database_that_it_does_not_use(tmp_path: Path) -> None:
    program = f"""
import json, sys
sys.path.insert(0, {str(PROGRAM.parent)!r})
from every_name import *
now = datetime.now(UTC)
found = read("<ul><li><a href='/one'>One rule</a></ul>", now)
changes = detect_changes(found, now=now)
passes(evaluate_gate(found, changes.to_save, now=now))
validate_document(render_feed(feed_of(changes.new), "atom"))
print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))
"""
    assert UNUSED.isdisjoint(json.loads(run(program, tmp_path)))


def test_an_error_is_loaded_without_what_can_raise_it(tmp_path: Path) -> None:
    printed = run("import ilofeed, sys; ilofeed.ExtractError; print(*sorted(sys.modules))", tmp_path).split()

    assert {name for name in printed if name.startswith("ilofeed")} <= {
        "ilofeed",
        "ilofeed.core",
        "ilofeed.core.errors",
        "ilofeed.core.lazy_pattern",
        "ilofeed.core.secrets",
    }
