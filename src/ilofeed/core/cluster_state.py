"""Processes, queue and delays of the machines that share a store, as plain values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Process(Struct, frozen=True, kw_only=True):
    """A running program that uses a shared store."""

    name: str  #: its owner name in leases and turns
    role: str  #: the command that started it
    since: datetime
    heard: datetime  #: time of its last heartbeat


class Queue(Struct, frozen=True, kw_only=True):
    """The numbers of polls that wait for the workers of a cluster or run there."""

    queued: int = 0  #: polls that wait for a worker
    running: int = 0  #: polls that a worker has started
    lag: float = 0.0  #: seconds that the oldest queued poll has waited


class Cluster(Struct, frozen=True, kw_only=True):
    """The programs that share a store, and their work."""

    processes: tuple[Process, ...]  #: those with a recent heartbeat
    queue: Queue | None = None  #: None: no poll was ever queued
    overdue: int = 0  #: sources that are due and are not being polled
    oldest: float = 0.0  #: seconds since the first of them became due
