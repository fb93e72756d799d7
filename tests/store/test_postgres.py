"""Features of the store in PostgreSQL alone: many writers, a server that may be unreachable, passwords."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from fakes.postgres import Server
from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.state import Notification
from ilofeed.store import open_store
from ilofeed.store.migrations import read_migrations
from ilofeed.store.postgres import PostgresStore
from ilofeed.store.postgres.migrate import migrate
from store.samples import NOON, commit, entry, state

AT_ONCE = 8
MINUTE = timedelta(minutes=1)


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def store(address: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore(address)) as opened:
        yield opened


def side_by_side(act: Callable[[int], object]) -> list[object]:
    """Call *act* in several threads that begin together, and return the results."""
    found: list[object] = [None] * AT_ONCE
    together = threading.Barrier(AT_ONCE)

    def run(number: int) -> None:
        together.wait()
        try:
            found[number] = act(number)
        except StoreError as error:
            found[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def asked(store: PostgresStore, host: str) -> list[object]:
    """Ask for a turn at *host* in several threads at once, and return the answers."""
    return side_by_side(lambda number: store.acquire_host(host, f"w/{number}", NOON, NOON + MINUTE))


def test_of_many_who_ask_for_a_turn_at_a_new_host_one_gets_it(store: PostgresStore) -> None:
    for host in ("a.example", "b.example", "c.example"):
        turns = asked(store, host)

        assert [getattr(turn, "taken", turn) for turn in turns].count(True) == 1


def test_of_many_who_ask_for_a_turn_at_a_known_host_one_gets_it(store: PostgresStore) -> None:
    store.acquire_host("a.example", "earlier", NOON, NOON + MINUTE)
    store.release_host("a.example", "earlier", NOON)

    turns = asked(store, "a.example")

    assert [getattr(turn, "taken", turn) for turn in turns].count(True) == 1


def test_each_notification_is_claimed_once(store: PostgresStore) -> None:
    letters = [
        Notification(id=f"msg_{number}", way="command", at=NOON, document="{}", due_at=NOON)
        for number in range(AT_ONCE)
    ]
    store.alert({}, (), letters)

    taken = side_by_side(lambda _: store.claim_notification(NOON, NOON + MINUTE))

    assert sorted(getattr(letter, "id", str(letter)) for letter in taken) == [each.id for each in letters]


def test_of_many_who_claim_at_once_each_has_a_generation_of_its_own_and_the_last_commits(
    store: PostgresStore,
) -> None:
    claimed = side_by_side(lambda _: store.claim(["news"])["news"].generation)

    assert sorted(map(str, claimed)) == [str(number + 1) for number in range(AT_ONCE)]
    saved = side_by_side(lambda number: store.record(commit(state("news", number + 1), [entry(str(number))])))
    assert saved == [False] * (AT_ONCE - 1) + [True]
    assert [each.item.title for each in store.newest("news", 10)] == [entry(str(AT_ONCE - 1)).item.title]


def test_entries_of_many_polls_arrive_in_the_order_in_which_they_can_be_seen(store: PostgresStore) -> None:
    names = [f"s{number}" for number in range(AT_ONCE)]
    store.claim(names)
    seen: list[list[str]] = []

    def recorded(number: int) -> None:
        store.record(commit(state(names[number], 1), [entry(f"{number}-{each}") for each in range(20)]))
        seen.append([each.id for _, each in store.unarchived("all", names)])

    side_by_side(recorded)

    # A reader who has seen some arrivals never finds another arrival before them.
    last = [each.id for _, each in store.unarchived("all", names)]
    assert len(last) == 20 * AT_ONCE
    assert all(last[: len(each)] == each for each in seen)


def test_a_server_that_is_restarted_is_used_again_without_a_word(postgres: Server, store: PostgresStore) -> None:
    store.claim(["news"])

    postgres.restart()

    assert store.state("news") is not None
    assert store.claim(["news"])["news"].generation == 2


def test_a_server_that_is_away_is_said_to_be_away_and_is_used_again_when_it_is_back(
    postgres: Server, store: PostgresStore
) -> None:
    postgres.stop()
    try:
        with pytest.raises(StoreError, match="cannot be reached; look whether its server is up"):
            store.states()
    finally:
        postgres.start()

    assert store.states() == {}


def half_written(store: PostgresStore, address: str) -> None:
    """Begin to write, and lose the connection."""
    with psycopg.connect(address, autocommit=True) as other, store.writing():
        store.write("UPDATE source SET title = 'half' WHERE slug = :slug", slug="news")
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


def test_a_connection_that_is_lost_within_a_block_saves_nothing_of_it(address: str, store: PostgresStore) -> None:
    store.claim(["news"])

    with pytest.raises(StoreError):
        half_written(store, address)

    found = store.state("news")
    assert found is not None
    assert found.title == ""


def test_what_a_page_says_can_hold_letters_that_a_database_cannot(store: PostgresStore) -> None:
    store.keep_robots("a.example", "User-agent: *\0", NOON)

    assert store.robots("a.example") == ("User-agent: *�", NOON)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "postgresql://me:s3cret@127.0.0.1:1/news",
            "database 'postgresql://me@127.0.0.1:1/news' cannot be reached",
        ),
        ("postgresql://me:s3cret/5@127.0.0.1:1/news", "database is no address of a PostgreSQL database"),
        ("postgresql://me@127.0.0.1:1/news?passwort=s3cret", "database is no address of a PostgreSQL database"),
        ("postgres://me@127.0.0.1:1/news?password=s3cret", "database 'postgresql://me@127.0.0.1:1/news'"),
    ],
)
def test_a_password_is_never_shown(url: str, words: str) -> None:
    with pytest.raises((StoreError, ConfigError)) as caught:
        open_store(url)

    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_database_that_is_not_there_says_how_to_make_it(postgres: Server) -> None:
    with pytest.raises(StoreError, match="does not let us in; look whether it is there"):
        open_store(postgres.address("nothing"))


def test_a_user_without_the_right_to_create_tables_gets_an_error(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")

    with pytest.raises(StoreError, match="let it own the database, or its schema 'ilofeed'"):
        open_store(address.replace("ilofeed@", "guest@"))


def test_the_password_may_come_from_a_file(postgres: Server, address: str, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(f"127.0.0.1:{postgres.port}:*:ilofeed:s3cret\n")
    (tmp_path / "pass").chmod(0o600)

    with closing(open_store(f"{address}?passfile={tmp_path / 'pass'}")) as store:
        assert store.states() == {}


def test_to_look_at_a_database_without_tables_makes_none(address: str) -> None:
    with closing(open_store(address, create=False)) as store:
        assert store.states() == {}

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT to_regnamespace('ilofeed')").fetchone() == (None,)


def test_many_who_open_an_empty_database_at_once_make_its_tables_once(address: str) -> None:
    opened = side_by_side(lambda _: PostgresStore(address))

    assert [str(each) for each in opened if not isinstance(each, PostgresStore)] == []
    for each in opened:
        assert isinstance(each, PostgresStore)
        each.close()


def test_an_older_program_goes_on_beside_a_script_that_lets_it(address: str, store: PostgresStore) -> None:
    known = dict(read_migrations("postgres"))
    newest = max(known)
    gentle = f"-- Programs from version {newest} on go on beside it.\n\nALTER TABLE source ADD COLUMN later text;"
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row, autocommit=True) as connection:
        connection.execute("SET search_path = ilofeed")
        migrate(connection, "it", {**known, newest + 1: gentle})

    store.claim(["news"])
    with closing(PostgresStore(address)) as again:  # the same old program, started again
        assert set(again.states()) == {"news"}


@pytest.mark.usefixtures("store")
def test_an_older_program_is_refused_where_a_script_does_not_let_it(address: str) -> None:
    known = dict(read_migrations("postgres"))
    newest = max(known)
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row, autocommit=True) as connection:
        connection.execute("SET search_path = ilofeed")
        migrate(connection, "it", {**known, newest + 1: "ALTER TABLE source RENAME COLUMN title TO name;"})

    with pytest.raises(StoreError, match=f"its version is {newest + 1}, this program knows {newest}"):
        PostgresStore(address)


@pytest.mark.usefixtures("store")
def test_a_script_that_fails_leaves_the_tables_as_they_were(address: str) -> None:
    known = dict(read_migrations("postgres"))
    broken = "ALTER TABLE source ADD COLUMN later text; SELECT nonsense;"
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row, autocommit=True) as connection:
        connection.execute("SET search_path = ilofeed")
        with pytest.raises(psycopg.Error):
            migrate(connection, "it", {**known, max(known) + 1: broken})

    with closing(PostgresStore(address)) as again:
        assert again.claim(["news"])["news"].generation == 1


def test_a_closed_store_says_so(store: PostgresStore) -> None:
    store.close()
    store.close()

    with pytest.raises(StoreError, match="is closed"):
        store.states()


def test_time_is_the_servers(store: PostgresStore) -> None:
    earlier, later = store.now(), store.now()

    assert earlier <= later
    assert earlier.utcoffset() == timedelta(0)
