"""The overview of `status --watch`: it is read again only if something may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import Answer, serving
from ilofeed.app import overview
from ilofeed.app.container import Container
from ilofeed.app.live_overview import LiveOverview
from ilofeed.app.overview import Overview
from ilofeed.config.loader import Config
from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.state import Condition


class Watched:
    """A house, and a live overview of it whose looks are counted."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.reads = 0
        self.error: StoreError | None = None
        self.changes: list[Callable[[], Config | None]] = []
        with house.app() as app:
            config = app.config
        self.live = LiveOverview(config, self._changed, self._read, self._open)

    def conditions(self) -> list[Condition]:
        return [health.condition for health in self.live().healths]

    def _changed(self) -> Config | None:
        return self.changes.pop()() if self.changes else None

    def _read(self, app: Container) -> Overview:
        self.reads += 1
        if self.error:
            raise self.error
        return overview.overview(app, app.config.sources)

    def _open(self, config: Config) -> Container:
        return Container(config, clock=self.house.clock, create=False)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with serving() as site:
        house = House(tmp_path, site)
        site.clock = house.clock.now
        site.show(ilo_list(some(9)))
        watched = Watched(house)
        with closing(watched.live):
            yield watched


def test_nothing_is_read_again_while_nothing_changes(watched: Watched) -> None:
    watched.house.poll()
    watched.live()
    watched.live()
    before = watched.reads
    watched.house.clock.pass_by(seconds=5)

    found = watched.live()

    assert (before, watched.reads) == (1, 1)
    assert found.now == watched.house.clock.now()


def test_a_poll_of_another_process_is_seen(watched: Watched) -> None:
    watched.house.poll()
    before = watched.conditions()
    watched.house.site.answer(Answer(status=500))
    watched.house.poll()

    assert Condition.FAILING not in before
    assert watched.conditions() == [Condition.FAILING]


def test_what_changes_with_time_alone_is_seen_after_a_minute(watched: Watched) -> None:
    watched.house.poll()
    watched.live()
    watched.house.clock.pass_by(days=1)

    assert watched.conditions() == [Condition.OVERDUE]


def test_a_database_that_is_made_later_is_opened(watched: Watched) -> None:
    before = watched.conditions()
    watched.house.poll()

    assert before == [Condition.NEW]
    assert watched.conditions() == [Condition.QUIET]


def test_a_changed_configuration_is_loaded(watched: Watched) -> None:
    watched.house.poll()
    watched.live()
    watched.house.sources["press"] = watched.house.site.origin + "/press"
    with watched.house.app() as app:
        config = app.config
    watched.changes.append(lambda: config)

    assert watched.conditions() == [Condition.QUIET, Condition.NEW]


def test_an_invalid_configuration_is_reported_until_it_is_corrected(watched: Watched) -> None:
    def fail() -> Config:
        raise ConfigError("config.toml: interval is 'often'")

    watched.house.poll()
    config = watched.live._config
    watched.changes.append(fail)
    found = watched.live()
    problem = watched.live.problem
    watched.live()
    kept = watched.live.problem
    watched.changes.append(lambda: config)
    watched.live()

    assert len(found.healths) == 1
    assert problem == kept == "config.toml: interval is 'often'; going on as before"
    assert watched.live.problem == ""


def test_after_an_error_of_the_database_it_is_opened_again(watched: Watched) -> None:
    watched.house.poll()
    watched.error = StoreError("the database is locked")
    with pytest.raises(StoreError):
        watched.live()
    watched.error = None

    assert watched.conditions() == [Condition.QUIET]
