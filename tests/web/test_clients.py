"""Clients that dawdle, and an end while some are still there. The clock of the server's loop is the test's."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from ilofeed.web import server


class Loop:
    """As much of an event loop as the protocol uses, with timers that fire when they are told."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []
        self.tasks: list[Any] = []

    def call_later(self, seconds: float, callback: Any, *arguments: object) -> Timer:
        timer = Timer(seconds, lambda: callback(*arguments))
        self.timers.append(timer)
        return timer

    def create_task(self, coroutine: Any) -> asyncio.Future[None]:
        with suppress(StopIteration):
            coroutine.send(None)
        self.tasks.append(coroutine)
        return asyncio.Future(loop=self)  # type: ignore[arg-type]

    def get_debug(self) -> bool:
        return False

    def running(self, seconds: float) -> list[Timer]:
        return [timer for timer in self.timers if timer.seconds == seconds and not timer.cancelled]


class Timer:
    def __init__(self, seconds: float, fire: Any) -> None:
        self.seconds = seconds
        self.fire = fire
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Transport(asyncio.Transport):
    """A connection that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.aborted = False

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted

    def close(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def set_protocol(self, _protocol: object) -> None: ...


async def application(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class Never:
    """What is waited for in vain."""

    def __await__(self) -> Generator[None, None, None]:
        while True:
            yield


async def stuck(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await Never()  # as when the client does not read


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    for task in loop.tasks:
        task.close()


def connected(loop: Loop, app: Any = application) -> tuple[Any, Transport]:
    config = uvicorn.Config(app, lifespan="off", log_config=None, http="h11", ws="none")
    config.load()
    protocol = server._Impatient(config, ServerState(), {}, loop)  # type: ignore[arg-type]
    transport = Transport()
    protocol.connection_made(transport)
    return protocol, transport


def test_who_never_says_anything_is_let_go(loop: Loop) -> None:
    _, transport = connected(loop)

    (timer,) = loop.running(server._FOR_HEAD)
    timer.fire()

    assert transport.aborted


def test_a_drip_of_single_bytes_does_not_stretch_the_time_for_a_head(loop: Loop) -> None:
    protocol, transport = connected(loop)

    for byte in b"GET /news.rss HTTP/1.1\r\nHost: x\r\nX-Slow: ":
        protocol.data_received(bytes([byte]))

    (timer,) = loop.running(server._FOR_HEAD)
    assert len([each for each in loop.timers if each.seconds == server._FOR_HEAD]) == 1
    timer.fire()
    assert transport.aborted


def test_after_an_answer_the_next_head_has_its_own_time(loop: Loop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert transport.written.endswith(b"ok")
    assert loop.running(server._IDLE)

    protocol.data_received(b"G")
    protocol.data_received(b"E")

    (timer,) = loop.running(server._FOR_HEAD)
    timer.fire()
    assert transport.aborted


def test_who_does_not_take_the_answer_is_let_go(loop: Loop) -> None:
    protocol, transport = connected(loop, stuck)

    protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert not loop.running(server._FOR_HEAD)
    (timer,) = loop.running(server._FOR_ANSWER)
    timer.fire()
    assert transport.aborted


def test_a_connection_that_is_gone_is_waited_for_no_more(loop: Loop) -> None:
    protocol, _ = connected(loop)

    protocol.connection_lost(None)

    assert not loop.running(server._FOR_HEAD)
