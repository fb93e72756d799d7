"""A database of any older program is opened, and its feeds go on: no id moves, and nothing is announced again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from fakes.pages import ilo_list, some
from fakes.postgres import Server
from fakes.world import World
from ilofeed.core.protocols import Store
from ilofeed.store import open_store
from ilofeed.store.migrations import read_migrations
from store.older import make_older, make_older_server


def older(database: str) -> list[int]:
    """Return the versions of all tables that a *database* had before the present ones."""
    return sorted(read_migrations(database))[:-1]


def ids(world: World) -> dict[str, str]:
    """Return the ids in the feed by title."""
    feed = json.loads((world.output / "news.json").read_bytes())
    return {each["title"]: each["id"] for each in feed["items"]}


def begun(store: Store, folder: Path) -> dict[str, str]:
    """Poll seven items, and return the ids in the feed."""
    world = World(store, folder)
    world.fetch.show(ilo_list(some(7)))
    world.poll()
    return ids(world)


def goes_on(store: Store, folder: Path, before: dict[str, str]) -> None:
    """Poll two more items, and check that the feed has them and the ids of *before*."""
    world = World(store, folder)
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(some(9)))

    report = world.poll()

    assert (report.new, report.revised, report.moved) == (2, 0, 0)
    assert len(ids(world)) == 9
    assert before.items() < ids(world).items()


@pytest.mark.parametrize("version", older("sqlite"))
def test_a_database_of_every_older_version_keeps_its_ids_and_gets_new_items_once(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "ilofeed.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        before = begun(store, tmp_path)
    make_older(path, version)

    with closing(open_store(f"sqlite:///{path}")) as store:
        goes_on(store, tmp_path, before)


# Each takes half a second. In between, a migration is applied to the rows of these.
@pytest.mark.parametrize("version", older("postgres")[::5])
def test_a_server_of_an_older_version_keeps_its_ids_and_gets_new_items_once(
    postgres: Server, version: int, tmp_path: Path
) -> None:
    newer, address = postgres.migrated_database(), postgres.database()
    with closing(open_store(newer)) as store:
        before = begun(store, tmp_path)
    make_older_server(newer, address, version)

    with closing(open_store(address)) as store:
        goes_on(store, tmp_path, before)
