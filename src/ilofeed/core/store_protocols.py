"""Protocols of the parts of `ilofeed.core.protocols.Store`: hosts, feeds, alerts, maintenance, shared state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from ilofeed.core.cluster_state import Process
from ilofeed.core.models import Entry, Publication
from ilofeed.core.state import Alert, Archive, Body, HostSlot, HubNotification, Notification


class HostStore(Protocol):
    """State of hosts, shared by all processes on one store."""

    def acquire_host(
        self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False
    ) -> HostSlot:
        """Take the turn at *host* for *holder*, if no other process has it and its rest is over.

        *holder* has it until it releases it, at the latest until *until*. *force* takes it even if the host
        accepts no request for a while.
        """

    def release_host(self, host: str, holder: str, rest: datetime, /) -> None:
        """Release the turn at *host*, if *holder* still has it. No process can take it before *rest*."""

    def leave_alone(self, host: str, until: datetime, /) -> None:
        """Save that *host* accepts no request before *until*."""

    def is_unavailable(self, host: str, url: str, now: datetime, until: datetime, /) -> bool:
        """Save that *url* answered 503 and accepts no request before *until*.

        Return whether another URL of *host* did so before and its time is not over *now*.
        """

    def robots(self, host: str, /) -> tuple[str, datetime] | None:
        """Return the robots.txt of *host* at the last reading, and its time; None if it was never read."""

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        """Save the robots.txt of *host*."""


class FeedStore(Protocol):
    """State of feeds."""

    def publications(self, feed: str, /) -> Mapping[str, Publication]:
        """Return the last publications of *feed*, by format."""

    def publications_of(self, feeds: Collection[str], /) -> Mapping[str, Mapping[str, Publication]]:
        """Return the last publications of each of *feeds* that has any, by format."""

    def remember(
        self,
        publications: Collection[Publication],
        archives: Collection[Archive] = ...,
        pings: Collection[HubNotification] = ...,
    ) -> None:
        """Save publications, the archives that are closed, and the notifications that are due."""

    def latest(self, slugs: Collection[str], limit: int, /) -> tuple[tuple[str, Entry], ...]:
        """Return the *limit* announced entries of all *slugs* first seen last, latest first, each with its source.

        The entries have no aliases.
        """

    def months(self, slugs: Collection[str], /) -> Mapping[str, Mapping[str, int]]:
        """Return the number of announced entries of each of *slugs* by month, "2026-11".

        The count begins in January of the year two years before that of the newest entry, because older entries
        show no rhythm.
        """

    def last_days(self, slugs: Collection[str], /) -> Mapping[str, date]:
        """Return the date of the newest announced entry of each of *slugs* that has one."""

    def unarchived(self, feed: str, slugs: Collection[str], /) -> Iterator[tuple[str, Entry]]:
        """Return the announced entries of *slugs* since the last archive of *feed*, in order of arrival.

        They are read in parts. An entry that an archive has is left out if a second source lists it later.
        """

    def archives(self, feed: str, names: Collection[str], /) -> tuple[Archive, ...]:
        """Return the closed parts of the history of *feed*, oldest first."""

    def archive_names(self, feed: str, /) -> tuple[str, ...]:
        """Return the names of the archives of *feed*, oldest first."""

    def bodies(self, slug: str, ids: Iterable[str], /) -> Mapping[str, Body]:
        """Return the texts read on the pages of the entries *ids* of a source, by id."""

    def without_body(self, slug: str, among: int, tries: int, limit: int, /) -> tuple[Entry, ...]:
        """Return at most *limit* of the latest *among* entries without a text, tried fewer than *tries* times."""

    def keep_body(self, slug: str, entry_id: str, html: str | None, title: str = ..., /) -> None:
        """Save the text of an entry, None if it was not found this time, and the *title* on its page."""

    def body_counts(self, slugs: Iterable[str], /) -> Mapping[str, int]:
        """Return the number of entries with a text of each of the sources *slugs* that has some."""

    def retired(self, feed: str, now: datetime, /) -> datetime:
        """Return the time at which *feed* ended, which is *now* at the first call."""

    def pings(self, now: datetime, limit: int, /) -> tuple[HubNotification, ...]:
        """Return the hubs to notify *now*, longest due first."""

    def finish_ping(self, ping: HubNotification, retry_at: datetime | None, /) -> None:
        """Delete *ping*, which was sent or given up, or save that it is to be sent again at *retry_at*.

        If its document has changed once more meanwhile, it stays due.
        """

    def rename(self, old: str, new: str, /) -> bool:
        """Move all state of *old* to *new*, and return whether it did; not if *new* has state already."""


class AlertQueue(Protocol):
    """Alerts and digests that were sent to the operator, and notifications still to send."""

    def alerts(self) -> Mapping[str, Alert]:
        """Return the last alert of each source, by slug."""

    def held(self) -> Mapping[str, str]:
        """Return the reasons of the quarantined polls, by slug."""

    def alert(
        self, known: Mapping[str, Alert], alerts: Collection[Alert], notifications: Collection[Notification], /
    ) -> bool:
        """Save *alerts* and the *notifications* that report them, all or nothing.

        Return False and save nothing if the last alert of one of their sources is another than in *known*.
        """

    def digest_at(self) -> datetime | None:
        """Return the time of the last digest; None if there was none."""

    def digest(self, known: datetime | None, at: datetime, notifications: Collection[Notification], /) -> bool:
        """Save *at*, the time of a digest, and the *notifications* that contain it, all or nothing.

        Return False and save nothing if the time of the last digest is another than *known*.
        """

    def claim_notification(self, now: datetime, until: datetime, /) -> Notification | None:
        """Return the notification that is due first *now*, with one more try, and reserve it until *until*."""

    def finish_notification(self, notification: Notification, retry_at: datetime | None, /) -> None:
        """Delete a claimed *notification*, or save that it is to be retried at *retry_at*."""


class Maintenance(Protocol):
    """Maintenance of the database."""

    def check(self) -> str:
        """Return the damage of the database; an empty string if there is none."""

    def strangers(self, slugs: Collection[str], /) -> Mapping[str, int]:
        """Return the sources with state that are not in *slugs*, with their numbers of entries."""

    def end_waits(self, now: datetime, /) -> None:
        """End all waits that last longer than *now*: a clock that was ahead began them."""

    def forget(self, slugs: Collection[str], /) -> None:
        """Delete all state of these sources, and free its space."""

    def backup(self, target: str, /) -> Mapping[str, int]:
        """Copy the database to the file *target*, check the copy, and return the number of rows of each table.

        A copy that fails leaves no file.
        """


class SharedState(Protocol):
    """State that machines on one store have in common: the time, the processes and the published documents."""

    def now(self) -> datetime:
        """Return the time of the common clock."""

    def beat(self, process: Process, /) -> None:
        """Save the heartbeat of *process*, and delete processes without a heartbeat for a day."""

    def leave(self, name: str, /) -> None:
        """Delete the process *name*, which has ended."""

    def processes(self) -> tuple[Process, ...]:
        """Return the processes with a heartbeat within a day, ordered by name."""

    def publishing(self, feed: str, /) -> AbstractContextManager[None]:
        """Return a context in which no other process publishes *feed*.

        All that this thread saves in it becomes visible at its end.
        """

    def published(self, feeds: Collection[str], /) -> Mapping[str, Mapping[str, Publication]]:
        """Return the existing documents of each of *feeds* that has any, by format."""

    def put(self, documents: Mapping[tuple[str, str], bytes], /) -> None:
        """Save the bytes of documents, by feed and format, whose publications are saved in the same context."""

    def changed(self, through: int, /) -> tuple[tuple[int, Publication], ...]:
        """Return the documents put after the change *through*, each with its own number; numbers only grow."""

    def body(self, feed: str, format: str, /) -> bytes | None:
        """Return the bytes of a document, or None if there is none."""
