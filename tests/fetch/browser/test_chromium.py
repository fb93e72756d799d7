"""Find Chromium, and say what is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakes.clock import FakeClock
from ilofeed.core.errors import FetchError
from ilofeed.fetch.browser import chromium
from ilofeed.fetch.browser.next_document import NextDocuments
from ilofeed.fetch.browser.rendering import Browser, BrowserSettings
from ilofeed.fetch.client import Fetcher
from ilofeed.store import open_store


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str) -> str:
    path = folder / name
    path.touch(mode=0o755)
    return str(path)


def test_the_first_of_the_usual_names_is_found(programs: Path) -> None:
    assert chromium.find() is None
    chrome = install(programs, "google-chrome")
    assert chromium.find() == chrome
    debian = install(programs, "chromium")
    assert chromium.find() == debian


def test_a_named_program_is_the_only_one(programs: Path) -> None:
    install(programs, "chromium")
    own = install(programs, "own-chromium")

    assert chromium.find("own-chromium") == chromium.find(own) == own
    assert chromium.find("another") is None


@pytest.mark.parametrize(
    ("named", "words"),
    [("", "apt-get install chromium"), ("another", "fetch.chromium is 'another', which is no program")],
)
def test_a_missing_program_is_said_with_the_remedy(programs: Path, named: str, words: str) -> None:
    assert list(programs.iterdir()) == []
    assert words in chromium.problem(named)


def test_root_needs_a_decision_about_the_sandbox(programs: Path) -> None:
    install(programs, "chromium")

    assert ("chromium_sandbox = false" in chromium.problem()) == (os.geteuid() == 0)
    assert chromium.problem(is_sandboxed=False) == ""


def test_no_browser_is_started_without_a_program(programs: Path) -> None:
    store, clock = open_store("sqlite:///:memory:"), FakeClock()
    with Fetcher(clock) as client:
        browser = Browser(client, NextDocuments(client, store, robots=True), BrowserSettings(program="another"))
        with pytest.raises(FetchError, match="is no program") as caught, browser.turn():
            raise AssertionError(programs)
    store.close()

    assert caught.value.reason == "browser"
