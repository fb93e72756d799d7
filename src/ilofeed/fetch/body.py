"""Read the body of a response within a limit of bytes, on the wire and after decompression."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import httpx

from ilofeed.core.errors import FetchError
from ilofeed.core.gzip_members import CHUNK, GzipError, inflated
from ilofeed.fetch.ssrf_guard import GuardedStream
from ilofeed.fetch.transport import TRANSPORT_ERRORS

# The most bytes read of an answer that is no page: pages that ask for a browser are small.
_GLANCE = 128 * 1024


def read(url: str, response: httpx.Response, most: int) -> bytes:
    """Return the content of *response*: at most *most* bytes on the wire, and as many after decompression.

    Raises FetchError where it is larger, incomplete, or in a coding that was not requested.
    """
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError("decode", f"{url} came with the content coding {coding!r}, which was not asked for")
    raw = _limited(url, response.iter_raw(CHUNK), most)
    if coding in ("gzip", "x-gzip"):
        raw = _limited(url, _inflated(url, raw), most)
    body = b"".join(raw)
    _measure(url, response)
    return body


def beginning(url: str, response: httpx.Response) -> bytes:
    """Return at most _GLANCE bytes from the start of the content of *response*, which is no page.

    An error of reading ends it without an exception: the status has been received, and it decides.
    """
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    raw: Iterator[bytes] = response.iter_raw(CHUNK)
    if coding in ("gzip", "x-gzip"):
        raw = _inflated(url, raw)
    found = b""
    with suppress(*TRANSPORT_ERRORS, FetchError):
        while len(found) < _GLANCE and (chunk := next(raw, None)) is not None:
            found += chunk
    return found[:_GLANCE]


def finish(response: httpx.Response) -> None:
    """Read *response*, which has no content by its status, to its end, so that its connection can be used again.

    Without this httpx closes the connection. The next poll then connects anew, which costs as much as its
    other steps together.
    """
    for _ in response.iter_raw():
        pass
    stream = response.extensions.get("network_stream")
    if isinstance(stream, GuardedStream) and stream.length:
        stream.cut()  # unexpected bytes would be read as the next answer


def _limited(url: str, chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Yield *chunks* up to a total of *most* bytes. Raises FetchError beyond."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise FetchError(
                "too_large", f"{url} is larger than {most} bytes; raise fetch.max_bytes if it should be"
            )
        yield chunk


def _inflated(url: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content of a gzip stream, never more than a chunk at a time. Raises FetchError."""
    try:
        yield from inflated(chunks)
    except GzipError as error:
        raise FetchError("truncated" if error.is_incomplete else "decode", f"{url} {error}") from error


def _measure(url: str, response: httpx.Response) -> None:
    """Raise FetchError if more bytes were received than announced: the content read is then cut off."""
    stream = response.extensions.get("network_stream")
    announced = response.headers.get("Content-Length", "")
    if not isinstance(stream, GuardedStream) or not announced.isdigit() or "Transfer-Encoding" in response.headers:
        return
    if stream.length > int(announced):
        stream.cut()  # the remaining bytes would be read as the next answer
        raise FetchError("truncated", f"{url} sent more than the {announced} bytes that it announced")
