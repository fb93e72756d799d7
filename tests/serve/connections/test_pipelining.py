"""Several requests on one connection, and bodies: their order, and what is read and written ahead."""

from __future__ import annotations

import pytest

from fakes.stepped_loop import (
    GET,
    LONG,
    READY,
    PreparedApp,
    SteppedLoop,
    connected,
    silent_app,
    stuck_app,
)
from ilofeed.serve.responses import PART


def test_answers_from_memory_keep_their_order_among_those_that_are_made(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())

    protocol.data_received(READY + GET + READY + READY)

    bodies = [part.partition(b"\r\n\r\n")[2] for part in transport.written.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [b"ready", b"ok", b"ready", b"ready"]


def test_a_client_that_sends_on_without_reading_is_not_answered_ahead(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp(silent_app))
    protocol.pause_writing()  # as with many unread answers

    protocol.data_received(READY * 100)

    assert transport.written == b""
    assert transport.is_paused
    assert not protocol.pipeline
    protocol.resume_writing()
    assert transport.written.count(b"ready") == 100
    assert not transport.is_paused


def test_a_client_that_reads_nothing_gets_only_a_few_answers(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
    transport.room = 300

    protocol.data_received(READY * 1000)

    assert transport.written.count(b"HTTP/1.1 200") < 10
    assert transport.is_paused
    transport.room = 10**9
    protocol.resume_writing()
    assert transport.written.count(b"HTTP/1.1 200") == 1000


def test_while_an_answer_is_made_the_requests_behind_it_wait_in_their_order(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp(silent_app))

    protocol.data_received(GET + READY * 1000)

    assert transport.is_paused
    assert len(loop.tasks) == 1
    assert not protocol.pipeline


def test_a_long_body_is_written_in_parts_as_it_is_taken(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
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
def test_a_long_body_is_whole_also_where_nothing_comes_after_it(loop: SteppedLoop, end: str) -> None:
    protocol, transport = connected(loop, PreparedApp())
    transport.room = 1
    protocol.data_received(READY.replace(b"/ready", b"/long"))

    getattr(protocol, end)()
    assert not transport.closed
    for _ in range(10):
        protocol.resume_writing()

    assert transport.written.count(b"a" * 1000) == len(LONG) // 1000
    assert transport.closed


def test_all_requests_before_the_end_are_answered(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
    transport.room = 300
    protocol.data_received(READY * 50)

    assert protocol.eof_received()
    transport.room = 10**9
    protocol.resume_writing()

    assert transport.written.count(b"ready") == 50
    assert transport.closed


def test_a_request_with_a_body_gets_the_same_answer_the_longer_way(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())

    protocol.data_received(READY.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n") + b"abc" + READY)

    assert transport.written.endswith(b"ready")
    assert b"\r\n\r\nokHTTP/1.1" in transport.written


def test_only_a_small_part_of_an_unwanted_body_is_read(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
    assert transport.written.endswith(b"ok")

    for _ in range(17):
        assert not transport.closed
        protocol.data_received(b"a" * 1024)

    assert transport.closed
    assert transport.written.count(b"HTTP/1.1") == 1


def test_lines_behind_a_body_are_no_headers_and_take_no_memory(loop: SteppedLoop) -> None:
    protocol, _ = connected(loop, stuck_app)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")

    protocol.data_received(b"X-A: b\r\n" * 100)

    assert [name for name, _ in protocol.scope["headers"]] == [b"host", b"transfer-encoding"]


def test_a_head_in_pieces_after_a_large_form_is_answered(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n")
    protocol.data_received(b"a" * 15_000)
    protocol.data_received(b"a" * 5_000 + b"GET / HTTP/1.1\r\n")

    protocol.data_received(b"Host: x\r\n\r\n")

    assert transport.written.count(b"HTTP/1.1 200") == 2
