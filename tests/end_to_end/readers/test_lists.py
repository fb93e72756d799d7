"""The subscription lists in newsboat, which keeps an id that two feeds share only in the feed fetched last."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from end_to_end.readers.subscribers import run
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.real_parts import program
from fakes.shelf import Shelf, shelving
from fakes.site import serving
from publish.house_lists import OTHER, listed


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A served folder with the feeds of two sources of three and two items, and `all`."""
    with serving() as site:
        house = House(tmp_path, site)
        with shelving(house.output) as shelf:
            house.base_url = shelf.url
            house.sources["other"] = site.origin + OTHER
            site.show(ilo_list(some(3)))
            site.show(ilo_list([listed(71, "Elsewhere"), listed(72, "Far away")]), OTHER)
            house.poll()
            yield shelf


def shown_by_newsboat(shelf: Shelf, list_name: str, folder: Path) -> dict[str, int]:
    """Import the list into a new newsboat, start it twice, and return the number of entries of each feed."""
    folder.mkdir()
    newsboat = program("newsboat", "newsboat")
    files = ("-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config")
    (folder / "config").write_text("reload-threads 1\n")  # one feed after the other, in the order of the list
    (folder / "urls").write_text("")
    run(newsboat, *files, "-i", shelf.folder / f"{list_name}.opml", folder=folder)
    for _start in range(2):
        run(newsboat, *files, "-x", "reload", folder=folder)
    with closing(sqlite3.connect(folder / "cache.db")) as cache:
        feeds = [url for (url,) in cache.execute("SELECT rssurl FROM rss_feed")]
        entries = Counter(url for (url,) in cache.execute("SELECT feedurl FROM rss_item WHERE deleted = 0"))
    return {url.removeprefix(shelf.url): entries[url] for url in feeds}


def test_newsboat_shows_each_entry_in_each_feed_of_the_list_of_sources(shelf: Shelf, tmp_path: Path) -> None:
    shown = shown_by_newsboat(shelf, "sources", tmp_path / "reader")

    assert shown == {"news.rss": 3, "other.rss": 2}


def test_newsboat_shows_the_entries_of_the_list_of_all_feeds_under_their_sources(
    shelf: Shelf, tmp_path: Path
) -> None:
    shown = shown_by_newsboat(shelf, "feeds", tmp_path / "reader")

    assert shown == {"all.rss": 0, "news.rss": 3, "other.rss": 2}
