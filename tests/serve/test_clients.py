"""Slow clients, and a stop of the server while some are connected. The tests set the clock of its loop."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from ilofeed.serve.http_protocol import FOR_ANSWER, FOR_HEAD, IDLE, LAST, FeedHttpProtocol
from ilofeed.serve.responses import PART


class Loop:
    """The part of an event loop that the protocol uses, with a clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.tasks: list[Any] = []
        self._timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, due: float, callback: Any, *arguments: object) -> Timer:
        self._timers.append(Timer(due, lambda: callback(*arguments)))
        return self._timers[-1]

    def call_later(self, seconds: float, callback: Any, *arguments: object) -> Timer:
        return self.call_at(self.now + seconds, callback, *arguments)

    def create_task(self, coroutine: Any) -> asyncio.Future[None]:
        with suppress(StopIteration):
            coroutine.send(None)
        self.tasks.append(coroutine)
        return asyncio.Future(loop=self)  # type: ignore[arg-type]

    def get_debug(self) -> bool:
        return False

    def waiting(self) -> list[Timer]:
        return sorted((each for each in self._timers if not each.is_over), key=lambda each: each.due)

    def pass_by(self, seconds: float) -> None:
        end = self.now + seconds
        while (first := next(iter(self.waiting()), None)) is not None and first.due <= end:
            first.is_over = True
            self.now = max(self.now, first.due)
            first.fire()
        self.now = end


class Timer:
    def __init__(self, due: float, fire: Any) -> None:
        self.due = due
        self.fire = fire
        self.is_over = False

    def cancel(self) -> None:
        self.is_over = True


