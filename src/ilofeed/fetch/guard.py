"""Where a request may go, and how long it may take: checked at every connect and every read.

This sits below httpx, so that redirects, new connections and odd spellings of an
address all pass through it, while TLS and the Host header keep the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

import httpcore

from ilofeed.errors import FetchError
from ilofeed.ports import Clock

# What `ipaddress` of Python 3.11 calls global and is not: translated, tunnelled and
# mapped addresses carry another one inside, the rest is reserved (IANA special-purpose
# registries).
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


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether *ip* is an ordinary address of the public internet."""
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return not any(ip in network for network in _NOT_GLOBAL if network.version == ip.version)


class Allowed:
    """The hosts and networks that an operator has opened although they are not public."""

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
        return host in self._hosts or any(ip in each for each in self._networks if each.version == ip.version)


class Deadline(threading.local):
    """When the exchange of this thread has to be over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._end = float("inf")

    def start(self, seconds: float) -> None:
        self._end = self._clock.monotonic() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds left, at most *timeout*. Raises httpcore.ReadTimeout where there are none."""
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole request is over")
        return left if timeout is None else min(left, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only, and never waits past the deadline."""

    def __init__(self, allowed: Allowed, deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for ip in self._checked(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    str(ip), port, self._deadline.left(timeout), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure

    def _checked(self, host: str, port: int) -> list[IPv4Address | IPv6Address]:
        """The addresses of *host*. Raises FetchError where one of them is not to be asked."""
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                "dns", f"the name {host!r} is not known; is the address right, and the network up?"
            ) from error
        found = list(
            dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers)
        )
        for ip in found:
            if not is_public(ip) and (host.lower(), ip) not in self._allowed:
                raise FetchError(
                    "forbidden_address",
                    f"{host!r} leads to {ip}, which is not public; if it is yours, see fetch.allow_private",
                )
        return found


class _Stream(httpcore.NetworkStream):
    """A connection on which every operation ends with the exchange."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
