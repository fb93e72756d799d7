"""Faults of an origin below HTTP, in its framing or in its compression."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping

from fakes.misbehaviour import OK, PAGE, Fault, failing, keeps_saying, resets, says, shows, stalls
from fakes.origin import Behaviour


def chunked(*chunks: bytes) -> bytes:
    """Return an answer with *chunks* and without an end."""
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks)


def bomb(size: int) -> bytes:
    """Pack *size* zeros with gzip. The checksum at the end is wrong: no reader gets that far."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1_000_000
    first, again = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    # Behind a full flush the same bytes pack the same; packing all of them takes seconds.
    return first + again * (size // len(zeros) - 1) + packer.flush()


_ANNOUNCED = OK + f"Content-Length: {len(PAGE)}\r\n\r\n".encode()
_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
#: The behaviours by name, and those by the reason for which a poll fails.
_CONNECTIONS: Mapping[str, Mapping[str, Behaviour]] = {
    "connect": {
        "reset at once": resets(b""),
        "reset in the head": resets(OK),
        "reset in the body": resets(_ANNOUNCED + PAGE[:900]),
    },
    "timeout": {
        "stall before the head": stalls(b""),
        "stall in the head": stalls(OK),
        "stall in the body": stalls(_ANNOUNCED + PAGE[:900]),
        "drip in the head": keeps_saying(OK, b"x", 0.02),
        "drip in the body": keeps_saying(_ANNOUNCED, b"x", 0.02),
        "drip of early hints": keeps_saying(b"", _HINTS, 0.02),
    },
    "too_large": {
        "endless body": keeps_saying(OK + b"\r\n", b"<p>more</p>" * 5000),
        "endless chunks": keeps_saying(chunked(PAGE), b"8000\r\n" + b"<p>more " * 4096 + b"\r\n"),
        "10 GB announced": keeps_saying(OK + b"Content-Length: 10000000000\r\n\r\n", PAGE * 20),
    },
    "truncated": {
        "closed without an answer": says(b""),
        "closed in the head": says(OK),
        "endless head": keeps_saying(OK, b"X-More: and more\r\n"),
        "endless header line": keeps_saying(OK + b"X-More: ", b"x" * 999),
        "endless chunk extension": keeps_saying(chunked(PAGE) + b"5;", b"x" * 9999),
        "shorter than announced": says(_ANNOUNCED + PAGE[:-900]),
        "longer than announced": says(OK + b"Content-Length: 900\r\n\r\n" + PAGE),
        "chunks cut off": says(chunked(PAGE[:900])),
        "chunk with a wrong length": says(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + PAGE),
        "a length that is none": says(OK + b"Content-Length: -1\r\n\r\n" + PAGE),
        "two lengths": says(OK + b"Content-Length: 9\r\nContent-Length: 900\r\n\r\n" + PAGE),
        "no HTTP": says(b"220 mail.example.org ESMTP\r\n\r\n"),
        "HTTP 0.9": says(PAGE),
    },
}


def connections() -> Iterator[Fault]:
    """Yield faults below HTTP, or of its framing."""
    yield Fault(name="refused", down=True, reason="connect")
    for reason, behaviours in _CONNECTIONS.items():
        yield from failing(reason, behaviours)


def codings() -> Iterator[Fault]:
    """Yield faults of the compression."""
    packed = gzip.compress(PAGE)

    def coded(name: str, body: bytes, coding: str, reason: str) -> Fault:
        return Fault(name=name, behaviour=shows(body, f"Content-Encoding: {coding}"), reason=reason)

    yield coded("gzip bomb, 500 MB", bomb(500_000_000), "gzip", "too_large")
    yield coded("gzip cut off", packed[:-90], "gzip", "truncated")
    yield coded("gzip without its checksum", packed[:-8], "gzip", "truncated")
    yield coded("gzip broken", packed[:90] + b"\xff" * 90 + packed[180:], "gzip", "decode")
    yield coded("gzip with a wrong checksum", packed[:-8] + b"\0" * 8, "gzip", "decode")
    yield coded("gzip twice", gzip.compress(packed), "gzip, gzip", "decode")
    yield coded("gzip and something behind it", packed + b"more", "gzip", "truncated")
    yield coded("gzip of 100,000 members", gzip.compress(b"") * 100_000, "gzip", "decode")
    yield coded("gzip with half a second member", packed + packed[:90], "gzip", "truncated")
    yield coded("gzip that is none", PAGE, "gzip", "decode")
    yield coded("brotli, not asked for", b"\x0b\x02\x80hello\x03", "br", "decode")
    yield coded("deflate, not asked for", zlib.compress(PAGE), "deflate", "decode")
