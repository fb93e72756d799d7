"""Behaviours of an origin that gets a request, and faults made of them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fakes.origin import Behaviour, http, reset
from fakes.pages import Listed, ilo_list, some

ITEMS = some(12)
NEXT = some(13)[0]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def plainly(items: list[Listed]) -> bytes:
    """Return the list page of *items* as a good site writes it."""
    return ilo_list(items).encode()


PAGE = plainly(ITEMS)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A misbehaviour of an origin or a hub at one poll, and its expected result."""

    name: str
    behaviour: Behaviour | None = None
    robots: Behaviour | None = None
    hub: Behaviour | None = None
    outcome: str = "failed"
    reason: str | None = None
    down: bool = False  #: nobody listens
    writes: Callable[[list[Listed]], bytes] = plainly  #: the good pages, before and after it
    writes_after: Callable[[list[Listed]], bytes] | None = None  #: where that is not the same
    new: tuple[str, ...] = ()  #: titles that the poll announces
    retitled: Mapping[str, str] = field(default_factory=dict)  #: old titles and those they become
    source: str = ""  #: further keys of the source
    fetch: str = ""  #: further keys of ``[fetch]``
    unpublished: str = ""  #: what no feed may contain after it
    is_quick: bool = False  #: whether the timeout is short although no timeout is expected

    @property
    def timeout(self) -> float:
        """Seconds that an exchange may take: few only where they pass, so that a busy machine fails no other."""
        return 0.4 if self.is_quick or self.reason == "timeout" else 20


def failing(reason: str, behaviours: Mapping[str, Behaviour]) -> Iterator[Fault]:
    """Yield the faults of that name and behaviour, at which a poll fails for *reason*."""
    return (Fault(name=name, behaviour=behaviour, reason=reason) for name, behaviour in behaviours.items())


def says(answer: bytes) -> Behaviour:
    """Send *answer* and close."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(answer)

    return behave


def keeps_saying(head: bytes, again: bytes, seconds: float = 0) -> Behaviour:
    """Send *head*, then *again* until nobody listens, every *seconds* seconds."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(30)
        while True:
            connection.sendall(again)
            if seconds and waits(connection, seconds):
                return

    return behave


def stalls(head: bytes) -> Behaviour:
    """Send *head* and no more."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        waits(connection, 30)

    return behave


def waits(connection: socket.socket, seconds: float) -> bool:
    """Return whether the other side left within that number of *seconds*."""
    connection.settimeout(seconds)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False


def resets(head: bytes) -> Behaviour:
    """Send *head* and break off."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        reset(connection)

    return behave


def redirects(location: str | Callable[[str], str], status: str = "302 Found") -> Behaviour:
    """Lead to *location*."""

    def behave(path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        there = location if isinstance(location, str) else location(path)
        connection.sendall(http(b"", f"Location: {there}", status=status))

    return behave


def shows(page: bytes, *headers: str, content_type: str = "text/html; charset=utf-8") -> Behaviour:
    """Send *page* with status 200."""
    return says(http(page, *headers, content_type=content_type))


def lists(items: list[Listed]) -> Behaviour:
    """Send a list of *items*."""
    return shows(plainly(items))


def by_path(behaviours: Mapping[str, Behaviour]) -> Behaviour:
    """Behave as given for the requested path; every other path is not found."""
    missing = says(http(b"", status="404 Not Found"))

    def behave(path: str, headers: dict[str, str], connection: socket.socket) -> None:
        behaviours.get(path, missing)(path, headers, connection)

    return behave
