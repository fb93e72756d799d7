"""The PostgreSQL server of the tests leaves no files or processes, even if a run is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from fakes.postgres import Server
from fakes.processes import until
from store.samples import environment

_RUN = """
import sys
from fakes.postgres import server
with server() as running:
    print(running.folder, running.address("postgres"), flush=True)
    sys.stdin.read()
"""


@pytest.mark.usefixtures("postgres")
def test_a_server_ends_and_its_folder_is_removed_when_the_run_is_killed() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", _RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )
    with run:
        assert run.stdout is not None
        folder, address = run.stdout.readline().split()
        psycopg.connect(address).close()

        run.kill()

    until(lambda: not Path(folder).exists(), "the folder is still there")
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(address)


def test_the_databases_of_a_test_are_dropped(postgres: Server) -> None:
    for address in (postgres.database(), postgres.migrated_database()):
        psycopg.connect(address).close()

    postgres.drop_databases()

    with psycopg.connect(postgres.address("postgres")) as connection:
        rows = connection.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'test%'").fetchall()
    assert rows == []
