"""What tests of links share: the surroundings of one poll, on a database in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fakes.world import World
from ilofeed.core.protocols import Store
from ilofeed.store import open_store


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store("sqlite:///:memory:")) as opened:
        yield opened


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return World(store, tmp_path)