class Transport(asyncio.Transport):
    """A connection that records the written bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.unread = 0
        self.closed = False
        self.is_paused = False
        self.room = 10**9  #: bytes until the buffer reaches its high-water mark
        self.protocol: Any = None

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def write(self, data: Any) -> None:
        self.written += bytes(data)
        self.room -= len(data)
        if self.room <= 0:
            self.protocol.pause_writing()

    def get_write_buffer_size(self) -> int:
        return self.unread

    def abort(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def set_protocol(self, _protocol: object) -> None: ...


async def application(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class Never:
    """An awaitable that never completes."""

    def __await__(self) -> Generator[None, None, None]:
        while True:
            yield


async def stuck(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await Never()  # as when the client does not read


LONG = b"a" * 400_000


class Shelf:
    """An application with one answer in memory, and others that are made on request."""

    def __init__(self, made_by: Any = application) -> None:
        self._made_by = made_by

    def quick(self, url: bytes, _headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | bytes | None:
        body = {b"/ready": b"ready", b"/long": LONG}.get(url)
        return body and (b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n" % len(body), body)

    async def __call__(self, scope: object, receive: object, send: Any) -> None:
        await self._made_by(scope, receive, send)


async def silent(_scope: object, _receive: object, _send: object) -> None:
    await Never()


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    for task in loop.tasks:
        task.close()


def connected(loop: Loop, app: Any = application) -> tuple[Any, Transport]:
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, http="h11", ws="none", proxy_headers=False, timeout_keep_alive=15
    )
    config.load()
    protocol = FeedHttpProtocol(config, ServerState(), {}, loop)
    transport = Transport()
    transport.protocol = protocol
    protocol.connection_made(transport)
    return protocol, transport


GET = b"GET /made HTTP/1.1\r\nHost: x\r\n\r\n"
READY = b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n"


def test_who_never_says_anything_is_let_go(loop: Loop) -> None:
    _, transport = connected(loop)

    loop.pass_by(FOR_HEAD - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


@pytest.mark.parametrize("before", [b"", GET, READY])
def test_a_drip_of_single_bytes_does_not_stretch_the_time_for_a_head(loop: Loop, before: bytes) -> None:
    protocol, transport = connected(loop, Shelf())
    if before:
        protocol.data_received(before)

    for byte in b"GET /news":
        protocol.data_received(bytes([byte]))
        loop.pass_by(1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


@pytest.mark.parametrize("request_", [GET, READY])
def test_after_an_answer_there_is_time_for_another_request(loop: Loop, request_: bytes) -> None:
    protocol, transport = connected(loop, Shelf())

    for _ in range(5):
        protocol.data_received(request_)
        loop.pass_by(IDLE - 1)
    assert transport.written.count(b"HTTP/1.1 200") == 5
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_an_answer_that_was_made_takes_none_of_the_time_for_the_next(loop: Loop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(GET)
    loop.pass_by(IDLE - 1)

    protocol.data_received(b"GE")
    loop.pass_by(FOR_HEAD - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_who_does_not_take_the_answer_is_let_go(loop: Loop) -> None:
    protocol, transport = connected(loop, stuck)

    protocol.data_received(GET)
    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_who_takes_a_long_answer_slowly_has_as_much_time_whichever_way_it_was_made(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())

    protocol.data_received(READY)
    transport.unread = 4
    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_answers_that_lie_ready_keep_their_place_among_those_that_are_made(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())

    protocol.data_received(READY + GET + READY + READY)

    bodies = [part.partition(b"\r\n\r\n")[2] for part in transport.written.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [b"ready", b"ok", b"ready", b"ready"]


def test_who_asks_on_without_reading_is_not_answered_ahead(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf(silent))
    protocol.pause_writing()  # as with many unread answers

    protocol.data_received(READY * 100)

    assert transport.written == b""
    assert transport.is_paused
    assert not protocol.pipeline
    protocol.resume_writing()
    assert transport.written.count(b"ready") == 100
    assert not transport.is_paused


def test_who_reads_nothing_is_answered_no_more_than_a_few_times(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 300

    protocol.data_received(READY * 1000)

    assert transport.written.count(b"HTTP/1.1 200") < 10
    assert transport.is_paused
    transport.room = 10**9
    protocol.resume_writing()
    assert transport.written.count(b"HTTP/1.1 200") == 1000


def test_while_an_answer_is_made_the_requests_behind_it_wait_as_they_came(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf(silent))

    protocol.data_received(GET + READY * 1000)

    assert transport.is_paused
    assert len(loop.tasks) == 1
    assert not protocol.pipeline


def test_a_long_body_is_written_in_parts_as_it_is_taken(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 1

    protocol.data_received(READY.replace(b"/ready", b"/long") + READY)
    assert len(transport.written) < 2 * PART
    for _ in range(10):
        before = len(transport.written)
        protocol.resume_writing()
        assert len(transport.written) - before <= PART + 1000

    assert transport.written.count(b"a" * 1000) == len(LONG) // 1000
    assert transport.written.endswith(b"ready")


@pytest.mark.parametrize("end", ["eof_received", "shutdown"])
def test_a_long_body_is_whole_also_where_nothing_comes_after_it(loop: Loop, end: str) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 1
    protocol.data_received(READY.replace(b"/ready", b"/long"))

    getattr(protocol, end)()
    assert not transport.closed
    for _ in range(10):
        protocol.resume_writing()

    assert transport.written.count(b"a" * 1000) == len(LONG) // 1000
    assert transport.closed


def test_all_that_was_asked_for_before_the_end_is_answered(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 300
    protocol.data_received(READY * 50)

    assert protocol.eof_received()
    transport.room = 10**9
    protocol.resume_writing()

    assert transport.written.count(b"ready") == 50
    assert transport.closed


def test_who_takes_no_part_of_a_long_body_is_let_go(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 1
    protocol.data_received(READY.replace(b"/ready", b"/long"))

    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_a_request_with_a_body_gets_the_same_answer_the_longer_way(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())

    protocol.data_received(READY.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n") + b"abc" + READY)

    assert transport.written.endswith(b"ready")
    assert b"\r\n\r\nokHTTP/1.1" in transport.written


def test_a_body_that_nobody_waits_for_is_not_taken_in_for_long(loop: Loop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
    assert transport.written.endswith(b"ok")

    for _ in range(17):
        assert not transport.closed
        protocol.data_received(b"a" * 1024)

    assert transport.closed
    assert transport.written.count(b"HTTP/1.1") == 1


def test_what_is_put_behind_a_body_is_no_header_and_takes_no_room(loop: Loop) -> None:
    protocol, _ = connected(loop, stuck)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")

    protocol.data_received(b"X-A: b\r\n" * 100)

    assert [name for name, _ in protocol.scope["headers"]] == [b"host", b"transfer-encoding"]


def test_a_head_in_pieces_after_a_large_form_is_as_welcome_as_any(loop: Loop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n")
    protocol.data_received(b"a" * 15_000)
    protocol.data_received(b"a" * 5_000 + b"GET / HTTP/1.1\r\n")

    protocol.data_received(b"Host: x\r\n\r\n")

    assert transport.written.count(b"HTTP/1.1 200") == 2


def test_a_connection_that_is_gone_is_waited_for_no_more(loop: Loop) -> None:
    protocol, _ = connected(loop)

    protocol.connection_lost(None)

    assert loop.waiting() == []


def test_when_the_server_ends_who_does_not_read_is_waited_for_a_moment(loop: Loop) -> None:
    protocol, transport = connected(loop, Shelf())
    transport.room = 1
    protocol.data_received(READY.replace(b"/ready", b"/long"))

    protocol.shutdown()
    loop.pass_by(LAST - 0.1)
    was_open = not transport.closed
    loop.pass_by(0.1)

    assert was_open
    assert transport.closed
    protocol.connection_lost(None)
    assert loop.waiting() == []
