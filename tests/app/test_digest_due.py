"""The weekly digest is sent once, with each new entry once, whatever runs and stops meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from ilofeed.app.container import Container
from ilofeed.app.digest_due import DigestDue
from ilofeed.config.loader import parse
from ilofeed.core.state import Notification, Outcome
from ilofeed.notify.dispatcher import Dispatcher
from store.samples import commit, entry, report, state

# A Wednesday; the next Monday at 08:00 in Zurich is the 30th at 07:00 UTC.
START = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
CONFIG = """
[ilofeed]
database = "{database}"
base_url = "https://feeds.example.org/"
timezone = "Europe/Zurich"
[alerts]
command = ["true"]
digest = "mon 08:00"
[[source]]
slug = "news"
url = "https://www.example.org/news"
title = "The news"
"""


class Program:
    """A running program, and what it has sent."""

    def __init__(self, folder: Path, address: str, clock: FakeClock) -> None:
        self.clock = clock
        self.app = Container(parse(CONFIG.format(database=address), folder=folder), clock=clock)
        self.sent: list[dict[str, Any]] = []
        schedule = self.app.config.alerts.digest
        assert schedule
        self.dispatcher = Dispatcher(
            lambda *_: None,
            {"command": self._keep},
            self.app.store,
            clock,
            digest=DigestDue(self.app, schedule),
        )

    def _keep(self, notification: Notification) -> None:
        self.sent.append(json.loads(notification.document))

    def run(self, now: datetime) -> None:
        self.clock.pass_by(seconds=(now - self.clock.now()).total_seconds())
        assert [error for _, error in self.dispatcher(self.app.config.sources) if error] == []

    def find(self, *names: str) -> None:
        """Save entries that are first seen now."""
        generation = self.app.store.claim(["news"])["news"].generation
        now = self.clock.now()
        entries = [entry(name, first_seen=now, updated=now) for name in names]
        good = replace(state("news", generation, last_poll=now), outcome=Outcome.CHANGED)
        self.app.store.arrive([("news", each.id) for each in entries])
        assert self.app.store.record(commit(good, entries, report("news")))

    def titles(self) -> list[list[str]]:
        return [
            [each["title"] for feed in found["data"]["feeds"] for each in feed["entries"]] for found in self.sent
        ]


@pytest.fixture
def programs(tmp_path: Path, address: str) -> Iterator[tuple[Program, Program]]:
    clock = FakeClock(START)
    one, two = Program(tmp_path, address, clock), Program(tmp_path, address, clock)
    yield one, two
    one.app.close()
    two.app.close()


def test_the_first_digest_is_that_of_the_next_week(programs: tuple[Program, Program]) -> None:
    one, _ = programs
    for now in (START, START + timedelta(hours=1), DUE - timedelta(seconds=1)):
        one.run(now)
        assert one.sent == []
    one.run(DUE)

    assert [each["type"] for each in one.sent] == ["ilofeed.digest"]


def test_two_programs_send_one_digest_a_week(programs: tuple[Program, Program]) -> None:
    one, two = programs
    for hour in range(0, 24 * 29, 5):
        for program in programs:
            program.run(START + timedelta(hours=hour, minutes=5))

    assert len(one.sent) + len(two.sent) == 4


def test_a_digest_that_another_program_queued_meanwhile_is_not_queued_again(
    programs: tuple[Program, Program],
) -> None:
    one, two = programs
    one.run(START)
    one.clock.pass_by(seconds=(DUE - START).total_seconds())
    schedule = one.app.config.alerts.digest
    assert schedule
    due = DigestDue(one.app, schedule)(one.app.config.sources, DUE)
    assert due
    two.run(DUE)

    assert due.document
    assert not one.app.store.digest(due.known, DUE, [])
    assert len(two.sent) == 1


def test_a_digest_that_was_missed_is_sent_once_and_late(programs: tuple[Program, Program]) -> None:
    one, _ = programs
    one.run(START)
    for now in (DUE + 2 * WEEK + timedelta(days=2), DUE + 2 * WEEK + timedelta(days=3), DUE + 3 * WEEK):
        one.run(now)

    assert [each["timestamp"] for each in one.sent] == ["2026-12-16T07:00:00Z", "2026-12-21T07:00:00Z"]
    assert one.sent[0]["data"]["since"] == "2026-11-25T12:00:00Z"


def test_each_entry_is_in_one_digest(programs: tuple[Program, Program]) -> None:
    one, _ = programs
    one.find("before")
    one.run(START + timedelta(minutes=5))
    one.clock.pass_by(days=1)
    one.find("first", "second")
    one.clock.pass_by(seconds=(DUE - timedelta(seconds=30) - one.clock.now()).total_seconds())
    one.find("just saved")
    one.run(DUE)
    one.clock.pass_by(days=2)
    one.find("third")
    one.run(DUE + WEEK)
    one.run(DUE + 2 * WEEK)

    first, second, third = one.titles()
    assert sorted(first) == ["Title of first", "Title of second"]
    assert sorted(second) == ["Title of just saved", "Title of third"]
    assert third == []


def test_the_first_entries_of_a_source_are_no_news(programs: tuple[Program, Program]) -> None:
    one, _ = programs
    one.run(START)
    one.clock.pass_by(days=1)
    one.find("old", "older")
    one.run(DUE)
    one.clock.pass_by(days=1)
    one.find("new")
    one.run(DUE + WEEK)

    assert [found["title"].rpartition(", ")[0] for found in one.sent] == [
        "digest: no new entries, 1 new source",
        "digest: 1 new entry",
    ]


def test_a_program_that_is_killed_while_it_sends_loses_no_digest(programs: tuple[Program, Program]) -> None:
    one, two = programs
    one.run(START)

    def die(_notification: Notification) -> None:
        raise KeyboardInterrupt

    one.dispatcher._channels["command"] = die  # the process ends here
    with pytest.raises(KeyboardInterrupt):
        one.run(DUE)
    two.run(DUE + timedelta(minutes=16))

    assert len(two.sent) == 1


@pytest.mark.parametrize("wrong", [timedelta(days=400), timedelta(days=3)])
def test_a_clock_that_was_ahead_stops_no_digest(programs: tuple[Program, Program], wrong: timedelta) -> None:
    one, two = programs
    assert one.app.store.digest(None, START + wrong, [])
    for day in range(15):
        two.run(START + timedelta(days=day))

    assert len(two.sent) in (1, 2)
    assert one.app.store.digest_at() == datetime(2026, 12, 7, 12, 0, tzinfo=UTC)


def test_what_is_known_is_not_read_again(programs: tuple[Program, Program]) -> None:
    one, _ = programs
    one.run(START)
    one.run(START)
    one.app.store.close()

    schedule = one.app.config.alerts.digest
    assert schedule
    assert one.dispatcher._digest
    assert one.dispatcher._digest(one.app.config.sources, START + timedelta(days=1)) is None
