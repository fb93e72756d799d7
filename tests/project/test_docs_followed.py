"""What the documentation tells to do is done, and comes out as it says."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.follower import ROOT, Follower
from fakes.operator import COMMAND
from fakes.site import serving

PAGES = (
    "README.md",
    "docs/getting-started.md",
    "docs/gate.md",
    "docs/data.md",
    "docs/feeds-as-sources.md",
    "docs/sitemaps.md",
    "docs/adding-a-layout.md",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_the_page_prints_its_output(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    with serving() as site:
        follower = Follower(tmp_path / "folder", site)
        done = list(follower.follow(page))

    commands = re.findall(r"^\$ (.*)$", page, flags=re.MULTILINE)
    assert [each.command for each in done] == [each for each in commands if not follower.leaves_out(each)]
    assert len(done) > 2
    for each in done:
        assert each.is_as_expected, f"$ {each.command}\n{each.came}\nexit status {each.status}"


def test_a_page_that_says_something_else_is_found_out(tmp_path: Path) -> None:
    page = "```console\n$ echo one two\none ...\n$ echo one two\none\n$ echo one; false\none\n```\n"

    with serving() as site:
        done = list(Follower(tmp_path / "folder", site).follow(page))

    assert [each.is_as_expected for each in done] == [True, False, False]


def test_a_page_may_say_that_a_command_fails_and_what_a_file_contains(tmp_path: Path) -> None:
    page = (
        "<!-- file a/b.py -->\n```python\nprint(1)\n```\n```console\n$ python a/b.py\n1\n```\n"
        "<!-- fails -->\n```console\n$ false\n$ true\n```\n```console\n$ false\n```\n"
    )

    with serving() as site:
        done = list(Follower(tmp_path / "folder", site).follow(page))

    assert [each.is_as_expected for each in done] == [True, True, False, False]


def keys(document: Any) -> Iterator[str]:
    """Every key of *document*, at any depth."""
    if isinstance(document, dict):
        yield from document
    for each in (
        document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    ):
        yield from keys(each)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a demo leaves."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([COMMAND, "demo", "--output", folder], capture_output=True, check=True, timeout=60)
    return folder


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("preview", [str(ROOT / "fixtures/auto/french.html")]),
        ("add", ["ilo"]),
        ("fetch", ["--once"]),
        ("status", []),
        ("history", ["covid-19-enterprises"]),
        ("explain", ["covid-19-enterprises"]),
        ("replay", []),
        ("validate", [str(ROOT / "README.md")]),
    ],
)
def test_every_key_of_json_is_documented(command: str, arguments: list[str], demo: Path) -> None:
    section = (ROOT / "docs/commands.md").read_text(encoding="utf-8").partition(f"\n## ilofeed {command}")[2]
    documented = set(re.findall(r"[\"`](\w+)[\"`]", section.partition("\n## ")[0]))

    done = subprocess.run(
        [COMMAND, "-c", demo / "config.toml", command, *arguments, "--json"],
        capture_output=True,
        check=False,
        timeout=60,
    )

    found = set(keys(json.loads(done.stdout)))
    assert found - documented == set()
    assert len(found) > 4
