"""Guard against requests to private addresses (SSRF), and enforce the deadline at every connect and read.

The guard is below httpx, so that redirects, new connections and unusual spellings of an
address all pass through it, while TLS and the Host header keep the name.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from typing import TypeVar
from weakref import WeakSet

import httpcore

from ilofeed.core.errors import FetchError
from ilofeed.fetch.deadline import Deadline

# Networks that `ipaddress` of Python 3.11 calls global although they are not: translated,
# tunnelled and mapped addresses contain another one, the others are reserved (IANA
# special-purpose registries).
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100:0:0:1::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)

_END = b"\r\n\r\n"
_INFORMATIONAL = re.compile(rb"HTTP/1\.[01] 1\d\d")

_Done = TypeVar("_Done")

# Seconds between two checks for a stop, during the look-up of a name or a connect.
_GLANCE = 0.2


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Check that *ip* is an ordinary address of the public internet."""
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return not any(ip in network for network in _NOT_GLOBAL if network.version == ip.version)


class Allowed:
    """The hosts and networks that the operator permits although they are not public."""

    def __init__(self, names: Iterable[str]) -> None:
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for name in names:
            try:
                self._networks.append(ipaddress.ip_network(name))
            except ValueError:
                self._hosts.add(name.lower())

    def __contains__(self, place: tuple[str, IPv4Address | IPv6Address]) -> bool:
        host, ip = place
        return host in self._hosts or any(
            ip in network for network in self._networks if network.version == ip.version
        )


