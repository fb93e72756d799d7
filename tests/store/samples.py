"""Values to keep in a store, and ways to look at one from outside."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from ilofeed.memory import Commit, Outcome, PollReport, SourceState
from ilofeed.model import Entry, Item
from ilofeed.ports import Store

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def item(key: str, *, number: int | None = None) -> Item:
    return Item(
        key=key,
        title=f"Title of {key}",
        link=f"https://www.example.org/{key}",
        language="en",
        summary="More jobs & “decent” ones\nfor all",
        published=date(2023, 6, 13),
        date_text="13 June 2023",
        kicker="Press release",
        place="Genève",
        image="https://www.example.org/one.jpg",
        number=number,
    )


def entry(
    name: str, *aliases: str, number: int | None = None, first_seen: datetime = NOON, updated: datetime = NOON
) -> Entry:
    return Entry(
        id=f"tag:example.org,2026:{name}",
        item=item(name, number=number),
        first_seen=first_seen,
        updated=updated,
        aliases=frozenset(aliases or {name}),
    )


def state(slug: str, generation: int, *, last_poll: datetime | None = NOON) -> SourceState:
    return SourceState(slug=slug, generation=generation, last_poll=last_poll)


def report(slug: str) -> PollReport:
    return PollReport(source=slug, outcome=Outcome.CHANGED, status=200, published=True, seconds=0.25)


def commit(state: SourceState, entries: Collection[Entry] = (), told: PollReport | None = None) -> Commit:
    """What a poll that brought *entries* leaves behind."""
    return Commit(state=state, report=told or report(state.slug), entries=tuple(entries))


def poll(store: Store, slug: str, entries: Collection[Entry] = ()) -> None:
    """One whole poll that brings *entries*."""
    generation = store.claim([slug])[slug].generation
    assert store.record(commit(state(slug, generation), entries))


def names(entries: Collection[Entry]) -> list[str]:
    return [entry.id.rpartition(":")[2] for entry in entries]


def answer(connection: sqlite3.Connection, question: str) -> object:
    return connection.execute(question).fetchone()[0]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
