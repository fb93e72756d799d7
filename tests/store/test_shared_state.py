"""State that machines with one store share: `ilofeed.core.store_protocols.SharedState`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest

from fakes.postgres import Server
from ilofeed.core.cluster_state import Process
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Publication
from ilofeed.store.postgres import PostgresStore
from store.samples import NOON

FEED = b"<feed/>"


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.migrated_database()


@pytest.fixture
def store(address: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore(address)) as opened:
        yield opened


@pytest.fixture
def other(address: str) -> Iterator[PostgresStore]:
    """Open the same store as another machine would."""
    with closing(PostgresStore(address)) as opened:
        yield opened


def publication(feed: str, data: bytes = FEED, *, format: str = "atom", seconds: int = 0) -> Publication:
    return Publication(
        feed=feed,
        format=format,
        stamp="s",
        digest=sha256(data).hexdigest(),
        size=len(data),
        modified=NOON + timedelta(seconds=seconds),
    )


def publish(store: PostgresStore, feed: str, data: bytes = FEED, seconds: int = 0) -> None:
    with store.publishing(feed):
        store.remember([publication(feed, data, seconds=seconds)])
        store.put({(feed, "atom"): data})


def test_processes_are_known_until_they_leave(store: PostgresStore, other: PostgresStore) -> None:
    first = Process(name="a/1", role="worker", since=NOON, heard=NOON)
    store.beat(first)
    other.beat(Process(name="b/1", role="run", since=NOON, heard=NOON))
    later = Process(name="a/1", role="worker", since=NOON, heard=NOON + timedelta(seconds=10))

    store.beat(later)

    assert [each.name for each in other.processes()] == ["a/1", "b/1"]
    assert other.processes()[0] == later
    other.leave("b/1")
    assert store.processes() == (later,)


def test_a_process_that_was_not_heard_of_for_a_day_is_forgotten(store: PostgresStore) -> None:
    store.beat(Process(name="a/1", role="worker", since=NOON, heard=NOON))

    late = NOON + timedelta(hours=24, seconds=1)
    store.beat(Process(name="b/1", role="run", since=late, heard=late))

    assert [each.name for each in store.processes()] == ["b/1"]


def test_what_is_published_is_there_for_everybody_with_its_bytes(
    store: PostgresStore, other: PostgresStore
) -> None:
    publish(store, "news")

    assert other.published(["news"]) == {"news": {"atom": publication("news")}}
    assert other.body("news", "atom") == FEED
    assert other.published(["other"]) == {}
    assert other.body("news", "rss") is None


def test_a_publication_without_its_bytes_does_not_exist(store: PostgresStore) -> None:
    publish(store, "news")

    store.remember([publication("news", b"<other/>", seconds=1)])

    assert store.published(["news"]) == {}
    assert [each.format for each in store.publications("news").values()] == ["atom"]


def test_a_block_that_breaks_off_publishes_nothing(store: PostgresStore, other: PostgresStore) -> None:
    publish(store, "news")

    def break_off() -> None:
        with store.publishing("news"):
            store.remember([publication("news", b"<half/>", seconds=1)])
            store.put({("news", "atom"): b"<half/>"})
            assert store.body("news", "atom") == b"<half/>"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    assert other.body("news", "atom") == FEED
    assert other.publications("news") == {"atom": publication("news")}


def test_a_block_that_loses_the_database_publishes_nothing(
    address: str, store: PostgresStore, other: PostgresStore
) -> None:
    publish(store, "news")

    def cut_off() -> None:
        with store.publishing("news"):
            store.remember([publication("news", b"<half/>", seconds=1)])
            with psycopg.connect(address, autocommit=True) as operator:
                operator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database() AND state LIKE 'idle in%'"
                )
            store.put({("news", "atom"): b"<half/>"})

    with pytest.raises(StoreError):
        cut_off()

    assert other.body("news", "atom") == FEED
    publish(store, "news", b"<whole/>", seconds=2)
    assert other.body("news", "atom") == b"<whole/>"


def test_only_one_publishes_a_feed_at_a_time_and_others_do_not_wait(
    store: PostgresStore, other: PostgresStore
) -> None:
    done: list[str] = []

    def second() -> None:
        with other.publishing("news"):
            done.append("second")

    with store.publishing("news"):
        waiting = threading.Thread(target=second)
        waiting.start()
        publish(other, "elsewhere")  # does not wait
        waiting.join(0.2)
        done.append("first")
    waiting.join()

    assert done == ["first", "second"]


def test_changes_are_returned_once_in_the_order_of_their_visibility(store: PostgresStore) -> None:
    publish(store, "a")
    publish(store, "b")
    through = store.changed(0)[-1][0]

    publish(store, "a", b"<newer/>", seconds=1)

    assert [each.feed for _, each in store.changed(0)] == ["b", "a"]
    assert [(each.feed, each.modified) for _, each in store.changed(through)] == [
        ("a", NOON + timedelta(seconds=1))
    ]
    assert store.changed(store.changed(through)[-1][0]) == ()


def test_no_reader_of_changes_misses_one(store: PostgresStore, other: PostgresStore) -> None:
    feeds = [f"f{number}" for number in range(12)]
    threads = [threading.Thread(target=publish, args=(store, feed)) for feed in feeds]
    seen: list[str] = []
    through = 0

    for thread in threads:
        thread.start()
    while len(seen) < len(feeds) and (any(each.is_alive() for each in threads) or other.changed(through)):
        found = other.changed(through)
        seen += [each.feed for _, each in found]
        through = found[-1][0] if found else through
    for thread in threads:
        thread.join()
    seen += [each.feed for _, each in other.changed(through)]

    assert sorted(seen) == sorted(feeds)


def test_the_server_waits_for_a_feed_that_is_long_in_rendering_and_not_for_who_holds_all_others_up(
    store: PostgresStore,
) -> None:
    def patience() -> str:
        (row,) = store.all("SHOW idle_in_transaction_session_timeout")
        return str(row["idle_in_transaction_session_timeout"])

    with store.publishing("news"):
        assert patience() == "5min"
        store.remember([publication("news")])
        store.put({("news", "atom"): FEED})
        assert patience() == "10s"

    with store.writing():
        assert patience() == "10s"
