"""Ask a SOCKS proxy for a connection (RFC 1928, RFC 1929); socksio writes and reads the messages."""

from __future__ import annotations

import httpcore
from socksio.exceptions import SOCKSError
from socksio.socks5 import (
    SOCKS5AType,
    SOCKS5AuthMethod,
    SOCKS5AuthMethodsRequest,
    SOCKS5AuthReply,
    SOCKS5Command,
    SOCKS5CommandRequest,
    SOCKS5ReplyCode,
    SOCKS5UsernamePasswordReply,
    SOCKS5UsernamePasswordRequest,
)

from ilofeed.core.proxies import Proxy
from ilofeed.fetch.transport import ProxyError

_VERSION = b"\x05"
_LENGTHS = {SOCKS5AType.IPV4_ADDRESS: 4, SOCKS5AType.IPV6_ADDRESS: 16}


def connect(stream: httpcore.NetworkStream, proxy: Proxy, target: str, port: int) -> None:
    """Have *proxy*, at the other end of *stream*, connect it to *target*, a name or an address. Raises ProxyError."""
    try:
        _log_in(stream, proxy)
        command = SOCKS5CommandRequest.from_address(SOCKS5Command.CONNECT, (target, port))
        stream.write(command.dumps())
        _, code, _, kind = (octet.to_bytes() for octet in _read(stream, 4, start=_VERSION))
        reply = SOCKS5ReplyCode(code)
        if reply is not SOCKS5ReplyCode.SUCCEEDED:
            why = reply.name.lower().replace("_", " ")
            raise ProxyError(f"the proxy {proxy} makes no connection to {target}, port {port}: {why}")
        # Its own address, which is not needed, and its port.
        _read(stream, (_LENGTHS.get(SOCKS5AType(kind)) or _read(stream, 1)[0]) + 2)
    except (SOCKSError, ValueError) as error:
        raise ProxyError(f"the proxy {proxy} does not speak SOCKS 5") from error


def _log_in(stream: httpcore.NetworkStream, proxy: Proxy) -> None:
    methods = [SOCKS5AuthMethod.NO_AUTH_REQUIRED, SOCKS5AuthMethod.USERNAME_PASSWORD]
    stream.write(SOCKS5AuthMethodsRequest(methods if proxy.login else methods[:1]).dumps())
    method = SOCKS5AuthReply.loads(_read(stream, 2, start=_VERSION)).method
    if method is SOCKS5AuthMethod.USERNAME_PASSWORD and proxy.login:
        name, password = (part.encode() for part in proxy.login)
        stream.write(SOCKS5UsernamePasswordRequest(name, password).dumps())
        is_known = SOCKS5UsernamePasswordReply.loads(_read(stream, 2)).success
    else:
        is_known = method is SOCKS5AuthMethod.NO_AUTH_REQUIRED
    if not is_known:
        raise ProxyError(f"the proxy {proxy} wants another user name and password than fetch.proxy has")


def _read(stream: httpcore.NetworkStream, count: int, *, start: bytes = b"") -> bytes:
    """Return the next *count* bytes. Raises ValueError if the connection ends before, or *start* is not their start."""
    data = b""
    while len(data) < count:
        part = stream.read(count - len(data))
        if not part:
            raise ValueError(data)
        data += part
    if not data.startswith(start):
        raise ValueError(data)
    return data
