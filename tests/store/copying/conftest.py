"""Copy stores between both kinds of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.postgres import Server
from store.copying.moves import WAYS, Move


@pytest.fixture(params=WAYS)
def move(request: pytest.FixtureRequest, tmp_path: Path) -> Move:
    def address(kind: str, file: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{file}"
        server: Server = request.getfixturevalue("postgres")
        return server.database()

    one, _, other = str(request.param).partition(" to ")
    return Move(address(one, "here.db"), address(other, "there.db"), tmp_path)


@pytest.fixture
def to_server(postgres: Server, tmp_path: Path) -> Move:
    return Move("sqlite:///here.db", postgres.database(), tmp_path)


@pytest.fixture
def to_file(tmp_path: Path) -> Move:
    return Move("sqlite:///here.db", "sqlite:///there.db", tmp_path)
