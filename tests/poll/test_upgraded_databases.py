"""A database of any older program is opened, and its feeds go on: no id moves, and nothing is announced again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from fakes.pages import ilo_list, some
from fakes.world import World
from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite import SqliteStore
from store.older import make_older

NEWEST = max(read_migrations("sqlite"))


def ids(world: World) -> dict[str, str]:
    """Return the ids in the feed by title."""
    feed = json.loads((world.output / "news.json").read_bytes())
    return {each["title"]: each["id"] for each in feed["items"]}


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_database_of_every_older_version_keeps_its_ids_and_gets_new_items_once(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "ilofeed.db"
    with closing(SqliteStore(path)) as store:
        world = World(store, tmp_path)
        world.fetch.show(ilo_list(some(7)))
        world.poll()
        before = ids(world)
    make_older(path, version)

    with closing(SqliteStore(path)) as store:
        world = World(store, tmp_path)
        world.clock.pass_by(hours=1)
        world.fetch.show(ilo_list(some(9)))
        report = world.poll()

    assert (report.new, report.revised, report.moved) == (2, 0, 0)
    after = ids(world)
    assert len(after) == 9
    assert before.items() < after.items()
