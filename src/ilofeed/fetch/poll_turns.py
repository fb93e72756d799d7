"""Take the first turn of a poll at its host with the claim, and return the last one with the record.

    lease of the source, turn, robots.txt        one transaction
      request; further turns                     none across the network, one for each further turn
    entries, report, end of lease and turn       one transaction

A claim still waits for no host: a turn that is not free is waited for after it, in transactions of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core.errors import StoreError
from ilofeed.core.state import HostSlot
from ilofeed.core.store_protocols import HostStore

# Between a claim and its first request. A turn lapses five seconds after the deadline of a request that begins at once.
_MOST_DELAY = timedelta(seconds=4)


class _Poll(Struct):
    """The turns of the poll of one thread."""

    host: str = ""  #: the host whose turn was taken ahead, until it is used
    holder: str = ""  #: this process
    until: datetime | None = None  #: the end of the turn that was taken ahead
    robots: tuple[str, datetime] | None = None  #: the robots.txt of *host* that was read with the turn
    owed: tuple[str, str, datetime] | None = None  #: the turn that is to be returned: host, holder and rest
    last: tuple[str, str, datetime] | None = None  #: the turn that was taken ahead or returned last
    is_recorded: bool = False  #: turns after the record are returned at once


class PollTurns:
    """A `HostStore` that joins turns of polls with their claims and records. Threads may share it."""

    def __init__(self, hosts: HostStore) -> None:
        self._hosts = hosts
        self._ours = threading.local()

    @contextmanager
    def of_poll(self) -> Iterator[None]:
        """Open a block with the claim and the poll of one source. At its end no turn is held."""
        poll = self._ours.poll = _Poll()
        try:
            yield
            self.settle()
        except BaseException:
            # The transaction in which the turn was taken or returned may have failed.
            if poll.last is not None:
                with suppress(StoreError):
                    self._hosts.release_host(*poll.last)
            raise
        finally:
            self._ours.poll = None

    def take_ahead(self, host: str, holder: str, now: datetime, until: datetime) -> None:
        """Take the turn at *host* if it is free, and read its robots.txt. Call it in the transaction of the claim."""
        poll = self._poll
        if poll is None:
            raise RuntimeError("no poll has begun")
        poll.holder, poll.robots = holder, self._hosts.robots(host)
        if self._hosts.acquire_host(host, holder, now, until).taken:
            poll.host, poll.until = host, until
            poll.last = host, holder, now

    def settle(self) -> None:
        """Return the turn of the poll of this thread. Call it in the transaction of the record."""
        poll = self._poll
        if poll is None or poll.is_recorded:
            return
        poll.is_recorded = True
        if poll.host:  # no request was made
            poll.owed, poll.host = poll.last, ""
        self._return(poll)

    def acquire_host(
        self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False
    ) -> HostSlot:
        """Return the turn at *host* that was taken ahead, or take it."""
        poll = self._poll
        if poll is not None:
            self._return(poll)
            if poll.host == host and poll.until is not None and now < poll.until:
                poll.host = ""
                if until <= poll.until + _MOST_DELAY:
                    return HostSlot(taken=True, at=now)
                # It could lapse during the request.
                self._hosts.release_host(host, holder, now)
        return self._hosts.acquire_host(host, holder, now, until, force=force)

    def release_host(self, host: str, holder: str, rest: datetime, /) -> None:
        """Return the turn at *host*: with the record or before the next request, if a poll has not been recorded."""
        poll = self._poll
        if poll is None or poll.is_recorded or holder != poll.holder:
            self._hosts.release_host(host, holder, rest)
            return
        poll.owed = poll.last = host, holder, rest

    def leave_alone(self, host: str, until: datetime, /) -> None:
        """See `HostStore`."""
        self._hosts.leave_alone(host, until)

    def is_unavailable(self, host: str, url: str, now: datetime, until: datetime, /) -> bool:
        """See `HostStore`."""
        return self._hosts.is_unavailable(host, url, now, until)

    def robots(self, host: str, /) -> tuple[str, datetime] | None:
        """Return the robots.txt that was read with the turn that was taken ahead, or read it."""
        poll = self._poll
        if poll is not None and poll.robots is not None and poll.host == host:
            return poll.robots
        return self._hosts.robots(host)

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        """See `HostStore`."""
        self._hosts.keep_robots(host, text, now)

    @property
    def _poll(self) -> _Poll | None:
        return getattr(self._ours, "poll", None)

    def _return(self, poll: _Poll) -> None:
        if poll.owed is not None:
            host, holder, rest = poll.owed
            poll.owed = None
            self._hosts.release_host(host, holder, rest)
