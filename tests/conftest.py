"""What every test may use."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from end_to_end.readers import announced
from fakes import forty as forty_sources
from fakes import postgres as servers
from fakes.real_parts import missing
from ilofeed.core import hints, secrets

# No test depends on the clock on the wall: a busy machine is no failure. In CI the same
# commit gives the same result; new examples are tried at home.
settings.register_profile("ilofeed", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("few", settings.get_profile("ilofeed"), max_examples=10)
settings.load_profile("ilofeed")


# A test that writes safely waits for the disk ten times as long as it computes.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folders in it are made by pytest and tempfile, with random names
_ENOUGH_BYTES = 2 << 30


def pytest_configure() -> None:
    """Keep temporary folders in memory, where there is enough of it and programs may be started from it."""
    if "TMPDIR" in os.environ or not _MEMORY.is_dir():
        return
    there = os.statvfs(_MEMORY)
    if there.f_bavail * there.f_frsize >= _ENOUGH_BYTES and not there.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # it was read before


@pytest.fixture(autouse=True)
def _secrets_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the secrets that a test added: they are those of the process."""
    monkeypatch.setattr(secrets, "_secrets", vars(secrets)["_secrets"])


@pytest.fixture(autouse=True)
def _commands_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the configuration file that a test named: it is that of the process."""
    monkeypatch.setattr(hints, "_given", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write what is rendered to the golden files instead of comparing; review the diff",
    )
    parser.addoption(
        "--write-pictures", action="store_true", help="write the pictures in docs/images; look at them"
    )


# They need programs beside Python, or are long runs of the whole program, which one Python makes for all.
_NOT_PURE = frozenset(
    "browser deploy readers responses cluster copying test_faults.py test_killed.py test_overdue.py"
    " test_round_trip.py test_simulated_year.py test_week.py".split()
)
_STARTS_PROCESSES = re.compile(
    r"^(?:import|from) (?:subprocess|venv|bench\.worker|fakes\.(?:cluster|follower|operator|processes|team))\b",
    re.MULTILINE,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs nothing but Python: it runs on every Python that CI finds."""
    starts: dict[Path, bool] = {}
    for item in items:
        if item.path not in starts:
            starts[item.path] = _STARTS_PROCESSES.search(item.path.read_text(encoding="utf-8")) is not None
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        uses_server = "postgres" in (*getattr(item, "fixturenames", ()), parameters.get("address"))
        if not (starts[item.path] or uses_server or _NOT_PURE.intersection(item.path.parts)):
            item.add_marker(pytest.mark.pure)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker, hand the tables of the readers over to the process that prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["announced"] = announced.ROWS
        output["tables"] = announced.TABLES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the tables of a worker that has ended."""
    output = getattr(node, "workeroutput", {})
    announced.ROWS.extend(map(tuple, output.get("announced", ())))
    announced.TABLES.extend(output.get("tables", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what must not be lost among eight thousand dots."""
    announced.write(terminalreporter)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.Server]:
    """Start a PostgreSQL server for the tests of this process."""
    if servers.programs() is None:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    with servers.server() as running:
        yield running


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a file in the folder `golden` beside the test, by its name; see `--write-golden`."""
    write, folder = bool(request.config.getoption("--write-golden")), request.path.parent / "golden"

    def compare(name: str, made: bytes) -> None:
        if write:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(made)
        # Text shows where they differ; the bytes must agree as well.
        assert made.decode() == (folder / name).read_bytes().decode()

    return compare


@pytest.fixture
def postgres(postgres_server: servers.Server) -> Iterator[servers.Server]:
    """Lend the server to a test, and drop the databases of the test."""
    yield postgres_server
    postgres_server.drop_databases()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """Return the address of a database without data: a file that is not there yet, or tables without rows."""
    if request.param == "sqlite":
        return "sqlite:///ilofeed.db"
    server: servers.Server = request.getfixturevalue("postgres")
    return server.migrated_database()


@pytest.fixture(scope="session")
def _forty_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forty")
    forty_sources.build(folder)
    return folder


@pytest.fixture
def forty(_forty_built: Path, tmp_path: Path) -> Iterator[forty_sources.Forty]:
    """Lend the forty sources of `fakes.forty`, of which three need attention."""
    with forty_sources.lent(_forty_built, tmp_path) as lent:
        yield lent
