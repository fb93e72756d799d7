"""Copy values that the databases store differently, or report them."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.postgres import Server
from ilofeed.core.errors import StoreError
from ilofeed.store import open_store
from store.copying.moves import Move
from store.samples import NOON, commit, entry, fill, poll, report, state


def test_hostile_text_is_copied_letter_by_letter(move: Move) -> None:
    wanted = {}
    with move.at_origin() as store:
        for text in (
            "<b>' OR 1=1; --",
            "\u202e\U0001f600e\u0301\ufffd\ufeff",
            ":value0 %s %(x)s {}",
            "\\N\\x00",
            "",
        ):
            kept = replace(entry(text, text, f"{text}2"), item=replace(entry("a").item, title=text))
            poll(store, text, [kept, entry(f"{text} ")])
            wanted[text] = store.known(text, [f"{text}2"])

    there = move()

    with move.at_target() as store:
        assert {text: store.known(text, [f"{text}2"]) for text in wanted} == wanted
    assert all(wanted.values())
    assert move.back() == there


def test_a_nul_in_a_text_is_on_a_server_what_the_store_makes_of_it(to_server: Move) -> None:
    with to_server.at_origin() as store:
        poll(store, "news")
        store.keep_robots("a.example", "User-agent: *\0", NOON)

    there = to_server()

    with to_server.at_target() as store:
        assert store.robots("a.example") == ("User-agent: *\ufffd", NOON)
    assert to_server.back() == there


def test_a_nul_in_a_text_stays_one_from_file_to_file(to_file: Move) -> None:
    with to_file.at_origin() as store:
        store.keep_robots("a.example", "User-agent: *\0", NOON)

    to_file()

    with to_file.at_target() as store:
        assert store.robots("a.example") == ("User-agent: *\0", NOON)


def test_a_nul_in_a_key_is_refused_for_it_could_become_the_key_of_another(to_server: Move) -> None:
    with to_server.at_origin() as store:
        store.keep_robots("a\0.example", "", NOON)
        store.keep_robots("a\ufffd.example", "", NOON)

    with pytest.raises(StoreError, match=r"table 'host' has a row that cannot be copied, its host is 'a\\x00"):
        to_server()


def test_numbers_are_copied_to_the_last_bit(move: Move) -> None:
    numbers = [-0.0, 0.1, 5e-324, 1.7976931348623157e308, math.inf, 1 / 3, 3.0]
    with move.at_origin() as store:
        for number in numbers:
            generation = store.claim(["news"])["news"].generation
            store.record(commit(state("news", generation), [], replace(report("news"), seconds=number)))

    there = move()

    assert move.back() == there
    with move.at_target() as store:
        assert [told.seconds for _, told in store.polls("news", 9)] == numbers[::-1]


def test_a_number_that_a_file_cannot_hold_is_said_to_be_so(postgres: Server, tmp_path: Path) -> None:
    move = Move(postgres.database(), "sqlite:///there.db", tmp_path)
    with move.at_origin() as store:
        store.claim(["news"])
        store.record(commit(state("news", 1), [], replace(report("news"), seconds=math.nan)))

    with pytest.raises(StoreError, match=r"NOT NULL constraint failed: poll\.seconds"):
        move()


def test_text_that_is_none_is_damage(to_server: Move) -> None:
    with to_server.at_origin() as store:
        fill(store)
    with closing(sqlite3.connect(to_server.folder / "here.db")) as connection, connection:
        connection.execute("UPDATE entry SET title_name = CAST(x'eda080' AS TEXT)")  # a lone surrogate

    with pytest.raises(StoreError, match=r"here\.db.*decode"):
        to_server()


def test_an_instant_that_is_not_written_as_ours_is_found_out(to_server: Move) -> None:
    with to_server.at_origin() as store:
        fill(store)
    with closing(sqlite3.connect(to_server.folder / "here.db")) as connection, connection:
        connection.execute("UPDATE letter SET at = '2026-11-23T12:00:00Z'")

    with pytest.raises(StoreError, match="the copy of table 'letter' is not the same"):
        to_server()

    with pytest.raises(StoreError, match="not whole yet"):
        open_store(to_server.target)
