"""Values for stores, and functions to inspect a store from outside."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.decisions import Decisions, ItemDecision
from ilofeed.core.models import Entry, Extraction, Feed, Item, Page, Publication
from ilofeed.core.protocols import Store
from ilofeed.core.state import (
    Alert,
    Archive,
    Event,
    HubNotification,
    KeptPage,
    Notification,
    Outcome,
    PollReport,
    PollResult,
    Quarantine,
    Revision,
    SourceState,
)

Connect = Callable[[], Store]  # opens the same database again

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


def commit(state: SourceState, entries: Collection[Entry] = (), told: PollReport | None = None) -> PollResult:
    """Return the result of a poll that found *entries*."""
    return PollResult(state=state, report=told or report(state.slug), entries=tuple(entries))


def poll(store: Store, slug: str, entries: Collection[Entry] = ()) -> None:
    """Save a complete poll that finds *entries*."""
    generation = store.claim([slug])[slug].generation
    assert store.record(commit(state(slug, generation), entries))


def fill(store: Store, slug: str = "news", count: int = 25) -> None:
    """Write rows to every table: *count* entries of a source, and all related data."""
    page = Page(url=f"https://www.example.org/{slug}", body=bytes(range(256)) * 9, content_type="text/html")
    read = Extraction(profile="selectors", url=page.url, language="en", title=slug, items=(item("one"),))
    entries = [entry(f"{slug}-{number}", number=number, updated=later(number / 3)) for number in range(count)]
    generation = store.claim([slug])[slug].generation
    kept = commit(state(slug, generation), entries, replace(report(slug), seconds=0.1, message="it’s\n“new”"))
    changes = tuple(Revision(entry=each.id, at=later(0.000001), before=each.item) for each in entries)
    held = Quarantine(source=slug, since=NOON, reason="burst", message="26 new", page=page, extraction=read)
    decisions = Decisions(items=(ItemDecision(key="one", treatment="new", by="nothing"),))
    there = KeptPage(at=NOON, page=page, extraction=read, good=True, decisions=decisions)
    assert store.record(replace(kept, revisions=changes, quarantine=held, kept=there))
    store.acquire_host(f"{slug}.example.org", "here/1", NOON, later(60))
    store.keep_robots(f"{slug}.example.org", "User-agent: *\nDisallow:", NOON)
    feed = Feed(id=slug, slug=slug, title=slug, description="", home=page.url, entries=tuple(entries[:5]))
    store.remember(
        [Publication(feed=slug, format="rss", stamp="a", digest="b", size=3, modified=NOON)],
        [Archive(name="2026-10", sources=(slug,), feed=feed)],
        [HubNotification(topic=page.url, hub="https://hub.example.org/", due_at=later(9))],
    )
    store.keep_body(slug, entries[0].id, "<p>text</p>")
    store.keep_body(slug, entries[1].id, None)
    store.retired(f"{slug}-old", NOON)
    letter = Notification(id=f"msg_{slug}", way="command", at=NOON, document="{}", due_at=later(5))
    assert store.alert({}, [Alert(source=slug, event=Event.FAILING, at=NOON)], [letter])
    store.digest(None, NOON, [])


def names(entries: Collection[Entry]) -> list[str]:
    return [entry.id.rpartition(":")[2] for entry in entries]


def answer(connection: sqlite3.Connection, question: str) -> object:
    return connection.execute(question).fetchone()[0]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def archive(feed: str, name: str, *entries: Entry, sources: tuple[str, ...] = ("news",)) -> Archive:
    document = Feed(
        id="tag:example.org,2026:feed",
        slug=feed,
        title="News",
        description="All of it",
        home="https://www.example.org/",
        entries=entries,
        bodies={"a": "<p>text</p>"},
    )
    return Archive(name=name, sources=sources, feed=document)
