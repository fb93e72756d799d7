"""Fixtures of all stores, for the contract that each must fulfil."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from ilofeed.core.protocols import Store
from ilofeed.store import open_store
from store.samples import Connect


@pytest.fixture
def connect(address: str, tmp_path: Path) -> Iterator[Connect]:
    """Open the same database again, as another process would."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_store(address, folder=tmp_path)))


@pytest.fixture
def store(connect: Connect) -> Store:
    return connect()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ilofeed.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the same file as another program would, without waiting for locks."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as opened:
        yield opened
