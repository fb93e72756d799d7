"""What tests of polls share: the surroundings of one poll, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.redirects import Redirects
from fakes.world import World
from ilofeed.poll.poller import Poller
from ilofeed.store import open_store


@pytest.fixture
def world(address: str, tmp_path: Path) -> Iterator[World]:
    store = open_store(address, folder=tmp_path)
    yield World(store, tmp_path)
    store.close()


@pytest.fixture
def redirects(world: World) -> Redirects:
    """Return the redirects of the site that *world* polls, none at first."""
    redirects = Redirects()
    world.poller = Poller(replace(world.services, locate_for=lambda _: redirects))
    return redirects
