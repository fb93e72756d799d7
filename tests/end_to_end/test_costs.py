"""What a poll costs, counted: for the page that is as it was, and for the one with something new.

Times are measured in bench/. These figures hold on any machine: who makes a poll do more has to
say so here.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from fakes.house import House as InOneProcess
from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.site import Answer, Site, serving
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.core.models import Entry, Feed
from ilofeed.core.state import Outcome
from ilofeed.publish import render, validate

COUNTED = Path(__file__).parents[1] / "fakes" / "counted.py"
PARSING = ("pages", "parsed", "soups", "tags")
WRITING = ("rendered", "fsyncs", "moved")
STORING = ("transactions", "statements", "rows")


@dataclass(frozen=True)
class Cost:
    """What a run did."""

    outcomes: list[str]
    polls: Counter[str]
    shared: Counter[str]  #: for the feeds over several sources and the page of all, after the polls
    modules: list[str]


class House:
    """A site, a configuration, and a new process for every run."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        self.runs = 0
        (folder / "config.toml").write_text(
            '[ilofeed]\nbase_url = "https://feeds.example.org/"\n'
            '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
            f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
        )

    def run(self) -> Cost:
        """Return what one run did, two seconds after the run before it."""
        self.runs += 1
        done = subprocess.run(
            [sys.executable, "-P", COUNTED, str(self.runs)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        return Cost(found["outcomes"], Counter(found["polls"]), Counter(found["shared"]), found["modules"])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One that has polled once."""
    with serving() as site:
        site.show(page(20))
        house = House(tmp_path, site)
        assert house.run().outcomes == ["changed"]
        yield house


def page(count: int, menu: int = 300) -> str:
    """A list of *count* items under a large menu."""
    entries = "".join(f'<li class="menu-entry"><a href="/topic-{at}">Topic {at}</a></li>' for at in range(menu))
    return ilo_list(some(count)).replace("<h1>", f"<nav><ul>{entries}</ul></nav><h1>", 1)


def assert_not_loaded(names: str, loaded: Collection[str]) -> None:
    """Assert that none of the modules *names*, which exist, is among the *loaded* ones."""
    for name in names.split():
        assert find_spec(f"ilofeed.{name}"), name
        assert f"ilofeed.{name}" not in loaded


def only(names: tuple[str, ...], counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in names if counts[name]}


def test_a_poll_that_is_answered_304_has_three_transactions_and_parses_nothing(house: House) -> None:
    found = house.run()

    assert found.outcomes == ["not_modified"]
    # The claim with the turn at the host, the record with the end of the turn, and what is published.
    assert (found.polls["transactions"], found.polls["writes"]) == (3, 2)
    assert found.polls["statements"] <= 17
    assert only(PARSING + WRITING, found.polls) == {}


def test_the_same_page_sent_again_costs_as_much_as_a_304(house: House) -> None:
    house.site.answer(Answer(body=page(20).encode(), validators=False))

    found = house.run()

    assert found.outcomes == ["unchanged"]
    assert (found.polls["transactions"], found.polls["writes"]) == (3, 2)
    assert found.polls["statements"] <= 17
    assert only(PARSING + WRITING, found.polls) == {}


def test_after_polls_without_news_only_the_state_of_the_sources_is_written(house: House) -> None:
    found = house.run()

    assert only(WRITING, found.shared) == {"fsyncs": 2, "moved": 1}  # status.json, and its folder
    # Six of them because the source has been silent for years: is it quiet?
    assert found.shared["statements"] <= 24


def test_a_poll_without_news_loads_no_parser_no_renderer_and_no_checker(house: House) -> None:
    loaded = house.run().modules

    assert_not_loaded(
        "extract.partial_soup extract.document extract.layouts.ilo_list extract.text_lines extract.autodetect"
        " extract.layouts.css publish.render.html publish.render.json_feed publish.render.rss_atom publish.validate"
        " decide.explain extract.article config.selectors core.css_selectors core.jmespath_search fetch.socks",
        loaded,
    )
    assert len(loaded) <= 170  # each takes a fifth of a millisecond


def test_a_known_layout_is_read_without_the_autodetection(house: House) -> None:
    house.site.show(page(21))

    loaded = house.run().modules

    assert "ilofeed.extract.layouts.ilo_list" in loaded
    assert_not_loaded(
        "extract.layouts.ilo_cards.page extract.document_urls core.bot_challenge extract.pagination"
        " extract.autodetect extract.layouts.css",
        loaded,
    )


def test_a_new_item_is_read_from_one_soup_of_the_list_alone(house: House) -> None:
    house.site.show(page(21))

    found = house.run()

    assert found.outcomes == ["changed"]
    assert (found.polls["pages"], found.polls["soups"]) == (1, 1)
    assert found.polls["parsed"] == len(page(21))
    # An item has six elements; those of the menu, six hundred, are not among them.
    assert 21 * 6 < found.polls["tags"] < 21 * 6 + 12


def test_cards_are_read_from_one_soup_of_the_cards_alone(house: House) -> None:
    menu = "<nav><ul>" + '<li><a href="/topic">Topic</a>' * 300 + "</ul></nav><h1>"
    house.site.show(ilo_cards(some(21)).replace("<h1>", menu, 1))

    found = house.run()

    assert found.polls["soups"] == 1
    assert 0 < found.polls["tags"] < 21 * 12


def test_a_new_item_is_rendered_once_in_each_format_and_written_once(house: House) -> None:
    house.site.show(page(21))

    found = house.run()

    # RSS, Atom and JSON, and the page for people; each flushed, then the folder.
    assert only(WRITING, found.polls) == {"rendered": 3, "fsyncs": 5, "moved": 4}
    # Beside those of every poll the one that remembers what was published.
    assert found.polls["writes"] == 3
    # Thirteen are for search: what is known of the titles, the row of the new one, and what FTS5 does with it.
    assert found.polls["statements"] <= 82
    # The feed of all sources, the page of all feeds, and how the sources are; the list of feeds is as it was.
    assert only(WRITING, found.shared) == {"rendered": 3, "fsyncs": 9, "moved": 6}


class Daemon:
    """A program that stays open. It counts the entries that are rendered and checked, once for each format.

    It also counts the statements, the transactions and the changed rows of its database.
    """

    def __init__(self, house: InOneProcess, app: Container, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counts: Counter[str] = Counter()
        self._house = house
        self._app = app
        renderer, read = render.renderer, validate.read

        def counted_renderer(format: str) -> render.Renderer:
            def rendered(feed: Feed, entries: Sequence[Entry]) -> bytes:
                self.counts["rendered"] += len(entries)
                return renderer(format)(feed, entries)

            return rendered

        def counted_read(document: bytes) -> validate.Report:
            report = read(document)
            self.counts["checked"] += len(report.entries)
            return report

        connect = sqlite3.connect

        def counted_connect(*arguments: Any, **named: Any) -> Any:
            self._connection = connection = connect(*arguments, **named)
            connection.set_trace_callback(self._count)
            return connection

        monkeypatch.setattr(sqlite3, "connect", counted_connect)
        _ = app.store
        monkeypatch.setattr(render, "renderer", counted_renderer)
        monkeypatch.setattr(validate, "read", counted_read)

    def _count(self, statement: str) -> None:
        self.counts["statements"] += not statement.startswith("--")  # what FTS5 does depends on SQLite's version
        self.counts["transactions"] += statement.startswith("BEGIN")

    def poll(self, items: Sequence[Listed]) -> Counter[str]:
        """Poll a page of *items*, and return what that counted."""
        self._house.site.show(ilo_list(items))
        self._house.clock.pass_by(hours=1)
        self.counts.clear()
        before = self._connection.total_changes
        (report,) = use_cases.poll_sources(self._app, self._app.config.sources)
        assert report.outcome is Outcome.CHANGED
        self.counts["rows"] = self._connection.total_changes - before
        return Counter(self.counts)


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with serving() as site:
        house = InOneProcess(tmp_path, site)
        with house.app() as app:
            yield Daemon(house, app, monkeypatch)


@pytest.mark.parametrize("count", [7, 50, 490])
def test_one_new_entry_is_rendered_and_checked_once_in_each_format_however_long_the_feed_is(
    daemon: Daemon, count: int
) -> None:
    first = daemon.poll(some(count))
    assert first["rendered"] == first["checked"] >= 3 * count  # a long feed closes an archive at once

    for more in (1, 2):
        found = daemon.poll(some(count + more))
        assert only(("rendered", "checked"), found) == {"rendered": 3, "checked": 3}


def test_what_the_database_does_for_one_new_item_does_not_depend_on_the_page(daemon: Daemon) -> None:
    found, items = [], some(1003)
    for count in (7, 100, 1000):
        daemon.poll(items[-count - 1 :][:count])
        found.append(Counter(only(STORING, daemon.poll(items[-count - 2 :][:count]))))

    young, *full = found
    # The new item, the one that left, their names, and the rows of every poll.
    assert young["rows"] == full[0]["rows"] <= 25
    assert (young["transactions"], young["statements"]) <= (15, 78)
    # A full feed has archives, and looks for their pages.
    more = Counter(transactions=1, statements=3)
    assert full[0] == full[1] == young + more


def test_of_known_items_at_most_the_start_tags_are_put_into_a_soup() -> None:
    program = COUNTED.with_name("counted_reading.py")

    done = subprocess.run(
        [sys.executable, "-P", program],
        env=os.environ | {"PYTHONPATH": str(COUNTED.parents[1])},
        capture_output=True,
        check=True,
        timeout=60,
    )

    found = json.loads(done.stdout)
    # An item of a list has six elements. A card has nine and one around it, which is not known.
    assert found["ilo-list"][1:] == [found["ilo-list"][0] + more for more in (93, 393)]
    assert found["ilo-cards"][1:] == [found["ilo-cards"][0] + 2 * more for more in (93, 393)]
    assert max(found["ilo-list"][0], found["ilo-cards"][0]) < 45
    # The elements around the items, twice: to find the items, and to read the new one.
    assert len(set(found["selectors"])) == 1
    assert found["selectors"][0] < 25
