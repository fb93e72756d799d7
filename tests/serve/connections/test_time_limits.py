"""Time limits of a connection: for a request, for an answer, between requests, and at a stop."""

from __future__ import annotations

import pytest

from fakes.stepped_loop import (
    GET,
    READY,
    PreparedApp,
    SteppedLoop,
    connected,
    stuck_app,
)
from ilofeed.serve.http_protocol import FOR_ANSWER, FOR_HEAD, IDLE, LAST


def test_a_client_that_sends_nothing_is_disconnected(loop: SteppedLoop) -> None:
    _, transport = connected(loop)

    loop.pass_by(FOR_HEAD - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


@pytest.mark.parametrize("before", [b"", GET, READY])
def test_a_drip_of_single_bytes_does_not_stretch_the_time_for_a_head(loop: SteppedLoop, before: bytes) -> None:
    protocol, transport = connected(loop, PreparedApp())
    if before:
        protocol.data_received(before)

    for byte in b"GET /news":
        protocol.data_received(bytes([byte]))
        loop.pass_by(1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


@pytest.mark.parametrize("request_", [GET, READY])
def test_after_an_answer_there_is_time_for_another_request(loop: SteppedLoop, request_: bytes) -> None:
    protocol, transport = connected(loop, PreparedApp())

    for _ in range(5):
        protocol.data_received(request_)
        loop.pass_by(IDLE - 1)
    assert transport.written.count(b"HTTP/1.1 200") == 5
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


@pytest.mark.parametrize("request_", [GET, READY])
def test_an_idle_connection_outlives_the_60_seconds_for_which_proxies_keep_it(
    loop: SteppedLoop, request_: bytes
) -> None:
    protocol, transport = connected(loop, PreparedApp())
    protocol.data_received(request_)

    loop.pass_by(61)

    assert not transport.closed


def test_an_answer_that_was_read_late_leaves_the_connection_open(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
    protocol.data_received(READY)
    transport.unread = 4
    loop.pass_by(FOR_ANSWER - 1)

    transport.unread = 0
    loop.pass_by(IDLE - FOR_ANSWER)
    was_open = not transport.closed
    loop.pass_by(1)

    assert was_open
    assert transport.closed


def test_an_answer_that_was_made_takes_none_of_the_time_for_the_next(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop)
    protocol.data_received(GET)
    loop.pass_by(IDLE - 1)

    protocol.data_received(b"GE")
    loop.pass_by(FOR_HEAD - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_a_client_that_does_not_take_the_answer_is_disconnected(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, stuck_app)

    protocol.data_received(GET)
    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_an_answer_from_memory_has_the_same_time_limit(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())

    protocol.data_received(READY)
    transport.unread = 4
    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_a_client_that_takes_no_part_of_a_long_body_is_disconnected(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
    transport.room = 1
    protocol.data_received(READY.replace(b"/ready", b"/long"))

    loop.pass_by(FOR_ANSWER - 1)
    assert not transport.closed
    loop.pass_by(1)

    assert transport.closed


def test_a_closed_connection_leaves_no_timer(loop: SteppedLoop) -> None:
    protocol, _ = connected(loop)

    protocol.connection_lost(None)

    assert loop.waiting() == []


def test_a_stop_of_the_server_waits_a_moment_for_a_client_that_does_not_read(loop: SteppedLoop) -> None:
    protocol, transport = connected(loop, PreparedApp())
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
