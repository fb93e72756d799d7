"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from fakes import postgres as servers

# No test depends on the clock on the wall: a busy machine is no failure. In CI the same
# commit gives the same result; new examples are tried at home.
settings.register_profile("ilofeed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ilofeed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write what is rendered to the golden files instead of comparing; review the diff",
    )
    parser.addoption(
        "--write-pictures", action="store_true", help="write the pictures in docs/images; look at them"
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Server]:
    """A PostgreSQL server of the tests' own."""
    if servers.programs() is None:
        if "ILOFEED_REAL_PARTS" in os.environ:
            pytest.fail("PostgreSQL is not installed, and CI has to have it")
        pytest.skip("needs Debian's package postgresql")
    with servers.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """That of an empty database."""
    if request.param == "sqlite":
        return "sqlite:///ilofeed.db"
    server: servers.Server = request.getfixturevalue("postgres")
    return server.database()
