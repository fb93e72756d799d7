"""Killed at any instant, or with any file call failing, the next run goes on as if nothing had been."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import feedparser
import pytest
from msgspec.structs import replace

from fakes import faults
from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, parse
from ilofeed.core.errors import IlofeedError

SEVEN = some(7)
TABLES_AT_ONCE = 7
# A new item on top, and one with other words.
EIGHT = [*some(8)[:4], replace(some(8)[4], title="Other words"), *some(8)[5:]]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class Subscriber:
    """Reads all three feeds, and keeps what it has seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.seen: dict[str, set[str]] = {}

    def read(self) -> None:
        """Read what is published now; every file there is must be whole."""
        for path in (path for path in self._folder.glob("feeds/news.*")):
            if path.suffix == ".json":
                entries = [(each["id"], each["url"]) for each in json.loads(path.read_bytes())["items"]]
            else:
                feed = feedparser.parse(path.read_bytes())
                assert not feed.bozo, path.name
                entries = [(entry.id, entry.link) for entry in feed.entries]
            assert len({entry_id for entry_id, _ in entries}) == len(entries)
            for entry_id, link in entries:
                self.seen.setdefault(link, set()).add(entry_id)


def config(folder: Path, site: Site) -> Config:
    return parse(
        f'[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n[[source]]\nslug = "news"\nurl = "{site.url}"',
        folder=folder,
    )


def poll(settings: Config) -> None:
    """Poll once, and accept the failures that a failing disk causes."""
    with suppress(IlofeedError), Container(settings) as app:
        list(use_cases.poll_sources(app, settings.sources))


@pytest.fixture
def polled(tmp_path: Path, site: Site) -> Path:
    """A folder in which SEVEN were polled and published; EIGHT are on the page."""
    folder = tmp_path / "polled"
    folder.mkdir()
    site.show(ilo_list(SEVEN))
    poll(config(folder, site))
    site.show(ilo_list(EIGHT))
    return folder


@pytest.mark.parametrize("fault", [faults.kill, faults.disk_full, faults.disk_broken])
def test_a_fault_at_any_call_is_made_good_by_the_next_run(
    fault: Callable[[bool], None], tmp_path: Path, site: Site, polled: Path
) -> None:
    folder = tmp_path / "folder"
    settings = config(folder, site)
    step, ended = 0, faults.HARMED
    while ended != faults.UNHARMED:
        step += 1
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(polled, folder)
        subscriber = Subscriber(folder)
        subscriber.read()

        ended = faults.run(lambda: poll(settings), folder, step, fault)
        subscriber.read()
        poll(settings)
        subscriber.read()

        assert ended in (faults.UNHARMED, faults.HARMED, faults.KILLED), f"step {step}"
        assert len(subscriber.seen) == 8, f"step {step}"
        assert all(len(ids) == 1 for ids in subscriber.seen.values()), f"step {step}"
        feed = json.loads((folder / "feeds" / "news.json").read_bytes())
        assert "Other words" in [each["title"] for each in feed["items"]], f"step {step}"
        assert [path.name for path in (folder / "feeds").iterdir() if path.name.startswith(".")] == []
    assert step > 30


def is_making_tables(folder: Path, aside: Path) -> bool:
    """Return whether the killed run had opened its database and not finished the tables; looks at a copy, *aside*."""
    if not (folder / "ilofeed.db").exists():
        return False
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(folder, aside)
    with closing(sqlite3.connect(aside / "ilofeed.db")) as database:
        ((version,),) = database.execute("PRAGMA user_version")
        return bool(version == 0)


def test_a_first_poll_that_is_killed_anywhere_is_made_good(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "folder"
    settings = config(folder, site)
    site.show(ilo_list(SEVEN))
    step, ended = 1, faults.HARMED
    steps_at_once, has_tables = 1, False
    while ended != faults.UNHARMED:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        subscriber = Subscriber(folder)

        ended = faults.run(lambda: poll(settings), folder, step, faults.kill)
        # One transaction makes all tables, by some hundred calls: a sample of them is enough.
        if not has_tables and is_making_tables(folder, tmp_path / "aside"):
            steps_at_once = TABLES_AT_ONCE
        elif steps_at_once > 1:
            step, steps_at_once, has_tables = step - steps_at_once, 1, True
        subscriber.read()
        poll(settings)
        subscriber.read()

        assert len(subscriber.seen) == 7, f"step {step}"
        assert all(len(ids) == 1 for ids in subscriber.seen.values()), f"step {step}"
        step += steps_at_once
    assert step > 30
