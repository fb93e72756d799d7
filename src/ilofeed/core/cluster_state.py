"""What machines that share a store know of one another, as plain values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Process(Struct, frozen=True, kw_only=True):
    """A program at work, of those that share a store."""

    name: str  #: as leases and turns know it
    role: str  #: the command that it was begun with
    since: datetime
    heard: datetime  #: when it was last known to be there


class Queue(Struct, frozen=True, kw_only=True):
    """The polls that a cluster's workers have before them, in numbers."""

    queued: int = 0  #: that wait for a worker
    running: int = 0  #: that a worker has begun
    lag: float = 0.0  #: seconds for which the oldest of those queued has waited


class Cluster(Struct, frozen=True, kw_only=True):
    """The programs that share a store, and what they have before them."""

    processes: tuple[Process, ...]  #: those heard of lately
    queue: Queue | None = None  #: None: nobody has ever put a poll into one
    overdue: int = 0  #: sources whose poll is due, and that nobody polls
    oldest: float = 0.0  #: seconds for which the longest of them has been due
