"""TLS within the TLS of a proxy.

httpcore has this too, but reads the socket itself, each time for as long as is left at the start of the handshake or
of a read. A proxy that sends a byte now and then would extend the deadline. Here every read passes through the
stream below, which has the deadline (`ilofeed.fetch.ssrf_guard`).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import partial
from typing import Self, TypeVar

import httpcore

_Done = TypeVar("_Done")

# The longest record of TLS, with what encryption adds.
_RECORD = 17 * 1024


class InnerTls(httpcore.NetworkStream):
    """A connection with TLS over a stream that has TLS of its own."""

    def __init__(self, stream: httpcore.NetworkStream, trust: ssl.SSLContext, host: str | None) -> None:
        self._stream = stream
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = trust.wrap_bio(self._received, self._to_send, server_hostname=host)

    @classmethod
    def begun(
        cls, stream: httpcore.NetworkStream, trust: ssl.SSLContext, host: str | None, timeout: float | None
    ) -> Self:
        """Begin TLS with *host* over *stream*, and close it if that fails.

        Raises httpcore.ConnectError, and the errors of *stream*.
        """
        inner = cls(stream, trust, host)
        try:
            inner._done(inner._tls.do_handshake, timeout)
        except ssl.SSLError as error:
            inner.close()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            inner.close()
            raise
        return inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return at most *max_bytes*; none at the end."""
        try:
            return self._done(partial(self._tls.read, max_bytes), timeout)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):  # the second as for any `ssl.SSLSocket`
            return b""
        except ssl.SSLError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*."""
        try:
            while buffer:
                buffer = buffer[self._done(partial(self._tls.write, buffer), timeout) :]
        except ssl.SSLError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of *info*."""
        return self._tls if info == "ssl_object" else self._stream.get_extra_info(info)

    def _done(self, work: Callable[[], _Done], timeout: float | None) -> _Done:
        """Return the result of *work*, after the exchange of what it needs."""
        while True:
            try:
                result = work()
            except ssl.SSLWantReadError:
                self._flush(timeout)
                data = self._stream.read(_RECORD, timeout)
                if data:
                    self._received.write(data)
                else:
                    self._received.write_eof()
            else:
                self._flush(timeout)
                return result

    def _flush(self, timeout: float | None) -> None:
        if self._to_send.pending:
            self._stream.write(self._to_send.read(), timeout)