class GuardedBackend(httpcore.NetworkBackend):
    """Network backend that connects only to checked addresses, within the deadline; threads may share it."""

    def __init__(self, allowed: Allowed, deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._streams_lock = threading.Lock()
        #: Connections of all threads; `cut` shuts them down.
        self._streams: WeakSet[GuardedStream] = WeakSet()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to *host*. Raises FetchError where none is permitted, and the errors of httpcore."""
        left = self._deadline.left(timeout)

        def work() -> httpcore.NetworkStream:
            return _connected(host, self._permitted(host, port), port, left, local_address, socket_options)

        return self.watch(self._in_time(work, host))

    def connect_to_proxy(self, host: str, port: int, timeout: float | None) -> GuardedStream:
        """Return a connection to *host* at any address: the operator chose it."""
        left = self._deadline.left(timeout)

        def work() -> httpcore.NetworkStream:
            return _connected(host, _looked_up(host, port), port, left)

        return self.watch(self._in_time(work, host))

    def checked(self, host: str, port: int, *, resolve: bool = True) -> list[IPv4Address | IPv6Address]:
        """Return the addresses of *host* for a proxy. Raises FetchError where one of them is not permitted.

        Without *resolve*, the proxy looks up its name: only an address in place of a name is checked then, in every
        spelling, and the names of the machine itself.
        """
        if resolve or _is_number(host, port) or re.fullmatch(r"(.*\.)?localhost\.?", host, re.IGNORECASE):
            return self._in_time(lambda: self._permitted(host, port), host)
        return []

    def watch(self, stream: httpcore.NetworkStream) -> GuardedStream:
        """Return *stream* under the deadline, registered for `cut`."""
        guarded = GuardedStream(stream, self._deadline, self)
        with self._streams_lock:
            self._streams.add(guarded)
        return guarded

    def cut(self) -> None:
        """Abort every wait for a server, in any thread."""
        with self._streams_lock:
            streams = list(self._streams)
        for stream in streams:
            stream.cut()

    def _in_time(self, work: Callable[[], _Done], host: str) -> _Done:
        """Return the result of *work*, or raise its error. Raises httpcore.ReadTimeout at the end of the exchange.

        Neither the look-up of a name nor a connect can be aborted, so a thread does both;
        a connection that comes too late is closed.
        """
        attempt: Future[_Done] = Future()

        def run() -> None:
            try:
                found = work()
            except BaseException as error:  # noqa: BLE001 - raised again in the waiting thread
                if attempt.set_running_or_notify_cancel():
                    attempt.set_exception(error)
            else:
                if attempt.set_running_or_notify_cancel():
                    attempt.set_result(found)
                else:
                    _discard(found)

        threading.Thread(target=run, name=f"connect {host}", daemon=True).start()
        while True:
            try:
                return attempt.result(self._deadline.left(_GLANCE))
            except NotYetError:
                continue
            except httpcore.ReadTimeout:
                # The attempt may have succeeded at this moment.
                if not attempt.cancel() and attempt.exception() is None:
                    _discard(attempt.result())
                raise

    def _permitted(self, host: str, port: int) -> list[IPv4Address | IPv6Address]:
        """Return the addresses of *host*. Raises FetchError where one of them is not permitted."""
        found = _looked_up(host, port)
        for ip in found:
            if not is_public(ip) and (host.lower(), ip) not in self._allowed:
                raise FetchError(
                    "forbidden_address",
                    f"{host!r} leads to {ip}, which is not public; if it is yours, see fetch.allow_private",
                )
        return found


class GuardedStream(httpcore.NetworkStream):
    """A connection on which every operation ends with the exchange, and which counts the bytes received."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, backend: GuardedBackend) -> None:
        self._stream = stream
        self._deadline = deadline
        self._backend = backend
        self._head = b""  #: head of the answer, as far as it was received
        self._behind = 0  #: number of bytes received after the head

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read within the time that the deadline leaves."""
        data = self._stream.read(max_bytes, self._deadline.left(timeout))
        self._count(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write within the time that the deadline leaves."""
        self._head, self._behind = b"", 0
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()

    def cut(self) -> None:
        """End the connection for every reader and writer, in any thread."""
        own = self._stream.get_extra_info("socket")
        if isinstance(own, socket.socket):
            with suppress(OSError):
                socket.socket.shutdown(own, socket.SHUT_RDWR)  # that of TLS would discard its keys first

    @property
    def length(self) -> int:
        """The number of bytes received after the head of the last answer."""
        return self._behind

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Begin TLS within the time that the deadline leaves; return the guarded stream. Close it after an error."""
        try:
            left = self._deadline.left(timeout)
        except httpcore.ReadTimeout:
            self.close()
            raise
        if self._stream.get_extra_info("ssl_object") is None:
            return self._backend.watch(self._stream.start_tls(ssl_context, server_hostname, left))
        from ilofeed.fetch.inner_tls import InnerTls  # noqa: PLC0415 - only an encrypted proxy has it

        return self._backend.watch(InnerTls.begun(self, ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        """Return what the stream knows of *info*."""
        return self._stream.get_extra_info(info)

    def _count(self, data: bytes) -> None:
        if self._head.endswith(_END):
            self._behind += len(data)
            return
        head, end, rest = (self._head + data).partition(_END)
        # Informational responses, as "100 Continue", precede the answer (RFC 9110 section 15.2).
        while end and _INFORMATIONAL.match(head):
            head, end, rest = rest.partition(_END)
        self._head, self._behind = head + end, len(rest)


def _discard(found: object) -> None:
    if isinstance(found, httpcore.NetworkStream):
        found.close()


def _looked_up(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    """Return the addresses of *host*. Raises FetchError if there are none."""
    try:
        # As bytes, since httpx has encoded it in ASCII; for a string Python loads tables of characters.
        answers = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            "dns", f"the name {host!r} is not known; is the address right, and the network up?"
        ) from error
    return list(dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))


def _is_number(host: str, port: int) -> bool:
    """Return whether *host* is an IP address, also in a spelling such as "0x7f.1"."""
    try:
        socket.getaddrinfo(host.encode("ascii"), port, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return True


def _connected(
    host: str,
    addresses: list[IPv4Address | IPv6Address],
    port: int,
    seconds: float,
    local_address: str | None = None,
    socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
) -> httpcore.NetworkStream:
    """Return a connection to the first of *addresses* that answers; each gets its share of the *seconds*."""
    failure: Exception = httpcore.ConnectError(f"{host!r} has no address")
    backend = httpcore.SyncBackend()
    for ip in addresses:
        try:
            return backend.connect_tcp(str(ip), port, seconds / len(addresses), local_address, socket_options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            failure = error
    raise failure
