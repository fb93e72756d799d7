"""Access log: one line for each request."""

from __future__ import annotations

from typing import Any

import pytest

from ilofeed.serve.access_log import facts_of, format_facts


def scope(path: str = "/news.rss", agent: bytes = b"NetNewsWire/6 (12 subscribers; feed-id=77)") -> dict[str, Any]:
    return {"method": "GET", "path": path, "query_string": b"q=secret", "headers": [(b"user-agent", agent)]}


def test_a_line_shows_the_request_and_the_answer() -> None:
    line = format_facts(facts_of(scope(), 200, 8123, 0.0014))

    assert line == "method=GET path='/news.rss' status=200 bytes=8123 seconds=0.001 reader='NetNewsWire'"


@pytest.mark.parametrize(
    ("path", "agent"),
    [
        ("/a\nstatus=500", b"x"),
        ("/a\x1b[2J", b"x\x1b[2J"),
        ("/\u202e", b"\xff\xfe\x85"),
        ("/" + "a" * 5000, b"b" * 5000),
    ],
)
def test_a_request_forges_no_line_and_moves_no_cursor(path: str, agent: bytes) -> None:
    line = format_facts(facts_of(scope(path, agent), 404, 0, 0.0))

    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 300


def test_the_secret_address_of_the_preview_and_queries_are_left_out() -> None:
    line = format_facts(facts_of(scope("/admin/qD3s"), 200, 1, 0.0))

    assert "path='/admin/'" in line
    assert "secret" not in line
