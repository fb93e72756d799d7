"""What tests of a wrong clock share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.wrong_clock import Scene
from ilofeed.store import open_store


@pytest.fixture
def scene(address: str, tmp_path: Path) -> Iterator[Scene]:
    store = open_store(address, folder=tmp_path)
    yield Scene(store, tmp_path)
    store.close()
