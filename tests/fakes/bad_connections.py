"""What an origin can do wrong below HTTP, with its frame or with its compression."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from fakes.misbehaviour import OK, PAGE, Fault, keeps_saying, resets, says, shows, stalls


def chunked(*chunks: bytes) -> bytes:
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks)


def bomb(size: int) -> bytes:
    """Pack *size* zeros with gzip. The checksum at the end is wrong: no reader may get that far."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1_000_000
    first, again = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    # Behind a full flush the same bytes pack the same; packing all of them takes seconds.
    return first + again * (size // len(zeros) - 1) + packer.flush()


def connections() -> Iterator[Fault]:
    """What is wrong below HTTP, or with its frame."""
    announced = OK + f"Content-Length: {len(PAGE)}\r\n\r\n".encode()
    yield Fault(name="refused", down=True, reason="connect")
    yield Fault(name="reset at once", behaviour=resets(b""), reason="connect")
    yield Fault(name="reset in the head", behaviour=resets(OK), reason="connect")
    yield Fault(name="reset in the body", behaviour=resets(announced + PAGE[:900]), reason="connect")
    yield Fault(name="closed without an answer", behaviour=says(b""), reason="truncated")
    yield Fault(name="closed in the head", behaviour=says(OK), reason="truncated")
    yield Fault(name="stall before the head", behaviour=stalls(b""), reason="timeout")
    yield Fault(name="stall in the head", behaviour=stalls(OK), reason="timeout")
    yield Fault(name="stall in the body", behaviour=stalls(announced + PAGE[:900]), reason="timeout")
    yield Fault(name="drip in the head", behaviour=keeps_saying(OK, b"x", 0.02), reason="timeout")
    yield Fault(name="drip in the body", behaviour=keeps_saying(announced, b"x", 0.02), reason="timeout")
    yield Fault(
        name="drip of early hints",
        reason="timeout",
        behaviour=keeps_saying(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0.02),
    )
    yield Fault(name="endless head", behaviour=keeps_saying(OK, b"X-More: and more\r\n"), reason="truncated")
    yield Fault(
        name="endless header line", behaviour=keeps_saying(OK + b"X-More: ", b"x" * 999), reason="truncated"
    )
    yield Fault(
        name="endless body", behaviour=keeps_saying(OK + b"\r\n", b"<p>more</p>" * 5000), reason="too_large"
    )
    yield Fault(
        name="endless chunks",
        reason="too_large",
        behaviour=keeps_saying(chunked(PAGE), b"8000\r\n" + b"<p>more " * 4096 + b"\r\n"),
    )
    yield Fault(
        name="endless chunk extension",
        reason="truncated",
        behaviour=keeps_saying(chunked(PAGE) + b"5;", b"x" * 9999),
    )
    yield Fault(
        name="10 GB announced",
        reason="too_large",
        behaviour=keeps_saying(OK + b"Content-Length: 10000000000\r\n\r\n", PAGE * 20),
    )
    yield Fault(name="shorter than announced", behaviour=says(announced + PAGE[:-900]), reason="truncated")
    yield Fault(
        name="longer than announced",
        reason="truncated",
        behaviour=says(OK + b"Content-Length: 900\r\n\r\n" + PAGE),
    )
    yield Fault(name="chunks cut off", behaviour=says(chunked(PAGE[:900])), reason="truncated")
    yield Fault(
        name="chunk with a wrong length",
        reason="truncated",
        behaviour=says(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + PAGE),
    )
    yield Fault(
        name="a length that is none", reason="truncated", behaviour=says(OK + b"Content-Length: -1\r\n\r\n" + PAGE)
    )
    yield Fault(
        name="two lengths",
        reason="truncated",
        behaviour=says(OK + b"Content-Length: 9\r\nContent-Length: 900\r\n\r\n" + PAGE),
    )
    yield Fault(name="no HTTP", behaviour=says(b"220 mail.example.org ESMTP\r\n\r\n"), reason="truncated")
    yield Fault(name="HTTP 0.9", behaviour=says(PAGE), reason="truncated")


def codings() -> Iterator[Fault]:
    """What is wrong with the compression."""
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
    yield coded("gzip that is none", PAGE, "gzip", "decode")
    yield coded("brotli, not asked for", b"\x0b\x02\x80hello\x03", "br", "decode")
    yield coded("deflate, not asked for", zlib.compress(PAGE), "deflate", "decode")
