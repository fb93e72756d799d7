"""What the documentation tells to do is done, and comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.follower import ROOT, Follower
from fakes.site import serving

PAGES = ("README.md", "docs/getting-started.md", "docs/gate.md")


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_the_page_says_what_the_page_says(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    with serving() as site:
        done = list(Follower(tmp_path / "folder", site).follow(page))

    assert len(done) == page.count("\n$ ")
    assert len(done) > 2
    for each in done:
        assert each.is_as_told, f"$ {each.command}\n{each.came}\nexit status {each.status}"


def test_a_page_that_says_something_else_is_found_out(tmp_path: Path) -> None:
    page = "```console\n$ echo one two\none ...\n$ echo one two\none\n$ echo one; false\none\n```\n"

    with serving() as site:
        done = list(Follower(tmp_path / "folder", site).follow(page))

    assert [each.is_as_told for each in done] == [True, False, False]
