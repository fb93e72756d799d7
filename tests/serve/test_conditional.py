"""Conditions, codings and formats in request headers."""

from __future__ import annotations

import pytest

from ilofeed.serve.conditional import accepts_gzip, is_known, preferred

TAG, DATE = b'"abc"', b"Mon, 23 Nov 2026 09:30:00 GMT"
ATOM, HTML = b"application/atom+xml", b"text/html"


@pytest.mark.parametrize(
    ("tag", "date", "known"),
    [
        (None, None, False),
        (b'"abc"', None, True),
        (b'W/"abc"', None, True),
        (b'"x", W/"abc" , "y"', None, True),
        (b"*", None, True),
        (b" * ", None, True),
        (b'"x"', None, False),
        (b"abc", None, False),
        (b"", None, False),
        (b'"abc-gzip"', None, False),
        (None, DATE, True),
        (None, b"Mon, 23 Nov 2026 09:30:01 GMT", False),
        (None, b"Mon, 23 Nov 2030 09:30:00 GMT", False),
        (None, b"yesterday", False),
        (b'"x"', DATE, False),  # with tags, dates do not count
        (b'"abc"', b"yesterday", True),
    ],
)
def test_tags_come_before_dates_and_dates_count_only_if_they_are_ours(
    tag: bytes | None,
    date: bytes | None,
    known: bool,  # noqa: FBT001 - a parameter
) -> None:
    given = {b"if-none-match": tag, b"if-modified-since": date}

    assert is_known({name: value for name, value in given.items() if value is not None}, TAG, DATE) is known


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (None, False),
        (b"", False),
        (b"gzip", True),
        (b"deflate, gzip;q=0.5", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.0", False),
        (b"*", True),
        (b"*;q=0", False),
        (b"br, zstd", False),
        (b"GZIP", True),
        (b"x-gzip", True),
        (b"gzip;q=much", False),
        (b"identity, *;q=0.1", True),
    ],
)
def test_gzip_is_sent_only_to_clients_that_accept_it(asked: bytes | None, wanted: bool) -> None:  # noqa: FBT001
    assert accepts_gzip({} if asked is None else {b"accept-encoding": asked}) is wanted


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, ATOM),
        (b"*/*", ATOM),
        (b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        (b"application/atom+xml;q=0.5, text/html;q=0.4", ATOM),
        (b"text/*", HTML),
        (b"application/pdf", ATOM),
        (b"application/*;q=0.1, text/html;q=0.2", HTML),
        (b";;;,,,q=1", ATOM),
    ],
)
def test_the_format_that_is_liked_best(accept: bytes | None, chosen: bytes) -> None:
    assert preferred({} if accept is None else {b"accept": accept}, [ATOM, HTML]) == chosen
