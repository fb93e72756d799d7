"""HTTP/1.1 on one connection: a short path for published files, and time limits for slow clients.

uvicorn makes a task, a scope and an event for every request, and waits without limit for a head and
for a reader. A plain GET of a published file needs no task, scope or event: its answer is in memory
and is written as soon as the head is complete. uvicorn handles all other requests.

A connection queues little: requests are parsed one at a time, each after the previous answer has
been written, and a long body is written in parts. So a client that sends requests and reads nothing
costs one received chunk and two parts of a body.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ilofeed.serve.conditional import combined
from ilofeed.serve.responses import PART

# The limit of bytes of a request's line and headers together, and of a body that no application reads.
_HEAD = 16 * 1024
# Time limits in seconds: for the head of a request, for the client to read the answer, and without a
# request. Each value also identifies the state of a connection. A proxy must be the one that closes an idle
# connection, or it may send a request into one that is being closed: nginx, Varnish and Squid keep theirs for 60.
FOR_HEAD = 10.0
FOR_ANSWER = 60.0
IDLE = 75.0
# Seconds that unfinished answers get when the server stops.
LAST = 3.0
# The size of a body below which one write is faster than two.
_SMALL = 16 * 1024
# The end of a head, with the line ends that the parser accepts.
_END_OF_HEAD = re.compile(rb"\n\r?\n")
# RFC 9110 section 7.2 and RFC 3986 section 3.2.2: a name, an IPv4 address, or an address in brackets; then a port.
_HOST = re.compile(rb"(?:\[([^\[\]]*)\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?")
_FUTURE_ADDRESS = re.compile(rb"v[0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+")
# Headers of requests with more than a head, or for another protocol than HTTP/1.1.
_MORE = {b"content-length", b"transfer-encoding", b"expect", b"upgrade"}


class FeedHttpProtocol(HttpToolsProtocol):
    """A connection with a client."""

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - uvicorn's own
        """Use the application's ``quick`` if it has one: see `ilofeed.serve.asgi_app.Site.quick`."""
        super().__init__(*given, **more)
        self._quick = getattr(self.app, "quick", None)
        self._state = FOR_HEAD
        self._deadline = 0.0
        self._due = 0.0  # when the timer fires
        self._timer: asyncio.TimerHandle | None = None
        self._is_in_head = False
        self._has_begun = False  # a new request has begun since the last call of `_wait`
        self._is_quick = False  # the current request was answered by ``quick``
        self._more = 0  # bytes received since the last complete head or answer
        self._part = 0  # size of the part that is being parsed
        self._is_in_message = False  # a request has begun and is not complete
        self._unread = b""  # received, but not parsed yet
        self._unread_from = 0
        self._rest = memoryview(b"")  # unwritten part of the current body
        self._end: asyncio.TimerHandle | None = None
        self._is_last = False  # the client sends nothing more, or the server ends

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait(FOR_HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        for timer in (self._timer, self._end):
            if timer is not None:
                timer.cancel()
        self._unread, self._rest = b"", memoryview(b"")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse *data*, or keep it until the earlier answers have been written."""
        if self._unread:
            data, self._unread = self._unread[self._unread_from :] + data, b""
        self._parse(data, 0)

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio asks whether to stay open
        """Answer the requests received before the client's end of file; uvicorn would close the connection."""
        self._is_last = True
        if self._unread or self._rest:
            return True
        if is_answering := self._is_answering():
            self.cycle.keep_alive = False
        return is_answering

    def shutdown(self) -> None:
        """Close the connection after the current answer, or when its time limit is over."""
        self._is_last, self._unread = True, b""
        self._end = self.loop.call_later(LAST, self.transport.abort)
        if not self._rest:
            super().shutdown()

    def resume_writing(self) -> None:
        """Continue writing, and then answer the requests received meanwhile."""
        super().resume_writing()
        if self._rest:
            self._write_rest()
        if not self._rest:
            self._go_on()

    def on_message_begin(self) -> None:
        """Begin to read a head; uvicorn's objects are made later, only for requests that need them."""
        self._has_begun = self._is_in_head = self._is_in_message = True
        self._more = self._part
        self.url = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header; trailers after a body are ignored."""
        if self._is_in_head:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Check the head, and begin to answer."""
        self._is_in_head = self._is_quick = False
        if self._more > _HEAD and len(self.url) + sum(map(_size, self.headers)) > _HEAD:
            self._end_talk(is_head=True)
            return
        if complaint := _complaint(self.headers, self.parser.get_http_version()):
            self.send_400_response(complaint)
            return
        self._more = 0
        if self._quick is None or not self._is_free() or not self._answer_quickly():
            url, headers = self.url, self.headers
            super().on_message_begin()
            self.url = url
            for name, value in headers:
                super().on_header(name, value)
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on a part of a body."""
        if not self._is_quick and self._is_answering():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Report that a body is complete."""
        self._is_in_message = False
        if not self._is_quick and self._is_answering():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Continue with the next request, or begin to wait for one."""
        self._more = 0
        super().on_response_complete()
        self._wait(self._now())
        self._go_on()

    def _parse(self, data: bytes, start: int) -> None:
        """Parse *data* from *start*, head by head, while the client reads the answers."""
        while start < len(data) and not self.transport.is_closing():
            if not self._is_in_message and not self._is_free():
                self._unread, self._unread_from = data, start
                self.flow.pause_reading()
                return
            found = _END_OF_HEAD.search(data, start)
            end = found.end() if found else len(data)
            if self._is_in_message and not self._is_in_head:  # bytes after the body are counted separately
                end = min(end, start + _HEAD // 2)
            part = data if end - start == len(data) else data[start:end]
            start = end
            self._part = len(part)
            self._more += self._part
            super().data_received(part)
            state = self._now()
            if state != FOR_ANSWER and self._more > _HEAD:
                self._end_talk(is_head=self._is_in_head)
            elif state != self._state or (self._has_begun and state != FOR_ANSWER):
                self._has_begun = False
                self._wait(state)

    def _go_on(self) -> None:
        """Parse the data that was kept while there was no room for answers."""
        if self._unread:
            data, self._unread = self._unread, b""
            self.flow.resume_reading()
            self._parse(data, self._unread_from)
        if self._is_last and not self._unread and not self._rest and not self.transport.is_closing():
            if self._is_answering():
                self.cycle.keep_alive = False
            else:
                self.transport.close()

    def _write_rest(self) -> None:
        """Write the rest of a body while the client reads it."""
        while self._rest and not self.flow.write_paused and not self.transport.is_closing():
            part, self._rest = self._rest[:PART], self._rest[PART:]
            self.transport.write(part)
        if not self._rest:
            self._wait(self._now())

    def _is_free(self) -> bool:
        """Return whether no earlier request waits for its answer, and all answers have been written."""
        is_held_up = self._rest or self.flow.write_paused or self.transport.is_closing()
        return not is_held_up and not self._is_answering()

    def _is_answering(self) -> bool:
        """Return whether an answer of the application is incomplete."""
        cycle: Any = self.cycle  # None before the first request, in spite of its type
        return cycle is not None and not cycle.response_complete

    def _answer_quickly(self) -> bool:
        """Answer with the application's ``quick``, and return whether that was possible."""
        method = self.parser.get_method()
        if method not in (b"GET", b"HEAD") or not self.parser.should_keep_alive():
            return False
        headers = combined(self.headers)
        if not _MORE.isdisjoint(headers) or self.parser.get_http_version() != "1.1":
            return False
        found = self._quick(self.url, headers)  # type: ignore[misc] # asked before
        if found is None:
            return False
        head, body = found
        for name, value in self.server_state.default_headers:  # the date
            head += b"%b: %b\r\n" % (name, value)
        if method == b"HEAD":
            body = b""
        self._is_quick = True
        if len(body) < _SMALL:
            self.transport.write(b"%b\r\n%b" % (head, body))
        else:  # a large body is not copied for each slow reader
            self.transport.write(head + b"\r\n")
            self._rest = memoryview(body)
            self._write_rest()
        return True

    def _now(self) -> float:
        """Return the current state: the time limit that applies."""
        if self._rest or self._is_answering():
            return FOR_ANSWER
        return FOR_HEAD if self._is_in_head else IDLE

    def _wait(self, state: float) -> None:
        """Begin to wait with the time limit *state*."""
        self._state = state
        now = self.loop.time()
        self._deadline = now + state
        first = now + min(state, FOR_ANSWER)
        if self._timer is None or first < self._due:
            self._look_at(first)

    def _look_at(self, due: float) -> None:
        """Set the timer to *due*. A timer that fires too early costs less than a new one for each request."""
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = self.loop.call_at(due, self._look)

    def _look(self) -> None:
        """Close the connection at its deadline, which is earlier while the client has not read an answer."""
        is_unread = self._state == IDLE and self.transport.get_write_buffer_size()
        deadline = self._deadline - IDLE + FOR_ANSWER if is_unread else self._deadline
        if deadline > self.loop.time():
            self._look_at(deadline)
        else:
            self.transport.abort()

    def _end_talk(self, *, is_head: bool) -> None:
        """Close the connection of a client that sends too much; a body that is too long has had its answer."""
        if is_head and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")
        self.transport.close()


def _size(header: tuple[bytes, bytes]) -> int:
    return len(header[0]) + len(header[1])


def _complaint(headers: list[tuple[bytes, bytes]], version: str) -> str:
    """Return what is wrong with the Host of a request (RFC 9112 section 3.2); empty where nothing is."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        if hosts or version != "1.0":
            return "A request has one Host."
    elif not _is_host(hosts[0]):
        return "The Host is malformed."
    return ""


def _is_host(value: bytes) -> bool:
    """Return whether *value* is a host with or without a port, or empty."""
    found = _HOST.fullmatch(value)
    if found is None or found[1] is None:
        return found is not None
    try:
        ipaddress.IPv6Address(found[1].decode("latin-1").partition("%25")[0])
    except ValueError:
        return _FUTURE_ADDRESS.fullmatch(found[1]) is not None
    return True
