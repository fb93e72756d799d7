"""The example of docs/browser.md is done as it says, with a real Chromium."""

from __future__ import annotations

import os
import re
from pathlib import Path

from end_to_end.browser.rendering import chromium
from fakes.follower import LOOPBACK, ROOT, Follower
from fakes.site import serving


def test_every_command_of_the_page_prints_its_output(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "browser.md").read_text(encoding="utf-8")
    sandbox = "chromium_sandbox = false\n" if os.geteuid() == 0 else ""
    settings = f'{LOOPBACK}chromium = "{chromium()}"\n{sandbox}'

    with serving() as site:
        follower = Follower(tmp_path / "folder", site, settings)
        (tmp_path / "folder" / "config.toml").write_text(settings)
        done = list(follower.follow(page))

    assert [each.command for each in done] == re.findall(r"^\$ (.*)$", page, flags=re.MULTILINE)
    assert len(done) == 4
    for each in done:
        assert each.is_as_expected, f"$ {each.command}\n{each.came}\nexit status {each.status}"
