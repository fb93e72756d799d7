"""Protocols of the parts of `ilofeed.core.protocols.Store`: hosts, feeds, alerts, maintenance, shared state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from ilofeed.core.cluster_state import Process
from ilofeed.core.models import Entry, Publication
from ilofeed.core.state import Alert, Archive, Body, HostSlot, HubNotification, Notification


class HostStore(Protocol):
    """What is remembered of hosts, by every process on one store."""

    def acquire_host(
        self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False
    ) -> HostSlot:
        """A turn at *host*, taken where nobody else has it and its rest is over.

        It is *holder*'s until it is given back, or until *until*, should that never happen.
        *force* takes it although the host wants to be left alone for a while.
        """

    def release_host(self, host: str, holder: str, rest: datetime, /) -> None:
        """Give the turn at *host* back, if it is still *holder*'s; nobody is to have it before *rest*."""

    def leave_alone(self, host: str, until: datetime, /) -> None:
        """Remember that *host* wants no request before *until*."""

    def is_unavailable(self, host: str, url: str, now: datetime, until: datetime, /) -> bool:
        """Remember that *url* answered 503 and wants no request before *until*.

        Return whether another URL of *host* did so before, and its time is not over *now*.
        """

    def robots(self, host: str, /) -> tuple[str, datetime] | None:
        """The robots.txt of *host* as it was last read, and when; None where it never was."""

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        """Save what was read."""


class FeedStore(Protocol):
    """What is remembered of feeds."""

    def publications(self, feed: str, /) -> Mapping[str, Publication]:
        """What was last published of *feed*, by format."""

    def remember(
        self,
        publications: Collection[Publication],
        archives: Collection[Archive] = ...,
        pings: Collection[HubNotification] = ...,
    ) -> None:
        """Save publications, the archives that are closed, and the notifications that are due."""

    def latest(self, slugs: Collection[str], limit: int, /) -> tuple[tuple[str, Entry], ...]:
        """The *limit* announced entries of all of *slugs* first seen last, the latest first, each with its source.

        Their aliases are left out.
        """

    def months(self, slugs: Collection[str], /) -> Mapping[str, Mapping[str, int]]:
        """Return the number of announced entries of each of *slugs* by month, "2026-11".

        Counted from January of the year two years before that of the newest entry: what is older shows no rhythm.
        """

    def last_days(self, slugs: Collection[str], /) -> Mapping[str, date]:
        """Return the date of the newest announced entry of each of *slugs* that has one."""

    def unarchived(self, feed: str, slugs: Collection[str], /) -> tuple[tuple[str, Entry], ...]:
        """The announced entries of *slugs* that came after the last archive of *feed*, in the order they came."""

    def archives(self, feed: str, /) -> tuple[Archive, ...]:
        """The closed parts of the history of *feed*, the oldest first."""

    def archive_names(self, feed: str, /) -> tuple[str, ...]:
        """What they are called, the oldest first."""

    def bodies(self, slug: str, ids: Iterable[str], /) -> Mapping[str, Body]:
        """Return what was read on the pages of those of the entries *ids* of a source, by id."""

    def without_body(self, slug: str, among: int, tries: int, limit: int, /) -> tuple[Entry, ...]:
        """Return at most *limit* of the latest *among* entries without a text, tried fewer than *tries* times."""

    def keep_body(self, slug: str, entry_id: str, html: str | None, title: str = ..., /) -> None:
        """Save the text of an entry, None where it was not found this time; and the *title* on its page."""

    def body_counts(self, slugs: Iterable[str], /) -> Mapping[str, int]:
        """How many entries of each of the sources *slugs* have a text, where any has one."""

    def retired(self, feed: str, now: datetime, /) -> datetime:
        """When *feed* ended: *now*, unless that was said before."""

    def pings(self, now: datetime, limit: int, /) -> tuple[HubNotification, ...]:
        """The hubs to be told *now*, the longest due first."""

    def told(self, ping: HubNotification, again: datetime | None, /) -> None:
        """Forget *ping*, which was sent or given up; or remember that it is to be sent *again*.

        Where its document has changed once more meanwhile, it stays due.
        """

    def rename(self, old: str, new: str, /) -> bool:
        """Whether what is remembered of *old* goes by *new* now; not where *new* is known already."""


class AlertQueue(Protocol):
    """What the operator was told of the sources, and what is on its way."""

    def alerts(self) -> Mapping[str, Alert]:
        """What was told of each source last, by slug."""

    def held(self) -> Mapping[str, str]:
        """The reasons of the polls that are held back, by slug."""

    def alert(
        self, known: Mapping[str, Alert], alerts: Collection[Alert], letters: Collection[Notification], /
    ) -> bool:
        """Save that *alerts* are told, by *letters*: all or nothing.

        False, and nothing saved, where something else than in *known* was told of one of their sources.
        """

    def take_letter(self, now: datetime, until: datetime, /) -> Notification | None:
        """The letter due first *now*, tried once more; nobody else has it before *until*."""

    def end_letter(self, letter: Notification, again: datetime | None, /) -> None:
        """Forget a *letter* that was taken, or have it tried *again* then."""


class Maintenance(Protocol):
    """Looking after the database."""

    def check(self) -> str:
        """What is wrong with it; empty where it is whole."""

    def strangers(self, slugs: Collection[str], /) -> Mapping[str, int]:
        """Which sources are remembered beside *slugs*, and with how many entries."""

    def end_waits(self, now: datetime, /) -> None:
        """End all waits that last longer than *now*: they were begun by a clock that was ahead."""

    def forget(self, slugs: Collection[str], /) -> None:
        """Forget all of these sources, and give the room back."""

    def backup(self, target: str, /) -> Mapping[str, int]:
        """Copy all of it to the file *target*, checked, or leave none; how many rows each table has."""


class SharedState(Protocol):
    """What machines have in common that share a store: the time, who is there, and what is published."""

    def now(self) -> datetime:
        """What the clock says that all of them go by."""

    def beat(self, process: Process, /) -> None:
        """Remember that *process* is there, as it is now; and forget those not heard of for a day."""

    def leave(self, name: str, /) -> None:
        """Forget the process called *name*, which has ended."""

    def processes(self) -> tuple[Process, ...]:
        """Those heard of within a day, by name."""

    def publishing(self, feed: str, /) -> AbstractContextManager[None]:
        """A block in which nobody else publishes *feed*. All that this thread saves in it is seen at its end."""

    def lying(self, feed: str, /) -> Mapping[str, Publication]:
        """The documents of *feed* that are there, by format."""

    def put(self, documents: Mapping[tuple[str, str], bytes], /) -> None:
        """Save the bytes of documents, by feed and format, whose publications are remembered in the same block."""

    def changed(self, through: int, /) -> tuple[tuple[int, Publication], ...]:
        """The documents that were put after the change *through*, each with its own number, which only grow."""

    def body(self, feed: str, format: str, /) -> bytes | None:
        """The bytes of a document; None where there is none."""
