"""An SQLite file with several processes, and with one that is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ilofeed.store import open_store
from ilofeed.store.sqlite import SqliteStore
from store.samples import answer, entry, environment, names, poll

KILLED = """
import os, signal, sys
from msgspec.structs import replace
from pathlib import Path
from ilofeed.core.state import Quarantine, Revision
from ilofeed.core.models import Extraction, Page
from store.samples import NOON, commit, entry, state
from ilofeed.store.sqlite import SqliteStore

def kill(statement):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

store = SqliteStore(Path(sys.argv[1]))
store.claim(["news"])
store._connection.set_trace_callback(kill)
entries = [entry(str(index), number=index) for index in range(2000)]
read = Extraction(profile="p", url="u", language="en", title="News", items=())
page = Page(url="u", body=b"body")
store.record(
    replace(
        commit(state("news", 2), entries),
        revisions=tuple(Revision(entry=each.id, at=NOON, before=each.item) for each in entries),
        quarantine=Quarantine(source="news", since=NOON, reason="burst", message="", page=page, extraction=read),
    )
)
"""


@pytest.mark.parametrize(
    "moment",
    [
        "INSERT INTO entry",
        "INSERT INTO alias",
        "INSERT INTO revision",
        "INSERT INTO quarantine",
        "INSERT INTO poll",
        "COMMIT",
    ],
)
def test_a_killed_writer_leaves_what_was_before(path: Path, moment: str) -> None:
    with closing(SqliteStore(path)) as store:
        poll(store, "news", [entry("before", number=1)])
        before = store.states()["news"]

    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), moment], env=environment(), check=False)

    assert killed.returncode == -signal.SIGKILL
    with closing(SqliteStore(path)) as store:
        after = store.states()["news"]
        assert (after.last_poll, after.generation) == (before.last_poll, 2)
        assert names(store.known("news", ["0"])) == ["before"]
        assert store.counts() == {"news": 1}
        assert (store.revisions("news"), store.quarantine("news")) == ((), None)
        assert answer(store._connection, "PRAGMA integrity_check") == "ok"
        poll(store, "news", [entry("after", number=1)])


OPENS = """
import sys
from contextlib import closing
from pathlib import Path
from ilofeed.store import open_store

print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    with closing(open_store(f"sqlite:///{number}.db", folder=Path(sys.argv[1]))) as store:
        store.claim(["news"])
"""


def test_processes_may_open_a_new_database_at_the_same_moment(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS, str(tmp_path)],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    errors = [process.communicate()[1] for process in started]

    assert errors == [""] * 4
    for number in range(20):
        with closing(open_store(f"sqlite:///{number}.db", folder=tmp_path)) as store:
            assert store.states()["news"].generation == 4
