"""An event loop with a clock that the test sets, and one connection of the HTTP protocol on it."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from ilofeed.serve.http_protocol import IDLE, FeedHttpProtocol


class SteppedLoop:
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
    """A call that the loop makes at its time, once."""

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


async def quick_app(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class Never:
    """An awaitable that never completes."""

    def __await__(self) -> Generator[None, None, None]:
        while True:
            yield


async def stuck_app(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await Never()  # as when the client does not read


LONG = b"a" * 400_000


class PreparedApp:
    """An application with one answer in memory, and others that are made on request."""

    def __init__(self, made_by: Any = quick_app) -> None:
        self._made_by = made_by

    def quick(self, url: bytes, _headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | bytes | None:
        body = {b"/ready": b"ready", b"/long": LONG}.get(url)
        return body and (b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n" % len(body), body)

    async def __call__(self, scope: object, receive: object, send: Any) -> None:
        await self._made_by(scope, receive, send)


async def silent_app(_scope: object, _receive: object, _send: object) -> None:
    await Never()


def connected(loop: SteppedLoop, app: Any = quick_app) -> tuple[Any, Transport]:
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        http="h11",
        ws="none",
        proxy_headers=False,
        timeout_keep_alive=int(IDLE),
    )
    config.load()
    protocol = FeedHttpProtocol(config, ServerState(), {}, loop)
    transport = Transport()
    transport.protocol = protocol
    protocol.connection_made(transport)
    return protocol, transport


GET = b"GET /made HTTP/1.1\r\nHost: x\r\n\r\n"
READY = b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n"
